package gql

import (
	"context"
	"fmt"

	"hudna/graph"
)

// revision gives the revision that is read, or one of a number before it; nil
// where there is none.
func revision(ctx context.Context, number *graph.Revision) (*graph.Commit, error) {
	op := at(ctx)
	switch {
	case number == nil:
		number = &op.commit.Revision
	case *number > op.commit.Revision:
		return nil, nil
	}
	return described(ctx, op.reader, *number)
}

// newest gives the newest revision when the operation began.
func (o *operation) newest(ctx context.Context) (*graph.Commit, error) {
	return described(ctx, o.latest, o.head.Revision)
}

// described gives a revision as the view of a reader may know of it, or nil for
// the empty graph.
func described(ctx context.Context, r graph.Reader, number graph.Revision) (*graph.Commit, error) {
	if number == 0 {
		return nil, nil
	}
	c, err := r.Commit(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("revision %d: %w", number, err)
	}
	return &c, nil
}

// anchored is one end of an anchor's span; nil where the span is not known.
func anchored(a *graph.Anchor, end int) *int32 {
	if a.Start == 0 && a.End == 0 {
		return nil
	}
	i := int32(end) //nolint:gosec // code points of a text of bounded length
	return &i
}
