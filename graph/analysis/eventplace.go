package analysis

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
)

// PlacesDefinition names the version of the rules by which events are put to places.
const PlacesDefinition = "places/1"

// The bounds of a map of events.
const (
	// MaxMapped is how many events may be read for one.
	MaxMapped = 20_000
	// maxWithin is how many places around a place are looked at.
	maxWithin = 16
)

// A PlaceQuestion asks where events happened.
type PlaceQuestion struct {
	graph.EventSet
	// Level, when given, counts events by the nearest place of that kind which is the
	// place or lies around it; by the places themselves unless given.
	Level graph.LocationKind
	// First is how many places are wanted.
	First int
}

// EventPlaces says where events happened, as far as their records tell.
type EventPlaces struct {
	// Places are the first: by how many events they have from high to low; among
	// equals by their ids.
	Places []EventPlace
	// Distinct is how many places there are in all.
	Distinct int
	// Events is how many events are counted in one place or more. Nowhere have no
	// place, and Outside none that is of the level or lies in one that is.
	Events, Nowhere, Outside int
}

// Definition names the version of its rules.
func (*EventPlaces) Definition() string { return PlacesDefinition }

// An EventPlace is what happened at one place. An event counts once in each place
// that it has, and once by each of the precisions with which it is put there.
type EventPlace struct {
	Location   graph.ID // what stands for it
	Events     int
	Exact      int              // put at this place itself, not at one in it
	Precisions []PrecisionCount // how near to the place that the record names; in their order, the last is not said
	Bases      []BasisCount     // how the events came to be known, in their order
}

// A PrecisionCount counts events by how their place is meant.
type PrecisionCount struct {
	Precision graph.PlacePrecision // empty where it is not said
	Events    int
}

// A BasisCount counts events by how they came to be known: what is alleged is not
// added to what was observed, but stands beside it.
type BasisCount struct {
	Basis  graph.EventBasis
	Events int
}

// PlacesOf counts events by their places. More than [MaxMapped] of them are
// [graph.ErrTooComplex].
func PlacesOf(ctx context.Context, r graph.Reader, q PlaceQuestion) (*EventPlaces, error) {
	events, err := eventsOf(ctx, r, q.EventSet)
	if err != nil {
		return nil, err
	}
	m := newMapping(r, q.Level)
	if err := m.locate(ctx, events); err != nil {
		return nil, err
	}
	return m.count(events, q.First), nil
}

// eventsOf reads what a set finds.
func eventsOf(ctx context.Context, r graph.Reader, set graph.EventSet) (events []*graph.Event, err error) {
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := r.Events(ctx, graph.EventQuery{EventSet: set}, page)
		if err != nil {
			return nil, err
		}
		for _, item := range list.Items {
			events = append(events, item.Value)
		}
		if len(events) > MaxMapped {
			return nil, fmt.Errorf("%w: there are more than %d events: ask for those of a shorter time (when) or of fewer places", graph.ErrTooComplex, MaxMapped)
		}
		if !list.More {
			return events, nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// A mapping finds places, and what stands for or lies around them.
type mapping struct {
	r      graph.Reader
	level  graph.LocationKind
	same   map[graph.ID]graph.ID
	around map[graph.ID]*graph.Location // by what stands for them
}

func newMapping(r graph.Reader, level graph.LocationKind) *mapping {
	return &mapping{r: r, level: level, same: map[graph.ID]graph.ID{}, around: map[graph.ID]*graph.Location{}}
}

// locate reads the places of events and, where a level is asked for, those around
// them.
func (m *mapping) locate(ctx context.Context, events []*graph.Event) error {
	met := map[graph.ID]bool{}
	for _, e := range events {
		for _, p := range e.Places {
			met[p.Location] = true
		}
	}
	for range maxWithin {
		ids := slices.DeleteFunc(slices.Sorted(maps.Keys(met)), func(id graph.ID) bool { return id == "" || m.same[id] != "" })
		clear(met)
		for batch := range slices.Chunk(ids, graph.MaxPage) {
			found, err := m.r.Canonical(ctx, batch)
			if err != nil {
				return err
			}
			for i, id := range batch {
				m.same[id] = found[i]
			}
			if m.level == "" {
				continue
			}
			records, err := m.r.Records(ctx, found)
			if err != nil {
				return err
			}
			for _, record := range records {
				if l, ok := record.(*graph.Location); ok {
					m.around[l.ID] = l
					met[l.Within] = true
				}
			}
		}
		if len(met) == 0 {
			return nil
		}
	}
	return nil
}

// place is where what is at a place is counted, or empty.
func (m *mapping) place(id graph.ID) graph.ID {
	id = m.same[id]
	if m.level == "" {
		return id
	}
	for range maxWithin {
		l := m.around[id]
		if l == nil {
			return ""
		}
		if l.Kind == m.level {
			return id
		}
		id = m.same[l.Within]
	}
	return ""
}

// precisions are all of them, and the last is where none is said.
func precisions() []graph.PlacePrecision {
	return []graph.PlacePrecision{graph.PlaceExact, graph.PlaceNear, graph.PlaceAround, graph.PlaceWithin, ""}
}

// eventBases are all of them, and the last is where none is said.
func eventBases() []graph.EventBasis {
	return []graph.EventBasis{graph.EventObserved, graph.EventReported, graph.EventAlleged, graph.EventMachineCoded, ""}
}

func (m *mapping) count(events []*graph.Event, first int) *EventPlaces {
	type counts struct {
		events     int
		exact      int
		precisions map[graph.PlacePrecision]int
		bases      map[graph.EventBasis]int
	}
	out, found := &EventPlaces{}, map[graph.ID]*counts{}
	for _, e := range events {
		if len(e.Places) == 0 {
			out.Nowhere++
			continue
		}
		how, exact := map[graph.ID]map[graph.PlacePrecision]bool{}, map[graph.ID]bool{}
		for _, p := range e.Places {
			if at := m.place(p.Location); at != "" {
				if how[at] == nil {
					how[at] = map[graph.PlacePrecision]bool{}
				}
				how[at][p.Precision] = true
				exact[at] = exact[at] || p.Precision == graph.PlaceExact && m.same[p.Location] == at
			}
		}
		if len(how) == 0 {
			out.Outside++
			continue
		}
		out.Events++
		for at, precisions := range how {
			c := found[at]
			if c == nil {
				c = &counts{precisions: map[graph.PlacePrecision]int{}, bases: map[graph.EventBasis]int{}}
				found[at] = c
			}
			c.events++
			c.bases[e.Basis]++
			if exact[at] {
				c.exact++
			}
			for p := range precisions {
				c.precisions[p]++
			}
		}
	}
	out.Distinct = len(found)
	order := slices.SortedFunc(maps.Keys(found), func(a, b graph.ID) int {
		return cmp.Or(cmp.Compare(found[b].events, found[a].events), cmp.Compare(a, b))
	})
	for _, at := range order[:min(first, len(order))] {
		c := found[at]
		place := EventPlace{Location: at, Events: c.events, Exact: c.exact}
		for _, p := range precisions() {
			if c.precisions[p] > 0 {
				place.Precisions = append(place.Precisions, PrecisionCount{p, c.precisions[p]})
			}
		}
		for _, b := range eventBases() {
			if c.bases[b] > 0 {
				place.Bases = append(place.Bases, BasisCount{b, c.bases[b]})
			}
		}
		out.Places = append(out.Places, place)
	}
	return out
}
