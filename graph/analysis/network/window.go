package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"hudna/graph"
)

// A span is the rows of one slice and how much each of them weighs.
type span struct {
	middle   string // of a window; empty without one
	from, to string // days, both included
	rows     []int  // of those that count, in order
	zeta     []float64
	// fill, where there is one, gathers the rows, which one slice has at a time.
	fill func(*span)
}

// gather gives a slice its rows.
func (s *span) gather() {
	if s.fill != nil {
		s.fill(s)
	}
}

// spans are the slices of a query, one without a window.
func (q *Query) spans(kept []Row, f faults) ([]span, error) {
	switch w := q.Window; {
	case w == nil:
		all := span{rows: make([]int, len(kept))}
		for i := range kept {
			all.rows[i] = i
		}
		all.from, all.to = bounds(kept, all.rows)
		return []span{all}, nil
	case w.Unit == Events:
		return q.events(kept, f)
	case w.Kernel != NoKernel:
		return q.kernels(kept, f)
	default:
		return q.windows(kept)
	}
}

// bounds are the first and the last day of some rows, as far as they have any.
func bounds(kept []Row, rows []int) (from, to string) {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, i := range rows {
		if r := &kept[i]; r.Dated {
			first, last = min(first, r.First), max(last, r.Last)
		}
	}
	if first > last {
		return "", ""
	}
	return day(first), day(last)
}

func day(second int64) string { return time.Unix(second, 0).UTC().Format("2006-01-02") }

// stretch is the units from the first to the last that the range holds wholly
// or, where it has no bound, in which anything was said.
func (q *Query) stretch(kept []Row) (first, last int) {
	u := q.Window.Unit
	first, last = math.MaxInt, math.MinInt
	for i := range kept {
		n, _ := u.of(&kept[i])
		first, last = min(first, n), max(last, n)
	}
	if q.From != nil {
		if first = u.number(*q.From); u.begin(first) < *q.From {
			first++
		}
	}
	if q.To != nil {
		last = u.number(*q.To) - 1
	}
	return first, last
}

// half is how many units a window reaches to either side of its middle: half of
// one less than its size, and a half of that rounded up.
func (w *Window) half() int { return w.Size / 2 }

func (q *Query) tooLong(units int) error {
	return &graph.FieldError{Path: "window.size", Reason: fmt.Sprintf(
		"is %d; with both sides of its middle, such a window has %d %s, and the range %d: ask for a shorter window or a longer range",
		q.Window.Size, 2*q.Window.half()+1, q.Window.Unit, max(units, 0))}
}

func tooManySlices(n int) error {
	return fmt.Errorf("%w: the network has %d slices, more than %d: ask for a longer unit, or for less time", graph.ErrTooComplex, n, MaxSlices)
}

// windows moves the middle of a window by one unit at a time through the range,
// as far as the window lies within it.
func (q *Query) windows(kept []Row) ([]span, error) {
	first, last := q.stretch(kept)
	u, half := q.Window.Unit, q.Window.half()
	n := last - first + 1 - 2*half
	switch {
	case n < 1:
		return nil, q.tooLong(last - first + 1)
	case n > MaxSlices:
		return nil, tooManySlices(n)
	}
	numbers, sum := make([]int, len(kept)), 0 // which rise, as the rows are in order
	for i := range kept {
		numbers[i], _ = u.of(&kept[i])
		sum += inReach(numbers[i], half, first+half, last-half)
	}
	if sum > MaxTies {
		return nil, tooManyUses(n, sum)
	}
	spans := make([]span, 0, n)
	for middle := first + half; middle <= last-half; middle++ {
		s := q.around(middle, half)
		s.fill = func(s *span) {
			begin, _ := slices.BinarySearch(numbers, middle-half)
			end, _ := slices.BinarySearch(numbers, middle+half+1)
			for i := begin; i < end; i++ {
				s.rows = append(s.rows, i)
			}
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// inReach is how many middles, of those from the first to the last, are no further
// than half a window from a place.
func inReach(place, half, first, last int) int {
	return max(0, min(last, place+half)-max(first, place-half)+1)
}

func tooManyUses(slices, uses int) error {
	return fmt.Errorf("%w: the network has %d slices of %d uses of concepts in all, more than %d: ask for a shorter window, a longer unit, or for less time", graph.ErrTooComplex, slices, uses, MaxTies)
}

// around is the slice around a unit, without rows.
func (q *Query) around(middle, half int) span {
	u := q.Window.Unit
	return span{middle: day(u.begin(middle)), from: day(u.begin(middle - half)), to: day(u.begin(middle+half+1) - 1)}
}

// events moves a window by one statement at a time. Those of one instant come in
// the order of their ids or, by DNA, in one that is drawn.
func (q *Query) events(kept []Row, f faults) ([]span, error) {
	type event struct {
		statement string
		at        int64
		drawn     uint64
		rows      []int
	}
	var all []*event
	by := map[string]*event{}
	for i := range kept {
		r := &kept[i]
		e := by[r.Statement]
		if e == nil {
			e = &event{statement: r.Statement, at: r.First}
			by[r.Statement] = e
			all = append(all, e)
		}
		e.rows = append(e.rows, i)
	}
	if f.ties {
		d := dice(q.Seed)
		for _, e := range all {
			e.drawn = d.Uint64()
		}
	}
	slices.SortFunc(all, func(a, b *event) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.drawn, b.drawn), cmp.Compare(a.statement, b.statement))
	})
	half := q.Window.half()
	n := len(all) - 2*half
	switch {
	case n < 1:
		return nil, q.tooLong(len(all))
	case n > MaxSlices:
		return nil, tooManySlices(n)
	}
	sum := 0
	for i, e := range all {
		sum += len(e.rows) * inReach(i, half, half, len(all)-half-1)
	}
	if sum > MaxTies {
		return nil, tooManyUses(n, sum)
	}
	spans := make([]span, 0, n)
	for middle := half; middle < len(all)-half; middle++ {
		spans = append(spans, span{middle: all[middle].statement, fill: func(s *span) {
			for _, e := range all[middle-half : middle+half+1] {
				s.rows = append(s.rows, e.rows...)
			}
			slices.Sort(s.rows)
			s.from, s.to = bounds(kept, s.rows)
		}})
	}
	return spans, nil
}

// kernels weighs the statements by how far they lie from each unit of the range.
func (q *Query) kernels(kept []Row, f faults) ([]span, error) {
	first, last := q.stretch(kept)
	half := (q.Window.Size + 1) / 2
	from, to := first, last
	if q.Window.Indent {
		from, to = from+half, to-half
	}
	switch n := to - from + 1; {
	case n < 1 || q.Window.Size > last-first+1:
		return nil, q.tooLong(last - first + 1)
	case n > MaxSlices:
		return nil, tooManySlices(n)
	case n*len(kept) > MaxTies:
		return nil, fmt.Errorf("%w: %d slices of %d uses of concepts by a kernel, more than %d together: ask for a longer unit, or for less time", graph.ErrTooComplex, n, len(kept), MaxTies)
	}
	spans := make([]span, 0, to-from+1)
	for middle := from; middle <= to; middle++ {
		s := q.around(middle, half)
		s.fill = func(s *span) {
			for i := range kept {
				number, _ := q.Window.Unit.of(&kept[i])
				if z := q.Window.Kernel.weigh(float64(number-middle)/float64(half), f); z > 0 {
					s.rows, s.zeta = append(s.rows, i), append(s.zeta, z)
				}
			}
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// weigh is what a kernel gives for a distance in halves of the window, which is
// negative for what was before the middle. DNA's triangle has its distance the
// other way round.
func (k Kernel) weigh(u float64, f faults) float64 {
	if k == Gaussian {
		return math.Exp(-u*u/2) / math.Sqrt(2*math.Pi)
	}
	if math.Abs(u) > 1 {
		return 0
	}
	switch k {
	case Uniform:
		return 0.5
	case Epanechnikov:
		return 0.75 * (1 - u*u)
	}
	if f.triangular {
		return math.Abs(1 + u)
	}
	return 1 - math.Abs(u)
}

// Dice draw what has to be drawn, the same from one seed each time (SplitMix64:
// Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014).
type dice uint64

// Uint64 draws a number.
func (d *dice) Uint64() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
