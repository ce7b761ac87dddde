// Package storage is the contract between the graph and the engine that keeps
// its bytes: ordered keys, snapshots, atomic updates, and nothing else. It is
// small enough that an embedded tree and a distributed engine can both keep it,
// and it settles what engines differ in, so that the graph never has to know
// which one it stands on. The suite in storage/storagetest holds every engine
// to each sentence below.
//
// # Keys and values
//
// A key is 1 to [MaxKey] bytes, a value 1 to [MaxValue] bytes; any bytes will
// do. Keys are ordered as [bytes.Compare] orders them. An empty key or value
// is refused with [ErrInvalid], a longer one with [ErrTooLarge]. Engines differ
// in whether they can tell an empty value from an absent one, hence the rule.
// To read a key that could not be stored finds it absent; the bounds of a range
// and the key of a seek may be any bytes.
//
// # Transactions
//
// [Store.View] runs a function against a snapshot: it sees the store as it was
// when the view began, however long it runs and whatever is committed
// meanwhile. [Store.Update] runs a function against a snapshot plus its own
// writes, and commits them all or not at all. A view that begins after an
// update returned nil sees that update.
//
// Snapshot isolation with write-write conflicts is all that is promised: of
// two updates that write the same key from the same snapshot one is run again
// or refused, but two that read what the other writes may both succeed. Whoever
// needs more reads and writes one common key in every update.
//
// An engine that meets a conflict rolls back and calls the function again from
// a fresh snapshot, at most [MaxRuns] times in all, and then returns
// [ErrConflict]. So the function may run more than once: it must set whatever
// it leaves outside of the transaction anew in each run. An error of the
// function itself ends the update at once.
//
// If the function returns an error, the update is rolled back and returns that
// very error. If it panics, the transaction is rolled back and closed, and the
// panic goes on unchanged. Once Set or Delete has returned an error, each
// later one returns it again and the transaction cannot commit: an Update whose
// function swallowed that error returns it all the same.
//
// Views run beside each other and beside updates; updates wait for each other
// where the engine has one writer. A function may begin a view of the same
// store, which does not see the writes of an update around it. It must not
// begin an update inside an update, nor close the store: either waits for
// itself for ever.
//
// # Limits
//
// A transaction makes at most [MaxWrites] writes, of at most [MaxBytes] bytes
// of keys and values together; each call of Set and Delete counts, also one
// for the same key again. What goes beyond is refused with [ErrTooLarge].
//
// # Whose bytes
//
// An engine copies what it is given: a caller may change a key or value as
// soon as the call has returned. What Get, GetMany and Scan hand out is the
// caller's own, to keep and to change. Only a [Cursor] lends: its Key and Value
// hold until it is moved or closed, or its transaction ends, and must not be
// changed.
//
// # Goroutines, and the end of a transaction
//
// A [Store] may be used by any number of goroutines. A transaction and its
// cursors belong to one goroutine at a time, and to the function they were
// given to: afterwards every method answers with [ErrClosed] or does nothing.
// Cursors left open are closed when the transaction ends. After [Store.Close],
// View and Update return [ErrClosed]; Close first waits for the transactions
// under way, and a second Close does nothing.
//
// # Cancellation
//
// View and Update return the context's error without running the function if
// the context is done already or while they wait for their turn. Inside, reads
// and writes return it from then on. An update whose context is done when its
// function returns is rolled back; once its commit has begun, it runs to its
// end, and what it returns is what happened.
//
// # What an error says about the outcome
//
// Any error but [ErrUnknown] says that nothing was written. [ErrUnknown] says
// that the update may be there wholly or not at all, for instance because the
// disk refused to sync. The store then refuses every View and Update with
// ErrUnknown, because what it would show might not outlive the machine: close
// it and open it again. What a store shows after it was opened is durable, as
// is every update that returned nil.
package storage

import (
	"context"
	"errors"
	"iter"
)

// The limits that every engine keeps.
const (
	MaxKey    = 1 << 10  // bytes in a key
	MaxValue  = 64 << 10 // bytes in a value
	MaxWrites = 50_000   // calls of Set and Delete in one transaction
	MaxBytes  = 4 << 20  // bytes of keys and values in those calls
	MaxRuns   = 10       // runs of an update's function before ErrConflict
)

// The errors a caller can act on. Engines wrap them; test with [errors.Is].
var (
	ErrNotFound = errors.New("key not found")
	ErrInvalid  = errors.New("invalid key or value")                                   // an empty one
	ErrTooLarge = errors.New("too large")                                              // a key, a value or a transaction
	ErrConflict = errors.New("conflicting update")                                     // MaxRuns times in a row; nothing was written
	ErrClosed   = errors.New("closed")                                                 // the store, transaction or cursor
	ErrReadOnly = errors.New("read-only")                                              // the store was opened for reading, or may not be written
	ErrLocked   = errors.New("locked")                                                 // open already, here or in another process
	ErrFull     = errors.New("storage full")                                           // writes are refused, reads go on
	ErrUnclean  = errors.New("not closed cleanly")                                     // a read-only open has to wait for a writable one
	ErrCorrupt  = errors.New("corrupt")                                                // the files are not what was written
	ErrUnknown  = errors.New("outcome unknown until the store is closed and reopened") // written wholly or not at all
)

// A Store is an ordered map from keys to values, kept by some engine.
type Store interface {
	// View runs fn against a snapshot of the store and returns fn's error.
	View(ctx context.Context, fn func(ReadTx) error) error

	// Update runs fn against a snapshot of the store and commits what it
	// wrote, durably where the engine is durable, unless fn returns an error.
	// It may run fn again.
	Update(ctx context.Context, fn func(WriteTx) error) error

	// Close waits for the transactions under way and releases the store.
	Close() error
}

// A ReadTx reads from one snapshot, in an update together with its own writes.
type ReadTx interface {
	// Get returns the value of key, or ErrNotFound.
	Get(key []byte) ([]byte, error)

	// GetMany returns the values of keys in the order of keys, nil at the
	// place of a key that is absent. Keys may repeat and need no order. Over
	// a network it is one round trip where Get would be many.
	GetMany(keys [][]byte) ([][]byte, error)

	// Cursor opens a cursor over the pairs in r, standing before the first.
	// It sees the transaction as it is now: later writes do not move it.
	// Any number of cursors may be open at the same time.
	Cursor(r Range) Cursor

	// Scan yields the pairs in r, in order. Like a cursor, it sees what was
	// written before the loop over it began. An error is yielded last, with
	// an empty pair.
	Scan(r Range) iter.Seq2[Pair, error]
}

// An Identified transaction tells its snapshot from all others of the process: two
// for which Snapshot gives the same value, which can be compared, read the same, so
// that what was worked out by one need not be worked out by the other. It is nil in
// an update, which reads its own writes as well. An engine need not have it.
type Identified interface {
	ReadTx
	Snapshot() any
}

// A WriteTx reads and writes.
type WriteTx interface {
	ReadTx

	// Set writes value under key in place of what was there.
	Set(key, value []byte) error

	// Delete removes key. Removing an absent key is no error.
	Delete(key []byte) error
}

// A Pair is a key and its value.
type Pair struct{ Key, Value []byte }

// A Cursor walks over the pairs of a range, one by one or in leaps. It is a
// low-level tool: [ReadTx.Scan] serves where no leaps are needed.
//
// While the cursor stands on a pair, Key and Value are that pair's. Where it
// does not, because it is fresh, or Next or Seek returned false, they are nil.
// Next after a Seek that returned false returns false; another Seek may bring
// the cursor back. After an error the cursor is at its end for good.
type Cursor interface {
	// Next moves to the next pair, in descending order if the range is
	// reversed, and reports whether there is one.
	Next() bool

	// Seek moves, forth or back, to the first pair of the range whose key is
	// at or after key in the direction of the range: at or above it, or at or
	// below it if the range is reversed. It reports whether there is one.
	Seek(key []byte) bool

	Key() []byte
	Value() []byte

	// Err returns what ended the cursor early, or nil.
	Err() error

	// Close releases the cursor. Closing it again does nothing.
	Close()
}
