package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// pairs reads a whole store.
func pairs(tb testing.TB, disk *memkv.Disk) []storage.Pair {
	tb.Helper()
	store, err := disk.Open(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	var all []storage.Pair
	err = store.View(tb.Context(), func(tx storage.ReadTx) error {
		for pair, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return err
			}
			all = append(all, pair)
		}
		return nil
	})
	if err := errors.Join(err, store.Close()); err != nil {
		tb.Fatal(err)
	}
	return all
}

// diskOf makes a store that holds some pairs.
func diskOf(tb testing.TB, all []storage.Pair, edit func(storage.WriteTx) error) *memkv.Disk {
	tb.Helper()
	disk := memkv.New()
	store, err := disk.Open(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	for chunk := range slices.Chunk(all, 10_000) {
		if err := store.Update(tb.Context(), func(tx storage.WriteTx) error {
			for _, p := range chunk {
				if err := tx.Set(p.Key, p.Value); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := errors.Join(store.Update(tb.Context(), edit), store.Close()); err != nil {
		tb.Fatal(err)
	}
	return disk
}

// findings opens a store and checks it. A store that is not opened because it
// is damaged says so in the error.
func findings(tb testing.TB, disk *memkv.Disk) []string {
	tb.Helper()
	l, err := ledger.Open(tb.Context(), ledger.Options{
		Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) },
	})
	if err != nil {
		if !errors.Is(err, graph.ErrCorrupt) && !errors.As(err, new(*ledger.FormatError)) {
			tb.Fatal(err)
		}
		return []string{err.Error()}
	}
	report, err := l.Check(tb.Context(), nil)
	if closeErr := l.Close(); closeErr != nil {
		tb.Fatal(closeErr)
	}
	if err != nil {
		tb.Fatal(err)
	}
	var found []string
	for _, f := range report.Findings {
		found = append(found, f.String())
	}
	return found
}

// damageable is a store in which every tag that is in use has keys, in both
// keyspaces.
func damageable(tb testing.TB) []storage.Pair {
	tb.Helper()
	l, disk := world(tb)
	ctx := tb.Context()
	commit(tb, l, create(edges()...))
	// Correct, retract and restore enough for every index to have closed
	// entries.
	by := graph.Principal{Name: "made-up editor", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	reader := l.At(graph.View{Revision: mustHead(tb, l), Clearance: graph.MarkingProtected})
	for _, k := range graph.Kinds() {
		var records []graph.Record
		for r, err := range reader.Scan(ctx, k, graph.StatusPublished) {
			if err != nil {
				tb.Fatal(err)
			}
			records = append(records, r)
		}
		for _, r := range records {
			id := r.Shared().ID
			if _, err := l.Commit(ctx, by, graph.Change{Message: "away", Ops: []graph.Op{{Verb: graph.VerbRetract, ID: id, Reason: "to try"}}}); err != nil {
				if errors.Is(err, graph.ErrConflict) {
					continue // others refer to it
				}
				tb.Fatal(err)
			}
			if _, err := l.Commit(ctx, by, graph.Change{Message: "back", Ops: []graph.Op{{Verb: graph.VerbRestore, ID: id}}}); err != nil {
				tb.Fatal(err)
			}
		}
	}
	spoken := graphtest.OwnVoice()
	spoken.ID, spoken.Place = "statement/spoken-somewhere", ""
	spoken.Transmission = graph.TransmissionRelayed
	spoken.Relays = []graph.Relay{{Speaker: graph.Speaker{Actor: graphtest.RuritaniaSpokeswoman, OnBehalfOf: graphtest.RuritaniaMinistry}}}
	for r, err := range reader.Scan(ctx, graph.KindLocation) {
		if err != nil {
			tb.Fatal(err)
		}
		spoken.Place = r.Shared().ID
	}
	commit(tb, l, create(spoken))
	unplaced := *spoken
	unplaced.Place, unplaced.Relays, unplaced.Transmission = "", nil, graph.TransmissionDirect
	commit(tb, l, graph.Change{Message: "not there", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &unplaced}}})
	// Of the texts, some are merged and some wait to be.
	if err := l.Merge(ctx); err != nil {
		tb.Fatal(err)
	}
	placed := *spoken
	placed.Text = "The newspaper holds that the truce stands fast"
	commit(tb, l, graph.Change{Message: "there", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &placed}}})
	wantClean(tb, l)
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	return pairs(tb, disk)
}

func mustHead(tb testing.TB, g graph.Graph) graph.Revision {
	tb.Helper()
	head, err := g.Head(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return head.Revision
}

func TestCheckNamesTheDamage(t *testing.T) {
	all := damageable(t)
	classes := map[string][]storage.Pair{}
	for _, p := range all {
		key, err := keys.Parse(p.Key)
		if err != nil {
			t.Fatal(err)
		}
		class := fmt.Sprintf("%s %s", key.Space, key.Tag)
		classes[class] = append(classes[class], p)
	}
	for _, tag := range []string{
		"recorded", "code", "name", "referrer", "said-by", "on-behalf-of", "relayed-by", "said-to", "about",
		"in-document", "said-on", "utterance", "said-at", "said-date", "linked-from", "relayed-for",
		"judged", "affiliated", "part-of", "within",
		"event-place", "event-agreement", "event-participant", "event-kind", "event-date",
	} {
		for _, space := range []string{"live", "closed"} {
			if len(classes[space+" "+tag]) == 0 {
				t.Errorf("no %s entry of %s to damage", space, tag)
			}
		}
	}
	for _, tag := range []string{"pending", "posting", "word", "ended"} {
		if len(classes["row "+tag]) == 0 {
			t.Errorf("no row of %s to damage", tag)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	try := func(t *testing.T, what string, pair storage.Pair, edit func(storage.WriteTx) error) {
		t.Helper()
		found := findings(t, diskOf(t, all, edit))
		if len(found) == 0 {
			key, _ := keys.Parse(pair.Key)
			t.Errorf("%s: %s: nothing was found", what, key)
		}
	}
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		t.Run(strings.ReplaceAll(class, " ", "-"), func(t *testing.T) {
			some := slices.Clone(classes[class])
			rnd.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			for _, p := range some[:min(3, len(some))] {
				try(t, "deleted", p, func(tx storage.WriteTx) error { return tx.Delete(p.Key) })
				i, flip := rnd.IntN(len(p.Value)), byte(1+rnd.IntN(255))
				try(t, "a byte of the value altered", p, func(tx storage.WriteTx) error {
					value := slices.Clone(p.Value)
					value[i] ^= flip
					return tx.Set(p.Key, value)
				})
				j := rnd.IntN(len(p.Key))
				other := slices.Clone(p.Key)
				other[j] ^= flip
				try(t, "a byte of the key altered", p, func(tx storage.WriteTx) error {
					return errors.Join(tx.Delete(p.Key), tx.Set(other, p.Value))
				})
				if !slices.ContainsFunc(all, func(q storage.Pair) bool { return bytes.Equal(q.Key, other) }) {
					try(t, "a key added", p, func(tx storage.WriteTx) error { return tx.Set(other, p.Value) })
				}
			}
		})
	}
}
