package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

func purger() graph.Principal {
	return graph.Principal{Name: "made-up keeper", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
}

// graves makes up ids that tell nothing.
func graves() func(graph.Kind) (graph.ID, error) {
	n := 0
	return func(k graph.Kind) (graph.ID, error) {
		n++
		return graph.ID(fmt.Sprintf("%s/0fa1e000-0000-4000-8000-%012d", k, n)), nil
	}
}

// purge purges a record out of a store, into another one.
func purge(tb testing.TB, all []storage.Pair, p ledger.Purge) (*memkv.Disk, *ledger.Purged, error) {
	tb.Helper()
	l := open(tb, diskOf(tb, all, nothing))
	disk := memkv.New()
	if p.By.Name == "" {
		p.By = purger()
	}
	if p.Reason == "" {
		p.Reason = "by order"
	}
	p.NewID = graves()
	purged, err := l.Purge(tb.Context(), p, func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) })
	return disk, purged, err
}

// everything gives all records as of a revision, by id.
func everything(tb testing.TB, l *ledger.Ledger, at graph.Revision) map[graph.ID]graph.Record {
	tb.Helper()
	all := map[graph.ID]graph.Record{}
	r := l.At(graph.View{Revision: at, Clearance: graph.MarkingProtected})
	for _, k := range graph.Kinds() {
		for record, err := range r.Scan(tb.Context(), k) {
			if err != nil {
				tb.Fatal(err)
			}
			all[record.Shared().ID] = record
		}
	}
	return all
}

// merged is a store of which nothing is pending.
func merged(tb testing.TB, all []storage.Pair) []storage.Pair {
	tb.Helper()
	disk := diskOf(tb, all, nothing)
	l, err := ledger.Open(tb.Context(), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		tb.Fatal(err)
	}
	if err := l.Merge(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return pairs2(tb, l, disk)
}

// TestPurgeLeavesNothing purges each record of a store that has rows of every
// sort, together with what cannot stand without it: nothing is found of it
// afterwards that is found before, the store is sound, and whatever else there
// was is there as it was, at every revision, but for references to what is gone.
func TestPurgeLeavesNothing(t *testing.T) {
	all := merged(t, damageable(t))
	before := open(t, diskOf(t, all, nothing))
	head := mustHead(t, before)
	was := make([]map[graph.ID]graph.Record, head+1)
	for r := range was {
		was[r] = everything(t, before, graph.Revision(r))
	}
	held := map[string]bool{}
	for _, pair := range all {
		for _, b := range [][]byte{pair.Key, pair.Value} {
			for i := range max(0, len(b)-7) {
				held[string(b[i:i+8])] = true
			}
		}
	}
	ids := make([]graph.ID, 0, len(was[head]))
	for id := range was[head] {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		disk, purged, err := purge(t, all, ledger.Purge{ID: id, Cascade: true})
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		left := pairs(t, disk)
		for _, pair := range left {
			for _, b := range [][]byte{pair.Key, pair.Value} {
				if piece, found := purged.Traces.Find(b); found {
					key, _ := keys.Parse(pair.Key)
					t.Errorf("%s: %q is left in %s", id, piece, key)
				}
			}
		}
		for _, piece := range purged.Traces.Pieces() {
			// Short words make pieces together with what may stand before them in keys.
			if !held[string(piece)] && bytes.IndexFunc(piece, unicode.IsControl) < 0 {
				t.Errorf("%s: %q would not have been found before", id, piece)
			}
		}
		if found := findings(t, disk); len(found) > 0 {
			t.Errorf("%s: %s", id, strings.Join(found, "\n"))
		}
		l := open(t, diskOf(t, left, nothing))
		gone := map[graph.ID]bool{}
		is := everything(t, l, head+1)
		for other := range was[head] {
			gone[other] = is[other] == nil
		}
		if !gone[id] || len(gone) < len(purged.Tombstones) {
			t.Errorf("%s is still there", id)
		}
		for r := range was {
			if is = everything(t, l, graph.Revision(r)); r%7 != 0 && graph.Revision(r) != head {
				continue
			}
			for other, record := range was[r] {
				if gone[other] {
					continue
				}
				want := graph.Redact(record, func(ref graph.ID) bool { return gone[ref] })
				if is[other] == nil || !graph.Equal(want, is[other]) {
					t.Errorf("%s: %s is another one at revision %d", id, other, r)
				}
				delete(is, other)
			}
			for other := range is {
				t.Errorf("%s: %s has come at revision %d", id, other, r)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d records, %d revisions, %d rows", len(ids), head, len(all))
}
