package gql

import (
	"context"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// A happening is the one revision of which a subscription is told when it runs. Its
// resolvers leave here what went wrong: an error of a stream is lost on its way.
type happening struct {
	trial bool // only whether the arguments make sense is asked
	err   error
}

// streamOf is a stream of one event.
func streamOf[T any](event T) <-chan T {
	c := make(chan T, 1)
	c <- event
	close(c)
	return c
}

// silence is a stream without any.
func silence[T any]() <-chan T {
	c := make(chan T)
	close(c)
	return c
}

// statementsChanged tells what the revision that is read did to what a filter finds.
func statementsChanged(ctx context.Context, where *model.StatementFilter) <-chan *model.StatementChange {
	h, op := sessionOf(ctx).happens, at(ctx)
	from := op.commit.Revision
	if !h.trial {
		from--
	}
	if where == nil {
		where = &model.StatementFilter{}
	}
	first := int32(graph.MaxPage)
	found, err := comparison(ctx, *where, from, nil, part{first: &first})
	if err != nil {
		h.err = err
		return silence[*model.StatementChange]()
	}
	if h.trial || found.Came+found.Went+found.Changed == 0 {
		return silence[*model.StatementChange]()
	}
	commit, err := described(ctx, op.reader, op.commit.Revision)
	if err != nil {
		h.err = err
		return silence[*model.StatementChange]()
	}
	return streamOf(&model.StatementChange{Revision: *commit, Of: found})
}

// revisionMade tells of the revision that is read.
func revisionMade(ctx context.Context) <-chan *graph.Commit {
	h, op := sessionOf(ctx).happens, at(ctx)
	if h.trial {
		return silence[*graph.Commit]()
	}
	commit, err := described(ctx, op.reader, op.commit.Revision)
	if err != nil {
		h.err = err
		return silence[*graph.Commit]()
	}
	return streamOf(commit)
}

// firstChanged gives the first statements of an event.
func firstChanged(of *model.StatementChange, first *int32) ([]*graph.Compared, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	nodes := of.Of.Nodes
	list := make([]*graph.Compared, min(n, len(nodes)))
	for i := range list {
		list[i] = &nodes[i]
	}
	return list, nil
}
