package gql

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
)

// similar gives the candidates for being the same as a record, nil where there is
// no such record.
func similar(ctx context.Context, id graph.ID, first *int32) (*graph.Candidates, error) {
	n := defaultPage
	if first != nil {
		n = int(*first)
	}
	found, err := at(ctx).reader.Similar(ctx, id, n)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("similar: %w", err)
	}
	return &found, nil
}
