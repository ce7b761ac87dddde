package network

import (
	"time"

	"hudna/graph"
)

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

// of is the unit that something lies in that was said, or false where it lies in
// several or in none that is known.
func (u Unit) of(said *graph.SaidBetween) (number int, ok bool) {
	if !said.Dated {
		return 0, false
	}
	number = u.number(said.First)
	return number, u.number(said.Last) == number
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
