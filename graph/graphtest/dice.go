package graphtest

import "slices"

// Dice draw numbers from a seed: the same ones on every machine and with every
// version of Go, so that a history can be made again from its seed. This is
// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
// Generators", 2014).
type Dice struct{ state uint64 }

// NewDice makes dice of a seed.
func NewDice(seed uint64) *Dice { return &Dice{seed} }

// Uint64 draws a number.
func (d *Dice) Uint64() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// N draws a number from 0 to below n, which is positive.
func (d *Dice) N(n int) int { return int(d.Uint64() % uint64(n)) }

// Chance is true in so many of a hundred draws.
func (d *Dice) Chance(percent int) bool { return d.N(100) < percent }

// pick draws one of a list that is not empty.
func pick[T any](d *Dice, list []T) T { return list[d.N(len(list))] }

// some draws up to most different places of a list, in the order of the draw.
func some[T any](d *Dice, list []T, most int) []T {
	list = slices.Clone(list)
	var drawn []T
	for n := d.N(most + 1); n > 0 && len(list) > 0; n-- {
		i := d.N(len(list))
		drawn = append(drawn, list[i])
		list = slices.Delete(list, i, i+1)
	}
	return drawn
}

// maybe draws one of a list in so many of a hundred draws, else the zero value.
func maybe[T any](d *Dice, percent int, list []T) T {
	var none T
	if len(list) == 0 || !d.Chance(percent) {
		return none
	}
	return pick(d, list)
}

// A deck deals its cards in a random order, each once before any comes again.
type deck[T any] struct {
	cards []T
	next  int
}

func (k *deck[T]) deal(d *Dice) T {
	if k.next == 0 {
		for i := len(k.cards) - 1; i > 0; i-- {
			j := d.N(i + 1)
			k.cards[i], k.cards[j] = k.cards[j], k.cards[i]
		}
	}
	card := k.cards[k.next]
	k.next = (k.next + 1) % len(k.cards)
	return card
}
