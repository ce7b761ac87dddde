package search

import (
	"sync"
	"testing"

	"hudna/storage/keys"
)

// What is counted of the runs that are kept is what they take, whoever keeps the
// same ones at once: a count that grows by itself would leave no room for any.
func TestRunsAreCountedOnce(t *testing.T) {
	c := newRunCache()
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 20_000 {
				r := &run{first: keys.Node(i%4) * runLen, list: make([]end, worker)}
				c.keep(r.first, r)
			}
		})
	}
	all.Wait()
	size := 0
	for _, r := range c.Values() {
		size += r.size()
	}
	if counted := int(c.bytes.Load()); counted != size {
		t.Errorf("%d bytes are counted, and %d are kept", counted, size)
	}
}
