package graph

import (
	"fmt"
	"slices"
)

// MaxPoints bounds the points that one [Series] gives, and the periods that it
// spans.
const MaxPoints = 10_000

// A Period is a stretch of the calendar.
type Period string

// The periods. Weeks are those of ISO 8601.
const (
	PeriodDay   Period = "DAY"   // 2016-04-11
	PeriodWeek  Period = "WEEK"  // 2016-W15
	PeriodMonth Period = "MONTH" // 2016-04
	PeriodYear  Period = "YEAR"  // 2016
)

// Periods are all of them.
func Periods() []Period { return []Period{PeriodDay, PeriodWeek, PeriodMonth, PeriodYear} }

// Valid reports whether p is one of [Periods].
func (p Period) Valid() bool { return slices.Contains(Periods(), p) }

// A SeriesQuery asks how statements are spread over time, by when they were
// said.
type SeriesQuery struct {
	StatementSet
	Period Period
	// By, when given, groups the statements by the values of a facet, of which
	// DAY, WEEK and MONTH are refused.
	By Facet
	// First is how many groups are wanted, 1 to [MaxPage].
	First int
	// Periods is how many the series may span, 1 to [MaxPoints]; one that spans
	// more, or has more than MaxPoints points, is [ErrTooComplex].
	Periods int
}

// A Series counts statements by the period that their date, by its own clock,
// lies in wholly, as the facets DAY, WEEK and MONTH do.
type Series struct {
	// Groups are the first: by the count of their statements from high to low;
	// among equals by value. Without a facet there is one, or none where there
	// is no statement to count.
	Groups []SeriesGroup
	// Distinct is how many groups there are in all.
	Distinct int
	// Statements is how many statements count in one group or more. Of the
	// others that are found, Without lie in a period and have no value of the
	// facet, Undated have no date, and Spanning one that lies in several periods
	// or is open.
	Statements, Without, Undated, Spanning int
}

// A SeriesGroup is what one value of the facet has. A statement counts once in
// each group that it has.
type SeriesGroup struct {
	Value      string // as in [FacetValue]; empty without a facet
	Agreement  Concurring
	Statements int
	// Points are the periods in their order, each of them, from the first to the
	// last in which a statement counts in any group.
	Points []SeriesPoint
}

// A SeriesPoint is what was said in one period.
type SeriesPoint struct {
	Period     string // as in [Period]
	Statements int
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
	case q.By != "" && !q.By.Valid():
		return &FieldError{Path: "by", Reason: fmt.Sprintf("there is no %q", q.By)}
	case Period(q.By).Valid():
		return &FieldError{Path: "by", Reason: fmt.Sprintf("is %s; a series has periods, and groups of something else", q.By)}
	case q.First < 1 || q.First > MaxPage:
		return &FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a series gives 1 to %d groups", q.First, MaxPage)}
	case q.Periods < 1 || q.Periods > MaxPoints:
		return &FieldError{Path: "periods", Reason: fmt.Sprintf("is %d; a series spans 1 to %d periods", q.Periods, MaxPoints)}
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
