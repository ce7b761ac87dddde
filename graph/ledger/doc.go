// Package ledger is the one implementation of [graph.Graph]: it keeps records,
// their history and their indexes in a [storage.Store].
//
// # Writing
//
// A change is checked and encoded by the goroutine that brings it, and then
// waits in a bounded queue. One writer takes what is waiting, checks each
// change against a snapshot plus the changes of the group before it, and
// commits the group in one synced transaction: each change one revision, all of
// them or none. A change that is refused leaves the others of its group alone.
// [Ledger.Commit] returns when the group is on disk.
//
// When the engine cannot tell whether a group was written, nothing is
// acknowledged and nothing is read from what it may have left: the writer opens
// the engine again, forces a synced write, reads the head anew, and settles each
// waiting change by its idempotency key, which the ledger gives to every change
// that has none.
//
// # Reading
//
// A [graph.Reader] holds no snapshot. Each of its calls opens one, reads the
// head inside of it, and answers as of its own revision: a record row holds the
// newest version, earlier ones stand behind it; index entries that hold at the
// head are LIVE, those that ended are CLOSED, and a list as of an old revision
// is the merge of the two.
//
// # Markings
//
// A version is as hidden as the highest marking, at the head, of its record and
// of those that guard it. Index entries stand in the classes that follow from
// that. A change of a marking is one more row, the overlay: while it is pending,
// who reads asks the record of each entry, and the writer moves entries, some
// records at a time, to where they belong.
//
// # What is damaged
//
// Every row carries a checksum over its key and its value. A row that does not
// fit it, an index entry whose record is missing and a reference to nothing are
// [graph.ErrCorrupt], with the id; none is skipped. [Ledger.Check] reads
// everything and proves that rows, entries and counters fit each other.
package ledger
