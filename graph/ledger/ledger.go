package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// The sizes that are not for the caller to choose.
const (
	maxQueue       = 1024     // changes that wait for the writer
	maxQueueBytes  = 64 << 20 // of all changes that wait or are being written
	cachedNodes    = 1 << 16  // identities of nodes, about 100 bytes each
	cachedVersions = 1 << 13  // decoded versions of records, of those that are not short
	// cachedShort is more than an analysis of statements may read at once. A made-up
	// statement takes 2 to 3 KB decoded, so that they take some 50 MB.
	cachedShort  = 5 << 12
	maxShortBody = 1 << 10 // bytes of what is short
	cachedTexts  = 64      // texts for the writer, of up to 1 MiB each
	// maxCachedBody keeps long documents out of the cache of versions, which so
	// has bodies of 64 MiB at most however long all of them are, besides the short ones.
	maxCachedBody = 8 << 10
	// maxEntries bounds the index entries of the records that one change brings.
	maxEntries = 45_000
)

// DefaultKeyBudget is how many keys one question may read unless the options
// say otherwise.
const DefaultKeyBudget = 2_000_000

// DefaultMaxGroup is how many changes one synced transaction holds at most
// unless the options say otherwise.
const DefaultMaxGroup = 512

// DefaultMergeFrom is how many revisions wait to be merged unless the options
// say otherwise.
const DefaultMergeFrom = 256

// Options say where a ledger keeps its data. Open is required.
type Options struct {
	// Open opens the engine: once when the ledger is opened, and again after
	// the engine could not tell whether a commit was written.
	Open func(ctx context.Context) (storage.Store, error)
	// Witness remembers the last acknowledged revision outside of the engine,
	// to find out when the engine has lost some. Nil for none.
	Witness Witness
	// Unwitnessed, when given, is told why the witness cannot be written, once
	// until it can be again. The witness is behind then, which is allowed.
	Unwitnessed func(error)
	// DespiteWitness opens the store also where the witness is damaged, and
	// leaves it so, for [Ledger.Check] to say it beside all else that it finds.
	DespiteWitness bool
	// ReadOnly refuses every commit and writes nothing at all.
	ReadOnly bool
	// Older also opens a store of an older format, from [OldestFormat] on, if it
	// is ReadOnly. Head and Changes hold of it, for its commits to be made again
	// in a new store; nothing else may be asked.
	Older bool
	// Clock tells the time; nil for the machine's.
	Clock func() time.Time
	// OwnReview lets a reviewer publish drafts of which they are an author
	// themselves.
	OwnReview bool
	// KeyBudget bounds the keys that one question may read, and all those
	// together that share a [graph.Meter]; 0 for
	// [DefaultKeyBudget].
	KeyBudget int
	// MaxGroup bounds the changes that one synced transaction holds; 0 for
	// [DefaultMaxGroup], 1 for a transaction each.
	MaxGroup int
	// MergeFrom is how many revisions may wait until the words of their texts
	// are merged into postings, however short they are; 0 for
	// [DefaultMergeFrom].
	MergeFrom int
	// MergeStep bounds the rows of one transaction of such a merge; 0 for
	// [search.MaxStep].
	MergeStep int
	// HoldOverlays leaves what a change of a marking concerns where it stands
	// until [Ledger.Settle] is called; for tests, and for measuring.
	HoldOverlays bool
	// Checkpoint is a file in which the projection is left when the ledger is
	// closed, if there is one, so that the next to open the store need not make it
	// anew. It is a cache: one that is not exactly of what is in the store, or is
	// damaged, is as if it were not there. Empty for none.
	Checkpoint string
	// Unsaved, when given, is told why it cannot be written.
	Unsaved func(error)
	// KeepToKeys has analysis find the statements of a filter by the index also
	// where the projection tells of all of it; for tests, which compare the two.
	KeepToKeys bool
	// Bulk is for many commits in a row while nobody searches, as in an import:
	// much more may wait to be merged, 48 MB of words, and is merged in larger
	// batches, which takes a quarter of the work and some hundred MB. What waits in
	// the end, [Ledger.Merge] merges.
	Bulk bool
}

// A Ledger is a graph in a store. It implements [graph.Graph].
type Ledger struct {
	opts   Options
	secret []byte    // set by the first open
	macs   sync.Pool // of [hash.Hash], keyed with the secret
	epoch  uint64    // the writer's
	first  firstSeen // set by the first open

	engine atomic.Pointer[engine]
	head   atomic.Pointer[head]
	news   atomic.Pointer[chan struct{}] // closed when there is another head
	lag    atomic.Pointer[error]         // why the witness is behind, nil while it is not
	known  atomic.Pointer[knowledge]
	finder *search.Finder

	queue   chan *request
	room    allowance     // bytes that the queue may still hold
	closing chan struct{} // closed by Close
	refused chan *engine  // has the writer open an engine again that gives no views
	done    chan struct{} // closed when the writer has ended
	merging merging
	remarks remarking
	project *projecting
	looked  atomic.Pointer[looked] // the last look at a snapshot
	close   sync.Once
	failed  error // of the final Close
}

var _ graph.Preparer = (*Ledger)(nil)

// An engine is a store that is open, or why none is; without either, it is
// being opened again.
type engine struct {
	store storage.Store
	lost  error
	gone  chan struct{} // closed when another has taken its place
}

// replace puts an engine into the place of the one before. Only one goroutine
// does so at a time: the writer, or who opens or closes the ledger.
func (l *Ledger) replace(next *engine) {
	next.gone = make(chan struct{})
	if old := l.engine.Swap(next); old != nil {
		close(old.gone)
	}
}

// A head is the newest acknowledged revision.
type head struct {
	commit   graph.Commit
	nextNode keys.Node
	reach    reach
	texts    search.Totals
	pending  search.Backlog // texts that do not stand in postings yet
	merged   keys.Revision  // up to which none is pending
	policy   keys.Revision  // the last that changed a marking or purged something
}

// An identity is what a node is for all its versions. Only a change of its
// marking changes it, and with it the policy of the store.
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
		opts.Clock = time.Now //nolint:forbidigo // what a program hands in unless it has a reason
	}
	if opts.KeyBudget == 0 {
		opts.KeyBudget = DefaultKeyBudget
	}
	if opts.MaxGroup == 0 {
		opts.MaxGroup = DefaultMaxGroup
	}
	if opts.MergeFrom == 0 {
		opts.MergeFrom = DefaultMergeFrom
	}
	l := &Ledger{
		opts:    opts,
		queue:   make(chan *request, maxQueue),
		room:    allowance{left: maxQueueBytes},
		closing: make(chan struct{}),
		refused: make(chan *engine),
		done:    make(chan struct{}),
		merging: newMerging(),
		remarks: newRemarking(),
		project: newProjecting(),
		finder:  search.NewFinder(),
	}
	store, err := l.openStore(ctx)
	if err != nil {
		return nil, err
	}
	l.replace(&engine{store: store})
	l.project.opened = l.project.forgotten.Load()
	if opts.ReadOnly {
		close(l.done)
		close(l.merging.done)
		close(l.remarks.done)
	} else {
		go l.write()
		go l.merge()
		go l.remark()
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
		<-l.merging.done
		<-l.remarks.done
		store := l.engine.Load().store
		l.replace(&engine{lost: graph.ErrClosed})
		if store != nil {
			if err := l.leave(); err != nil && l.opts.Unsaved != nil {
				l.opts.Unsaved(err)
			}
			l.failed = store.Close()
		}
	})
	return l.failed
}

// Head is the newest revision that has been acknowledged.
func (l *Ledger) Head(context.Context) (graph.Commit, error) {
	if lost := l.engine.Load().lost; lost != nil {
		return graph.Commit{}, lost
	}
	return l.head.Load().commit, nil
}

// Policy is the last revision that purged something or changed a marking.
func (l *Ledger) Policy(context.Context) (graph.Revision, error) {
	if lost := l.engine.Load().lost; lost != nil {
		return 0, lost
	}
	return graph.Revision(l.head.Load().policy), nil
}

// At answers questions as of a view.
func (l *Ledger) At(v graph.View) graph.Reader { return &reader{ledger: l, view: v} }

// openStore opens the engine and takes over the writer's lease, which forces a
// synced write: what the head says from then on is on disk.
func (l *Ledger) openStore(ctx context.Context) (storage.Store, error) {
	store, err := l.opts.Open(ctx)
	if err != nil {
		return nil, err
	}
	if err := l.takeOver(ctx, store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func (l *Ledger) takeOver(ctx context.Context, store storage.Store) error {
	var seen graph.Revision
	witnessed := l.opts.Witness != nil
	if witnessed {
		var err error
		seen, err = l.opts.Witness.Load()
		if witnessed = err == nil; !witnessed && (!l.opts.DespiteWitness || !errors.Is(err, graph.ErrCorrupt)) {
			return err
		}
	}
	var row pb.Head
	var lease pb.Epoch
	// read looks at what is there, before anything is written.
	read := func(tx storage.ReadTx) (fresh bool, err error) {
		row.Reset()
		lease.Reset()
		if fresh, err = checkFormat(tx, l.opts.Older && l.opts.ReadOnly); err != nil {
			return false, err
		}
		if !fresh {
			if err := readRow(tx, headKey, &row, "head"); err != nil {
				return false, err
			}
			if err := readRow(tx, epochKey, &lease, "epoch"); err != nil {
				return false, err
			}
		}
		if err := checkHead(graph.Revision(row.Revision), seen); err != nil {
			return false, err
		}
		return fresh, l.checkSame(graph.Revision(row.Revision), lease.Secret)
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
		if _, err := rand.Read(secret); err != nil { //nolint:forbidigo // a secret is never drawn from anything else
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
	h := &head{nextNode: keys.Node(row.NextNode), reach: noReach, policy: keys.Revision(row.Policy), merged: keys.Revision(row.Merged)}
	if row.Revision > 0 {
		err := store.View(ctx, func(tx storage.ReadTx) (err error) {
			if h.commit, err = readCommit(tx, graph.Revision(row.Revision)); err != nil {
				return err
			}
			if h.texts, err = readTotals(tx, keys.Revision(row.Revision)); err != nil {
				return err
			}
			if h.pending, err = search.Pending(tx); err != nil {
				return storageError(err)
			}
			if h.pending.Rows == 0 { // as the next commit will say
				h.merged = keys.Revision(row.Revision)
			}
			h.reach, err = readReach(tx, keys.Revision(row.Revision))
			return err
		})
		if err != nil {
			return err
		}
	}
	// What was written but not acknowledged when the program ended counts from
	// now on.
	if at := graph.Revision(row.Revision); witnessed && !l.opts.ReadOnly && at > seen {
		l.witness(at)
	}
	if l.secret == nil {
		l.secret = lease.Secret
		l.first = firstSeen{head: h, epoch: lease.Epoch}
		if !l.opts.ReadOnly {
			l.first.epoch-- // which has been counted up since
		}
	}
	l.epoch = lease.Epoch
	if known := l.known.Load(); known == nil || known.policy != h.policy {
		l.known.Store(newKnowledge(h.policy, cachedNodes, cachedShort, cachedVersions))
	}
	l.project.forget() // what it has seen may not have been written
	l.setHead(h)
	return nil
}

// setHead makes a revision the head, and wakes those who wait for one.
func (l *Ledger) setHead(h *head) {
	l.head.Store(h)
	next := make(chan struct{})
	if before := l.news.Swap(&next); before != nil {
		close(*before)
	}
}

// Await waits until there is a revision after one.
func (l *Ledger) Await(ctx context.Context, after graph.Revision) (graph.Commit, error) {
	for {
		news := *l.news.Load() // before the head, so that none is missed
		head, err := l.Head(ctx)
		if err != nil || head.Revision > after {
			return head, err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return graph.Commit{}, ctx.Err()
		case <-l.closing:
			return graph.Commit{}, graph.ErrClosed
		}
	}
}

// witness has the witness remember a revision. One that cannot be written falls
// behind, which is allowed: the revision itself is safe.
func (l *Ledger) witness(at graph.Revision) {
	err := l.opts.Witness.Store(at)
	if err == nil {
		l.lag.Store(nil)
		return
	}
	if l.lag.Swap(&err) == nil && l.opts.Unwitnessed != nil {
		l.opts.Unwitnessed(err)
	}
}

// checkHead refuses a head that is behind what was acknowledged.
func checkHead(at, seen graph.Revision) error {
	if at < seen {
		return &graph.CorruptError{What: "store", Err: fmt.Errorf("its head is revision %d, but revision %d had been acknowledged: it has lost revisions, or an older copy lies in its place", at, seen)}
	}
	return nil
}

// checkSame refuses a store that is opened again and is not what it was. What
// has been read, cached and given out holds for that store only.
func (l *Ledger) checkSame(at graph.Revision, secret []byte) error {
	before := l.head.Load()
	if before == nil {
		return nil
	}
	if !hmac.Equal(secret, l.secret) {
		return &graph.CorruptError{What: "store", Err: errors.New("another one lies in its place since it was opened first")}
	}
	return checkHead(at, before.commit.Revision)
}

// checkFormat says whether the store is empty, and refuses one that this
// program cannot read.
func checkFormat(tx storage.ReadTx, older bool) (fresh bool, err error) {
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
	var other *FormatError
	switch _, err := keys.ParseFormat(value); {
	case errors.As(err, &other):
		if older && other.Found >= OldestFormat && other.Found < other.Supported {
			return false, nil
		}
		return false, other
	case err != nil:
		return false, &graph.CorruptError{What: "format row", Err: err}
	}
	return false, nil
}

// A FormatError refuses a store whose format is not that of the program.
type FormatError = keys.FormatError

// The formats of a store: the one that the program works on, and the oldest of
// which it can read the commits. Since that one, the rows of commits and of
// records have only gained fields.
const (
	FormatVersion = keys.FormatVersion
	OldestFormat  = 1
)

// maxViews bounds how often a question is asked of one engine after another.
const maxViews = 3

// view runs fn on a snapshot of the engine. While the engine is being opened
// again it waits. What fn returns is the answer, whatever it is: only an engine
// that does not even begin a view has been given up, and is waited for.
func (l *Ledger) view(ctx context.Context, fn func(storage.ReadTx) error) error {
	for tries := 1; ; tries++ {
		e := l.engine.Load()
		var refused chan<- *engine
		switch {
		case e.lost != nil:
			return e.lost
		case e.store != nil:
			begun := false
			err := e.store.View(ctx, func(tx storage.ReadTx) error {
				begun = true
				return fn(tx)
			})
			// The writer gives the engine up when a commit's outcome is unknown.
			givenUp := !begun && (errors.Is(err, storage.ErrUnknown) || errors.Is(err, storage.ErrClosed))
			if !givenUp || tries >= maxViews || l.opts.ReadOnly {
				return storageError(err)
			}
			if errors.Is(err, storage.ErrUnknown) {
				refused = l.refused // it may have come to doubt by itself, and nobody may write
			}
		}
		for gone := false; !gone; {
			select {
			case refused <- e:
				refused = nil
			case <-e.gone:
				gone = true
			case <-ctx.Done():
				return ctx.Err()
			case <-l.closing:
				return graph.ErrClosed
			}
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
		{storage.ErrConflict, graph.ErrConflict},
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
