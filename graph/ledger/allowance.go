package ledger

import (
	"context"
	"slices"
	"sync"

	"hudna/graph"
)

// An allowance is an amount from which those who come take, and for which they
// wait, in the order in which they came, where it has been used up.
type allowance struct {
	mu   sync.Mutex
	left int
	line []*claim
}

// A claim is one who waits.
type claim struct {
	amount  int
	granted chan struct{} // closed when the amount was taken
}

// take takes an amount, which is not more than the allowance was at first.
func (a *allowance) take(ctx context.Context, amount int, closing <-chan struct{}) error {
	a.mu.Lock()
	c := &claim{amount: amount, granted: make(chan struct{})}
	a.line = append(a.line, c)
	a.grant()
	a.mu.Unlock()
	var err error
	select {
	case <-c.granted:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-closing:
		err = graph.ErrClosed
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.line, c); i >= 0 {
		a.line = slices.Delete(a.line, i, i+1)
	} else {
		a.left += amount // it was granted just now
	}
	a.grant() // to those behind
	return err
}

// give gives back what was taken.
func (a *allowance) give(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left += amount
	a.grant()
}

func (a *allowance) grant() {
	for len(a.line) > 0 && a.line[0].amount <= a.left {
		a.left -= a.line[0].amount
		close(a.line[0].granted)
		a.line = slices.Delete(a.line, 0, 1)
	}
}
