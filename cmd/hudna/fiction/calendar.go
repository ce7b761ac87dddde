package fiction

import (
	"fmt"
	"time"

	"hudna/graph"
)

// The time that a made-up graph is about: twelve years.
const (
	firstYear = 2014
	lastYear  = 2025
	days      = 4_383
	months    = (lastYear - firstYear + 1) * 12
)

// civil is a day of that time, counted from 0, as a date.
func civil(day int) time.Time {
	return time.Date(firstYear, time.January, 1+day, 0, 0, 0, 0, time.UTC)
}

// month is the month of a day, counted from 0.
func month(day int) int {
	t := civil(day)
	return (t.Year()-firstYear)*12 + int(t.Month()) - 1
}

func iso(day int) string { return civil(day).Format(time.DateOnly) }

// on is a date that is known to the day.
func on(day int) *graph.Date { return &graph.Date{EDTF: graph.EDTF(iso(day))} }

// vaguely is a date as sources give it, that can be the day: mostly the day
// itself, and now and then anything from a second to open on one side, words
// alone, or nothing.
func (m *maker) vaguely(day int) *graph.Date {
	d := m.dice
	t := civil(day)
	given := func(format string, args ...any) *graph.Date {
		return &graph.Date{EDTF: graph.EDTF(fmt.Sprintf(format, args...)), Basis: graph.DateGiven}
	}
	switch d.weighted(600, 90, 60, 40, 70, 30, 30, 20, 15, 10, 10, 10, 10, 5) {
	case 0:
		return given("%s", iso(day))
	case 1:
		return given("%sT%02d:%02d:00Z", iso(day), d.n(24), d.n(60))
	case 2:
		return given("%sT%02d:%02d:00+03:00", iso(day), d.n(24), d.n(60))
	case 3: // worked out from words such as "last Thursday"
		return &graph.Date{EDTF: graph.EDTF(iso(day)), Words: m.words.sentence(d, 0, 2), Basis: graph.DateDerived}
	case 4:
		return given("%04d-%02d", t.Year(), t.Month())
	case 5:
		return given("%s/%s", iso(day-d.n(3)), iso(day+1+d.n(3)))
	case 6:
		return given("[%s..%s]", iso(day-1-d.n(2)), iso(day+1+d.n(2)))
	case 7:
		return given("%s~", iso(day))
	case 8:
		return given("%04d", t.Year())
	case 9:
		return given("%04d-%02d-XX", t.Year(), t.Month())
	case 10: // a season: March to May is the first, and December is of the last
		y, s := t.Year(), (int(t.Month())%12)/3
		if s == 0 {
			s = 4
			if t.Month() != time.December {
				y--
			}
		}
		return given("%04d-%d", y, 20+s)
	case 11:
		return given("%s/..", iso(day-d.n(10)))
	case 12:
		return &graph.Date{Words: m.words.sentence(d, 0, 3)}
	}
	return nil
}

// roughly is when something of some length began or ended.
func (m *maker) roughly(day int) *graph.Date {
	t := civil(day)
	switch m.dice.weighted(70, 15, 10, 5) {
	case 1:
		return &graph.Date{EDTF: graph.EDTF(t.Format("2006-01"))}
	case 2:
		return &graph.Date{EDTF: graph.EDTF(iso(day) + "~")}
	case 3:
		return &graph.Date{EDTF: graph.EDTF(t.Format("2006") + "?")}
	}
	return on(day)
}
