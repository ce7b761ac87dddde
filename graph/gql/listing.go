package gql

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// A listing is what a list of statements is to hold: those that meet a filter
// and, as a field of a record, have to do with the record.
type listing struct {
	where *model.StatementFilter
	order *graph.StatementOrder
	// of is what they have to do with the record, whatever the filter asks: who
	// said them, what they are about, where they stand.
	of graph.StatementSet
}

// about lists what is said about one record.
func about(a graph.AboutSet) graph.StatementSet {
	return graph.StatementSet{About: []graph.AboutSet{a}}
}

// standing is an actor, or whoever else counts as it.
func standing(id graph.ID, include []graph.ActorScope, certainty *graph.DateCertainty) *graph.ActorSet {
	return &graph.ActorSet{AnyOf: []graph.ID{id}, Include: distinctOf(include), Certainty: given(certainty)}
}

// query reads the listing as a question to the graph.
func (l listing) query(f *filtering) graph.StatementQuery {
	q := graph.StatementQuery{Order: given(l.order)}
	if l.where != nil {
		q.StatementSet = f.statements("where", l.where)
	}
	of := l.of
	if of.Statuses != nil { // the review queue
		q.StatementSet = graph.DraftsOf(q.StatementSet)
	}
	if of.AssignedTo != "" || of.Author != "" {
		q.And = append(slices.Clip(q.And), graph.StatementSet{AssignedTo: of.AssignedTo, Author: of.Author})
	}
	q.About, of.About = append(slices.Clip(q.About), of.About...), nil
	q.Concerning = of.Concerning
	if q.By == nil {
		q.By, of.By = of.By, nil
	}
	if q.Document == nil {
		q.Document, of.Document = of.Document, nil
	}
	if of.By != nil || of.Document != nil { // the filter asks for others besides
		q.And = append(slices.Clip(q.And), graph.StatementSet{By: of.By, Document: of.Document})
	}
	return q
}

// statements gives a page of the statements that a list wants.
func statements(ctx context.Context, l listing, part part) (*model.StatementConnection, error) {
	f := &filtering{}
	q := l.query(f)
	selected := graphql.GetFieldContext(ctx).Field.Selections
	bare := !selects(selected, "edges", "cursor", "highlights", "matchedThrough")
	unmarked := !selects(selected, "pageInfo", "startCursor", "endCursor")
	list, p, err := ask(ctx, f, q, part, func(r graph.Reader, ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
		p.Bare, p.Unmarked = bare, unmarked
		return r.Statements(ctx, q, p)
	})
	if err != nil {
		return nil, fmt.Errorf("statements: %w", err)
	}
	op := at(ctx)
	c := connect(op, p, list, q.Order == graph.ByRelevance)
	return &model.StatementConnection{
		Edges: c.Edges, Nodes: c.Nodes, PageInfo: c.PageInfo,
		Count: counting(ctx, q),
		Facet: func(ctx context.Context, by graph.Facet, first *int32) (*model.FacetCount, error) {
			return facets(ctx, q, by, first)
		},
	}, nil
}

// counting counts the statements of a list in the ways that are selected. How many
// there are the index often tells, where the others take their records.
func counting(ctx context.Context, q graph.StatementQuery) func(context.Context) (graph.StatementCount, error) {
	op := at(ctx)
	return once(func(count context.Context) (n graph.StatementCount, err error) {
		selected := graphql.CollectAllFields(ctx)
		if slices.Contains(selected, "utterances") || slices.Contains(selected, "sources") {
			return op.reader.CountStatements(count, q)
		}
		n.Statements, err = op.reader.Count(count, q)
		return n, err
	})
}

// records gives a page of the records of another kind that meet a filter. The
// query is what was read of the filter.
func find[Q any, T graph.Record](ctx context.Context, f *filtering, q Q, part part, from func(graph.Reader, context.Context, Q, graph.Page) (graph.List[T], error)) (*model.Connection[T], error) {
	list, p, err := ask(ctx, f, q, part, from)
	if err != nil {
		return nil, err
	}
	op := at(ctx)
	c := connect(op, p, list, false)
	c.Count = once(func(ctx context.Context) (int, error) { return op.reader.Count(ctx, q) })
	return c, nil
}

// ask asks the graph for a page of a list, once the question is known to be
// one: what is wrong with it by itself takes no look at the graph.
func ask[Q, T any](ctx context.Context, f *filtering, q Q, part part, from func(graph.Reader, context.Context, Q, graph.Page) (graph.List[T], error)) (graph.List[T], graph.Page, error) {
	var none graph.List[T]
	p, err := part.page()
	if err != nil {
		return none, p, err
	}
	if f.err != nil {
		return none, p, f.err
	}
	if err := graph.CheckQuery(q); err != nil {
		return none, p, asked(err)
	}
	op := at(ctx)
	list, err := from(op.reader, ctx, q, p)
	if err != nil {
		return none, p, op.blame(ctx, f.names, err)
	}
	return list, p, nil
}

// once answers a question the first time that it is asked, and gives the same
// answer from then on.
func once[T any](answer func(context.Context) (T, error)) func(context.Context) (T, error) {
	var (
		first sync.Once
		v     T
		err   error
	)
	return func(ctx context.Context) (T, error) {
		first.Do(func() {
			if v, err = answer(ctx); err != nil {
				err = fmt.Errorf("count: %w", err)
			}
		})
		return v, err
	}
}
