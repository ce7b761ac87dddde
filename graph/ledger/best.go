package ledger

import (
	"container/heap"
	"sort"
)

// best keeps of all that it is offered what comes first in an order, behind a
// place: as many as a page has, and one more, which tells that there is a next
// page. It is a heap, at whose root stands what comes last.
type best[T any] struct {
	compare func(a, b *T) int
	keep    int
	from    *T // what the page comes behind, or nil
	list    []T
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
	switch full := len(b.list) == b.keep; {
	case full && b.compare(x, &b.list[0]) >= 0:
		return
	case b.from != nil && b.compare(x, b.from) <= 0:
		return
	case full:
		b.list[0] = *x
		heap.Fix((*worst[T])(b), 0)
	default:
		if b.list == nil {
			b.list = make([]T, 0, min(b.keep, usualPage+1))
		}
		b.list = append(b.list, *x)
		heap.Fix((*worst[T])(b), len(b.list)-1)
	}
}

// sorted gives what was kept, in order. Nothing is offered afterwards.
func (b *best[T]) sorted() []T {
	sort.Sort(sort.Reverse((*worst[T])(b)))
	return b.list
}

// worst is the order of the heap.
type worst[T any] best[T]

func (w *worst[T]) Len() int           { return len(w.list) }
func (w *worst[T]) Less(i, j int) bool { return w.compare(&w.list[i], &w.list[j]) > 0 }
func (w *worst[T]) Swap(i, j int)      { w.list[i], w.list[j] = w.list[j], w.list[i] }

// Push and Pop are not used: what is kept is of one number.
func (w *worst[T]) Push(x any) { panic(x) }
func (w *worst[T]) Pop() any   { panic("ledger: nothing leaves the best but for something better") }
