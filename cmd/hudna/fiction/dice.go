package fiction

import (
	"math/bits"
	"math/rand/v2"
	"sort"
)

// Dice draw numbers. They take only whole numbers from a generator whose output
// is specified (PCG-DXSM), so that all machines draw the same.
type dice struct{ next func() uint64 }

// Separate dice for separate purposes keep a change in one from moving all
// others.
func newDice(seed uint64, purpose uint64) *dice {
	return &dice{rand.NewPCG(seed, purpose).Uint64}
}

// n draws a number from 0 to k-1.
func (d *dice) n(k int) int {
	high, _ := bits.Mul64(d.next(), uint64(k))
	return int(high)
}

// between draws a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.n(high-low+1) }

// in says yes so many times in a thousand.
func (d *dice) in(perMille int) bool { return d.n(1000) < perMille }

// one draws one of a list.
func one[T any](d *dice, list []T) T { return list[d.n(len(list))] }

// A skew draws ranks as Zipf found words to be distributed: rank r with a
// weight of 1/(r+1+shift). The weights are whole numbers, for the same reason
// as above.
type skew struct{ sums []uint64 }

func newSkew(ranks, shift int) *skew {
	s := &skew{sums: make([]uint64, ranks)}
	var sum uint64
	for r := range s.sums {
		sum += (1 << 40) / uint64(r+1+shift)
		s.sums[r] = sum
	}
	return s
}

func (s *skew) draw(d *dice) int {
	high, _ := bits.Mul64(d.next(), s.sums[len(s.sums)-1])
	return sort.Search(len(s.sums), func(i int) bool { return s.sums[i] > high })
}

// share is how often a rank comes in a million draws.
func (s *skew) share(rank int) int {
	weight := s.sums[rank]
	if rank > 0 {
		weight -= s.sums[rank-1]
	}
	return int(weight / (s.sums[len(s.sums)-1] / 1_000_000))
}

// weighted draws an index by weights.
func (d *dice) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := d.n(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
