package graph

import (
	"fmt"
	"slices"
)

// MaxPoints bounds the points that one [Series] gives, and the periods that it
// spans.
const MaxPoints = 10_000

// SeriesDefinition names the version of the rules by which what has dates is counted
// over time.
const SeriesDefinition = "series/1"

// A Period is a stretch of the calendar.
type Period string

// The periods. Weeks are those of ISO 8601.
const (
	PeriodHour  Period = "HOUR"  // 2016-04-11T14:00, in a zone 2016-04-11T14:00+03:00
	PeriodDay   Period = "DAY"   // 2016-04-11
	PeriodWeek  Period = "WEEK"  // 2016-W15
	PeriodMonth Period = "MONTH" // 2016-04
	PeriodYear  Period = "YEAR"  // 2016
)

// Periods are all of them.
func Periods() []Period { return []Period{PeriodHour, PeriodDay, PeriodWeek, PeriodMonth, PeriodYear} }

// Valid reports whether p is one of [Periods].
func (p Period) Valid() bool { return slices.Contains(Periods(), p) }

// Inexact says what becomes of a statement whose date lies in several periods.
type Inexact string

// What becomes of it: it is never taken to lie in the first of them.
const (
	// InexactAside sets it apart.
	InexactAside Inexact = "ASIDE"
	// InexactSpread gives each of the periods the share of it that the period has
	// of the time that the date can mean.
	InexactSpread Inexact = "SPREAD"
)

// Inexacts lists every [Inexact].
func Inexacts() []Inexact { return []Inexact{InexactAside, InexactSpread} }

// Valid reports whether i is one of [Inexacts].
func (i Inexact) Valid() bool { return slices.Contains(Inexacts(), i) }

// A SeriesQuery asks how statements are spread over time, by when they were
// said.
type SeriesQuery struct {
	StatementSet
	Period Period
	// Zone is the IANA time zone whose periods they are; those of each date's own
	// clock unless given. See [Calendar].
	Zone string
	// Inexact is [InexactAside] unless given. A date that is open at an end is set
	// apart either way.
	Inexact Inexact
	// By, when given, groups the statements by the values of a facet, of which
	// DAY, WEEK and MONTH are refused.
	By Facet
	// First is how many groups are wanted, 1 to [MaxPage].
	First int
	// Periods is how many the series may span, 1 to [MaxPoints]; one that spans
	// more, or has more than MaxPoints points, is [ErrTooComplex].
	Periods int
}

// A Series counts statements by the period that their date lies in wholly, as the
// facets DAY, WEEK and MONTH do.
type Series struct {
	// Groups are the first: by how many statements they have, those that are spread
	// included, from high to low;
	// among equals by value. Without a facet there is one, or none where there
	// is no statement to count.
	Groups []SeriesGroup
	// Distinct is how many groups there are in all.
	Distinct int
	// Statements is how many statements count in one group or more. Of the
	// others that are found, Without lie in a period and have no value of the
	// facet, Undated have no date, and Spanning one that lies in several periods
	// or is open; but Spread are those that lie in several and are spread over them.
	Statements, Spread, Without, Undated, Spanning int
}

// A SeriesGroup is what one value of the facet has. A statement counts once in
// each group that it has.
type SeriesGroup struct {
	Value      string // as in [FacetValue]; empty without a facet
	Agreement  Concurring
	Statements int // that lie in one period each
	Spread     int // that lie in several
	// Points are the periods in their order, each of them, from the first to the
	// last in which a statement counts in any group.
	Points []SeriesPoint
}

// A SeriesPoint is what was said in one period.
type SeriesPoint struct {
	Period     string // as in [Calendar.Label]
	Statements int
	// Spread is how much falls to the period of the statements that lie in several,
	// in steps of 2^-30. It counts among neither the utterances nor the stances.
	Spread float64
	// Utterances are the acts of speaking, as in [StatementCount].
	Utterances int
	// Stances add up how the about entries evaluate the targets of the query, by
	// scale, in the order of the scales' names; see [SeriesQuery.Targets].
	Stances []MeanStance
}

// Targets are those About of the query that say of whom is spoken: they name
// actors, or nothing but roles and stances. About entries of actors count whose
// role is one of a target's, and who stand for one that it names in AnyOf or
// AllOf by its scopes and certainty; whoever it is where it names none. What
// stance they give is the target's no condition. Without a target, every actor of
// whom is spoken is one. In a series by ABOUT or ROLE, an entry counts in the
// group of its own value only.
func (q *SeriesQuery) Targets() (targets []AboutSet) {
	for _, a := range q.About {
		if a.Actor != nil || a.Event == nil && a.Agreement == "" && a.Location == nil && a.Topic == "" && a.Statement == "" {
			targets = append(targets, a)
		}
	}
	return targets
}

// Check says what is wrong with the query by itself, as [CheckQuery] does.
func (q *SeriesQuery) Check() error {
	switch {
	case !q.Period.Valid():
		return &FieldError{Path: "period", Reason: fmt.Sprintf("there is no %q", q.Period)}
	case q.Inexact != "" && !q.Inexact.Valid():
		return &FieldError{Path: "inexact", Reason: fmt.Sprintf("is %q, not %s or %s", q.Inexact, InexactAside, InexactSpread)}
	case q.By != "" && !q.By.Valid():
		return &FieldError{Path: "by", Reason: fmt.Sprintf("there is no %q", q.By)}
	case Period(q.By).Valid():
		return &FieldError{Path: "by", Reason: fmt.Sprintf("is %s; a series has periods, and groups of something else", q.By)}
	case q.First < 1 || q.First > MaxPage:
		return &FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a series gives 1 to %d groups", q.First, MaxPage)}
	case q.Periods < 1 || q.Periods > MaxPoints:
		return &FieldError{Path: "periods", Reason: fmt.Sprintf("is %d; a series spans 1 to %d periods", q.Periods, MaxPoints)}
	}
	if _, err := q.Period.In(q.Zone); err != nil {
		return err
	}
	return CheckQuery(q.StatementSet)
}

// Bound says that a series with so many groups and periods is more than the
// query may have, as [ErrTooComplex].
func (q *SeriesQuery) Bound(groups, periods int) error {
	switch {
	case periods > q.Periods:
		return fmt.Errorf("%w: the series spans %d periods, more than %d: ask for longer ones, or for less time", ErrTooComplex, periods, q.Periods)
	case groups*periods > MaxPoints:
		return fmt.Errorf("%w: %d groups over %d periods have more than %d points: ask for fewer groups, longer periods, or less time",
			ErrTooComplex, groups, periods, MaxPoints)
	}
	return nil
}
