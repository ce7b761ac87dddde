package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

type store struct {
	dir     *directory
	options Options
	db      *engine
	gate    storage.Gate
	turn    chan struct{}           // holds a token while an update runs
	commit  func(*badger.Txn) error // replaced in tests, to fail

	// journal makes commits durable before the engine has them, where the store is
	// open for many of them; nil otherwise. Taken is closed when the engine has
	// taken in the one before; nil before the first.
	journal *journal
	taken   chan struct{}

	mu    sync.Mutex
	head  *snapshot // of the last acknowledged commit
	doubt error     // set for good when a commit's outcome is unknown, or what is shown may not be all

	holed atomic.Bool // what was read before may not have been all: doubt says why
}

// A snapshot is a transaction of Badger's that reads, shared by all who began
// at the same commit. To begin one Badger waits for commits under way; those
// who share do not.
type snapshot struct {
	txn   *badger.Txn
	users int // under the store's mu; the store is one of them while this is its head

	// behind is a commit that the engine has not taken in yet, upon the snapshot
	// below, whose transaction this is; both nil where the engine has all.
	behind *tree
	below  *snapshot

	// id tells what it shows from what others show: it stays the same when the
	// engine takes in what was behind.
	id *identity
}

// An identity is told from others by where it is.
type identity struct{ _ byte }

// start opens the engine, and has the guard begin.
func (s *store) start(b badger.Options, g *guard) error {
	db, err := openBadger(b)
	if err != nil {
		return err
	}
	s.db = &engine{db, g}
	s.head = &snapshot{txn: db.NewTransaction(false), users: 1, id: new(identity)}
	if g != nil {
		g.start(db)
	}
	return nil
}

// acquire returns the snapshot of the last acknowledged commit.
func (s *store) acquire() (*snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.doubt != nil {
		return nil, s.doubt
	}
	s.head.users++
	return s.head, nil
}

// borrow gives the transaction of the head whatever is in doubt, until it is given
// back. To begin one might have to wait for commits that wait for a compaction.
func (s *store) borrow() (txn *badger.Txn, release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	head := s.head
	head.users++
	return head.txn, func() { s.release(head) }
}

func (s *store) release(sn *snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ; sn != nil; sn = sn.below {
		if sn.users--; sn.users > 0 {
			return
		}
		if sn.below == nil {
			sn.txn.Discard()
		}
	}
}

// publish makes what is committed now the head.
func (s *store) publish() {
	head := &snapshot{txn: s.db.NewTransaction(false), users: 1, id: new(identity)}
	s.mu.Lock()
	old := s.head
	if old.behind != nil {
		head.id = old.id
	}
	s.head = head
	s.mu.Unlock()
	s.release(old)
}

func (s *store) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	if err := s.gate.Enter(); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	sn, err := s.acquire()
	if err != nil {
		return err
	}
	defer s.release(sn)
	tx := &readTx{ctx: ctx, txn: sn.txn, behind: sn.behind, seen: sn.id}
	defer tx.end()
	err = fn(tx)
	if s.holed.Load() {
		return s.doubted()
	}
	return err
}

func (s *store) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if err := s.gate.Enter(); err != nil {
		return err
	}
	defer s.gate.Leave()
	if s.options.ReadOnly {
		return fmt.Errorf("badgerkv: %s was opened for reading: %w", s.dir.path, storage.ErrReadOnly)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	sn, err := s.acquire()
	if err != nil {
		return err
	}
	defer s.release(sn)

	tx := &writeTx{readTx: readTx{ctx: ctx, txn: sn.txn, behind: sn.behind}}
	defer tx.end()
	err = fn(tx)
	if s.holed.Load() {
		return s.doubted() // it may be made of what was not all
	}
	if err != nil {
		return err
	}
	if err := tx.tally.Err(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if tx.tally.Writes() == 0 {
		return nil
	}
	if err := s.dir.roomy(s.options, s.db.Levels()[0].Size); err != nil {
		return err
	}
	if s.journal != nil {
		err = s.writeAhead(tx.writes)
	} else {
		err = s.write(tx.writes)
	}
	if s.holed.Load() {
		return s.doubted()
	}
	return err
}

// writeAhead commits writes by the journal, and leaves it to the engine to take
// them in while the next update runs.
func (s *store) writeAhead(writes *writes) error {
	err := s.journal.add(writes)
	if s.taken != nil {
		<-s.taken // before the next: the journal holds two, and snapshots one
	}
	if err != nil {
		return s.unknown(err)
	}
	s.mu.Lock()
	if err := s.doubt; err != nil {
		s.mu.Unlock()
		return err
	}
	s.head = &snapshot{txn: s.head.txn, users: 1, behind: writes.tree, below: s.head, id: new(identity)}
	s.mu.Unlock()
	taken := make(chan struct{})
	s.taken = taken
	go func() {
		defer close(taken)
		if err := s.write(writes); err != nil && !errors.Is(err, storage.ErrUnknown) {
			_ = s.unknown(err) // it was acknowledged: whoever comes next is told
		}
	}()
	return nil
}

// unknown refuses everything from now on, as the outcome of a commit is not known.
func (s *store) unknown(err error) error {
	err = fmt.Errorf("badgerkv: commit: %w: %w", err, storage.ErrUnknown)
	s.mu.Lock()
	s.doubt = err
	s.mu.Unlock()
	return err
}

// lose refuses everything from now on, and what is under way, as what the engine
// shows may not be all there is.
func (s *store) lose(err error) {
	s.options.Logger.Error("badgerkv: the engine has to be opened again, and shows nothing before", "err", err)
	s.mu.Lock()
	s.doubt = err
	s.mu.Unlock()
	s.holed.Store(true)
}

func (s *store) doubted() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.doubt
}

// write commits writes.
func (s *store) write(writes *writes) error {
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	if err := writes.replay(txn); err != nil {
		return refused(err)
	}
	err := s.try(txn)
	if errors.Is(err, badger.ErrTxnTooBig) || errors.Is(err, badger.ErrBlockedWrites) || errors.Is(err, badger.ErrConflict) {
		return refused(err) // before anything was written
	}
	if err != nil {
		return s.unknown(err) // whether or not it was written, Badger will show it from now on
	}
	s.publish()
	return nil
}

func (s *store) try(txn *badger.Txn) (err error) {
	defer caught(&err)
	return s.commit(txn)
}

// refused says that nothing was written.
func refused(err error) error {
	switch {
	case errors.Is(err, badger.ErrTxnTooBig):
		return fmt.Errorf("badgerkv: %w: %w", err, storage.ErrTooLarge)
	case errors.Is(err, badger.ErrBlockedWrites):
		return fmt.Errorf("badgerkv: %w: %w", err, storage.ErrClosed)
	case errors.Is(err, badger.ErrConflict):
		return fmt.Errorf("badgerkv: %w: %w", err, storage.ErrConflict)
	}
	return fmt.Errorf("badgerkv: %w", err)
}

// Close closes the store. It is marked as closed cleanly unless something is
// amiss: then the next open looks for damage, and makes durable what it finds.
func (s *store) Close() error {
	if !s.gate.Close() {
		return nil
	}
	if s.taken != nil {
		<-s.taken
	}
	limit := closeLimit
	if s.options.Bulk {
		limit = bulkCloseLimit
	}
	err := closeBadger(s.db, limit)
	if errors.Is(err, errHangs) {
		return fmt.Errorf("badgerkv: %s: %w", s.dir.path, err) // and stays locked
	}
	s.release(s.head) // the engine keeps what there is by it while it closes
	if s.journal != nil {
		err = errors.Join(err, s.journal.close())
	}
	if err == nil && s.doubt == nil && !s.options.ReadOnly {
		err = errors.Join(s.dir.dropJournal(), s.dir.markClean())
	}
	if err = errors.Join(err, s.dir.unlock()); err != nil {
		return fmt.Errorf("badgerkv: closing %s: %w", s.dir.path, err)
	}
	return nil
}
