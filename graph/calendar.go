package graph

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A Calendar cuts time into periods: by the clocks of a zone or, without one, by
// the clock of each date itself. Its seconds are instants where it has a zone,
// and civil seconds where it has none.
//
// A period begins at the first second at which the clocks show its beginning, and
// lasts to that of the next one. An hour also ends where a clock is changed, so
// that an hour that a clock shows twice is two. A day that a zone left out is none.
type Calendar struct {
	period Period
	zone   *time.Location
}

// In gives the calendar of such periods in an IANA time zone; by each date's own
// clock where none is named. Its error is a [*FieldError] of the path "zone" or
// "period".
func (p Period) In(zone string) (Calendar, error) {
	c := Calendar{period: p}
	if !p.Valid() {
		return c, &FieldError{Path: "period", Reason: fmt.Sprintf("there is no %q", p)}
	}
	if zone == "" {
		return c, nil
	}
	var err error
	c.zone, err = loadZone(zone)
	return c, err
}

// Span gives the first and the last second that a date can mean; an end that is
// open or unknown is [math.MinInt64] or [math.MaxInt64]. A date that says neither
// zone nor offset is taken by the clocks of the calendar. It is false for what is
// undated or invalid.
func (c Calendar) Span(d Date) (first, last int64, ok bool) {
	if c.zone == nil {
		return d.Local()
	}
	p, err := d.EDTF.Parse()
	if err != nil {
		return 0, 0, false
	}
	first, last = p.Civil()
	if offset, given := p.Offset(); given {
		return first - int64(offset), last - int64(offset), true
	}
	zone := c.zone
	if d.Zone != "" {
		if zone, err = loadZone(d.Zone); err != nil {
			return 0, 0, false
		}
	}
	return firstInstant(zone, first), lastInstant(zone, last), true
}

// SpanOf is [Calendar.Span] of a date whose bounds are known, and need not be read
// again.
func (c Calendar) SpanOf(d Date, b Bounds) (first, last int64, ok bool) {
	timed := strings.IndexByte(string(d.EDTF), 'T') > 0
	utc := timed && d.EDTF[len(d.EDTF)-1] == 'Z'
	offset := utc || timed && len(d.EDTF) > len(time.DateTime)
	switch {
	case b.Undated, c.zone == nil && (d.Zone != "" || offset && !utc):
		return c.Span(d) // its clock may be ahead of its bounds
	case c.zone == nil, d.Zone != "", offset:
		return b.Earliest, b.Latest, true
	}
	return firstInstant(c.zone, b.Earliest), lastInstant(c.zone, b.Latest), true
}

// longestPeriod is how many seconds the longest year has, with a clock that is
// changed at its end.
const longestPeriod = 367 * 24 * 60 * 60

// Within gives when the period begins in which a date lies wholly. It is false
// where it lies in none.
func (c Calendar) Within(d Date) (begins int64, ok bool) {
	first, last, ok := c.Span(d)
	return c.within(first, last, ok)
}

// WithinOf is [Calendar.Within] of a date whose bounds are known.
func (c Calendar) WithinOf(d Date, b Bounds) (begins int64, ok bool) {
	return c.within(c.SpanOf(d, b))
}

func (c Calendar) within(first, last int64, ok bool) (begins int64, within bool) {
	if !ok || first == math.MinInt64 || last == math.MaxInt64 || last-first > longestPeriod {
		return 0, false
	}
	begins = c.Begin(first)
	return begins, last < c.Next(begins)
}

// Begin is when the period begins in which a second lies.
func (c Calendar) Begin(second int64) int64 {
	if c.zone == nil {
		return c.floor(second)
	}
	if c.period == PeriodHour {
		p := periodAt(c.zone, second)
		return max(c.floor(second+p.ahead)-p.ahead, p.start)
	}
	begins := firstInstant(c.zone, c.floor(localTime(c.zone, second)))
	// A clock that goes back over midnight shows the old day again.
	for next := c.Next(begins); next <= second; next = c.Next(begins) {
		begins = next
	}
	return begins
}

// Next is when the period begins that follows on the one that begins then.
func (c Calendar) Next(begins int64) int64 {
	if c.zone == nil {
		return c.following(begins)
	}
	if c.period == PeriodHour {
		p := periodAt(c.zone, begins)
		return min(c.following(c.floor(begins+p.ahead))-p.ahead, p.end)
	}
	next := begins
	for civil := c.floor(localTime(c.zone, begins)); next <= begins; {
		civil = c.following(civil)
		next = firstInstant(c.zone, civil)
	}
	return next
}

// Between is about how many periods there are from one to another, both included,
// given when they begin: an hour that a zone cut in two, or a day that it left out, may
// be one more or less.
func (c Calendar) Between(first, last int64) int {
	if c.zone != nil && c.period != PeriodHour {
		first, last = localTime(c.zone, first), localTime(c.zone, last)
	}
	from, to := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	first, last = c.floor(first), c.floor(last)
	switch c.period {
	case PeriodHour:
		return int((last-first)/hourSeconds) + 1
	case PeriodDay:
		return int((last-first)/daySeconds) + 1
	case PeriodWeek:
		return int((last-first)/(7*daySeconds)) + 1
	case PeriodMonth:
		return 12*(to.Year()-from.Year()) + int(to.Month()-from.Month()) + 1
	default:
		return to.Year() - from.Year() + 1
	}
}

// Label names the period that begins then: 2016-04-11, 2016-W15, 2016-04 or 2016,
// and an hour 2016-04-11T14:00, with what its clock is ahead of UTC where the
// calendar has a zone.
func (c Calendar) Label(begins int64) string {
	t := time.Unix(begins, 0).UTC()
	if c.zone != nil {
		t = t.In(c.zone)
	}
	y, m, d := t.Date()
	switch c.period {
	case PeriodHour:
		label := fmt.Sprintf("%s-%02d-%02dT%02d:%02d", yearLabel(y), m, d, t.Hour(), t.Minute())
		if c.zone != nil {
			label += t.Format("-07:00")
		}
		return label
	case PeriodDay:
		return fmt.Sprintf("%s-%02d-%02d", yearLabel(y), m, d)
	case PeriodWeek:
		isoYear, week := t.ISOWeek()
		return fmt.Sprintf("%s-W%02d", yearLabel(isoYear), week)
	case PeriodMonth:
		return fmt.Sprintf("%s-%02d", yearLabel(y), m)
	default:
		return yearLabel(y)
	}
}

const (
	hourSeconds = 60 * 60
	daySeconds  = 24 * hourSeconds // of the calendar, which knows no clocks that are changed
)

// floor is the civil second at which the period begins in which one lies.
func (c Calendar) floor(civil int64) int64 {
	if c.period == PeriodHour {
		return floorDiv(civil, hourSeconds) * hourSeconds
	}
	t := time.Unix(civil, 0).UTC()
	y, m, d := t.Date()
	switch c.period {
	case PeriodDay:
		return civilStart(y, m, d)
	case PeriodWeek:
		return civilStart(y, m, d-(int(t.Weekday())+6)%7)
	case PeriodMonth:
		return civilStart(y, m, 1)
	default:
		return civilStart(y, 1, 1)
	}
}

// following is the civil second at which the next period begins.
func (c Calendar) following(civil int64) int64 {
	y, m, d := time.Unix(civil, 0).UTC().Date()
	switch c.period {
	case PeriodHour:
		return civil + hourSeconds
	case PeriodDay:
		return civilStart(y, m, d+1)
	case PeriodWeek:
		return civilStart(y, m, d+7)
	case PeriodMonth:
		return civilStart(y, m+1, d)
	default:
		return civilStart(y+1, m, d)
	}
}

func civilStart(y int, m time.Month, d int) int64 {
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
}

// yearLabel writes a year as EDTF does: with four digits, and a sign before Christ.
func yearLabel(y int) string {
	if y < 0 {
		return fmt.Sprintf("-%04d", -y)
	}
	return fmt.Sprintf("%04d", y)
}
