package graph

import "time"

// DayOfTruce returns which day of a truce d was: the first day in force is day 1,
// so that in the truce that began on 27 February 2016, 15 April 2016 was day 49.
// Days are civil days in zone, the agreement's IANA time zone ("" is UTC):
// what is civil is taken as given, what has an offset or a zone of its own is
// first turned into what the clocks of zone showed.
//
// From and to differ where d lasts, or where d or inForce is not certain to the
// day; they are cut to the days that were in the truce. An inForce of a/b says
// that the truce was in force from a to b, and [a..b] that it began on one of
// these days. Ended is the last day of the truce or, where it is uncertain, the
// latest that it can be; nil or undated, no end is known.
//
// It is not ok where no day can be told: d is before the first day or certainly
// after the end; d or inForce is undated or invalid; inForce can be any time in
// the past; d can be any time in the future and the truce has no end; or zone
// is unknown.
func DayOfTruce(inForce Date, ended *Date, zone string, d Date) (from, to int, ok bool) {
	loc := time.UTC
	if zone != "" {
		var err error
		if loc, err = loadZone(zone); err != nil {
			return 0, 0, false
		}
	}
	day, ok := daySpans(d, zone, loc)
	if !ok {
		return 0, 0, false
	}
	truce, ok := daySpans(inForce, zone, loc)
	if !ok {
		return 0, 0, false
	}
	end := int64(openFuture)
	if truce.period {
		end = truce.last
	}
	if ended != nil {
		if e, ok := daySpans(*ended, zone, loc); ok {
			end = min(end, e.last)
		}
	}
	first, last := max(day.first, truce.first), min(day.last, end)
	if truce.first == openPast || last == openFuture || first > last {
		return 0, 0, false
	}
	from, to = 1, dayNumber(truce.first, last)
	if first > truce.startLast {
		from = dayNumber(truce.startLast, first)
	}
	return from, to, true
}

// dayNumber returns the number of the day of t if that of start is 1.
func dayNumber(start, t int64) int {
	return int(floorDiv(t, secondsPerDay)-floorDiv(start, secondsPerDay)) + 1
}

// A daySpan is when something can be, in civil seconds, both inclusive.
type daySpan struct {
	first, last int64
	startLast   int64 // the latest second at which it can begin
	period      bool  // whether it lasts, from first or later to last or earlier
}

// daySpans returns when d can be on the clocks of loc, the location of zone. It
// is not ok if d is undated or invalid.
func daySpans(d Date, zone string, loc *time.Location) (s daySpan, ok bool) {
	if d.EDTF == "" {
		return s, false
	}
	p, err := d.EDTF.Parse()
	if err != nil {
		return s, false
	}
	b, err := d.bounds(p)
	if err != nil {
		return s, false
	}
	s = daySpan{first: p.start.first, last: p.end.last, startLast: p.end.last, period: p.Interval()}
	if s.period {
		s.startLast = p.start.last
	}
	if _, hasOffset := p.Offset(); !hasOffset && (d.Zone == "" || d.Zone == zone) {
		return s, true
	}
	startLast := b.Latest
	if s.period { // which has no offset, and so a zone
		own, err := loadZone(d.Zone)
		if err != nil {
			return s, false
		}
		startLast = lastInstant(own, s.startLast)
	}
	s.first, s.last, s.startLast = localTime(loc, b.Earliest), localTime(loc, b.Latest), localTime(loc, startLast)
	return s, true
}
