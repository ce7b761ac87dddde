// Package memkv keeps a store in memory: for tests, and for graphs that are
// built, asked and thrown away. It keeps the whole contract of package storage,
// with a [Disk] in the place of a directory: what was committed stays on the
// disk when the store is closed, and is there when it is opened again.
package memkv

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/tidwall/btree"

	"hudna/storage"
)

// A Disk holds what was committed to it, as long as it is referred to. It can
// be opened by one store at a time.
type Disk struct {
	mu     sync.Mutex
	opened bool
	tree   *tree // touched by the store that is open, or under mu
}

// New returns an empty disk.
func New() *Disk {
	return &Disk{tree: btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})}
}

// Open opens the store on d. It returns an error that is [storage.ErrLocked]
// while another store is open on d.
func (d *Disk) Open(ctx context.Context) (storage.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opened {
		return nil, fmt.Errorf("memkv: a store is open on this disk: %w", storage.ErrLocked)
	}
	d.opened = true
	s := &store{disk: d, turn: make(chan struct{}, 1)}
	s.head.Store(d.tree.Copy())
	return s, nil
}

// A tree is an ordered map. Copying it takes constant time; what is written
// afterwards copies the nodes on its way. A copy itself changes the tree it is
// made from, so only the writer may make one.
type tree = btree.BTreeG[storage.Pair]

func less(a, b storage.Pair) bool { return bytes.Compare(a.Key, b.Key) < 0 }
