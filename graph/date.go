package graph

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// MaxDateWords is the length in bytes of the longest words that a date or its
// anchor may keep.
const MaxDateWords = 1024

// A DateBasis says how a date came to be known.
type DateBasis string

// The bases of a date.
const (
	DateGiven   DateBasis = "GIVEN"   // the source gives it
	DateDerived DateBasis = "DERIVED" // it was worked out from words such as "last Thursday"
)

// A Date is when something was, is or will be: as precisely as the source says
// and no more. All of its parts are optional; the zero Date means that no date
// is known. A date that has words and no EDTF is undated: it is shown, and
// sorts last.
//
// Without an offset in its EDTF a date is civil: it is what the calendar and
// the clock on the wall showed in Zone or, if there is none, in a place that is
// not said. Such a date compares with a thing that has a zone in the zone of
// that thing, and stands in sort keys as if it were UTC.
type Date struct {
	EDTF   EDTF      `json:"edtf,omitempty"`
	Words  string    `json:"words,omitempty"` // as the source puts it
	Basis  DateBasis `json:"basis,omitempty"`
	Anchor *Anchor   `json:"anchor,omitempty"` // for derived dates only
	Zone   string    `json:"zone,omitempty"`   // IANA time zone, such as Asia/Damascus
}

// An Anchor is where the words stand from which a derived date was worked out:
// for "last Thursday", the words that tell which day it was said on.
type Anchor struct {
	Words    string `json:"words,omitempty"`
	Document ID     `json:"document,omitempty"`
	Start    int    `json:"start"` // code points of the document's text,
	End      int    `json:"end"`   // half-open; both 0 where the span is not known
}

// IsZero reports whether nothing is known of the date.
func (d Date) IsZero() bool { return d == Date{} }

// Validate reports every problem with d, joined, or nil. Each is a
// [*FieldError] whose path is that of a field of d.
func (d Date) Validate() error {
	var errs []error
	report := func(path, format string, args ...any) {
		errs = append(errs, &FieldError{Path: path, Reason: fmt.Sprintf(format, args...)})
	}
	if d.EDTF != "" {
		if _, err := d.Bounds(); err != nil {
			errs = append(errs, err)
		}
	} else if d.Zone != "" {
		if _, err := loadZone(d.Zone); err != nil {
			errs = append(errs, err)
		}
	}
	if reason := wordsProblem(d.Words); reason != "" {
		report("words", "%s", reason)
	}
	switch d.Basis {
	case "", DateGiven:
	case DateDerived:
		if d.EDTF == "" {
			report("basis", "is %s and there is no edtf", d.Basis)
		}
	default:
		report("basis", "is %q, not %s or %s", d.Basis, DateGiven, DateDerived)
	}
	if a := d.Anchor; a != nil {
		if d.Basis != DateDerived {
			report("anchor", "is for a date whose basis is %s", DateDerived)
		}
		if *a == (Anchor{}) {
			report("anchor", "is empty")
		}
		if reason := wordsProblem(a.Words); reason != "" {
			report("anchor.words", "%s", reason)
		}
		switch {
		case a.Start == 0 && a.End == 0:
		case a.Document == "":
			report("anchor.document", "is missing: there is a span")
		case a.Start < 0:
			report("anchor.start", "is negative")
		case a.End <= a.Start:
			report("anchor.end", "is not after start")
		}
	}
	return errors.Join(errs...)
}

func wordsProblem(s string) (reason string) {
	switch {
	case len(s) > MaxDateWords:
		return fmt.Sprintf("is longer than %d bytes", MaxDateWords)
	case !utf8.ValidString(s):
		return "is not UTF-8"
	case s != "" && strings.TrimSpace(s) == "":
		return "is blank"
	}
	return ""
}

// Bounds are the first and the last second that a date can mean, in Unix time,
// both inclusive. An end that is open or unknown is [math.MinInt64] or
// [math.MaxInt64], and so are both bounds of what is undated.
type Bounds struct {
	Earliest, Latest int64
	Undated          bool
}

// Bounds returns the bounds by which d is sorted and indexed. A date with an
// offset or a zone is bounded by real instants, a civil date without a zone as
// if its clock showed UTC. It refuses what [Date.Validate] refuses in EDTF and
// Zone: what no calendar has, an unknown zone, and a time that the clocks of
// the zone never showed.
//
// The instants of a date in a zone follow the time zone database in use, which
// is corrected now and then, mostly for times to come.
func (d Date) Bounds() (Bounds, error) {
	if d.EDTF == "" {
		return Bounds{Earliest: math.MinInt64, Latest: math.MaxInt64, Undated: true}, nil
	}
	p, err := d.EDTF.Parse()
	if err != nil {
		return Bounds{}, err
	}
	return d.bounds(p)
}

// bounds is Bounds of a date whose EDTF has been parsed.
func (d Date) bounds(p ParsedEDTF) (Bounds, error) {
	first, last := p.Civil()
	if d.Zone == "" {
		offset := int64(p.start.offset) // a single second, if there is one
		return Bounds{Earliest: first - offset, Latest: last - offset}, nil
	}
	loc, err := loadZone(d.Zone)
	if err != nil {
		return Bounds{}, err
	}
	if offset, ok := p.Offset(); ok {
		return Bounds{Earliest: first - int64(offset), Latest: last - int64(offset)}, nil
	}
	b := Bounds{Earliest: firstInstant(loc, first), Latest: lastInstant(loc, last)}
	if b.Earliest > b.Latest {
		return Bounds{}, &FieldError{
			Path:   "edtf",
			Reason: fmt.Sprintf("%q is a time that the clocks of %s skipped", d.EDTF, d.Zone),
		}
	}
	return b, nil
}

// Local returns the first and the last civil second that d can mean by its own
// clock: as given or, if it has a zone besides an offset, as the clocks of the
// zone showed it. An end that is open or unknown is [math.MinInt64] or
// [math.MaxInt64]. It reports false for what is undated or invalid.
func (d Date) Local() (first, last int64, ok bool) {
	p, err := d.EDTF.Parse()
	if err != nil {
		return 0, 0, false
	}
	first, last = p.Civil()
	offset, given := p.Offset()
	if !given || d.Zone == "" {
		return first, last, true
	}
	loc, err := loadZone(d.Zone)
	if err != nil {
		return 0, 0, false
	}
	first = localTime(loc, first-int64(offset))
	return first, first, true
}

// Compare orders bounds newest first: by Earliest descending, then the narrower
// [WidthBucket] first, and what is undated last. It returns 0 for bounds that
// only their records' node numbers can order.
func (b Bounds) Compare(o Bounds) int {
	return cmp.Or(cmp.Compare(o.Earliest, b.Earliest), cmp.Compare(b.Bucket(), o.Bucket()))
}

// CompareDates orders dates as [Bounds.Compare] orders their bounds. A date that
// is invalid sorts as undated.
func CompareDates(a, b Date) int { return a.sortBounds().Compare(b.sortBounds()) }

func (d Date) sortBounds() Bounds {
	b, err := d.Bounds()
	if err != nil {
		b, _ = Date{}.Bounds()
	}
	return b
}

// A WidthBucket is a class of dates that are about equally vague. An index that
// sorts by Earliest within a bucket can find what overlaps a period by looking
// back no further than [WidthBucket.Seconds].
type WidthBucket uint8

// The width of a date is Latest - Earliest + 1 seconds, so that a whole civil
// day of UTC has 86,400. The limits are exact and inclusive: a local day of
// 25 hours, when the clocks go back, is already a WidthMonth.
const (
	WidthDay     WidthBucket = iota // at most 86,400 seconds, 1 day
	WidthMonth                      // at most 2,678,400 seconds, 31 days
	WidthYear                       // at most 31,622,400 seconds, 366 days
	WidthLong                       // longer, or an end is open or unknown
	WidthUndated                    // no date
)

var widths = [...]int64{WidthDay: secondsPerDay, WidthMonth: 31 * secondsPerDay, WidthYear: 366 * secondsPerDay}

// Bucket returns the width bucket of b.
func (b Bounds) Bucket() WidthBucket {
	switch {
	case b.Undated:
		return WidthUndated
	case b.Earliest == math.MinInt64 || b.Latest == math.MaxInt64:
		return WidthLong
	}
	// No overflow: years are limited by MaxEDTFYear.
	width := b.Latest - b.Earliest + 1
	for bucket, limit := range widths {
		if width <= limit {
			return WidthBucket(bucket)
		}
	}
	return WidthLong
}

// Seconds returns the greatest width of a date in the bucket, or
// [math.MaxInt64] if there is none.
func (w WidthBucket) Seconds() int64 {
	if int(w) < len(widths) {
		return widths[w]
	}
	return math.MaxInt64
}
