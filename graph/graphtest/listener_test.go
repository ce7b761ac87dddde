package graphtest_test

import (
	"context"
	"os"
	"reflect"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A listener tells the truth, and finds out which of some lies about queries
// would have shown on the first page of a list.
type listener struct {
	graph.Graph
	lies map[string]func(any) any // those that have not shown yet
}

func (l *listener) At(v graph.View) graph.Reader { return listeningReader{l.Graph.At(v), l} }

type listeningReader struct {
	graph.Reader
	l *listener
}

// listen asks as a liar would, and answers with the truth.
func listen[Q, R any](ctx context.Context, l *listener, q Q, p graph.Page, ask func(context.Context, Q, graph.Page) (graph.List[R], error)) (graph.List[R], error) {
	truth, err := ask(ctx, q, p)
	if err != nil || p.After != "" || p.Before != "" { // a cursor is of the query that was asked
		return truth, err
	}
	for name, lie := range l.lies {
		lied, ok := lie(q).(Q)
		if !ok || reflect.DeepEqual(lied, q) {
			continue
		}
		list, err := ask(ctx, lied, p)
		if err != nil || list.More != truth.More || !reflect.DeepEqual(valuesOf(list), valuesOf(truth)) {
			delete(l.lies, name)
		}
	}
	return truth, nil
}

func valuesOf[R any](l graph.List[R]) []R {
	var values []R
	for _, item := range l.Items {
		values = append(values, item.Value)
	}
	return values
}

func (r listeningReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	return listen(ctx, r.l, q, p, r.Reader.Statements)
}

func (r listeningReader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	return listen(ctx, r.l, q, p, r.Reader.Actors)
}

func (r listeningReader) Locations(ctx context.Context, q graph.LocationSet, p graph.Page) (graph.List[*graph.Location], error) {
	return listen(ctx, r.l, q, p, r.Reader.Locations)
}

func (r listeningReader) Agreements(ctx context.Context, q graph.AgreementSet, p graph.Page) (graph.List[*graph.Agreement], error) {
	return listen(ctx, r.l, q, p, r.Reader.Agreements)
}

func (r listeningReader) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	return listen(ctx, r.l, q, p, r.Reader.Documents)
}

func (r listeningReader) Topics(ctx context.Context, q graph.TopicSet, p graph.Page) (graph.List[*graph.Topic], error) {
	return listen(ctx, r.l, q, p, r.Reader.Topics)
}

func (r listeningReader) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (graph.List[*graph.Event], error) {
	return listen(ctx, r.l, q, p, r.Reader.Events)
}

// Whoever leaves a part of a query out answers differently sooner or later. One
// run shows it for all parts.
func TestRunAsksWhatShowsEveryLieAboutFilters(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	t.Parallel()
	lies := liesAboutFilters()
	for seed := uint64(8000); len(lies) > 0 && seed < 8100; seed += 2 {
		graphtest.Run(t, func(testing.TB) graph.Graph { return &listener{truthful(), lies} }, graphtest.Options{Seed: seed, Histories: 2})
	}
	for name := range lies {
		t.Errorf("nobody would notice who %s", name)
	}
}
