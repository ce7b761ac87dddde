package analysis

import (
	"slices"

	"hudna/graph"
)

// A DisputeState says how far an allegation is disputed or owned up to, by what
// was said of it and by whom. None of them says what happened.
type DisputeState string

// The states, from the least to the furthest. Of several that an event's
// allegations are in, the dispute is in the furthest.
const (
	DisputeAlleged   DisputeState = "ALLEGED"
	DisputeDisputed  DisputeState = "DISPUTED"
	DisputeDenied    DisputeState = "DENIED"
	DisputeConfirmed DisputeState = "CONFIRMED"
	DisputeAdmitted  DisputeState = "ADMITTED"
)

// DisputeStates are all of them, in their order.
func DisputeStates() []DisputeState {
	return []DisputeState{DisputeAlleged, DisputeDisputed, DisputeDenied, DisputeConfirmed, DisputeAdmitted}
}

// Valid reports whether s is one of [DisputeStates].
func (s DisputeState) Valid() bool { return slices.Contains(DisputeStates(), s) }

// A Relation says on which side of a dispute somebody stands who answers.
type Relation string

// The relations. Of several that would do, somebody is in the first.
const (
	RelationAccused Relation = "ACCUSED" // the accused's own side
	RelationAccuser Relation = "ACCUSER" // the side of who alleges
	RelationParty   Relation = "PARTY"   // of another party, or of who is excluded
	RelationThird   Relation = "THIRD"   // nobody of these
	RelationUnknown Relation = "UNKNOWN" // it is not known who spoke
)

// A Dispute is what was said of one accused: of an event, or of what one
// utterance alleges without an event.
type Dispute struct {
	Accused graph.ID
	// Event is what the accused is said to have had a part in; empty where none
	// is named, and Utterance says in which utterance it was alleged, or in which
	// statement where it belongs to none.
	Event, Utterance graph.ID
	// State is empty where nothing is alleged any more.
	State DisputeState
	// Excluded: the agreement excludes the accused, or what it is a part of.
	Excluded    bool
	Allegations []Allegation
	// Admissions are what the accused's side claimed or acknowledged by itself.
	Admissions []Admission
	Answers    []Answer
	latest     int // where the last statement that alleges or admits stands in the order of all
}

// Key names the dispute among those of an agreement.
func (d *Dispute) Key() string { return string(d.Accused) + " " + string(d.About()) }

// About is the event or, without one, the utterance or the statement.
func (d *Dispute) About() graph.ID {
	if d.Event != "" {
		return d.Event
	}
	return d.Utterance
}

// Unanswered reports whether something is alleged to which nobody has answered.
func (d *Dispute) Unanswered() bool {
	return slices.ContainsFunc(d.Allegations, func(a Allegation) bool { return !a.Withdrawn && !a.Answered })
}

// An Allegation is a statement that alleges something of the accused.
type Allegation struct {
	Statement *graph.Statement
	State     DisputeState // by what links to this statement alone; empty if withdrawn
	Withdrawn bool         // by the side that made it
	Answered  bool         // something links to its content, whatever it says
}

// An Admission is a statement in which the accused's side claims or acknowledges
// what it is about.
type Admission struct {
	Statement *graph.Statement
	Withdrawn bool
}

// An Answer is what a statement does to an allegation of a dispute.
type Answer struct {
	Statement *graph.Statement
	Link      graph.Link
	By        []Relation // of the speakers, each once, in the order of the relations
	Withdrawn bool       // by the side that gave it
}

// by says whether somebody in a relation gave an answer that stands.
func (a *Answer) by(kind graph.LinkKind, relations ...Relation) bool {
	return a.Link.Kind == kind && a.Link.Of != graph.LinkOfHavingSaid && !a.Withdrawn &&
		slices.ContainsFunc(a.By, func(r Relation) bool { return slices.Contains(relations, r) })
}

// stateOf is the state of one allegation by the answers to it:
//
//   - ADMITTED: the accused's side confirms, and does not deny as well.
//   - CONFIRMED: a third confirms, and no third denies or disputes.
//   - DISPUTED: the accused's side does both, or thirds do.
//   - DENIED: the accused's side denies.
//   - DISPUTED: somebody else denies, or anybody disputes.
//   - ALLEGED otherwise: also where only a party confirms, or who alleged it, or
//     somebody who is not known; and where somebody does not confirm.
func stateOf(answers []Answer) DisputeState {
	some := func(kind graph.LinkKind, relations ...Relation) bool {
		return slices.ContainsFunc(answers, func(a Answer) bool { return a.by(kind, relations...) })
	}
	anybody := []Relation{RelationAccused, RelationAccuser, RelationParty, RelationThird, RelationUnknown}
	admits, denies := some(graph.LinkConfirms, RelationAccused), some(graph.LinkDenies, RelationAccused)
	thirds := some(graph.LinkConfirms, RelationThird)
	against := some(graph.LinkDenies, RelationThird) || some(graph.LinkDisputes, RelationThird)
	switch {
	case admits && !denies:
		return DisputeAdmitted
	case thirds && !against:
		return DisputeConfirmed
	case admits && denies, thirds && against:
		return DisputeDisputed
	case denies:
		return DisputeDenied
	case some(graph.LinkDenies, anybody...), some(graph.LinkDisputes, anybody...):
		return DisputeDisputed
	}
	return DisputeAlleged
}

// furthest is the furthest of the states of what is alleged and admitted.
func (d *Dispute) furthest() (state DisputeState) {
	for _, a := range d.Allegations {
		if !a.Withdrawn && slices.Index(DisputeStates(), a.State) > slices.Index(DisputeStates(), state) {
			state = a.State
		}
	}
	for _, a := range d.Admissions {
		if !a.Withdrawn {
			state = DisputeAdmitted
		}
	}
	return state
}
