package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// facets counts a list of statements by a facet. The records that are its
// values are read together, with those of other facets, if they are asked for.
func facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first *int32) (*model.FacetCount, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	count, err := op.reader.Facets(ctx, q, by, n)
	if err != nil {
		return nil, fmt.Errorf("facets by %s: %w", by, err)
	}
	out := &model.FacetCount{Values: make([]model.FacetValue, len(count.Values)), Distinct: count.Distinct, Without: count.Without}
	for i, v := range count.Values {
		out.Values[i].FacetValue = v
		if ofRecords(by) {
			out.Values[i].ID = graph.ID(v.Value)
			op.records.await(amongValues, graph.ID(v.Value))
		}
	}
	return out, nil
}

// ofRecords reports whether the values of a facet are records.
func ofRecords(by graph.Facet) bool {
	switch by {
	case graph.FacetRole, graph.FacetAct, graph.FacetLang, graph.FacetDay, graph.FacetWeek, graph.FacetMonth:
		return false
	default:
		return true
	}
}
