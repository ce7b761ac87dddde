package gql

import (
	"context"
	"fmt"

	"hudna/graph"
)

// identity says what a record is judged to be the same as.
func identity(ctx context.Context, id graph.ID) (*graph.Identity, error) {
	i, err := at(ctx).reader.Identity(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return &i, nil
}

// themselves gives the records of ids in a place as they were recorded, whatever
// they are judged to be the same as.
func themselves[T graph.Record](ctx context.Context, in place, ids ...graph.ID) ([]T, error) {
	list, err := at(ctx).records.own(ctx, in, ids...)
	if err != nil {
		return nil, err
	}
	return asAll[T](ids, list)
}

// itself is themselves for one, nil where there is no id.
func itself[T graph.Record](ctx context.Context, in place, id graph.ID) (T, error) {
	var none T
	if id == "" {
		return none, nil
	}
	list, err := themselves[T](ctx, in, id)
	if err != nil {
		return none, err
	}
	return list[0], nil
}
