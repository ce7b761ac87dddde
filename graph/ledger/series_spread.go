package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"hudna/graph"
)

// few is by how much a number of periods that is not counted one by one may be off:
// whether it is too many by so little, the labels tell.
const few = 8

// A stretch is of a date that lies in several periods: its first and its last second,
// and when the first of the periods begins.
type stretch struct{ first, last, begins int64 }

// spans are those of the dates that are spread, by their numbers; and when the first
// and the last period begin in which anything lies. A date that alone spans more
// periods than may be given is [graph.ErrTooComplex].
func (y *timeline) spans(ctx context.Context, q *graph.SeriesQuery, dates []graph.Date) (spans map[uint32]stretch, first, last int64, err error) {
	first, last = math.MaxInt64, math.MinInt64
	for i := range y.spots {
		first, last = min(first, y.spots[i].begins), max(last, y.spots[i].begins)
	}
	spans = map[uint32]stretch{}
	for of := range y.spread {
		spans[of.date] = stretch{}
	}
	for _, date := range slices.Sorted(maps.Keys(spans)) {
		if err := ctx.Err(); err != nil {
			return nil, 0, 0, err
		}
		from, to, _ := y.calendar.Span(dates[date])
		begins, ends := y.calendar.Begin(from), y.calendar.Begin(to)
		if periods := y.calendar.Between(begins, ends); periods > q.Periods+few {
			return nil, 0, 0, fmt.Errorf("%w (%s is spread over them)", q.Bound(1, periods), dates[date].EDTF)
		}
		spans[date] = stretch{from, to, begins}
		first, last = min(first, begins), max(last, ends)
	}
	return spans, first, last, nil
}

// share gives each period what it has of the dates that lie in several, for each of
// the groups that are given and for no other one: in steps of [graph.SpreadUnit].
// The periods are all that the series has, in their order.
func (y *timeline) share(ctx context.Context, groups []uint64, spans map[uint32]stretch, periods []facetValue) ([][]int64, error) {
	shares, group := make([][]int64, len(groups)), make(map[uint64]int, len(groups))
	for i, value := range groups {
		shares[i], group[value] = make([]int64, len(periods)), i
	}
	end := y.calendar.Next(periods[len(periods)-1].begins)
	for of, n := range y.spread {
		i, wanted := group[of.value]
		if !wanted {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := spans[of.date]
		at, _ := slices.BinarySearchFunc(periods, d.begins, func(p facetValue, begins int64) int { return cmp.Compare(p.begins, begins) })
		for ; at < len(periods) && periods[at].begins <= d.last; at++ {
			begins, next := periods[at].begins, end
			if at+1 < len(periods) {
				next = periods[at+1].begins
			}
			part := float64(min(next-1, d.last)-max(begins, d.first)+1) / float64(d.last-d.first+1)
			shares[i][at] += int64(n) * int64(math.Round(part*graph.SpreadUnit))
		}
	}
	return shares, nil
}
