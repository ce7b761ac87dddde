package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// What a series has unless it is asked for something else.
const (
	defaultGroups  = 10
	defaultPeriods = 400
)

// series counts statements over time. The records that are its groups are read
// together, with those of other series and facets, if they are asked for.
func series(ctx context.Context, where *model.StatementFilter, period graph.Period, by *graph.Facet, first, periods *int32) (*model.Series, error) {
	f := &filtering{}
	q := graph.SeriesQuery{StatementSet: all("where", where, f.statements), Period: period, By: given(by), First: defaultGroups, Periods: defaultPeriods}
	if f.err != nil {
		return nil, f.err
	}
	if first != nil {
		q.First = int(*first)
	}
	if periods != nil {
		q.Periods = int(*periods)
	}
	if err := q.Check(); err != nil {
		return nil, analysed(err)
	}
	op := at(ctx)
	s, err := op.reader.Series(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("series: %w", op.blame(ctx, f.names, err))
	}
	out := &model.Series{Series: s, Groups: make([]model.SeriesGroup, len(s.Groups))}
	for i, g := range s.Groups {
		out.Groups[i].SeriesGroup = g
		if q.By != "" && ofRecords(q.By) {
			out.Groups[i].ID = graph.ID(g.Value)
			op.records.await(amongValues, graph.ID(g.Value))
		}
	}
	return out, nil
}

// costOfSeries is the cost of a series and of all of its points, each with what
// is selected of its group.
func costOfSeries(child int, args map[string]any) int {
	points := sizeUpTo(args, "periods", defaultPeriods, graph.MaxPoints)
	if args["by"] != nil {
		points = min(graph.MaxPoints, points*sizeUpTo(args, "first", defaultGroups, graph.MaxPage))
	}
	return plus(costAnalysis, times(points, child))
}

// costOfGroups is that of what is selected of a group and a point, which are
// counted where the series is.
func costOfGroups(child int, _ map[string]any) int { return child }
