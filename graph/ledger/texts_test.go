package ledger_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/graph/search"
	"hudna/graph/text"
	"hudna/storage/keys"
	"hudna/storage/storagetest"
)

// vocabulary are words in several forms, of which one another are found or not.
var vocabulary = strings.Fields(`
	وقف ووقف لوقف الأعمال للأعمال أعمال القتالية قتالية هُدنة الهدنة بالهدنة هـدنة كيري كيربي لكيري وكيري
	truce Truces truce's breach breached breaches aid Café cafe перемирие перемирия Лавров Лаврова 2016 ٢٠١٦`)

// A wordy makes texts and queries of the vocabulary.
type wordy struct{ *rand.Rand }

func (w wordy) word() string { return vocabulary[w.IntN(len(vocabulary))] }

func (w wordy) text(most int) string {
	var words []string
	for range 1 + w.IntN(most) {
		words = append(words, w.word())
	}
	if w.IntN(4) == 0 {
		words = append(words, "وقف", "الأعمال", "القتالية،", "truce")
	}
	return strings.Join(words, " ")
}

func (w wordy) query() string {
	var parts []string
	for range 1 + w.IntN(3) {
		part := w.word()
		if w.IntN(3) == 0 {
			part = fmt.Sprintf("«%s %s»", w.word(), w.word())
		}
		parts = append(parts, part)
	}
	if w.IntN(5) == 0 {
		parts = append(parts, "“وقف الأعمال القتالية”")
	}
	return strings.Join(parts, " ")
}

// change draws a change of statements and documents whose texts are made of the
// vocabulary, on top of the world.
func (w wordy) change(tb testing.TB, l *ledger.Ledger, made *[]graph.ID) graph.Change {
	tb.Helper()
	c := graph.Change{Message: "made-up words"}
	named := map[graph.ID]bool{}
	for range 1 + w.IntN(4) {
		if n := len(*made); n > 0 && w.IntN(2) == 0 {
			id := (*made)[w.IntN(n)]
			if named[id] {
				continue
			}
			named[id] = true
			c.Ops = append(c.Ops, w.again(tb, l, id))
			continue
		}
		n := len(*made)
		var r graph.Record = w.statement(n)
		if w.IntN(5) == 0 {
			r = w.document(n)
		}
		*made = append(*made, r.Shared().ID)
		named[r.Shared().ID] = true
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	return c
}

func (w wordy) statement(n int) *graph.Statement {
	s := graphtest.OwnVoice()
	s.ID = graph.ID(fmt.Sprintf("statement/wordy-%d", n))
	s.Evidence = []graph.Evidence{{Document: graphtest.Report}}
	if w.IntN(4) == 0 {
		s.Evidence = []graph.Evidence{{Document: graphtest.HiddenNotes}}
	}
	s.Basis = []graph.Basis{graph.BasisCoded, graph.BasisCoded, graph.BasisExtracted, graph.BasisMachineCoded}[w.IntN(4)]
	s.Text = w.text(12)
	if w.IntN(3) == 0 {
		s.Translations = []graph.Translation{{Lang: "en", Text: w.text(6)}}
	}
	s.Said = &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("20%02d", 10+w.IntN(10)))}
	if w.IntN(6) == 0 {
		s.Said = nil
	}
	return s
}

func (w wordy) document(n int) *graph.Document {
	d := &graph.Document{Kind: graph.DocumentReport, Title: w.text(4)}
	d.ID = graph.ID(fmt.Sprintf("document/wordy-%d", n))
	if w.IntN(2) == 0 {
		d.Text = w.text(1 + w.IntN(3000)) // too long for a pending row, now and then
	}
	return d
}

// again corrects, retracts or restores a record.
func (w wordy) again(tb testing.TB, l *ledger.Ledger, id graph.ID) graph.Op {
	tb.Helper()
	r, err := at(tb, l).Record(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	switch {
	case r.Shared().Status == graph.StatusRetracted:
		return graph.Op{Verb: graph.VerbRestore, ID: id}
	case w.IntN(4) == 0:
		return graph.Op{Verb: graph.VerbRetract, ID: id, Reason: "made up"}
	}
	r = graph.Clone(r)
	switch r := r.(type) {
	case *graph.Statement:
		switch w.IntN(5) {
		case 4:
			r.Basis = graph.BasisExtracted
		case 0:
			r.Text = w.text(12)
		case 1:
			r.Said = &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("20%02d", 10+w.IntN(10)))}
		case 2:
			r.Translations = nil
		default:
			confidence := w.Float64()
			r.Confidence = &confidence
		}
	case *graph.Document:
		r.Title = w.text(4)
	}
	return graph.Op{Verb: graph.VerbCorrect, Record: r}
}

// A slow search reads every record, and has its own idea of everything but of
// what a word is.
type slowSearch struct {
	tb       testing.TB
	view     graph.View
	kind     graph.Kind
	statuses []keys.Status
	texts    [][]string // of each record: its words, "" between its fields
	ids      []graph.ID
}

func newSlowSearch(tb testing.TB, l *ledger.Ledger, v graph.View, k graph.Kind, bases []graph.Basis, statuses []keys.Status) *slowSearch {
	tb.Helper()
	s := &slowSearch{tb: tb, view: v, kind: k, statuses: statuses}
	for r, err := range l.At(v).Scan(tb.Context(), k) {
		if err != nil {
			tb.Fatal(err)
		}
		status := keys.Curated
		switch st, _ := r.(*graph.Statement); {
		case r.Shared().Status == graph.StatusRetracted:
			status = keys.Retracted
		case r.Shared().Status == graph.StatusDraft:
			status = keys.Draft
		case st != nil && st.Basis == graph.BasisMachineCoded:
			status = keys.MachineCoded
		}
		if st, ok := r.(*graph.Statement); !slices.Contains(statuses, status) || ok && bases != nil && !slices.Contains(bases, st.Basis) {
			continue
		}
		var fields []string
		switch r := r.(type) {
		case *graph.Statement:
			fields = append(fields, r.Text)
			for _, t := range r.Translations {
				fields = append(fields, t.Text)
			}
		case *graph.Document:
			fields = append(fields, r.Title, r.Text)
		case *graph.Actor:
			for _, n := range r.Names {
				fields = append(fields, n.Text)
			}
		default:
			tb.Fatalf("a %T", r)
		}
		var words []string
		for _, f := range fields {
			for _, token := range text.Tokens(f) {
				words = append(words, token.Text)
			}
			words = append(words, "")
		}
		s.texts = append(s.texts, words)
		s.ids = append(s.ids, r.Shared().ID)
	}
	return s
}

// count is how often a text has a part of a query: a word, or, with quotation
// marks, a phrase.
func count(words []string, part string) (n int) {
	phrase := strings.ContainsAny(part, "«“")
	var want []string
	for _, token := range text.Tokens(part) {
		want = append(want, token.Text)
	}
	for i := range words {
		if phrase && i+len(want) <= len(words) && slices.Equal(words[i:i+len(want)], want) ||
			!phrase && words[i] != "" && text.MatchWord(want[0], words[i]) {
			n++
		}
	}
	return n
}

func parts(query string) (parts []string) {
	seen := map[string]bool{}
	for query != "" {
		var part string
		if strings.HasPrefix(query, "«") || strings.HasPrefix(query, "“") {
			end := strings.IndexAny(query, "»”")
			part, query = query[:end], query[end:]
			part, query = part+"»", strings.TrimLeft(strings.TrimLeft(query, "»”"), " ")
		} else {
			part, query, _ = strings.Cut(query, " ")
		}
		key := text.Fold(strings.Map(func(r rune) rune {
			if r == '“' {
				return '«'
			}
			return r
		}, part))
		if !seen[key] {
			seen[key] = true
			parts = append(parts, part)
		}
	}
	return parts
}

// search gives ids and scores, by the id.
func (s *slowSearch) search(query string) map[graph.ID]float64 {
	texts, length := 0.0, 0.0
	sizes := make([]float64, len(s.texts))
	for i, words := range s.texts {
		for _, w := range words {
			if w != "" {
				sizes[i]++
			}
		}
		if sizes[i] > 0 {
			texts++
			length += sizes[i]
		}
	}
	scores := make([]float64, len(s.texts))
	all := make([]bool, len(s.texts))
	for i := range all {
		all[i] = true
	}
	for _, part := range parts(query) {
		counts := make([]float64, len(s.texts))
		having := 0.0
		for i, words := range s.texts {
			if counts[i] = float64(count(words, part)); counts[i] > 0 {
				having++
			}
		}
		for i, f := range counts {
			all[i] = all[i] && f > 0
			scores[i] += math.Log(1+(texts-having+0.5)/(having+0.5)) * (f * 2.2) / (f + 1.2*(0.25+0.75*sizes[i]/(length/texts)))
		}
	}
	found := map[graph.ID]float64{}
	for i := range s.texts {
		if all[i] {
			found[s.ids[i]] = scores[i]
		}
	}
	return found
}

// asked are the queries of a test, with what was answered first.
type asked struct {
	view     graph.View
	kind     graph.Kind
	bases    []graph.Basis
	statuses []keys.Status
	query    string
	answer   []ledger.Found
}

func draw(w wordy, head graph.Revision) asked {
	a := asked{
		view: graph.View{
			Revision:  1 + graph.Revision(w.IntN(int(head))),
			Clearance: []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted, graph.MarkingProtected}[w.IntN(3)],
		},
		kind:  []graph.Kind{graph.KindStatement, graph.KindStatement, graph.KindStatement, graph.KindDocument, graph.KindActor}[w.IntN(5)],
		query: w.query(),
	}
	if w.IntN(3) == 0 {
		a.bases = graph.Bases()[w.IntN(3):]
	}
	for s := range keys.Status(keys.Statuses) {
		if s == keys.Curated || w.IntN(3) == 0 {
			a.statuses = append(a.statuses, s)
		}
	}
	return a
}

// ask answers a question, and holds what it was answered against the slow way.
func (a *asked) ask(tb testing.TB, l *ledger.Ledger) []ledger.Found {
	tb.Helper()
	q, err := search.Parse("text", a.query)
	if err != nil {
		tb.Fatal(err)
	}
	found, err := l.Search(tb.Context(), a.view, q, a.kind, a.bases, a.statuses, true)
	if err != nil {
		tb.Fatal(err)
	}
	plain, err := l.Search(tb.Context(), a.view, q, a.kind, a.bases, a.statuses, false)
	if err != nil {
		tb.Fatal(err)
	}
	if len(plain) != len(found) {
		tb.Errorf("%+v: %d with scores, and %d without", a, len(found), len(plain))
	}
	for i := range plain {
		if plain[i].Hit.Score != 0 || found[i].Hit.At != plain[i].Hit.At {
			tb.Errorf("%+v: %+v with scores, and %+v without", a, found[i], plain[i])
		}
	}
	if !slices.IsSortedFunc(found, func(x, y ledger.Found) int { return x.Hit.At.Compare(y.Hit.At) }) {
		tb.Errorf("%+v: out of order: %+v", a, found)
	}
	return found
}

func (a *asked) check(tb testing.TB, l *ledger.Ledger) {
	tb.Helper()
	want := newSlowSearch(tb, l, a.view, a.kind, a.bases, a.statuses).search(a.query)
	for _, f := range a.answer {
		score, ok := want[f.ID]
		if !ok {
			tb.Errorf("%+v: %s is found, and should not", a, f.ID)
		} else if math.Abs(score-f.Hit.Score) > 1e-9 {
			tb.Errorf("%+v: %s has the score %v, and should have %v", a, f.ID, f.Hit.Score, score)
		}
		delete(want, f.ID)
	}
	for id := range want {
		tb.Errorf("%+v: %s is not found", a, id)
	}
}

func sameHits(a, b []ledger.Found) bool { return slices.Equal(a, b) }

// Whatever has been merged, and wherever a merge broke off, what is found is
// what reading every record finds, as of every revision.
func TestSearchFindsWhatReadingFinds(t *testing.T) {
	answers := 0
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			w := wordy{rand.New(rand.NewPCG(seed, 5))}
			var faults storagetest.Faults
			l, _ := faulty(t, &faults, func(o *ledger.Options) { o.MergeStep, o.Bulk = 1+int(seed)*7, seed%2 == 1 })
			if err := graphtest.LoadWorld(t.Context(), l); err != nil {
				t.Fatal(err)
			}
			var made []graph.ID
			var questions []asked
			for range 12 {
				for range 6 {
					commit(t, l, w.change(t, l, &made))
				}
				switch w.IntN(4) {
				case 0:
					if err := l.Merge(t.Context()); err != nil {
						t.Fatal(err)
					}
				case 1, 2: // breaks off
					n := w.IntN(40)
					for range n {
						faults.Plan(storagetest.Fault{})
					}
					faults.Plan([]storagetest.Fault{storagetest.Refused, storagetest.Lost, storagetest.Kept, storagetest.Full}[w.IntN(4)])
					_ = l.Merge(t.Context())
					for faults.Left() > 0 {
						_, _ = l.Commit(t.Context(), coder(), create(actor(fmt.Sprintf("a-%d", w.Uint64()))))
					}
				}
				for range 8 {
					a := draw(w, mustHead(t, l))
					a.answer = a.ask(t, l)
					a.check(t, l)
					answers += len(a.answer)
					questions = append(questions, a)
				}
				if w.IntN(3) == 0 {
					wantClean(t, l)
				}
			}
			for range 2 {
				for i := range questions {
					if again := questions[i].ask(t, l); !sameHits(again, questions[i].answer) {
						t.Errorf("%+v: later it is %+v", questions[i], again)
					}
				}
				if err := l.Merge(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n := l.Pending(); n > 0 {
					t.Errorf("%d rows are pending after a merge", n)
				}
				wantClean(t, l)
			}
		})
	}
	if answers < 400 {
		t.Errorf("%d hits in all", answers)
	}
}
