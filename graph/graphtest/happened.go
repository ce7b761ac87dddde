package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"hudna/graph"
)

// A HappenedQuery asks the oracle how events are spread over time: by KIND, BASIS,
// PLACE or ACTOR, or in one group.
type HappenedQuery struct {
	graph.EventSet
	By             string
	Level          graph.LocationKind
	Period         graph.Period
	Zone           string
	Spread         bool
	First, Periods int
}

// A HappenedAt is what happened at one place.
type HappenedAt struct {
	Events, Exact int
	Precisions    map[graph.PlacePrecision]int
	Bases         map[graph.EventBasis]int
}

// HappenedAt puts each event to each of its places, one after the other: to how many
// of them there is none at all, and to how many none of the level.
func (n *Naive) HappenedAt(ctx context.Context, v graph.View, set graph.EventSet, level graph.LocationKind) (at map[graph.ID]HappenedAt, nowhere, outside int, err error) {
	at = map[graph.ID]HappenedAt{}
	_, err = ask(ctx, naiveReader{n, v}, func(k *seeker) (bool, error) {
		found, err := k.events(graph.EventQuery{EventSet: set})
		if err != nil {
			return false, err
		}
		for _, e := range valuesOf(found.items) {
			if len(e.Places) == 0 {
				nowhere++
				continue
			}
			places := k.placesOf(e, level)
			if len(places) == 0 {
				outside++
			}
			for place := range places {
				one := at[place]
				if one.Bases == nil {
					one.Precisions, one.Bases = map[graph.PlacePrecision]int{}, map[graph.EventBasis]int{}
				}
				one.Events++
				one.Bases[e.Basis]++
				exactly, ways := false, map[graph.PlacePrecision]bool{}
				for _, p := range e.Places {
					if k.upTo(p.Location, level) == place {
						ways[p.Precision] = true
						exactly = exactly || p.Precision == "EXACT" && k.canonical(p.Location) == place
					}
				}
				if exactly {
					one.Exact++
				}
				for way := range ways {
					one.Precisions[way]++
				}
				at[place] = one
			}
		}
		return true, nil
	})
	return at, nowhere, outside, err
}

// placesOf are where an event counts.
func (k *seeker) placesOf(e *graph.Event, level graph.LocationKind) map[graph.ID]bool {
	places := map[graph.ID]bool{}
	for _, p := range e.Places {
		if at := k.upTo(p.Location, level); at != "" {
			places[at] = true
		}
	}
	return places
}

// upTo goes from a place outwards to the first of a kind.
func (k *seeker) upTo(id graph.ID, level graph.LocationKind) graph.ID {
	for steps := 0; id != "" && steps < 16; steps++ {
		id = k.canonical(id)
		l, ok := k.snapshot.byID[id].(*graph.Location)
		switch {
		case level == "":
			return id
		case !ok:
			return ""
		case l.Kind == level:
			return id
		}
		id = l.Within
	}
	return ""
}

// Happened counts events over time.
func (n *Naive) Happened(ctx context.Context, v graph.View, q HappenedQuery) (graph.Series, error) {
	return ask(ctx, naiveReader{n, v}, func(k *seeker) (graph.Series, error) {
		found, err := k.events(graph.EventQuery{EventSet: q.EventSet})
		if err != nil {
			return graph.Series{}, err
		}
		var all []dating
		for _, e := range valuesOf(found.items) {
			d := dating{when: e.When, act: e.ID, values: map[string]bool{}}
			switch q.By {
			case "KIND":
				d.values[string(e.Kind)] = true
			case "BASIS":
				d.values[string(e.Basis)] = true
			case "PLACE":
				for place := range k.placesOf(e, q.Level) {
					d.values[string(place)] = true
				}
			case "ACTOR":
				for _, p := range e.Participants {
					if p.Actor != "" {
						d.values[string(k.canonical(p.Actor))] = true
					}
				}
			}
			if q.By != "" {
				delete(d.values, "")
			} else {
				d.values[""] = true
			}
			all = append(all, d)
		}
		return n.dated(all, q.Period, q.Zone, q.Spread, q.First, q.Periods)
	})
}

// A Claimed is a statement with the states in which what it alleges is.
type Claimed struct {
	Statement *graph.Statement
	States    []string
}

// Claimed counts allegations over time by their states.
func (n *Naive) Claimed(ctx context.Context, v graph.View, claims []Claimed, period graph.Period, zone string, spread bool, periods int) (graph.Series, error) {
	return ask(ctx, naiveReader{n, v}, func(*seeker) (graph.Series, error) {
		var all []dating
		for _, c := range claims {
			d := dating{when: c.Statement.Said, act: cmp.Or(c.Statement.Utterance, c.Statement.ID), values: map[string]bool{}}
			for _, state := range c.States {
				d.values[state] = true
			}
			all = append(all, d)
		}
		return n.dated(all, period, zone, spread, math.MaxInt32, periods)
	})
}

// A dating is something that has a date, and the groups in which it counts.
type dating struct {
	when   *graph.Date
	act    graph.ID
	values map[string]bool
}

// dated looks at everything in every period of every group.
func (n *Naive) dated(all []dating, period graph.Period, zone string, spread bool, first, periods int) (out graph.Series, err error) {
	cut := clock{by: period}
	if zone != "" {
		if cut.zone, err = time.LoadLocation(zone); err != nil {
			return out, err
		}
	}
	var counted []label
	over := make([][]label, len(all))
	sizes, spreads := map[string]int{}, map[string]int{}
	for i, d := range all {
		m := n.moment(d.when)
		from, to, closed := cut.span(m)
		if closed {
			over[i] = cut.over(from, to, max(1, periods))
		}
		switch lies := len(over[i]); {
		case m.undated:
			out.Undated++
		case !closed, lies > 1 && !spread:
			out.Spanning++
		case len(d.values) == 0:
			out.Without++
		case lies > periods:
			return out, fmt.Errorf("%w: %s is spread over too much", graph.ErrTooComplex, d.act)
		default:
			counted = append(counted, over[i]...)
			for value := range d.values {
				if lies == 1 {
					sizes[value]++
				} else {
					spreads[value]++
				}
				sizes[value] += 0 // so that it is there
			}
			if lies == 1 {
				out.Statements++
			} else {
				out.Spread++
			}
			continue
		}
		over[i] = nil
	}
	out.Distinct = len(sizes)
	row, err := cut.allBetween(counted, periods)
	if err != nil {
		return out, err
	}
	names := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[b]+spreads[b], sizes[a]+spreads[a]), cmp.Compare(a, b))
	})
	names = names[:min(first, len(names))]
	if len(names)*len(row) > graph.MaxPoints {
		return out, fmt.Errorf("%w: too many points", graph.ErrTooComplex)
	}
	for _, name := range names {
		g := graph.SeriesGroup{Value: name, Statements: sizes[name], Spread: spreads[name]}
		for _, p := range row {
			point, acts, steps := graph.SeriesPoint{Period: p.value}, map[graph.ID]bool{}, 0.0
			for i, d := range all {
				if !d.values[name] || !slices.Contains(over[i], p) {
					continue
				}
				if len(over[i]) == 1 {
					point.Statements++
					acts[d.act] = true
					continue
				}
				from, to, _ := cut.span(n.moment(d.when))
				steps += math.Round(float64(min(to, cut.next(p).begin-1)-max(from, p.begin)+1) / float64(to-from+1) * stanceSteps)
			}
			point.Utterances, point.Spread = len(acts), steps/stanceSteps
			g.Points = append(g.Points, point)
		}
		out.Groups = append(out.Groups, g)
	}
	return out, nil
}
