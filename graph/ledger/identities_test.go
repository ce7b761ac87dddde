package ledger

import (
	"fmt"
	"sync"
	"testing"

	"hudna/graph"
	"hudna/storage/keys"
)

func identityOf(n keys.Node) identity {
	return identity{id: graph.ID(fmt.Sprintf("actor/%d", n)), kind: graph.KindActor}
}

// What is kept is what was put in, and never what another node is.
func TestIdentitiesAreThoseOfTheirNodes(t *testing.T) {
	c := newIdentityCache(64)
	if kept := 2 * len(c.sets); kept != 64 {
		t.Fatalf("%d are kept", kept)
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for i := range 20_000 {
				n := keys.Node((i*7 + g*13) % 300)
				if is, ok := c.Get(n); ok && is != identityOf(n) {
					t.Errorf("%d is %s", n, is.id)
					return
				}
				c.Add(n, identityOf(n))
			}
		})
	}
	wait.Wait()
}

// What is asked for again outlives what passes by.
func TestIdentitiesThatAreUsedStay(t *testing.T) {
	c := newIdentityCache(2)
	if _, ok := c.Get(0); ok {
		t.Error("node 0 is kept, and nobody put it in")
	}
	c.Add(1, identityOf(1))
	for n := keys.Node(2); n < 10; n++ {
		c.Add(n, identityOf(n))
		if is, ok := c.Get(1); !ok || is != identityOf(1) {
			t.Fatalf("1 is gone with %d", n)
		}
		if _, ok := c.Get(n - 1); ok != (n == 2) {
			t.Errorf("%d is kept: %t", n-1, ok)
		}
	}
	c.Add(1, identityOf(1)) // once more is no other
	if _, ok := c.Get(9); !ok {
		t.Error("9 is gone")
	}
}
