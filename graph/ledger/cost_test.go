package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// shortest is the length of the shortest list that a plan joins, or false where
// it goes through all there is.
func shortest(s *graph.PlanStep) (n uint64, listed bool) {
	switch s.Op {
	case "list", "union", "hits":
		return s.Length, s.List != "said-date" && s.List != "recorded"
	case "or":
		for i := range s.Steps {
			m, ok := shortest(&s.Steps[i])
			if !ok {
				return 0, false
			}
			n += m
		}
		return n, true
	}
	for i := range s.Steps {
		if m, ok := shortest(&s.Steps[i]); ok && (!listed || m < n) {
			n, listed = m, true
		}
	}
	return n, listed
}

// What a page costs follows from the page and the shortest list, never from the
// graph: here within 20 keys for each row and entry, and what it takes to open
// the lists.
func TestAPageCostsWhatItsShortestListDoes(t *testing.T) {
	r := at(t, shaped(t, 2000))
	some := 0
	for _, s := range shapes() {
		list, took := traced(t.Context(), t, r, s.query, s.page)
		n, listed := shortest(took.Plan)
		if !listed {
			continue
		}
		some++
		if most := 200 + 20*(len(list.Items)+int(n)); took.KeysRead > most {
			t.Errorf("%s: %d keys for %d rows and a list of %d", s.name, took.KeysRead, len(list.Items), n)
		}
	}
	if some < 20 {
		t.Errorf("%d questions go along a list", some)
	}
}

// growing are the shapes whose first page costs the same however large the graph
// is: they find many rows along the way that they go.
var growing = []string{
	"everything", "everything, from the end", "everything, oldest first", "everything, as recorded last", "what a person said", "what one of several said",
	"what whoever speaks for a state said", "about a state's forces and their parts", "an act", "first-hand or one relay away",
	"about an event", "a position", "never answered", "said in a region",
}

func TestAPageCostsTheSameInALargerGraph(t *testing.T) {
	small, large := at(t, shaped(t, 1500)), at(t, shaped(t, 6000))
	for _, s := range shapes() {
		if !contains(growing, s.name) {
			continue
		}
		list, few := traced(t.Context(), t, small, s.query, s.page)
		_, many := traced(t.Context(), t, large, s.query, s.page)
		if len(list.Items) < 20 {
			t.Errorf("%s: %d rows", s.name, len(list.Items))
		}
		if many.KeysRead > 2*few.KeysRead {
			t.Errorf("%s: %d keys of 1,500 statements and %d of 6,000", s.name, few.KeysRead, many.KeysRead)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// A page deep in a list costs what the first one does, from either end.
func TestADeepPageCostsWhatTheFirstDoes(t *testing.T) {
	r := at(t, shaped(t, 2000))
	for _, s := range shapes() {
		if s.query.Order == graph.RecordedAscending || s.query.Order == graph.ByRelevance || s.page.Backward() {
			continue
		}
		list, first := traced(t.Context(), t, r, s.query, graph.Page{First: 10})
		for n := 0; list.More && n < 12; n++ {
			var took graph.Traced
			list, took = traced(t.Context(), t, r, s.query, graph.Page{First: 10, After: list.Items[9].Cursor})
			// A shape that looks for what is rare may find it here and not there.
			if n, listed := shortest(took.Plan); took.KeysRead > 2*first.KeysRead+100 && (!listed || took.KeysRead > 200+20*(10+int(n))) {
				t.Errorf("%s: %d keys on a page behind, %d on the first", s.name, took.KeysRead, first.KeysRead)
			}
		}
	}
}

// A page that is full is not looked beyond for what nobody has asked for.
func TestAWalkStopsWhereThePageIsFull(t *testing.T) {
	l := open(t, memkv.New())
	records := []graph.Record{document("d", "")}
	for i := range 500 {
		s := spoken(graph.ID(fmt.Sprintf("statement/s-%d", i)), "document/d", 0, 5)
		if s.Said = onDay(i); i >= 497 {
			s.Acts = []graph.SpeechAct{{Act: graph.ActWarn}}
		}
		records = append(records, s)
	}
	commit(t, l, create(records...))
	q := graph.StatementQuery{StatementSet: graph.StatementSet{Acts: []graph.ActSet{{Act: graph.ActWarn}}}}
	list, took := traced(t.Context(), t, at(t, l), q, graph.Page{First: 2})
	if len(list.Items) != 2 || !list.More || took.KeysRead > 50 {
		t.Errorf("%d rows, more %t, for %d keys", len(list.Items), list.More, took.KeysRead)
	}
}

// Where few of those that look alike meet a question, those are found, rather
// than all records looked at in the order in which they were recorded.
func TestARecordedOrderCostsNoMoreThanItsLists(t *testing.T) {
	l := open(t, memkv.New())
	const many = 2900
	commit(t, l, create(document("d", ""), actor("a"), actor("b")))
	var records []graph.Record
	var want []graph.ID
	for i := range many {
		s := spoken(graph.ID(fmt.Sprintf("statement/s-%d", i)), "document/d", 0, 5)
		s.Said, s.Attribution = &graph.Date{EDTF: graph.EDTF(fmt.Sprint(1000 + i))}, graph.AttributionNamed
		s.Speakers = []graph.Speaker{{Actor: "actor/a"}}
		if i >= many/2 {
			s.Speakers[0].Actor = "actor/b"
		}
		if i == 5 || i == 30 || i == 2000 || i == 2001 || i == 2890 {
			s.Speakers = []graph.Speaker{{Actor: "actor/a"}, {Actor: "actor/b"}}
			want = append(want, s.ID)
		}
		records = append(records, s)
	}
	for some := range slices.Chunk(records, 500) {
		commit(t, l, create(some...))
	}
	r := at(t, l)
	q := graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AllOf: []graph.ID{"actor/a", "actor/b"}}}}
	for _, q.Order = range []graph.StatementOrder{graph.RecordedAscending, graph.RecordedDescending} {
		for _, backward := range []bool{false, true} {
			var got []graph.ID
			for cursor, more := "", true; more; {
				p := graph.Page{First: 3, After: cursor}
				if backward {
					p = graph.Page{Last: 3, Before: cursor}
				}
				list, took := traced(t.Context(), t, r, q, p)
				some, first, last, _, _ := recordIDs(list, nil)
				if more, cursor = list.More, last; backward {
					got, cursor = append(some, got...), first
				} else {
					got = append(got, some...)
				}
				if took.KeysRead > many {
					t.Errorf("%s, %+v: %d keys for %d rows", q.Order, p, took.KeysRead, len(some))
				}
			}
			if q.Order == graph.RecordedDescending {
				slices.Reverse(got)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, backward %t: %v", q.Order, backward, got)
			}
		}
	}
}

// As of a revision in the middle of a graph that was recorded in the order of
// its dates, a scan does not walk through what came later.
func TestAnOldRevisionCostsWhatTheHeadDoes(t *testing.T) {
	l := shaped(t, 3000)
	head, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := l.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic})
	for _, revision := range []graph.Revision{3, head.Revision / 2, head.Revision - 1} {
		then := l.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic})
		for _, s := range shapes() {
			if !contains(growing, s.name) {
				continue
			}
			_, at := traced(t.Context(), t, now, s.query, s.page)
			list, took := traced(t.Context(), t, then, s.query, s.page)
			// Twice the spaces, and 3 revisions hold but a few statements.
			if took.KeysRead > 4*at.KeysRead+100 {
				t.Errorf("as of %d, %s: %d keys for %d rows, %d at the head", revision, s.name, took.KeysRead, len(list.Items), at.KeysRead)
			}
		}
	}
}

// Where the index decides, counting reads no record.
func TestCountingReadsNoRecordsWhereTheIndexDecides(t *testing.T) {
	r := at(t, shaped(t, 1000))
	for _, s := range shapes() {
		var trace graph.Trace
		n, err := r.Count(graph.WithTrace(t.Context(), &trace), s.query)
		if err != nil {
			t.Fatal(err)
		}
		count, err := r.CountStatements(t.Context(), s.query)
		if err != nil || n != count.Statements {
			t.Errorf("%s: counted %d and %d, %v", s.name, n, count.Statements, err)
		}
		questions, _ := trace.Questions()
		looked := s.query.Document != nil || s.query.Linked != nil || s.query.Not != nil && s.query.Not.Linked != nil && s.query.Not.Linked.By != nil
		if took := questions[0]; took.Plan.Exact && !looked && took.Records > 1 { // an event that is named is looked at
			t.Errorf("%s: %d records for a count of %d", s.name, took.Records, n)
		}
	}
}

// A question that reads too much is refused in words that say why, and nothing
// is left out silently.
func TestTooMuchToReadIsRefusedWithTheReason(t *testing.T) {
	l := shaped(t, 2000, func(o *ledger.Options) { o.KeyBudget = 1500 })
	r := at(t, l)
	q := graph.StatementQuery{StatementSet: graph.StatementSet{Langs: []string{"fr"}, Confidence: &graph.FloatRange{}}}
	metered, busy := graph.WithMeter(t.Context()), graph.WithMeter(t.Context())
	if _, err := r.Statements(busy, graph.StatementQuery{}, graph.Page{First: 20}); err != nil {
		t.Fatal(err)
	}
	for what, test := range map[string]struct {
		ctx  context.Context
		says string
	}{
		"by itself":                          {t.Context(), "the question has read 1500 keys"},
		"as the only one of an operation":    {metered, "the question has read 1500 keys"},
		"after another one of the operation": {busy, "the questions of the operation have read 1500 keys"},
	} {
		_, err := r.Statements(test.ctx, q, graph.Page{First: 20})
		if !errors.Is(err, graph.ErrTooComplex) {
			t.Fatalf("%s: %v", what, err)
		}
		for _, part := range []string{test.says, "no list holds what meets confidence, langs", "said-date", "an actor, a document, an event or a topic"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", what, err, part)
			}
		}
	}
	q.By = anyActor("actor/person-45")
	if list, err := r.Statements(t.Context(), q, graph.Page{First: 20}); err != nil || len(list.Items) != 0 {
		t.Errorf("with an actor: %d, %v", len(list.Items), err)
	}
}

// What cannot be met costs nothing but looking up whom it names.
func TestContradictionsCostNothing(t *testing.T) {
	r := at(t, shaped(t, 500))
	low, high, minus := 0.2, 0.1, -1
	three, two := 3, 2
	nobody := &graph.ActorSet{AnyOf: []graph.ID{}}
	for name, set := range map[string]graph.StatementSet{
		"the same in anyOf and noneOf":     {By: &graph.ActorSet{AnyOf: []graph.ID{"actor/person-1"}, NoneOf: []graph.ID{"actor/person-1"}}},
		"the same in allOf and noneOf":     {To: &graph.ActorSet{AllOf: []graph.ID{"actor/state-1"}, NoneOf: []graph.ID{"actor/state-1"}}},
		"one of nobody":                    {Via: nobody},
		"an empty range of stances":        {About: []graph.AboutSet{{Stance: &graph.FloatRange{Min: &low, Max: &high}}}},
		"an empty range of depths":         {Depth: &graph.IntRange{Min: &three, Max: &two}},
		"a depth below none":               {Depth: &graph.IntRange{Max: &minus}},
		"an empty range of confidence":     {Confidence: &graph.FloatRange{Min: &low, Max: &high}},
		"dates that end before they start": {Said: &graph.DateRange{From: "2016", To: "2015"}},
		"one of no acts":                   {Acts: []graph.ActSet{}},
		"one of no statuses":               {Statuses: []graph.Status{}},
		"one of no bases":                  {Bases: []graph.Basis{}},
		"one of no languages":              {Langs: []string{}},
		"one of no sets":                   {Or: []graph.StatementSet{}},
		"not what all are":                 {Not: &graph.StatementSet{}},
		"about an event of no kind":        {About: []graph.AboutSet{{Event: &graph.EventSet{Kinds: []graph.EventKind{}}}}},
		"in one of no documents":           {Document: &graph.DocumentSet{AnyOf: []graph.ID{}}},
		"content of no mood":               {Content: &graph.ContentSet{Moods: []graph.Mood{}}},
		"figures of nothing":               {Figures: &graph.FigureSet{What: []graph.FigureWhat{}}},
		"linked by nobody":                 {Linked: &graph.LinkedSet{By: nobody}},
		"within what cannot be":            {By: anyActor("actor/person-2"), And: []graph.StatementSet{{Via: nobody}}},
	} {
		list, took := traced(t.Context(), t, r, graph.StatementQuery{StatementSet: set}, graph.Page{First: 20})
		if len(list.Items) > 0 || list.More || took.Plan.Op != "nothing" {
			t.Errorf("%s: %d rows by %+v", name, len(list.Items), took.Plan)
		}
		if took.KeysRead > 12 || took.Records > 2 {
			t.Errorf("%s: %d keys and %d records", name, took.KeysRead, took.Records)
		}
	}
}

// The bounds of a filter hold for whoever asks the reader.
func TestFiltersHaveBounds(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(actor("first")))
	r := at(t, l)
	nested := func(n int) (s graph.StatementSet) {
		for range n {
			inner := s
			s = graph.StatementSet{Not: &inner}
		}
		return s
	}
	terms := func(n int) graph.StatementSet {
		return graph.StatementSet{Or: make([]graph.StatementSet, n)}
	}
	ids := func(n int) graph.StatementSet {
		a := &graph.ActorSet{}
		for range n {
			a.AnyOf = append(a.AnyOf, "actor/first")
		}
		return graph.StatementSet{By: a}
	}
	for name, test := range map[string]struct {
		set  graph.StatementSet
		want error
	}{
		"8 sets within each other": {nested(8), nil},
		"9 sets within each other": {nested(9), graph.ErrTooComplex},
		"64 terms":                 {terms(64), nil},
		"65 terms":                 {terms(65), graph.ErrTooComplex},
		"500 ids":                  {ids(500), nil},
		"501 ids":                  {ids(501), graph.ErrInvalid},
	} {
		q := graph.StatementQuery{StatementSet: test.set}
		_, err := r.Statements(t.Context(), q, graph.Page{First: 1})
		_, counted := r.Count(t.Context(), q)
		for _, err := range []error{err, counted} {
			if test.want == nil && err != nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A question names ten thousand records at most.
func TestAQuestionNamesSoManyRecords(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(actor("first")))
	list := &graph.ActorSet{}
	for range graph.MaxFilterIDs {
		list.NoneOf = append(list.NoneOf, "actor/first")
	}
	for _, n := range []int{10_000, 10_500} {
		q := graph.StatementQuery{}
		for range n / graph.MaxFilterIDs {
			q.And = append(q.And, graph.StatementSet{By: list})
		}
		if _, err := at(t, l).Statements(t.Context(), q, graph.Page{First: 1}); (n > 10_000) != errors.Is(err, graph.ErrTooComplex) {
			t.Errorf("%d records: %v", n, err)
		}
	}
}

// Keys read for each shape, of a graph that is larger than others here: for
// people to look at.
func TestSoakShapes(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes minutes: make soak")
	}
	const n = 50_000
	l := shaped(t, n)
	r := at(t, l)
	for _, s := range shapes() {
		list, took := traced(context.Background(), t, r, s.query, s.page)
		way := "all there is"
		if n, listed := shortest(took.Plan); listed {
			way = fmt.Sprintf("a way of %d", n)
		}
		t.Logf("%-50s %3d rows %7d keys %6d records along %s", s.name, len(list.Items), took.KeysRead, took.Records, way)
	}
}
