package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
)

// Uses are who uses which concepts in which statements, in columns: what a use
// names it names by its place in a list.
type Uses struct {
	Actors, Concepts []string    // in their order
	Qualifiers       []Qualified // by value, then by text, each once
	// Dates are when the statements may have been said, in their order, those of
	// which that is not known last.
	Dates      []graph.SaidBetween
	Statements []graph.Positioned
	// Names are the ids of the statements, in their order; their numbers, with zeros
	// before them, where there are none.
	Names []string
	// Documents are the numbers of those by which something is excluded.
	Documents map[string]int
	// List is by statement, actor, concept and qualifier.
	List []Use
}

// A Use is one actor's use of one concept in one statement. A statement of several
// actors, or on several concepts, has several.
type Use struct{ Statement, Actor, Concept, Qualifier uint32 }

// Qualified is a qualifier.
type Qualified struct {
	// Value is the qualifier where it is a number. A BOOLEAN one is 1 for who
	// agrees, -1 for who disagrees, and 0 for who is neutral.
	Value float64
	// Text is the qualifier where it is a text. Of a proposition it is AGREE, DISAGREE
	// or NEUTRAL, whatever the qualifier that is asked for.
	Text  string
	Scale string // on which the value was given; empty where there is but one
}

// Qualify gives uses their qualifiers, of which List has the places, and puts both
// into their order.
func (u *Uses) Qualify(qualifiers []Qualified) {
	order := make([]uint32, len(qualifiers))
	for i := range order {
		order[i] = uint32(i) //nolint:gosec // there are no more than uses
	}
	slices.SortFunc(order, func(a, b uint32) int {
		x, y := &qualifiers[a], &qualifiers[b]
		return cmp.Or(cmp.Compare(x.Value, y.Value), cmp.Compare(x.Text, y.Text), cmp.Compare(x.Scale, y.Scale))
	})
	place := make([]uint32, len(qualifiers))
	u.Qualifiers = make([]Qualified, len(qualifiers))
	for i, n := range order {
		place[n], u.Qualifiers[i] = uint32(i), qualifiers[n] //nolint:gosec // likewise
	}
	for i := range u.List {
		u.List[i].Qualifier = place[u.List[i].Qualifier]
	}
	for i := 1; i < len(u.List); i++ { // a statement has few of one actor and concept
		for j := i; j > 0 && u.List[j].before(&u.List[j-1]); j-- {
			u.List[j], u.List[j-1] = u.List[j-1], u.List[j]
		}
	}
}

// before says whether a use of the same statement, actor and concept comes before
// another one.
func (u *Use) before(other *Use) bool {
	return u.Statement == other.Statement && u.Actor == other.Actor && u.Concept == other.Concept && u.Qualifier < other.Qualifier
}

// name is that of a statement.
func (u *Uses) name(statement uint32) string {
	if u.Names != nil {
		return u.Names[statement]
	}
	return fmt.Sprintf("%08d", statement)
}

// A dated use is one that counts, with the date and the text of its statement, which
// would be looked up all over memory.
type dated struct {
	Use
	date, text uint32
}

// retained are the uses that count.
type retained struct {
	*Uses
	list   []dated // in the order in which they were said, where that matters
	left   Left
	levels levels
	shared []bool // by text: whether several actors have it
	// sharing is about how many uses are of such texts, for which room is made.
	sharing int
}

// bounds are the first and the last day of some uses, as far as they have any.
func (k *retained) bounds(list []dated) (from, to string) {
	some := make([]bool, len(k.Dates))
	for i := range list {
		some[list[i].date] = true
	}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range k.Dates {
		if said := &k.Dates[i]; some[i] && said.Dated {
			first, last = min(first, said.First), max(last, said.Last)
		}
	}
	if first > last {
		return "", ""
	}
	return day(first), day(last)
}
