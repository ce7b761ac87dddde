package analysis

import (
	"fmt"
	"math"

	"hudna/graph"
)

// A SeriesQuestion asks how what is alleged under an agreement is spread over time,
// by the state that it is in.
type SeriesQuestion struct {
	Period graph.Period
	Zone   string // that of the agreement is the caller's to give
	// Inexact and Periods are as in [graph.SeriesQuery].
	Inexact graph.Inexact
	Periods int
}

// Series counts allegations by when they were said and the state that each is in,
// the states in their order. What was withdrawn has no state, and is without. A
// statement that accuses several counts once in each state that it is in. Stances are
// none of it.
func (d *Disputes) Series(q SeriesQuestion) (graph.Series, error) {
	calendar, err := q.Period.In(q.Zone)
	if err != nil {
		return graph.Series{}, err
	}
	check := graph.SeriesQuery{Period: q.Period, Zone: q.Zone, Inexact: q.Inexact, First: 1, Periods: q.Periods}
	if err := check.Check(); err != nil {
		return graph.Series{}, err
	}
	y := newTimeline(check, calendar)
	states := map[*graph.Statement]map[string]bool{}
	var order []*graph.Statement
	for _, one := range d.Disputes {
		for _, a := range one.Allegations {
			if states[a.Statement] == nil {
				states[a.Statement] = map[string]bool{}
				order = append(order, a.Statement)
			}
			if !a.Withdrawn {
				states[a.Statement][string(a.State)] = true
			}
		}
	}
	for _, s := range order {
		name := s.Utterance
		if name == "" {
			name = s.ID
		}
		if err := y.add(s.Said, name, states[s]); err != nil {
			return graph.Series{}, err
		}
	}
	names := make([]string, 0, len(DisputeStates()))
	for _, state := range DisputeStates() {
		if y.groups[string(state)] != nil {
			names = append(names, string(state))
		}
	}
	return y.series(names)
}

// A timeline counts what has dates by its values and periods.
type timeline struct {
	graph.SeriesQuery
	calendar graph.Calendar
	groups   map[string]map[int64]*instant
	certain  map[string]int // how many lie in one period
	spread   map[string]int // and in several
	out      graph.Series
}

// An instant is what lies in one period.
type instant struct {
	count int
	steps float64
	acts  map[graph.ID]bool // of speaking; each once
}

func newTimeline(q graph.SeriesQuery, calendar graph.Calendar) *timeline {
	return &timeline{SeriesQuery: q, calendar: calendar, groups: map[string]map[int64]*instant{}, certain: map[string]int{}, spread: map[string]int{}}
}

// add counts one that has a date in each of its values, once for each act.
func (y *timeline) add(when *graph.Date, act graph.ID, values map[string]bool) error {
	var date graph.Date
	if when != nil {
		date = *when
	}
	first, last, dated := y.calendar.Span(date)
	if !dated {
		y.out.Undated++
		return nil
	}
	open := first == math.MinInt64 || last == math.MaxInt64
	begins, exact := y.calendar.Within(date)
	if open || !exact && y.Inexact != graph.InexactSpread {
		y.out.Spanning++
		return nil
	}
	if len(values) == 0 {
		y.out.Without++
		return nil
	}
	if exact {
		y.out.Statements++
		for value := range values {
			y.certain[value]++
			at := y.at(value, begins)
			at.count++
			at.acts[act] = true
		}
		return nil
	}
	y.out.Spread++
	n := 0
	for begins = y.calendar.Begin(first); begins <= last; n++ {
		if err := y.Bound(1, n+1); err != nil {
			return err
		}
		next := y.calendar.Next(begins)
		part := float64(min(next-1, last)-max(begins, first)+1) / float64(last-first+1)
		for value := range values {
			y.at(value, begins).steps += math.Round(part * graph.SpreadUnit)
		}
		begins = next
	}
	for value := range values {
		y.spread[value]++
	}
	return nil
}

func (y *timeline) at(value string, begins int64) *instant {
	if y.groups[value] == nil {
		y.groups[value] = map[int64]*instant{}
	}
	at := y.groups[value][begins]
	if at == nil {
		at = &instant{acts: map[graph.ID]bool{}}
		y.groups[value][begins] = at
	}
	return at
}

// series gives some of the groups, in an order.
func (y *timeline) series(names []string) (graph.Series, error) {
	y.out.Distinct = len(y.groups)
	if len(y.groups) == 0 {
		return y.out, nil
	}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, points := range y.groups {
		for begins := range points {
			first, last = min(first, begins), max(last, begins)
		}
	}
	var periods []int64
	for begins := first; begins <= last; begins = y.calendar.Next(begins) {
		periods = append(periods, begins)
		if err := y.Bound(len(names), len(periods)); err != nil {
			return graph.Series{}, fmt.Errorf("%w (it has at least %d)", err, y.calendar.Between(first, last))
		}
	}
	for _, name := range names {
		g := graph.SeriesGroup{Value: name, Statements: y.certain[name], Spread: y.spread[name], Points: make([]graph.SeriesPoint, len(periods))}
		for i, begins := range periods {
			g.Points[i].Period = y.calendar.Label(begins)
			if at := y.groups[name][begins]; at != nil {
				g.Points[i].Statements, g.Points[i].Utterances, g.Points[i].Spread = at.count, len(at.acts), at.steps/graph.SpreadUnit
			}
		}
		y.out.Groups = append(y.out.Groups, g)
	}
	return y.out, nil
}
