package graph

import "fmt"

// A DateCertainty says how sure a [DateRange] must be of a date.
type DateCertainty string

const (
	// DatePossibly matches a date if some instant that it can mean lies in the
	// range. It is the default.
	DatePossibly DateCertainty = "POSSIBLY"
	// DateCertainly matches a date if all instants that it can mean do.
	DateCertainly DateCertainty = "CERTAINLY"
)

// A DateRange asks for dates from the earliest second that From can mean to the
// latest that To can mean; an empty one leaves that side open. Undated asks for
// the undated as well; they also match a range with neither From nor To.
//
// A date without an offset is civil, and so is a side of the range without one.
// What is civil compares with what is not by the clocks of the latter:
//
//   - A civil side compares with the local time of a date: the date as given
//     or, if it has a zone besides an offset, as the clocks of the zone showed
//     it. April is April wherever the date is from.
//   - A side with an offset compares instants with a date that has an offset
//     or a zone, and its own local time with a date that has neither.
//   - Where one side is civil and the other has an offset, the civil side is
//     turned into an instant in the zone of the date, if it has one.
//
// An interval can mean any instant of it, [a..b] any instant of one day of
// these: for both that is from the earliest to the latest.
type DateRange struct {
	From, To  EDTF
	Certainty DateCertainty
	Undated   bool
}

// A CompiledDateRange is a [DateRange] made ready to be matched with many
// dates. It is safe for concurrent use. It is made by [DateRange.Compile]; the
// zero value is the first second of 1970.
type CompiledDateRange struct {
	from, to  rangeSide
	certainly bool
	undated   bool
	empty     bool
}

// A rangeSide is one side of a range: the civil second where it ends and, if it
// is not civil itself, how far its clock is ahead of UTC.
type rangeSide struct {
	civil     int64 // openPast or openFuture where there is no limit
	ahead     int64
	isInstant bool
}

// Compile checks r. Its errors are [*FieldError] with the paths "from", "to" and
// "certainty". In a range that ends before it starts no date lies.
func (r DateRange) Compile() (CompiledDateRange, error) {
	c := CompiledDateRange{
		from:    rangeSide{civil: openPast},
		to:      rangeSide{civil: openFuture},
		undated: r.Undated || (r.From == "" && r.To == ""),
	}
	switch r.Certainty {
	case "", DatePossibly:
	case DateCertainly:
		c.certainly = true
	default:
		return CompiledDateRange{}, &FieldError{Path: "certainty", Reason: fmt.Sprintf("is %q, not %s or %s", r.Certainty, DatePossibly, DateCertainly)}
	}
	if r.From != "" {
		p, reason := parseEDTF(string(r.From))
		if reason != "" {
			return CompiledDateRange{}, &FieldError{Path: "from", Reason: reason}
		}
		c.from = rangeSide{civil: p.start.first, ahead: int64(p.start.offset), isInstant: p.start.hasOffset}
	}
	if r.To != "" {
		p, reason := parseEDTF(string(r.To))
		if reason != "" {
			return CompiledDateRange{}, &FieldError{Path: "to", Reason: reason}
		}
		c.to = rangeSide{civil: p.end.last, ahead: int64(p.end.offset), isInstant: p.end.hasOffset}
	}
	// A civil side and one with an offset cannot be compared closer than clocks
	// lie apart.
	from, to := c.from.instant(), c.to.instant()
	if c.from.isInstant != c.to.isInstant && from != openPast {
		from -= clockSlack
	}
	c.empty = from > to
	return c, nil
}

// instant returns the instant at which the side ends; of a civil side, as if it
// were UTC.
func (s rangeSide) instant() int64 { return s.civil - s.ahead }

// instantAt returns the instant at which the side ends on a clock that is so
// many seconds ahead of UTC, unless the side names an instant itself.
func (s rangeSide) instantAt(ahead int64) int64 {
	if s.isInstant || s.civil == openPast || s.civil == openFuture {
		return s.instant()
	}
	return s.civil - ahead
}

// Window returns sort-key instants between which an index can be scanned: every
// date that matches has Earliest <= hi and Latest >= lo in its [Bounds]. It is
// wide enough for every zone, so that what it lets through must be matched.
func (c CompiledDateRange) Window() (lo, hi int64) {
	lo, hi = c.from.civil, c.to.civil
	switch {
	case lo == openPast:
	case c.from.isInstant: // a civil date compares with its own clock
		lo = min(lo, c.from.instant())
	default:
		lo -= clockSlack
	}
	switch {
	case hi == openFuture:
	case c.to.isInstant:
		hi = max(hi, c.to.instant())
	default:
		hi += clockSlack
	}
	return lo, hi
}

// Empty reports whether the range ends before it starts, so that no date lies
// in it.
func (c CompiledDateRange) Empty() bool { return c.empty }

// Inner returns sort-key instants between which every date surely matches: all
// that begin by hi and last until lo, of a range that asks for [DatePossibly], and
// all whose Earliest and Latest lie between them, of one that asks for
// [DateCertainly]. Dates that do not may match all the same. There are
// none where lo > hi.
func (c CompiledDateRange) Inner() (lo, hi int64) {
	lo, hi = c.Window()
	if lo != openPast {
		lo += 2 * clockSlack
	}
	if hi != openFuture {
		hi -= 2 * clockSlack
	}
	return lo, hi
}

// Certainly reports whether the range asks for [DateCertainly].
func (c CompiledDateRange) Certainly() bool { return c.certainly }

// clockSlack is further than an offset can be from UTC, given or of a zone.
const clockSlack = 24 * 60 * 60

// Match reports whether d lies in the range. What is no valid date lies in none.
func (c CompiledDateRange) Match(d Date) bool {
	if d.EDTF == "" {
		return c.undated
	}
	p, err := d.EDTF.Parse()
	if err != nil || c.empty {
		return false
	}
	first, last := p.Civil()
	from, to := c.from.civil, c.to.civil
	if d.Zone != "" {
		if first, last, from, to, err = c.inZone(d, p); err != nil {
			return false
		}
	} else if offset, ok := p.Offset(); ok {
		// The clock of the date is known, so its instants can be compared.
		ahead := int64(offset)
		first, last = first-ahead, last-ahead
		from, to = c.from.instantAt(ahead), c.to.instantAt(ahead)
	}
	if c.certainly {
		return from <= first && last <= to
	}
	return max(first, from) <= min(last, to)
}

// inZone puts a date that has a zone and the sides of the range on one scale:
// the clocks of the zone if both sides are civil, else instants.
func (c CompiledDateRange) inZone(d Date, p ParsedEDTF) (first, last, from, to int64, err error) {
	b, err := d.bounds(p)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	loc, err := loadZone(d.Zone)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	if !c.from.isInstant && !c.to.isInstant {
		first, last = p.Civil()
		if _, ok := p.Offset(); ok { // a single second
			first = localTime(loc, b.Earliest)
			last = first
		}
		return first, last, c.from.civil, c.to.civil, nil
	}
	if from = c.from.instant(); !c.from.isInstant {
		from = firstInstant(loc, c.from.civil)
	}
	if to = c.to.instant(); !c.to.isInstant {
		to = lastInstant(loc, c.to.civil)
	}
	return b.Earliest, b.Latest, from, to, nil
}
