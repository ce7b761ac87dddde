package graph

import (
	"fmt"
	"slices"
)

// What one [Positions] holds at most.
const (
	MaxUses     = 3_000_000 // of topics or targets: some 300 MB with all that is made of them
	MaxIdentify = 10_000    // statements that are named, and documents that are asked for
)

// A PositionOn says what positions are on.
type PositionOn string

// What positions are on.
const (
	OnTopics  PositionOn = "TOPICS"  // propositions that the speakers agree with, or do not
	OnTargets PositionOn = "TARGETS" // actors of whom they speak
)

// A PositionQuery asks who takes which positions: statement by statement, for
// what is made of them.
type PositionQuery struct {
	StatementSet
	On PositionOn
	// Actors are those who take the positions, Targets those on whom, where it is
	// actors.
	Actors, Targets MatrixSide
	// Roles are those in which the targets are spoken of; all unless given.
	Roles []AboutRole
	// Details are what is wanted of the statements besides: each takes time.
	Details PositionDetails
	// Documents are those whose numbers are wanted, with the detail Document.
	Documents []ID
	// Identify are the numbers of statements whose ids are wanted. Nothing but these
	// is given then.
	Identify []int
}

// PositionDetails say what is wanted of statements that take positions. What is not
// is 0, false or nothing.
type PositionDetails struct{ Document, Text, Tellings, Counterpart bool }

// Positions are who takes which positions, in columns: what a use or a statement
// names it names by its place in a list. More uses than [MaxUses] are
// [ErrTooComplex].
type Positions struct {
	// Actors and Targets are what the uses name, in the order of their ids. Targets
	// are canonical topics or actors.
	Actors, Targets []ID
	Scales          []string // of the stances, in their order
	// Dates are when the statements may have been said, each once, in their order;
	// the one of those of which that is not known comes last.
	Dates []SaidBetween
	// Statements are those that have a use, in the order in which they were first
	// recorded: a statement's number is its place among them.
	Statements []Positioned
	// Tellings are those of all statements, one after the other; see
	// [Positions.TellingsOf].
	Tellings []uint32
	// Uses are by statement, actor, target, what is said, scale and stance, each once.
	Uses []Use
	// Without is how many statements meet the filter and have no use.
	Without   int
	Documents []int // the numbers of those that are asked for, -1 where no statement stands in it first
	IDs       []ID  // of the statements to be identified
}

// A SaidBetween says when something may have been said: First and Last are civil
// seconds, by its own clock. Dated is false where either is not known.
type SaidBetween struct {
	First, Last int64
	Dated       bool
}

// A Use is the position that one actor takes on one target by a statement.
type Use struct {
	Statement, Actor, Target uint32
	Stance                   int32  // in steps of which [StanceSteps] are 1
	Scale                    uint16 // of the stance: its place among those of the positions plus one; 0 where there is none
	Says                     uint8  // see [Use.Agreement] and [Use.Role]
}

// StanceSteps are 1 in the steps of [Use.Stance].
const StanceSteps = 1 << 30

// Agreement is that with a topic.
func (u *Use) Agreement() Concurring { return valuesConcurring[u.Says-1] }

// Role is that of an actor who is the target, empty for none.
func (u *Use) Role() AboutRole {
	if u.Says == 0 {
		return ""
	}
	return valuesAboutRole[u.Says-1]
}

// SaysAgreement and SaysRole are what [Use.Says] is for either.
func SaysAgreement(c Concurring) uint8 { return uint8(slices.Index(valuesConcurring, c) + 1) } //nolint:gosec // there are three

// SaysRole is what [Use.Says] is for a role.
func SaysRole(r AboutRole) uint8 { return uint8(slices.Index(valuesAboutRole, r) + 1) } //nolint:gosec // there are few

// A Positioned is what there is to say of a statement besides.
type Positioned struct {
	Date uint32 // its place among those of the positions
	// Document is the number of the first one in which it stands, in the order of
	// the first statements of these documents.
	Document uint32
	// Text is the number of the first statement with its utterance: its own, where
	// there is none.
	Text  uint32
	tells uint32 // where its tellings end
	Joint bool   // of several speakers
	// Counterpart: who vouches that it was said, the outermost relay or else all
	// publishers of its documents, stands under an actor under whom stands somebody
	// to whom it was said, and not a speaker. Of who is no actor of the kinds of
	// Actors, if these are given, nothing is known.
	Counterpart bool
}

// Told adds the next statement, with its tellings, which are put in order.
func (p *Positions) Told(of Positioned, tellings ...uint32) {
	from := len(p.Tellings)
	p.Tellings = append(p.Tellings, tellings...)
	slices.Sort(p.Tellings[from:])
	p.Tellings = p.Tellings[:from+len(slices.Compact(p.Tellings[from:]))]
	of.tells = uint32(len(p.Tellings)) //nolint:gosec // a statement has few, and there are MaxUses at most
	p.Statements = append(p.Statements, of)
}

// TellingsOf are the acts of telling by which a statement reached us, as in
// [StatementCount], by numbers in the order of their first statements, from low
// to high.
func (p *Positions) TellingsOf(statement int) []uint32 {
	from := uint32(0)
	if statement > 0 {
		from = p.Statements[statement-1].tells
	}
	return p.Tellings[from:p.Statements[statement].tells]
}

// Said is when a statement may have been said.
func (p *Positions) Said(statement int) *SaidBetween { return &p.Dates[p.Statements[statement].Date] }

// Check says what is wrong with the query by itself, as [CheckQuery] does.
func (q *PositionQuery) Check() error {
	if q.On != OnTopics && q.On != OnTargets {
		return &FieldError{Path: "on", Reason: fmt.Sprintf("is %q, not %s or %s", q.On, OnTopics, OnTargets)}
	}
	if err := q.Actors.check("actors"); err != nil {
		return err
	}
	if err := q.Targets.check("targets"); err != nil {
		return err
	}
	if err := checkRoles(q.Roles); err != nil {
		return err
	}
	if len(q.Identify) > MaxIdentify {
		return &FieldError{Path: "identify", Reason: fmt.Sprintf("has %d statements; %d at most are identified at a time", len(q.Identify), MaxIdentify)}
	}
	if len(q.Documents) > MaxIdentify {
		return &FieldError{Path: "documents", Reason: fmt.Sprintf("has %d documents; %d at most are looked for at a time", len(q.Documents), MaxIdentify)}
	}
	if q.Documents != nil && !q.Details.Document {
		return &FieldError{Path: "documents", Reason: "are given, and the document of a statement is not asked for"}
	}
	return CheckQuery(q.StatementSet)
}

// Identified says whether all statements that are to be identified are among so
// many, as a [FieldError].
func (q *PositionQuery) Identified(statements int) error {
	if i := slices.IndexFunc(q.Identify, func(n int) bool { return n < 0 || n >= statements }); i >= 0 {
		return &FieldError{Path: "identify", Reason: fmt.Sprintf("has the number %d; there are %d statements", q.Identify[i], statements)}
	}
	return nil
}
