package analysis

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
)

// An EventFacet is what events are grouped by.
type EventFacet string

// The facets of events.
const (
	EventsByKind  EventFacet = "KIND"
	EventsByBasis EventFacet = "BASIS" // what is alleged stands beside what was observed
	EventsByPlace EventFacet = "PLACE" // or by what lies around it
	EventsByActor EventFacet = "ACTOR" // who took part, in whatever role
)

// EventFacets are all of them.
func EventFacets() []EventFacet {
	return []EventFacet{EventsByKind, EventsByBasis, EventsByPlace, EventsByActor}
}

// Valid reports whether f is one of [EventFacets].
func (f EventFacet) Valid() bool { return slices.Contains(EventFacets(), f) }

// OfRecords says whether the values are ids of records.
func (f EventFacet) OfRecords() bool { return f == EventsByPlace || f == EventsByActor }

// An EventSeriesQuestion asks how events are spread over time, by when they happened.
type EventSeriesQuestion struct {
	graph.EventSet
	SeriesQuestion
	By EventFacet // one group unless given
	// Level is as in [PlaceQuestion]: it goes with PLACE.
	Level graph.LocationKind
	First int // how many groups, 1 to [graph.MaxPage]
}

// Check says what is wrong with the question by itself, but for its events.
func (q *EventSeriesQuestion) Check() error {
	switch {
	case q.By != "" && !q.By.Valid():
		return &graph.FieldError{Path: "by", Reason: fmt.Sprintf("there is no %q", q.By)}
	case q.Level != "" && q.By != EventsByPlace:
		return &graph.FieldError{Path: "level", Reason: fmt.Sprintf("is %s, which says by which places events are grouped: ask by %s", q.Level, EventsByPlace)}
	}
	s := q.series()
	return s.Check()
}

// series is what it has in common with a series of statements.
func (q *EventSeriesQuestion) series() graph.SeriesQuery {
	return graph.SeriesQuery{Period: q.Period, Zone: q.Zone, Inexact: q.Inexact, First: q.First, Periods: q.Periods}
}

// EventSeriesOf counts events by when they happened: each once in each group that it
// has. The groups are in the order of how many events they have, those that are spread
// included, from high to low, among equals by value. The statements and utterances of
// what is returned are events. More than [MaxMapped] of these are
// [graph.ErrTooComplex].
func EventSeriesOf(ctx context.Context, r graph.Reader, q EventSeriesQuestion) (graph.Series, error) {
	if err := q.Check(); err != nil {
		return graph.Series{}, err
	}
	calendar, err := q.Period.In(q.Zone)
	if err != nil {
		return graph.Series{}, err
	}
	events, err := eventsOf(ctx, r, q.EventSet)
	if err != nil {
		return graph.Series{}, err
	}
	values, err := q.values(ctx, r, events)
	if err != nil {
		return graph.Series{}, err
	}
	y := newTimeline(q.series(), calendar)
	for i, e := range events {
		if err := wanted(ctx, i); err != nil {
			return graph.Series{}, err
		}
		if err := y.add(e.When, e.ID, values(e)); err != nil {
			return graph.Series{}, err
		}
	}
	count := func(value string) int { return y.certain[value] + y.spread[value] }
	names := slices.SortedFunc(maps.Keys(y.groups), func(a, b string) int { return cmp.Or(cmp.Compare(count(b), count(a)), cmp.Compare(a, b)) })
	return y.series(names[:min(q.First, len(names))])
}

// values gives what says of an event which values it has.
func (q *EventSeriesQuestion) values(ctx context.Context, r graph.Reader, events []*graph.Event) (func(*graph.Event) map[string]bool, error) {
	switch q.By {
	case EventsByKind:
		return func(e *graph.Event) map[string]bool { return named(string(e.Kind)) }, nil
	case EventsByBasis:
		return func(e *graph.Event) map[string]bool { return named(string(e.Basis)) }, nil
	case EventsByPlace:
		m := newMapping(r, q.Level)
		if err := m.locate(ctx, events); err != nil {
			return nil, err
		}
		return func(e *graph.Event) map[string]bool {
			places := map[string]bool{}
			for _, p := range e.Places {
				if at := m.place(p.Location); at != "" {
					places[string(at)] = true
				}
			}
			return places
		}, nil
	case EventsByActor:
		same, err := participants(ctx, r, events)
		if err != nil {
			return nil, err
		}
		return func(e *graph.Event) map[string]bool {
			actors := map[string]bool{}
			for _, p := range e.Participants {
				if p.Actor != "" {
					actors[string(same[p.Actor])] = true
				}
			}
			return actors
		}, nil
	}
	return func(*graph.Event) map[string]bool { return map[string]bool{"": true} }, nil
}

// named is a value, if there is one.
func named(value string) map[string]bool {
	if value == "" {
		return nil
	}
	return map[string]bool{value: true}
}

// participants finds what stands for who took part.
func participants(ctx context.Context, r graph.Reader, events []*graph.Event) (map[graph.ID]graph.ID, error) {
	same := map[graph.ID]graph.ID{}
	for _, e := range events {
		for _, p := range e.Participants {
			if p.Actor != "" {
				same[p.Actor] = ""
			}
		}
	}
	return same, represent(ctx, r, same, slices.Sorted(maps.Keys(same)))
}
