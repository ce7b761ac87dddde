package graphtest

import (
	"fmt"
	"reflect"
	"slices"

	"hudna/graph"
)

// An asker makes up queries about what a view of the oracle holds, so that most
// of them are answered with something.
type asker struct {
	*Dice
	naive *Naive
	names *naming
	took  func(feature string)
}

// in looks at what a view holds. The views are made up here, so they are sound.
func (a *asker) in(v graph.View, look func(quest)) {
	a.naive.mu.Lock()
	defer a.naive.mu.Unlock()
	s, err := a.naive.snapshot(v)
	if err != nil {
		panic(err)
	}
	look(quest{a, &seeker{naive: a.naive, snapshot: s}})
}

// seen lists the statements of a view.
func (a *asker) seen(v graph.View) (s *snapshot, statements []*graph.Statement) {
	a.in(v, func(q quest) { s, statements = q.k.snapshot, q.statements() })
	return s, statements
}

// maxNesting is how deep drawn sets of statements stand within each other.
const maxNesting = 4

// drawn draws a query from a record until the record meets it, and what was
// tried last where none of some tries does; a query that is too complex to be
// asked is not drawn.
func drawn[R graph.Record, Q any](q quest, draw func(quest, R) Q, meets func(*seeker, R, Q) bool) Q {
	var last Q
	records := those[R](q.k)
	if len(records) == 0 {
		return last
	}
	careless := q.Chance(10)
	for range 6 {
		record := pick(q.Dice, records)
		query := draw(q, record)
		if q.k.check(query) != nil {
			continue
		}
		last = query
		if careless || meets(q.k, record, query) {
			break
		}
	}
	return last
}

// statementQuery draws a query that, as a rule, one of the view's statements
// meets.
func (a *asker) statementQuery(v graph.View) graph.StatementQuery {
	var query graph.StatementQuery
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, m *graph.Statement) graph.StatementQuery {
			var query graph.StatementQuery
			if !q.Chance(3) {
				query.StatementSet = q.statementSet(m, q.N(maxNesting+1))
			}
			if query.Statuses == nil && (m.Status != graph.StatusPublished || q.Chance(5)) {
				query.Statuses = append(some(q.Dice, graph.Statuses(), 1), m.Status)
			}
			if query.Bases == nil && (m.Basis == graph.BasisMachineCoded || q.Chance(5)) {
				query.Bases = append(some(q.Dice, graph.Bases(), 1), m.Basis)
			}
			if query.Superseded == nil && (superseded(m) || q.Chance(5)) {
				query.Superseded = append(some(q.Dice, []bool{false, true}, 1), superseded(m))
			}
			query.Order = maybe(q.Dice, 70, orders[:4])
			if sought(query.StatementSet) != nil && q.Chance(70) {
				query.Order = graph.ByRelevance
			}
			return query
		}, func(k *seeker, m *graph.Statement, query graph.StatementQuery) bool {
			return k.meets(m, query.StatementSet)
		})
	})
	a.note(query)
	return query
}

func (a *asker) eventQuery(v graph.View) graph.EventQuery {
	var query graph.EventQuery
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, e *graph.Event) graph.EventQuery {
			return graph.EventQuery{EventSet: q.eventSet(e, q.N(3)), Order: maybe(q.Dice, 70, whenOrders)}
		}, func(k *seeker, e *graph.Event, query graph.EventQuery) bool { return k.meetsEvent(e, query.EventSet) })
	})
	a.note(query)
	return query
}

func (a *asker) documentQuery(v graph.View) graph.DocumentSet {
	var query graph.DocumentSet
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, d *graph.Document) graph.DocumentSet { return q.documentSet(d, q.N(3)) }, (*seeker).meetsDocument)
	})
	a.note(query)
	return query
}

func (a *asker) agreementQuery(v graph.View) graph.AgreementSet {
	var query graph.AgreementSet
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, r *graph.Agreement) graph.AgreementSet { return q.agreementSet(r, q.N(3)) }, (*seeker).meetsAgreement)
	})
	a.note(query)
	return query
}

func (a *asker) actorQuery(v graph.View) graph.ActorQuery {
	var query graph.ActorQuery
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, r *graph.Actor) graph.ActorQuery { return q.actorQuery(r, q.N(3)) }, (*seeker).meetsActor)
	})
	a.note(query)
	return query
}

func (a *asker) locationQuery(v graph.View) graph.LocationSet {
	var query graph.LocationSet
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, l *graph.Location) graph.LocationSet { return q.locationSet(l, q.N(3)) }, (*seeker).meetsLocation)
	})
	a.note(query)
	return query
}

func (a *asker) topicQuery(v graph.View) graph.TopicSet {
	var query graph.TopicSet
	a.in(v, func(q quest) {
		query = drawn(q, func(q quest, t *graph.Topic) graph.TopicSet { return q.topicSet(t, q.N(3)) }, (*seeker).meetsTopic)
	})
	a.note(query)
	return query
}

// note counts what takes part in a query: each field that is given, by the type
// that has it, and what is found out about only here.
func (a *asker) note(query any) {
	a.noteFields(reflect.ValueOf(query))
	if q, ok := query.(graph.StatementQuery); ok {
		a.took(fmt.Sprintf("order: %s", q.Order))
		a.noteShape(q)
	}
}

func (a *asker) noteFields(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			a.noteFields(v.Elem())
		}
	case reflect.Slice:
		if v.Len() == 0 && !v.IsNil() {
			a.took("an empty list of which one has to hold")
		}
		for i := range v.Len() {
			a.noteFields(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() { // of a time
				continue
			}
			if !field.Anonymous && !v.Field(i).IsZero() {
				a.took("field: " + v.Type().Name() + "." + field.Name)
			}
			a.noteFields(v.Field(i))
		}
	case reflect.String:
		switch value := v.Interface().(type) {
		case graph.ActorScope:
			a.took("scope: " + string(value))
		case graph.DateCertainty:
			a.took("certainty: " + string(value))
		}
	}
}

// fields lists the fields of a type of queries and of all that it is made of.
func fields(t reflect.Type, into []string) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return fields(t.Elem(), into)
	case reflect.Struct:
		for i := range t.NumField() {
			field := t.Field(i)
			if !field.IsExported() {
				continue
			}
			if name := "field: " + t.Name() + "." + field.Name; field.Anonymous {
				into = fields(field.Type, into)
			} else if !slices.Contains(into, name) {
				into = fields(field.Type, append(into, name))
			}
		}
	}
	return into
}

// everyField lists the fields of all queries.
func everyField() []string {
	var all []string
	for _, t := range append(sets, reflect.TypeFor[graph.StatementQuery](), reflect.TypeFor[graph.EventQuery](), reflect.TypeFor[graph.SearchQuery](), reflect.TypeFor[graph.CommitQuery]()) {
		all = fields(t, all)
	}
	return all
}

// noteShape counts how many lists a query joins, and of what kind: a part of a
// query by which a graph could look up statements is a list.
func (a *asker) noteShape(q graph.StatementQuery) {
	lists := 0
	for _, given := range []bool{
		q.By != nil && (q.By.AnyOf != nil || q.By.AllOf != nil), q.To != nil && (q.To.AnyOf != nil || q.To.AllOf != nil),
		q.Via != nil && (q.Via.AnyOf != nil || q.Via.AllOf != nil), len(q.Positions) > 0, q.SaidAt != nil, q.Occasion != "",
		q.Concerning != "", q.Document != nil, q.Utterance != "", q.Linked != nil, q.Links != nil, q.Text != "", len(q.Or) > 0,
	} {
		if given {
			lists++
		}
	}
	lists += len(q.About) + len(q.And)
	if reflect.ValueOf(q).IsZero() {
		return
	}
	a.took(fmt.Sprintf("join: of %s", []string{"no list", "one list", "two lists", "three lists", "four lists or more"}[min(lists, 4)]))
	if q.By != nil && len(q.About) > 0 {
		a.took("join: who spoke, with what of")
	}
	if len(q.Or) > 0 || q.By != nil && len(q.By.AnyOf) > 1 {
		a.took("join: with a union")
	}
	if q.Not != nil || q.By != nil && q.By.NoneOf != nil {
		a.took("join: without what is in a list")
	}
	if q.By != nil && q.By.Include != nil {
		a.took("join: with who stands for an actor")
	}
	if q.Said != nil && lists > 0 {
		a.took("join: within a range of dates")
	}
}
