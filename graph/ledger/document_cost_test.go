package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// shelf is a graph of two made-up outlets: what stands in the documents of the
// old one was said and published before all that stands in those of the new
// one. Each document has one statement, and a fifth of the old ones are in Arabic.
type shelf struct {
	old, recent int // documents of each
	hidden      int // and further ones of the old one, that the public does not see
}

const (
	oldOutlet    graph.ID = "actor/old-outlet"
	recentOutlet graph.ID = "actor/recent-outlet"
)

// shelved makes the graph of a shelf.
func shelved(tb testing.TB, s shelf, edit ...func(*ledger.Options)) *ledger.Ledger {
	tb.Helper()
	l := open(tb, memkv.New(), edit...)
	commit(tb, l, create(actor("old-outlet"), actor("recent-outlet"), actor("speaker")))
	var batch []graph.Record
	flush := func() {
		if len(batch) > 0 {
			commit(tb, l, create(batch...))
			batch = nil
		}
	}
	add := func(by graph.ID, prefix string, n, from int, edit func(int, *graph.Document)) {
		for i := range n {
			d := &graph.Document{
				Meta: met(named(graph.KindDocument, prefix, i)), Kind: graph.DocumentReport, Publisher: by, Lang: "en", Title: "A made-up report",
				Published: &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("%d-%02d-%02d", from+i%4, 1+i/28%12, 1+i%28))},
			}
			st := &graph.Statement{
				Meta: met(named(graph.KindStatement, prefix, i)), Speakers: []graph.Speaker{{Actor: "actor/speaker"}}, Attribution: graph.AttributionNamed,
				Transmission: graph.TransmissionDirect, Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Said: d.Published,
				Evidence: []graph.Evidence{{Document: d.ID}}, Text: "made-up words", Lang: "en",
			}
			if edit(i, d); d.Marking != "" { // whose ids may say nothing
				d.ID = graph.ID(fmt.Sprintf("document/0190d5a0-0000-7000-8000-%012d", i))
				st.ID = graph.ID(fmt.Sprintf("statement/0190d5a0-0000-7000-8000-%012d", i))
				st.Evidence[0].Document = d.ID
			}
			if batch = append(batch, d, st); len(batch) >= 500 {
				flush()
			}
		}
	}
	add(oldOutlet, "old", s.old, 2010, func(i int, d *graph.Document) {
		if i%5 == 0 {
			d.Lang = "ar"
		}
	})
	add(recentOutlet, "recent", s.recent, 2020, func(int, *graph.Document) {})
	add(oldOutlet, "hidden", s.hidden, 2010, func(_ int, d *graph.Document) { d.Marking = graph.MarkingRestricted })
	flush()
	return l
}

// stand asks for what stands in the documents of an outlet.
func stand(in graph.ID, edit ...func(*graph.DocumentSet)) graph.StatementQuery {
	set := &graph.DocumentSet{Publisher: anyActor(in)}
	for _, e := range edit {
		e(set)
	}
	return graph.StatementQuery{StatementSet: graph.StatementSet{Document: set}}
}

func inArabic(d *graph.DocumentSet) { d.Langs = []string{"ar"} }

func during2011(d *graph.DocumentSet) {
	d.Published = &graph.DateRange{From: "2011-02", To: "2011-11"}
}

func byPublic(tb testing.TB, l *ledger.Ledger) graph.Reader {
	tb.Helper()
	return l.At(graph.View{Revision: mustHead(tb, l), Clearance: graph.MarkingPublic})
}

// counts counts what a query finds, in the ways that read no statement.
func counts(tb testing.TB, r graph.Reader, q graph.StatementQuery) (n int, took []graph.Traced) {
	tb.Helper()
	var trace graph.Trace
	ctx := graph.WithTrace(tb.Context(), &trace)
	n, err := r.Count(ctx, q)
	if err != nil {
		tb.Fatal(err)
	}
	facets, err := r.Facets(ctx, q, graph.FacetAct, 1)
	if err != nil || facets.Values[0].Count != n {
		tb.Fatalf("%d by %+v, %v", n, facets, err)
	}
	took, _ = trace.Questions()
	return n, took
}

// What stands in the documents of an outlet costs a few keys for each of these,
// whatever else the graph holds, and no statement is looked at.
func TestWhatAnOutletPublishedCostsItsDocuments(t *testing.T) {
	const old = 1200
	for name, test := range map[string]struct {
		query graph.StatementQuery
		want  int
		keys  int // at most, for each document of the outlet
		looks int // at documents
	}{
		"all of them":           {stand(oldOutlet), old, 4, 0},
		"those in a language":   {stand(oldOutlet, inArabic), old / 5, 5, old},
		"those of a range":      {stand(oldOutlet, during2011), old / 5, 2, 0},
		"those of both of them": {stand(oldOutlet, during2011, inArabic), old / 24, 2, old / 3},
	} {
		t.Run(name, func(t *testing.T) {
			var before []int
			for _, recent := range []int{1200, 3600} {
				n, took := counts(t, byPublic(t, shelved(t, shelf{old: old, recent: recent})), test.query)
				if n < test.want-old/50 || n > test.want+old/50 {
					t.Errorf("%d, want about %d", n, test.want)
				}
				for _, q := range took {
					if q.KeysRead > test.keys*old+200 || q.Records > test.looks+20 {
						t.Errorf("%s beside %d others: %d keys and %d records", q.Question, recent, q.KeysRead, q.Records)
					}
					before = append(before, q.KeysRead)
				}
			}
			if before[0]+20 < before[2] || before[1]+20 < before[3] {
				t.Errorf("the keys grow with the graph: %v", before)
			}
		})
	}
}

// A page of what is old is looked for from the new on, until the documents that
// it stands in have been found meanwhile: the graph may be as large as it will.
func TestAWalkThatTakesTooLongIsOvertaken(t *testing.T) {
	const old = 1200
	var before int
	for _, recent := range []int{2400, 4800} {
		r := byPublic(t, shelved(t, shelf{old: old, recent: recent}))
		_, found := counts(t, r, stand(oldOutlet))
		list, took := traced(t.Context(), t, r, stand(oldOutlet), graph.Page{First: 20})
		if len(list.Items) != 20 || !list.More {
			t.Fatalf("%d rows", len(list.Items))
		}
		if took.Plan.Op != "hits" || took.Plan.Length != old {
			t.Errorf("beside %d others: %+v", recent, took.Plan)
		}
		if most := 2*found[0].KeysRead + 600; took.KeysRead > most {
			t.Errorf("beside %d others: %d keys, and finding the documents takes %d", recent, took.KeysRead, found[0].KeysRead)
		}
		if before != 0 && took.KeysRead > before+20 {
			t.Errorf("the keys grow from %d to %d", before, took.KeysRead)
		}
		before = took.KeysRead
	}
}

// Where a walk finds its page soon, its documents are not looked up.
func TestAWalkThatIsSoonAtItsEndIsNotOvertaken(t *testing.T) {
	r := byPublic(t, shelved(t, shelf{old: 1200, recent: 1200}))
	list, took := traced(t.Context(), t, r, stand(recentOutlet), graph.Page{First: 20})
	if len(list.Items) != 20 || took.Plan.Op != "and" || took.KeysRead > 300 {
		t.Errorf("%d rows and %d keys by %+v", len(list.Items), took.KeysRead, took.Plan)
	}
}

// The keys of the walk and those of the lookup count alike.
func TestTheKeysOfBothWaysCount(t *testing.T) {
	l := shelved(t, shelf{old: 1200, recent: 1300}, func(o *ledger.Options) { o.KeyBudget = 3000 })
	if _, err := byPublic(t, l).Statements(t.Context(), stand(oldOutlet, inArabic), graph.Page{First: 20}); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("with too few keys: %v", err)
	}
}

// The statements of a document that has many of them are not gathered.
func TestADocumentOfManyStatementsIsOpenedByItself(t *testing.T) {
	const many = 1200
	l := shelved(t, shelf{old: 1100, recent: 100})
	rows := &graph.Document{Meta: met("document/rows"), Kind: graph.DocumentDataset, Publisher: oldOutlet, Title: "Made-up rows"}
	commit(t, l, create(rows))
	for from := 0; from < many; from += 400 {
		var batch []graph.Record
		for i := range 400 {
			batch = append(batch, &graph.Statement{
				Meta: met(named(graph.KindStatement, "row", from+i)), Speakers: []graph.Speaker{{Actor: "actor/speaker"}}, Attribution: graph.AttributionNamed,
				Transmission: graph.TransmissionDirect, Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Said: onDay(i),
				Evidence: []graph.Evidence{{Document: rows.ID}}, Text: "made-up words", Lang: "en",
			})
		}
		commit(t, l, create(batch...))
	}
	n, took := counts(t, byPublic(t, l), stand(oldOutlet))
	if p := took[0].Plan; n != 1100+many || p.Op != "hits" || p.List != "in-document" || p.Lists != 1 || p.Length != 1100+many {
		t.Errorf("%d by %+v", n, p)
	}
}

// Pages both ways, in both orders, hold what a simple search finds, whichever of
// the two answers them.
func TestPagesAreTheSameHoweverTheyAreFound(t *testing.T) {
	l := shelved(t, shelf{old: 1200, recent: 1500})
	r := byPublic(t, l)
	for name, q := range map[string]graph.StatementQuery{
		"of many documents":       stand(oldOutlet),
		"of those in a language":  stand(oldOutlet, inArabic),
		"of those of a range":     stand(oldOutlet, during2011),
		"of those that are found": stand(recentOutlet),
	} {
		for _, order := range []graph.StatementOrder{graph.SaidDescending, graph.SaidAscending, graph.RecordedDescending} {
			q.Order = order
			plans := map[string]bool{}
			var on, back []graph.ID
			var cursors []string
			for p := (graph.Page{First: 400}); ; {
				list, took := traced(t.Context(), t, r, q, p)
				plans[took.Plan.Op] = true
				for _, item := range list.Items {
					on, cursors = append(on, item.Value.ID), append(cursors, item.Cursor)
				}
				if !list.More {
					break
				}
				p.After = list.Items[len(list.Items)-1].Cursor
			}
			for p := (graph.Page{Last: 90}); ; {
				list, _ := traced(t.Context(), t, r, q, p)
				var page []graph.ID
				for i, item := range list.Items {
					page = append(page, item.Value.ID)
					if at := slices.Index(on, item.Value.ID); at < 0 || cursors[at] != item.Cursor {
						t.Fatalf("%s, %s: row %d has another cursor", name, order, i)
					}
				}
				if back = append(page, back...); !list.More {
					break
				}
				p.Before = list.Items[0].Cursor
			}
			if n, _ := counts(t, r, q); n != len(on) || !slices.Equal(on, back) {
				t.Errorf("%s, %s: %d on, %d back, %d counted, by %v", name, order, len(on), len(back), n, plans)
			}
		}
	}
}

// Whoever does not see documents cannot tell that they are there, not even by
// what a question takes.
func TestHiddenDocumentsTakeNoKeys(t *testing.T) {
	without, with := byPublic(t, shelved(t, shelf{old: 1200, recent: 1300})), byPublic(t, shelved(t, shelf{old: 1200, recent: 1300, hidden: 1300}))
	for name, q := range map[string]graph.StatementQuery{
		"all of them": stand(oldOutlet), "those in a language": stand(oldOutlet, inArabic), "those of a range": stand(oldOutlet, during2011),
	} {
		n, took := counts(t, without, q)
		m, seen := counts(t, with, q)
		_, page := traced(t.Context(), t, without, q, graph.Page{First: 20})
		_, other := traced(t.Context(), t, with, q, graph.Page{First: 20})
		took, seen = append(took, page), append(seen, other)
		for i := range took {
			if n != m || took[i].KeysRead != seen[i].KeysRead || took[i].Records != seen[i].Records {
				t.Errorf("%s, %s: %d keys, %d records and %d found without them, %d, %d and %d with them", name, took[i].Question,
					took[i].KeysRead, took[i].Records, n, seen[i].KeysRead, seen[i].Records, m)
			}
		}
	}
}

// A publisher that is corrected moves one entry, and an old revision still has
// the document where it stood.
func TestAPublisherThatIsCorrected(t *testing.T) {
	l := shelved(t, shelf{old: 1100, recent: 1100})
	before := mustHead(t, l)
	d, err := byPublic(t, l).Record(t.Context(), "document/old-7")
	if err != nil {
		t.Fatal(err)
	}
	moved, ok := d.(*graph.Document)
	if !ok {
		t.Fatalf("%T", d)
	}
	corrected := *moved
	corrected.Publisher = recentOutlet
	if _, err := l.Commit(t.Context(), coder(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &corrected}}}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		at          graph.Revision
		old, recent int
	}{{before, 1100, 1100}, {mustHead(t, l), 1099, 1101}} {
		r := l.At(graph.View{Revision: test.at, Clearance: graph.MarkingPublic})
		for of, want := range map[graph.ID]int{oldOutlet: test.old, recentOutlet: test.recent} {
			n, err := r.Count(t.Context(), graph.DocumentSet{Publisher: anyActor(of)})
			if m, _ := counts(t, r, stand(of)); err != nil || n != want || m != want {
				t.Errorf("as of %d, %s: %d documents and %d statements, want %d, %v", test.at, of, n, m, want, err)
			}
		}
	}
	report, err := l.Check(t.Context(), nil)
	if err != nil || !report.Clean() {
		t.Errorf("%v, %v", report, err)
	}
}

// Who published something is not withdrawn.
func TestAPublisherIsReferredTo(t *testing.T) {
	l := shelved(t, shelf{old: 1})
	_, err := l.Commit(t.Context(), coder(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: oldOutlet, Reason: "made up"}}})
	var still *graph.StillReferred
	if !errors.As(err, &still) || !slices.Equal(still.By, []graph.ID{"document/old-0"}) {
		t.Errorf("%v", err)
	}
}

// A list of documents reads those of the publisher and the range, and looks at
// those of the page.
func TestAListOfDocumentsCostsThoseOfThePublisher(t *testing.T) {
	r := byPublic(t, shelved(t, shelf{old: 600, recent: 3000}))
	set := graph.DocumentSet{Publisher: anyActor(oldOutlet)}
	during2011(&set)
	var trace graph.Trace
	ctx := graph.WithTrace(t.Context(), &trace)
	list, err := r.Documents(ctx, set, graph.Page{First: 20})
	if err != nil {
		t.Fatal(err)
	}
	var all []graph.ID
	for p := (graph.Page{First: 50}); ; {
		some, err := r.Documents(t.Context(), set, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range some.Items {
			all = append(all, d.Value.ID)
		}
		if !some.More {
			break
		}
		p.After = some.Items[len(some.Items)-1].Cursor
	}
	n, err := r.Count(ctx, set)
	if err != nil || n != len(all) || n < 100 || n > 140 {
		t.Errorf("%d counted and %d listed, %v", n, len(all), err)
	}
	took, _ := trace.Questions()
	if list.Items[0].Value.ID != all[0] || took[0].KeysRead > 600 || took[0].Records > 25 || took[1].KeysRead > 600+4*n {
		t.Errorf("%s first: %+v", list.Items[0].Value.ID, took)
	}
}

// The dates of documents have nothing to do with how far those of statements
// reach.
func TestDocumentsMayBeNewerThanWhatWasSaid(t *testing.T) {
	l := open(t, memkv.New())
	d := &graph.Document{Meta: met("document/late"), Kind: graph.DocumentReport, Publisher: "actor/outlet", Title: "A made-up report", Published: onDay(500)}
	commit(t, l, create(actor("outlet"), actor("speaker"), d, &graph.Statement{
		Meta: met("statement/early"), Speakers: []graph.Speaker{{Actor: "actor/speaker"}}, Attribution: graph.AttributionNamed,
		Transmission: graph.TransmissionDirect, Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Said: onDay(1),
		Evidence: []graph.Evidence{{Document: d.ID}}, Text: "made-up words", Lang: "en",
	}))
	before := mustHead(t, l)
	commit(t, l, create(actor("another")))
	r := l.At(graph.View{Revision: before, Clearance: graph.MarkingPublic})
	n, err := r.Count(t.Context(), graph.DocumentSet{Publisher: anyActor("actor/outlet")})
	m, countErr := r.Count(t.Context(), stand("actor/outlet"))
	if n != 1 || m != 1 || err != nil || countErr != nil {
		t.Errorf("%d documents and %d statements, %v, %v", n, m, err, countErr)
	}
}
