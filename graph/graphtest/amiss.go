package graphtest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
)

// An amiss is a question that is refused.
type amiss struct {
	name string
	// ask draws the question from dice of its own, so that both are asked the
	// same one.
	ask func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error
}

// askAmiss asks what is refused.
func (t *trial) askAmiss(ctx context.Context, v graph.View) error {
	a := t.amiss.deal(t.asker.Dice)
	t.stats.take("refused: " + a.name)
	seed := t.asker.Uint64()
	want := a.ask(ctx, t, NewDice(seed), t.naive, v)
	got := a.ask(ctx, t, NewDice(seed), t.graph, v)
	question := fmt.Sprintf("%s %s (by the dice of %d)", viewed(v), a.name, seed)
	if want == nil || !sameError(want, got) {
		return t.differs(question, want, got)
	}
	return nil
}

// amissCards are the questions that are refused.
func amissCards() []amiss {
	return slices.Concat(amissQueries(), amissPages(), amissViews())
}

// amissSet makes the question for statements of a set that is drawn.
func amissSet(name string, draw func(t *trial, d *Dice, v graph.View) (graph.StatementSet, error)) amiss {
	return amiss{name, func(ctx context.Context, t *trial, d *Dice, g graph.Graph, v graph.View) error {
		set, err := draw(t, d, v)
		if err != nil {
			return err // there is nothing of which one could ask so
		}
		q := graph.StatementQuery{StatementSet: wrapped(d, set)}
		switch d.N(4) {
		case 0:
			_, err = g.At(v).CountStatements(ctx, q)
		case 1:
			_, err = g.At(v).Facets(ctx, q, pick(d, facets), 1)
		case 2:
			_, err = g.At(v).Count(ctx, q)
		default:
			_, err = g.At(v).Statements(ctx, q, graph.Page{First: 1})
		}
		return err
	}}
}

// wrapped puts a set somewhere into others.
func wrapped(d *Dice, set graph.StatementSet) graph.StatementSet {
	for range d.N(3) {
		switch d.N(3) {
		case 0:
			set = graph.StatementSet{And: []graph.StatementSet{{}, set}}
		case 1:
			set = graph.StatementSet{Or: []graph.StatementSet{{}, set}}
		case 2:
			inner := set
			set = graph.StatementSet{Not: &inner}
		}
	}
	return set
}

func amissQueries() []amiss {
	words := func(sets ...graph.StatementSet) func(*trial, *Dice, graph.View) (graph.StatementSet, error) {
		return func(_ *trial, d *Dice, _ graph.View) (graph.StatementSet, error) { return pick(d, sets), nil }
	}
	one := func(id graph.ID) *graph.ActorSet { return &graph.ActorSet{AnyOf: []graph.ID{id}} }
	behalf := &graph.ActorSet{Include: []graph.ActorScope{graph.ScopeOnBehalf}}
	return []amiss{
		amissSet("statements by a record that is not there", func(_ *trial, d *Dice, _ graph.View) (graph.StatementSet, error) {
			kinds := []graph.Kind{
				graph.KindActor, graph.KindEvent, graph.KindDocument, graph.KindAgreement, graph.KindLocation, graph.KindTopic, graph.KindStatement,
			}
			return pick(d, placesFor(graph.ID(string(pick(d, kinds))+"/nobody"))), nil
		}),
		amissSet("statements by a hidden record", func(t *trial, d *Dice, v graph.View) (graph.StatementSet, error) {
			hidden := t.hiddenFrom(d, v)
			if hidden == "" {
				return graph.StatementSet{}, graph.ErrInvalid
			}
			return pick(d, placesFor(hidden)), nil
		}),
		amissSet("statements by a record of another kind", words(
			graph.StatementSet{By: one("location/r1")}, graph.StatementSet{Occasion: "actor/r1"}, graph.StatementSet{Utterance: "actor/r1"},
			graph.StatementSet{Positions: []graph.StandSet{{Topic: "event/r1"}}},
		)),
		amissSet("statements in a range of dates that is none", words(
			graph.StatementSet{Said: &graph.DateRange{From: "2016-13"}},
			graph.StatementSet{Said: &graph.DateRange{To: "yesterday"}},
			graph.StatementSet{Said: &graph.DateRange{From: "2016", Certainty: "PERHAPS"}},
			graph.StatementSet{Document: &graph.DocumentSet{Published: &graph.DateRange{To: "2016-02-30"}}},
		)),
		amissSet("statements by a word that is none", words(
			graph.StatementSet{Acts: []graph.ActSet{{Act: "SHOUT"}}}, graph.StatementSet{Acts: []graph.ActSet{{Force: "LOUD"}}},
			graph.StatementSet{Statuses: []graph.Status{"LOST"}}, graph.StatementSet{Bases: []graph.Basis{""}},
			graph.StatementSet{By: &graph.ActorSet{Include: []graph.ActorScope{"FRIENDS"}}},
			graph.StatementSet{By: &graph.ActorSet{Certainty: "PERHAPS"}},
			graph.StatementSet{Content: &graph.ContentSet{Polarity: "PERHAPS"}},
			graph.StatementSet{Positions: []graph.StandSet{{Agreement: "PERHAPS"}}},
			graph.StatementSet{Linked: &graph.LinkedSet{Kinds: []graph.LinkKind{"LIKES"}}},
			graph.StatementSet{Links: &graph.LinksSet{Kinds: []graph.LinkKind{"LIKES"}}}, graph.StatementSet{Links: &graph.LinksSet{AnyOf: []graph.ID{"actor/r1"}}},
			graph.StatementSet{Figures: &graph.FigureSet{Units: []graph.FigureUnit{"MILE"}}},
			graph.StatementSet{About: []graph.AboutSet{{Event: &graph.EventSet{Place: &graph.PlaceSet{Precisions: []graph.PlacePrecision{"FAR"}}}}}},
			graph.StatementSet{Document: &graph.DocumentSet{Codings: &graph.WorkSet{Statuses: []graph.CodingStatus{"LOST"}}}},
		)),
		amissSet("what nobody does on behalf of another", words(
			graph.StatementSet{To: behalf}, graph.StatementSet{About: []graph.AboutSet{{Actor: behalf}}},
			graph.StatementSet{Content: &graph.ContentSet{Toward: behalf}}, graph.StatementSet{Document: &graph.DocumentSet{Publisher: behalf}},
			graph.StatementSet{Figures: &graph.FigureSet{CountedBy: behalf}},
			graph.StatementSet{About: []graph.AboutSet{{Event: &graph.EventSet{Participants: []graph.ParticipantSet{{Actor: behalf}}}}}},
		)),
		amissSet("a filter that is too deep", func(_ *trial, d *Dice, _ graph.View) (graph.StatementSet, error) {
			var set graph.StatementSet
			for range graph.MaxFilterDepth + 1 + d.N(3) {
				inner := set
				set = graph.StatementSet{Not: &inner}
			}
			return set, nil
		}),
		amissSet("a filter of too many terms", func(_ *trial, d *Dice, _ graph.View) (graph.StatementSet, error) {
			var set graph.StatementSet
			for range graph.MaxFilterTerms + 1 + d.N(3) {
				set.Or = append(set.Or, graph.StatementSet{Langs: []string{"ar"}})
			}
			return set, nil
		}),
		amissSet("more ids than a list may have", func(t *trial, _ *Dice, v graph.View) (graph.StatementSet, error) {
			var some []graph.ID
			t.asker.in(v, func(q quest) { some = q.ids(graph.KindActor) })
			if len(some) == 0 {
				return graph.StatementSet{}, graph.ErrInvalid
			}
			return graph.StatementSet{By: &graph.ActorSet{NoneOf: slices.Repeat(some[:1], graph.MaxFilterIDs+1)}}, nil
		}),
		{"statements by relevance to no text", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			q := graph.StatementQuery{Order: graph.ByRelevance}
			switch d.N(3) {
			case 0:
				q.Not = &graph.StatementSet{Text: "words"}
			case 1:
				q.Or = []graph.StatementSet{{Text: "words"}}
			}
			_, err := g.At(v).Statements(ctx, q, graph.Page{First: 1})
			return err
		}},
		{"an order that is none", func(ctx context.Context, _ *trial, _ *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(v).Statements(ctx, graph.StatementQuery{Order: "BACKWARDS"}, graph.Page{First: 1})
			return err
		}},
		{"an order of events that is none", func(ctx context.Context, _ *trial, _ *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(v).Events(ctx, graph.EventQuery{Order: "BACKWARDS"}, graph.Page{First: 1})
			return err
		}},
		{"a facet that is none, or none of it", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			by, first := pick(d, []graph.Facet{"", "MOOD", graph.FacetAct}), 1
			if by == graph.FacetAct {
				first = pick(d, []int{0, -1, graph.MaxPage + 1})
			}
			_, err := g.At(v).Facets(ctx, graph.StatementQuery{}, by, first)
			return err
		}},
		{"records by one that is not there", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(v).Count(ctx, pick(d, []any{
				graph.ActorQuery{AnyOf: []graph.ID{"actor/nobody"}},
				graph.ActorQuery{Affiliated: one("actor/nobody")},
				graph.ActorQuery{Holding: []graph.ID{"actor/nobody"}},
				graph.LocationSet{Within: &graph.PlaceSet{AnyOf: []graph.ID{"location/nowhere"}}},
				graph.TopicSet{Broader: "topic/none"},
				graph.AgreementSet{Parties: []graph.PartySet{{Actor: one("actor/nobody")}}},
				graph.DocumentSet{AnyOf: []graph.ID{"document/none"}},
				graph.EventQuery{EventSet: graph.EventSet{Under: "agreement/none"}},
				graph.DocumentSet{Publisher: behalf},
				graph.ActorQuery{Kinds: []graph.ActorKind{"GHOST"}},
				graph.TopicSet{Not: &graph.TopicSet{Statuses: []graph.Status{"LOST"}}},
			}))
			return err
		}},
		{"a search for what cannot be looked for", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			q := pick(d, []graph.SearchQuery{
				{},
				{Text: " — "},
				{Text: "“karvela"},
				{Text: strings.Repeat("word ", maxSoughtWords+1)},
				{Text: strings.Repeat("w", maxSought+1)},
				{Text: "karvela", Kinds: []graph.Kind{graph.KindActor, graph.KindCodebook}},
				{Text: "karvela", Kinds: []graph.Kind{"ghost"}},
				{Text: "karvela", Statuses: []graph.Status{"LOST"}},
				{Text: "karvela", Bases: []graph.Basis{"GUESSED"}},
			})
			_, err := g.At(v).Search(ctx, q, graph.Page{First: 1})
			if d.Chance(30) {
				_, err = g.At(v).Count(ctx, q)
			}
			return err
		}},
		{"how long what is no query is", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(v).Count(ctx, pick(d, []any{nil, 1, graph.AboutSet{}}))
			return err
		}},
		{"the identity of what is not there", func(ctx context.Context, _ *trial, d *Dice, g graph.Graph, v graph.View) error {
			_, err := g.At(v).Identity(ctx, pick(d, []graph.ID{"actor/nobody", "utterance/u1", "nonsense", ""}))
			return err
		}},
	}
}
