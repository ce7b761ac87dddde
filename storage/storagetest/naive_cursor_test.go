package storagetest

import (
	"sort"

	"hudna/storage"
)

type naiveCursor struct {
	tx     *naiveTx
	r      storage.Range
	pairs  []storage.Pair
	at     int
	number int
	err    error
}

func (c *naiveCursor) list() []storage.Pair {
	if c.tx.has("shows a cursor later writes") || c.tx.has("keeps the caller's bounds") {
		return c.tx.in(c.tx.pairs, c.r)
	}
	return c.pairs
}

func (c *naiveCursor) usable() bool {
	if c.err == nil {
		c.err = c.tx.usable()
	}
	if c.tx.has("has one cursor at a time") && c.number > 0 && c.number != c.tx.cursors {
		return false
	}
	return c.err == nil
}

func (c *naiveCursor) on() bool {
	return c.err == nil && !c.tx.ended && c.at >= 0 && c.at < len(c.list())
}

func (c *naiveCursor) Next() bool {
	if !c.usable() {
		return false
	}
	if c.tx.has("goes on after a seek in vain") && c.at >= len(c.list()) {
		c.at = -1
	}
	c.at = min(c.at+1, len(c.list()))
	return c.on()
}

func (c *naiveCursor) Seek(key []byte) bool {
	if !c.usable() {
		return false
	}
	list := c.list()
	at := sort.Search(len(list), func(i int) bool {
		if c.r.Reverse && !c.tx.has("seeks above when reversed") {
			return c.tx.compare(list[i].Key, key) <= 0
		}
		return c.tx.compare(list[i].Key, key) >= 0
	})
	if !c.tx.has("seeks only forth") || at >= c.at {
		c.at = at
	}
	return c.on()
}

func (c *naiveCursor) Key() []byte {
	if !c.on() {
		return nil
	}
	return c.list()[c.at].Key
}

func (c *naiveCursor) Value() []byte {
	if !c.on() {
		return nil
	}
	return c.list()[c.at].Value
}

func (c *naiveCursor) Err() error { return c.err }

func (c *naiveCursor) Close() {
	if c.err == nil && !c.tx.has("moves closed cursors") {
		c.err = storage.ErrClosed
	}
}
