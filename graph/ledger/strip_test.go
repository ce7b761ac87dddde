package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/badgerkv"
	"hudna/storage/keys"
)

// What is kept of lists answers as what is read does, and costs as many keys:
// whatever was asked before, in whatever order, in either direction, as of whatever
// revision, and however little of a list was read or kept then.
func TestKeptListsTellAndCostWhatReadOnesDo(t *testing.T) {
	kept, cut := 0, 0
	manyChecks(t, func(t *rapid.T) {
		store := joinStore(t, drawVersions(t))
		var conditions []*condition
		for range rapid.IntRange(1, 2).Draw(t, "conditions") {
			c, _ := drawCondition(t, 2)
			conditions = append(conditions, c)
		}
		shared := &looked{at: 1, strips: strips{longest: rapid.SampledFrom([]int{1, 2, 5, maxStrip}).Draw(t, "longest")}}
		before := map[*strip]strip{}
		for range rapid.IntRange(2, 6).Draw(t, "walks") {
			c := rapid.SampledFrom(conditions).Draw(t, "condition")
			at := keys.Revision(rapid.SampledFrom([]uint64{3, uint64(joinHead)}).Draw(t, "as of"))
			sp := unbounded([]keys.Class{keys.ClassOf(keys.Curated, keys.Public), keys.ClassOf(keys.Draft, keys.Public)})
			sp.reverse = rapid.Bool().Draw(t, "reverse")
			if rapid.Bool().Draw(t, "from somewhere") {
				sp.after = &keys.Position{
					Earliest: rapid.Int64Range(-3, 3).Draw(t, "from") * 100_000, Bucket: keys.Day, Node: keys.Node(rapid.IntRange(1, 41).Draw(t, "from node")),
				}
			}
			size := rapid.IntRange(0, 12).Draw(t, "wanted")
			asked := func(reading bool) (stops []stop, reads int) {
				err := store.View(context.Background(), func(tx storage.ReadTx) error {
					s := &snapshot{
						l: &Ledger{opts: Options{KeyBudget: 1 << 20}}, tx: tx, head: joinHead, next: 1000, looked: shared, reading: reading,
					}
					p := &planner{s: s, classes: sp.classes, total: 40}
					c.forget()
					root := all("", c, &condition{op: opLists, lists: []*list{joinList(0)}})
					if root.op == opNever {
						return nil
					}
					p.choose(root, 40)
					q := &scheme{
						s: s, view: graph.View{Revision: graph.Revision(at), Clearance: graph.MarkingPublic}, root: root,
						kind: graph.KindStatement, far: reach{said: math.MaxInt64, next: 1000},
					}
					w := q.walk(sp)
					defer w.close()
					for len(stops) < size {
						at, ok, err := w.next()
						if err != nil || !ok {
							return err
						}
						stops = append(stops, at)
					}
					reads = s.reads
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				return stops, reads
			}
			want, cost := asked(false)
			got, costs := asked(true)
			if !slices.Equal(got, want) || costs != cost {
				t.Fatalf("%d keys for %v, want %d for %v", costs, got, cost, want)
			}
			for now, then := range before {
				if len(now.entries) != len(then.entries) || now.whole != then.whole {
					t.Fatalf("%d entries are kept where others may read %d", len(now.entries), len(then.entries))
				}
			}
			for _, s := range shared.strips.all().Values() {
				before[s] = *s
			}
		}
		for _, s := range shared.strips.all().Values() {
			kept++
			if len(s.entries) > shared.strips.longest {
				t.Fatalf("%d entries are kept of one leap", len(s.entries))
			}
			if !s.whole {
				cut++
			}
		}
	})
	if kept < 1000 || cut < 300 || kept-cut < 300 {
		t.Errorf("too little was kept to say anything: %d strips, %d of them not whole", kept, cut)
	}
}

// onDisk is an empty ledger on an engine that tells snapshots apart.
func onDisk(t *testing.T) *Ledger {
	t.Helper()
	dir := t.TempDir()
	l, err := Open(t.Context(), Options{Open: func(ctx context.Context) (storage.Store, error) {
		return badgerkv.Open(ctx, dir, badgerkv.Options{Floor: -1, Ballast: -1})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// What is kept of lists is that of one snapshot of the store: a commit stands in the
// next page. It is bounded, and what is beyond is read.
func TestListsAreKeptUntilTheNextCommit(t *testing.T) {
	l := onDisk(t)
	const some = 2 * maxStrip
	for n := range some {
		e := &graph.Event{Kind: graph.EventShelling}
		e.ID = graph.ID(fmt.Sprintf("event/made-up-%d", n))
		if _, err := l.Commit(t.Context(), admin(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: e}}}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			r := l.At(graph.View{Revision: graph.Revision(n + 1), Clearance: graph.MarkingPublic})
			page, err := r.Events(t.Context(), graph.EventQuery{}, graph.Page{First: some})
			if err != nil || len(page.Items) != n+1 {
				t.Fatalf("%d events after %d commits, error %v", len(page.Items), n+1, err)
			}
		}
	}
	kept := l.looked.Load().strips.all()
	if longest := 0; kept.Len() == 0 {
		t.Error("nothing is kept")
	} else {
		for _, s := range kept.Values() {
			longest = max(longest, len(s.entries))
		}
		if longest != maxStrip {
			t.Errorf("%d entries are kept of one leap, of %d", longest, some)
		}
	}
}

// The statistics of texts are kept for one snapshot and revision, and count as read.
func TestTheStatisticsOfTextsAreKept(t *testing.T) {
	l := onDisk(t)
	texts := func(at keys.Revision, reading bool) (n uint64, reads int) {
		t.Helper()
		err := l.view(t.Context(), func(tx storage.ReadTx) error {
			s, err := l.snapshot(tx)
			if err != nil {
				return err
			}
			s.reading = reading
			totals, err := s.totals(at)
			for _, x := range totals {
				n += x.Texts
			}
			reads = s.reads
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n, reads
	}
	for n := range keys.Revision(3) {
		d := &graph.Document{Text: "made-up words"}
		d.ID = graph.ID(fmt.Sprintf("document/made-up-%d", n))
		if _, err := l.Commit(t.Context(), admin(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: d}}}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			for _, at := range []keys.Revision{n + 1, n + 1, 1} {
				want, cost := texts(at, false)
				if got, costs := texts(at, true); got != want || got != uint64(at) || costs != cost {
					t.Errorf("as of %d of %d: %d texts for %d keys, want %d for %d", at, n+1, got, costs, want, cost)
				}
			}
		}
	}
	if kept := l.looked.Load().totals.Load(); kept == nil || kept.at != 1 {
		t.Errorf("%v is kept", kept)
	}
}
