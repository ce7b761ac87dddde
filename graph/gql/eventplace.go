package gql

import (
	"context"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/gql/model"
)

// costMapped is the cost of counting events by places, besides these: all of the
// events are read.
const costMapped = 5_000

func costOfEventPlaces(child int, args map[string]any) int {
	return plus(costMapped, times(size(args), child))
}

// eventPlaces counts events by their places.
func eventPlaces(ctx context.Context, where *model.EventFilter, level *graph.LocationKind, first *int32) (*analysis.EventPlaces, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	f := &filtering{}
	q := analysis.PlaceQuestion{EventSet: all("", "where", where, f.events), Level: given(level), First: n}
	if f.err != nil {
		return nil, f.err
	}
	op := at(ctx)
	m, err := analysis.PlacesOf(ctx, op.reader, q)
	if err != nil {
		return nil, orBlame(ctx, op, f, err)
	}
	for i := range m.Places {
		op.records.await(amongAnalysed, m.Places[i].Location)
	}
	return m, nil
}
