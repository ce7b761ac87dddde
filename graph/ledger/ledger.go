package ledger

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// The sizes that are not for the caller to choose.
const (
	maxQueue       = 1024    // changes that wait for the writer
	cachedNodes    = 1 << 16 // identities of nodes, about 100 bytes each
	cachedVersions = 1 << 12 // decoded versions of records
	// maxCachedBody keeps long documents out of the cache of versions, which so
	// stays below some 100 MB.
	maxCachedBody = 16 << 10
	// maxEntries bounds the index entries of one change.
	maxEntries = 45_000
)

// DefaultKeyBudget is how many keys one question may read unless the options
// say otherwise.
const DefaultKeyBudget = 2_000_000

// DefaultMaxGroup is how many changes one synced transaction holds at most
// unless the options say otherwise.
const DefaultMaxGroup = 512

// Options say where a ledger keeps its data. Open is required.
type Options struct {
	// Open opens the engine: once when the ledger is opened, and again after
	// the engine could not tell whether a commit was written.
	Open func(ctx context.Context) (storage.Store, error)
	// Witness remembers the last acknowledged revision outside of the engine,
	// to find out when the engine has lost some. Nil for none.
	Witness Witness
	// ReadOnly refuses every commit and writes nothing at all.
	ReadOnly bool
	// Clock tells the time; nil for the machine's.
	Clock func() time.Time
	// KeyBudget bounds the keys that one question may read; 0 for
	// [DefaultKeyBudget].
	KeyBudget int
	// MaxGroup bounds the changes that one synced transaction holds; 0 for
	// [DefaultMaxGroup], 1 for a transaction each.
	MaxGroup int
}

// A Ledger is a graph in a store. It implements [graph.Graph].
type Ledger struct {
	opts   Options
	secret []byte
	epoch  uint64

	mu    sync.RWMutex // guards store while the engine is opened again
	store storage.Store
	lost  error // why there is no engine, when it could not be opened again

	head     atomic.Pointer[head]
	nodes    *lru.Cache[keys.Node, identity]
	ids      *lru.Cache[graph.ID, keys.Node]
	versions *lru.Cache[versionKey, *version]

	queue   chan *request
	closing chan struct{} // closed by Close
	done    chan struct{} // closed when the writer has ended
	close   sync.Once
	failed  error // of the final Close
}

var _ graph.Graph = (*Ledger)(nil)

// A head is the newest acknowledged revision.
type head struct {
	commit   graph.Commit
	nextNode keys.Node
}

// An identity is what never changes about a node.
type identity struct {
	id      graph.ID
	kind    graph.Kind
	marking keys.Marking
}

type versionKey struct {
	node  keys.Node
	since keys.Revision
}

// Open opens the ledger in a store, and lays out an empty store anew. A format
// newer than the program, a head that is behind the witness and a damaged head
// are refused.
func Open(ctx context.Context, opts Options) (*Ledger, error) {
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.KeyBudget == 0 {
		opts.KeyBudget = DefaultKeyBudget
	}
	if opts.MaxGroup == 0 {
		opts.MaxGroup = DefaultMaxGroup
	}
	l := &Ledger{
		opts:    opts,
		queue:   make(chan *request, maxQueue),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	l.nodes = newCache[keys.Node, identity](cachedNodes)
	l.ids = newCache[graph.ID, keys.Node](cachedNodes)
	l.versions = newCache[versionKey, *version](cachedVersions)
	if err := l.openStore(ctx); err != nil {
		return nil, err
	}
	if opts.ReadOnly {
		close(l.done)
	} else {
		go l.write()
	}
	return l, nil
}

func newCache[K comparable, V any](size int) *lru.Cache[K, V] {
	c, err := lru.New[K, V](size)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return c
}

// Close ends the writer after what it is writing, and closes the store. Changes
// that still wait are refused.
func (l *Ledger) Close() error {
	l.close.Do(func() {
		close(l.closing)
		<-l.done
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.store != nil {
			l.failed = l.store.Close()
		}
		l.store, l.lost = nil, graph.ErrClosed
	})
	return l.failed
}

// Head is the newest revision that has been acknowledged.
func (l *Ledger) Head(context.Context) (graph.Commit, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.lost != nil {
		return graph.Commit{}, l.lost
	}
	return l.head.Load().commit, nil
}

// At answers questions as of a view.
func (l *Ledger) At(v graph.View) graph.Reader { return &reader{ledger: l, view: v} }

// openStore opens the engine and takes over the writer's lease, which forces a
// synced write: what the head says from then on is on disk.
func (l *Ledger) openStore(ctx context.Context) error {
	store, err := l.opts.Open(ctx)
	if err != nil {
		return err
	}
	if err := l.takeOver(ctx, store); err != nil {
		return errors.Join(err, store.Close())
	}
	l.store, l.lost = store, nil
	return nil
}

func (l *Ledger) takeOver(ctx context.Context, store storage.Store) error {
	var row pb.Head
	lease := pb.Epoch{}
	read := func(tx storage.ReadTx) (fresh bool, err error) {
		if fresh, err = checkFormat(tx); err != nil || fresh {
			return fresh, err
		}
		if err := readRow(tx, headKey, &row, "head"); err != nil {
			return false, err
		}
		return false, readRow(tx, epochKey, &lease, "epoch")
	}
	if l.opts.ReadOnly {
		err := store.View(ctx, func(tx storage.ReadTx) error {
			fresh, err := read(tx)
			if err == nil && fresh {
				return errors.New("the store is empty, and is opened for reading only")
			}
			return err
		})
		if err != nil {
			return err
		}
	} else {
		secret := make([]byte, 32)
		if _, err := rand.Read(secret); err != nil {
			return fmt.Errorf("making the secret of a store: %w", err)
		}
		err := store.Update(ctx, func(tx storage.WriteTx) error {
			fresh, err := read(tx)
			if err != nil {
				return err
			}
			if fresh {
				row = pb.Head{NextNode: 1}
				lease = pb.Epoch{Secret: secret}
				if err := tx.Set(formatKey, keys.AppendFormat(nil, keys.FormatVersion)); err != nil {
					return err
				}
			}
			lease.Epoch++
			row.Epoch = lease.Epoch
			return errors.Join(setRow(tx, epochKey, &lease), setRow(tx, headKey, &row))
		})
		if err != nil {
			return storageError(err)
		}
	}
	h := &head{nextNode: keys.Node(row.NextNode)}
	if row.Revision > 0 {
		err := store.View(ctx, func(tx storage.ReadTx) (err error) {
			h.commit, err = readCommit(tx, graph.Revision(row.Revision))
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := l.checkWitness(graph.Revision(row.Revision)); err != nil {
		return err
	}
	l.secret, l.epoch = lease.Secret, lease.Epoch
	l.head.Store(h)
	return nil
}

// checkWitness refuses a head that is behind what was acknowledged, and moves
// the witness up to a head that is beyond it: what was written but not
// acknowledged when the program ended.
func (l *Ledger) checkWitness(at graph.Revision) error {
	if l.opts.Witness == nil {
		return nil
	}
	seen, err := l.opts.Witness.Load()
	if err != nil {
		return err
	}
	if at < seen {
		return &graph.CorruptError{What: "store", Err: fmt.Errorf("its head is revision %d, but revision %d had been acknowledged: it has lost revisions, or an older copy lies in its place", at, seen)}
	}
	if l.opts.ReadOnly || at == seen {
		return nil
	}
	return l.opts.Witness.Store(at)
}

// checkFormat says whether the store is empty, and refuses one that this
// program cannot read.
func checkFormat(tx storage.ReadTx) (fresh bool, err error) {
	value, err := tx.Get(formatKey)
	if errors.Is(err, storage.ErrNotFound) {
		for pair, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return false, storageError(err)
			}
			return false, &graph.CorruptError{What: "store", Err: fmt.Errorf("it has no format row but other keys, such as %x", pair.Key[:min(len(pair.Key), 16)])}
		}
		return true, nil
	}
	if err != nil {
		return false, storageError(err)
	}
	var newer *FormatError
	switch _, err := keys.ParseFormat(value); {
	case errors.As(err, &newer):
		return false, newer
	case err != nil:
		return false, &graph.CorruptError{What: "format row", Err: err}
	}
	return false, nil
}

// A FormatError refuses a store whose format is newer than the program.
type FormatError = keys.FormatError

// view runs fn on a snapshot of the engine. While the engine is being opened
// again it waits.
func (l *Ledger) view(ctx context.Context, fn func(storage.ReadTx) error) error {
	for tries := 0; ; tries++ {
		l.mu.RLock()
		store, lost := l.store, l.lost
		l.mu.RUnlock()
		if lost != nil {
			return lost
		}
		err := store.View(ctx, fn)
		// The writer gives the engine up when a commit's outcome is unknown.
		if tries < 2 && (errors.Is(err, storage.ErrUnknown) || errors.Is(err, storage.ErrClosed)) {
			if err := l.settled(ctx, store); err != nil {
				return err
			}
			continue
		}
		return storageError(err)
	}
}

// settled waits until the engine is another one than old.
func (l *Ledger) settled(ctx context.Context, old storage.Store) error {
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		l.mu.RLock()
		store, lost := l.store, l.lost
		l.mu.RUnlock()
		if lost != nil {
			return lost
		}
		if store != old {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.closing:
			return graph.ErrClosed
		case <-time.After(wait):
		}
	}
}

// storageError says what an error of the engine means to a user of the graph.
func storageError(err error) error {
	for _, known := range []struct{ engine, graph error }{
		{storage.ErrFull, graph.ErrFull},
		{storage.ErrUnknown, graph.ErrUnknown},
		{storage.ErrClosed, graph.ErrClosed},
		{storage.ErrCorrupt, graph.ErrCorrupt},
		{storage.ErrTooLarge, graph.ErrTooLarge},
	} {
		if errors.Is(err, known.engine) && !errors.Is(err, known.graph) {
			return fmt.Errorf("%w: %w", known.graph, err)
		}
	}
	return err
}

// The keys of the rows of which there is one.
var (
	formatKey = keys.AppendTag(nil, keys.Row, keys.Format)
	headKey   = keys.AppendTag(nil, keys.Row, keys.Head)
	epochKey  = keys.AppendTag(nil, keys.Row, keys.Epoch)
)

// readRow reads a row that has to be there.
func readRow(tx storage.ReadTx, key []byte, m message, what string) error {
	value, err := tx.Get(key)
	if errors.Is(err, storage.ErrNotFound) {
		return &graph.CorruptError{What: what, Err: errors.New("it is missing")}
	}
	if err != nil {
		return storageError(err)
	}
	if err := openRow(key, value, m); err != nil {
		return &graph.CorruptError{What: what, Err: err}
	}
	return nil
}

func setRow(tx storage.WriteTx, key []byte, m message) error {
	value, err := sealRow(key, m)
	if err != nil {
		return err
	}
	return tx.Set(key, value)
}

func readCommit(tx storage.ReadTx, r graph.Revision) (graph.Commit, error) {
	var row pb.Commit
	if err := readRow(tx, keys.AppendCommit(nil, keys.Revision(r)), &row, fmt.Sprintf("commit row of revision %d", r)); err != nil {
		return graph.Commit{}, err
	}
	return graph.Commit{Revision: r, Time: time.Unix(0, row.Time).UTC(), Author: row.Author, Message: row.Message}, nil
}
