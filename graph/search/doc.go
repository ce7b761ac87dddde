// Package search finds the texts of records by their words: the texts and
// translations of statements, the names of actors, locations, agreements,
// events and topics, the titles and texts of documents.
//
// # What is kept
//
// A text, here, is all that a record says at a time, as far as it is searched:
// the words of its fields one after the other, with a place left free between
// two fields so that no phrase reaches from one into the next. It begins with a
// revision, and ends with the one that changes its words, its class or its
// position in the order of answers; whatever else is corrected rewrites
// nothing here. Four sorts of rows hold the texts:
//
//	pending   a revision's own: which texts it began, with their words, and
//	          which it ended. A commit writes this row and nothing else.
//	posting   a block of one list: the texts of one kind and class that hold one
//	          word, in its exact form, with the places of it.
//	word      a word under one of its loose forms, by which a query finds the
//	          exact forms; see [hudna/graph/text.WordKeys].
//	ended     the revisions that ended the texts of a run of nodes.
//
// A [Merger] turns pending rows into the other three, in steps of which each is
// one small transaction. A step writes nothing that was not true before, and
// the last step of a batch takes its pending rows away: until then whoever
// reads holds on to these, and passes over what postings hold of the same
// revisions. So a step may be done again, or be the last thing that a process
// did. New postings are put behind the last block of their list, and together
// with it while it is not much larger than they are: a posting is rewritten
// about as often as the list doubles, and never again in a full block.
//
// # As of a revision
//
// Nothing is taken out of a list. A text holds as of a revision R if it began
// at R or before, and none of the revisions that ended texts of its node lies
// behind that and not behind R. A block of texts that began after R is not
// read.
package search
