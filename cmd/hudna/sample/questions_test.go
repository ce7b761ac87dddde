package sample_test

import (
	"slices"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// The questions that the demonstration offers, put to a graph that holds the
// sample.
func TestQuestionsToAGraph(t *testing.T) {
	g := graphtest.NewNaive(func() time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) })
	commitAll(t, g)
	newest := graph.Revision(len(commits(t)))

	tests := map[string]struct {
		at    graph.Revision
		query graph.StatementQuery
		want  []graph.ID
		count graph.StatementCount
	}{
		"who accuses Damascus of breaching the cessation": {
			newest,
			graph.StatementQuery{About: []graph.AboutSet{
				{Roles: []graph.AboutRole{graph.AboutAccused}, Actor: &graph.ActorSet{AnyOf: []graph.ID{damascus}}},
				{Roles: []graph.AboutRole{graph.AboutBreached}, Agreement: cessation},
			}},
			[]graph.ID{mustStop},
			graph.StatementCount{Statements: 1, Utterances: 1, Sources: 1},
		},
		"what did Kerry tell Lavrov in the call": {
			newest,
			graph.StatementQuery{
				By: &graph.ActorSet{AnyOf: []graph.ID{kerry}}, To: &graph.ActorSet{AnyOf: []graph.ID{lavrov}}, Occasion: call,
			},
			[]graph.ID{pressDamascus, urgeDamascus, withOthers, worried, mustStop},
			graph.StatementCount{Statements: 5, Utterances: 1, Sources: 1},
		},
		"what did Kerry and Lavrov say together": {
			newest,
			graph.StatementQuery{By: &graph.ActorSet{AllOf: []graph.ID{kerry, lavrov}}},
			[]graph.ID{stressed, urgedAll},
			graph.StatementCount{Statements: 2, Utterances: 1, Sources: 1},
		},
		"what did they say together, while the passage was coded twice": {
			revisionOf(t, "Begin to code the eleventh paragraph"),
			graph.StatementQuery{By: &graph.ActorSet{AllOf: []graph.ID{kerry, lavrov}}},
			[]graph.ID{stressed, urgedAll, "statement/kerry-and-lavrov-stress-the-cessation-again"},
			graph.StatementCount{Statements: 3, Utterances: 1, Sources: 1},
		},
		"what is Russia asked": {
			newest,
			graph.StatementQuery{About: []graph.AboutSet{
				{Roles: []graph.AboutRole{graph.AboutAsked}, Actor: &graph.ActorSet{AnyOf: []graph.ID{russia}}},
			}},
			[]graph.ID{pressDamascus, urgeDamascus},
			graph.StatementCount{Statements: 2, Utterances: 1, Sources: 1},
		},
		"what was said on the Thursday": {
			newest,
			graph.StatementQuery{Said: &graph.DateRange{From: "2016-04-14", To: "2016-04-14"}},
			[]graph.ID{offensive},
			graph.StatementCount{Statements: 1, Utterances: 1, Sources: 1},
		},
		"what reached us through Kirby": {
			newest,
			graph.StatementQuery{Via: &graph.ActorSet{AnyOf: []graph.ID{kirby}}},
			[]graph.ID{urgeDamascus, withOthers, worried, mustStop},
			graph.StatementCount{Statements: 4, Utterances: 1, Sources: 1},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := g.At(graph.View{Revision: test.at, Clearance: graph.MarkingPublic})
			list, err := r.Statements(t.Context(), test.query, graph.Page{First: graph.MaxPage})
			if err != nil {
				t.Fatal(err)
			}
			var got []graph.ID
			for _, item := range list.Items {
				got = append(got, item.Value.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
			count, err := r.CountStatements(t.Context(), test.query)
			if err != nil {
				t.Fatal(err)
			}
			if count != test.count {
				t.Errorf("counted %+v, not %+v", count, test.count)
			}
		})
	}
}

// revisionOf gives the revision that a commit with a message makes.
func revisionOf(t *testing.T, message string) graph.Revision {
	t.Helper()
	i := slices.IndexFunc(commits(t), func(c commit) bool { return c.Message == message })
	if i < 0 {
		t.Fatalf("no commit says %q", message)
	}
	return graph.Revision(i + 1)
}
