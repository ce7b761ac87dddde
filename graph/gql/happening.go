package gql

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/analysis"
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

// disputesChanged tells what the revision that is read did to what is in dispute under
// an agreement. Where nothing was done that may have to do with a dispute, none is
// looked into.
func disputesChanged(ctx context.Context, agreement graph.ID) <-chan *model.DisputeChange {
	h := sessionOf(ctx).happens
	change, err := disputeChange(ctx, agreement, h.trial)
	switch {
	case err != nil:
		h.err = err
	case change != nil:
		return streamOf(change)
	}
	return silence[*model.DisputeChange]()
}

// disputeChange is nil where there is nothing to tell.
func disputeChange(ctx context.Context, agreement graph.ID, trial bool) (*model.DisputeChange, error) {
	op := at(ctx)
	if trial {
		if err := kindIs("agreement", agreement, graph.KindAgreement); err != nil {
			return nil, err
		}
		_, err := disputes(ctx, agreement, nil, nil)
		if errors.Is(err, graph.ErrNotFound) {
			return nil, &graph.FieldError{Path: "agreement", Reason: fmt.Sprintf("there is no %s", agreement)}
		}
		return nil, err
	}
	from := op.commit.Revision - 1
	if may, err := analysis.MayDispute(ctx, op.reader, from); err != nil || !may {
		return nil, err
	}
	later, err := disputes(ctx, agreement, nil, nil)
	if err != nil {
		return nil, err
	}
	earlier, err := analysis.DisputesOf(ctx, op.at(from), analysis.DisputeQuestion{Agreement: agreement})
	if err != nil {
		return nil, fmt.Errorf("disputes before: %w", err)
	}
	list := analysis.ChangedDisputes(earlier, later)
	if len(list) == 0 {
		return nil, nil //nolint:nilnil // as is said above
	}
	commit, err := described(ctx, op.reader, op.commit.Revision)
	if err != nil {
		return nil, err
	}
	return &model.DisputeChange{Revision: *commit, Of: list}, nil
}

// moved counts the disputes of an event that came, went or were changed.
func moved(of *model.DisputeChange, how graph.Move) int32 {
	return countOf(of.Of, func(d analysis.ChangedDispute) bool { return d.Move() == how })
}

// stateIn is the state of a dispute, nil where it is not there or in none.
func stateIn(d *analysis.Dispute) *analysis.DisputeState {
	if d == nil {
		return nil
	}
	return filled(d.State)
}

// firstDisputes gives the first disputes of an event.
func firstDisputes(ctx context.Context, of *model.DisputeChange, first *int32) ([]*analysis.ChangedDispute, error) {
	list, err := following(of.Of, nil, first)
	for _, one := range list {
		if one.After != nil {
			at(ctx).records.await(amongAnalysed, one.After.Accused, one.After.Event)
		}
	}
	return list, err
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
