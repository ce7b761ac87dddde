package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// ends reads between which revisions is compared: the later one is at most the
// one that is read.
func (o *operation) ends(from graph.Revision, to *graph.Revision) (earlier, later graph.Reader, err error) {
	end := o.commit.Revision
	if to != nil {
		if *to > end {
			return nil, nil, &graph.FieldError{Path: "to", Reason: fmt.Sprintf("is %d; the operation reads revision %d", *to, end)}
		}
		end = *to
	}
	if err := graph.CheckFrom(from, end); err != nil {
		return nil, nil, err
	}
	return o.at(from), o.at(end), nil
}

// difference gives how one record differs between two revisions, or nil where it
// is there at neither.
func difference(ctx context.Context, id graph.ID, from, to graph.Revision) (*graph.Difference, error) {
	op := at(ctx)
	earlier, later, err := op.ends(from, &to)
	if err != nil {
		return nil, err
	}
	d, there, err := graph.Between(ctx, earlier, later, id)
	if err != nil || !there {
		return nil, err
	}
	return &d, op.cut(ctx, &d.Before, &d.After)
}

// differences gives a page of what differs between two revisions.
func differences(ctx context.Context, from graph.Revision, to *graph.Revision, part part) (*model.DifferenceConnection, error) {
	p, err := part.page()
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	_, later, err := op.ends(from, to)
	if err != nil {
		return nil, err
	}
	list, err := later.Differences(ctx, from, p)
	if err != nil {
		return nil, fmt.Errorf("differences: %w", err)
	}
	c := &model.DifferenceConnection{
		Edges:    make([]model.DifferenceEdge, len(list.Items)),
		Nodes:    make([]graph.Difference, len(list.Items)),
		PageInfo: pageInfo(p, list),
	}
	var versions []*graph.Record
	for i, item := range list.Items {
		c.Nodes[i] = item.Value
		versions = append(versions, &c.Nodes[i].Before, &c.Nodes[i].After)
	}
	if err := op.cut(ctx, versions...); err != nil {
		return nil, err
	}
	for i, d := range c.Nodes {
		c.Edges[i] = model.DifferenceEdge{Node: d, Cursor: list.Items[i].Cursor}
	}
	return c, nil
}

// comparison gives a page of what a filter finds at two revisions.
func comparison(ctx context.Context, where model.StatementFilter, from graph.Revision, to *graph.Revision, part part) (*model.ComparedStatementConnection, error) {
	op := at(ctx)
	_, later, err := op.ends(from, to)
	if err != nil {
		return nil, err
	}
	f := &filtering{}
	set := f.statements("where", &where)
	var found graph.Comparison
	list, p, err := ask(ctx, f, graph.StatementQuery{StatementSet: set}, part,
		func(_ graph.Reader, ctx context.Context, _ graph.StatementQuery, p graph.Page) (_ graph.List[graph.Compared], err error) {
			found, err = later.Compare(ctx, set, from, p)
			return found.List, err
		})
	if err != nil {
		return nil, fmt.Errorf("comparison: %w", err)
	}
	c := &model.ComparedStatementConnection{
		Edges:    make([]model.ComparedStatementEdge, len(list.Items)),
		Nodes:    make([]graph.Compared, len(list.Items)),
		PageInfo: pageInfo(p, list),
		Came:     found.Came, Went: found.Went, Changed: found.Changed,
	}
	// A statement as a record, and where it is put back.
	sides := make(map[**graph.Statement]*graph.Record, 2*len(list.Items))
	var versions []*graph.Record
	for i, item := range list.Items {
		c.Nodes[i] = item.Value
		for _, side := range []**graph.Statement{&c.Nodes[i].Before, &c.Nodes[i].After} {
			if *side != nil {
				version := graph.Record(*side)
				sides[side] = &version
				versions = append(versions, &version)
			}
		}
	}
	if err := op.cut(ctx, versions...); err != nil {
		return nil, err
	}
	for side, version := range sides {
		*side, _ = (*version).(*graph.Statement)
	}
	for i, n := range c.Nodes {
		c.Edges[i] = model.ComparedStatementEdge{Node: n, Cursor: list.Items[i].Cursor}
	}
	return c, nil
}
