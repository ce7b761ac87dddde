package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"hudna/graph"
)

// A span is the uses of one slice, which lie side by side, and how much each of them
// weighs.
type span struct {
	middle     string // of a window; empty without one
	from, to   string // days, both included; of a window of events they follow from its uses
	begin, end int    // of those that count, in order
	// zeta, where there is a kernel, gives how much what was said at each date weighs.
	zeta func() []float64
}

// A division is the slices of a query, and the uses in the order in which these hold
// them.
type division struct {
	*retained
	list  []dated
	spans []span
}

// divide makes the slices of a query, one without a window.
func (q *Query) divide(k *retained, f faults) (*division, error) {
	d := &division{retained: k, list: k.list}
	switch w := q.Window; {
	case w == nil:
		all := span{end: len(k.list)}
		all.from, all.to = k.bounds(k.list)
		d.spans = []span{all}
		return d, nil
	case w.Unit == Events:
		return d, q.events(d, f)
	case w.Kernel != NoKernel:
		return d, q.kernels(d, f)
	default:
		return d, q.windows(d)
	}
}

func day(second int64) string { return time.Unix(second, 0).UTC().Format("2006-01-02") }

// stretch is the units from the first to the last that the range holds wholly
// or, where it has no bound, in which anything was said. The uses have dates, and
// are in their order.
func (q *Query) stretch(k *retained) (first, last int) {
	u := q.Window.Unit
	first, last = u.number(k.Dates[k.list[0].date].First), u.number(k.Dates[k.list[len(k.list)-1].date].First)
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
func (q *Query) windows(d *division) error {
	first, last := q.stretch(d.retained)
	half := q.Window.half()
	n := last - first + 1 - 2*half
	switch {
	case n < 1:
		return q.tooLong(last - first + 1)
	case n > MaxSlices:
		return tooManySlices(n)
	}
	_, reached := q.units(d.retained)
	sum := 0
	for middle := first + half; middle <= last-half; middle++ {
		s := q.around(middle, half)
		s.begin, s.end = reached(middle-half, middle+half)
		sum += s.end - s.begin
		d.spans = append(d.spans, s)
	}
	if sum > MaxVisits {
		return tooManyUses(n, sum)
	}
	return nil
}

// units gives the units that the dates lie in, which rise with them, and where the
// uses lie that were said from one unit to another.
func (q *Query) units(k *retained) (numbers []int, reached func(from, to int) (begin, end int)) {
	numbers = make([]int, len(k.Dates))
	for i := range k.Dates {
		numbers[i], _ = q.Window.Unit.of(&k.Dates[i])
	}
	after := func(unit int) int {
		at, _ := slices.BinarySearchFunc(k.list, unit, func(u dated, unit int) int {
			return cmp.Compare(numbers[u.date], unit)
		})
		return at
	}
	return numbers, func(from, to int) (int, int) { return after(from), after(to + 1) }
}

func tooManyUses(slices, uses int) error {
	return fmt.Errorf("%w: the network has %d slices of %d uses of concepts in all, more than %d: ask for a shorter window, a longer unit, or for less time", graph.ErrTooComplex, slices, uses, MaxVisits)
}

// around is the slice around a unit, without uses.
func (q *Query) around(middle, half int) span {
	u := q.Window.Unit
	return span{middle: day(u.begin(middle)), from: day(u.begin(middle - half)), to: day(u.begin(middle+half+1) - 1)}
}

// events moves a window by one statement at a time. Those of one instant come in
// the order of their ids or, by DNA, in one that is drawn.
func (q *Query) events(d *division, f faults) error {
	type event struct {
		statement  uint32
		at         int64
		drawn      uint64
		begin, end int
	}
	var all []event
	dice := dice(q.Seed)
	for i := range d.list {
		if n := len(all); n > 0 && all[n-1].statement == d.list[i].Statement {
			all[n-1].end = i + 1
			continue
		}
		e := event{statement: d.list[i].Statement, at: d.Dates[d.list[i].date].First, begin: i, end: i + 1}
		if f.ties {
			e.drawn = dice.Uint64()
		}
		all = append(all, e)
	}
	half := q.Window.half()
	n := len(all) - 2*half
	switch {
	case n < 1:
		return q.tooLong(len(all))
	case n > MaxSlices:
		return tooManySlices(n)
	}
	slices.SortFunc(all, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.drawn, b.drawn), cmp.Compare(a.statement, b.statement))
	})
	list := make([]dated, 0, len(d.list))
	for i := range all {
		e := &all[i]
		list, e.begin, e.end = append(list, d.list[e.begin:e.end]...), len(list), len(list)+e.end-e.begin
	}
	d.list = list
	sum := 0
	for middle := half; middle < len(all)-half; middle++ {
		s := span{middle: d.name(all[middle].statement), begin: all[middle-half].begin, end: all[middle+half].end}
		sum += s.end - s.begin
		d.spans = append(d.spans, s)
	}
	if sum > MaxVisits {
		return tooManyUses(n, sum)
	}
	return nil
}

// vanishing is at how many halves of a window a normal density is nothing that a
// number of 64 bits holds.
const vanishing = 39

// kernels weighs the statements by how far they lie from each unit of the range.
func (q *Query) kernels(d *division, f faults) error {
	first, last := q.stretch(d.retained)
	half := (q.Window.Size + 1) / 2
	from, to := first, last
	if q.Window.Indent {
		from, to = from+half, to-half
	}
	n := to - from + 1
	switch {
	case n < 1 || q.Window.Size > last-first+1:
		return q.tooLong(last - first + 1)
	case n > MaxSlices:
		return tooManySlices(n)
	}
	numbers, reached := q.units(d.retained)
	far := half
	if q.Window.Kernel == Gaussian {
		far *= vanishing
	}
	sum := 0
	for middle := from; middle <= to; middle++ {
		s := q.around(middle, half)
		s.begin, s.end = reached(middle-far, middle+far)
		sum += s.end - s.begin
		s.zeta = func() []float64 {
			zeta := make([]float64, len(numbers))
			for i, number := range numbers {
				zeta[i] = q.Window.Kernel.weigh(float64(number-middle)/float64(half), f)
			}
			return zeta
		}
		d.spans = append(d.spans, s)
	}
	if sum > MaxVisits {
		return tooManyUses(n, sum)
	}
	return nil
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
