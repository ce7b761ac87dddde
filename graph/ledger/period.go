package ledger

import (
	"fmt"
	"math"
	"time"

	"hudna/graph"
)

// longestMonth is how many seconds the longest month has.
const longestMonth = 31 * 24 * 60 * 60

// periodOf gives the day, ISO week or month in which a date lies wholly by its
// own clock.
func periodOf(d graph.Date, by graph.Facet) (v facetValue, ok bool) {
	first, last, ok := d.Local()
	if !ok || first == math.MinInt64 || last == math.MaxInt64 || last-first > longestMonth {
		return v, false
	}
	from, to := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	v, other := named(from, by), named(to, by)
	return v, v == other
}

func named(t time.Time, by graph.Facet) facetValue {
	y, m, d := t.Date()
	switch by {
	case graph.FacetDay:
		return facetValue{value: fmt.Sprintf("%s-%02d-%02d", year(y), m, d), begins: start(y, m, d)}
	case graph.FacetWeek:
		isoYear, week := t.ISOWeek()
		monday := d - (int(t.Weekday())+6)%7
		return facetValue{value: fmt.Sprintf("%s-W%02d", year(isoYear), week), begins: start(y, m, monday)}
	default:
		return facetValue{value: fmt.Sprintf("%s-%02d", year(y), m), begins: start(y, m, 1)}
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
