package badgerkv

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

// A guard sees to it that no compaction loses what is in the store. Badger drops
// the error of a table that a compaction could not write: it goes on without that
// table, lists those that there are, and removes what they were made from.
//
// What it tells its log it tells from within: how many keys it has put together
// for a table, before it writes that table, and that a compaction is done, after
// its tables are in use. So before the first table of a compaction the guard
// keeps what there is, and lets go of that only when the tables that have come
// hold as many keys as were put together. What there is is kept by a list in the
// directory, to which the next open goes back if it finds one (see recall.go),
// and by an iterator, as Badger removes no table that one stands on. Tables that
// come when the engine takes no iterator any more, while it closes, are copied.
//
// Compactions wait for each other, so that it is known what has come of which.
type guard struct {
	store *store
	log   *slog.Logger

	turn   chan struct{} // holds a token while a compaction runs, or closing begins
	opened chan struct{} // closed when db is set, or never will be
	db     *badger.DB

	mu      sync.Mutex
	running map[int]*compaction // by the number of Badger's worker

	// These are of whoever has the turn.
	kept   *inventory // what the list in the directory has
	broken bool       // a compaction has gone wrong: nothing is let go of any more
	last   *pin       // of all that there was when the engine began to close
}

// A compaction is one that has begun to write tables.
type compaction struct {
	keys   uint64 // put together for tables, under the guard's mu
	pin    *pin   // nil while the engine closes
	before map[uint64]struct{}
	newest uint64 // the version of what is newest in them
}

// A pin holds on to tables.
type pin struct {
	tables  map[uint64]struct{} // and perhaps to some that are newer
	it      *badger.Iterator
	release func()
}

func newGuard(s *store) *guard {
	return &guard{
		store: s, log: s.options.Logger,
		turn: make(chan struct{}, 1), opened: make(chan struct{}), running: make(map[int]*compaction),
	}
}

// start has the guard begin: the store has a snapshot by now.
func (g *guard) start(db *badger.DB) {
	g.db = db
	close(g.opened)
}

// What Badger says, word for word.
const (
	saysAdded  = "[%d] LOG Compact. Added %d keys. Skipped %d keys. Iteration took: %v"
	saysDone   = "[Compactor: %d] Compaction for level: %d DONE"
	saysFailed = "[Compactor: %d] LOG Compact FAILED with error: %+v: %+v"
	saysNoOpen = "Received err: %v. Cleaning up..."
)

// A listener is Badger's logger, and tells the guard of compactions.
type listener struct {
	logger
	guard *guard
}

// Debugf is called several times for each write.
func (l listener) Debugf(format string, args ...any) {
	switch format {
	case saysAdded:
		worker, _ := args[0].(int)
		keys, _ := args[1].(uint64) // if it were of another type, no compaction would be complete
		l.guard.added(worker, keys)
	case saysDone:
		worker, _ := args[0].(int)
		l.guard.done(worker, nil)
	}
}

func (l listener) Warningf(format string, args ...any) {
	l.logger.Warningf(format, args...)
	if format == saysFailed {
		worker, _ := args[0].(int)
		l.guard.done(worker, fmt.Errorf("it failed: %v", args[1]))
	}
}

func (l listener) Errorf(format string, args ...any) {
	l.logger.Errorf(format, args...)
	if format == saysNoOpen {
		close(l.guard.opened) // without an engine
	}
}

// added is told before each table of a compaction is written, by several
// goroutines at once. The first of them does what has to be done before: none of
// Badger's tables is replaced until all of them have come to their end.
func (g *guard) added(worker int, keys uint64) {
	g.mu.Lock()
	c := g.running[worker]
	first := c == nil
	if first {
		c = new(compaction)
		g.running[worker] = c
	}
	c.keys += keys
	g.mu.Unlock()
	if first {
		g.begin(c)
	}
}

// begin keeps what there is, however long that takes.
func (g *guard) begin(c *compaction) {
	g.turn <- struct{}{}
	<-g.opened
	if g.db == nil {
		// The engine waits for this before it says why it could not be opened. To go
		// on might lose tables; to stop here loses nothing, as nothing was written.
		panic("badgerkv: the engine could not be opened while it was compacting; see the error before")
	}
	there := g.db.Tables() // before the pin, which then has all of them
	c.before = tableIDs(there)
	for _, t := range there {
		c.newest = max(c.newest, t.MaxVersion)
	}
	if !g.broken {
		g.kept = new(inventory)
	}
	g.kept.add(there)
	var copies []uint64
	if g.last == nil {
		c.pin = g.pin(c.before)
	} else {
		copies = g.last.lacks(c.before)
	}
	for { // to go on without might lose tables
		err := g.store.dir.copyTables(copies)
		if err == nil {
			err = g.store.dir.writeInventory(g.kept)
		}
		if err == nil {
			return
		}
		g.log.Error("badgerkv: a compaction has to wait", "dir", g.store.dir.path, "err", err)
		time.Sleep(time.Second)
	}
}

// done is told when a compaction has come to its end. Of one that failed nobody
// knows what it has listed.
func (g *guard) done(worker int, err error) {
	g.mu.Lock()
	c := g.running[worker]
	delete(g.running, worker)
	g.mu.Unlock()
	if c == nil {
		return // it failed before it began
	}
	defer func() { <-g.turn }()
	if g.broken {
		return
	}
	if err == nil {
		err = c.complete(g.db.Tables())
	}
	if err == nil {
		err = g.store.dir.dropInventory()
	}
	if err != nil {
		g.broken = true
		g.store.lose(fmt.Errorf("badgerkv: a compaction in %s has come to nothing: %w; what there was before it is kept, and used when the store is opened again: %w", g.store.dir.path, err, storage.ErrUnknown))
		return
	}
	g.kept = nil
	if c.pin != nil {
		c.pin.close()
	}
	if err := g.store.dir.dropCopies(); err != nil {
		g.log.Warn("badgerkv: copies of tables are left until the next open", "dir", g.store.dir.path, "err", err)
	}
}

// complete says whether the tables that a compaction has made hold all that was
// put together for them. What was flushed meanwhile is newer than all that was
// there before, and what it has made is not.
func (c *compaction) complete(after []badger.TableInfo) error {
	var keys uint64
	for _, t := range after {
		if _, old := c.before[t.ID]; !old && t.MaxVersion <= c.newest {
			keys += uint64(t.KeyCount)
		}
	}
	if keys != c.keys {
		return fmt.Errorf("its tables hold %d of %d entries", keys, c.keys)
	}
	return nil
}

func (g *guard) pin(tables map[uint64]struct{}) *pin {
	txn, release := g.store.borrow()
	return &pin{tables: tables, it: txn.NewIterator(badger.IteratorOptions{}), release: release}
}

func (p *pin) close() {
	p.it.Close()
	p.release()
}

// lacks gives the tables that p does not hold.
func (p *pin) lacks(tables map[uint64]struct{}) (ids []uint64) {
	for id := range tables {
		if _, held := p.tables[id]; !held {
			ids = append(ids, id)
		}
	}
	return ids
}

func tableIDs(tables []badger.TableInfo) map[uint64]struct{} {
	ids := make(map[uint64]struct{}, len(tables))
	for _, t := range tables {
		ids[t.ID] = struct{}{}
	}
	return ids
}

// An engine is Badger with its guard, where there is one.
type engine struct {
	*badger.DB
	guard *guard
}

// Close closes Badger. It gives out no iterators while it closes, but it may begin
// compactions until the last memtable is flushed, and one after that.
func (e *engine) Close() error {
	g := e.guard
	if g == nil {
		return e.DB.Close()
	}
	g.turn <- struct{}{}
	g.last = g.pin(tableIDs(e.Tables()))
	<-g.turn
	err := e.DB.Close()
	if !g.broken {
		g.last.close()
	}
	return err
}
