package graph

import (
	"fmt"
	"math"
	"strings"
)

// EDTF is a date string in the Extended Date/Time Format of ISO 8601-2:2019, in
// the profile published by the Library of Congress on 4 February 2019
// (https://www.loc.gov/standards/datetime/). It is kept exactly as given;
// [EDTF.Parse] says what it means. Understood are
//
//	2016  2016-04  2016-04-15                        level 0: year, month, day
//	2016-04-15T21:30:00  …Z  …+03  …+03:00           level 0: date and time of day
//	2016-02-27/2016-04-15                            level 0: interval
//	-0044  Y170000002  Y-170000002                   level 1: other years
//	2016-21 … 2016-24                                level 1: spring, summer, autumn, winter
//	2016?  2016-04~  2016-04-15%                     level 1: uncertain, approximate, both
//	201X  20XX  2016-XX  2016-04-XX  2016-XX-XX      level 1: unspecified digits
//	2016-02-27/..  ../2016  2016-02-27/  /2016       level 1: open and unknown ends
//	[2016-04-14..2016-04-16]  [..2016]  [2016-04..]  level 2: one unknown day of these
//	Y17E7                                            level 2: year with an exponent
//
// Everything else of level 2 is refused with a reason. The calendar is the
// proleptic Gregorian one, with a year 0000 before 0001. Times of day are
// complete to the second; there is no 24:00:00 and no leap second. Interval
// ends are dates without a time of day and without unspecified digits, as the
// profile has it: a month or a year as an end already says "some day in it".
//
// The profile gives the seasons names and no months. Here they are the
// meteorological seasons of the northern hemisphere, as climatologists count
// them (U.S. National Centers for Environmental Information, "Meteorological
// Versus Astronomical Seasons", 2016): spring is March to May, summer June to
// August, autumn September to November, and winter December to February of the
// following year, so that the four sort in the order of their numbers.
type EDTF string

// MaxEDTF is the length in bytes beyond which an EDTF string is refused. The
// longest that mean anything, intervals of two long years, are about half as
// long.
const MaxEDTF = 64

// MaxEDTFYear is the largest year, either side of year 0000, that an EDTF string
// may name; every second of such years can be counted in 64 bits.
const MaxEDTFYear = 100_000_000_000

// The civil seconds of an end that is open or unknown.
const (
	openPast   = math.MinInt64
	openFuture = math.MaxInt64
)

type edtfForm uint8

const (
	edtfSingle   edtfForm = iota // one date, or one date and time of day
	edtfInterval                 // a/b
	edtfOneOf                    // [a..b]
)

type edtfEnd uint8

const (
	endGiven   edtfEnd = iota
	endOpen            // ".." in an interval, or nothing beside the ".." of [a..b]
	endUnknown         // nothing beside the "/" of an interval
)

// unspecified stands for XX in the month and day of an edtfDate: no two digits
// make it.
const unspecified = 100

// An edtfDate is one date of an EDTF string, with the civil seconds it spans:
// seconds of a clock on the wall since 1970-01-01T00:00:00, both inclusive.
type edtfDate struct {
	first, last int64
	year        int64 // unspecified digits read as 0
	offset      int32 // seconds east of UTC
	end         edtfEnd
	unknown     uint8 // how many rightmost digits of the year are unspecified
	month       uint8 // 0 none, 1-12, 21-24 a season, or unspecified
	day         uint8 // 0 none, 1-31, or unspecified
	hour        uint8
	minute      uint8
	second      uint8
	hasTime     bool
	hasOffset   bool
	negative    bool // has a sign before the year
	long        bool // written with the letter Y
	qualifier   byte // '?', '~', '%' or 0
}

// A ParsedEDTF is what an EDTF string says. The zero value says nothing; it is
// made by [EDTF.Parse].
type ParsedEDTF struct {
	form       edtfForm
	start, end edtfDate // equal for a single date
}

// Parse says what e means, or why it is no date: a [*FieldError] with the path
// "edtf". An interval or choice whose start cannot lie before its end is
// refused.
func (e EDTF) Parse() (ParsedEDTF, error) {
	p, reason := parseEDTF(string(e))
	if reason != "" {
		return ParsedEDTF{}, &FieldError{Path: "edtf", Reason: reason}
	}
	return p, nil
}

// Interval reports whether p is a period a/b, which lasts, rather than one
// moment of which more or less is known.
func (p ParsedEDTF) Interval() bool { return p.form == edtfInterval }

// OneOf reports whether p is [a..b], one unknown day of these.
func (p ParsedEDTF) OneOf() bool { return p.form == edtfOneOf }

// Civil returns the first and the last second that p can mean, both inclusive,
// on the clock of the place that p speaks of, counted from 1970-01-01T00:00:00
// on that clock. An open or unknown end is [math.MinInt64] or [math.MaxInt64].
// A qualifier (? ~ %) does not widen them: how far off it may be is not said.
func (p ParsedEDTF) Civil() (first, last int64) { return p.start.first, p.end.last }

// Offset returns the seconds east of UTC that a date with a time of day was
// given with, and whether it was.
func (p ParsedEDTF) Offset() (seconds int, ok bool) {
	return int(p.start.offset), p.start.hasOffset
}

// Uncertain reports whether a date in p is marked ? or %.
func (p ParsedEDTF) Uncertain() bool {
	return p.start.qualified('?') || p.end.qualified('?')
}

// Approximate reports whether a date in p is marked ~ or %.
func (p ParsedEDTF) Approximate() bool {
	return p.start.qualified('~') || p.end.qualified('~')
}

func (d edtfDate) qualified(mark byte) bool { return d.qualifier == mark || d.qualifier == '%' }

// String writes p as an EDTF string that parses to p again: the one p came
// from, except that an exponent is written out and an offset has minutes or
// is Z.
func (p ParsedEDTF) String() string {
	switch p.form {
	case edtfInterval:
		return p.start.text("..") + "/" + p.end.text("..")
	case edtfOneOf:
		return "[" + p.start.text("") + ".." + p.end.text("") + "]"
	default:
		return p.start.text("")
	}
}

func (d edtfDate) text(open string) string {
	switch d.end {
	case endOpen:
		return open
	case endUnknown:
		return ""
	}
	var b strings.Builder
	sign, year := "", d.year
	if d.negative {
		sign, year = "-", -year
	}
	if d.long {
		fmt.Fprintf(&b, "Y%s%d", sign, year)
	} else {
		digits := fmt.Sprintf("%04d", year)
		b.WriteString(sign + digits[:4-d.unknown] + "XX"[:d.unknown])
	}
	for _, part := range [...]uint8{d.month, d.day} {
		switch part {
		case 0:
		case unspecified:
			b.WriteString("-XX")
		default:
			fmt.Fprintf(&b, "-%02d", part)
		}
	}
	if d.hasTime {
		fmt.Fprintf(&b, "T%02d:%02d:%02d", d.hour, d.minute, d.second)
	}
	switch {
	case !d.hasOffset:
	case d.offset == 0:
		b.WriteByte('Z')
	default:
		sign, minutes := '+', d.offset/60
		if minutes < 0 {
			sign, minutes = '-', -minutes
		}
		fmt.Fprintf(&b, "%c%02d:%02d", sign, minutes/60, minutes%60)
	}
	if d.qualifier != 0 {
		b.WriteByte(d.qualifier)
	}
	return b.String()
}

// span returns the civil seconds of d, whose other fields are known to be right.
func (d *edtfDate) span() (first, last int64) {
	switch month := int(d.month); {
	case d.hasTime:
		first = civilDays(d.year, month, int(d.day))*secondsPerDay +
			int64(d.hour)*3600 + int64(d.minute)*60 + int64(d.second)
		return first, first
	case 1 <= d.day && d.day <= 31:
		first = civilDays(d.year, month, int(d.day)) * secondsPerDay
		return first, first + secondsPerDay - 1
	case 1 <= month && month <= 12:
		return civilMonth(d.year, month), civilMonth(d.year, month+1) - 1
	case 21 <= month && month <= 24:
		begin := 3 * (month - 20)
		return civilMonth(d.year, begin), civilMonth(d.year, begin+3) - 1
	}
	low, high := d.year, d.year
	switch spread := [...]int64{0, 9, 99}[d.unknown]; {
	case d.negative: // -000X is -9 to -1: there is no year -0000
		low, high = d.year-spread, min(d.year, -1)
	default:
		high += spread
	}
	return civilMonth(low, 1), civilMonth(high+1, 1) - 1
}

// civilDays counts the days from 1970-01-01 to a day of the proleptic Gregorian
// calendar. Years are taken to begin in March, so that the leap day is the
// last of its year and the days before a month follow a straight line.
func civilDays(year int64, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	const daysTo1970 = 719468 // from 0000-03-01 to 1970-01-01
	leaps := floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400)
	return year*365 + leaps + int64((153*(month-3)+2)/5+day-1) - daysTo1970
}

// civilMonth returns the first civil second of a month; 13 is January of the
// following year, and so on.
func civilMonth(year int64, month int) int64 {
	if month > 12 {
		year, month = year+1, month-12
	}
	return civilDays(year, month, 1) * secondsPerDay
}

const secondsPerDay = 24 * 60 * 60

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// daysIn returns how many days a month has.
func daysIn(year int64, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
