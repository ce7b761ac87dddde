package keys

import (
	"fmt"
	"iter"
)

// A Tag is the second byte of a key: what the key is about. The fields behind
// it are listed in the table of this file.
type Tag byte

// The tags of rows, below those of indexes. Their numbers are part of the layout
// and never change.
const (
	Format Tag = 0x01 // Magic and version of the store; see [FormatVersion].
	Head   Tag = 0x02 // Last revision, next node number, writer epoch.
	Epoch  Tag = 0x03 // The writer's lease.

	Commit       Tag = 0x10 // What a revision is: author, message, time.
	RevisionTime Tag = 0x11 // Which revision was the head at a time.
	Idempotency  Tag = 0x12 // Which revision a change made, by the hash of its key.
	Feed         Tag = 0x13 // What a revision changed, in parts.

	Record   Tag = 0x20 // A record as it is at the head.
	RecordAt Tag = 0x21 // An earlier version of a record, the newest first.
	Chunk    Tag = 0x22 // A piece of a text too long for one value.
	NodeOfID Tag = 0x23 // The node number of a public id.
	IDOfNode Tag = 0x24 // The public id of a node number.
	FormerID Tag = 0x25 // The node number that had a public id once, by the hash of that.

	Overlay   Tag = 0x30 // A marking that changed and whose entries are not re-classed yet.
	Counter   Tag = 0x31 // How long the lists of a node are at the head.
	Posting   Tag = 0x32 // A block of texts that hold a term.
	ImportRow Tag = 0x33 // What became of a row of a source, by its hash.
	Pending   Tag = 0x34 // Texts of a revision that do not stand in postings yet.
	Word      Tag = 0x35 // A word that texts hold, by a form under which it is found.
	Ended     Tag = 0x36 // Which texts hold no longer, for a run of nodes.
	Remarked  Tag = 0x37 // Which texts are of another class than their postings, for a run of nodes.
	Shifted   Tag = 0x38 // By how much the statistics of texts differ from what commits say, for a run of revisions.
)

// The tags of indexes. Their numbers are part of the layout and never change.
const (
	Code       Tag = 0x40 // Records by external identifier.
	Name       Tag = 0x41 // Records by a token of a name.
	Recorded   Tag = 0x42 // Records of a kind, in the order in which they were recorded.
	Judged     Tag = 0x43 // Judgements on a node.
	Affiliated Tag = 0x44 // Actors affiliated with an organisation.
	PartOf     Tag = 0x45 // Actors that are part of an actor.
	Within     Tag = 0x46 // Locations within a location.
	Referrer   Tag = 0x47 // Records that refer to a node.
	SpokenFor  Tag = 0x48 // Actors that speak for an organisation without being part of it.

	SaidBy      Tag = 0x50 // Statements by their speaker.
	OnBehalfOf  Tag = 0x51 // Statements by the actor for whom they were made.
	RelayedBy   Tag = 0x52 // Statements by a relay.
	SaidTo      Tag = 0x53 // Statements by addressee.
	About       Tag = 0x54 // Statements by what they are about.
	ByAbout     Tag = 0x55 // Statements by speaker and what they are about. Reserved: joins do without.
	InDocument  Tag = 0x56 // Statements by document.
	PublishedBy Tag = 0x57 // Documents by their publisher.
	SaidOn      Tag = 0x58 // Statements by the event at which they were made.
	Utterance   Tag = 0x59 // Statements by the id of the act of speaking.
	SaidAt      Tag = 0x5a // Statements by the place where they were made.
	PositionOn  Tag = 0x5b // Statements by the topic on which they take a position.
	SaidDate    Tag = 0x5c // All statements by date.
	LinkedFrom  Tag = 0x5d // Statements that link to a statement.
	RelayedFor  Tag = 0x5e // Statements by the actor for whom they were relayed.

	EventPlace       Tag = 0x60 // Events by place.
	EventAgreement   Tag = 0x61 // Events by the agreement they fall under.
	EventParticipant Tag = 0x62 // Events by participant.
	EventKind        Tag = 0x63 // Events by kind.
	EventDate        Tag = 0x64 // All events by date.

	firstIndex = Code
)

// A field is one part of a key behind its tag; the comments give its encoding.
type field byte

const (
	fieldOwner    field = iota + 1 // Node, 8 bytes: whose list this is.
	fieldAbout                     // Node, 8 bytes: the second owner of a composite list.
	fieldSystem                    // String: who gave out a code.
	fieldForm                      // String: a loose form of a word.
	fieldText                      // String: an id, a code, a token, a term or an utterance.
	fieldKind                      // 1 byte.
	fieldClass                     // Class, 1 byte.
	fieldBucket                    // Bucket, 1 byte.
	fieldEarliest                  // Unix seconds, descending, 8 bytes.
	fieldNode                      // Node, 8 bytes: the record that the row or entry is about.
	fieldRevision                  // Revision, 8 bytes.
	fieldVersion                   // Revision since which a version held, descending, 8 bytes.
	fieldSince                     // Revision since which an entry held, 8 bytes: ends every CLOSED key.
	fieldIndex                     // Number of a part, 4 bytes.
	fieldTime                      // Time, 12 bytes.
	fieldHash                      // Hash, 16 bytes.
)

// A tail is how the key of an index entry ends, and so what [ParseMember] can
// read without knowing the list.
type tail byte

const (
	tailOther tail = iota
	tailNode       // Class and node.
	tailDated      // Class, bucket, date and node.
)

// A layout is one line of the table of keys.
type layout struct {
	name   string
	tail   tail
	fields []field
}

// layouts is the table of all keys. A tag without a name is not in use. It is
// only ever read.
var layouts = [256]layout{
	Format: {name: "format"},
	Head:   {name: "head"},
	Epoch:  {name: "epoch"},

	Commit:       {"commit", tailOther, []field{fieldRevision}},
	RevisionTime: {"revision-time", tailOther, []field{fieldTime, fieldRevision}},
	Idempotency:  {"idempotency", tailOther, []field{fieldHash}},
	Feed:         {"feed", tailOther, []field{fieldRevision, fieldIndex}},

	Record:    {"record", tailOther, []field{fieldNode}},
	RecordAt:  {"record-at", tailOther, []field{fieldNode, fieldVersion}},
	Chunk:     {"chunk", tailOther, []field{fieldNode, fieldVersion, fieldIndex}},
	NodeOfID:  {"node-of-id", tailOther, []field{fieldText}},
	IDOfNode:  {"id-of-node", tailOther, []field{fieldNode}},
	FormerID:  {"former-id", tailOther, []field{fieldHash}},
	Overlay:   {"overlay", tailOther, []field{fieldNode, fieldRevision}},
	Counter:   {"counter", tailOther, []field{fieldNode}},
	Posting:   {"posting", tailOther, []field{fieldText, fieldKind, fieldClass, fieldRevision, fieldIndex}},
	ImportRow: {"import-row", tailOther, []field{fieldHash}},
	Pending:   {"pending", tailOther, []field{fieldRevision, fieldIndex}},
	Word:      {"word", tailOther, []field{fieldForm, fieldText}},
	Ended:     {"ended", tailOther, []field{fieldNode, fieldIndex}},
	Remarked:  {"remarked", tailOther, []field{fieldNode, fieldIndex}},
	Shifted:   {"shifted", tailOther, []field{fieldRevision}},

	Code:     {"code", tailOther, []field{fieldSystem, fieldText, fieldKind, fieldNode}},
	Name:     {"name", tailNode, []field{fieldText, fieldKind, fieldClass, fieldNode}},
	Recorded: {"recorded", tailOther, []field{fieldKind, fieldClass, fieldRevision, fieldNode}},

	Judged:     {"judged", tailNode, ofNode},
	Affiliated: {"affiliated", tailNode, ofNode},
	PartOf:     {"part-of", tailNode, ofNode},
	Within:     {"within", tailNode, ofNode},
	Referrer:   {"referrer", tailNode, ofNode},
	SpokenFor:  {"spoken-for", tailNode, ofNode},

	SaidBy:      {"said-by", tailDated, datedOfNode},
	OnBehalfOf:  {"on-behalf-of", tailDated, datedOfNode},
	RelayedBy:   {"relayed-by", tailDated, datedOfNode},
	SaidTo:      {"said-to", tailDated, datedOfNode},
	About:       {"about", tailDated, datedOfNode},
	ByAbout:     {"by-about", tailDated, datedOfPair},
	InDocument:  {"in-document", tailDated, datedOfNode},
	PublishedBy: {"published-by", tailDated, datedOfNode},
	SaidOn:      {"said-on", tailDated, datedOfNode},
	Utterance:   {"utterance", tailDated, datedOfText},
	SaidAt:      {"said-at", tailDated, datedOfNode},
	PositionOn:  {"position-on", tailDated, datedOfNode},
	SaidDate:    {"said-date", tailDated, dated},
	LinkedFrom:  {"linked-from", tailDated, datedOfNode},
	RelayedFor:  {"relayed-for", tailDated, datedOfNode},

	EventPlace:       {"event-place", tailDated, datedOfNode},
	EventAgreement:   {"event-agreement", tailDated, datedOfNode},
	EventParticipant: {"event-participant", tailDated, datedOfNode},
	EventKind:        {"event-kind", tailDated, datedOfKind},
	EventDate:        {"event-date", tailDated, dated},
}

// The layouts that several indexes share.
var (
	ofNode      = []field{fieldOwner, fieldClass, fieldNode}
	dated       = []field{fieldClass, fieldBucket, fieldEarliest, fieldNode}
	datedOfNode = append([]field{fieldOwner}, dated...)
	datedOfPair = append([]field{fieldOwner, fieldAbout}, dated...)
	datedOfText = append([]field{fieldText}, dated...)
	datedOfKind = append([]field{fieldKind}, dated...)
)

// Tags lists every tag, in order.
func Tags() iter.Seq[Tag] {
	return func(yield func(Tag) bool) {
		for i := range layouts {
			if layouts[i].name != "" && !yield(Tag(i)) {
				return
			}
		}
	}
}

// Valid tells whether t is one of the tags above.
func (t Tag) Valid() bool { return layouts[t].name != "" }

// Indexed tells whether t is the tag of an index, whose entries stand in LIVE
// and CLOSED, rather than that of a row.
func (t Tag) Indexed() bool { return t.Valid() && t >= firstIndex }

// In tells whether keys with tag t stand in space s.
func (t Tag) In(s Space) bool {
	if t.Indexed() {
		return s == Live || s == Closed
	}
	return t.Valid() && s == Row
}

// Dated tells whether t is the tag of lists in the order of [Position].
func (t Tag) Dated() bool { return layouts[t].tail == tailDated }

// String names t in lower case.
func (t Tag) String() string {
	if !t.Valid() {
		return fmt.Sprintf("tag-%02x", byte(t))
	}
	return layouts[t].name
}
