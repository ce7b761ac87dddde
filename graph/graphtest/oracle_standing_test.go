package graphtest_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func clock() func() time.Time {
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Millisecond)
		return now
	}
}

func commit(t *testing.T, g graph.Graph, records ...graph.Record) {
	t.Helper()
	var ops []graph.Op
	for _, r := range records {
		ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

func actor(name string, affiliations ...graph.Affiliation) *graph.Actor {
	return &graph.Actor{Meta: graph.Meta{ID: graph.ID("actor/" + name)}, Affiliations: affiliations}
}

func partOf(name string) graph.Affiliation {
	return graph.Affiliation{Organisation: graph.ID("actor/" + name), Kind: graph.AffiliationPartOf}
}

func speaksFor(name string) graph.Affiliation {
	return graph.Affiliation{Organisation: graph.ID("actor/" + name), SpeaksFor: true}
}

func date(edtf graph.EDTF) *graph.Date {
	if edtf == "" {
		return nil
	}
	return &graph.Date{EDTF: edtf}
}

// saidBy makes a statement of each of some actors.
func saidBy(when graph.EDTF, names ...string) []graph.Record {
	var all []graph.Record
	for _, name := range names {
		all = append(all, &graph.Statement{
			Meta: graph.Meta{ID: graph.ID("statement/" + name)}, Speakers: []graph.Speaker{{Actor: graph.ID("actor/" + name)}},
			Text: "made-up words", Said: date(when), Evidence: []graph.Evidence{{Document: "document/d"}},
		})
	}
	return all
}

func TestWhenAnAffiliationHolds(t *testing.T) {
	type dates struct{ from, to graph.EDTF }
	for name, test := range map[string]struct {
		dates
		seen                []graph.EDTF
		said                graph.EDTF
		possibly, certainly bool
	}{
		"nothing is known of when":                         {said: "2016-04-15", possibly: true},
		"nothing is known of when it was said":             {dates: dates{"2015", "2017"}, possibly: true},
		"between a beginning and an end":                   {dates: dates{"2015", "2017"}, said: "2016-04-15", possibly: true, certainly: true},
		"in the year in which it began":                    {dates: dates{"2016", "2017"}, said: "2016-04-15", possibly: true},
		"in the last second of the day on which it began":  {dates: dates{"2016-04-15", "2017"}, said: "2016-04-15T23:59:59", possibly: true, certainly: true},
		"a second before that":                             {dates: dates{"2016-04-15", "2017"}, said: "2016-04-15T23:59:58", possibly: true},
		"in the first second of the day on which it ended": {dates: dates{"2015", "2016-04-15"}, said: "2016-04-15T00:00:00", possibly: true, certainly: true},
		"a second after that":                              {dates: dates{"2015", "2016-04-15"}, said: "2016-04-15T00:00:01", possibly: true},
		"the day before it began":                          {dates: dates{"2016-04-15", "2017"}, said: "2016-04-14"},
		"the day after it ended":                           {dates: dates{"2015", "2016-04-15"}, said: "2016-04-16"},
		"a month of which a day lies within":               {dates: dates{"2016-04-30", "2017"}, said: "2016-04", possibly: true},
		"nobody knows until when":                          {dates: dates{from: "2015"}, said: "2016-04-15", possibly: true},
		"nobody knows since when":                          {dates: dates{to: "2017"}, said: "2016-04-15", possibly: true},
		"an end that is open is not known":                 {dates: dates{"2015", "2016-01-01/.."}, said: "2016-04-15", possibly: true},
		"seen before and after":                            {seen: []graph.EDTF{"2016-05", "2016-03"}, said: "2016-04-15", possibly: true, certainly: true},
		"seen once":                                        {seen: []graph.EDTF{"2016-04-15"}, said: "2016-04-15", possibly: true},
		"seen at that very second":                         {seen: []graph.EDTF{"2016-04-15T12:00:00Z"}, said: "2016-04-15T12:00:00Z", possibly: true, certainly: true},
		"seen in a year and at its beginning":              {seen: []graph.EDTF{"2016", "2016-01-02", "2016-12-30"}, said: "2016-04-15", possibly: true, certainly: true},
		"began, and seen later":                            {dates: dates{from: "2015"}, seen: []graph.EDTF{"2016-05"}, said: "2016-04-15", possibly: true, certainly: true},
		"seen long before the day on which it began":       {dates: dates{from: "2016-04-20"}, seen: []graph.EDTF{"2016-03", "2016-05"}, said: "2016-04-15", certainly: true},
		"by the clock of the zone":                         {dates: dates{"2016-04-14T22:00:00Z", "2017"}, said: "2016-04-15T01:00:00+03:00", possibly: true, certainly: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := speaksFor("state")
			f.From, f.To = date(test.from), date(test.to)
			for _, seen := range test.seen {
				f.SeenOn = append(f.SeenOn, graph.Date{EDTF: seen})
			}
			g := graphtest.NewNaive(clock())
			commit(t, g, append(saidBy(test.said, "minister"), &graph.Document{Meta: graph.Meta{ID: "document/d"}}, actor("state"), actor("minister", f))...)
			for certainty, want := range map[graph.DateCertainty]bool{graph.DatePossibly: test.possibly, graph.DateCertainly: test.certainly} {
				by := standing("actor/state", graph.ScopeRepresentatives)
				by.Certainty = certainty
				n, err := g.At(graph.View{Revision: 1, Clearance: public}).Count(t.Context(), graph.StatementQuery{StatementSet: graph.StatementSet{By: by}})
				if err != nil || (n == 1) != want {
					t.Errorf("%s: %d (%v), want %t", certainty, n, err, want)
				}
			}
		})
	}
}

// Parts of parts, circles, posts, and who is who.
func TestWhoStandsForAnActor(t *testing.T) {
	held := speaksFor("office")
	held.Post = "actor/chair"
	former := partOf("state")
	former.To = date("2010")
	g := graphtest.NewNaive(clock())
	commit(t, g, append(saidBy("2016-04-15", "state", "army", "unit", "cell", "former", "office", "chair", "clerk", "aide", "double", "ring", "link"),
		&graph.Document{Meta: graph.Meta{ID: "document/d"}},
		actor("state"), actor("army", partOf("state")), actor("unit", partOf("army")), actor("cell", partOf("unit")), actor("former", former),
		actor("office", partOf("state")), actor("chair"), actor("clerk", held), actor("aide", speaksFor("clerk")), actor("double"),
		actor("ring"), actor("band", partOf("link")), actor("link", partOf("ring"), speaksFor("ring")), // which is the band
		&graph.Judgement{Meta: graph.Meta{ID: "judgement/ring"}, A: "actor/band", B: "actor/ring", Verdict: graph.VerdictSame},
		&graph.Judgement{Meta: graph.Meta{ID: "judgement/j"}, A: "actor/double", B: "actor/clerk", Verdict: graph.VerdictSame},
		&graph.Judgement{Meta: graph.Meta{ID: "judgement/k"}, A: "actor/aide", B: "actor/clerk", Verdict: graph.VerdictUnsure})...)
	const self, speakers, parts = graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts
	for name, test := range map[string]struct {
		asked  graph.ID
		scopes []graph.ActorScope
		want   []graph.ID
	}{
		"itself": {"actor/state", nil, []graph.ID{"statement/state"}},
		"its parts and theirs, as far as they are": {"actor/state", []graph.ActorScope{parts}, []graph.ID{"statement/army", "statement/unit", "statement/cell", "statement/office"}},
		"who speaks for it itself: nobody":         {"actor/state", []graph.ActorScope{speakers}, nil},
		"who speaks for an office, in a post or as another": {
			"actor/office", []graph.ActorScope{speakers}, []graph.ID{"statement/chair", "statement/clerk", "statement/double"},
		},
		"who speaks for a part, and not who speaks for who does": {
			"actor/state",
			[]graph.ActorScope{self, speakers, parts},
			[]graph.ID{
				"statement/state", "statement/army", "statement/unit", "statement/cell", "statement/office", "statement/chair", "statement/clerk",
				"statement/double",
			},
		},
		"who speaks for the one who is the same": {"actor/double", []graph.ActorScope{speakers}, []graph.ID{"statement/aide"}},
		"a ring comes back to itself":            {"actor/ring", []graph.ActorScope{parts}, []graph.ID{"statement/ring", "statement/link"}},
		"and speaks for itself by its part":      {"actor/link", []graph.ActorScope{speakers, parts}, []graph.ID{"statement/ring", "statement/link"}},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := g.At(graph.View{Revision: 1, Clearance: public}).Statements(t.Context(), graph.StatementQuery{
				StatementSet: graph.StatementSet{By: standing(test.asked, test.scopes...)}, Order: graph.RecordedAscending,
			}, graph.Page{First: 100})
			wantIDs(t, list, err, test.want...)
		})
	}
}

func TestThroughWhomAStatementIsFound(t *testing.T) {
	q := graph.StatementQuery{StatementSet: graph.StatementSet{
		Langs: []string{"en"},
		And:   []graph.StatementSet{{By: standing(graphtest.Ruritania, graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts)}},
		Not:   &graph.StatementSet{By: one(graphtest.AvariaMinister)},
	}}
	list, err := at(t, public, worldHead).Statements(t.Context(), q, graph.Page{First: 100})
	wantIDs(t, list, err, graphtest.NestedHopeID, graphtest.RelayChainReadoutID)
	for i, want := range []string{
		"and[0].by: ruritania as mira-dolan, mira-dolan 0, ruritania-foreign-ministry 0",
		"and[0].by: ruritania as ruritania-foreign-minister, anton-rikard 0",
	} {
		var got string
		for _, through := range list.Items[i].Match.Through {
			got += fmt.Sprintf("%s: %s as %s", through.Path, through.Asked.Name(), through.Matched.Name())
			for _, step := range through.Steps {
				got += fmt.Sprintf(", %s %d", step.Holder.Name(), step.Index)
			}
		}
		if got != want {
			t.Errorf("through %s, want %s", got, want)
		}
	}
	list, err = at(t, public, worldHead).Statements(t.Context(), graph.StatementQuery{StatementSet: graph.StatementSet{By: standing(
		graphtest.RuritaniaMinister, graph.ScopeSelf, graph.ScopeRepresentatives)}}, graph.Page{First: 1})
	if err != nil || list.Items[0].Match != nil {
		t.Errorf("who is met by himself is met through somebody: %+v (%v)", list.Items[0].Match, err)
	}
}

func TestIdentitiesOfTheWorld(t *testing.T) {
	r := at(t, public, worldHead)
	same, err := r.Identity(t.Context(), graphtest.Doubtful)
	want := graph.Identity{
		Canonical: graphtest.RuritaniaMinister, Members: []graph.ID{graphtest.RuritaniaMinister, graphtest.Doubtful},
		Judgements: []graph.ID{graphtest.SameMinister},
	}
	if err != nil || fmt.Sprint(same) != fmt.Sprint(want) {
		t.Errorf("%v (%v), want %v", same, err, want)
	}
	ids, err := r.Canonical(t.Context(), []graph.ID{graphtest.Doubtful, graphtest.Avaria, "actor/nobody", graphtest.HiddenMediator})
	if err != nil || short(ids...) != short(graphtest.RuritaniaMinister, graphtest.Avaria, "actor/nobody", graphtest.HiddenMediator) {
		t.Errorf("%s (%v)", short(ids...), err)
	}
	ids, err = at(t, public, 9).Canonical(t.Context(), []graph.ID{graphtest.Doubtful})
	if err != nil || ids[0] != graphtest.Doubtful {
		t.Errorf("before it was judged: %s (%v)", ids[0], err)
	}
	if _, err := r.Identity(t.Context(), graphtest.HiddenMediator); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("somebody hidden: %v", err)
	}
	apart, err := at(t, protected, worldHead).Identity(t.Context(), graphtest.HiddenMediator)
	if err != nil || len(apart.Members) != 1 || len(apart.Judgements) != 1 {
		t.Errorf("who is judged to be another: %v (%v)", apart, err)
	}
}

// A judgement is refused that would make two records one and two; what was
// taken back is in nobody's way, until it is to come back.
func TestContradictionsAreRefused(t *testing.T) {
	g := graphtest.NewNaive(clock())
	hidden := actor("00000003-0000-7000-8000-000000000001")
	hidden.Marking = graph.MarkingProtected
	judged := func(name string, a, b graph.ID, v graph.Verdict) *graph.Judgement {
		return &graph.Judgement{Meta: graph.Meta{ID: graph.ID("judgement/" + name)}, A: a, B: b, Verdict: v}
	}
	commit(t, g, actor("a"), actor("b"), actor("c"), hidden)
	commit(t, g, judged("ah", "actor/a", hidden.ID, graph.VerdictSame), judged("hb", hidden.ID, "actor/b", graph.VerdictSame))
	public := graph.Principal{Name: "made-up coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
	try := func(by graph.Principal, op graph.Op) error {
		_, err := g.Commit(t.Context(), by, graph.Change{Ops: []graph.Op{op}})
		return err
	}
	apart := graph.Op{Verb: graph.VerbCreate, Record: judged("ab", "actor/b", "actor/a", graph.VerdictDifferent)}
	if err := try(public, apart); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("two that are the same by way of somebody hidden: %v", err)
	}
	if err := try(public, graph.Op{Verb: graph.VerbCreate, Record: judged("unsure", "actor/b", "actor/a", graph.VerdictUnsure)}); err != nil {
		t.Errorf("who is unsure contradicts nobody: %v", err)
	}
	if err := try(graphtest.Curator(), graph.Op{Verb: graph.VerbRetract, ID: "judgement/hb", Reason: "made up"}); err != nil {
		t.Fatal(err)
	}
	if err := try(public, apart); err != nil {
		t.Errorf("once the chain is broken: %v", err)
	}
	if err := try(graphtest.Curator(), graph.Op{Verb: graph.VerbRestore, ID: "judgement/hb"}); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("a judgement that comes back: %v", err)
	}
}
