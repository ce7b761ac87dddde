package graphtest

import (
	"context"
	"strings"

	"hudna/graph"
)

func amissPages() []amiss {
	wrong := []graph.Page{
		{},
		{First: -1},
		{First: graph.MaxPage + 1},
		{Last: -1},
		{Last: graph.MaxPage + 1},
		{First: 1, Last: 1},
	}
	statements := func(ctx context.Context, g graph.Graph, v graph.View, p graph.Page) error {
		_, err := g.At(v).Statements(ctx, everyStatement(), p)
		return err
	}
	return []amiss{
		{"a page of a size that is not allowed", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			return statements(ctx, g, v, pick(d, wrong))
		}},
		{"a page of other records of a size that is not allowed", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			return pick(d, recordLists())(ctx, g.At(v), pick(d, wrong))
		}},
		{"a page of commits of a size that is not allowed", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(v).Commits(ctx, graph.CommitQuery{}, pick(d, wrong))
			return err
		}},
		{"a page from both ends", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			return t.foreign(ctx, g, v, func(cursor string) error {
				return statements(ctx, g, v, pick(d, []graph.Page{
					{First: 1, Before: cursor}, {Last: 1, After: cursor}, {Before: cursor}, {First: 1, After: cursor, Last: 1, Before: cursor},
				}))
			})
		}},
		{"a broken cursor", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			return statements(ctx, g, v, pick(d, []graph.Page{{First: 1, After: "no cursor"}, {Last: 1, Before: "no cursor"}}))
		}},
		{"the cursor of another query", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			return t.foreign(ctx, g, v, func(cursor string) error {
				q := everyStatement()
				switch d.N(3) {
				case 0:
					q.Utterance = "utterance/other"
				case 1:
					q.Order = graph.RecordedAscending
				case 2:
					q.Not = &graph.StatementSet{Langs: []string{"ar"}}
				}
				_, err := g.At(v).Statements(ctx, q, pick(d, []graph.Page{{First: 1, After: cursor}, {Last: 1, Before: cursor}}))
				return err
			})
		}},
		{"the cursor of another list", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			return t.foreign(ctx, g, v, func(cursor string) error {
				return pick(d, recordLists())(ctx, g.At(v), graph.Page{First: 1, After: cursor})
			})
		}},
		{"a cursor with a letter changed", func(ctx context.Context, t *trial, _ *Dice, g graph.Graph, v graph.View) error {
			return t.foreign(ctx, g, v, func(cursor string) error {
				letters := []byte(cursor)
				letters[len(letters)/2] ^= 1
				return statements(ctx, g, v, graph.Page{First: 1, After: string(letters)})
			})
		}},
	}
}

// recordLists are the lists of records that are no statements.
func recordLists() []func(context.Context, graph.Reader, graph.Page) error {
	return []func(context.Context, graph.Reader, graph.Page) error{
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Actors(ctx, graph.ActorQuery{}, p)
			return err
		},
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Locations(ctx, graph.LocationSet{}, p)
			return err
		},
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Agreements(ctx, graph.AgreementSet{}, p)
			return err
		},
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Documents(ctx, graph.DocumentSet{}, p)
			return err
		},
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Topics(ctx, graph.TopicSet{}, p)
			return err
		},
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Events(ctx, graph.EventQuery{}, p)
			return err
		},
		func(ctx context.Context, r graph.Reader, p graph.Page) error {
			_, err := r.Search(ctx, graph.SearchQuery{Text: "karvela"}, p)
			return err
		},
	}
}

func amissViews() []amiss {
	beyond := func(t *trial, d *Dice, v graph.View) graph.View {
		v.Revision = t.naive.head() + 1 + graph.Revision(d.N(3))
		return v
	}
	return []amiss{
		{"a revision beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(beyond(t, d, v)).Records(ctx, []graph.ID{"actor/nobody"})
			return err
		}},
		{"a list beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			return pick(d, recordLists())(ctx, g.At(beyond(t, d, v)), graph.Page{First: 1})
		}},
		{"statements beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(beyond(t, d, v)).Statements(ctx, graph.StatementQuery{}, graph.Page{First: 1})
			return err
		}},
		{"identities beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(beyond(t, d, v)).Canonical(ctx, []graph.ID{"actor/r1"})
			return err
		}},
		{"former ids beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(beyond(t, d, v)).Renamed(ctx, []graph.ID{"actor/r1"})
			return err
		}},
		{"a scan beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := gathered(g.At(beyond(t, d, v)).Scan(ctx, graph.KindActor), 0)
			return err
		}},
		{"changes beyond the head", func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := gathered(g.Changes(ctx, beyond(t, d, v), 0), 0)
			return err
		}},
	}
}

// hiddenFrom draws a record that is there at the view's revision and that the
// view does not see, or "".
func (t *trial) hiddenFrom(d *Dice, v graph.View) graph.ID {
	s, _ := t.asker.seen(v)
	var hidden []graph.ID
	for _, n := range t.naive.nodes {
		id := n.last().record.Shared().ID
		if n.at(v.Revision) != nil && s.byID[id] == nil && len(placesFor(id)) > 0 {
			hidden = append(hidden, id)
		}
	}
	return maybe(d, 100, hidden)
}

// placesFor are the sets in which a record can be named.
func placesFor(id graph.ID) []graph.StatementSet {
	ids := []graph.ID{id}
	set := &graph.ActorSet{AnyOf: ids}
	none := &graph.ActorSet{NoneOf: ids}
	about := func(a graph.AboutSet) graph.StatementSet { return graph.StatementSet{About: []graph.AboutSet{a}} }
	event := func(e graph.EventSet) graph.StatementSet { return about(graph.AboutSet{Event: &e}) }
	at := &graph.PlaceSet{AnyOf: ids, Descendants: strings.HasSuffix(string(id), "1")}
	switch id.Kind() {
	case graph.KindActor:
		return []graph.StatementSet{
			{By: set},
			{To: set},
			{Via: set},
			{By: none},
			{Via: &graph.ActorSet{AllOf: ids}},
			{By: &graph.ActorSet{AnyOf: ids, Include: scopes}},
			about(graph.AboutSet{Actor: set}),
			about(graph.AboutSet{Actor: none}),
			{Content: &graph.ContentSet{Actor: set}},
			{Content: &graph.ContentSet{Toward: none}},
			{Document: &graph.DocumentSet{Publisher: set}},
			{Linked: &graph.LinkedSet{By: none}},
			{Figures: &graph.FigureSet{CountedBy: set}},
			event(graph.EventSet{Participants: []graph.ParticipantSet{{Actor: set}}}),
		}
	case graph.KindEvent:
		return []graph.StatementSet{{Occasion: id}, {Concerning: id}, event(graph.EventSet{Not: &graph.EventSet{AnyOf: ids}})}
	case graph.KindDocument:
		return []graph.StatementSet{
			{Document: &graph.DocumentSet{AnyOf: ids}},
			{Document: &graph.DocumentSet{Or: []graph.DocumentSet{{}, {AnyOf: ids}}}},
			event(graph.EventSet{Document: &graph.DocumentSet{AnyOf: ids}}),
		}
	case graph.KindAgreement:
		return []graph.StatementSet{about(graph.AboutSet{Agreement: id}), event(graph.EventSet{Under: id})}
	case graph.KindLocation:
		return []graph.StatementSet{{SaidAt: at}, about(graph.AboutSet{Location: at}), event(graph.EventSet{Place: at})}
	case graph.KindTopic:
		return []graph.StatementSet{about(graph.AboutSet{Topic: id}), {Positions: []graph.StandSet{{Topic: id}}}}
	case graph.KindStatement:
		return []graph.StatementSet{about(graph.AboutSet{Statement: id})}
	}
	return nil
}

// everyStatement asks for all statements.
func everyStatement() graph.StatementQuery {
	return graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: graph.Statuses(), Bases: graph.Bases()}}
}

// foreign uses a cursor of the list of all statements where it does not
// belong. Where there is no statement, there is no cursor to be refused.
func (t *trial) foreign(ctx context.Context, g graph.Graph, v graph.View, use func(cursor string) error) error {
	page, err := g.At(v).Statements(ctx, everyStatement(), graph.Page{First: 1})
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		return graph.ErrInvalidCursor
	}
	return use(page.Items[0].Cursor)
}
