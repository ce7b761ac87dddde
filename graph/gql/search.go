package gql

import (
	"context"
	"fmt"
	"strings"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// search gives a page of the records of several kinds in which words stand.
func search(ctx context.Context, q graph.SearchQuery, part part) (*model.SearchResultConnection, error) {
	p, err := part.page()
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	list, err := op.reader.Search(ctx, q, p)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	c := connect(op, p, list, true)
	c.Count = once(func(ctx context.Context) (int, error) { return op.reader.Count(ctx, q) })
	return c, nil
}

// kindsOf reads kinds of records, which are named in small letters elsewhere.
func kindsOf(list []model.SearchKind) []graph.Kind {
	if list == nil {
		return nil
	}
	kinds := make([]graph.Kind, len(list))
	for i, k := range list {
		kinds[i] = graph.Kind(strings.ToLower(string(k)))
	}
	return distinctOf(kinds)
}
