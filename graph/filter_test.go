package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

func TestCheckQuery(t *testing.T) {
	actor := &graph.ActorSet{AnyOf: []graph.ID{"actor/a"}}
	behalf := &graph.ActorSet{AnyOf: []graph.ID{"actor/a"}, Include: []graph.ActorScope{graph.ScopeOnBehalf}}
	many := make([]graph.ID, graph.MaxFilterIDs+1)
	for i := range many {
		many[i] = "actor/a"
	}
	nested := func(n int) graph.StatementSet {
		var s graph.StatementSet
		for range n {
			inner := s
			s = graph.StatementSet{And: []graph.StatementSet{inner}}
		}
		return s
	}
	for name, test := range map[string]struct {
		query any
		want  string // the error, or how it begins; nothing for none
		is    error
	}{
		"nothing asked":                {graph.StatementQuery{}, "", nil},
		"a sound one":                  {graph.StatementQuery{StatementSet: graph.StatementSet{By: behalf, Via: behalf, Linked: &graph.LinkedSet{By: behalf}}}, "", nil},
		"an order that is none":        {graph.StatementQuery{Order: "UPWARDS"}, `order: there is no "UPWARDS"`, graph.ErrInvalid},
		"an order of events":           {graph.EventQuery{Order: "UPWARDS"}, `order: there is no "UPWARDS"`, graph.ErrInvalid},
		"relevance to nothing":         {graph.StatementQuery{Order: graph.ByRelevance}, "order: is RELEVANCE, which is for a query with a text", graph.ErrInvalid},
		"relevance to one of texts":    {graph.StatementQuery{Order: graph.ByRelevance, StatementSet: graph.StatementSet{Or: []graph.StatementSet{{Text: "a"}}}}, "order: is RELEVANCE", graph.ErrInvalid},
		"relevance to a further text":  {graph.StatementQuery{Order: graph.ByRelevance, StatementSet: graph.StatementSet{And: []graph.StatementSet{{Text: "a"}}}}, "", nil},
		"a search":                     {graph.SearchQuery{Text: "a", Kinds: graph.SearchKinds(), Bases: graph.Bases()}, "", nil},
		"a search for judgements":      {graph.SearchQuery{Text: "a", Kinds: []graph.Kind{graph.KindActor, graph.KindJudgement}}, `kinds: has "judgement", which has no words to look for`, graph.ErrInvalid},
		"a search of no basis":         {graph.SearchQuery{Text: "a", Bases: []graph.Basis{"GUESSED"}}, `bases: there is no "GUESSED"`, graph.ErrInvalid},
		"an id of another kind":        {graph.StatementQuery{StatementSet: graph.StatementSet{Occasion: "actor/a"}}, `occasion: "actor/a" is no id of an event`, graph.ErrInvalid},
		"an id that is none":           {graph.EventQuery{EventSet: graph.EventSet{Under: "truce"}}, `under: "truce" is no id of an agreement`, graph.ErrInvalid},
		"an empty id in a list":        {graph.ActorQuery{AnyOf: []graph.ID{""}}, `anyOf: "" is no id of an actor`, graph.ErrInvalid},
		"an id deep within":            {graph.StatementQuery{StatementSet: graph.StatementSet{And: []graph.StatementSet{{}, {About: []graph.AboutSet{{Event: &graph.EventSet{Place: &graph.PlaceSet{AnyOf: []graph.ID{"x"}}}}}}}}}, `and[1].about[0].event.place.anyOf: "x" is no id of a location`, graph.ErrInvalid},
		"a role that is none":          {graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Roles: []graph.AboutRole{"HERO"}}}}}, `about[0].roles: there is no "HERO"`, graph.ErrInvalid},
		"no act":                       {graph.StatementQuery{StatementSet: graph.StatementSet{Acts: []graph.ActSet{{Main: true}}}}, "acts[0].act: is missing", graph.ErrInvalid},
		"a scope that is none":         {graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{Include: []graph.ActorScope{"ALL"}}}}, `by.include: there is no "ALL"`, graph.ErrInvalid},
		"told on behalf":               {graph.StatementQuery{StatementSet: graph.StatementSet{To: behalf}}, "to.include: ON_BEHALF is for speakers and relays", graph.ErrInvalid},
		"about on behalf":              {graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Actor: behalf}}}}, "about[0].actor.include: ON_BEHALF", graph.ErrInvalid},
		"a certainty that is none":     {graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{Certainty: "PERHAPS"}}}, `by.certainty: is "PERHAPS"`, graph.ErrInvalid},
		"a date of no calendar":        {graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2016-13"}}}, `said.from: "2016-13" is no date`, graph.ErrInvalid},
		"an end before the start":      {graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2016", To: "2015"}}}, "", nil},
		"500 ids":                      {graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: many[1:]}}}, "", nil},
		"501 ids":                      {graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: many}}}, "by.anyOf: has 501 entries, more than 500", graph.ErrInvalid},
		"8 sets deep":                  {graph.StatementQuery{StatementSet: nested(8)}, "", nil},
		"9 sets deep":                  {graph.StatementQuery{StatementSet: nested(9)}, "too complex: the filter has sets within sets, 9 deep", graph.ErrTooComplex},
		"events count as sets":         {graph.StatementQuery{StatementSet: graph.StatementSet{And: []graph.StatementSet{nested(7), {Document: &graph.DocumentSet{}}}}}, "", nil},
		"64 terms":                     {graph.StatementQuery{StatementSet: graph.StatementSet{By: actor, Or: make([]graph.StatementSet, 63)}}, "", nil},
		"65 terms":                     {graph.StatementQuery{StatementSet: graph.StatementSet{By: actor, Or: make([]graph.StatementSet, 64)}}, "too complex: the filter has 65 terms, more than 64", graph.ErrTooComplex},
		"entries of about are terms":   {graph.StatementQuery{StatementSet: graph.StatementSet{About: make([]graph.AboutSet, 65)}}, "too complex: the filter has 65 terms", graph.ErrTooComplex},
		"too much comes before faults": {graph.StatementQuery{Order: "UPWARDS", StatementSet: nested(9)}, "too complex", graph.ErrTooComplex},
	} {
		t.Run(name, func(t *testing.T) {
			err := graph.CheckQuery(test.query)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || !errors.Is(err, test.is) {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

func TestCheckNamedVisitsEveryID(t *testing.T) {
	q := graph.StatementQuery{StatementSet: graph.StatementSet{
		By: &graph.ActorSet{AnyOf: []graph.ID{"actor/a", "actor/b"}, NoneOf: []graph.ID{"actor/c"}}, Utterance: "utterance/u",
		About: []graph.AboutSet{{Agreement: "agreement/t"}, {Event: &graph.EventSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{"document/d"}}}}},
		Not:   &graph.StatementSet{SaidAt: &graph.PlaceSet{AnyOf: []graph.ID{"location/l"}}},
	}}
	var got []string
	if err := graph.CheckNamed(q, func(path string, id graph.ID) { got = append(got, fmt.Sprintf("%s %s", path, id)) }); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"by.anyOf actor/a", "by.anyOf actor/b", "by.noneOf actor/c", "about[0].agreement agreement/t",
		"about[1].event.document.anyOf document/d", "not.saidAt.anyOf location/l",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTraces(t *testing.T) {
	if graph.TraceOf(t.Context()) != nil {
		t.Error("a context has a trace that was not given")
	}
	var trace graph.Trace
	ctx := graph.WithTrace(t.Context(), &trace)
	for i := range graph.MaxTraced + 2 {
		graph.TraceOf(ctx).Add(graph.Traced{Rows: i})
	}
	questions, left := trace.Questions()
	if len(questions) != graph.MaxTraced || left != 2 || questions[graph.MaxTraced-1].Rows != graph.MaxTraced-1 {
		t.Errorf("%d questions, and %d more", len(questions), left)
	}
}
