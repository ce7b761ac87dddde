package graphtest

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// found is what a query asks for, on all its pages and in its order.
type found[R any] struct {
	items []placed[R]
	order func(a, b place) int
	list  string // what its cursors belong to
}

func valuesOf[R any](items []placed[R]) []R {
	values := make([]R, len(items))
	for i, item := range items {
		values[i] = item.value
	}
	return values
}

// listed finds the records of a type that meet a query that is sound, in the
// order in which they were first recorded.
func listed[R graph.Record](k *seeker, list string, query any, meets func(R) bool) found[R] {
	f := found[R]{order: recordedFirst, list: fingerprint(list, query)}
	for i, record := range k.snapshot.records {
		if r, ok := record.(R); ok && meets(r) {
			f.items = append(f.items, placed[R]{value: r, place: place{Number: uint64(k.snapshot.nodes[i].order)}})
		}
	}
	return f
}

// page answers with one page of what is found.
func page[R any](ctx context.Context, r naiveReader, p graph.Page, find func(*seeker) (found[R], error)) (graph.List[R], error) {
	return ask(ctx, r, func(k *seeker) (graph.List[R], error) {
		f, err := find(k)
		if err != nil {
			return graph.List[R]{}, err
		}
		return paged(f.items, p, f.list, f.order)
	})
}

// published fills in the statuses that are looked through unless others are
// given.
func published(statuses *[]graph.Status) {
	if *statuses == nil {
		*statuses = []graph.Status{graph.StatusPublished}
	}
}

func (k *seeker) actorsFound(q graph.ActorQuery) (found[*graph.Actor], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Actor]{}, err
	}
	published(&q.Statuses)
	return listed(k, "actors", q, func(a *graph.Actor) bool { return k.meetsActor(a, q) }), nil
}

func (k *seeker) locations(q graph.LocationSet) (found[*graph.Location], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Location]{}, err
	}
	published(&q.Statuses)
	return listed(k, "locations", q, func(l *graph.Location) bool { return k.meetsLocation(l, q) }), nil
}

func (k *seeker) agreements(q graph.AgreementSet) (found[*graph.Agreement], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Agreement]{}, err
	}
	published(&q.Statuses)
	return listed(k, "agreements", q, func(a *graph.Agreement) bool { return k.meetsAgreement(a, q) }), nil
}

func (k *seeker) documents(q graph.DocumentSet) (found[*graph.Document], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Document]{}, err
	}
	published(&q.Statuses)
	return listed(k, "documents", q, func(d *graph.Document) bool { return k.meetsDocument(d, q) }), nil
}

func (k *seeker) topics(q graph.TopicSet) (found[*graph.Topic], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Topic]{}, err
	}
	published(&q.Statuses)
	return listed(k, "topics", q, func(t *graph.Topic) bool { return k.meetsTopic(t, q) }), nil
}

func (k *seeker) events(q graph.EventQuery) (found[*graph.Event], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Event]{}, err
	}
	published(&q.Statuses)
	if q.Order == "" {
		q.Order = graph.WhenDescending
	}
	f := listed(k, "events", q, func(e *graph.Event) bool { return k.meetsEvent(e, q.EventSet) })
	f.order = newestFirst
	if q.Order == graph.WhenAscending {
		f.order = oldestFirst
	}
	for i, item := range f.items {
		f.items[i].place = placeOf(k.naive.moment(item.value.When), int(item.place.Number))
	}
	f.sort()
	return f, nil
}

func (k *seeker) statements(q graph.StatementQuery) (found[*graph.Statement], error) {
	known := k.snapshot.answers
	key := fingerprint("statements", q)
	if _, ok := known[key]; !ok {
		if len(known) == maxAnswers {
			clear(known)
		}
		f, err := k.askedFor(q)
		known[key] = answer{f, err}
	}
	return known[key].found, known[key].err
}

func (k *seeker) askedFor(q graph.StatementQuery) (found[*graph.Statement], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Statement]{}, err
	}
	published(&q.Statuses)
	if q.Bases == nil {
		q.Bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	if q.Order == "" {
		q.Order = graph.SaidDescending
	}
	if q.Order == graph.ByRelevance && len(sought(q.StatementSet)) == 0 {
		return found[*graph.Statement]{}, &graph.FieldError{Path: "order", Reason: "is by relevance, and there is no text to be relevant to"}
	}
	f := listed(k, "statements", q, func(s *graph.Statement) bool { return k.meets(s, q.StatementSet) })
	f.order = map[graph.StatementOrder]func(a, b place) int{
		graph.SaidDescending: newestFirst, graph.SaidAscending: oldestFirst, graph.ByRelevance: bestFirst,
		graph.RecordedAscending: recordedFirst, graph.RecordedDescending: recordedLast,
	}[q.Order]
	score := func(*graph.Statement) float64 { return 0 }
	if q.Order == graph.ByRelevance {
		score = k.relevance(q)
	}
	for i, item := range f.items {
		f.items[i].place = placeOf(k.naive.moment(item.value.Said), int(item.place.Number))
		f.items[i].place.Score = score(item.value)
		f.items[i].match = k.matchOf(item.value, q, f.items[i].place.Score)
	}
	f.sort()
	return f, nil
}

func (f *found[R]) sort() {
	slices.SortFunc(f.items, func(a, b placed[R]) int { return f.order(a.place, b.place) })
}

func (r naiveReader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Actor], error) { return k.actorsFound(q) })
}

func (r naiveReader) Locations(ctx context.Context, q graph.LocationSet, p graph.Page) (graph.List[*graph.Location], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Location], error) { return k.locations(q) })
}

func (r naiveReader) Agreements(ctx context.Context, q graph.AgreementSet, p graph.Page) (graph.List[*graph.Agreement], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Agreement], error) { return k.agreements(q) })
}

func (r naiveReader) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Document], error) { return k.documents(q) })
}

func (r naiveReader) Topics(ctx context.Context, q graph.TopicSet, p graph.Page) (graph.List[*graph.Topic], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Topic], error) { return k.topics(q) })
}

func (r naiveReader) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (graph.List[*graph.Event], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Event], error) { return k.events(q) })
}

func (r naiveReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	return page(ctx, r, p, func(k *seeker) (found[*graph.Statement], error) { return k.statements(q) })
}

func (r naiveReader) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	return ask(ctx, r, func(k *seeker) (graph.StatementCount, error) {
		f, err := k.statements(q)
		return k.countOf(valuesOf(f.items)), err
	})
}

func (r naiveReader) SourcesOf(ctx context.Context, st *graph.Statement) (int, error) {
	return ask(ctx, r, func(k *seeker) (int, error) {
		statements := []*graph.Statement{st}
		if st.Utterance != "" {
			f, err := k.statements(graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: st.Utterance}})
			if err != nil {
				return 0, err
			}
			statements = append(statements, valuesOf(f.items)...)
		}
		return k.countOf(statements).Sources, nil
	})
}

func (r naiveReader) Count(ctx context.Context, query any) (int, error) {
	return ask(ctx, r, func(k *seeker) (int, error) {
		switch q := query.(type) {
		case graph.ActorQuery:
			f, err := k.actorsFound(q)
			return len(f.items), err
		case graph.LocationSet:
			f, err := k.locations(q)
			return len(f.items), err
		case graph.AgreementSet:
			f, err := k.agreements(q)
			return len(f.items), err
		case graph.DocumentSet:
			f, err := k.documents(q)
			return len(f.items), err
		case graph.TopicSet:
			f, err := k.topics(q)
			return len(f.items), err
		case graph.EventQuery:
			f, err := k.events(q)
			return len(f.items), err
		case graph.StatementQuery:
			f, err := k.statements(q)
			return len(f.items), err
		}
		return 0, &graph.FieldError{Reason: fmt.Sprintf("%T is no query", query)}
	})
}
