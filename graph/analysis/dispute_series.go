package analysis

import (
	"fmt"
	"math"
	"slices"

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
	y := &timeline{SeriesQuery: check, calendar: calendar, groups: map[DisputeState]map[int64]*instant{}}
	states := map[*graph.Statement]map[DisputeState]bool{}
	var order []*graph.Statement
	for _, one := range d.Disputes {
		for _, a := range one.Allegations {
			if states[a.Statement] == nil {
				states[a.Statement] = map[DisputeState]bool{}
				order = append(order, a.Statement)
			}
			if !a.Withdrawn {
				states[a.Statement][a.State] = true
			}
		}
	}
	for _, s := range order {
		if err := y.add(s, states[s]); err != nil {
			return graph.Series{}, err
		}
	}
	return y.series()
}

// A timeline counts statements by their states and periods.
type timeline struct {
	graph.SeriesQuery
	calendar graph.Calendar
	groups   map[DisputeState]map[int64]*instant
	spread   map[DisputeState]int
	out      graph.Series
}

// An instant is what was said in one period.
type instant struct {
	statements int
	steps      float64
	utterances map[graph.ID]bool
}

func (y *timeline) add(s *graph.Statement, states map[DisputeState]bool) error {
	var said graph.Date
	if s.Said != nil {
		said = *s.Said
	}
	first, last, dated := y.calendar.Span(said)
	if !dated {
		y.out.Undated++
		return nil
	}
	open := first == math.MinInt64 || last == math.MaxInt64
	begins, exact := y.calendar.Within(said)
	if open || !exact && y.Inexact != graph.InexactSpread {
		y.out.Spanning++
		return nil
	}
	if len(states) == 0 {
		y.out.Without++
		return nil
	}
	if exact {
		y.out.Statements++
		for state := range states {
			at := y.at(state, begins)
			at.statements++
			name := s.Utterance
			if name == "" {
				name = s.ID
			}
			at.utterances[name] = true
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
		for state := range states {
			y.at(state, begins).steps += math.Round(part * graph.SpreadUnit)
		}
		begins = next
	}
	if y.spread == nil {
		y.spread = map[DisputeState]int{}
	}
	for state := range states {
		y.spread[state]++
	}
	return nil
}

func (y *timeline) at(state DisputeState, begins int64) *instant {
	if y.groups[state] == nil {
		y.groups[state] = map[int64]*instant{}
	}
	at := y.groups[state][begins]
	if at == nil {
		at = &instant{utterances: map[graph.ID]bool{}}
		y.groups[state][begins] = at
	}
	return at
}

func (y *timeline) series() (graph.Series, error) {
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
		if err := y.Bound(len(y.groups), len(periods)); err != nil {
			return graph.Series{}, fmt.Errorf("%w (it has at least %d)", err, y.calendar.Between(first, last))
		}
	}
	for _, state := range slices.DeleteFunc(DisputeStates(), func(s DisputeState) bool { return y.groups[s] == nil }) {
		g := graph.SeriesGroup{Value: string(state), Spread: y.spread[state], Points: make([]graph.SeriesPoint, len(periods))}
		for i, begins := range periods {
			g.Points[i].Period = y.calendar.Label(begins)
			if at := y.groups[state][begins]; at != nil {
				g.Points[i].Statements, g.Points[i].Utterances, g.Points[i].Spread = at.statements, len(at.utterances), at.steps/graph.SpreadUnit
				g.Statements += at.statements
			}
		}
		y.out.Groups = append(y.out.Groups, g)
	}
	return y.out, nil
}
