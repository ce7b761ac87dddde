package search

import (
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
)

// A sized cache keeps what was asked for last, within a number of bytes. What it
// keeps is never changed.
type sized[K comparable, V interface{ size() int }] struct {
	*lru.Cache[K, V]
	all, one int        // bytes
	keeping  sync.Mutex // else two who keep the same would both count it
	bytes    atomic.Int64
}

// leastSize is what anything takes at least.
const leastSize = 96

func newSized[K comparable, V interface{ size() int }](all, one int) *sized[K, V] {
	c := &sized[K, V]{all: all, one: one}
	kept, err := lru.NewWithEvict(all/leastSize, func(_ K, v V) { c.bytes.Add(-int64(v.size())) })
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	c.Cache = kept
	return c
}

// keep remembers a value, unless it is large, and forgets those that were not asked
// for longest.
func (c *sized[K, V]) keep(k K, v V) {
	if v.size() > c.one {
		return
	}
	c.keeping.Lock()
	defer c.keeping.Unlock()
	c.Remove(k)
	c.bytes.Add(int64(v.size()))
	c.Add(k, v)
	for c.bytes.Load() > int64(c.all) {
		if _, _, ok := c.RemoveOldest(); !ok {
			return
		}
	}
}
