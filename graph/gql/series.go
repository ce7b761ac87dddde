package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/gql/model"
)

// What a series has unless it is asked for something else.
const (
	defaultGroups  = 10
	defaultPeriods = 400
)

// series counts statements over time. The records that are its groups are read
// together, with those of other series and facets, if they are asked for.
func series(ctx context.Context, where *model.StatementFilter, period graph.Period, zone *string, inexact *graph.Inexact, by *graph.Facet, first, periods *int32) (*model.Series, error) {
	f := &filtering{}
	q := graph.SeriesQuery{StatementSet: all("", "where", where, f.statements), Period: period, Zone: given(zone), Inexact: given(inexact), By: given(by), First: defaultGroups, Periods: defaultPeriods}
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
	return ofSeries(op, s, q.By != "" && ofRecords(q.By)), nil
}

// ofSeries shows a series, the groups of which may be records.
func ofSeries(op *operation, s graph.Series, records bool) *model.Series {
	out := &model.Series{Series: s, OfRecords: records, Groups: make([]model.SeriesGroup, len(s.Groups))}
	for i, g := range s.Groups {
		out.Groups[i].SeriesGroup = g
		if records {
			out.Groups[i].ID = graph.ID(g.Value)
			op.records.await(amongValues, graph.ID(g.Value))
		}
	}
	return out
}

// stateSeries counts what is alleged over time.
func stateSeries(ctx context.Context, d *analysis.Disputes, period graph.Period, zone *string, inexact *graph.Inexact, periods *int32) (*model.Series, error) {
	q := seriesQuestion(period, zone, inexact, periods)
	if zone == nil {
		q.Zone = d.Agreement.Zone
	}
	s, err := d.Series(q)
	if err != nil {
		return nil, analysed(err)
	}
	return ofSeries(at(ctx), s, false), nil
}

// seriesQuestion is how time is cut, as it was asked for.
func seriesQuestion(period graph.Period, zone *string, inexact *graph.Inexact, periods *int32) analysis.SeriesQuestion {
	q := analysis.SeriesQuestion{Period: period, Zone: given(zone), Inexact: given(inexact), Periods: defaultPeriods}
	if periods != nil {
		q.Periods = int(*periods)
	}
	return q
}

// eventSeries counts events over time.
func eventSeries(ctx context.Context, where *model.EventFilter, q analysis.EventSeriesQuestion, first *int32) (*model.Series, error) {
	f := &filtering{}
	if q.EventSet = all("", "where", where, f.events); f.err != nil {
		return nil, f.err
	}
	if q.First = defaultGroups; first != nil {
		q.First = int(*first)
	}
	if err := q.Check(); err != nil {
		return nil, analysed(err)
	}
	op := at(ctx)
	s, err := analysis.EventSeriesOf(ctx, op.reader, q)
	if err != nil {
		return nil, orBlame(ctx, op, f, err)
	}
	return ofSeries(op, s, q.By.OfRecords()), nil
}

// costOfEventSeries is the cost of reading events, and of all points of a series.
func costOfEventSeries(child int, args map[string]any) int {
	return plus(costMapped, costOfSeries(child, args))
}

// costOfStateSeries is the cost of all of its points, in a group for each state.
func costOfStateSeries(child int, args map[string]any) int {
	points := min(graph.MaxPoints, len(analysis.DisputeStates())*sizeUpTo(args, "periods", defaultPeriods, graph.MaxPoints))
	return times(points, child)
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

// flat are the rows of a series.
func flat(s *model.Series, gaps *bool) []*model.SeriesRow {
	rows := s.Rows(given(gaps))
	out := make([]*model.SeriesRow, len(rows))
	for i := range rows {
		out[i] = &model.SeriesRow{SeriesRow: rows[i]}
		if s.OfRecords {
			out[i].ID = graph.ID(rows[i].Key) // which is awaited with the groups
		}
	}
	return out
}

// windows are those of a group.
func windows(g *model.SeriesGroup, of int32) ([]*graph.SeriesWindow, error) {
	all, err := g.Windows(int(of))
	if err != nil {
		return nil, fmt.Errorf("windows: %w", err)
	}
	out := make([]*graph.SeriesWindow, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	return out, nil
}

// costOfGroups is that of what is selected of a group and a point, which are
// counted where the series is.
func costOfGroups(child int, _ map[string]any) int { return child }
