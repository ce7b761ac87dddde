package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hudna/storage/keys"
)

func TestHitsComeInTheOrderOfTheirPositions(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	dates := []int64{keys.NoDate, math.MaxInt64, 0, -1, 1, 1460592000, -1460592000, 1 << 40}
	for _, n := range []int{0, 1, byComparing, byComparing + 1, 5000} {
		hits := make([]Hit, n)
		for i := range hits {
			hits[i].At = keys.Position{
				Earliest: dates[rnd.IntN(len(dates))] + int64(rnd.IntN(3)), Bucket: keys.Bucket(rnd.IntN(keys.Buckets)), Node: keys.Node(i + 1),
			}
			hits[i].Score = float64(i)
		}
		want := slices.Clone(hits)
		slices.SortFunc(want, func(a, b Hit) int { return a.At.Compare(b.At) })
		if got := inOrder(hits); !slices.Equal(got, want) {
			t.Errorf("%d hits are out of order", n)
		}
	}
}

func TestPlacesComeInTheOrderOfTheirNodes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, byComparing, byComparing + 1, 5000} {
		for _, from := range []keys.Node{1, 1 << 40, math.MaxUint64 - 1<<30} {
			list := make([]place, n)
			for i := range list {
				list[i] = place{node: from + keys.Node(rnd.IntN(1<<(1+rnd.IntN(29)))), since: keys.Revision(rnd.IntN(9)), count: 1}
			}
			want := slices.Clone(list)
			slices.SortFunc(want, func(a, b place) int { return comparePlaces(&a, &b) })
			if got := byNode(list); !slices.EqualFunc(got, want, func(a, b place) bool { return comparePlaces(&a, &b) == 0 }) {
				t.Errorf("%d places from %d are out of order", n, from)
			}
		}
	}
}
