package gql

import (
	"context"
	"slices"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// attestedBy gives who vouches that a statement was made: its outermost relay
// or, without relays, the publishers of the documents in which it stands, each
// once, in the order of the evidence.
func attestedBy(ctx context.Context, s *graph.Statement) ([]*graph.Actor, error) {
	if len(s.Relays) > 0 {
		return followAll[*graph.Actor](ctx, "relays.actor", []graph.ID{s.Relays[0].Actor})
	}
	documents, err := followAll[*graph.Document](ctx, "evidence.document", distinct(s.Evidence, func(e graph.Evidence) graph.ID { return e.Document }))
	if err != nil {
		return nil, err
	}
	publishers, err := followAll[*graph.Actor](ctx, "publisher", distinct(documents, func(d *graph.Document) graph.ID { return d.Publisher }))
	if err != nil {
		return nil, err
	}
	// Several may be judged to be the same.
	var out []*graph.Actor
	for _, p := range publishers {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, nil
}

// distinct gives the ids of a list that are there, each once, in its order.
func distinct[T any](list []T, id func(T) graph.ID) []graph.ID {
	var out []graph.ID
	for _, item := range list {
		if id := id(item); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// dayOfTruce gives the days of an agreement's truce that a date can mean; nil
// where it cannot be told. An agreement that is not there is refused, so that
// a misspelt id is not taken for a day before the truce.
func dayOfTruce(ctx context.Context, agreement graph.ID, d *graph.Date) (*model.DayRange, error) {
	if err := kindIs("agreement", agreement, graph.KindAgreement); err != nil {
		return nil, err
	}
	found, err := at(ctx).records.get(ctx, "", agreement)
	if err != nil {
		return nil, err
	}
	if found[0] == nil {
		return nil, &graph.FieldError{Path: "agreement", Reason: string(agreement) + " is not there"}
	}
	a, err := as[*graph.Agreement](agreement, found[0])
	if err != nil || a.InForce == nil || d == nil {
		return nil, err
	}
	var ended *graph.Date
	if a.Ended != nil {
		ended = a.Ended.When
	}
	from, to, ok := graph.DayOfTruce(*a.InForce, ended, a.Zone, *d)
	if !ok {
		return nil, nil
	}
	return &model.DayRange{From: int32(from), To: int32(to)}, nil //nolint:gosec // days of a truce, not of the calendar
}
