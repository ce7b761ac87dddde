package graph

import (
	"fmt"
	"slices"
)

// The bounds of a question for paths.
const (
	MaxPathSteps      = 6
	MaxPaths          = 20
	MaxPathStatements = 5 // that are named of one step
)

// A PathQuery asks by which statements two actors are connected: which
// statements may be on a path, and how one leads from one actor to another.
type PathQuery struct {
	StatementSet
	From, To ID // actors; they stand for all that are judged the SAME as them
	// MaxSteps is how many steps a path has at most: 1 to [MaxPathSteps], which
	// it is unless given.
	MaxSteps int
	// Links are how a statement may lead on; SPOKE_OF unless given.
	Links []PathLink
	// Roles are those of the about entries that SPOKE_OF follows; all unless given.
	Roles []AboutRole
	// Through, when given, are the kinds of the actors in between, which are
	// published.
	Through []ActorKind
	// Directed: each step leads from who spoke, and not back.
	Directed bool
}

// A PathLink says how a statement leads from one actor to another.
type PathLink string

// The links. All of them begin at one who spoke.
const (
	PathSpokeOf PathLink = "SPOKE_OF" // to an actor that the words are about
	PathSpokeTo PathLink = "SPOKE_TO" // to an addressee
	PathRelayed PathLink = "RELAYED"  // to a relay
)

// PathLinks are all of them.
func PathLinks() []PathLink { return []PathLink{PathSpokeOf, PathSpokeTo, PathRelayed} }

// Valid reports whether l is one of [PathLinks].
func (l PathLink) Valid() bool { return slices.Contains(PathLinks(), l) }

// A Path leads from one actor to another and meets none twice. It has no step
// where the two are judged to be the same.
type Path struct{ Steps []PathStep }

// A PathStep leads from one actor to the next.
type PathStep struct {
	From, To ID // canonical
	// Count is how many statements lead from one to the other.
	Count int
	// Statements are the first [MaxPathStatements] of them, in the order
	// SAID_DESC.
	Statements []ID
}

// Check says what is wrong with the query by itself, as [CheckQuery] does.
func (q *PathQuery) Check() error {
	for _, end := range []struct {
		path string
		id   ID
	}{{"from", q.From}, {"to", q.To}} {
		if end.id.Kind() != KindActor {
			return &FieldError{Path: end.path, Reason: fmt.Sprintf("%q is no id of an actor", end.id)}
		}
	}
	if q.MaxSteps < 0 || q.MaxSteps > MaxPathSteps {
		return &FieldError{Path: "maxSteps", Reason: fmt.Sprintf("is %d; a path has 1 to %d", q.MaxSteps, MaxPathSteps)}
	}
	for _, l := range q.Links {
		if !l.Valid() {
			return &FieldError{Path: "links", Reason: fmt.Sprintf("there is no %q", l)}
		}
	}
	for _, k := range q.Through {
		if !k.Valid() {
			return &FieldError{Path: "through", Reason: fmt.Sprintf("there is no %q", k)}
		}
	}
	if err := checkRoles(q.Roles); err != nil {
		return err
	}
	return CheckQuery(q.StatementSet)
}
