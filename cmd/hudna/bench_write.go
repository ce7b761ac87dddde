package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"hudna/graph"
	"hudna/storage"
)

// A besides writes what was written to a graph once more to an empty store of
// the same engine in the same directory, to tell what of the time is the
// engine's own.
type besides struct {
	store storage.Store
	dir   string
	now   func() time.Time

	mu      sync.Mutex
	updates [][]write     // since the last time
	commit  time.Duration // how long the last one took
}

// A write is a pair that was set, or without a value a key that was deleted.
type write struct{ key, value []byte }

// writeBeside opens the other store, and has the program note what is written
// to those that it opens from now on.
func writeBeside(ctx context.Context, p *program, dir string) (*besides, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, notOpened(dir, err)
	}
	own, err := os.MkdirTemp(dir, "bench-")
	if err != nil {
		return nil, failed(codeFailed, "--write: %v", err)
	}
	open := p.engine
	store, err := open(ctx, filepath.Join(own, storeName), engineOptions{log: p.log})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(own))
	}
	b := &besides{store: store, dir: own, now: p.now}
	p.engine = func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
		s, err := open(ctx, dir, o)
		if err != nil {
			return nil, err
		}
		return &noted{Store: s, beside: b}, nil
	}
	return b, nil
}

func (b *besides) close() error { return errors.Join(b.store.Close(), os.RemoveAll(b.dir)) }

// again writes what one update has written, and says how long the commit of that
// took, and how long this. Where there were several updates, or none, it cannot
// tell which one was waited for.
func (b *besides) again(ctx context.Context) (commit, engine time.Duration, err error) {
	b.mu.Lock()
	updates, commit := b.updates, b.commit
	b.updates = nil
	b.mu.Unlock()
	if len(updates) != 1 {
		return 0, 0, nil
	}
	start := b.now()
	err = b.store.Update(ctx, func(tx storage.WriteTx) error {
		for _, w := range updates[0] {
			var err error
			if w.value == nil {
				err = tx.Delete(w.key)
			} else {
				err = tx.Set(w.key, w.value)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return commit, b.now().Sub(start), err
}

// A timedGraph notes how long its last commit took.
type timedGraph struct {
	graph.Graph
	beside *besides
}

func (g timedGraph) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	start := g.beside.now()
	n, err := g.Graph.Commit(ctx, by, c)
	took := g.beside.now().Sub(start)
	g.beside.mu.Lock()
	defer g.beside.mu.Unlock()
	g.beside.commit = took
	return n, err
}

// maxNoted bounds the updates that are noted: of more, none is written again.
const maxNoted = 2

func (b *besides) note(writes []write) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.updates) < maxNoted && len(writes) > 0 {
		b.updates = append(b.updates, writes)
	}
}

// A noted store notes what is written to it.
type noted struct {
	storage.Store
	beside *besides
}

func (s *noted) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	var tx notedTx
	err := s.Store.Update(ctx, func(under storage.WriteTx) error {
		tx = notedTx{WriteTx: under}
		return fn(&tx)
	})
	if err == nil {
		s.beside.note(tx.writes)
	}
	return err
}

type notedTx struct {
	storage.WriteTx
	writes []write
}

func (t *notedTx) Set(key, value []byte) error {
	t.writes = append(t.writes, write{slices.Clone(key), slices.Clone(value)})
	return t.WriteTx.Set(key, value)
}

func (t *notedTx) Delete(key []byte) error {
	t.writes = append(t.writes, write{key: slices.Clone(key)})
	return t.WriteTx.Delete(key)
}
