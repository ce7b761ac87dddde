package analysis

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
)

// MaxDistinct is how many different values may be compared: each is held against
// each other one.
const MaxDistinct = 4096

// A Reliability is Krippendorff's alpha and what it was computed from.
type Reliability struct {
	// Alpha is 1 where all agree, 0 where they agree as chance would have it, and
	// less where they agree less than that. It is not defined (false) where
	// nothing can be paired, or all values are the same: then chance has no room.
	Alpha   float64
	Defined bool
	Units   int // with two values at least, which are the ones that count
	Values  int // in these units
}

// Alpha computes Krippendorff's alpha: one less the ratio of the disagreement
// that is observed within units to the one that is expected if values came to
// units by chance. A unit holds the values of those who coded it; values that
// are missing are left out, and so are units with fewer than two. The difference
// of two values is the squared one of the literature, from 0 for the same value.
//
// After Klaus Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011
// (https://repository.upenn.edu/asc_papers/43). More than [MaxDistinct] values
// that differ are [graph.ErrTooComplex].
func Alpha[V cmp.Ordered](units [][]V, difference func(a, b V) float64) (Reliability, error) {
	var r Reliability
	counts := map[V]int{}
	observed := 0.0
	for _, values := range units {
		if len(values) < 2 {
			continue
		}
		r.Units++
		r.Values += len(values)
		within := 0.0
		for i, a := range values {
			counts[a]++
			for _, b := range values[:i] {
				within += 2 * difference(a, b)
			}
		}
		observed += within / float64(len(values)-1)
	}
	if len(counts) > MaxDistinct {
		return r, fmt.Errorf("%w: %d values that differ, more than %d", graph.ErrTooComplex, len(counts), MaxDistinct)
	}
	distinct := slices.Sorted(maps.Keys(counts)) // in one order, so that the sum is the same each time
	expected := 0.0
	for i, a := range distinct {
		for _, b := range distinct[:i] {
			expected += 2 * float64(counts[a]) * float64(counts[b]) * difference(a, b)
		}
	}
	if expected == 0 {
		return r, nil
	}
	r.Alpha, r.Defined = 1-observed*float64(r.Values-1)/expected, true
	return r, nil
}

// Nominal tells values apart, and no more.
func Nominal[V comparable](a, b V) float64 {
	if a == b {
		return 0
	}
	return 1
}

// Interval is the squared difference of two numbers.
func Interval(a, b float64) float64 { return (a - b) * (a - b) }

// MASI is the distance of two sets, from 0 for the same to 1 for sets that share
// nothing: one less the share of their elements that they have in common,
// weighed by 2/3 if one holds the other and by 1/3 if they only overlap. It is
// taken as it is, not squared.
//
// After Rebecca Passonneau, Measuring Agreement on Set-valued Items (MASI) for
// Semantic and Pragmatic Annotation, LREC 2006.
func MASI(a, b []string) float64 {
	a, b = slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b)))
	both := 0
	for _, x := range a {
		if _, in := slices.BinarySearch(b, x); in {
			both++
		}
	}
	all, weight := len(a)+len(b)-both, 0.0
	switch {
	case both == len(a) && both == len(b):
		return 0
	case both == len(a) || both == len(b):
		weight = 2.0 / 3
	default:
		weight = 1.0 / 3
	}
	return 1 - weight*float64(both)/float64(all)
}
