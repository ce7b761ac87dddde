// Package projection keeps in memory what analysis asks of statements: who
// spoke, through whom, to whom and of whom, how, and when. A [Table] holds a row
// for each version of each statement, with the revision that began it and the
// one that ended it, so that it answers as of every revision; and the markings
// of the nodes at the head, so that it answers for every clearance.
//
// Records are numbers here. Who follows a graph tells the table of each revision
// what it changed ([Table.Apply]), and turns what it answers into ids.
//
// A statement takes about 60 bytes for each version, 12 for each node that it
// names and 4 more where that is an actor; see [Table.Bytes]. In a made-up graph
// that is some 260 bytes a statement.
package projection
