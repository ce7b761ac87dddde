package gql

import (
	"context"
	"fmt"

	"hudna/graph"
)

// shownCommit is a commit as a revision, or nil for the empty graph.
func shownCommit(c graph.Commit) *graph.Commit {
	if c.Revision == 0 {
		return nil
	}
	return &c
}

// revision gives the revision that is read, or one of a number before it; nil
// where there is none.
func revision(ctx context.Context, number *graph.Revision) (*graph.Commit, error) {
	op := at(ctx)
	switch {
	case number == nil || *number == op.commit.Revision:
		return shownCommit(op.commit), nil
	case *number == 0 || *number > op.commit.Revision:
		return nil, nil
	}
	c, err := op.reader.Commit(ctx, *number)
	if err != nil {
		return nil, fmt.Errorf("revision %d: %w", *number, err)
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
