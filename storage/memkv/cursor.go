package memkv

import (
	"bytes"

	"github.com/tidwall/btree"

	"hudna/storage"
)

// A cursor stands before the first pair, on a pair, or at its end.
type cursor struct {
	tx    *readTx
	tree  *tree
	r     storage.Range
	it    btree.IterG[storage.Pair]
	place place
	err   error
}

type place int

const (
	before place = iota
	on
	end
)

// newCursor clones the bounds of r, because the cursor may outlive the call.
func newCursor(tx *readTx, t *tree, r storage.Range) *cursor {
	r.Start, r.End = bytes.Clone(r.Start), bytes.Clone(r.End)
	return &cursor{tx: tx, tree: t, r: r, it: t.Iter()}
}

func (c *cursor) Next() bool {
	if !c.usable() {
		return false
	}
	switch {
	case c.place == end:
		return false
	case c.place == before && !c.r.Reverse:
		return c.stand(c.atOrAbove(c.r.Start))
	case c.place == before:
		return c.stand(c.below(c.r.End))
	case c.r.Reverse:
		return c.stand(c.it.Prev())
	default:
		return c.stand(c.it.Next())
	}
}

func (c *cursor) Seek(key []byte) bool {
	if !c.usable() {
		return false
	}
	switch {
	case !c.r.Reverse:
		if bytes.Compare(key, c.r.Start) < 0 {
			key = c.r.Start
		}
		return c.stand(c.atOrAbove(key))
	case len(c.r.End) > 0 && bytes.Compare(key, c.r.End) >= 0:
		return c.stand(c.below(c.r.End))
	case c.atOrAbove(key) && bytes.Equal(c.it.Item().Key, key):
		return c.stand(true)
	case len(key) == 0:
		return c.stand(false) // nothing is below it, though to below it is no bound
	default:
		return c.stand(c.below(key))
	}
}

// atOrAbove moves the iterator to the first key at or above key.
func (c *cursor) atOrAbove(key []byte) bool {
	return c.it.Seek(storage.Pair{Key: key})
}

// below moves the iterator to the last key below key, or the very last if key
// is empty.
func (c *cursor) below(key []byte) bool {
	switch {
	case c.tree.Len() == 0:
		return false
	case len(key) > 0 && c.atOrAbove(key):
		return c.it.Prev()
	default:
		return c.it.Last()
	}
}

// stand takes the iterator's place if it has one within the range.
func (c *cursor) stand(ok bool) bool {
	ok = ok && c.r.Contains(c.it.Item().Key)
	c.place = end
	if ok {
		c.place = on
	}
	return ok
}

// usable reports whether the cursor may move, and keeps the reason if not.
func (c *cursor) usable() bool {
	if c.err == nil {
		c.err = c.tx.usable()
	}
	if c.err != nil {
		c.place = end
	}
	return c.err == nil
}

func (c *cursor) Key() []byte {
	if c.place != on || c.tx.ended {
		return nil
	}
	return c.it.Item().Key
}

func (c *cursor) Value() []byte {
	if c.place != on || c.tx.ended {
		return nil
	}
	return c.it.Item().Value
}

func (c *cursor) Err() error { return c.err }

func (c *cursor) Close() {
	if c.err == nil {
		c.err = storage.ErrClosed
	}
	c.place = end
}
