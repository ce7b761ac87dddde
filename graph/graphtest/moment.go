package graphtest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hudna/graph"
)

// A moment is what a date can mean, in seconds. The civil seconds are those of
// the clock on the wall of the place that the date speaks of.
type moment struct {
	undated               bool
	civilFirst, civilLast int64
	offset                *int64 // seconds east of UTC that were given
	zone                  *time.Location
	earliest, latest      int64 // instants, by which dates are sorted
	width                 int   // 0 the narrowest class of widths, 3 the widest
	openStart, openEnd    bool
}

const (
	openPast   = int64(math.MinInt64)
	openFuture = int64(math.MaxInt64)
)

// momentOf reads a date by a method of its own: patterns, and the calendar of
// package time.
func momentOf(d *graph.Date) (moment, error) {
	if d == nil || d.EDTF == "" {
		return moment{undated: true}, nil
	}
	m, err := momentOfEDTF(string(d.EDTF))
	if err != nil {
		return moment{}, err
	}
	if d.Zone != "" {
		if m.zone, err = time.LoadLocation(d.Zone); err != nil {
			return moment{}, fmt.Errorf("zone %q: %w", d.Zone, graph.ErrInvalid)
		}
	}
	switch {
	case m.offset != nil:
		m.earliest, m.latest = m.civilFirst-*m.offset, m.civilLast-*m.offset
	case m.zone != nil:
		m.earliest, m.latest = firstShown(m.zone, m.civilFirst), lastShown(m.zone, m.civilLast)
	default:
		m.earliest, m.latest = m.civilFirst, m.civilLast
	}
	const day = 24 * 60 * 60
	switch width := m.latest - m.earliest + 1; {
	case m.openStart || m.openEnd:
		m.width = 3
	case width <= day:
		m.width = 0
	case width <= 31*day:
		m.width = 1
	case width <= 366*day:
		m.width = 2
	default:
		m.width = 3
	}
	return m, nil
}

var (
	plainDate    = regexp.MustCompile(`^(-?\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:(Z)|([+-])(\d\d)(?::(\d\d))?)?)?)?)?$`)
	vagueYear    = regexp.MustCompile(`^(-?)(\d{2,3})(X{1,2})$`)
	vagueMonth   = regexp.MustCompile(`^(-?\d{4})-XX(?:-XX)?$`)
	vagueDay     = regexp.MustCompile(`^(-?\d{4}-(?:0\d|1[0-2]))-XX$`)
	qualifier    = regexp.MustCompile(`[?~%]$`)
	longYear     = regexp.MustCompile(`^Y(-?[1-9]\d*)(?:E([1-9]\d*))?$`)
	endOfChoice  = regexp.MustCompile(`^-?\d{4}(-(0\d|1[0-2])(-\d\d)?)?$|^Y`)
	withoutClock = regexp.MustCompile(`^[^T]*$`)
)

func momentOfEDTF(s string) (moment, error) {
	wrong := fmt.Errorf("%q is no date: %w", s, graph.ErrInvalid)
	var from, to string
	var m moment
	if inner, ok := strings.CutPrefix(s, "["); ok {
		inner, closed := strings.CutSuffix(inner, "]")
		from, to, ok = strings.Cut(inner, "..")
		if !ok || !closed {
			return m, wrong
		}
		for _, end := range []string{from, to} {
			if end != "" && !endOfChoice.MatchString(end) {
				return m, wrong
			}
		}
	} else if from, to, ok = strings.Cut(s, "/"); ok {
		from, to = givenEnd(from), givenEnd(to)
		for _, end := range []string{from, to} {
			if strings.Contains(end, "X") || !withoutClock.MatchString(end) {
				return m, wrong
			}
		}
	} else {
		first, last, offset, ok := spanOf(s)
		if !ok {
			return m, wrong
		}
		return moment{civilFirst: first, civilLast: last, offset: offset}, nil
	}
	m.openStart, m.openEnd = from == "", to == ""
	m.civilFirst, m.civilLast = openPast, openFuture
	ok := from != "" || to != ""
	if from != "" && ok {
		m.civilFirst, _, _, ok = spanOf(from)
	}
	if to != "" && ok {
		_, m.civilLast, _, ok = spanOf(to)
	}
	if !ok || m.civilFirst > m.civilLast {
		return m, wrong
	}
	return m, nil
}

// givenEnd is the end of an interval, or "" for one that is open.
func givenEnd(s string) string {
	if s == ".." {
		return ""
	}
	return s
}

// spanOf gives the civil seconds of one date.
func spanOf(s string) (first, last int64, offset *int64, ok bool) {
	if plain := qualifier.ReplaceAllString(s, ""); plain != s {
		if strings.Contains(plain, "T") {
			return 0, 0, nil, false // a date is qualified, a time of day is not
		}
		s = plain
	}
	if m := longYear.FindStringSubmatch(s); m != nil {
		exponent := 0
		if m[2] != "" {
			exponent, _ = strconv.Atoi(m[2])
		}
		year, err := strconv.ParseInt(m[1]+strings.Repeat("0", exponent), 10, 64)
		if err != nil || year > graph.MaxEDTFYear || -year > graph.MaxEDTFYear || (-10_000 < year && year < 10_000) {
			return 0, 0, nil, false
		}
		return beginningOf(int(year), 1), beginningOf(int(year)+1, 1) - 1, nil, true
	}
	if m := vagueYear.FindStringSubmatch(s); len(m) == 4 && len(m[2])+len(m[3]) == 4 {
		low, _ := strconv.Atoi(m[2] + strings.Repeat("0", len(m[3])))
		high, _ := strconv.Atoi(m[2] + strings.Repeat("9", len(m[3])))
		if m[1] == "-" {
			low, high = -high, -max(low, 1)
		}
		return beginningOf(low, 1), beginningOf(high+1, 1) - 1, nil, true
	}
	if m := vagueMonth.FindStringSubmatch(s); m != nil {
		return spanOf(m[1])
	}
	if m := vagueDay.FindStringSubmatch(s); m != nil {
		return spanOf(m[1])
	}
	m := plainDate.FindStringSubmatch(s)
	if m == nil || strings.HasPrefix(s, "-0000") {
		return 0, 0, nil, false
	}
	number := func(i int) int { n, _ := strconv.Atoi(m[i]); return n }
	year, month, day := number(1), number(2), number(3)
	switch {
	case m[2] == "":
		return beginningOf(year, 1), beginningOf(year+1, 1) - 1, nil, true
	case 21 <= month && month <= 24 && m[3] == "":
		start := time.Month(3 * (month - 20)) // March, June, September, December
		return beginningOf(year, start), beginningOf(year, start+3) - 1, nil, true
	case month < 1 || month > 12:
		return 0, 0, nil, false
	case m[3] == "":
		return beginningOf(year, time.Month(month)), beginningOf(year, time.Month(month)+1) - 1, nil, true
	}
	at := time.Date(year, time.Month(month), day, number(4), number(5), number(6), 0, time.UTC)
	if at.Day() != day || at.Hour() != number(4) || at.Minute() != number(5) || at.Second() != number(6) {
		return 0, 0, nil, false
	}
	first = at.Unix()
	if m[4] == "" {
		return first, first + 24*60*60 - 1, nil, true
	}
	if m[7] == "Z" {
		offset = new(int64)
	}
	if m[8] != "" {
		seconds := int64(number(9)*60*60 + number(10)*60)
		if number(9) > 23 || number(10) > 59 || m[8] == "-" && seconds == 0 {
			return 0, 0, nil, false
		}
		if m[8] == "-" {
			seconds = -seconds
		}
		offset = &seconds
	}
	return first, first, offset, true
}

// beginningOf is the first civil second of a month; the thirteenth is the first
// of the next year.
func beginningOf(year int, month time.Month) int64 {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Unix()
}

// shown is the second that the clocks of a zone show at an instant.
func shown(zone *time.Location, instant int64) int64 {
	_, ahead := time.Unix(instant, 0).In(zone).Zone()
	return instant + int64(ahead)
}

// clockReach is further than any clock is from UTC, in seconds.
const clockReach = 27 * 60 * 60

// firstShown looks for the first instant at which the clocks of a zone show a
// civil second or a later one, by looking at the clock: every hour, and within
// an hour in which the clock is changed, every second.
func firstShown(zone *time.Location, civil int64) int64 {
	if civil == openPast || civil == openFuture {
		return civil
	}
	const hour = 60 * 60
	for t := civil - clockReach; ; t += hour {
		if steady(zone, t, hour) {
			if shown(zone, t+hour) < civil {
				continue
			}
			return t + max(civil-shown(zone, t), 0)
		}
		for u := t; u < t+hour; u++ {
			if shown(zone, u) >= civil {
				return u
			}
		}
	}
}

// lastShown looks for the last instant at which the clocks of a zone show a
// civil second or an earlier one.
func lastShown(zone *time.Location, civil int64) int64 {
	if civil == openPast || civil == openFuture {
		return civil
	}
	const hour = 60 * 60
	for t := civil + clockReach; ; t -= hour {
		if steady(zone, t-hour, hour) {
			if shown(zone, t-hour) > civil {
				continue
			}
			return t - max(shown(zone, t)-civil, 0)
		}
		for u := t; u > t-hour; u-- {
			if shown(zone, u) <= civil {
				return u
			}
		}
	}
}

// steady reports whether the clocks of a zone are not changed in so many
// seconds. Nobody ever changed a clock twice within an hour.
func steady(zone *time.Location, from, seconds int64) bool {
	return shown(zone, from+seconds)-shown(zone, from) == seconds
}

// A period is a date range made ready: see [graph.DateRange].
type period struct {
	from, to           int64 // civil seconds of the sides, or open
	fromAhead, toAhead *int64
	certainly, undated bool
	empty              bool // it ends before it starts, by whatever clock
}

func periodOf(r graph.DateRange) (period, error) {
	p := period{from: openPast, to: openFuture, undated: r.Undated || r.From == "" && r.To == ""}
	switch r.Certainty {
	case "", graph.DatePossibly:
	case graph.DateCertainly:
		p.certainly = true
	default:
		return p, fmt.Errorf("certainty %q: %w", r.Certainty, graph.ErrInvalid)
	}
	if r.From != "" {
		m, err := momentOfEDTF(string(r.From))
		if err != nil {
			return p, fmt.Errorf("from: %w", err)
		}
		p.from, p.fromAhead = m.civilFirst, m.offset
	}
	if r.To != "" {
		m, err := momentOfEDTF(string(r.To))
		if err != nil {
			return p, fmt.Errorf("to: %w", err)
		}
		p.to, p.toAhead = m.civilLast, m.offset
	}
	// A side with an offset and one without cannot be compared closer than the
	// clocks of the world lie apart.
	slack := int64(0)
	if (p.fromAhead == nil) != (p.toAhead == nil) {
		slack = 24 * 60 * 60
	}
	if p.from != openPast && p.to != openFuture && instantOf(p.from, p.fromAhead)-slack > instantOf(p.to, p.toAhead) {
		p.empty = true
	}
	return p, nil
}

func instantOf(civil int64, ahead *int64) int64 {
	if ahead == nil || civil == openPast || civil == openFuture {
		return civil
	}
	return civil - *ahead
}

// holds reports whether m lies in p.
func (p period) holds(m moment) bool {
	if m.undated {
		return p.undated
	}
	if p.empty {
		return false
	}
	var first, last, from, to int64
	switch {
	case m.zone == nil && m.offset == nil, m.zone != nil && m.offset == nil && p.fromAhead == nil && p.toAhead == nil:
		// By the clock on the wall, whose zone is not known or does not matter.
		first, last, from, to = m.civilFirst, m.civilLast, p.from, p.to
	case m.zone != nil && p.fromAhead == nil && p.toAhead == nil:
		first, last, from, to = shown(m.zone, m.earliest), shown(m.zone, m.latest), p.from, p.to
	default:
		first, last = m.earliest, m.latest
		from, to = p.sides(m)
	}
	if p.certainly {
		return from <= first && last <= to
	}
	return from <= to && first <= to && from <= last
}

// sides gives the instants of the sides for a date whose instants are known: a
// civil side is turned into one by the clocks of the date.
func (p period) sides(m moment) (from, to int64) {
	from, to = p.from, p.to
	switch {
	case from == openPast:
	case p.fromAhead != nil:
		from -= *p.fromAhead
	case m.zone != nil:
		from = firstShown(m.zone, from)
	default:
		from -= *m.offset
	}
	switch {
	case to == openFuture:
	case p.toAhead != nil:
		to -= *p.toAhead
	case m.zone != nil:
		to = lastShown(m.zone, to)
	default:
		to -= *m.offset
	}
	return from, to
}
