// Package projection keeps in memory what analysis asks of statements: who
// spoke, through whom, to whom and of whom, how, and when. A [Table] holds a row
// for each version of each statement, with the revision that began it and the
// one that ended it, so that it answers as of every revision; and the markings
// of the nodes at the head, so that it answers for every clearance.
//
// Records are numbers here. Who follows a graph tells the table of each revision
// what it changed ([Table.Apply]), and turns what it answers into ids.
//
// A version takes 65 bytes, each node that it names 12 more, an actor among them
// another 4, and each record 5; see [Table.Bytes]. In a made-up graph of 100,000
// statements that is 195 bytes for each version.
package projection
