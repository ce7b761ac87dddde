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

// Series looks at every statement of every group in every period.
func (r naiveReader) Series(ctx context.Context, q graph.SeriesQuery) (graph.Series, error) {
	return ask(ctx, r, func(k *seeker) (graph.Series, error) {
		if err := wrongSeries(q); err != nil {
			return graph.Series{}, err
		}
		found, err := k.statements(graph.StatementQuery{StatementSet: q.StatementSet})
		if err != nil {
			return graph.Series{}, err
		}
		return k.series(valuesOf(found.items), q)
	})
}

func wrongSeries(q graph.SeriesQuery) error {
	switch {
	case q.Period != "HOUR" && q.Period != "DAY" && q.Period != "WEEK" && q.Period != "MONTH" && q.Period != "YEAR":
		return &graph.FieldError{Path: "period", Reason: "is none"}
	case q.Inexact != "" && q.Inexact != "ASIDE" && q.Inexact != "SPREAD":
		return &graph.FieldError{Path: "inexact", Reason: "is none"}
	case q.By != "" && !slices.Contains(facets, q.By), q.By == "DAY", q.By == "WEEK", q.By == "MONTH":
		return &graph.FieldError{Path: "by", Reason: "is not for it"}
	case q.First < 1 || q.First > graph.MaxPage:
		return &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d, not 1 to %d", q.First, graph.MaxPage)}
	case q.Periods < 1 || q.Periods > graph.MaxPoints:
		return &graph.FieldError{Path: "periods", Reason: fmt.Sprintf("is %d, not 1 to %d", q.Periods, graph.MaxPoints)}
	}
	if _, err := time.LoadLocation(q.Zone); err != nil || q.Zone == "Local" {
		return &graph.FieldError{Path: "zone", Reason: "is none"}
	}
	return nil
}

// series puts each statement under the labels of its period and its groups.
func (k *seeker) series(statements []*graph.Statement, q graph.SeriesQuery) (graph.Series, error) {
	var series graph.Series
	cut := clock{by: q.Period}
	if q.Zone != "" {
		cut.zone, _ = time.LoadLocation(q.Zone) // which was tried before
	}
	groups := map[label]map[label][]*graph.Statement{}
	shares := map[label]map[label]float64{} // in steps
	spread := map[label]int{}
	var counted []label // the periods in which a statement counts
	for _, s := range statements {
		said := k.naive.moment(s.Said)
		first, last, closed := cut.span(said)
		values := k.groupsOf(s, q.By)
		most := 1 // to tell one from several
		if q.Inexact == "SPREAD" {
			most = q.Periods
		}
		var over []label
		if closed {
			over = cut.over(first, last, most)
		}
		switch {
		case said.undated:
			series.Undated++
			continue
		case !closed, len(over) > 1 && q.Inexact != "SPREAD":
			series.Spanning++
			continue
		case len(values) == 0:
			series.Without++
			continue
		case len(over) > q.Periods:
			return graph.Series{}, fmt.Errorf("%w: %s is spread over too much", graph.ErrTooComplex, s.ID)
		case len(over) == 1:
			series.Statements++
		default:
			series.Spread++
		}
		counted = append(counted, over...)
		for v := range values {
			if groups[v] == nil {
				groups[v], shares[v] = map[label][]*graph.Statement{}, map[label]float64{}
			}
			if len(over) == 1 {
				groups[v][over[0]] = append(groups[v][over[0]], s)
				continue
			}
			spread[v]++
			for _, p := range over {
				from, to := max(first, p.begin), min(last, cut.next(p).begin-1)
				shares[v][p] += math.Round(float64(to-from+1) / float64(last-first+1) * stanceSteps)
			}
		}
	}
	series.Distinct = len(groups)
	periods, err := cut.allBetween(counted, q.Periods)
	if err != nil {
		return graph.Series{}, err
	}
	if min(len(groups), q.First)*len(periods) > graph.MaxPoints {
		return graph.Series{}, fmt.Errorf("%w: too many points", graph.ErrTooComplex)
	}
	size := func(l label) (n int) {
		for _, list := range groups[l] {
			n += len(list)
		}
		return n
	}
	all := slices.SortedFunc(maps.Keys(groups), func(a, b label) int {
		return cmp.Or(cmp.Compare(size(b)+spread[b], size(a)+spread[a]), cmp.Compare(a.value, b.value), cmp.Compare(a.agreement, b.agreement))
	})
	for _, l := range all[:min(len(all), q.First)] {
		g := graph.SeriesGroup{Value: l.value, Agreement: l.agreement, Statements: size(l), Spread: spread[l]}
		for _, p := range periods {
			list := groups[l][p]
			g.Points = append(g.Points, graph.SeriesPoint{
				Period: p.value, Statements: len(list), Spread: shares[l][p] / stanceSteps, Utterances: k.countOf(list).Utterances, Stances: k.meansIn(list, l, q),
			})
		}
		series.Groups = append(series.Groups, g)
	}
	return series, nil
}

// groupsOf are the labels of a statement, each once; without a facet, the empty
// one.
func (k *seeker) groupsOf(s *graph.Statement, by graph.Facet) map[label]bool {
	if by == "" {
		return map[label]bool{{}: true}
	}
	values := map[label]bool{}
	for _, l := range k.labels(s, by) {
		if l.value != "" {
			values[l] = true
		}
	}
	return values
}

// meansIn adds up the stances that statements give on the targets, in a group.
func (k *seeker) meansIn(statements []*graph.Statement, group label, q graph.SeriesQuery) (means []graph.MeanStance) {
	sums := map[string]sum{}
	for _, s := range statements {
		for _, about := range s.About {
			switch {
			case about.Stance == nil, !k.isTarget(s, about, q),
				q.By == graph.FacetRole && string(about.Role) != group.value,
				q.By == graph.FacetAbout && string(k.canonical(about.Node)) != group.value:
				continue
			}
			was := sums[about.Stance.Scale]
			sums[about.Stance.Scale] = sum{was.count + 1, was.steps + math.Round(about.Stance.Value*stanceSteps)}
		}
	}
	for _, scale := range slices.Sorted(maps.Keys(sums)) {
		s := sums[scale]
		means = append(means, graph.MeanStance{Scale: scale, Count: s.count, Mean: s.steps / float64(s.count) / stanceSteps})
	}
	return means
}

// isTarget says whether an about entry speaks of somebody whom the query names,
// in one of the roles that it names; of anybody where it names nobody.
func (k *seeker) isTarget(s *graph.Statement, about graph.About, q graph.SeriesQuery) bool {
	if about.Node.Kind() != graph.KindActor {
		return false
	}
	none := true
	for _, a := range q.About {
		if a.Actor == nil && (a.Event != nil || a.Location != nil || a.Agreement+a.Topic+a.Statement != "") {
			continue // it names something else
		}
		none = false
		if !oneOf(a.Roles, about.Role) {
			continue
		}
		if a.Actor == nil || a.Actor.AnyOf == nil && a.Actor.AllOf == nil {
			return true
		}
		for _, id := range slices.Concat(a.Actor.AnyOf, a.Actor.AllOf) {
			if k.metBy(id, *a.Actor, castOf(k.naive.moment(s.Said), about.Node)) != nil {
				return true
			}
		}
	}
	return none
}
