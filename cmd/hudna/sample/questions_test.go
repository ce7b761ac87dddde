package sample_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// now is when the sample is imported, after the last of its commits.
func now() time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) }

// graphs gives an empty graph of each sort.
func graphs(t *testing.T) map[string]graph.Graph {
	t.Helper()
	disk := memkv.New()
	l, err := ledger.Open(t.Context(), ledger.Options{
		Open:  func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) },
		Clock: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return map[string]graph.Graph{"a naive graph": graphtest.NewNaive(now), "a ledger": l}
}

// The questions that the demonstration offers, put to a graph that holds the
// sample.
func TestQuestionsToAGraph(t *testing.T) {
	newest := graph.Revision(len(commits(t)))

	tests := map[string]struct {
		at    graph.Revision
		query graph.StatementQuery
		want  []graph.ID
		count graph.StatementCount
	}{
		"who accuses Damascus of breaching the cessation": {
			newest,
			graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{
				{Roles: []graph.AboutRole{graph.AboutAccused}, Actor: &graph.ActorSet{AnyOf: []graph.ID{damascus}}},
				{Roles: []graph.AboutRole{graph.AboutBreached}, Agreement: cessation},
			}}},
			[]graph.ID{mustStop},
			graph.StatementCount{Statements: 1, Utterances: 1, Sources: 1},
		},
		"what did Kerry tell Lavrov in the call": {
			newest,
			graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{kerry}}, To: &graph.ActorSet{AnyOf: []graph.ID{lavrov}}, Occasion: call}},
			[]graph.ID{pressDamascus, urgeDamascus, withOthers, worried, mustStop},
			graph.StatementCount{Statements: 5, Utterances: 1, Sources: 1},
		},
		"what did Kerry and Lavrov say together": {
			newest,
			graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AllOf: []graph.ID{kerry, lavrov}}}},
			[]graph.ID{stressed, urgedAll},
			graph.StatementCount{Statements: 2, Utterances: 1, Sources: 1},
		},
		"what did they say together, while the passage was coded twice": {
			revisionOf(t, "Begin to code the eleventh paragraph"),
			graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AllOf: []graph.ID{kerry, lavrov}}}},
			[]graph.ID{stressed, urgedAll, "statement/kerry-and-lavrov-stress-the-cessation-again"},
			graph.StatementCount{Statements: 3, Utterances: 1, Sources: 1},
		},
		"what is Russia asked": {
			newest,
			graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{
				{Roles: []graph.AboutRole{graph.AboutAsked}, Actor: &graph.ActorSet{AnyOf: []graph.ID{russia}}},
			}}},
			[]graph.ID{pressDamascus, urgeDamascus},
			graph.StatementCount{Statements: 2, Utterances: 1, Sources: 1},
		},
		"what was said on the Thursday": {
			newest,
			graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2016-04-14", To: "2016-04-14"}}},
			[]graph.ID{offensive},
			graph.StatementCount{Statements: 1, Utterances: 1, Sources: 1},
		},
		"what reached us through Kirby": {
			newest,
			graph.StatementQuery{StatementSet: graph.StatementSet{Via: &graph.ActorSet{AnyOf: []graph.ID{kirby}}}},
			[]graph.ID{urgeDamascus, withOthers, worried, mustStop},
			graph.StatementCount{Statements: 4, Utterances: 1, Sources: 1},
		},
	}
	for which, g := range graphs(t) {
		commitAll(t, g)
		for name, test := range tests {
			t.Run(which+" is asked "+name, func(t *testing.T) {
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
}

// A graph takes the commits one after another, each with its own author and
// time, which is what the import does with them.
func TestAGraphHoldsWhatTheFilesSayAtEveryRevision(t *testing.T) {
	for which, g := range graphs(t) {
		commitAll(t, g)
		for i, want := range states(t) {
			reader := g.At(graph.View{Revision: graph.Revision(i + 1), Clearance: graph.MarkingPublic})
			for id, r := range want {
				got, err := reader.Record(t.Context(), id)
				if err != nil {
					t.Errorf("%s, revision %d: %s: %v", which, i+1, id, err)
				} else if !graph.Equal(got, r) {
					t.Errorf("%s, revision %d: %s is another version than in the files", which, i+1, id)
				}
			}
		}
	}
}

// commitAll commits the sample to a graph that is empty.
func commitAll(t *testing.T, g graph.Graph) {
	t.Helper()
	known := map[graph.ID]bool{}
	for i, c := range commits(t) {
		change := graph.Change{Message: c.Message, Time: c.Time, IdempotencyKey: fmt.Sprint("sample ", i)}
		for _, l := range c.lines {
			switch {
			case l.Retract != nil:
				change.Ops = append(change.Ops, l.Retract.Op())
			case known[l.Record.Shared().ID]:
				change.Ops = append(change.Ops, graph.Op{Verb: graph.VerbCorrect, Record: l.Record})
			default:
				change.Ops = append(change.Ops, graph.Op{Verb: graph.VerbCreate, Record: l.Record})
				known[l.Record.Shared().ID] = true
			}
		}
		by := graph.Principal{Name: c.Author, Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
		if _, err := g.Commit(t.Context(), by, change); err != nil {
			t.Fatalf("commit %d, of %s: %v", i+1, c.file, err)
		}
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
