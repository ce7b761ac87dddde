package badgerkv

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

// journaled opens a store that is to be filled.
func journaled(t *testing.T, dir string) *store {
	t.Helper()
	s := openStore(t, dir, Options{Ballast: -1, Bulk: true})
	if s.journal == nil {
		t.Fatal("the store has no journal")
	}
	return s
}

// held has the engine wait before it takes commits in, until it is released.
func held(t *testing.T, s *store) (release func()) {
	t.Helper()
	if s.taken != nil {
		<-s.taken
	}
	wait := make(chan struct{})
	s.commit = func(txn *badger.Txn) error {
		<-wait
		return txn.Commit()
	}
	done := false
	release = func() {
		if !done {
			close(wait)
		}
		done = true
	}
	t.Cleanup(release)
	return release
}

// dump is all that a transaction shows, in a direction.
func dump(t *testing.T, tx storage.ReadTx, reverse bool) (pairs []string) {
	t.Helper()
	for p, err := range tx.Scan(storage.Range{Reverse: reverse}) {
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, string(p.Key)+"="+string(p.Value))
	}
	return pairs
}

// TestACommitIsSeenBeforeTheEngineHasIt reads, and writes, over a commit that the
// engine has not taken in.
func TestACommitIsSeenBeforeTheEngineHasIt(t *testing.T) {
	ctx := context.Background()
	s := journaled(t, t.TempDir())
	for _, key := range []string{"a", "b", "c"} {
		mustSet(t, s, key, "1")
	}
	before, err := s.acquire()
	if err != nil {
		t.Fatal(err)
	}
	release := held(t, s)
	if err := s.Update(ctx, func(tx storage.WriteTx) error {
		return errors.Join(tx.Set([]byte("a"), []byte("2")), tx.Delete([]byte("b")), tx.Set([]byte("d"), []byte("2")))
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{"a=2", "c=1", "d=2"}
	look := func(what string) {
		t.Helper()
		if err := s.View(ctx, func(tx storage.ReadTx) error {
			if got := dump(t, tx, false); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
			slices.Reverse(want)
			if got := dump(t, tx, true); !slices.Equal(got, want) {
				t.Errorf("%s, backwards: %q, want %q", what, got, want)
			}
			slices.Reverse(want)
			if got, err := tx.GetMany([][]byte{[]byte("a"), []byte("b"), []byte("c"), []byte("d")}); err != nil ||
				string(got[0]) != "2" || got[1] != nil || string(got[2]) != "1" || string(got[3]) != "2" {
				t.Errorf("%s: %q, %v", what, got, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	look("while the engine has it not")
	old := readTx{ctx: ctx, txn: before.txn, behind: before.behind}
	if got := dump(t, &old, false); !slices.Equal(got, []string{"a=1", "b=1", "c=1"}) {
		t.Errorf("who began before sees %q", got)
	}
	old.end()
	// An update that is given up reads its own writes over that.
	given := errors.New("given up")
	if err := s.Update(ctx, func(tx storage.WriteTx) error {
		if err := errors.Join(tx.Set([]byte("b"), []byte("3")), tx.Delete([]byte("d"))); err != nil {
			return err
		}
		if got := dump(t, tx, false); !slices.Equal(got, []string{"a=2", "b=3", "c=1"}) {
			t.Errorf("the update sees %q", got)
		}
		if got, err := tx.GetMany([][]byte{[]byte("a"), []byte("d")}); err != nil || string(got[0]) != "2" || got[1] != nil {
			t.Errorf("the update reads %q, %v", got, err)
		}
		return given
	}); !errors.Is(err, given) {
		t.Fatal(err)
	}
	look("after an update that was given up")
	release()
	<-s.taken
	look("when the engine has it")
	s.release(before)
	if s.head.below != nil || s.head.users != 1 {
		t.Errorf("the head is %+v", s.head)
	}
}

// TestTheJournalHasWhatTheEngineLacks opens copies of a store as a stop would
// leave them.
func TestTheJournalHasWhatTheEngineLacks(t *testing.T) {
	dir := t.TempDir()
	s := journaled(t, dir)
	mustSet(t, s, "a", "1")
	mustSet(t, s, "b", "1")
	mustSet(t, s, "c", "1")
	<-s.taken
	behind := copyDir(t, dir, func(name string) bool { return name != journalFile }) // has the first three
	release := held(t, s)
	mustSet(t, s, "a", "2")
	release()
	<-s.taken
	release = held(t, s)
	if err := s.Update(context.Background(), func(tx storage.WriteTx) error {
		return errors.Join(tx.Delete([]byte("a")), tx.Set([]byte("b"), []byte("3")))
	}); err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(filepath.Join(dir, journalFile))
	if err != nil {
		t.Fatal(err)
	}
	release()
	closeStore(t, s)
	if exists(filepath.Join(dir, journalFile)) {
		t.Error("the journal outlives the store")
	}

	cases := map[string]struct {
		edit    func(j []byte) []byte
		a, b, c string
	}{
		"both are whole":                 {func(j []byte) []byte { return j }, "", "3", "1"},
		"the newer is cut off":           {func(j []byte) []byte { j[journalPlace+journalHead+2]++; return j }, "2", "1", "1"},
		"the newer has another number":   {func(j []byte) []byte { j[journalPlace+9]++; return j }, "2", "1", "1"},
		"the older is cut off":           {func(j []byte) []byte { j[journalHead]++; return j }, "", "3", "1"},
		"the newer has another length":   {func(j []byte) []byte { j[journalPlace]++; return j }, "2", "1", "1"},
		"the file ends behind the older": {func(j []byte) []byte { return j[:journalPlace+3] }, "2", "1", "1"},
		"the file is empty":              {func([]byte) []byte { return nil }, "1", "1", "1"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			stopped := copyDir(t, behind, func(string) bool { return true })
			if err := os.WriteFile(filepath.Join(stopped, journalFile), test.edit(bytes.Clone(journal)), 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second time there is nothing left to be replayed
				s := openStore(t, stopped, small)
				if a, b, c := get(t, s, "a"), get(t, s, "b"), get(t, s, "c"); a != test.a || b != test.b || c != test.c {
					t.Errorf("%q, %q and %q, want %q, %q and %q", a, b, c, test.a, test.b, test.c)
				}
				if exists(filepath.Join(stopped, journalFile)) {
					t.Error("the journal is still there")
				}
				closeStore(t, s)
			}
		})
	}
}

// TestAnEngineThatFailsBehindTheJournal acknowledges what the engine then refuses:
// from then on everything is refused, and what was acknowledged is there when the
// store is opened again.
func TestAnEngineThatFailsBehindTheJournal(t *testing.T) {
	for name, failure := range map[string]error{"an error": errDisk, "a refusal": badger.ErrBlockedWrites} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := journaled(t, dir)
			s.commit = func(*badger.Txn) error { return failure }
			mustSet(t, s, "a", "1")
			<-s.taken
			ran := false
			if err := s.View(context.Background(), func(storage.ReadTx) error { ran = true; return nil }); !errors.Is(err, storage.ErrUnknown) {
				t.Errorf("a view: %v", err)
			}
			if err := set(s, "b", "1"); !errors.Is(err, storage.ErrUnknown) {
				t.Errorf("an update: %v", err)
			}
			if ran {
				t.Error("a function ran on a doubtful store")
			}
			closeStore(t, s)
			s = openStore(t, dir, small)
			if a, b := get(t, s, "a"), get(t, s, "b"); a != "1" || b != "" {
				t.Errorf("after it was opened again the store holds %q and %q", a, b)
			}
		})
	}
}

// TestAJournalThatCannotBeWritten leaves it open what became of the commit.
func TestAJournalThatCannotBeWritten(t *testing.T) {
	s := journaled(t, t.TempDir())
	mustSet(t, s, "a", "1")
	if err := s.journal.close(); err != nil {
		t.Fatal(err)
	}
	wantError(t, set(s, "a", "2"), storage.ErrUnknown, "badgerkv: commit: write "+filepath.Join(s.dir.path, journalFile)+": file already closed: outcome unknown until the store is closed and reopened")
	wantError(t, set(s, "a", "3"), storage.ErrUnknown, "badgerkv: commit: write "+filepath.Join(s.dir.path, journalFile)+": file already closed: outcome unknown until the store is closed and reopened")
}

// TestTheLongestCommitFitsAPlace writes as much as a transaction may.
func TestTheLongestCommitFitsAPlace(t *testing.T) {
	const most = storage.MaxBytes + storage.MaxWrites*6 + journalHead
	if most > journalPlace {
		t.Errorf("a commit takes %d bytes, a place %d", most, journalPlace)
	}
}
