package ledger_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// asking asks a reader and gives the keys that were read, and how.
func asking(t *testing.T, ask func(context.Context) error) graph.Traced {
	t.Helper()
	trace := new(graph.Trace)
	if err := ask(graph.WithTrace(t.Context(), trace)); err != nil {
		t.Fatal(err)
	}
	questions, _ := trace.Questions()
	if len(questions) != 1 {
		t.Fatalf("%d questions", len(questions))
	}
	return questions[0]
}

// What differs between two revisions costs what was changed between them,
// however large the graph is; and so does what a filter finds at both, as long as
// nothing was changed that it asks of other records.
func TestDifferencesCostWhatWasChanged(t *testing.T) {
	l := shaped(t, 2000)
	from := mustHead(t, l)
	r := l.At(graph.View{Revision: from, Clearance: graph.MarkingProtected})
	some, err := r.Statements(t.Context(), graph.StatementQuery{}, graph.Page{First: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range some.Items {
		s, _ := graph.Clone(item.Value).(*graph.Statement)
		s.Condition = "made up"
		commit(t, l, graph.Change{Message: "correct", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: s}}})
	}
	now := l.At(graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingProtected})
	took := asking(t, func(ctx context.Context) error {
		list, err := now.Differences(ctx, from, graph.Page{First: 10})
		if err == nil && len(list.Items) != 3 {
			t.Errorf("%d records differ", len(list.Items))
		}
		return err
	})
	if most := 3 * 10; took.KeysRead > most {
		t.Errorf("3 records that differ took %d keys, more than %d", took.KeysRead, most)
	}
	speaker := some.Items[0].Value.Speakers
	if len(speaker) == 0 {
		t.Fatal("nobody spoke")
	}
	by := graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{speaker[0].Actor}}}
	compare := func(set graph.StatementSet) graph.Traced {
		return asking(t, func(ctx context.Context) error {
			found, err := now.Compare(ctx, set, from, graph.Page{First: 10})
			if err == nil && (found.Changed == 0 || found.Came+found.Went > 0) {
				t.Errorf("%d came, %d went, %d were changed", found.Came, found.Went, found.Changed)
			}
			return err
		})
	}
	if took := compare(by); took.KeysRead > 100 || took.Plan.Steps[0].Op != "changed" {
		t.Errorf("by whom: %d keys, by %+v", took.KeysRead, took.Plan)
	}
	// Another statement may link to one that was not changed.
	unanswered := false
	if took := compare(graph.StatementSet{By: by.By, Answered: &unanswered}); len(took.Plan.Steps) > 0 && took.Plan.Steps[0].Op == "changed" {
		t.Errorf("unanswered: by %+v", took.Plan)
	}
}

// A list of what differs that would cost more than a question may is refused.
func TestDifferencesKeepToTheBudget(t *testing.T) {
	l, err := ledger.Open(t.Context(), ledger.Options{Open: memkv.New().Open, KeyBudget: 40})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		commit(t, l, create(actor(name)))
	}
	r := l.At(graph.View{Revision: 12, Clearance: graph.MarkingPublic})
	if _, err := r.Differences(t.Context(), 0, graph.Page{First: 2}); err != nil {
		t.Errorf("a page: %v", err)
	}
	if _, err := r.Differences(t.Context(), 0, graph.Page{First: 50}); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("everything: %v", err)
	}
	if _, err := r.Commits(t.Context(), graph.CommitQuery{Author: "nobody"}, graph.Page{First: 1}); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("an author who is not there: %v", err)
	}
}

// Await answers at once with what is there, and otherwise as soon as it comes, or
// the graph is closed.
func TestAwait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, memkv.New())
		commit(t, l, create(actor("first")))
		if head, err := l.Await(t.Context(), 0); err != nil || head.Revision != 1 {
			t.Errorf("what is there: %+v %v", head, err)
		}
		type answer struct {
			head graph.Commit
			err  error
		}
		waiting := func(ctx context.Context, after graph.Revision) <-chan answer {
			got := make(chan answer, 1)
			go func() {
				head, err := l.Await(ctx, after)
				got <- answer{head, err}
			}()
			synctest.Wait() // it waits
			return got
		}
		comes := waiting(t.Context(), 1)
		commit(t, l, create(actor("second")))
		if got := <-comes; got.err != nil || got.head.Revision != 2 {
			t.Errorf("what comes: %+v", got)
		}
		ctx, cancel := context.WithCancel(t.Context())
		left := waiting(ctx, 2)
		cancel()
		if got := <-left; !errors.Is(got.err, context.Canceled) {
			t.Errorf("who leaves: %v", got.err)
		}
		closed := waiting(t.Context(), 2)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if got := <-closed; !errors.Is(got.err, graph.ErrClosed) {
			t.Errorf("when it is closed: %v", got.err)
		}
	})
}

// What a record referred to in the earlier of two revisions is not told of it to whom it
// was hidden then, though it is not hidden any more.
func TestDifferencesTellNothingThatWasHidden(t *testing.T) {
	l := open(t, memkv.New(), func(o *ledger.Options) { o.OwnReview = true })
	document := func(name string, m graph.Marking) *graph.Document {
		d := &graph.Document{Title: "Made-up " + name}
		d.ID, d.Marking = graph.ID("document/"+name), m
		return d
	}
	statement := func(name string, in graph.ID) *graph.Statement {
		s := &graph.Statement{
			Meta:     graph.Meta{ID: graph.ID("statement/" + name)},
			Speakers: []graph.Speaker{{Actor: "actor/a"}}, Attribution: graph.AttributionNamed, Transmission: graph.TransmissionDirect,
			Acts: []graph.SpeechAct{{Act: graph.Acts()[0]}}, Text: "made-up words", Lang: "en",
			Evidence: []graph.Evidence{{Document: in}},
		}
		return s
	}
	hidden, telling := statement("hidden", "document/0195a000-0000-7000-8000-00000000000e"), statement("telling", "document/open")
	telling.Links = []graph.Link{{Kind: graph.LinkKinds()[0], Statement: hidden.ID}}
	commit(t, l, create(document("open", graph.MarkingPublic), document("0195a000-0000-7000-8000-00000000000e", graph.MarkingProtected), actor("a"), hidden, telling))
	open, _ := graph.Clone(hidden).(*graph.Statement)
	open.Evidence[0].Document = "document/open"
	corrected, _ := graph.Clone(telling).(*graph.Statement)
	corrected.Condition = "made up"
	commit(t, l, graph.Change{Message: "correct", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: open}, {Verb: graph.VerbCorrect, Record: corrected}}})
	for clearance, links := range map[graph.Marking]int{graph.MarkingPublic: 0, graph.MarkingProtected: 1} {
		r := l.At(graph.View{Revision: 2, Clearance: clearance})
		list, err := r.Differences(t.Context(), 1, graph.Page{First: 10})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, item := range list.Items {
			if before, ok := item.Value.Before.(*graph.Statement); ok && before != nil && item.Value.ID == telling.ID {
				if found = true; len(before.Links) != links {
					t.Errorf("for %s: %d links before, want %d", clearance, len(before.Links), links)
				}
			}
		}
		if !found {
			t.Errorf("for %s: %s does not differ", clearance, telling.ID)
		}
	}
}
