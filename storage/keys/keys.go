// Package keys lays out every key of a hudna store, and the small values that
// stand in its indexes.
//
// A key is a space, a tag and the fields of that tag, in encodings whose byte
// order is the order of the values. Numbers have a fixed width, strings end
// where no other string goes on, so no key is a prefix of another and one scan
// of a prefix is one list, in order.
//
// There are three spaces. Rows hold what exists once: records and their earlier
// versions, commits, counters. Index entries stand in [Live] while they hold at
// the head, with the revision since which they do in the value; an entry that
// ends moves to [Closed] in the same transaction, under the same key with the
// revision since which it held behind it, and with the revision that ended it in
// the value. A read as of an old revision merges the two.
//
// An index is a set of lists: a list is a prefix (whose statements, which name)
// and its members are what follows. The lists of statements, events and
// documents share one form of member, [Class], [Bucket], date from new to old and
// node, so that merging the buckets of any lists gives one order, that of
// [Position]. A whole key is built from a list and a member:
//
//	list := keys.AppendList(nil, keys.Live, keys.SaidBy, speaker)
//	key := keys.AppendMember(list, class, position)
//
// Every Append function appends to the buffer it is given and allocates only
// where that is too small; as with append itself, two keys built on one list
// buffer may share its memory. None checks what it is given: [Parse] and the
// other decoders do, and take nothing but what the encoders write.
//
// The layout is stable. What is here is never renumbered or reordered; a change
// that an older program would misread raises [FormatVersion].
package keys

import "fmt"

// A Node is the number of a record inside one store. Numbers start at 1; the
// counters of node 0 are those of the graph as a whole.
type Node uint64

// A Revision is the number of a commit.
type Revision uint64

// A Kind is the number of a kind of record or event, as the ledger numbers them.
type Kind byte

// A Hash is a keyed hash, cut to 16 bytes: it tells whether something is the
// same without telling what it is.
type Hash [16]byte

// A Space is the first byte of a key.
type Space byte

// The spaces. Their numbers are part of the layout and never change.
const (
	Row    Space = 1 // What exists once.
	Live   Space = 2 // Index entries that hold at the head.
	Closed Space = 3 // Index entries that have ended.
)

// String names s in lower case.
func (s Space) String() string {
	switch s {
	case Row:
		return "row"
	case Live:
		return "live"
	case Closed:
		return "closed"
	default:
		return fmt.Sprintf("space-%02x", byte(s))
	}
}
