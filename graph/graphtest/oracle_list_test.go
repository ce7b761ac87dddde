package graphtest_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func TestOrdersOfTheWorld(t *testing.T) {
	const (
		chain, inReadout, inCopy = graphtest.RelayChainID, graphtest.RelayChainReadoutID, graphtest.RelayChainCopyID
		denial, count            = graphtest.DenialID, graphtest.CountID
	)
	for name, test := range map[string]struct {
		query graph.StatementQuery
		want  []graph.ID
	}{
		"as they were recorded": {graph.StatementQuery{
			StatementSet: graph.StatementSet{Via: one(graphtest.RuritaniaSpokeswoman, graphtest.AvariaGovernment)}, Order: graph.RecordedAscending,
		}, []graph.ID{chain, inReadout, inCopy, graphtest.DraftID}},
		"the last recorded first": {graph.StatementQuery{
			StatementSet: graph.StatementSet{Via: one(graphtest.RuritaniaSpokeswoman, graphtest.AvariaGovernment)}, Order: graph.RecordedDescending,
		}, []graph.ID{graphtest.DraftID, inCopy, inReadout, chain}},
		"the shortest text with the word first, the newer of two that are as short": {
			// Ten words, ten, fourteen, and seventeen with the translation.
			graph.StatementQuery{StatementSet: text("breaches"), Order: graph.ByRelevance}, []graph.ID{denial, count, inReadout, chain},
		},
		"by a text that all parts have": {
			graph.StatementQuery{StatementSet: graph.StatementSet{And: []graph.StatementSet{text("breaches"), {Langs: []string{"ar"}}}}, Order: graph.ByRelevance},
			[]graph.ID{chain},
		},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := at(t, public, worldHead).Statements(t.Context(), test.query, graph.Page{First: 100})
			wantIDs(t, list, err, test.want...)
		})
	}
}

// The scores of a word that two of four texts have: ln(1 + 2.5/2.5) times the
// frequency in the text, one, which is damped by its length.
func TestScoreOfAWord(t *testing.T) {
	g := graphtest.NewNaive(clock())
	said := func(name, text string) *graph.Statement {
		return &graph.Statement{
			Meta: graph.Meta{ID: graph.ID("statement/" + name)}, Text: text, Attribution: graph.AttributionPublisher,
			Evidence: []graph.Evidence{{Document: "document/d"}},
		}
	}
	draft := said("draft", "truce truce truce")
	draft.Status = graph.StatusDraft
	commit(t, g, &graph.Document{Meta: graph.Meta{ID: "document/d"}}, said("short", "A truce!"), said("long", "a truce and four words"),
		said("other", "three other words"), said("last", "words"), draft)
	list, err := g.At(graph.View{Revision: 1, Clearance: public}).Statements(t.Context(),
		graph.StatementQuery{StatementSet: text("truces"), Order: graph.ByRelevance}, graph.Page{First: 10})
	wantIDs(t, list, err, "statement/short", "statement/long")
	// The texts have 2, 5, 3 and 1 words, 2.75 on the average; the draft counts
	// for nothing. 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2.75)) is 1.1256, and
	// with 5 words 0.7492.
	for i, want := range []string{"0.7802", "0.5193"} {
		m := list.Items[i].Match
		if got := fmt.Sprintf("%.4f", m.Score); got != want {
			t.Errorf("%s has the score %s, want %s", list.Items[i].Value.ID, got, want)
		}
		if len(m.Highlights) != 1 || m.Highlights[0] != (graph.Highlight{Path: "text", Start: 2, End: 7}) {
			t.Errorf("highlights: %+v", m.Highlights)
		}
	}
}

func TestPagesFromBothEnds(t *testing.T) {
	r := at(t, public, worldHead)
	q := graph.StatementQuery{StatementSet: graph.StatementSet{Occasion: graphtest.Call}} // draft, chain, in the readout, joint
	list := func(p graph.Page) graph.List[*graph.Statement] {
		t.Helper()
		l, err := r.Statements(t.Context(), q, p)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	last := list(graph.Page{Last: 2})
	wantIDs(t, last, nil, graphtest.RelayChainReadoutID, graphtest.JointStatementID)
	before := list(graph.Page{Last: 2, Before: last.Items[0].Cursor})
	wantIDs(t, before, nil, graphtest.DraftID, graphtest.RelayChainID)
	after := list(graph.Page{First: 1, After: before.Items[1].Cursor})
	wantIDs(t, after, nil, graphtest.RelayChainReadoutID)
	if !last.More || before.More || !after.More {
		t.Errorf("more before the last: %t, before the first: %t, after the third: %t", last.More, before.More, after.More)
	}
	for _, p := range []graph.Page{{First: 1, Last: 1}, {First: 1, Before: after.Items[0].Cursor}, {Last: 1, After: after.Items[0].Cursor}, {Last: 501}, {Last: -1}} {
		if _, err := r.Statements(t.Context(), q, p); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestFacetsOfTheWorld(t *testing.T) {
	on := graph.StatementSet{Occasion: graphtest.Call} // draft, chain, in the readout, joint
	for name, test := range map[string]struct {
		query graph.StatementSet
		by    graph.Facet
		first int
		want  string
	}{
		"speakers":                  {on, graph.FacetSpeaker, 9, "anton-rikard 3, saher-noman 2; 2 in all, 0 without"},
		"the first of the speakers": {on, graph.FacetSpeaker, 1, "anton-rikard 3; 2 in all, 0 without"},
		"relays":                    {on, graph.FacetRelay, 9, "avaria-government 2, mira-dolan 1; 2 in all, 1 without"},
		"who vouches": {
			on, graph.FacetAttestor, 9, "avaria-government 2, karvela-gazette 1, mira-dolan 1; 3 in all, 0 without",
		},
		"addressees": {on, graph.FacetAddressee, 9, "saher-noman 2, anton-rikard 1; 2 in all, 1 without"},
		"what they are about, each node once": {
			on, graph.FacetAbout, 9,
			// Among equals by the id: actors, then the location, the statement, the topic.
			"avaria 2, karvela-truce 2, ruritania 1, karvela 1, rikard-to-noman-as-avaria-tells-it 1, aid-to-karvela 1; 6 in all, 0 without",
		},
		"roles": {on, graph.FacetRole, 9, "ASKED 3, BREACHED 2, SUBJECT 2, ACCUSED 1, BENEFICIARY 1; 5 in all, 0 without"},
		"acts of any force": {
			on, graph.FacetAct, 9, "ACCUSE 2, ASK 1, DEMAND 1, STRESS 1, URGE 1; 5 in all, 0 without",
		},
		"topics": {on, graph.FacetTopic, 9, "aid-to-karvela 1, avaria-breached-the-truce 1; 2 in all, 2 without"},
		"positions": {
			graph.StatementSet{}, graph.FacetPosition, 9, "avaria-breached-the-truce AGREE 1, avaria-breached-the-truce DISAGREE 1; 2 in all, 9 without",
		},
		"publishers": {on, graph.FacetPublisher, 9, "avaria-government 2, karvela-gazette 2; 2 in all, 0 without"},
		"languages":  {graph.StatementSet{}, graph.FacetLang, 9, "en 9, ar 1, ru 1; 3 in all, 0 without"},
		"days, the newest first": {
			// The denial was at 14:00 by its own clock; the month lies in no day.
			graph.StatementSet{}, graph.FacetDay, 2, "2019-04-20 1, 2019-04-19 3; 3 in all, 3 without",
		},
		"weeks":  {graph.StatementSet{}, graph.FacetWeek, 9, "2019-W16 8; 1 in all, 3 without"},
		"months": {graph.StatementSet{}, graph.FacetMonth, 9, "2019-04 9; 1 in all, 2 without"},
		"places": {on, graph.FacetPlace, 9, "; 0 in all, 4 without"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := at(t, public, worldHead).Facets(t.Context(), graph.StatementQuery{StatementSet: test.query}, test.by, test.first)
			if err != nil {
				t.Fatal(err)
			}
			var values []string
			for _, v := range got.Values {
				_, name, found := strings.Cut(v.Value, "/")
				if !found {
					name = v.Value
				}
				if v.Agreement != "" {
					name += " " + string(v.Agreement)
				}
				values = append(values, fmt.Sprintf("%s %d", name, v.Count))
			}
			if all := fmt.Sprintf("%s; %d in all, %d without", strings.Join(values, ", "), got.Distinct, got.Without); all != test.want {
				t.Errorf("got  %s\nwant %s", all, test.want)
			}
		})
	}
}

func TestRecordsOfTheWorld(t *testing.T) {
	r := at(t, public, worldHead)
	ctx, page := t.Context(), graph.Page{First: 100}
	type ids = []graph.ID
	events := func(q graph.EventQuery, want ...graph.ID) {
		t.Helper()
		l, err := r.Events(ctx, q, page)
		wantIDs(t, l, err, want...)
	}
	events(graph.EventQuery{}, graphtest.Call, graphtest.Shelling)
	events(graph.EventQuery{Order: graph.WhenAscending}, graphtest.Shelling, graphtest.Call)
	events(graph.EventQuery{EventSet: graph.EventSet{Bases: []graph.EventBasis{graph.EventAlleged}}}, graphtest.Shelling)
	events(graph.EventQuery{EventSet: graph.EventSet{When: &graph.DateRange{From: "2019-04-18", To: "2019-04-18", Certainty: graph.DateCertainly}}}, graphtest.Call)
	events(graph.EventQuery{EventSet: graph.EventSet{Participants: []graph.ParticipantSet{{Actor: standing(graphtest.Ruritania, graph.ScopeRepresentatives)}}}}, graphtest.Call)
	events(graph.EventQuery{EventSet: graph.EventSet{Document: &graph.DocumentSet{Kinds: []graph.DocumentKind{graph.DocumentReadout}}}}, graphtest.Call)
	events(graph.EventQuery{EventSet: graph.EventSet{Not: &graph.EventSet{Kinds: []graph.EventKind{graph.EventCall}}}}, graphtest.Shelling)
	events(graph.EventQuery{EventSet: graph.EventSet{Name: "call"}})

	agreements := func(q graph.AgreementSet, want ...graph.ID) {
		t.Helper()
		l, err := r.Agreements(ctx, q, page)
		wantIDs(t, l, err, want...)
	}
	agreements(graph.AgreementSet{Name: "الهدنة", Area: &graph.PlaceSet{AnyOf: ids{graphtest.KarvelaLand}}}, graphtest.Truce)
	agreements(graph.AgreementSet{Area: &graph.PlaceSet{AnyOf: ids{graphtest.School}, Descendants: true}})
	agreements(graph.AgreementSet{InForce: &graph.DateRange{From: "2019-02-27"}, Declared: &graph.DateRange{To: "2019-02-26"}}, graphtest.Truce)
	agreements(graph.AgreementSet{Parties: []graph.PartySet{{Actor: one(graphtest.Avaria), Roles: []graph.PartyRole{graph.PartySponsor}}}})
	agreements(graph.AgreementSet{Forms: []graph.AgreementForm{graph.FormBilateral}, Parties: []graph.PartySet{
		{Actor: one(graphtest.Ruritania), Roles: []graph.PartyRole{graph.PartySponsor}}, {Actor: one(graphtest.ValleyMilitia)},
	}}, graphtest.Truce)

	locations := func(q graph.LocationSet, want ...graph.ID) {
		t.Helper()
		l, err := r.Locations(ctx, q, page)
		wantIDs(t, l, err, want...)
	}
	locations(graph.LocationSet{Within: &graph.PlaceSet{AnyOf: ids{graphtest.KarvelaLand}}}, graphtest.KarvelaCity)
	locations(graph.LocationSet{Within: &graph.PlaceSet{AnyOf: ids{graphtest.KarvelaLand}, Descendants: true}}, graphtest.KarvelaCity, graphtest.School)
	locations(graph.LocationSet{Starts: "Karvela s"}, graphtest.School)
	locations(graph.LocationSet{Starts: "s Karvela"})
	locations(graph.LocationSet{Starts: "كارفي", Kinds: []graph.LocationKind{graph.LocationSettlement}}, graphtest.KarvelaCity)

	topics, err := r.Topics(ctx, graph.TopicSet{Kinds: []graph.TopicKind{graph.TopicIssue}}, page)
	wantIDs(t, topics, err, graphtest.Aid)
	documents, err := r.Documents(ctx, graph.DocumentSet{Text: "перемирие", Published: &graph.DateRange{From: "2019-04-19"}}, page)
	wantIDs(t, documents, err, graphtest.Dispatch)
	actors, err := r.Actors(ctx, graph.ActorQuery{Affiliated: one(graphtest.AvariaGovernment), Not: &graph.ActorQuery{Starts: "طار"}}, page)
	wantIDs(t, actors, err, graphtest.AvariaMinisterPost)
	actors, err = r.Actors(ctx, graph.ActorQuery{Holding: ids{graphtest.AvariaMinisterPost}}, page)
	wantIDs(t, actors, err, graphtest.AvariaMinister)
	actors, err = r.Actors(ctx, graph.ActorQuery{AnyOf: ids{graphtest.Doubtful}}, page)
	wantIDs(t, actors, err, graphtest.RuritaniaMinister, graphtest.Doubtful)
	actors, err = r.Actors(ctx, graph.ActorQuery{Sectors: []graph.Sector{graph.SectorMedia}}, page)
	wantIDs(t, actors, err, graphtest.Gazette, graphtest.Wire)

	for query, want := range map[any]int{nil: -1} {
		if _, err := r.Count(ctx, query); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%v: %v, want %d", query, err, want)
		}
	}
	if n, err := r.Count(ctx, graph.ActorQuery{Kinds: []graph.ActorKind{graph.ActorPost}}); n != 2 || err != nil {
		t.Errorf("%d posts (%v), want 2", n, err)
	}
	if n, err := r.Count(ctx, graph.StatementQuery{StatementSet: graph.StatementSet{Occasion: graphtest.Call}}); n != 4 || err != nil {
		t.Errorf("%d statements on the call (%v), want 4", n, err)
	}
}

// What is at the bounds of a filter is answered, what is beyond them is not.
func TestBoundsOfFilters(t *testing.T) {
	nested := func(depth int) graph.StatementSet {
		var set graph.StatementSet
		for range depth {
			set = graph.StatementSet{And: []graph.StatementSet{set}}
		}
		return set
	}
	wide := func(terms int) graph.StatementSet {
		return graph.StatementSet{Or: slices.Repeat([]graph.StatementSet{{Langs: []string{"ar"}}}, terms)}
	}
	many := func(n int) graph.StatementSet {
		return graph.StatementSet{By: &graph.ActorSet{NoneOf: slices.Repeat([]graph.ID{graphtest.Avaria}, n)}}
	}
	for name, test := range map[string]struct {
		at, beyond graph.StatementSet
		want       error
	}{
		"depth": {nested(graph.MaxFilterDepth), nested(graph.MaxFilterDepth + 1), graph.ErrTooComplex},
		"terms": {wide(graph.MaxFilterTerms), wide(graph.MaxFilterTerms + 1), graph.ErrTooComplex},
		"ids":   {many(graph.MaxFilterIDs), many(graph.MaxFilterIDs + 1), graph.ErrInvalid},
		"words": {text(strings.Repeat("word ", 32)), text(strings.Repeat("word ", 33)), graph.ErrInvalid},
		"bytes": {text(strings.Repeat("w", 1024)), text(strings.Repeat("w", 1025)), graph.ErrInvalid},
		"marks": {text("«words»"), text("«words"), graph.ErrInvalid},
	} {
		r := at(t, public, worldHead)
		if _, err := r.CountStatements(t.Context(), graph.StatementQuery{StatementSet: test.at}); err != nil {
			t.Errorf("%s at the bound: %v", name, err)
		}
		if _, err := r.CountStatements(t.Context(), graph.StatementQuery{StatementSet: test.beyond}); !errors.Is(err, test.want) {
			t.Errorf("%s beyond the bound: %v", name, err)
		}
	}
}
