package graphtest

import (
	"context"
	"fmt"
	"reflect"

	"hudna/graph"
)

// askStatements compares a list of statements, and what is counted of it.
func (t *trial) askStatements(ctx context.Context, v graph.View) error {
	q := t.asker.statementQuery(v)
	filters := !reflect.ValueOf(q).IsZero()
	if filters {
		t.stats.Filters++
	}
	t.stats.take("reader: Statements")
	answered := t.stats.Answered
	err := list(ctx, t, v, "Statements("+readable(q)+")", func(r graph.Reader) listing[*graph.Statement] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Statement], error) {
			return r.Statements(ctx, q, p)
		}
	}, sameMatch[*graph.Statement](t, q.StatementSet))
	if err != nil {
		return err
	}
	if filters {
		t.stats.Met += t.stats.Answered - answered
	}
	if t.asker.Chance(40) {
		t.stats.take("reader: CountStatements")
		err = asked(ctx, t, v, fmt.Sprintf("CountStatements(%s)", readable(q)), func(r graph.Reader) (graph.StatementCount, error) {
			return r.CountStatements(ctx, q)
		})
	}
	if err == nil && t.asker.Chance(40) {
		by, first := pick(t.asker.Dice, facets), 1+t.asker.N(8)
		t.stats.take("reader: Facets")
		t.stats.take("facet: " + string(by))
		err = asked(ctx, t, v, fmt.Sprintf("Facets(%s, by %s, first %d)", readable(q), by, first), func(r graph.Reader) (graph.FacetCount, error) {
			return r.Facets(ctx, q, by, first)
		})
	}
	if err != nil {
		return err
	}
	return t.askCount(ctx, v, q)
}

// asked compares one answer of both.
func asked[T any](_ context.Context, t *trial, v graph.View, question string, ask func(graph.Reader) (T, error)) error {
	want, wantErr := ask(t.naive.At(v))
	got, gotErr := ask(t.graph.At(v))
	question = viewed(v) + " " + question
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if wantErr == nil && !sameValue(want, got) {
		return t.differs(question, want, got)
	}
	return nil
}

// askCount compares how long a list is, now and then.
func (t *trial) askCount(ctx context.Context, v graph.View, query any) error {
	if !t.asker.Chance(20) {
		return nil
	}
	t.stats.take("reader: Count")
	return asked(ctx, t, v, fmt.Sprintf("Count(%T %s)", query, readable(query)), func(r graph.Reader) (int, error) { return r.Count(ctx, query) })
}

// askList compares a list of records, and now and then how long it is.
func askList[R graph.Record](ctx context.Context, t *trial, v graph.View, what string, query any, ask func(graph.Reader) listing[R]) error {
	t.stats.take("reader: " + what)
	set := query
	if q, ok := query.(graph.EventQuery); ok {
		set = q.EventSet
	}
	if err := list(ctx, t, v, fmt.Sprintf("%s(%s)", what, readable(query)), ask, sameMatch[R](t, set)); err != nil {
		return err
	}
	return t.askCount(ctx, v, query)
}

func (t *trial) askActors(ctx context.Context, v graph.View) error {
	q := t.asker.actorQuery(v)
	return askList(ctx, t, v, "Actors", q, func(r graph.Reader) listing[*graph.Actor] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Actor], error) { return r.Actors(ctx, q, p) }
	})
}

func (t *trial) askLocations(ctx context.Context, v graph.View) error {
	q := t.asker.locationQuery(v)
	return askList(ctx, t, v, "Locations", q, func(r graph.Reader) listing[*graph.Location] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Location], error) {
			return r.Locations(ctx, q, p)
		}
	})
}

func (t *trial) askAgreements(ctx context.Context, v graph.View) error {
	q := t.asker.agreementQuery(v)
	return askList(ctx, t, v, "Agreements", q, func(r graph.Reader) listing[*graph.Agreement] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Agreement], error) {
			return r.Agreements(ctx, q, p)
		}
	})
}

func (t *trial) askDocuments(ctx context.Context, v graph.View) error {
	q := t.asker.documentQuery(v)
	return askList(ctx, t, v, "Documents", q, func(r graph.Reader) listing[*graph.Document] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Document], error) {
			return r.Documents(ctx, q, p)
		}
	})
}

func (t *trial) askTopics(ctx context.Context, v graph.View) error {
	q := t.asker.topicQuery(v)
	return askList(ctx, t, v, "Topics", q, func(r graph.Reader) listing[*graph.Topic] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Topic], error) { return r.Topics(ctx, q, p) }
	})
}

func (t *trial) askEvents(ctx context.Context, v graph.View) error {
	q := t.asker.eventQuery(v)
	t.stats.take(fmt.Sprintf("order of events: %s", q.Order))
	return askList(ctx, t, v, "Events", q, func(r graph.Reader) listing[*graph.Event] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Event], error) { return r.Events(ctx, q, p) }
	})
}

func (t *trial) askSearch(ctx context.Context, v graph.View) error {
	q := t.asker.searchQuery(v)
	return askList(ctx, t, v, "Search", q, func(r graph.Reader) listing[graph.Record] {
		return func(ctx context.Context, p graph.Page) (graph.List[graph.Record], error) {
			l, err := r.Search(ctx, q, p)
			t.noteKinds(l)
			return l, err
		}
	})
}

// noteKinds counts searches by the kinds that stand on one page.
func (t *trial) noteKinds(l graph.List[graph.Record]) {
	kinds := map[graph.Kind]bool{}
	for _, item := range l.Items {
		kinds[item.Value.RecordKind()] = true
		t.stats.take("found: " + string(item.Value.RecordKind()))
	}
	if len(kinds) > 1 {
		t.stats.take("found: several kinds on a page")
	}
}

func (t *trial) askIdentity(ctx context.Context, v graph.View) error {
	id := t.judgedID(v)
	t.stats.take("reader: Identity")
	if same, err := t.naive.At(v).Identity(ctx, id); err == nil && len(same.Members) > 1 {
		t.stats.take("a cluster of " + map[bool]string{true: "two", false: "more"}[len(same.Members) == 2])
	}
	return asked(ctx, t, v, fmt.Sprintf("Identity(%s)", id), func(r graph.Reader) (graph.Identity, error) { return r.Identity(ctx, id) })
}

// askSimilar compares the candidates of a record, often of one that has some.
func (t *trial) askSimilar(ctx context.Context, v graph.View) error {
	var id graph.ID
	first := 1 + t.asker.N(10)
	for range 6 {
		id = t.judgedID(v)
		found, err := t.naive.At(v).Similar(ctx, id, first)
		if err != nil || len(found.Found) == 0 {
			continue
		}
		for _, c := range found.Found {
			for _, e := range c.Evidence {
				t.stats.take("likeness: " + string(e.Kind))
			}
			if c.Unsure {
				t.stats.take("likeness: unsure")
			}
		}
		break
	}
	t.stats.take("reader: Similar")
	return asked(ctx, t, v, fmt.Sprintf("Similar(%s, %d)", id, first), func(r graph.Reader) (graph.Candidates, error) {
		return r.Similar(ctx, id, first)
	})
}

func (t *trial) askCanonical(ctx context.Context, v graph.View) error {
	var ids []graph.ID
	for range t.asker.N(8) {
		ids = append(ids, t.judgedID(v))
	}
	t.stats.take("reader: Canonical")
	return asked(ctx, t, v, fmt.Sprintf("Canonical(%v)", ids), func(r graph.Reader) ([]graph.ID, error) { return r.Canonical(ctx, ids) })
}

// askFollow asks where ids lead, and may name some of them twice, or what is not there.
func (t *trial) askFollow(ctx context.Context, v graph.View) error {
	var ids []graph.ID
	for range t.asker.N(8) {
		if t.asker.Chance(50) {
			ids = append(ids, t.judgedID(v))
		} else {
			ids = append(ids, t.someID(v))
		}
	}
	t.stats.take("reader: Follow")
	type followed struct {
		Leads   []graph.ID
		Records []graph.Record
	}
	return asked(ctx, t, v, fmt.Sprintf("Follow(%v)", ids), func(r graph.Reader) (f followed, err error) {
		f.Leads, f.Records, err = graph.Follow(ctx, r, ids)
		return f, err
	})
}

// judgedID draws an id that, as a rule, a judgement names.
func (t *trial) judgedID(v graph.View) graph.ID {
	var ids []graph.ID
	t.asker.in(v, func(q quest) {
		for _, j := range those[*graph.Judgement](q.k) {
			ids = append(ids, j.A, j.B)
		}
	})
	if len(ids) > 0 && t.asker.Chance(80) {
		return pick(t.asker.Dice, ids)
	}
	return t.someID(v)
}
