package ledger

import (
	"context"
	"errors"

	"hudna/graph"
)

var errNext = errors.New("not there yet")

func (r *reader) Locations(context.Context, graph.LocationSet, graph.Page) (l graph.List[*graph.Location], err error) {
	return l, errNext
}

func (r *reader) Agreements(context.Context, graph.AgreementSet, graph.Page) (l graph.List[*graph.Agreement], err error) {
	return l, errNext
}

func (r *reader) Documents(context.Context, graph.DocumentSet, graph.Page) (l graph.List[*graph.Document], err error) {
	return l, errNext
}

func (r *reader) Topics(context.Context, graph.TopicSet, graph.Page) (l graph.List[*graph.Topic], err error) {
	return l, errNext
}

func (r *reader) Events(context.Context, graph.EventQuery, graph.Page) (l graph.List[*graph.Event], err error) {
	return l, errNext
}
