package graphtest

import (
	"context"
	"fmt"

	"hudna/graph"
)

// askAmiss asks what is refused.
func (t *trial) askAmiss(ctx context.Context, v graph.View) error {
	type attempt struct {
		what string
		ask  func(graph.Graph) error
	}
	d := t.asker.Dice
	first := graph.Page{First: 1}
	statements := func(g graph.Graph, v graph.View, q graph.StatementQuery, p graph.Page) error {
		_, err := g.At(v).Statements(ctx, q, p)
		return err
	}
	unknown := graph.ID("actor/nobody")
	hidden := t.hiddenFrom(v)
	beyond := v
	beyond.Revision = t.naive.head() + 1 + graph.Revision(d.N(3))
	wrongDate := pick(d, []graph.DateRange{
		{From: "2017", To: "2016"},
		{From: "2016-13"},
		{To: "yesterday"},
		{From: "2016", Certainty: "PERHAPS"},
		{From: "2016-04-15T12:00:00Z", To: "2016-04-15T12:00:00+03:00"},
	})
	size := pick(d, []int{0, -1, graph.MaxPage + 1})
	attempts := []attempt{
		{"statements by an actor that is not there", func(g graph.Graph) error {
			return statements(g, v, pick(d.fork(), placesFor(unknown)), first)
		}},
		{"statements by a hidden record", func(g graph.Graph) error {
			if hidden == "" {
				return graph.ErrInvalid
			}
			return statements(g, v, pick(d.fork(), placesFor(hidden)), first)
		}},
		{"a count of statements by a hidden record", func(g graph.Graph) error {
			if hidden == "" {
				return graph.ErrInvalid
			}
			_, err := g.At(v).CountStatements(ctx, pick(d.fork(), placesFor(hidden)))
			return err
		}},
		{"statements in a range of dates that is none", func(g graph.Graph) error {
			return statements(g, v, graph.StatementQuery{StatementSet: graph.StatementSet{Said: &wrongDate}}, first)
		}},
		{"a page of a size that is not allowed", func(g graph.Graph) error {
			return statements(g, v, graph.StatementQuery{}, graph.Page{First: size})
		}},
		{"a page of actors of a size that is not allowed", func(g graph.Graph) error {
			_, err := g.At(v).Actors(ctx, graph.ActorQuery{}, graph.Page{First: size})
			return err
		}},
		{"a page of commits of a size that is not allowed", func(g graph.Graph) error {
			_, err := g.At(v).Commits(ctx, graph.Page{First: size})
			return err
		}},
		{"a revision beyond the head", func(g graph.Graph) error {
			_, err := g.At(beyond).Records(ctx, []graph.ID{unknown})
			return err
		}},
		{"statements beyond the head", func(g graph.Graph) error {
			return statements(g, beyond, graph.StatementQuery{}, first)
		}},
		{"a scan beyond the head", func(g graph.Graph) error {
			_, err := gathered(g.At(beyond).Scan(ctx, graph.KindActor), 0)
			return err
		}},
		{"changes beyond the head", func(g graph.Graph) error {
			_, err := gathered(g.Changes(ctx, beyond, 0), 0)
			return err
		}},
		{"a broken cursor", func(g graph.Graph) error {
			return statements(g, v, graph.StatementQuery{}, graph.Page{First: 1, After: "no cursor"})
		}},
		{"the cursor of another query", func(g graph.Graph) error {
			return t.foreign(ctx, g, v, func(after string) error {
				return statements(g, v, graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: "utterance/other"}}, graph.Page{First: 1, After: after})
			})
		}},
		{"the cursor of another list", func(g graph.Graph) error {
			return t.foreign(ctx, g, v, func(after string) error {
				_, err := g.At(v).Actors(ctx, graph.ActorQuery{}, graph.Page{First: 1, After: after})
				return err
			})
		}},
		{"a cursor with a letter changed", func(g graph.Graph) error {
			return t.foreign(ctx, g, v, func(after string) error {
				letters := []byte(after)
				letters[len(letters)/2] ^= 1
				return statements(g, v, everyStatement(), graph.Page{First: 1, After: string(letters)})
			})
		}},
	}
	a := pick(d, attempts)
	t.stats.take("refused: " + a.what)
	fork := *d
	want := a.ask(t.naive)
	*d = fork
	got := a.ask(t.graph)
	question := fmt.Sprintf("%s %s (hidden: %s, page size %d, range %+v, beyond %d)", viewed(v), a.what, hidden, size, wrongDate, beyond.Revision)
	if want == nil || !sameError(want, got) {
		return t.differs(question, want, got)
	}
	return nil
}

// fork draws on from here without the other noticing.
func (d *Dice) fork() *Dice { return NewDice(d.Uint64()) }

// hiddenFrom draws a record that is there at the view's revision and that the
// view does not see, or "".
func (t *trial) hiddenFrom(v graph.View) graph.ID {
	s, _, _ := t.asker.seen(v)
	var hidden []graph.ID
	for _, n := range t.naive.nodes {
		id := n.last().record.Shared().ID
		if n.at(v.Revision) != nil && s.byID[id] == nil && len(placesFor(id)) > 0 {
			hidden = append(hidden, id)
		}
	}
	return maybe(t.asker.Dice, 100, hidden)
}

// placesFor are the queries in which a record can be named.
func placesFor(id graph.ID) (queries []graph.StatementQuery) {
	set := &graph.ActorSet{AnyOf: []graph.ID{id}}
	var places []graph.StatementSet
	switch id.Kind() {
	case graph.KindActor:
		places = []graph.StatementSet{
			{By: set},
			{To: set},
			{Via: set},
			{By: &graph.ActorSet{NoneOf: []graph.ID{id}}},
			{Via: &graph.ActorSet{AllOf: []graph.ID{id}}},
			{About: []graph.AboutSet{{Actor: set}}},
			{About: []graph.AboutSet{{Actor: &graph.ActorSet{NoneOf: []graph.ID{id}}}}},
		}
	case graph.KindEvent:
		places = []graph.StatementSet{{Occasion: id}, {Concerning: id}, {About: []graph.AboutSet{{Event: &graph.EventSet{AnyOf: []graph.ID{id}}}}}}
	case graph.KindDocument:
		places = []graph.StatementSet{{Document: &graph.DocumentSet{AnyOf: []graph.ID{id}}}}
	case graph.KindAgreement:
		places = []graph.StatementSet{{About: []graph.AboutSet{{Agreement: id}}}}
	case graph.KindLocation:
		places = []graph.StatementSet{{About: []graph.AboutSet{{Location: &graph.PlaceSet{AnyOf: []graph.ID{id}}}}}}
	case graph.KindTopic:
		places = []graph.StatementSet{{About: []graph.AboutSet{{Topic: id}}}}
	case graph.KindStatement:
		places = []graph.StatementSet{{About: []graph.AboutSet{{Statement: id}}}}
	}
	for _, place := range places {
		queries = append(queries, graph.StatementQuery{StatementSet: place})
	}
	return queries
}

// everyStatement asks for all statements.
func everyStatement() graph.StatementQuery {
	return graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: graph.Statuses(), Bases: graph.Bases()}}
}

// foreign uses a cursor of the list of all statements where it does not
// belong. Where there is no statement, there is no cursor to be refused.
func (t *trial) foreign(ctx context.Context, g graph.Graph, v graph.View, use func(after string) error) error {
	page, err := g.At(v).Statements(ctx, everyStatement(), graph.Page{First: 1})
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		return graph.ErrInvalidCursor
	}
	return use(page.Items[0].Cursor)
}
