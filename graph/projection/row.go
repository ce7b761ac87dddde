package projection

import (
	"math"

	"hudna/graph"
)

// A Node is the number of a record.
type Node = uint32

// A Revision is the number of a change of the graph.
type Revision = uint32

// Open ends no version: the revision until which one holds that holds still.
const Open Revision = math.MaxUint32

// An As says in which place a statement names a node.
type As uint8

// The places. A statement is as hidden as those of the nodes up to Document that
// are hidden most.
const (
	Speaker As = iota
	SpeakerPost
	SpeakerFor // on whose behalf one spoke
	Relay
	RelayPost
	RelayFor
	Document
	Addressee
	AddresseePost // of the addressee before it, and hidden with it
	AboutActor
	AboutStatement
	AboutTopic
	AboutOther // an event, agreement or location
	PositionOn // a topic; the role is the agreement with it
	SaidAt     // a location
	Uttered    // no node, but the utterance; see [UtterancePart]
	ToldIn     // likewise, that of the outermost relay's telling
)

// guards says whether what is named in a place hides the statement.
func (a As) guards() bool { return a <= Document }

// reached says whether a statement may lead to who is named in a place.
func (a As) reached() bool { return a == Relay || a == Addressee || a == AboutActor }

// A Part is one node that a statement names.
type Part struct {
	Node   Node
	Stance int32  // in steps of 2^-30
	Scale  uint16 // of the stance, see [Table.Scale]; 0 where there is none
	As     As
	Role   uint8 // of an about entry; 0 for none
}

// UtterancePart names an utterance, which is no record, by a hash of its id.
func UtterancePart(as As, hash uint64) Part {
	return Part{Node: Node(hash >> 32), Stance: int32(uint32(hash)), As: as} //nolint:gosec // one half each
}

// Utterance is the hash that [UtterancePart] was given.
func (p *Part) Utterance() uint64 {
	return uint64(p.Node)<<32 | uint64(uint32(p.Stance)) //nolint:gosec // the same bits
}

// StanceUnit is 1 in the steps of [Part.Stance].
const StanceUnit = 1 << 30

// StanceOf is a stance from -1 to 1 in steps.
func StanceOf(v float64) int32 { return int32(math.Round(v * StanceUnit)) }

// Facts are what a row says besides the nodes that it names.
type Facts struct {
	Acts         uint64 // bits
	Date         uint32 // see [Table.Date] and [Table.When]
	Status       uint8
	Main         uint8 // the first act
	Depth, Basis uint8
}

// A When is what a date can mean.
type When struct {
	Earliest, Latest int64 // instants
	Bucket           uint8 // of its width
	Undated          bool
}

// A Version is one state of a statement from a revision on.
type Version struct {
	Since  Revision
	Facts             // whose date the table numbers
	Said   graph.Date // when it was said
	When   When       // which follows from that
	Lang   string     // of its text
	Parts  []Part     // whose scales the table numbers
	Scales []string   // of the stances of the parts; nil where none has any
}

// A Change is what a revision did to one node.
type Change struct {
	Node    Node
	Marking uint8 // of the node from then on
	// Version is the new state of a statement, and Edition that of a document; nil
	// for other records.
	Version *Version
	Edition *Edition
	// Stands: who stands for whom, or is the same as whom, may be another.
	Stands bool
	// Judged are the nodes that a judgement is about.
	Judged []Node
}

// An Edition is one state of a document from a revision on.
type Edition struct {
	Since             Revision
	Publisher, CopyOf Node // 0 for none
}

// A Record is a node with what it was until a revision: its versions or editions,
// the oldest first, the revisions in which it may have changed who stands for
// whom, and the nodes that judgements are about.
type Record struct {
	Node     Node
	Marking  uint8
	Versions []Version
	Editions []Edition
	Stands   []Revision
	Judged   []Node
}

// A View says as of when and for whom is read, and which statuses are, a bit
// each.
type View struct {
	Revision  Revision
	Clearance uint8
	Statuses  uint32
}
