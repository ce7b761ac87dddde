package ledger

import (
	"fmt"
	"math"
	"time"

	"hudna/graph"
)

// longestPeriod is how many seconds the longest year has.
const longestPeriod = 366 * 24 * 60 * 60

// periodOf gives the day, ISO week, month or year in which a date lies wholly by
// its own clock.
func periodOf(d graph.Date, by graph.Period) (v facetValue, ok bool) {
	first, last, ok := d.Local()
	if !ok || first == math.MinInt64 || last == math.MaxInt64 || last-first > longestPeriod {
		return v, false
	}
	from, to := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	v, other := named(from, by), named(to, by)
	return v, v == other
}

func named(t time.Time, by graph.Period) facetValue {
	y, m, d := t.Date()
	switch by {
	case graph.PeriodDay:
		return facetValue{value: fmt.Sprintf("%s-%02d-%02d", year(y), m, d), begins: start(y, m, d)}
	case graph.PeriodWeek:
		isoYear, week := t.ISOWeek()
		monday := d - (int(t.Weekday())+6)%7
		return facetValue{value: fmt.Sprintf("%s-W%02d", year(isoYear), week), begins: start(y, m, monday)}
	case graph.PeriodMonth:
		return facetValue{value: fmt.Sprintf("%s-%02d", year(y), m), begins: start(y, m, 1)}
	default:
		return facetValue{value: year(y), begins: start(y, 1, 1)}
	}
}

// daySeconds are those of a day of the calendar, which knows no clocks that are
// changed.
const daySeconds = 24 * 60 * 60

// periodsBetween is how many periods there are from one to another, both
// included, given when they begin.
func periodsBetween(first, last int64, by graph.Period) int {
	from, to := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	switch by {
	case graph.PeriodDay:
		return int((last-first)/daySeconds) + 1
	case graph.PeriodWeek:
		return int((last-first)/(7*daySeconds)) + 1
	case graph.PeriodMonth:
		return 12*(to.Year()-from.Year()) + int(to.Month()-from.Month()) + 1
	default:
		return to.Year() - from.Year() + 1
	}
}

// after is when the next period begins.
func after(begins int64, by graph.Period) int64 {
	y, m, d := time.Unix(begins, 0).UTC().Date()
	switch by {
	case graph.PeriodDay:
		return start(y, m, d+1)
	case graph.PeriodWeek:
		return start(y, m, d+7)
	case graph.PeriodMonth:
		return start(y, m+1, d)
	default:
		return start(y+1, m, d)
	}
}

func start(y int, m time.Month, d int) int64 { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() }

// year writes a year as EDTF does: with four digits, and a sign before Christ.
func year(y int) string {
	if y < 0 {
		return fmt.Sprintf("-%04d", -y)
	}
	return fmt.Sprintf("%04d", y)
}
