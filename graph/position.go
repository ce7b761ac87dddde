package graph

import (
	"fmt"
	"slices"
)

// What one [Positions] holds at most.
const (
	MaxUses     = 500_000 // of topics or targets
	MaxIdentify = 10_000  // statements that are named
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
	// Identify are the numbers of statements whose ids are wanted.
	Identify []int
}

// Positions are who takes which positions. More uses than [MaxUses] are
// [ErrTooComplex].
type Positions struct {
	// Actors, Targets and Documents are what the uses and the statements name by
	// their places, in the order of their ids. Targets are canonical topics or
	// actors.
	Actors, Targets, Documents []ID
	// Statements are those that have a use, in the order in which they were first
	// recorded: a statement's number is its place among them.
	Statements []Positioned
	// Uses are by statement, actor, target, agreement, role, scale and stance, each
	// once.
	Uses []Use
	// Without is how many statements meet the filter and have no use.
	Without int
	IDs     []ID // of the statements to be identified
}

// A Use is the position that one actor takes on one target by a statement.
type Use struct {
	Statement, Actor, Target int
	Agreement                Concurring // with a topic
	Role                     AboutRole  // of an actor who is the target
	Scale                    string     // of the stance; empty where there is none
	Stance                   float64    // in steps of 2^-30
}

// A Positioned is what there is to say of a statement besides.
type Positioned struct {
	// First and Last are the civil seconds, by its own clock, between which it may
	// have been said. Dated is false where either is not known.
	First, Last int64
	Dated       bool
	// Document is the first one in which it stands.
	Document int
	// Text is the number of the first statement with its utterance: its own, where
	// there is none.
	Text int
	// Tellings are the acts of telling by which it reached us, as in
	// [StatementCount], by numbers in the order of their first statements, from low
	// to high.
	Tellings []int
	Joint    bool // of several speakers
	// Counterpart: who vouches that it was said, the outermost relay or else all
	// publishers of its documents, stands under an actor under whom stands somebody
	// to whom it was said, and not a speaker. Of who is no actor of the kinds of
	// Actors, if these are given, nothing is known.
	Counterpart bool
}

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
