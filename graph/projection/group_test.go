package projection_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"hudna/graph/projection"
)

// Under whom a node counts is what its groups say, one after the other, however many
// there are and in whatever order they came.
func TestANodeCountsUnderItsGroups(t *testing.T) {
	dice := rand.New(rand.NewPCG(4, 2)) //nolint:gosec // made up
	window := func() projection.Window {
		from := dice.Int64N(50)
		return projection.Window{From: from, To: from + dice.Int64N(50)}
	}
	groups, given := &projection.Groups{Heads: []projection.Node{7, 8, 9}}, map[projection.Node][]projection.Group{}
	for range 400 {
		n := projection.Node(dice.IntN(150) * 30)
		g := projection.Group{Head: dice.IntN(3)}
		for range dice.IntN(3) {
			g.Ways = append(g.Ways, window())
		}
		groups.Add(n, g)
		given[n] = append(given[n], g)
	}
	for n := range projection.Node(150 * 30) {
		for _, certainly := range []bool{false, true} {
			for range 5 {
				w := window()
				when := projection.When{Earliest: w.From, Latest: w.To, Undated: dice.IntN(4) == 0}
				var want []uint32
				for _, g := range given[n] {
					holds := len(g.Ways) == 0
					for _, way := range g.Ways {
						holds = holds || when.Undated && !certainly ||
							!when.Undated && certainly && way.From <= when.Earliest && when.Latest <= way.To ||
							!when.Undated && !certainly && when.Earliest <= way.To && way.From <= when.Latest
					}
					if head := uint32(g.Head); holds && !slices.Contains(want, head) { //nolint:gosec // there are three
						want = append(want, head)
					}
				}
				side := projection.Side{Groups: groups, Certainly: certainly}
				if got, err := side.Under(nil, n, &when); err != nil || !slices.Equal(got, want) {
					t.Fatalf("%d at %+v, certainly %v: %v, %v; its groups %+v make %v", n, when, certainly, got, err, given[n], want)
				}
				if got := groups.Holds(n, &when, certainly); got != (want != nil) {
					t.Fatalf("%d at %+v, certainly %v: holds %v; its groups are %+v", n, when, certainly, got, given[n])
				}
			}
		}
	}
}
