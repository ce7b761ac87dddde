package gql

import (
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

const (
	defaultPage = 20
	maxCursor   = 4 << 10 // bytes; a longer one is none of ours
)

// A part is what a request says about which part of a list it wants.
type part struct {
	first  *int32
	after  *string
	last   *int32
	before *string
}

// page reads which part of a list is wanted. No cursor is empty: who gives an
// empty one must not begin anew.
func (pt part) page() (graph.Page, error) {
	p := graph.Page{After: given(pt.after), Before: given(pt.before)}
	if pt.after != nil && p.After == "" || pt.before != nil && p.Before == "" || len(p.After) > maxCursor || len(p.Before) > maxCursor {
		return p, graph.ErrInvalidCursor
	}
	backward := pt.last != nil || p.Before != ""
	if backward && (pt.first != nil || p.After != "") {
		return p, &graph.FieldError{Path: "last", Reason: "and before ask for a page from the end; they go with neither first nor after"}
	}
	name, size, into := "first", pt.first, &p.First
	if backward {
		name, size, into = "last", pt.last, &p.Last
	}
	var err error
	*into, err = pageSize(name, size)
	return p, err
}

// pageSize reads how many items are wanted.
func pageSize(path string, n *int32) (int, error) {
	if n == nil {
		return defaultPage, nil
	}
	if *n < 1 || *n > graph.MaxPage {
		return 0, &graph.FieldError{Path: path, Reason: fmt.Sprintf("is %d; a page has 1 to %d items", *n, graph.MaxPage)}
	}
	return int(*n), nil
}

// pageInfo describes a page of a list. Where it was asked for with a cursor, the
// item of the cursor stands on its other side.
func pageInfo[T any](p graph.Page, l graph.List[T]) model.PageInfo {
	info := model.PageInfo{HasNextPage: l.More, HasPreviousPage: p.After != ""}
	if p.Backward() {
		info = model.PageInfo{HasNextPage: p.Before != "", HasPreviousPage: l.More}
	}
	if n := len(l.Items); n > 0 {
		info.StartCursor, info.EndCursor = l.Items[0].Cursor, l.Items[n-1].Cursor
	}
	return info
}

// connect shapes a page of a list of records, whose order may be how well they
// match a text.
func connect[T graph.Record](op *operation, p graph.Page, list graph.List[T], ranked bool) *model.Connection[T] {
	c := &model.Connection[T]{
		Edges:    make([]model.Edge[T], len(list.Items)),
		Nodes:    make([]T, len(list.Items)),
		PageInfo: pageInfo(p, list),
	}
	for i, item := range list.Items {
		c.Nodes[i], c.Edges[i] = item.Value, edge(item, ranked)
	}
	keepAll(op.records, c.Nodes)
	for _, e := range c.Edges {
		for _, t := range e.MatchedThrough {
			op.records.await(amongThrough, t.Asked, t.Matched)
			for _, s := range t.Steps {
				op.records.await(amongThrough, s.Holder)
			}
		}
	}
	return c
}

func edge[T graph.Record](item graph.Item[T], ranked bool) model.Edge[T] {
	e := model.Edge[T]{Node: item.Value, Cursor: item.Cursor}
	m := item.Match
	if m == nil {
		return e
	}
	if ranked {
		e.Score = &m.Score
	}
	e.MatchedThrough = m.Through
	for _, h := range m.Highlights {
		e.Highlights = append(e.Highlights, model.Highlight{Highlight: h, Of: item.Value})
	}
	return e
}
