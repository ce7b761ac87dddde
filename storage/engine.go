package storage

import (
	"fmt"
	"iter"
	"sync"
)

// This file is for those who write an engine.

// A Tally holds the writes of one transaction to the limits of the contract.
// Its zero value is ready for use. Once it has refused a write it refuses
// every other with the same error.
type Tally struct {
	writes, bytes int
	err           error
}

// Set counts a call of Set, or says why it is refused.
func (t *Tally) Set(key, value []byte) error {
	switch {
	case t.err != nil:
	case len(value) == 0:
		t.err = fmt.Errorf("storage: empty value: %w", ErrInvalid)
	case len(value) > MaxValue:
		t.err = fmt.Errorf("storage: value of %d bytes, at most %d: %w", len(value), MaxValue, ErrTooLarge)
	default:
		t.count(key, len(value))
	}
	return t.err
}

// Delete counts a call of Delete, or says why it is refused.
func (t *Tally) Delete(key []byte) error {
	if t.err == nil {
		t.count(key, 0)
	}
	return t.err
}

func (t *Tally) count(key []byte, value int) {
	switch {
	case len(key) == 0:
		t.err = fmt.Errorf("storage: empty key: %w", ErrInvalid)
	case len(key) > MaxKey:
		t.err = fmt.Errorf("storage: key of %d bytes, at most %d: %w", len(key), MaxKey, ErrTooLarge)
	case t.writes == MaxWrites:
		t.err = fmt.Errorf("storage: transaction of more than %d writes: %w", MaxWrites, ErrTooLarge)
	case t.bytes+len(key)+value > MaxBytes:
		t.err = fmt.Errorf("storage: transaction of more than %d bytes: %w", MaxBytes, ErrTooLarge)
	default:
		t.writes++
		t.bytes += len(key) + value
	}
}

// Writes returns how many writes were counted.
func (t *Tally) Writes() int { return t.writes }

// Err returns the error of the write that was refused, or nil. An update whose
// tally has one must not commit.
func (t *Tally) Err() error { return t.err }

// Pairs is a Scan over the cursor that open returns, which it closes, whatever
// the loop does. The pairs it yields are the caller's own.
func Pairs(open func() Cursor) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		c := open()
		defer c.Close()
		for c.Next() {
			if !yield(clone(c.Key(), c.Value()), nil) {
				return
			}
		}
		if err := c.Err(); err != nil {
			yield(Pair{}, err)
		}
	}
}

// clone copies key and value into one allocation, cut so that appending to the
// key does not write into the value.
func clone(key, value []byte) Pair {
	both := make([]byte, len(key)+len(value))
	n := copy(both, key)
	copy(both[n:], value)
	return Pair{Key: both[:n:n], Value: both[n:]}
}

// A Gate counts the transactions of a store, so that the store can wait for
// them when it closes. Its zero value is open.
type Gate struct {
	mu     sync.Mutex
	inside int
	closed bool
	empty  chan struct{} // made by Close if it has to wait
}

// Enter lets a transaction in, or returns ErrClosed. Each success is to be
// followed by one Leave.
func (g *Gate) Enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return ErrClosed
	}
	g.inside++
	return nil
}

// Leave lets a transaction out.
func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.inside == 0 && g.empty != nil {
		close(g.empty)
	}
}

// Close lets nobody in any more, waits until the last transaction has left,
// and returns true. It returns false at once if the gate was closed before.
func (g *Gate) Close() bool {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return false
	}
	g.closed = true
	if g.inside > 0 {
		g.empty = make(chan struct{})
	}
	empty := g.empty
	g.mu.Unlock()
	if empty != nil {
		<-empty
	}
	return true
}
