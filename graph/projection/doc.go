// Package projection keeps in memory what analysis asks of statements: who
// spoke, through whom, to whom and of whom, how, and when. A [Table] holds a row
// for each version of each statement, with the revision that began it and the
// one that ended it, so that it answers as of every revision; and the markings
// of the nodes at the head, so that it answers for every clearance.
//
// Records are numbers here. Who follows a graph tells the table of each revision
// what it changed ([Table.Apply]), and turns what it answers into ids.
//
// Rows that were read when a graph was opened stand in the order of their dates,
// so that what is asked of some days passes over all others; those that follow
// come as they were written. A scan is helped by other goroutines while nobody
// else waits for a processor, and gives way every 16,384 rows.
//
// A version takes 39 bytes, each node that it names 12 more, each pair of who
// speaks and to whom that leads 16, an utterance 12, each record 5 and each edition
// of a document 16; see [Table.Bytes]. In a made-up graph of 1,000,000 statements that is 170
// bytes for each version. Up to four pairs of sides of a matrix are kept laid out, at 16
// bytes for each version that counts once.
package projection
