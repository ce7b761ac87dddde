// Package export writes what a graph holds in forms that others read. What it
// writes is canonical NDJSON (package ndjson): the records as they are at one
// revision, one a line, in an order that depends on nothing but their ids.
//
// Importing such an export into an empty graph and exporting that gives the
// same bytes. An export has no Commit lines: it says what is known, not how it
// came to be known.
//
// # What is in it
//
// Every record of every status that the clearance of the reader covers, drafts
// and retractions included; the status stands on the line. What the clearance
// does not cover is not there: neither the record, nor its id where others
// refer to it. A record that lost what it needs by that is written as far as it
// may be seen, and the [Summary] names it, because an import will refuse it.
package export
