package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

// analyses are what a graph answers from its projection, for everybody and as of
// every tenth revision.
func analyses(tb testing.TB, l *ledger.Ledger) map[string]any {
	tb.Helper()
	head, err := l.Head(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	answers := map[string]any{}
	for at := head.Revision % 10; at <= head.Revision; at += 10 {
		for _, clearance := range graph.Markings() {
			r := l.At(graph.View{Revision: at, Clearance: clearance})
			states := graph.MatrixSide{Kinds: graph.ActorKinds()}
			for name, q := range map[string]graph.MatrixQuery{"themselves": {}, "rolled up": {Rows: states, Columns: states}} {
				m, err := r.Matrix(tb.Context(), q, graph.MaxCells)
				if err != nil {
					tb.Fatal(err)
				}
				answers[fmt.Sprint(name, at, clearance)] = m
			}
			years, err := r.Series(tb.Context(), graph.SeriesQuery{
				StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "1900", To: "2100"}},
				Period:       graph.PeriodYear, By: graph.FacetSpeaker, First: 1, Periods: graph.MaxPoints,
			})
			if err != nil {
				tb.Fatal(err)
			}
			answers[fmt.Sprint("years", at, clearance)] = years
			n, err := r.Count(tb.Context(), graph.StatementQuery{})
			if err != nil {
				tb.Fatal(err)
			}
			answers[fmt.Sprint("count", at, clearance)] = n
		}
	}
	return answers
}

// commitHistory brings a history to a graph, as far as it takes it.
func commitHistory(tb testing.TB, g graph.Graph, seed uint64, commits int) {
	tb.Helper()
	h := graphtest.NewHistory(seed, graphtest.HistoryOptions{Commits: commits})
	for {
		s, ok := h.Next()
		if !ok {
			return
		}
		if _, err := g.Commit(tb.Context(), s.By, s.Change); (err == nil) != (s.Want == nil) {
			tb.Fatalf("%s: %v", s.What, err)
		}
	}
}

// What has followed a graph from its beginning is what is read from it in the
// end, whatever was corrected, withdrawn and marked in between.
func TestTheProjectionThatFollowsIsTheOneThatIsRead(t *testing.T) {
	for seed := range uint64(6) {
		disk := memkv.New()
		l := open(t, disk)
		if err := l.Project(t.Context()); err != nil {
			t.Fatal(err)
		}
		commitHistory(t, l, 300+seed, 60)
		followed := analyses(t, l)
		versions, _ := l.Projected()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		l = open(t, disk, func(o *ledger.Options) { o.ReadOnly = true })
		read := analyses(t, l)
		if !reflect.DeepEqual(followed, read) {
			t.Fatalf("seed %d: what was followed differs from what is read", seed)
		}
		if again, _ := l.Projected(); again != versions || versions == 0 {
			t.Errorf("seed %d: %d versions were followed, %d read", seed, versions, again)
		}
	}
}

// stage makes whom and what statements name.
func stage(tb testing.TB, l *ledger.Ledger) {
	tb.Helper()
	commit(tb, l, create(actor("one"), document("stage", "Made up.")))
}

// A revision is the head only when the projection has it: whoever sees a head
// counts all statements that were made until then.
func TestNoHeadIsAheadOfTheProjection(t *testing.T) {
	l := open(t, memkv.New())
	stage(t, l)
	base, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := func(r graph.Revision) int {
		m, err := l.At(graph.View{Revision: r, Clearance: graph.MarkingProtected}).Matrix(t.Context(), graph.MatrixQuery{}, 1)
		if err != nil {
			t.Error(err)
		}
		return m.Statements + m.Without
	}
	before := count(base.Revision)
	var writers sync.WaitGroup
	const each, threads = 25, 4
	for w := range threads {
		writers.Go(func() {
			for i := range each {
				s := said(graph.ID(fmt.Sprintf("statement/w%d-%d", w, i)), "actor/one", "document/stage", "Made up.")
				if _, err := l.Commit(t.Context(), coder(), create(s)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for last := false; !last; {
		select {
		case <-done:
			last = true
		default:
		}
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := count(head.Revision), before+int(head.Revision-base.Revision); got != want {
			t.Fatalf("as of %d, %d statements are counted, not %d", head.Revision, got, want)
		}
	}
}

// A commit of which nobody knows whether it was written is in the projection
// once it is known, as it is in the graph.
func TestTheProjectionOutlivesACommitThatIsNotKnown(t *testing.T) {
	for _, written := range []bool{true, false} {
		disk := memkv.New()
		first := open(t, disk)
		stage(t, first)
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		o := &opener{next: []storagetest.Open{func(ctx context.Context) (storage.Store, error) {
			store, err := disk.Open(ctx)
			return &forgetful{Store: store, written: written}, err
		}, disk.Open}}
		l, err := ledger.Open(t.Context(), ledger.Options{Open: o.open})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Project(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err = l.Commit(t.Context(), coder(), create(said("statement/one", "actor/one", "document/stage", "Made up.")))
		if (err == nil) != written {
			t.Errorf("written %t: %v", written, err)
		}
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n, err := l.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).Matrix(t.Context(), graph.MatrixQuery{}, 1)
		if err != nil || n.Statements+n.Without != int(head.Revision)-1 {
			t.Errorf("written %t: %d statements as of %d, %v", written, n.Statements+n.Without, head.Revision, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A forgetful store does not know of its second update whether it was written.
type forgetful struct {
	storage.Store
	written bool
	updates int
}

func (s *forgetful) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if s.updates++; s.updates < 2 {
		return s.Store.Update(ctx, fn)
	}
	if s.written {
		if err := s.Store.Update(ctx, fn); err != nil {
			return err
		}
	}
	return errors.Join(storage.ErrUnknown, errors.New("made up"))
}

// Who stands for whom is found out once for many questions, and anew where an
// actor, a judgement or a marking has changed.
func TestWhoStandsForWhomInAMatrixFollows(t *testing.T) {
	l := open(t, memkv.New())
	stage(t, l)
	state := actor("state")
	state.Kind = graph.ActorState
	commit(t, l, create(state, said("statement/one", "actor/one", "document/stage", "Made up.")))
	about := said("statement/two", "actor/one", "document/stage", "Made up, too.")
	about.About = []graph.About{{Node: "actor/state", Role: graph.AboutSubject}}
	apart := commit(t, l, create(about))
	part := actor("one")
	part.Affiliations = []graph.Affiliation{{Organisation: "actor/state", Kind: graph.AffiliationPartOf}}
	joined := commit(t, l, graph.Change{Message: "join", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: part}}})
	hidden, err := l.Commit(t.Context(), graph.Principal{Name: "admin", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}, marking("actor/state", graph.MarkingProtected, ""))
	if err != nil {
		t.Fatal(err)
	}
	cells := func(r graph.Revision, clearance graph.Marking) int {
		side := graph.MatrixSide{Kinds: []graph.ActorKind{graph.ActorState}}
		m, err := l.At(graph.View{Revision: r, Clearance: clearance}).Matrix(t.Context(), graph.MatrixQuery{Rows: side, Columns: side}, 1)
		if err != nil {
			t.Fatal(err)
		}
		return m.Distinct
	}
	for range 2 {
		for _, test := range []struct {
			at        graph.Revision
			clearance graph.Marking
			want      int
		}{
			{apart, graph.MarkingProtected, 0},
			{joined, graph.MarkingProtected, 1},
			{hidden, graph.MarkingProtected, 1},
			{joined, graph.MarkingPublic, 0},
			{hidden, graph.MarkingPublic, 0},
			{apart, graph.MarkingPublic, 0},
		} {
			if got := cells(test.at, test.clearance); got != test.want {
				t.Errorf("as of %d for %s, %d cells, not %d", test.at, test.clearance, got, test.want)
			}
		}
	}
}
