package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// undecided gives a page of what waits for somebody to decide.
func undecided(ctx context.Context, of *graph.ID, score *float64, part part) (*model.UndecidedConnection, error) {
	p, err := part.page()
	if err != nil {
		return nil, err
	}
	set := graph.UndecidedSet{Of: given(of), Above: given(score)}
	if set.Above < 0 || set.Above > 1 {
		return nil, &graph.FieldError{Path: "score", Reason: fmt.Sprintf("is %v; a score is 0 to 1", set.Above)}
	}
	op := at(ctx)
	list, all, err := graph.UndecidedOf(ctx, op.reader, set, p)
	if err != nil {
		return nil, fmt.Errorf("undecided: %w", err)
	}
	c := &model.UndecidedConnection{
		Edges:      make([]model.UndecidedEdge, len(list.Items)),
		Nodes:      make([]graph.Undecided, len(list.Items)),
		PageInfo:   pageInfo(p, list),
		TotalCount: int64(all),
	}
	read := make([]graph.Record, len(list.Items))
	for i, item := range list.Items {
		c.Nodes[i], read[i] = item.Value, item.Value.Judgement
		c.Edges[i] = model.UndecidedEdge{Node: item.Value, Cursor: item.Cursor}
	}
	op.records.keep(read...) // so that what they are about is read at once
	return c, nil
}
