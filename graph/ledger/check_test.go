package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/graph/ledger/pb"
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
	voiced := graphtest.OwnVoice()
	voiced.ID, voiced.Place = "statement/spoken-somewhere", ""
	voiced.Transmission = graph.TransmissionRelayed
	voiced.Relays = []graph.Relay{{Speaker: graph.Speaker{Actor: graphtest.RuritaniaSpokeswoman, OnBehalfOf: graphtest.RuritaniaMinistry}}}
	for r, err := range reader.Scan(ctx, graph.KindLocation) {
		if err != nil {
			tb.Fatal(err)
		}
		voiced.Place = r.Shared().ID
	}
	commit(tb, l, create(voiced))
	unplaced := *voiced
	unplaced.Place, unplaced.Relays, unplaced.Transmission = "", nil, graph.TransmissionDirect
	commit(tb, l, graph.Change{Message: "not there", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &unplaced}}})
	// Of the texts, some are merged and some wait to be.
	if err := l.Merge(ctx); err != nil {
		tb.Fatal(err)
	}
	placed := *voiced
	placed.Text = "The newspaper holds that the truce stands fast"
	commit(tb, l, graph.Change{Message: "there", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &placed}}})
	// Two texts in pieces, one of which is that of an earlier version.
	long := document("long", strings.Repeat("x", 2*storage.MaxValue))
	commit(tb, l, create(long, document("texted", "Made-up words of no meaning."), document("short", "Made."), spoken("statement/quoting", "document/texted", 0, 28)))
	titled := *long
	titled.Title = "Made up"
	commit(tb, l, graph.Change{Message: "title", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &titled}}})
	wantClean(tb, l)
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	return pairs(tb, disk)
}

// idsOf gives the ids of the nodes of a store.
func idsOf(tb testing.TB, all []storage.Pair) map[keys.Node]string {
	tb.Helper()
	ids := map[keys.Node]string{}
	for _, p := range all {
		if key, err := keys.Parse(p.Key); err == nil && key.Tag == keys.IDOfNode {
			ids[key.Node] = parsed[pb.Identity](tb, p).Id
		}
	}
	return ids
}

// namesOf lists the words by one of which a finding has to name what is wrong
// with a key: the key, or the record, the node or the revision that it is of.
func namesOf(tb testing.TB, ids map[keys.Node]string, p storage.Pair) []string {
	tb.Helper()
	key, err := keys.Parse(p.Key)
	if err != nil {
		return []string{fmt.Sprintf("key %x", p.Key)}
	}
	names := []string{key.String()}
	if id := ids[key.Node]; id != "" && key.Tag != keys.Counter {
		names = append(names, id)
	}
	switch key.Tag {
	case keys.Format, keys.Head, keys.Epoch:
		names = append(names, key.Tag.String())
	case keys.Counter, keys.IDOfNode:
		names = append(names, fmt.Sprintf("node %d", key.Node))
	case keys.Commit, keys.RevisionTime, keys.Feed:
		names = append(names, fmt.Sprintf("revision %d", key.Revision))
	case keys.NodeOfID:
		names = append(names, key.Text)
	case keys.Posting:
		names = append(names, fmt.Sprintf("the word %q", key.Text))
	case keys.Word:
		names = append(names, fmt.Sprintf("the word %q", key.Text), fmt.Sprintf("%q", key.Form))
	case keys.Pending:
		names = append(names, fmt.Sprintf("revision %d", key.Revision))
	case keys.Ended: // of the texts that have ended, one in each
		names = append(names, "the end of its text")
	case keys.Idempotency:
		names = append(names, fmt.Sprintf("revision %d", parsed[pb.Idempotency](tb, p).Revision))
	}
	return names
}

// namesDamage says whether one of the findings has one of the names, as a whole.
func namesDamage(found, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		whole := regexp.MustCompile(regexp.QuoteMeta(name) + `([^0-9a-z-]|$)`)
		return slices.ContainsFunc(found, whole.MatchString)
	})
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
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
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
		"in-document", "said-on", "utterance", "said-at", "said-date", "linked-from",
		"judged", "affiliated", "part-of", "within",
		"event-place", "event-agreement", "event-participant", "event-kind", "event-date",
	} {
		for _, space := range []string{"live", "closed"} {
			if len(classes[space+" "+tag]) == 0 {
				t.Errorf("no %s entry of %s to damage", space, tag)
			}
		}
	}
	if len(classes["row chunk"]) < 4 {
		t.Errorf("%d pieces of texts to damage", len(classes["row chunk"]))
	}
	for _, tag := range []string{"pending", "posting", "word", "ended"} {
		if len(classes["row "+tag]) == 0 {
			t.Errorf("no row of %s to damage", tag)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	ids := idsOf(t, all)
	try := func(t *testing.T, what string, edit func(storage.WriteTx) error, damaged ...storage.Pair) {
		t.Helper()
		found := findings(t, diskOf(t, all, edit))
		var names []string
		for _, p := range damaged {
			names = append(names, namesOf(t, ids, p)...)
		}
		if !namesDamage(found, names) {
			t.Errorf("%s: want one of %q, found %q", what, names, found)
		}
		if slices.ContainsFunc(found, func(one string) bool { return strings.Contains(one, "row row") }) {
			t.Errorf("%s: a row is called one twice: %q", what, found)
		}
	}
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		t.Run(strings.ReplaceAll(class, " ", "-"), func(t *testing.T) {
			some := slices.Clone(classes[class])
			rnd.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			for _, p := range some[:min(3, len(some))] {
				try(t, "deleted", func(tx storage.WriteTx) error { return tx.Delete(p.Key) }, p)
				i, flip := rnd.IntN(len(p.Value)), byte(1+rnd.IntN(255))
				try(t, "a byte of the value altered", func(tx storage.WriteTx) error {
					value := slices.Clone(p.Value)
					value[i] ^= flip
					return tx.Set(p.Key, value)
				}, p)
				j := rnd.IntN(len(p.Key))
				other := storage.Pair{Key: slices.Clone(p.Key), Value: p.Value}
				other.Key[j] ^= flip
				try(t, "a byte of the key altered", func(tx storage.WriteTx) error {
					return errors.Join(tx.Delete(p.Key), tx.Set(other.Key, p.Value))
				}, p, other)
				if !slices.ContainsFunc(all, func(q storage.Pair) bool { return bytes.Equal(q.Key, other.Key) }) {
					try(t, "a key added", func(tx storage.WriteTx) error { return tx.Set(other.Key, p.Value) }, other)
				}
			}
		})
	}
}
