package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// ids lists the statements that meet a query, page by page.
func ids(ctx context.Context, r graph.Reader, q graph.StatementQuery, page int) (found []graph.ID, err error) {
	for after := ""; ; {
		list, err := r.Statements(ctx, q, graph.Page{First: page, After: after})
		if err != nil {
			return nil, err
		}
		for _, item := range list.Items {
			found = append(found, item.Value.ID)
			after = item.Cursor
		}
		if !list.More {
			return found, nil
		}
	}
}

// A reader holds no snapshot: while others correct, retract and restore what it
// reads, page after page, its answers stay those of its revision.
func TestAReaderStaysAtItsRevisionWhileOthersWrite(t *testing.T) {
	l, _ := world(t)
	r := at(t, l)
	q := graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: []graph.Status{graph.StatusPublished, graph.StatusRetracted}}}
	want, err := ids(t.Context(), r, q, 500)
	if err != nil || len(want) < 8 {
		t.Fatalf("%d statements, %v", len(want), err)
	}
	count, err := r.CountStatements(t.Context(), q)
	if err != nil || count.Statements != len(want) {
		t.Fatalf("counted %+v, %v", count, err)
	}
	var stop atomic.Bool
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := 0; !stop.Load(); n++ {
			id := want[n%len(want)]
			change := graph.Change{Message: "back and forth", Ops: []graph.Op{{Verb: graph.VerbRetract, ID: id, Reason: "to try"}}}
			if _, err := l.Commit(context.Background(), coder(), change); err != nil {
				if !errors.Is(err, graph.ErrConflict) {
					t.Error(err)
				}
				change.Ops = []graph.Op{{Verb: graph.VerbRestore, ID: id}}
				if _, err := l.Commit(context.Background(), coder(), change); err != nil && !errors.Is(err, graph.ErrConflict) && !errors.Is(err, graph.ErrInvalid) {
					t.Error(err) // and not that something it refers to is away
				}
			}
		}
	})
	for range 300 {
		got, err := ids(t.Context(), r, q, 3)
		if err != nil {
			t.Error(err)
			break
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", got, want)
			break
		}
	}
	stop.Store(true)
	wg.Wait()
	wantClean(t, l)
}

// Questions that are asked at once share nothing that they write, also where
// nothing or everything meets their filter, which needs no looking. The race
// detector watches.
func TestQuestionsAskedAtOnceShareNothing(t *testing.T) {
	l, _ := world(t)
	r := at(t, l)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				for _, q := range []graph.StatementQuery{
					{},
					{StatementSet: graph.StatementSet{Statuses: []graph.Status{}}},
					{StatementSet: graph.StatementSet{Not: &graph.StatementSet{}}},
				} {
					if _, err := ids(t.Context(), r, q, 50); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestCursorsAreChecked(t *testing.T) {
	l, _ := world(t)
	other, _ := world(t)
	r := at(t, l)
	by := graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{NoneOf: []graph.ID{}}}}
	list, err := r.Statements(t.Context(), graph.StatementQuery{}, graph.Page{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	cursor := list.Items[0].Cursor
	foreign, err := at(t, other).Statements(t.Context(), graph.StatementQuery{}, graph.Page{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	flipped := []byte(cursor)
	flipped[len(flipped)/2] ^= 1
	for what, test := range map[string]struct {
		q     graph.StatementQuery
		after string
	}{
		"of another query":          {by, cursor},
		"of another order":          {graph.StatementQuery{Order: graph.SaidAscending}, cursor},
		"of another graph":          {graph.StatementQuery{}, foreign.Items[0].Cursor},
		"with a character changed":  {graph.StatementQuery{}, string(flipped)},
		"cut short":                 {graph.StatementQuery{}, cursor[:len(cursor)-1]},
		"that is no cursor":         {graph.StatementQuery{}, "bm9uZQ"},
		"with characters of no one": {graph.StatementQuery{}, strings.Repeat("*", len(cursor))},
	} {
		if _, err := r.Statements(t.Context(), test.q, graph.Page{First: 1, After: test.after}); !errors.Is(err, graph.ErrInvalidCursor) {
			t.Errorf("a cursor %s: %v", what, err)
		}
	}
	if _, err := r.Actors(t.Context(), graph.ActorQuery{}, graph.Page{First: 1, After: cursor}); !errors.Is(err, graph.ErrInvalidCursor) {
		t.Errorf("a cursor of statements for actors: %v", err)
	}
	// The same list as of an earlier revision goes on from the same place.
	if _, err := l.At(graph.View{Revision: 6, Clearance: graph.MarkingPublic}).
		Statements(t.Context(), graph.StatementQuery{}, graph.Page{First: 1, After: cursor}); err != nil {
		t.Errorf("at another revision: %v", err)
	}
}

func TestTheBudgetOfKeysIsKept(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	if err := graphtest.LoadWorld(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	small := open(t, disk, func(o *ledger.Options) { o.KeyBudget = 8 })
	_, err := at(t, small).Statements(t.Context(), graph.StatementQuery{StatementSet: graph.StatementSet{Acts: []graph.ActSet{{Act: graph.ActApologise}}}}, graph.Page{First: 10})
	if !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("a question beyond the budget: %v", err)
	}
}

// Whatever is asked is traced, and what the traces tell is what it cost.
func TestATraceTellsOfAllThatIsRead(t *testing.T) {
	l := open(t, memkv.New())
	a := actor("first")
	a.Codes = []graph.Code{{System: "made-up", Code: "first"}}
	commit(t, l, create(a, document("d", ""), spoken("statement/s", "document/d", 0, 5)))
	corrected := *a
	corrected.Kind = graph.ActorGroup
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &corrected}}})
	r, page := l.At(graph.View{Revision: 2, Clearance: graph.MarkingPublic}), graph.Page{First: 5}
	for question, ask := range map[string]func(context.Context) (any, error){
		"Commit":     func(ctx context.Context) (any, error) { return r.Commit(ctx, 1) },
		"Commits":    func(ctx context.Context) (any, error) { return r.Commits(ctx, graph.CommitQuery{}, page) },
		"Records":    func(ctx context.Context) (any, error) { return r.Record(ctx, a.ID) },
		"ByCode":     func(ctx context.Context) (any, error) { return r.ByCode(ctx, graph.KindActor, a.Codes[0]) },
		"Canonical":  func(ctx context.Context) (any, error) { return r.Canonical(ctx, []graph.ID{a.ID}) },
		"Identity":   func(ctx context.Context) (any, error) { return r.Identity(ctx, a.ID) },
		"History":    func(ctx context.Context) (any, error) { return r.History(ctx, a.ID, graph.Page{Last: 5}) },
		"Actors":     func(ctx context.Context) (any, error) { return r.Actors(ctx, graph.ActorQuery{}, page) },
		"Statements": func(ctx context.Context) (any, error) { return r.Statements(ctx, graph.StatementQuery{}, page) },
		"Search":     func(ctx context.Context) (any, error) { return r.Search(ctx, graph.SearchQuery{Text: "made"}, page) },
		"Count":      func(ctx context.Context) (any, error) { return r.Count(ctx, graph.StatementQuery{}) },
	} {
		var trace graph.Trace
		ctx := graph.WithMeter(graph.WithTrace(t.Context(), &trace))
		if _, err := ask(ctx); err != nil {
			t.Fatalf("%s: %v", question, err)
		}
		questions, _ := trace.Questions()
		if len(questions) != 1 || questions[0].Question != question || questions[0].Rows == 0 {
			t.Errorf("%s is told as %+v", question, questions)
			continue
		}
		if cost := graph.MeterOf(ctx).Add(0); cost == 0 || int64(questions[0].KeysRead) != cost {
			t.Errorf("%s: %d keys are told of %d", question, questions[0].KeysRead, cost)
		}
	}
}

func TestARevisionBeyondTheHeadIsRefused(t *testing.T) {
	l, _ := world(t)
	beyond := l.At(graph.View{Revision: mustHead(t, l) + 1, Clearance: graph.MarkingPublic})
	if _, err := beyond.Statements(t.Context(), graph.StatementQuery{}, graph.Page{First: 1}); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("statements: %v", err)
	}
	if _, err := beyond.Record(t.Context(), graphtest.CountID); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("record: %v", err)
	}
}
