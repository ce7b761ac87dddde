package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// quiet makes a graph of statements of which every third has the word "quiet",
// and of actors of whose names every sixth has; in one text of each the word
// "zelk" stands.
func quiet(tb testing.TB, edit ...func(*ledger.Options)) *ledger.Ledger {
	tb.Helper()
	l := open(tb, memkv.New(), edit...)
	records := []graph.Record{document("d", "")}
	for i := range 3000 {
		s := spoken(graph.ID(fmt.Sprintf("statement/s-%d", i)), "document/d", 0, 5)
		s.Text = fmt.Sprintf("All is %s on the river%s.", []string{"quiet", "loud", "told"}[i%3], map[bool]string{true: " Zelk"}[i == 9])
		records = append(records, s)
		if i%5 == 0 {
			a := actor(fmt.Sprintf("a-%d", i))
			if i%30 == 0 {
				a.Names[0].Text += " of the Quiet"
			}
			if i == 60 {
				a.Names[0].Text += " Zelk"
			}
			records = append(records, a)
		}
	}
	for some := range slices.Chunk(records, graph.MaxOps) {
		commit(tb, l, create(some...))
	}
	return l
}

// foundBy asks for a page of a search, and gives what it took.
func foundBy(tb testing.TB, r graph.Reader, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], graph.Traced) {
	tb.Helper()
	var trace graph.Trace
	list, err := r.Search(graph.WithTrace(tb.Context(), &trace), q, p)
	if err != nil {
		tb.Fatal(err)
	}
	questions, _ := trace.Questions()
	return list, questions[0]
}

// A search costs what a search in statements does, and what it takes to look
// into the lists of other kinds; a page deep in it costs what the first does.
func TestASearchCostsWhatOneInStatementsDoes(t *testing.T) {
	l := quiet(t)
	if err := l.Merge(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, page := at(t, l), graph.Page{First: 20}
	for word, most := range map[string]int{"quiet": 100, "zelk": 60} {
		q := graph.StatementQuery{StatementSet: graph.StatementSet{Text: word}, Order: graph.ByRelevance}
		_, said := traced(t.Context(), t, r, q, page)
		_, alone := foundBy(t, r, graph.SearchQuery{Text: word, Kinds: []graph.Kind{graph.KindStatement}}, page)
		list, all := foundBy(t, r, graph.SearchQuery{Text: word}, page)
		if alone.KeysRead > said.KeysRead || all.KeysRead > said.KeysRead+20 || all.KeysRead > most || all.Records > len(list.Items) {
			t.Errorf("%s: %d keys for statements, %d for a search of these, %d of all, for %d of %d records", word, said.KeysRead, alone.KeysRead, all.KeysRead, all.Records, len(list.Items))
		}
	}
	p := page
	for range 30 {
		list, took := foundBy(t, r, graph.SearchQuery{Text: "quiet"}, p)
		if took.KeysRead > 100 || len(list.Items) != 20 {
			t.Fatalf("%d keys for %d items behind %s", took.KeysRead, len(list.Items), p.After)
		}
		p.After = list.Items[19].Cursor
	}
	small := at(t, quiet(t, func(o *ledger.Options) { o.KeyBudget = 20 }))
	if _, err := small.Search(t.Context(), graph.SearchQuery{Text: "quiet"}, page); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("beyond the budget: %v", err)
	}
}

// A ranking repeats: before its words are merged, afterwards, and as of its
// revision when there is more.
func TestASearchRepeats(t *testing.T) {
	l := quiet(t)
	view := graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingPublic}
	ask := func() []graph.Item[graph.Record] {
		list, took := foundBy(t, l.At(view), graph.SearchQuery{Text: "quiet"}, graph.Page{First: 500})
		if took.Plan.Op != "order" || took.Plan.Length != 1100 || len(took.Plan.Steps) != 1 || took.Plan.Steps[0].Op != "hits" || took.Rows != 500 {
			t.Errorf("answered by %+v", took)
		}
		if n, err := l.At(view).Count(t.Context(), graph.SearchQuery{Text: "quiet"}); err != nil || n != 1100 {
			t.Errorf("counted %d, %v", n, err)
		}
		return list.Items
	}
	first := ask()
	if err := l.Merge(t.Context()); err != nil {
		t.Fatal(err)
	}
	merged := ask()
	a, s := actor("later"), spoken("statement/later", "document/d", 0, 5)
	a.Names[0].Text, s.Text = "Quiet", "quiet"
	commit(t, l, create(a, s))
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: "statement/s-0", Reason: "made up"}}})
	for when, again := range map[string][]graph.Item[graph.Record]{"merged": merged, "later": ask()} {
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("%s: (- first, + then)\n%s", when, diff)
		}
	}
	now, _ := foundBy(t, at(t, l), graph.SearchQuery{Text: "quiet"}, graph.Page{First: 2})
	if now.Items[0].Value.Shared().ID != "statement/later" || now.Items[1].Value.Shared().ID != "actor/later" {
		t.Errorf("the shortest are %s and %s", now.Items[0].Value.Shared().ID, now.Items[1].Value.Shared().ID)
	}
}

// What words a search looks for in vain costs, and tells, no more than that.
func TestASearchInVain(t *testing.T) {
	l := quiet(t)
	for what, q := range map[string]graph.SearchQuery{
		"a word that is nowhere": {Text: "lighthouse"},
		"no kinds":               {Text: "quiet", Kinds: []graph.Kind{}},
		"no statuses":            {Text: "quiet", Statuses: []graph.Status{}},
		"no bases":               {Text: "quiet", Kinds: []graph.Kind{graph.KindStatement}, Bases: []graph.Basis{}},
	} {
		list, took := foundBy(t, at(t, l), q, graph.Page{Last: 5})
		if len(list.Items) != 0 || list.More || took.Plan.Op != "nothing" || took.Plan.Steps != nil || took.Records != 0 {
			t.Errorf("%s: %d items, answered by %+v", what, len(list.Items), took)
		}
		if n, err := at(t, l).Count(context.Background(), q); err != nil || n != 0 {
			t.Errorf("%s: counted %d, %v", what, n, err)
		}
	}
}
