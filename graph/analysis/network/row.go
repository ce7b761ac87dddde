package network

import (
	"cmp"
	"slices"
	"time"
)

// A Row is one actor's use of one concept in one statement. A statement of
// several actors, or on several concepts, has several rows.
type Row struct {
	Statement string // id; of one actor, concept and qualifier it counts once
	Actor     string
	Concept   string
	// Value is the qualifier where it is a number. A BOOLEAN one is 1 for who
	// agrees, -1 for who disagrees, and 0 for who is neutral.
	Value float64
	// Text is the qualifier where it is a text. Of a proposition it is AGREE, DISAGREE
	// or NEUTRAL, whatever the qualifier that is asked for.
	Text  string
	Scale string // on which the value was given; empty where there is but one
	// First and Last are the seconds, since 1970 and by UTC, between which it was
	// said, both included, where Dated.
	First, Last int64
	Dated       bool
	Document    string // in which it stands; empty where there is none
	Utterance   string // the act of speaking; empty where it is not known
	Publisher   string // of the document
	Author      string // of the document
	Kind        string // of the document
	// Joint says that several actors said it together.
	Joint bool
	// Counterpart says that it is known from one to whom it was said.
	Counterpart bool
}

// text is what was said once, however often it is reported.
func (r *Row) text() string { return cmp.Or(r.Utterance, r.Statement) }

// A Unit is what time is counted in.
type Unit string

// The units. Weeks begin on Mondays; all of them are those of the calendar, by
// UTC. EVENTS counts statements.
const (
	Events Unit = "EVENTS"
	Days   Unit = "DAYS"
	Weeks  Unit = "WEEKS"
	Months Unit = "MONTHS"
	Years  Unit = "YEARS"
)

// Units are all of them.
func Units() []Unit { return []Unit{Events, Days, Weeks, Months, Years} }

const (
	daySeconds = 24 * 60 * 60
	// monday is the day since 1970 on which the first whole week begins.
	monday = 4
)

// number is the unit of the calendar that an instant lies in.
func (u Unit) number(second int64) int {
	day := int(floor(second, daySeconds))
	switch u {
	case Weeks:
		return int(floor(int64(day-monday), 7))
	case Months, Years:
		at := time.Unix(second, 0).UTC()
		if u == Years {
			return at.Year()
		}
		return at.Year()*12 + int(at.Month()) - 1
	}
	return day
}

// begin is the first second of a unit.
func (u Unit) begin(number int) int64 {
	switch u {
	case Weeks:
		return int64(number*7+monday) * daySeconds
	case Months:
		return time.Date(number/12, time.Month(number%12+1), 1, 0, 0, 0, 0, time.UTC).Unix()
	case Years:
		return time.Date(number, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	}
	return int64(number) * daySeconds
}

// of is the unit that a row lies in, or false where it lies in several or in none
// that is known.
func (u Unit) of(r *Row) (number int, ok bool) {
	if !r.Dated {
		return 0, false
	}
	number = u.number(r.First)
	return number, u.number(r.Last) == number
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// inOrder sorts rows by when they were said, those without a date last, and then
// by what they name, so that they come in one order whatever the one they came in.
func inOrder(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		if a.Dated != b.Dated {
			if a.Dated {
				return -1
			}
			return 1
		}
		return cmp.Or(
			cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Statement, b.Statement),
			cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Text, b.Text),
		)
	})
}
