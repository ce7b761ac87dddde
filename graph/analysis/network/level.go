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
	spread  float64 // from the lowest to the highest of all uses; 0 where they are the same
	at      []int   // of each qualifier of the uses
}

// levelsOf are the qualifiers of the uses that count. How far two numbers lie
// apart is measured by all uses, also those that do not count.
func (q *Query) levelsOf(k *retained) (l levels) {
	l.at = make([]int, len(k.Qualifiers))
	if q.Qualifier == NoQualifier {
		return l
	}
	counts := make([]bool, len(k.Qualifiers))
	for i := range k.list {
		counts[k.list[i].Qualifier] = true
	}
	low, high := math.Inf(1), math.Inf(-1)
	for i := range k.Qualifiers {
		low, high = min(low, k.Qualifiers[i].Value), max(high, k.Qualifiers[i].Value)
		if counts[i] {
			l.numbers, l.texts = append(l.numbers, k.Qualifiers[i].Value), append(l.texts, k.Qualifiers[i].Text)
		}
	}
	switch q.Qualifier {
	case Text:
		l.texts, l.numbers = distinct(l.texts), nil
	case Boolean:
		neutral := slices.Contains(l.numbers, 0)
		if l.numbers, l.texts, l.spread = []float64{-1, 1}, nil, 2; neutral {
			l.numbers = []float64{-1, 0, 1}
		}
	default:
		l.numbers, l.texts, l.spread = distinct(l.numbers), nil, high-low
	}
	for i := range k.Qualifiers {
		if l.texts != nil {
			l.at[i], _ = slices.BinarySearch(l.texts, k.Qualifiers[i].Text)
		} else {
			l.at[i], _ = slices.BinarySearch(l.numbers, k.Qualifiers[i].Value)
		}
	}
	return l
}

func distinct[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// of is the number of the level of a use.
func (l *levels) of(u *Use) int { return l.at[u.Qualifier] }

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
