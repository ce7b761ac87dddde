// Package ingest brings records into a graph: it decodes, resolves, validates,
// batches and reports. What it understands is NDJSON (package ndjson).
//
// # Commits
//
// A Commit line begins a commit: its author, message and time are those of the
// revision that the lines after it make, up to the next Commit line or the end
// of the file. Such a commit is applied whole or not at all. The same commit
// again, from whatever file, is recognised and changes nothing. Its time is
// kept where it can be; a time before the head or in the future gives way to
// the clock, and the report says so.
//
// Lines that no Commit line stands before are gathered, over several files, put
// into an order in which each refers only to what is there before it, and
// committed in batches. Nothing of them is written if one of them is at fault by
// itself, refers to what is not there or has been withdrawn, or quotes what is
// not in the text. What only the graph can find, when it comes to the batch, such
// as a correction that it does not take, ends the import there.
//
// # What a line does
//
// A record whose id is new is created; one that differs from the newest version
// corrects it; one that is the same does nothing. Whether a record is there is
// asked for the principal that imports: what is hidden from it reads as taken.
//
// The same files again change nothing, whatever was done in between. A commit is
// known by its lines. A line outside of a commit is known by the history of its
// record: one that says what an earlier version said was imported before, and
// does not take back what has been changed since; a note says so. Who wants to
// take a change back puts a Commit line before it.
//
// # What is refused
//
// A line at fault is refused with its file, number, path and reason, and with
// it all of its commit. The import stops there: the report says which revisions
// were made before.
package ingest
