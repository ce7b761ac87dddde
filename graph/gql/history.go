package gql

import (
	"context"
	"fmt"
	"time"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// revisions gives a page of the revisions up to the one that is read.
func revisions(ctx context.Context, where *model.RevisionFilter, part part) (*model.RevisionConnection, error) {
	q, err := commitQuery(where)
	if err != nil {
		return nil, err
	}
	p, err := part.page()
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	list, err := op.reader.Commits(ctx, q, p)
	if err != nil {
		if where != nil {
			err = asked(err)
		}
		return nil, fmt.Errorf("revisions: %w", err)
	}
	c := &model.RevisionConnection{
		Edges:    make([]model.RevisionEdge, len(list.Items)),
		Nodes:    make([]graph.Commit, len(list.Items)),
		PageInfo: pageInfo(p, list),
		Count:    once(func(ctx context.Context) (int, error) { return op.reader.Count(ctx, q) }),
	}
	for i, item := range list.Items {
		c.Nodes[i] = item.Value
		c.Edges[i] = model.RevisionEdge{Node: item.Value, Cursor: item.Cursor}
	}
	return c, nil
}

// commitQuery reads which revisions are wanted.
func commitQuery(where *model.RevisionFilter) (q graph.CommitQuery, err error) {
	if where == nil {
		return q, nil
	}
	q.Author, q.Touches = given(where.Author), given(where.Touches)
	for _, b := range []struct {
		name   string
		bound  *model.RevisionBound
		number *graph.Revision
		time   *time.Time
	}{{"after", where.After, &q.After, &q.Since}, {"before", where.Before, &q.Before, &q.Until}} {
		switch {
		case b.bound == nil:
		case (b.bound.Revision == nil) == (b.bound.Time == nil):
			return q, &graph.FieldError{Path: "where." + b.name, Reason: "give either revision or time, exactly one of the two"}
		case b.bound.Time != nil:
			*b.time = *b.bound.Time
		default:
			*b.number = *b.bound.Revision
		}
	}
	if err := q.Check(); err != nil {
		return q, asked(err)
	}
	return q, nil
}

// history gives a page of the versions of a record.
func history(ctx context.Context, id graph.ID, part part) (*model.VersionConnection, error) {
	p, err := part.page()
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	list, err := op.reader.History(ctx, id, p)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	c := &model.VersionConnection{
		Edges:    make([]model.VersionEdge, len(list.Items)),
		Nodes:    make([]graph.Version, len(list.Items)),
		PageInfo: pageInfo(p, list),
	}
	var versions []*graph.Record
	for i, item := range list.Items {
		c.Nodes[i] = item.Value
		versions = append(versions, &c.Nodes[i].Record, &c.Nodes[i].Before)
	}
	if err := op.cut(ctx, versions...); err != nil {
		return nil, err
	}
	for i, v := range c.Nodes {
		c.Edges[i] = model.VersionEdge{Node: v, Cursor: list.Items[i].Cursor}
	}
	return c, nil
}

// cut leaves out of former versions the references to what is hidden at the
// revision that is read, where they lead, though it may not have been when the
// versions were made.
func (o *operation) cut(ctx context.Context, versions ...*graph.Record) error {
	var ids []graph.ID
	for _, v := range versions {
		if *v != nil {
			graph.References(*v, func(ref graph.Reference) { ids = append(ids, ref.ID) })
		}
	}
	found, err := o.records.own(ctx, "", ids...)
	if err != nil {
		return err
	}
	hidden := make(map[graph.ID]bool)
	for i, id := range ids {
		hidden[id] = found[i] == nil
	}
	for _, v := range versions {
		if *v != nil {
			*v = graph.Redact(*v, func(id graph.ID) bool { return hidden[id] })
		}
	}
	return nil
}

// changes gives the fields in which two versions differ, as far as the answer
// has room for them.
func changes(ctx context.Context, before, after graph.Record) ([]*graph.FieldChange, error) {
	all := graph.Diff(before, after)
	size := 0
	told := make([]*graph.FieldChange, len(all))
	for i := range all {
		told[i] = &all[i]
		size += len(all[i].Path) + len(all[i].Before) + len(all[i].After)
	}
	if err := at(ctx).texts.take(size); err != nil {
		return nil, err
	}
	return told, nil
}
