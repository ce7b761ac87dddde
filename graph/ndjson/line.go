package ndjson

import (
	"time"

	"hudna/graph"
)

// MaxLine bounds a line in bytes, its end not counted. Every record that
// [graph.Record].Validate accepts fits.
const MaxLine = 4 << 20

// A Line is what one line says. Exactly one of Record, Commit, Retract, Restore,
// Mark and Purge is set.
type Line struct {
	// Number is which line of its stream it is, from 1, when a [Reader] read
	// it. It is not written.
	Number int

	Record  graph.Record
	Commit  *Commit
	Retract *Retract
	Restore *Restore
	Mark    *Mark
	Purge   *Purge
}

// A Commit begins a commit: the lines that follow, up to the next one, are what
// it does. All of it may be left to whoever commits.
type Commit struct {
	// Revision is the number of the commit in the graph that it comes from, and
	// Operations how many lines are what it does: in a feed, which can be cut
	// anywhere.
	Revision graph.Revision `json:"revision,omitzero"`
	Author   string         `json:"author,omitempty"`
	Message  string         `json:"message,omitempty"`
	// Time is when the commit was recorded, in RFC 3339, and UTC once decoded.
	Time       time.Time `json:"time,omitzero"`
	Operations int       `json:"operations,omitzero"`
}

// A Retract withdraws a record.
type Retract struct {
	ID     graph.ID `json:"id"`
	Reason string   `json:"reason"`
	// Expected is the revision as of which the record was seen; see [graph.Op].
	Expected graph.Revision `json:"expected,omitzero"`
}

// Op is the operation that the line asks for.
func (r *Retract) Op() graph.Op {
	return graph.Op{Verb: graph.VerbRetract, ID: r.ID, Reason: r.Reason, Expected: r.Expected}
}

// A Restore takes the withdrawal of a record back.
type Restore struct {
	ID     graph.ID `json:"id"`
	Reason string   `json:"reason,omitempty"`
	// Expected is the revision as of which the record was seen; see [graph.Op].
	Expected graph.Revision `json:"expected,omitzero"`
}

// Op is the operation that the line asks for.
func (r *Restore) Op() graph.Op {
	return graph.Op{Verb: graph.VerbRestore, ID: r.ID, Reason: r.Reason, Expected: r.Expected}
}

// A Mark raises or lowers the marking of a record, and stands alone in its
// commit.
type Mark struct {
	// ID is that of the record: in a feed, the one that it has since.
	ID      graph.ID      `json:"id"`
	Marking graph.Marking `json:"marking"`
	Reason  string        `json:"reason,omitempty"`
	// NewID is for a marking that is raised; see [graph.Op].
	NewID graph.ID `json:"newId,omitempty"`
	// Former tells, in a feed, that the record had another id before, to whom
	// knows that one; see [graph.Op].
	Former string `json:"former,omitempty"`
	// Expected is the revision as of which the record was seen; see [graph.Op].
	Expected graph.Revision `json:"expected,omitzero"`
}

// Op is the operation that the line asks for. What has a former id has its new
// one already.
func (m *Mark) Op() graph.Op {
	op := graph.Op{Verb: graph.VerbMark, ID: m.ID, Marking: m.Marking, Reason: m.Reason, NewID: m.NewID, Former: m.Former, Expected: m.Expected}
	if m.Former != "" && m.NewID == "" {
		op.NewID = m.ID
	}
	return op
}

// A Purge says, in a feed, that something was purged. What it was the feed does
// not say, nor does what it gives of earlier commits since.
type Purge struct {
	ID graph.ID `json:"id"` // of the tombstone
}

// OfCommit gives the lines of a commit as [graph.Graph.Changes] gives it: what
// it is, and what it did.
func OfCommit(c graph.Commit) []Line {
	lines := []Line{{Commit: &Commit{
		Revision: c.Revision, Author: c.Author, Message: c.Message, Time: c.Time, Operations: len(c.Ops),
	}}}
	for _, op := range c.Ops {
		switch op.Verb {
		case graph.VerbRetract:
			lines = append(lines, Line{Retract: &Retract{ID: op.Target(), Reason: op.Reason}})
		case graph.VerbRestore:
			lines = append(lines, Line{Restore: &Restore{ID: op.Target(), Reason: op.Reason}})
		case graph.VerbMark:
			lines = append(lines, Line{Mark: &Mark{ID: op.Target(), Marking: op.Marking, Reason: op.Reason, Former: op.Former}})
		case graph.VerbPurge:
			lines = append(lines, Line{Purge: &Purge{ID: op.ID}})
		default:
			lines = append(lines, Line{Record: op.Record})
		}
	}
	return lines
}

// The names of the lines that are no records.
const (
	typeCommit  = "Commit"
	typeRetract = "Retract"
	typeRestore = "Restore"
	typeMark    = "Mark"
	typePurge   = "Purge"
)

// TypeOf is the name by which the lines of a kind of record begin:
// "ImportRun" for [graph.KindImportRun]. It is empty for what is no kind.
func TypeOf(k graph.Kind) string {
	switch k {
	case graph.KindActor:
		return "Actor"
	case graph.KindStatement:
		return "Statement"
	case graph.KindEvent:
		return "Event"
	case graph.KindLocation:
		return "Location"
	case graph.KindAgreement:
		return "Agreement"
	case graph.KindDocument:
		return "Document"
	case graph.KindTopic:
		return "Topic"
	case graph.KindImportRun:
		return "ImportRun"
	case graph.KindJudgement:
		return "Judgement"
	case graph.KindCodebook:
		return "Codebook"
	}
	return ""
}
