package keys

import (
	"encoding/binary"
	"time"
)

// AppendTag appends a space and a tag: the whole key of a row without fields
// ([Format], [Head], [Epoch]) and the prefix of all keys of any other tag.
func AppendTag(dst []byte, s Space, t Tag) []byte {
	return append(dst, byte(s), byte(t))
}

// AppendCommit appends the key of what revision r is.
func AppendCommit(dst []byte, r Revision) []byte {
	return appendNumber(AppendTag(dst, Row, Commit), uint64(r))
}

// AppendRevisionTime appends the key that tells that revision r was made at t.
// The last such key before [AppendRevisionsAfter] of a time names the revision
// that was the head then.
func AppendRevisionTime(dst []byte, t time.Time, r Revision) []byte {
	return appendNumber(AppendTime(AppendTag(dst, Row, RevisionTime), t), uint64(r))
}

// AppendRevisionsAfter appends the smallest key behind all revisions made at t
// or before: the exclusive end of a scan for the head at t.
func AppendRevisionsAfter(dst []byte, t time.Time) []byte {
	n := len(dst)
	dst = AppendTime(AppendTag(dst, Row, RevisionTime), t)
	return AppendEnd(dst[:n], dst[n:])
}

// AppendIdempotency appends the key of the change whose idempotency key has the
// hash h.
func AppendIdempotency(dst []byte, h Hash) []byte {
	return append(AppendTag(dst, Row, Idempotency), h[:]...)
}

// AppendFeed appends the key of a part of what revision r changed.
func AppendFeed(dst []byte, r Revision, part uint32) []byte {
	return binary.BigEndian.AppendUint32(AppendFeeds(dst, r), part)
}

// AppendFeeds appends the prefix of all parts of what revision r changed.
func AppendFeeds(dst []byte, r Revision) []byte {
	return appendNumber(AppendTag(dst, Row, Feed), uint64(r))
}

// AppendRecord appends the key of record n as it is at the head.
func AppendRecord(dst []byte, n Node) []byte {
	return appendNumber(AppendTag(dst, Row, Record), uint64(n))
}

// AppendRecordAt appends the key of the version of record n that held since a
// revision. The newest version comes first, so the first key of
// [AppendRecordsAt] that is not before this one is the version that held at
// that revision.
func AppendRecordAt(dst []byte, n Node, since Revision) []byte {
	return AppendUint64Desc(AppendRecordsAt(dst, n), uint64(since))
}

// AppendRecordsAt appends the prefix of all earlier versions of record n.
func AppendRecordsAt(dst []byte, n Node) []byte {
	return appendNumber(AppendTag(dst, Row, RecordAt), uint64(n))
}

// AppendChunk appends the key of a piece of the text of record n, in the
// version that held since a revision.
func AppendChunk(dst []byte, n Node, since Revision, index uint32) []byte {
	return binary.BigEndian.AppendUint32(AppendChunks(dst, n, since), index)
}

// AppendChunks appends the prefix of all pieces of one version of a text.
func AppendChunks(dst []byte, n Node, since Revision) []byte {
	dst = appendNumber(AppendTag(dst, Row, Chunk), uint64(n))
	return AppendUint64Desc(dst, uint64(since))
}

// AppendNodeOfID appends the key under which the node number of a public id is
// found.
func AppendNodeOfID(dst []byte, id string) []byte {
	return AppendString(AppendTag(dst, Row, NodeOfID), id)
}

// AppendIDOfNode appends the key under which the public id of a node number is
// found.
func AppendIDOfNode(dst []byte, n Node) []byte {
	return appendNumber(AppendTag(dst, Row, IDOfNode), uint64(n))
}

// AppendFormerID appends the key of the node that had the public id with the
// hash h once.
func AppendFormerID(dst []byte, h Hash) []byte {
	return append(AppendTag(dst, Row, FormerID), h[:]...)
}

// AppendOverlay appends the key of a change of the marking of n by revision r
// whose entries are not re-classed yet.
func AppendOverlay(dst []byte, n Node, r Revision) []byte {
	return appendNumber(appendNumber(AppendTag(dst, Row, Overlay), uint64(n)), uint64(r))
}

// AppendCounter appends the key of the counters of n; see [Node] for n = 0.
func AppendCounter(dst []byte, n Node) []byte {
	return appendNumber(AppendTag(dst, Row, Counter), uint64(n))
}

// AppendPosting appends to a list of [AppendPostings] what makes it the key of
// a block of it: one of those of texts that began in revision r or later, and
// before those of the next block.
func AppendPosting(list []byte, r Revision, part uint32) []byte {
	return binary.BigEndian.AppendUint32(appendNumber(list, uint64(r)), part)
}

// AppendPostings appends the prefix of the blocks of texts that hold a term, of
// records of a kind and class.
func AppendPostings(dst []byte, term string, k Kind, c Class) []byte {
	return append(AppendString(AppendTag(dst, Row, Posting), term), byte(k), byte(c))
}

// AppendPending appends the key of a part of the texts that revision r brought
// and ended.
func AppendPending(dst []byte, r Revision, part uint32) []byte {
	return binary.BigEndian.AppendUint32(appendNumber(AppendTag(dst, Row, Pending), uint64(r)), part)
}

// AppendWord appends the key of a word that is found by a form.
func AppendWord(dst []byte, form, word string) []byte {
	return AppendString(AppendWords(dst, form), word)
}

// AppendWords appends the prefix of all words that are found by a form.
func AppendWords(dst []byte, form string) []byte {
	return AppendString(AppendTag(dst, Row, Word), form)
}

// AppendEnded appends the key of a part of what is known of the ends of the
// texts of the nodes from first on, to the first of the next key.
func AppendEnded(dst []byte, first Node, part uint32) []byte {
	return binary.BigEndian.AppendUint32(appendNumber(AppendTag(dst, Row, Ended), uint64(first)), part)
}

// AppendRemarked appends the key of a part of what is known of the classes of
// the texts of the nodes from first on, to the first of the next key.
func AppendRemarked(dst []byte, first Node, part uint32) []byte {
	return binary.BigEndian.AppendUint32(appendNumber(AppendTag(dst, Row, Remarked), uint64(first)), part)
}

// AppendShifted appends the key of the shifts of the statistics of texts in the
// revisions from first on, to the first of the next key.
func AppendShifted(dst []byte, first Revision) []byte {
	return appendNumber(AppendTag(dst, Row, Shifted), uint64(first))
}

// AppendImportRow appends the key of the row of a source with the hash h.
func AppendImportRow(dst []byte, h Hash) []byte {
	return append(AppendTag(dst, Row, ImportRow), h[:]...)
}

// appendNumber appends a node number or a revision.
func appendNumber(dst []byte, v uint64) []byte {
	return AppendUint64(dst, v)
}
