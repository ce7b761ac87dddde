// Package storagetest holds engines to the contract of package storage: a suite
// of laws, one for each property the contract names, a random test against a
// model, benchmarks, and faults for the tests of whatever stands on a store.
//
// An engine's test is four lines:
//
//	func TestEngine(t *testing.T) {
//		storagetest.Run(t, func(testing.TB) storagetest.Open { return memkv.New().Open })
//	}
package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"hudna/storage"
)

// Open opens a store. Once the store is closed, Open opens it again, with what
// was committed to it.
type Open = func(context.Context) (storage.Store, error)

// An Engine makes a place for a store, fresh and empty with each call, and
// returns what opens it.
type Engine func(tb testing.TB) Open

// Run runs every law and the random test on e, each on a fresh store.
func Run(t *testing.T, e Engine) {
	t.Helper()
	Laws(t, e)
	t.Run("equals a model at every step of random histories", func(t *testing.T) { equalsModel(t, e) })
}

// Laws runs every law on e, and not the random test, which takes ten times as long.
func Laws(t *testing.T, e Engine) {
	t.Helper()
	for _, law := range laws {
		t.Run(law.name, func(t *testing.T) { law.check(newSubject(t, e)) })
	}
}

// A law is a property that every engine has. Its name is a sentence about it.
type law struct {
	name  string
	check func(*subject)
}

var laws = []law{
	{"an absent key is not found", absence},
	{"bytes handed out are the caller's own", ownership},
	{"bytes handed in are copied", copies},
	{"keys are ordered as bytes", order},
	{"a range holds its start and not its end", bounds},
	{"a prefix holds what begins with it", prefixes},
	{"a cursor steps and leaps", cursors},
	{"a reversed cursor steps and leaps back", reverseCursors},
	{"many cursors walk at once", manyCursors},
	{"a scan can be left and run again", scans},

	{"an update reads its own writes", readYourWrites},
	{"a cursor keeps to the writes before it", cursorsAndWrites},
	{"an error rolls back", rollbackOnError},
	{"a panic rolls back and is seen as itself", rollbackOnPanic},
	{"leaving the goroutine rolls back", rollbackOnExit},
	{"a refused write cannot be swallowed", refusal},
	{"empty keys and values are refused", empties},
	{"keys and values have a limit", sizeLimits},
	{"transactions have a limit of writes", writeLimit},
	{"transactions have a limit of bytes", byteLimit},

	{"a view after an update sees it", visibility},
	{"a snapshot stays what it was", snapshots},
	{"a snapshot that is told from others stays the same", identified},
	{"a snapshot is never half an update", atomicity},
	{"no update is lost", lostUpdates},
	{"an update runs its function again from a fresh snapshot", retries},
	{"a done context runs nothing", cancelledBefore},
	{"cancelling ends the wait for a turn", cancelledWaiting},
	{"cancelling ends reads and writes", cancelledInside},
	{"a transaction ends with its function", useAfterEnd},
	{"a closed store refuses", useAfterClose},
	{"closing waits for transactions", closeWaits},
	{"a store is opened once at a time", openedOnce},
	{"what was committed is durable", durability},
}

// A subject is the store a law is checked on, with the words to do it in. Its
// methods end the test when something fails that the law is not about.
type subject struct {
	testing.TB
	open     Open
	patience time.Duration // with what must happen
	storage.Store
}

func newSubject(tb testing.TB, e Engine) *subject {
	tb.Helper()
	s := &subject{TB: tb, open: e(tb), patience: 30 * time.Second}
	s.start()
	tb.Cleanup(func() {
		if err := s.Store.Close(); err != nil {
			tb.Errorf("closing the store: %v", err)
		}
	})
	return s
}

func (s *subject) start() {
	s.Helper()
	store, err := s.open(context.Background())
	if err != nil {
		s.Fatalf("opening the store: %v", err)
	}
	s.Store = store
}

func (s *subject) reopen() {
	s.Helper()
	if err := s.Store.Close(); err != nil {
		s.Fatalf("closing the store: %v", err)
	}
	s.start()
}

func (s *subject) view(fn func(storage.ReadTx)) {
	s.Helper()
	err := s.View(context.Background(), func(tx storage.ReadTx) error { fn(tx); return nil })
	if err != nil {
		s.Fatalf("view: %v", err)
	}
}

func (s *subject) update(fn func(storage.WriteTx)) {
	s.Helper()
	err := s.Update(context.Background(), func(tx storage.WriteTx) error { fn(tx); return nil })
	if err != nil {
		s.Fatalf("update: %v", err)
	}
}

// put commits keys and values, given in turn.
func (s *subject) put(keysAndValues ...string) {
	s.Helper()
	s.update(func(tx storage.WriteTx) { s.set(tx, keysAndValues...) })
}

func (s *subject) set(tx storage.WriteTx, keysAndValues ...string) {
	s.Helper()
	for i := 0; i < len(keysAndValues); i += 2 {
		if err := tx.Set([]byte(keysAndValues[i]), []byte(keysAndValues[i+1])); err != nil {
			s.Fatalf("set %.40q: %v", keysAndValues[i], err)
		}
	}
}

func (s *subject) delete(tx storage.WriteTx, keys ...string) {
	s.Helper()
	for _, key := range keys {
		if err := tx.Delete([]byte(key)); err != nil {
			s.Fatalf("delete %.40q: %v", key, err)
		}
	}
}

// wantPairs compares all that tx holds, read in each of the ways there are,
// with want, which is written like "a=1 b=2".
func (s *subject) wantPairs(tx storage.ReadTx, want string) {
	s.Helper()
	var reversed []string
	pairs := strings.Fields(want)
	for _, p := range pairs {
		reversed = append([]string{p}, reversed...)
		key, value, _ := strings.Cut(p, "=")
		if got, err := tx.Get([]byte(key)); err != nil || string(got) != value {
			s.Errorf("get %q = %q, %v, want %q", key, got, err, value)
		}
		if got, err := tx.GetMany([][]byte{[]byte(key)}); err != nil || len(got) != 1 || string(got[0]) != value {
			s.Errorf("get many of %q = %q, %v, want %q", key, got, err, value)
		}
		c := tx.Cursor(storage.Range{})
		if !c.Seek([]byte(key)) || string(c.Key()) != key || string(c.Value()) != value {
			s.Errorf("seek %q = %q, %q, %v, want %q", key, c.Key(), c.Value(), c.Err(), value)
		}
		c.Close()
	}
	if got := s.scan(tx, storage.Range{}); got != want {
		s.Errorf("scan = %q, want %q", got, want)
	}
	if got := s.scan(tx, storage.Range{Reverse: true}); got != strings.Join(reversed, " ") {
		s.Errorf("reversed scan = %q, want %q", got, strings.Join(reversed, " "))
	}
}

// wantAbsent checks that tx finds none of keys, in whichever way it is asked.
func (s *subject) wantAbsent(tx storage.ReadTx, keys ...string) {
	s.Helper()
	for _, key := range keys {
		if got, err := tx.Get([]byte(key)); !errors.Is(err, storage.ErrNotFound) || got != nil {
			s.Errorf("get %.40q = %q, %v, want ErrNotFound", key, got, err)
		}
		if got, err := tx.GetMany([][]byte{[]byte(key)}); err != nil || len(got) != 1 || got[0] != nil {
			s.Errorf("get many of %.40q = %q, %v, want one nil", key, got, err)
		}
		c := tx.Cursor(storage.Range{})
		if c.Seek([]byte(key)) && string(c.Key()) == key {
			s.Errorf("seek finds %.40q", key)
		}
		c.Close()
	}
}

// scan returns what a scan of r yields, written like "a=1 b=2".
func (s *subject) scan(tx storage.ReadTx, r storage.Range) string {
	s.Helper()
	var pairs []string
	for p, err := range tx.Scan(r) {
		if err != nil {
			s.Fatalf("scan [%q, %q): %v", r.Start, r.End, err)
		}
		pairs = append(pairs, string(p.Key)+"="+string(p.Value))
	}
	return strings.Join(pairs, " ")
}

// holds checks that a fresh view sees exactly want.
func (s *subject) holds(want string) {
	s.Helper()
	s.view(func(tx storage.ReadTx) { s.wantPairs(tx, want) })
}

// keyOf and valueOf make keys and values of a given size that differ in i.
func keyOf(i, size int) []byte   { return []byte(fmt.Sprintf("%0*d", size, i)) }
func valueOf(i, size int) []byte { return []byte(strings.Repeat(strconv.Itoa(i%10), size)) }

// same reports whether an error or a panic is the very one that is wanted, and
// not one that wraps it.
func same(got, want any) bool { return got == want }
