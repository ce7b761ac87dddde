package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// held leaves changes of markings to be carried out later.
func held(o *ledger.Options) { o.HoldOverlays = true }

// A settling graph has changes of markings carried out before each commit.
type settling struct {
	*ledger.Ledger
	settle func(context.Context, *ledger.Ledger, int) error
	n      int
}

// Commit settles the graph, or a part of it, before the change.
func (s *settling) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	s.n++
	if err := s.settle(ctx, s.Ledger, s.n); err != nil {
		return 0, err
	}
	return s.Ledger.Commit(ctx, by, c)
}

// waysToSettle are when changes of markings are carried out.
var waysToSettle = map[string]func(ctx context.Context, l *ledger.Ledger, n int) error{
	"never": func(context.Context, *ledger.Ledger, int) error { return nil },
	"now and then": func(ctx context.Context, l *ledger.Ledger, n int) error {
		if n%17 != 0 {
			return nil
		}
		return l.Settle(ctx)
	},
	"record by record": func(ctx context.Context, l *ledger.Ledger, n int) error {
		for range n % 5 {
			if _, err := l.SettleStep(ctx, 1); err != nil {
				return err
			}
		}
		return nil
	},
}

// pendingHistories holds the ledger against the oracle while changes of markings
// are pending, and checks it while they are and afterwards.
func pendingHistories(t *testing.T, o graphtest.Options) {
	t.Helper()
	for name, settle := range waysToSettle {
		t.Run("settled "+name, func(t *testing.T) {
			graphtest.Run(t, func(tb testing.TB) graph.Graph {
				tb.Helper()
				disk := memkv.New()
				l, err := ledger.Open(tb.Context(), ledger.Options{
					Open:      func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) },
					MergeFrom: 7, MergeStep: 20, HoldOverlays: true,
				})
				if err == nil {
					err = l.Project(tb.Context()) // which the lists go by as well
				}
				if err != nil {
					tb.Fatal(err)
				}
				tb.Cleanup(func() {
					wantClean(tb, l)
					if err := l.Settle(context.WithoutCancel(tb.Context())); err != nil {
						tb.Error(err)
					}
					wantClean(tb, l)
					if err := l.Close(); err != nil {
						tb.Error(err)
					}
				})
				return &settling{Ledger: l, settle: settle}
			}, o)
		})
	}
}

// Whatever markings are changed, each read obeys all of them at once: while none
// of what they concern has been moved, when all of it has been, and in between.
func TestHistoriesWithPendingMarkings(t *testing.T) {
	pendingHistories(t, graphtest.Options{Seed: 700, Histories: fewer(4)})
}

func TestSoakHistoriesWithPendingMarkings(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes an hour: make soak")
	}
	pendingHistories(t, graphtest.Options{Seed: 50_000, Histories: 300})
}

// marking is a change of a marking.
func marking(id graph.ID, m graph.Marking, newID graph.ID) graph.Change {
	return graph.Change{Message: "mark", Ops: []graph.Op{{Verb: graph.VerbMark, ID: id, Marking: m, NewID: newID}}}
}

// said is a published statement of a speaker.
func said(id, speaker, document graph.ID, words string) *graph.Statement {
	s := spoken(id, document, 0, 1)
	s.Evidence[0].Start, s.Evidence[0].End = nil, nil
	s.Attribution, s.Transmission, s.Text = graph.AttributionNamed, graph.TransmissionUnstated, words
	s.Speakers = []graph.Speaker{{Actor: speaker}}
	return s
}

// A record whose marking is raised has another id, under which it is found as of
// every revision by whom sees it; nothing of the one before is left in the store.
func TestRaisingAMarkingLeavesNoAlias(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	const old, now = graph.ID("actor/zzyzxian-nobody"), graph.ID("actor/00000000-0000-4000-8000-00000000000a")
	person := actor("zzyzxian-nobody")
	person.Names[0].Text = "Somebody made up"
	commit(t, l, create(document("d", ""), person, said("statement/s", old, "document/d", "Made up.")))
	at := commit(t, l, marking(old, graph.MarkingProtected, now))
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for revision := graph.Revision(1); revision <= at; revision++ {
		all := l.At(graph.View{Revision: revision, Clearance: graph.MarkingProtected})
		if _, err := all.Record(t.Context(), old); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("revision %d: the old id gives %v", revision, err)
		}
		r, err := all.Record(t.Context(), "statement/s")
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := r.(*graph.Statement); !ok || s.Speakers[0].Actor != now {
			t.Errorf("revision %d: the statement is of %+v", revision, r)
		}
		some := l.At(graph.View{Revision: revision, Clearance: graph.MarkingRestricted})
		for _, id := range []graph.ID{old, now, "statement/s"} {
			if _, err := some.Record(t.Context(), id); !errors.Is(err, graph.ErrNotFound) {
				t.Errorf("revision %d: %s is seen: %v", revision, id, err)
			}
		}
	}
	_, err := l.Commit(t.Context(), coder(), create(actor("zzyzxian-nobody")))
	if !errors.Is(err, graph.ErrConflict) || !strings.Contains(err.Error(), "the id is taken") {
		t.Errorf("an id that a record had is given again: %v", err)
	}
	wantClean(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, pair := range pairs(t, disk) {
		if bytes.Contains(pair.Key, []byte("zzyzxian")) || bytes.Contains(pair.Value, []byte("zzyzxian")) {
			t.Errorf("the old id stands in %q %q", pair.Key, pair.Value)
		}
	}
}

// Without an id the graph makes one up, another one each time.
func TestIDsAreMadeUp(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(actor("a"), actor("b")))
	seen := map[graph.ID]bool{}
	for _, id := range []graph.ID{"actor/a", "actor/b"} {
		at := commit(t, l, marking(id, graph.MarkingRestricted, ""))
		for c, err := range l.Changes(t.Context(), graph.View{Revision: at, Clearance: graph.MarkingProtected}, at-1) {
			if err != nil {
				t.Fatal(err)
			}
			op := c.Ops[0]
			if op.Verb != graph.VerbMark || op.Marking != graph.MarkingRestricted || !op.ID.Opaque() || seen[op.ID] {
				t.Errorf("%+v", op)
			}
			seen[op.ID] = true
		}
	}
}

// Where a text goes on that was remarked upon, the next version of its record
// has one of its own: what was remarked holds for the past.
func TestATextBeginsAnewBehindARemark(t *testing.T) {
	l := open(t, memkv.New(), held)
	settle := func() {
		t.Helper()
		if err := l.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantClean(t, l)
	}
	s := said("statement/s", "actor/a", "document/d", "An unheard-of word.")
	commit(t, l, create(document("d", ""), actor("a"), actor("b"), s))
	const a = graph.ID("actor/00000000-0000-4000-8000-00000000000a")
	commit(t, l, marking("actor/a", graph.MarkingProtected, a))
	settle()
	other := graph.Clone(graph.Record(s))
	if st, ok := other.(*graph.Statement); ok {
		st.Speakers = []graph.Speaker{{Actor: "actor/b"}}
	}
	at := commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: other}}})
	settle()
	find := func(revision graph.Revision) int {
		t.Helper()
		list, err := l.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic}).Statements(t.Context(), graph.StatementQuery{
			StatementSet: graph.StatementSet{Text: "unheard"}, Order: graph.ByRelevance,
		}, graph.Page{First: 9})
		if err != nil {
			t.Fatal(err)
		}
		return len(list.Items)
	}
	if find(at) != 1 || find(at-1) != 0 || find(1) != 0 {
		t.Errorf("found %d, %d and %d", find(at), find(at-1), find(1))
	}
	at = commit(t, l, marking(a, graph.MarkingPublic, ""))
	for _, when := range []string{"pending", "settled"} {
		if find(at) != 1 || find(1) != 1 {
			t.Errorf("%s: found %d and %d", when, find(at), find(1))
		}
		settle()
	}
}

// What a commit writes does not grow with what the marking concerns.
func TestAChangeOfAMarkingWritesTheSameHoweverMuchItConcerns(t *testing.T) {
	writes := func(statements int) (n int) {
		disk := memkv.New()
		l := open(t, disk)
		commit(t, l, create(document("d", ""), actor("a")))
		var records []graph.Record
		for i := range statements {
			records = append(records, said(graph.ID(fmt.Sprintf("statement/s%d", i)), "actor/a", "document/d", "Made up."))
		}
		commit(t, l, create(records...))
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		before := map[string]string{}
		for _, pair := range pairs(t, disk) {
			before[string(pair.Key)] = string(pair.Value)
		}
		l = open(t, disk, held)
		commit(t, l, marking("actor/a", graph.MarkingProtected, "actor/00000000-0000-4000-8000-00000000000a"))
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		for _, pair := range pairs(t, disk) {
			if before[string(pair.Key)] != string(pair.Value) {
				n++
			}
			delete(before, string(pair.Key))
		}
		return n + len(before)
	}
	if few, many := writes(3), writes(300); few != many {
		t.Errorf("%d rows are written where it concerns 3 statements, and %d where it concerns 300", few, many)
	}
}

// So many changes of markings are pending at most.
func TestSoManyMarkingsArePending(t *testing.T) {
	l := open(t, memkv.New(), held)
	var records []graph.Record
	for i := range 65 {
		records = append(records, actor(fmt.Sprintf("a%d", i)))
	}
	commit(t, l, create(records...))
	for i := range 64 {
		commit(t, l, marking(records[i].Shared().ID, graph.MarkingProtected, ""))
	}
	_, err := l.Commit(t.Context(), coder(), marking("actor/a64", graph.MarkingProtected, ""))
	if !errors.Is(err, graph.ErrConflict) || !strings.Contains(err.Error(), "64 changes of markings") {
		t.Errorf("the 65th gives %v", err)
	}
	if n, err := l.Unsettled(t.Context()); n != 64 || err != nil {
		t.Errorf("%d are pending, %v", n, err)
	}
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	commit(t, l, marking("actor/a64", graph.MarkingProtected, ""))
}

// A record that has more entries than a transaction takes is moved in portions,
// and the store is whole after each of them.
func TestALongHistoryIsMovedInPortions(t *testing.T) {
	l := open(t, memkv.New(), held)
	s := said("statement/s", "actor/a", "document/d", "Made up.")
	records := []graph.Record{document("d", ""), actor("a"), s}
	for i := range 60 {
		topic := &graph.Topic{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("topic/t%d", i))}, Kind: graph.TopicIssue, Names: []graph.Name{{Text: "Made up"}}}
		records = append(records, topic)
		s.About = append(s.About, graph.About{Node: topic.ID, Role: graph.AboutSubject})
	}
	commit(t, l, create(records...))
	for day := range 80 {
		next, ok := graph.Clone(graph.Record(s)).(*graph.Statement)
		if !ok {
			t.Fatal("no statement")
		}
		next.Said = &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("2016-%02d-%02d", 1+day/28, 1+day%28))}
		commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: next}}})
	}
	at := commit(t, l, marking("actor/a", graph.MarkingProtected, ""))
	for range 4 { // the document comes first, and all of them but a part of the statement
		if some, err := l.SettleStep(t.Context(), 100); err != nil || !some {
			t.Fatalf("%v, %v", some, err)
		}
	}
	if n, err := l.Unsettled(t.Context()); n != 1 || err != nil {
		t.Fatalf("after a few portions %d are pending, %v", n, err)
	}
	for revision := graph.Revision(1); revision <= at; revision += 20 {
		if n, err := l.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic}).Count(t.Context(), graph.StatementQuery{}); n != 0 || err != nil {
			t.Errorf("revision %d: %d are counted, %v", revision, n, err)
		}
	}
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantClean(t, l)
}

// While a change of a marking is pending, who does not see what it hides is told
// neither by which lists a question was answered, nor how much that took.
func TestPlansDoNotTellOfWhatIsPending(t *testing.T) {
	l := open(t, memkv.New(), held)
	commit(t, l, create(document("d", ""), actor("a"), said("statement/s", "actor/a", "document/d", "Made up.")))
	at := commit(t, l, marking("actor/a", graph.MarkingProtected, ""))
	ask := func(m graph.Marking) graph.Traced {
		t.Helper()
		trace := new(graph.Trace)
		if _, err := l.At(graph.View{Revision: at, Clearance: m}).Count(graph.WithTrace(t.Context(), trace), graph.StatementQuery{}); err != nil {
			t.Fatal(err)
		}
		questions, _ := trace.Questions()
		return questions[0]
	}
	if told := ask(graph.MarkingPublic); told.Plan != nil || told.KeysRead != 0 || told.Records != 0 || told.Rows != 0 {
		t.Errorf("%+v", told)
	}
	if told := ask(graph.MarkingProtected); told.Plan == nil || told.KeysRead == 0 || told.Rows != 1 {
		t.Errorf("%+v", told)
	}
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told := ask(graph.MarkingPublic); told.Plan == nil || told.KeysRead == 0 {
		t.Errorf("%+v", told)
	}
	// A search still reads the postings of what was public once.
	for _, m := range []graph.Marking{graph.MarkingPublic, graph.MarkingProtected} {
		trace := new(graph.Trace)
		n, err := l.At(graph.View{Revision: at, Clearance: m}).Count(graph.WithTrace(t.Context(), trace), graph.SearchQuery{Text: "made"})
		sees := m == graph.MarkingProtected
		if questions, _ := trace.Questions(); err != nil || n > 0 != sees || questions[0].KeysRead > 0 != sees {
			t.Errorf("%s: %d found, %+v, %v", m, n, questions, err)
		}
	}
}

// However the statements in many documents are found, at once or one by one,
// what a pending marking hides is not among them, and what was hidden until then
// is.
func TestManyDocumentsOfWhichSomeAreMarked(t *testing.T) {
	l := shelved(t, shelf{old: 1200, recent: 1300}, held)
	marked := []graph.ID{named(graph.KindDocument, "old", 3), named(graph.KindDocument, "old", 7)}
	asked := map[string]graph.StatementQuery{
		"all of them": stand(oldOutlet), "those in a language": stand(oldOutlet, inArabic), "those of a range": stand(oldOutlet, during2011),
	}
	want := func(when string, hidden int) {
		t.Helper()
		r := byPublic(t, l)
		for name, q := range asked {
			n, _ := counts(t, r, q)
			if listed, _ := traced(t.Context(), t, r, q, graph.Page{First: 500}); n != len(listed.Items) && len(listed.Items) < 500 {
				t.Errorf("%s, %s: %d are counted and %d listed", when, name, n, len(listed.Items))
			}
			if name == "all of them" && n != 1200-hidden {
				t.Errorf("%s: %d found, want %d", when, n, 1200-hidden)
			}
		}
		found, err := r.Documents(t.Context(), graph.DocumentSet{Publisher: anyActor(oldOutlet)}, graph.Page{First: 10})
		if err != nil || len(found.Items) != 10 {
			t.Fatal(err)
		}
		for _, item := range found.Items {
			if hidden > 0 && slices.Contains(marked, item.Value.ID) {
				t.Errorf("%s: %s is listed", when, item.Value.ID)
			}
		}
		n, err := r.Count(t.Context(), graph.DocumentSet{Publisher: anyActor(oldOutlet)})
		if err != nil || n != 1200-hidden {
			t.Errorf("%s: %d documents, %v", when, n, err)
		}
	}
	want("before", 0)
	for i, id := range marked {
		commit(t, l, marking(id, graph.MarkingProtected, graph.ID(fmt.Sprintf("document/00000000-0000-4000-8000-%012d", i))))
	}
	want("pending", 2)
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("settled", 2)
	commit(t, l, marking("document/00000000-0000-4000-8000-000000000000", graph.MarkingPublic, ""))
	want("lowered, pending", 1)
	commit(t, l, marking("actor/speaker", graph.MarkingRestricted, ""))
	if n, err := byPublic(t, l).Count(t.Context(), stand(oldOutlet)); err != nil || n != 0 {
		t.Errorf("with the speaker protected: %d, %v", n, err)
	}
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantClean(t, l)
}
