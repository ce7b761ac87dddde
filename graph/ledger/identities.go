package ledger

import (
	"sync/atomic"

	"hudna/storage/keys"
)

// A identityCache keeps what nodes are. It is asked ten times for each statement
// that is decoded, by several goroutines at a time, and a list of what was used
// last, with its lock, took a tenth of all that reading takes. So a node has two
// slots that it shares with those whose numbers end like its own; what it was
// found in last is looked at first, and what is put in drives out the other.
type identityCache struct {
	sets [][2]atomic.Pointer[knownIdentity]
	mask keys.Node
}

type knownIdentity struct {
	node keys.Node
	identity
}

// newIdentityCache makes a cache that keeps so many nodes at most, of a power of
// two the largest that fits, and two at least.
func newIdentityCache(most int) *identityCache {
	sets := 1
	for 4*sets <= most {
		sets *= 2
	}
	return &identityCache{sets: make([][2]atomic.Pointer[knownIdentity], sets), mask: keys.Node(sets - 1)}
}

// Get gives what a node is, if it is kept.
func (c *identityCache) Get(n keys.Node) (identity, bool) {
	set := &c.sets[n&c.mask]
	first := set[0].Load()
	if first != nil && first.node == n {
		return first.identity, true
	}
	second := set[1].Load()
	if second == nil || second.node != n {
		return identity{}, false
	}
	// Whoever comes between may have one of the two forgotten, and no more.
	set[0].Store(second)
	set[1].Store(first)
	return second.identity, true
}

// Add keeps what a node is.
func (c *identityCache) Add(n keys.Node, is identity) {
	set := &c.sets[n&c.mask]
	if first := set[0].Load(); first != nil && first.node != n {
		set[1].Store(first)
	}
	set[0].Store(&knownIdentity{n, is})
}
