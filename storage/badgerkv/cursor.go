package badgerkv

import (
	"bytes"
	"fmt"

	"github.com/dgraph-io/badger/v4"
	"github.com/tidwall/btree"

	"hudna/storage"
)

// A cursor merges what is committed with what the update around it has written,
// and with what the engine has not taken in yet. Each of the two sides stands on a pair of its own or at its end; the cursor
// stands on the one that comes first, and a write hides what it stands for.
type cursor struct {
	tx    *readTx
	index int // among the transaction's cursors
	r     storage.Range
	place place
	err   error

	it  *badger.Iterator // nil once closed
	key []byte           // where it stands, nil at its end

	own    *tree // nil without writes
	ownIt  btree.IterG[storage.Pair]
	ownKey []byte // where ownIt stands, nil at its end

	isOwn bool   // the cursor stands on the write
	value []byte // where the cursor stands, once asked for
	keep  func([]byte) error
}

type place int

const (
	before place = iota
	on
	end
)

// newCursor clones the bounds of r, because the cursor may outlive the call.
func newCursor(tx *readTx, r storage.Range) (c *cursor) {
	r.Start, r.End = bytes.Clone(r.Start), bytes.Clone(r.End)
	c = &cursor{tx: tx, index: -1, r: r}
	if c.err = tx.usable(); c.err != nil {
		return c
	}
	defer c.caught()
	c.keep = func(value []byte) error { c.value = value; return nil }
	if c.own = tx.over(); c.own != nil {
		c.ownIt = c.own.Iter()
	}
	options := badger.IteratorOptions{Reverse: r.Reverse, Prefix: enginePrefix(r)}
	// Prefetching starts goroutines, which pays only for values in a log.
	options.PrefetchValues = false
	c.it = tx.txn.NewIterator(options)
	c.index = len(tx.cursors)
	tx.cursors = append(tx.cursors, c)
	return c
}

// enginePrefix returns a prefix that lets Badger leave out tables. A reversed
// iterator is set on the end of the range, which must have the prefix too.
func enginePrefix(r storage.Range) []byte {
	r.Start, r.End = escape(r.Start), escape(r.End)
	if !r.Reverse {
		return r.CommonPrefix()
	}
	n := 0
	for n < len(r.Start) && n < len(r.End) && r.Start[n] == r.End[n] {
		n++
	}
	return r.Start[:n]
}

func (c *cursor) Next() bool {
	if !c.usable() {
		return false
	}
	defer c.caught()
	switch c.place {
	case before:
		if c.r.Reverse {
			return c.stand(c.r.End, false)
		}
		return c.stand(c.r.Start, true)
	case end:
		return false
	}
	hidden := c.isOwn && bytes.Equal(c.key, c.ownKey)
	if !c.isOwn || hidden {
		c.step()
	}
	if c.isOwn {
		c.stepOwn()
	}
	return c.settle()
}

func (c *cursor) Seek(key []byte) bool {
	if !c.usable() {
		return false
	}
	defer c.caught()
	switch {
	case !c.r.Reverse && bytes.Compare(key, c.r.Start) < 0:
		return c.stand(c.r.Start, true)
	case !c.r.Reverse:
		return c.stand(key, true)
	case len(c.r.End) > 0 && bytes.Compare(key, c.r.End) >= 0:
		return c.stand(c.r.End, false)
	case len(key) == 0:
		return c.leave() // nothing lies at or below it
	default:
		return c.stand(key, true)
	}
}

// stand moves both sides to the first key from key on in the direction of the
// range, with or without key itself, and the cursor to the first of them. An
// empty key stands for the very first or, reversed, the very last.
func (c *cursor) stand(key []byte, with bool) bool {
	if with && !c.r.Contains(key) {
		return c.leave()
	}
	c.it.Seek(escape(key))
	c.take()
	if !with && c.key != nil && bytes.Equal(c.key, key) {
		c.step()
	}
	if c.own != nil {
		c.seekOwn(key)
		if !with && c.ownKey != nil && bytes.Equal(c.ownKey, key) {
			c.stepOwn()
		}
	}
	return c.settle()
}

// settle puts the cursor on the side that comes first, passing over deletions,
// or at its end where that side is beyond the range.
func (c *cursor) settle() bool {
	c.value = nil
	for {
		order := 0
		switch {
		case c.key == nil && c.ownKey == nil:
			return c.leave()
		case c.ownKey == nil:
			order = -1
		case c.key == nil:
			order = 1
		default:
			order = bytes.Compare(c.key, c.ownKey)
			if c.r.Reverse {
				order = -order
			}
		}
		c.isOwn, c.place = order >= 0, on
		if !c.r.Contains(c.Key()) {
			return c.leave()
		}
		if !c.isOwn || c.ownIt.Item().Value != nil {
			return true
		}
		if order == 0 {
			c.step()
		}
		c.stepOwn()
	}
}

// step moves the committed side by one.
func (c *cursor) step() {
	c.it.Next()
	c.take()
}

// take notes where the committed side stands.
func (c *cursor) take() {
	c.key = nil
	if c.it.Valid() {
		c.key = unescape(c.it.Item().Key())
	}
}

// stepOwn moves the side of the writes by one.
func (c *cursor) stepOwn() {
	if c.r.Reverse {
		c.takeOwn(c.ownIt.Prev())
	} else {
		c.takeOwn(c.ownIt.Next())
	}
}

// seekOwn moves the side of the writes to the first key from key on.
func (c *cursor) seekOwn(key []byte) {
	found := (len(key) > 0 || !c.r.Reverse) && c.ownIt.Seek(storage.Pair{Key: key})
	switch {
	case !c.r.Reverse:
		c.takeOwn(found)
	case !found:
		c.takeOwn(c.ownIt.Last())
	case bytes.Equal(c.ownIt.Item().Key, key):
		c.takeOwn(true)
	default:
		c.takeOwn(c.ownIt.Prev())
	}
}

func (c *cursor) takeOwn(ok bool) {
	c.ownKey = nil
	if ok {
		c.ownKey = c.ownIt.Item().Key
	}
}

// leave puts the cursor at its end.
func (c *cursor) leave() bool {
	c.place, c.key, c.ownKey, c.value = end, nil, nil, nil
	return false
}

// usable reports whether the cursor may move, and keeps the reason if not.
func (c *cursor) usable() bool {
	if c.err == nil {
		c.err = c.tx.usable()
	}
	if c.err != nil {
		c.leave()
	}
	return c.err == nil
}

// caught takes a panic of Badger's for the cursor's error.
func (c *cursor) caught() {
	if p := recover(); p != nil {
		c.err = fmt.Errorf("badgerkv: cursor: %w", panicked{p})
		c.leave()
	}
}

func (c *cursor) Key() []byte {
	switch {
	case c.place != on:
		return nil
	case c.isOwn:
		return c.ownKey
	default:
		return c.key
	}
}

func (c *cursor) Value() []byte {
	if c.place != on {
		return nil
	}
	if c.value == nil {
		defer c.caught()
		if c.isOwn {
			c.value = c.ownIt.Item().Value
		} else if err := c.it.Item().Value(c.keep); err != nil {
			c.err = fmt.Errorf("badgerkv: cursor: %w", err)
			c.leave()
		}
	}
	return c.value
}

func (c *cursor) Err() error { return c.err }

func (c *cursor) Close() {
	if c.err == nil {
		c.err = storage.ErrClosed
	}
	c.leave()
	if c.it == nil {
		return
	}
	it := c.it
	c.it = nil
	last := len(c.tx.cursors) - 1
	c.tx.cursors[c.index] = c.tx.cursors[last]
	c.tx.cursors[c.index].index = c.index
	c.tx.cursors[last] = nil
	c.tx.cursors = c.tx.cursors[:last]
	it.Close()
}
