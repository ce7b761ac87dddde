package ledger

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"hudna/graph"
)

// TestTheFirstValuesAreThoseOfAll: with many that have the same number, and however many
// are asked for.
func TestTheFirstValuesAreThoseOfAll(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		f := facet{by: graph.FacetSpeaker, counts: map[facetValue]int{}}
		var want []graph.FacetValue
		for i := range 1 + r.IntN(60) {
			v := graph.FacetValue{Value: fmt.Sprintf("actor/made-up-%02d", i), Count: 1 + r.IntN(1+r.IntN(12))}
			f.counts[facetValue{value: v.Value}] = v.Count
			want = append(want, v)
		}
		slices.SortStableFunc(want, func(a, b graph.FacetValue) int { return cmp.Compare(b.Count, a.Count) }) // those of one number by name, as they are
		for _, first := range []int{1, 2, len(want) - 1, len(want), len(want) + 1, 1 + r.IntN(70)} {
			if first < 1 {
				continue
			}
			got := f.count(first)
			if got.Distinct != len(want) || !slices.Equal(got.Values, want[:min(first, len(want))]) {
				t.Fatalf("the first %d of %v:\n%v", first, want, got)
			}
		}
	}
}
