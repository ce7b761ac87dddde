// Package badgerkv keeps a store in a directory, by way of Badger, an embedded
// log-structured merge tree.
//
// What the contract of package storage asks, and Badger does not give by
// itself, is made here: views share one snapshot of the last acknowledged
// commit, so that none ever shows a commit that is still being synced, or whose
// sync failed; updates collect their writes beside the engine, so that any
// number of cursors may run over them; damage is looked for before a store that
// was not closed cleanly is opened again; and writes stop before the disk is
// full, because Badger writes into mapped memory, where a full disk kills the
// process.
//
// # The directory
//
// Besides Badger's own files the directory holds UNCLEAN, while a writer has the
// store open or after it was killed, JOURNAL, likewise where the writer had opened
// it for many updates, COMPACTION, while tables are merged or after that went wrong, and
// BALLAST, which takes up space to be given back in need. Beside a table there may be
// its copy, with .kept behind its name. The directory itself is locked, by flock.
//
// # Compactions
//
// Badger may lose what it merges, where the disk refuses a table. Such a compaction
// is noticed when it ends: everything is refused with [storage.ErrUnknown] then, and
// the next open goes back to what there was before it. A read that began and ended in the
// microseconds before that may have missed what was lost.
//
// # A full disk
//
// When fewer bytes are free than [Options].Floor and the engine's next compaction
// together, updates are refused with an error that is [storage.ErrFull], and
// reads go on. In that state a store can be closed, but it cannot be opened for
// writing, because an open writes too. Who cannot free space elsewhere can
// remove the file BALLAST: that gives back as much as the floor asks for, unless
// the options say otherwise. The ballast is made anew by the first open that
// finds room for it above the floor. A disk that others fill to the last byte
// between two looks at it still kills the process.
//
// # Durability
//
// An update that returned nil was synced to the disk before, and so was all
// that a freshly opened store shows. Badger does not sync the directory when it
// begins a new log; the file system must keep the name of a file together with
// its content when the content is synced, as ext4, XFS and Btrfs do.
package badgerkv

import (
	"log/slog"
	"math"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// The settings of the engine that bound what it may have to write.
const (
	memTable  = 64 << 20 // bytes that a memtable takes until it is written out
	memTables = 3        // full ones that may wait for that

	bulkTables = 16 // of level 0, of a store for many updates in a row
)

// bulkRoom is what has to be free for level 0 to grow so large: up to where
// writers wait for it to be merged, and as much again while it is.
const bulkRoom = 4 * bulkTables * memTable

// BallastFile is the name of the ballast in the directory of a store.
const BallastFile = "BALLAST"

// The defaults of [Options].
const (
	DefaultFloor   = (memTables + 1) * memTable
	DefaultBallast = DefaultFloor
)

// Options say how a store is opened. The zero value opens it for writing, with
// the defaults and without a log.
type Options struct {
	// ReadOnly opens the store without changing any of its files. Several
	// readers may do so at once, but not beside a writer.
	ReadOnly bool

	// Verify reads all tables before the store is opened, and refuses it with
	// [storage.ErrCorrupt] if one is damaged. Without it that is done only
	// where the store was not closed cleanly. It takes as long as reading the
	// directory does. What Badger reads of each table to open it, a few
	// hundredths, is looked at in any case.
	Verify bool

	// Bulk is for many updates in a row, as an import makes. They are acknowledged
	// when a journal has them, and the engine takes each in while the next one
	// runs.
	//
	// Where the store has no tables yet, as in a first import, level 0 may grow to 16 tables, about 1 GB, before it is merged with the
	// level below, instead of to 5, so that what is there is written again a
	// third as often. What is left in level 0 is merged when the store is closed,
	// for those who read next. Of a store with tables that would write most
	// of these again for however little: there, and where there is no room for so
	// much, level 0 stays as it is. For a store that is only read Bulk does nothing.
	Bulk bool

	// Floor is how many bytes must be free for writes, besides what a
	// compaction takes. It is at least DefaultFloor, which is what memtables
	// take up when they are written out; less than 0 means none at all.
	Floor int64

	// Ballast is how many bytes the file BALLAST takes up. 0 leaves one that is there
	// as it is, and means DefaultBallast where there is none; less than 0 makes none.
	Ballast int64

	// Logger takes what Badger has to tell. Its warnings and errors keep
	// their level; its information, which is about its own upkeep, is logged
	// for debugging. Nil means no log.
	Logger *slog.Logger

	anyBallast bool // one of another size will do

	free func(dir string) (int64, error) // instead of asking the file system, in tests
	tune func(*badger.Options)           // changes the settings of the engine, in tests
}

func (o Options) withDefaults() Options {
	if o.Floor >= 0 {
		o.Floor = max(o.Floor, DefaultFloor)
	}
	if o.Ballast == 0 {
		o.Ballast, o.anyBallast = DefaultBallast, true
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.free == nil {
		o.free = free
	}
	return o
}

// badger returns the settings for the engine.
func (o Options) badger(dir string) badger.Options {
	b := badger.DefaultOptions(dir)
	b.ReadOnly = o.ReadOnly
	b.Logger = logger{o.Logger}

	// What is acknowledged has to outlive the machine's power.
	b.SyncWrites = true

	// There is one writer at a time, so nothing can conflict, and Badger need
	// not remember what each update read and wrote.
	b.DetectConflicts = false

	// The package locks the directory itself, in the same way: Badger's lock
	// can be told from other errors only by its words, and would be released
	// before the marker of a clean close is taken away.
	b.BypassLockGuard = true

	// A transaction may fill 15 % of a memtable: 10 MB, or 104,857 entries,
	// both above what the contract allows. 16 MB would be below.
	b.MemTableSize = memTable

	// How many full memtables may wait to be written out before writers wait,
	// which bounds the memory they take.
	b.NumMemtables = memTables

	// The first level below level 0 takes what level 0 hands down at once. With
	// Badger's 10 MB the tree has two levels more, and loading writes each byte
	// three times as often.
	b.BaseLevelSize = 4 * memTable

	// Badger asks for two at least, one of which keeps level 0 short.
	b.NumCompactors = 2

	if o.Bulk {
		b.NumLevelZeroTables = bulkTables
		b.NumLevelZeroTablesStall = 2 * bulkTables
		b.CompactL0OnClose = true
	}

	// All values stay in the tree, as the largest is far below this threshold:
	// the value log returns damaged values without an error, and its garbage
	// collection has brought deleted keys back.
	b.ValueThreshold = 1 << 20

	// The value log stays empty, but it is mapped at twice its size and synced
	// with each commit: a small file is measurably faster, and does not look
	// like 2 GB.
	b.ValueLogFileSize = 16 << 20

	// Uncompressed tables are read from the page cache, as fast as decompressed
	// ones from a block cache, and with a fifth of the memory. Compression
	// without a block cache panics.
	b.Compression = options.None
	b.BlockCacheSize = 0

	// The cache for indexes serves encrypted tables only. The indexes of
	// others are read in place, from the mapped file.
	b.IndexCacheSize = 0

	// History is kept in our own keys, so older versions need not be kept.
	b.NumVersionsToKeep = 1

	// Checking tables as they are opened or read panics in goroutines of
	// Badger's where it finds damage. VerifyTables finds it before.
	b.ChecksumVerificationMode = options.NoVerification

	// The metrics are global to the process.
	b.MetricsEnabled = false
	return b
}

// withoutCompactions returns the settings for an engine that takes in logs, and
// is closed again. Compactions could begin before it is open, and flushes may have to wait for
// them where level 0 is full: that may grow here.
func (o Options) withoutCompactions(dir string) badger.Options {
	b := o.badger(dir)
	b.NumCompactors, b.CompactL0OnClose = 0, false
	b.NumLevelZeroTablesStall = math.MaxInt
	return b
}
