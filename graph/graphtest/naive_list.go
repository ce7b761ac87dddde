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
func listed[R graph.Record, Q any](k *seeker, list string, query any, set Q, meets func(R, Q) bool) found[R] {
	f := found[R]{order: recordedFirst, list: fingerprint(list, query)}
	texts := sought(set)
	for i, record := range k.snapshot.records {
		if r, ok := record.(R); ok && meets(r, set) {
			f.items = append(f.items, placed[R]{
				value: r, place: place{Number: uint64(k.snapshot.nodes[i].order)}, match: k.matchOf(r, set, texts, 0),
			})
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

// answering fills in which statements are looked through unless others are
// asked for.
func answering(q *graph.StatementSet) {
	published(&q.Statuses)
	if q.Bases == nil {
		q.Bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	if q.Superseded == nil {
		q.Superseded = []bool{false}
	}
}

func (k *seeker) actorsFound(q graph.ActorQuery) (found[*graph.Actor], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Actor]{}, err
	}
	published(&q.Statuses)
	return listed(k, "actors", q, q, k.meetsActor), nil
}

func (k *seeker) locations(q graph.LocationSet) (found[*graph.Location], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Location]{}, err
	}
	published(&q.Statuses)
	return listed(k, "locations", q, q, k.meetsLocation), nil
}

func (k *seeker) agreements(q graph.AgreementSet) (found[*graph.Agreement], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Agreement]{}, err
	}
	published(&q.Statuses)
	return listed(k, "agreements", q, q, k.meetsAgreement), nil
}

func (k *seeker) documents(q graph.DocumentSet) (found[*graph.Document], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Document]{}, err
	}
	published(&q.Statuses)
	return listed(k, "documents", q, q, k.meetsDocument), nil
}

func (k *seeker) topics(q graph.TopicSet) (found[*graph.Topic], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Topic]{}, err
	}
	published(&q.Statuses)
	return listed(k, "topics", q, q, k.meetsTopic), nil
}

func (k *seeker) events(q graph.EventQuery) (found[*graph.Event], error) {
	if err := k.check(q); err != nil {
		return found[*graph.Event]{}, err
	}
	published(&q.Statuses)
	if q.Order == "" {
		q.Order = graph.WhenDescending
	}
	f := listed(k, "events", q, q.EventSet, k.meetsEvent)
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
	answering(&q.StatementSet)
	if q.Order == "" {
		q.Order = graph.SaidDescending
	}
	if q.Order == graph.ByRelevance && len(sought(q.StatementSet)) == 0 {
		return found[*graph.Statement]{}, &graph.FieldError{Path: "order", Reason: "is by relevance, and there is no text to be relevant to"}
	}
	f := listed(k, "statements", q, q.StatementSet, k.meets)
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
		if s := score(item.value); s != 0 {
			f.items[i].place.Score, f.items[i].match = s, k.matchOf(item.value, q.StatementSet, sought(q.StatementSet), s)
		}
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
	list, err := page(ctx, r, p, func(k *seeker) (found[*graph.Statement], error) { return k.statements(q) })
	if p.Bare { // all is left out that may be
		for i := range list.Items {
			if m := list.Items[i].Match; m != nil {
				list.Items[i].Match = &graph.Match{Score: m.Score}
			}
			if p.Unmarked || i > 0 && i < len(list.Items)-1 {
				list.Items[i].Cursor = ""
			}
		}
	}
	return list, err
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
		case graph.SearchQuery:
			f, err := k.search(q)
			return len(f.items), err
		case graph.CommitQuery:
			all, err := k.commits(q)
			return len(all), err
		}
		return 0, &graph.FieldError{Reason: fmt.Sprintf("%T is no query", query)}
	})
}

// countOf counts statements, the acts of speaking that they report, and the
// acts of telling by which they reached us.
func (k *seeker) countOf(statements []*graph.Statement) graph.StatementCount {
	utterances, sources := map[graph.ID]bool{}, map[string]bool{}
	for _, statement := range statements {
		if statement.Utterance != "" {
			utterances[statement.Utterance] = true
		} else {
			utterances[statement.ID] = true
		}
		if len(statement.Relays) > 0 && statement.Relays[0].Utterance != "" {
			sources[string(statement.Relays[0].Utterance)] = true
			continue
		}
		for _, e := range statement.Evidence {
			told := string(k.original(e.Document))
			if len(statement.Relays) > 0 {
				told = string(k.canonical(statement.Relays[0].Actor)) + " in " + told
			}
			sources[told] = true
		}
	}
	return graph.StatementCount{Statements: len(statements), Utterances: len(utterances), Sources: len(sources)}
}

// original is the document of which another is a copy, as far as the view can
// tell.
func (k *seeker) original(id graph.ID) graph.ID {
	for range k.snapshot.records { // a chain is no longer than that
		document, ok := k.snapshot.byID[id].(*graph.Document)
		if !ok || document.CopyOf == nil {
			return id
		}
		id = document.CopyOf.Document
	}
	return id
}
