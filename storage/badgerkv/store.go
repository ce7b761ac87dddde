package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

type store struct {
	dir     *directory
	options Options
	db      *badger.DB
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
	doubt error     // set for good when a commit's outcome is unknown
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
	head := &snapshot{txn: s.db.NewTransaction(false), users: 1}
	s.mu.Lock()
	old := s.head
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
	tx := &readTx{ctx: ctx, txn: sn.txn, behind: sn.behind, seen: sn}
	defer tx.end()
	return fn(tx)
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
	if err := fn(tx); err != nil {
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
		return s.writeAhead(tx.writes)
	}
	return s.write(tx.writes)
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
	s.head = &snapshot{txn: s.head.txn, users: 1, behind: writes.tree, below: s.head}
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
	s.release(s.head)
	limit := closeLimit
	if s.options.Bulk {
		limit = bulkCloseLimit
	}
	err := closeBadger(s.db, limit)
	if errors.Is(err, errHangs) {
		return fmt.Errorf("badgerkv: %s: %w", s.dir.path, err) // and stays locked
	}
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
