package graphtest

import (
	"context"
	"errors"

	"hudna/graph"
)

var errNext = errors.New("not there yet")

func (r naiveReader) Locations(context.Context, graph.LocationSet, graph.Page) (l graph.List[*graph.Location], err error) {
	return l, errNext
}

func (r naiveReader) Agreements(context.Context, graph.AgreementSet, graph.Page) (l graph.List[*graph.Agreement], err error) {
	return l, errNext
}

func (r naiveReader) Documents(context.Context, graph.DocumentSet, graph.Page) (l graph.List[*graph.Document], err error) {
	return l, errNext
}

func (r naiveReader) Topics(context.Context, graph.TopicSet, graph.Page) (l graph.List[*graph.Topic], err error) {
	return l, errNext
}

func (r naiveReader) Events(context.Context, graph.EventQuery, graph.Page) (l graph.List[*graph.Event], err error) {
	return l, errNext
}

func (r naiveReader) Count(context.Context, any) (int, error) { return 0, errNext }

func (r naiveReader) Facets(context.Context, graph.StatementQuery, graph.Facet, int) (c graph.FacetCount, err error) {
	return c, errNext
}

func (r naiveReader) Canonical(_ context.Context, ids []graph.ID) ([]graph.ID, error) {
	return ids, nil
}

func (r naiveReader) Identity(context.Context, graph.ID) (i graph.Identity, err error) {
	return i, errNext
}
