package ledger

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// What is gathered of lists is what stands in one of them at the revision, in
// order, each record once.
func TestGatheringFindsWhatASimpleSearchFinds(t *testing.T) {
	every := []keys.Class{keys.ClassOf(keys.Curated, keys.Public), keys.ClassOf(keys.Draft, keys.Public)}
	rapid.Check(t, func(t *rapid.T) {
		versions := drawVersions(t)
		at := keys.Revision(rapid.Uint64Range(1, uint64(joinHead)).Draw(t, "as of"))
		owners := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) keys.Node {
			return keys.Node(rapid.Uint64Range(1, joinLists).Draw(t, "owner"))
		}), 1, joinLists, rapid.ID).Draw(t, "owners")
		slices.Sort(owners)
		classes := every[rapid.IntRange(0, 1).Draw(t, "first class"):rapid.IntRange(1, 2).Draw(t, "last class")]
		var want []stop
		for _, v := range versions {
			in := slices.ContainsFunc(owners, func(n keys.Node) bool { _, in := v.in[n]; return in })
			if in && v.since <= at && at < v.until && slices.Contains(classes, v.class) {
				want = append(want, stop{Position: v.at, class: v.class})
			}
		}
		want = sortStops(want)
		err := joinStore(t, versions).View(context.Background(), func(tx storage.ReadTx) error {
			s := &snapshot{l: &Ledger{opts: Options{KeyBudget: 10_000}}, tx: tx, head: joinHead}
			long, stops, ok, err := s.gather(keys.About, owners, classes, at, 1000)
			if err != nil {
				return err
			}
			if !ok || len(long) > 0 || !slices.EqualFunc(stops, want, func(a, b stop) bool {
				return a.Position == b.Position && a.class == b.class && a.sure && a.told
			}) {
				t.Fatalf("%t, %d long, gathered %v, want %v", ok, len(long), stops, want)
			}
			if most := len(owners)*len(classes)*2 + 5*len(versions); s.reads > most {
				t.Fatalf("%d keys", s.reads)
			}
			_, _, ok, err = s.gather(keys.About, owners, classes, joinHead, len(stops)-1)
			if at == joinHead && ok && len(stops) > 0 {
				t.Fatalf("gathered %d of %d at most", len(stops), len(stops)-1)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Nothing between the classes that are asked for is read.
func TestClassesAreReadInRuns(t *testing.T) {
	of := keys.ClassOf
	for name, test := range map[string]struct {
		classes []keys.Class
		want    [][2]keys.Class
	}{
		"none": {nil, nil},
		"one":  {[]keys.Class{of(keys.Draft, keys.Public)}, [][2]keys.Class{{of(keys.Draft, keys.Public), of(keys.Draft, keys.Public)}}},
		"two of two statuses": {classes(graph.MarkingRestricted, keys.Draft, keys.Curated), [][2]keys.Class{
			{of(keys.Curated, keys.Public), of(keys.Curated, keys.Restricted)}, {of(keys.Draft, keys.Public), of(keys.Draft, keys.Restricted)},
		}},
	} {
		if got := runsOf(test.classes); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
