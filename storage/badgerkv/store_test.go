package badgerkv

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

var errDisk = errors.New("made-up disk error")

// TestUnknownOutcome lets a commit fail before and after Badger has written it,
// as a sync does that fails, and as a commit does that panics.
func TestUnknownOutcome(t *testing.T) {
	tests := map[string]struct {
		commit func(*badger.Txn) error
		text   string
		then   string
	}{
		"an error before anything is written": {
			func(*badger.Txn) error { return errDisk },
			"badgerkv: commit: made-up disk error: outcome unknown until the store is closed and reopened", "1",
		},
		"an error after all is written": {
			func(txn *badger.Txn) error { return errors.Join(txn.Commit(), errDisk) },
			"badgerkv: commit: made-up disk error: outcome unknown until the store is closed and reopened", "2",
		},
		"a panic": {
			func(*badger.Txn) error { panic("made up") },
			"badgerkv: commit: badger panicked: made up: outcome unknown until the store is closed and reopened", "1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openStore(t, dir, small)
			mustSet(t, s, "a", "1")
			err := s.View(context.Background(), func(tx storage.ReadTx) error {
				s.commit = test.commit
				wantError(t, set(s, "a", "2"), storage.ErrUnknown, test.text)
				v, err := tx.Get([]byte("a"))
				if string(v) != "1" {
					t.Errorf("the view that began before sees %q", v)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
			s.commit = (*badger.Txn).Commit // better now, but it is too late
			ran := false
			err = s.View(context.Background(), func(storage.ReadTx) error { ran = true; return nil })
			wantError(t, err, storage.ErrUnknown, test.text)
			err = s.Update(context.Background(), func(storage.WriteTx) error { ran = true; return nil })
			wantError(t, err, storage.ErrUnknown, test.text)
			if ran {
				t.Error("a function ran on a doubtful store")
			}
			closeStore(t, s)
			if !exists(filepath.Join(dir, uncleanFile)) {
				t.Error("the doubtful store is marked clean")
			}

			s = openStore(t, dir, small)
			if got := get(t, s, "a"); got != test.then {
				t.Errorf("after it was opened again the store holds %q, want %q", got, test.then)
			}
			mustSet(t, s, "a", "3")
			closeStore(t, s)
			if exists(filepath.Join(dir, uncleanFile)) {
				t.Error("the store that recovered is marked unclean")
			}
		})
	}
}

// TestRefusedCommits checks the errors of a commit that say nothing was written.
func TestRefusedCommits(t *testing.T) {
	s := openStore(t, t.TempDir(), small)
	for err, want := range map[error]error{
		badger.ErrTxnTooBig:     storage.ErrTooLarge,
		badger.ErrBlockedWrites: storage.ErrClosed,
		badger.ErrConflict:      storage.ErrConflict,
	} {
		s.commit = func(*badger.Txn) error { return err }
		if got := set(s, "a", "1"); !errors.Is(got, want) || errors.Is(got, storage.ErrUnknown) {
			t.Errorf("%v becomes %v, want %v", err, got, want)
		}
	}
	s.commit = (*badger.Txn).Commit
	mustSet(t, s, "a", "1")
}

// TestViewsDoNotSeeOrAwaitACommit reads while a commit is written but not yet
// acknowledged.
func TestViewsDoNotSeeOrAwaitACommit(t *testing.T) {
	s := openStore(t, t.TempDir(), small)
	mustSet(t, s, "a", "1")
	s.commit = func(txn *badger.Txn) error {
		if got := get(t, s, "a"); got != "1" {
			t.Errorf("before the commit: %q", got)
		}
		err := txn.Commit()
		if got := get(t, s, "a"); got != "1" {
			t.Errorf("before the commit is acknowledged: %q", got)
		}
		return err
	}
	mustSet(t, s, "a", "2")
	if got := get(t, s, "a"); got != "2" {
		t.Errorf("after the commit: %q", got)
	}
}

func TestAnUpdateWithoutWritesCommitsNothing(t *testing.T) {
	s := openStore(t, t.TempDir(), small)
	s.commit = func(*badger.Txn) error { t.Error("something was committed"); return nil }
	if err := s.Update(context.Background(), func(storage.WriteTx) error { return nil }); err != nil {
		t.Error(err)
	}
}

type closer func() error

func (c closer) Close() error { return c() }

func TestCloseBadger(t *testing.T) {
	if err := closeBadger(closer(func() error { return nil }), time.Hour); err != nil {
		t.Errorf("a close: %v", err)
	}
	if err := closeBadger(closer(func() error { return errDisk }), time.Hour); err != errDisk {
		t.Errorf("a close that fails: %v", err)
	}
	err := closeBadger(closer(func() error { panic("made up") }), time.Hour)
	wantError(t, err, storage.ErrCorrupt, "badger panicked: made up")
	synctest.Test(t, func(t *testing.T) {
		begin, release := time.Now(), make(chan struct{})
		err := closeBadger(closer(func() error { <-release; return nil }), closeLimit)
		if err != errHangs || time.Since(begin) != closeLimit {
			t.Errorf("a close that hangs: %v after %v", err, time.Since(begin))
		}
		close(release)
	})
}

func TestATransactionOfTheContractsSizeFitsBadger(t *testing.T) {
	s := openStore(t, t.TempDir(), small)
	// Each entry costs Badger a dozen bytes more than its key and value, and
	// an escaped key one more.
	if count, size := s.db.MaxBatchCount(), s.db.MaxBatchSize(); count <= storage.MaxWrites || size <= storage.MaxBytes+16*storage.MaxWrites {
		t.Errorf("Badger takes %d entries and %d bytes", count, size)
	}
	if b := small.badger(""); b.ValueThreshold <= storage.MaxValue {
		t.Errorf("values of %d bytes go to the value log", b.ValueThreshold)
	}
}
