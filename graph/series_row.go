package graph

import "fmt"

// A SeriesRow is what one group has in one period: the flat form of a series that
// dashboards and tables take.
type SeriesRow struct {
	Time      string // the period
	Key       string // the value of the group; empty without a facet
	Agreement Concurring
	Count     int     // statements that lie in the period
	Spread    float64 // see [SeriesPoint]
}

// Rows are the points of all groups, one period after the other, and in one the
// groups in their order. Without gaps, those are left out that have nothing in
// them.
func (s *Series) Rows(gaps bool) []SeriesRow {
	rows := []SeriesRow{}
	if len(s.Groups) == 0 {
		return rows
	}
	for i := range s.Groups[0].Points {
		for _, g := range s.Groups {
			p := &g.Points[i]
			if gaps || p.Statements > 0 || p.Spread > 0 {
				rows = append(rows, SeriesRow{Time: p.Period, Key: g.Value, Agreement: g.Agreement, Count: p.Statements, Spread: p.Spread})
			}
		}
	}
	return rows
}

// A SeriesWindow adds up a number of periods that follow on each other.
type SeriesWindow struct {
	From, To   string // its first and its last period
	Statements int
	Spread     float64
	Mean       float64 // statements for each period, those that are spread included
}

// Windows adds up each run of so many periods, the first of which begins with the
// series and the last of which ends with it: a window that is not whole is none.
// Utterances are not added up, as one may be in several periods. A window that is
// longer than the series is a [*FieldError] of the path "of".
func (g *SeriesGroup) Windows(of int) ([]SeriesWindow, error) {
	switch {
	case of < 1:
		return nil, &FieldError{Path: "of", Reason: fmt.Sprintf("is %d; a window has 1 period or more", of)}
	case of > len(g.Points):
		return nil, &FieldError{Path: "of", Reason: fmt.Sprintf("is %d, and the series has %d periods: ask for a window of %[2]d at most, for shorter periods or for more time", of, len(g.Points))}
	}
	windows := make([]SeriesWindow, 0, len(g.Points)-of+1)
	statements, steps := 0, int64(0)
	for i := range g.Points {
		statements += g.Points[i].Statements
		steps += spreadSteps(g.Points[i].Spread)
		if i >= of {
			statements -= g.Points[i-of].Statements
			steps -= spreadSteps(g.Points[i-of].Spread)
		}
		if i >= of-1 {
			spread := float64(steps) / SpreadUnit
			windows = append(windows, SeriesWindow{
				From: g.Points[i-of+1].Period, To: g.Points[i].Period, Statements: statements, Spread: spread,
				Mean: (float64(statements) + spread) / float64(of),
			})
		}
	}
	return windows, nil
}

// SpreadUnit is in how many steps one statement is spread, so that sums do not
// depend on their order.
const SpreadUnit = 1 << 30

func spreadSteps(share float64) int64 { return int64(share * SpreadUnit) }
