package gql

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"hudna/graph"
	"hudna/graph/gql/model"
)

const (
	defaultPage = 20
	maxCursor   = 4 << 10 // bytes; a longer one is none of ours
)

// paging reads which part of a list is wanted.
func paging(first *int32, after *string) (graph.Page, error) {
	p := graph.Page{First: defaultPage}
	if first != nil {
		p.First = int(*first)
	}
	if p.First < 1 || p.First > graph.MaxPage {
		return p, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a page has 1 to %d items", p.First, graph.MaxPage)}
	}
	if after != nil {
		p.After = *after
	}
	if after != nil && p.After == "" || len(p.After) > maxCursor { // no cursor is empty: who gives one must not begin anew
		return p, graph.ErrInvalidCursor
	}
	return p, nil
}

// pageInfo describes a page of a list.
func pageInfo[T any](p graph.Page, l graph.List[T]) model.PageInfo {
	info := model.PageInfo{HasNextPage: l.More, HasPreviousPage: p.After != ""}
	if n := len(l.Items); n > 0 {
		info.StartCursor, info.EndCursor = l.Items[0].Cursor, l.Items[n-1].Cursor
	}
	return info
}

// statements gives a page of the statements that a list wants.
func statements(ctx context.Context, l listing, first *int32, after *string) (*model.StatementConnection, error) {
	p, err := paging(first, after)
	if err != nil {
		return nil, err
	}
	q, err := l.query()
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	if l.none {
		if p.After != "" { // there is no item that it could be the cursor of
			return nil, graph.ErrInvalidCursor
		}
		return &model.StatementConnection{Count: countNone}, nil
	}
	list, err := op.reader.Statements(ctx, q, p)
	if err != nil {
		return nil, fmt.Errorf("statements: %w", op.blame(ctx, l.names, err))
	}
	c := &model.StatementConnection{
		Edges:    make([]model.StatementEdge, len(list.Items)),
		Nodes:    make([]*graph.Statement, len(list.Items)),
		PageInfo: pageInfo(p, list),
		Count:    counting(op.reader, q),
	}
	read := make([]graph.Record, len(list.Items))
	for i, item := range list.Items {
		c.Nodes[i], read[i] = item.Value, item.Value
		c.Edges[i] = model.StatementEdge{Node: item.Value, Cursor: item.Cursor}
	}
	op.records.keep(read...)
	return c, nil
}

// blame says which of the records that a request names is not there, where that
// is why it was refused. A hidden one is told from none by nothing.
func (o *operation) blame(ctx context.Context, names []naming, err error) error {
	if !errors.Is(err, graph.ErrInvalid) || errors.Is(err, graph.ErrInvalidCursor) {
		return err
	}
	ids := make([]graph.ID, len(names))
	for i, n := range names {
		ids[i] = n.id
	}
	found, failed := o.records.get(ctx, "", ids...)
	if failed != nil {
		return err
	}
	for i, n := range names {
		if found[i] == nil {
			return &graph.FieldError{Path: n.path, Reason: fmt.Sprintf("there is no %s", n.id)}
		}
	}
	return err
}

func countNone(context.Context) (graph.StatementCount, error) { return graph.StatementCount{}, nil }

// counting counts what a query lists, once however often it is called.
func counting(r graph.Reader, q graph.StatementQuery) func(context.Context) (graph.StatementCount, error) {
	var (
		once sync.Once
		n    graph.StatementCount
		err  error
	)
	return func(ctx context.Context) (graph.StatementCount, error) {
		once.Do(func() {
			if n, err = r.CountStatements(ctx, q); err != nil {
				err = fmt.Errorf("count of statements: %w", err)
			}
		})
		return n, err
	}
}

// actors gives a page of the actors that meet a filter.
func actors(ctx context.Context, where *model.ActorFilter, first *int32, after *string) (*model.ActorConnection, error) {
	p, err := paging(first, after)
	if err != nil {
		return nil, err
	}
	q, none, err := actorQuery(where)
	if err != nil {
		return nil, err
	}
	if none {
		if p.After != "" {
			return nil, graph.ErrInvalidCursor
		}
		return &model.ActorConnection{}, nil
	}
	op := at(ctx)
	list, err := op.reader.Actors(ctx, q, p)
	if err != nil {
		return nil, fmt.Errorf("actors: %w", err)
	}
	c := &model.ActorConnection{
		Edges:    make([]model.ActorEdge, len(list.Items)),
		Nodes:    make([]*graph.Actor, len(list.Items)),
		PageInfo: pageInfo(p, list),
	}
	read := make([]graph.Record, len(list.Items))
	for i, item := range list.Items {
		c.Nodes[i], read[i] = item.Value, item.Value
		c.Edges[i] = model.ActorEdge{Node: item.Value, Cursor: item.Cursor}
	}
	op.records.keep(read...)
	return c, nil
}

// revisions gives a page of the revisions up to the one that is read.
func revisions(ctx context.Context, first *int32, after *string) (*model.RevisionConnection, error) {
	p, err := paging(first, after)
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	list, err := op.reader.Commits(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("revisions: %w", err)
	}
	c := &model.RevisionConnection{
		Edges:      make([]model.RevisionEdge, len(list.Items)),
		Nodes:      make([]graph.Commit, len(list.Items)),
		PageInfo:   pageInfo(p, list),
		TotalCount: int64(op.commit.Revision), //nolint:gosec // they are counted from 1, one by one
	}
	for i, item := range list.Items {
		c.Nodes[i] = item.Value
		c.Edges[i] = model.RevisionEdge{Node: item.Value, Cursor: item.Cursor}
	}
	return c, nil
}

// history gives a page of the versions of a record.
func history(ctx context.Context, id graph.ID, first *int32, after *string) (*model.VersionConnection, error) {
	p, err := paging(first, after)
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
	for i, item := range list.Items {
		c.Nodes[i] = item.Value
	}
	if err := op.cutVersions(ctx, c.Nodes); err != nil {
		return nil, err
	}
	for i, v := range c.Nodes {
		c.Edges[i] = model.VersionEdge{Node: v, Cursor: list.Items[i].Cursor}
	}
	return c, nil
}

// cutVersions leaves out of former versions the references to what is hidden
// at the revision that is read, where they lead, though it may not have been
// when the versions were made.
func (o *operation) cutVersions(ctx context.Context, versions []graph.Version) error {
	var ids []graph.ID
	for _, v := range versions {
		graph.References(v.Record, func(ref graph.Reference) { ids = append(ids, ref.ID) })
	}
	found, err := o.records.get(ctx, "", ids...)
	if err != nil {
		return err
	}
	hidden := make(map[graph.ID]bool)
	for i, id := range ids {
		hidden[id] = found[i] == nil
	}
	for i := range versions {
		versions[i].Record = graph.Redact(versions[i].Record, func(id graph.ID) bool { return hidden[id] })
	}
	return nil
}
