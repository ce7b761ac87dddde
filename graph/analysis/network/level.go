package network

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Levels are the qualifiers that there are: numbers from low to high, or texts
// in their order.
type levels struct {
	numbers []float64
	texts   []string
	spread  float64 // from the lowest to the highest of all rows; 0 where they are the same
}

// levelsOf are the qualifiers of the rows that count. How far two numbers lie
// apart is measured by all rows, also those that do not count.
func (q *Query) levelsOf(all, kept []Row) (l levels) {
	switch q.Qualifier {
	case Text:
		for i := range kept {
			l.texts = append(l.texts, kept[i].Text)
		}
		l.texts = distinct(l.texts)
	case Boolean:
		l.numbers, l.spread = []float64{-1, 1}, 2
		if slices.ContainsFunc(kept, func(r Row) bool { return r.Value == 0 }) {
			l.numbers = []float64{-1, 0, 1}
		}
	case Integer:
		low, high := math.Inf(1), math.Inf(-1)
		for i := range all {
			low, high = min(low, all[i].Value), max(high, all[i].Value)
		}
		l.spread = high - low
		for i := range kept {
			l.numbers = append(l.numbers, kept[i].Value)
		}
		l.numbers = distinct(l.numbers)
	}
	return l
}

func distinct[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// of is the number of the level of a row.
func (l *levels) of(r *Row) int {
	switch {
	case l.texts != nil:
		n, _ := slices.BinarySearch(l.texts, r.Text)
		return n
	case l.numbers != nil:
		n, _ := slices.BinarySearch(l.numbers, r.Value)
		return n
	}
	return 0
}

func (l *levels) len() int { return max(1, len(l.texts), len(l.numbers)) }

// names are the levels as they are written.
func (l *levels) names() []string {
	if l.texts != nil {
		return l.texts
	}
	var names []string
	for _, n := range l.numbers {
		names = append(names, strconv.FormatFloat(n, 'g', -1, 64))
	}
	return names
}

// difference is how far two levels lie apart, from 0 for the same to 1.
func (l *levels) difference(a, b int) float64 {
	if a == b {
		return 0
	}
	if l.numbers == nil {
		return 1
	}
	return math.Abs(l.numbers[a]-l.numbers[b]) / l.spread
}

// sign is what a level counts where for and against are subtracted: a number what
// it is, and a text one.
func (l *levels) sign(level int) float64 {
	if l.numbers == nil {
		return 1
	}
	return l.numbers[level]
}
