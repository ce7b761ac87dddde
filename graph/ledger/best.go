package ledger

import "slices"

// best keeps of all that it is offered what comes first in an order, behind a
// place: as many as a page has, and one more, which tells that there is a next
// page.
type best[T any] struct {
	compare func(a, b *T) int
	keep    int
	from    *T // what the page comes behind, or nil
	list    []T
	last    *T // what comes last of those that were kept, once there are enough
}

// newBest makes room for a page of candidates.
func newBest(l listing, compare func(a, b *candidate) int) *best[candidate] {
	b := &best[candidate]{compare: compare, keep: l.size + 1}
	if l.from != nil {
		b.from = &candidate{stop: stop{Position: l.from.Position, score: l.from.score}}
	}
	return b
}

// offer keeps what belongs to the page, as far as it can be told.
func (b *best[T]) offer(x *T) {
	switch {
	case b.last != nil && b.compare(x, b.last) >= 0:
		return
	case b.from != nil && b.compare(x, b.from) <= 0:
		return
	}
	if b.list = append(b.list, *x); len(b.list) == 4*b.keep {
		b.sorted()
		last := b.list[b.keep-1]
		b.last = &last
	}
}

// sorted gives what was kept, in order.
func (b *best[T]) sorted() []T {
	slices.SortFunc(b.list, func(x, y T) int { return b.compare(&x, &y) })
	b.list = b.list[:min(len(b.list), b.keep)]
	return b.list
}
