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
	case q.Period != "DAY" && q.Period != "WEEK" && q.Period != "MONTH" && q.Period != "YEAR":
		return &graph.FieldError{Path: "period", Reason: "is none"}
	case q.By != "" && !slices.Contains(facets, q.By), q.By == "DAY", q.By == "WEEK", q.By == "MONTH":
		return &graph.FieldError{Path: "by", Reason: "is not for it"}
	case q.First < 1 || q.First > graph.MaxPage:
		return &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d, not 1 to %d", q.First, graph.MaxPage)}
	case q.Periods < 1 || q.Periods > graph.MaxPoints:
		return &graph.FieldError{Path: "periods", Reason: fmt.Sprintf("is %d, not 1 to %d", q.Periods, graph.MaxPoints)}
	}
	return nil
}

// series puts each statement under the labels of its period and its groups.
func (k *seeker) series(statements []*graph.Statement, q graph.SeriesQuery) (graph.Series, error) {
	var series graph.Series
	groups := map[label]map[label][]*graph.Statement{}
	var counted []label // the periods in which a statement counts
	for _, s := range statements {
		said := k.naive.moment(s.Said)
		period, ok := spanLabel(said, q.Period)
		values := k.groupsOf(s, q.By)
		switch {
		case said.undated:
			series.Undated++
		case !ok:
			series.Spanning++
		case len(values) == 0:
			series.Without++
		default:
			series.Statements++
			counted = append(counted, period)
		}
		if said.undated || !ok {
			continue
		}
		for v := range values {
			if groups[v] == nil {
				groups[v] = map[label][]*graph.Statement{}
			}
			groups[v][period] = append(groups[v][period], s)
		}
	}
	series.Distinct = len(groups)
	periods, err := allBetween(counted, q)
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
		return cmp.Or(cmp.Compare(size(b), size(a)), cmp.Compare(a.value, b.value), cmp.Compare(a.agreement, b.agreement))
	})
	for _, l := range all[:min(len(all), q.First)] {
		g := graph.SeriesGroup{Value: l.value, Agreement: l.agreement, Statements: size(l)}
		for _, p := range periods {
			list := groups[l][p]
			g.Points = append(g.Points, graph.SeriesPoint{
				Period: p.value, Statements: len(list), Utterances: k.countOf(list).Utterances, Stances: k.meansIn(list, l, q),
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

// allBetween goes from the first period to the last, one after the other.
func allBetween(counted []label, q graph.SeriesQuery) (periods []label, err error) {
	if len(counted) == 0 {
		return nil, nil
	}
	byBegin := func(a, b label) int { return cmp.Compare(a.begin, b.begin) }
	longest := map[graph.Period]int{"DAY": 1, "WEEK": 7, "MONTH": 31, "YEAR": 366} // days
	last := slices.MaxFunc(counted, byBegin)
	for p := slices.MinFunc(counted, byBegin); p.begin <= last.begin; {
		if len(periods) == q.Periods {
			return nil, fmt.Errorf("%w: more than %d periods", graph.ErrTooComplex, q.Periods)
		}
		periods = append(periods, p)
		p = spanAround(time.Unix(p.begin, 0).UTC().AddDate(0, 0, longest[q.Period]), q.Period)
	}
	return periods, nil
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
