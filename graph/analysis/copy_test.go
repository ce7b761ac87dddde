package analysis

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
)

// An article is a made-up report: sentences of drawn words, and what a made-up
// person is quoted to have said.
type article struct{ sentences []string }

func (a *article) text() string { return strings.Join(a.sentences, " ") }

func (a *article) document(id string, published graph.EDTF) *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{ID: graph.ID("document/" + id)}, Kind: graph.DocumentReport, Lang: "en", Text: a.text(),
		Published: &graph.Date{EDTF: published},
	}
}

func newsOf(dice *rand.Rand, quote string) *article {
	a := &article{}
	for i := range 14 {
		s := strings.Join(drawn(dice, vocabulary, 12+dice.IntN(8)), " ") + "."
		if i == 5 {
			s = "Rikard said that “" + quote + "”."
		}
		a.sentences = append(a.sentences, s)
	}
	return a
}

// abridge leaves out some of the sentences.
func (a *article) abridge(every int) *article {
	short := &article{}
	for i, s := range a.sentences {
		if i%every != 0 {
			short.sentences = append(short.sentences, s)
		}
	}
	return short
}

// rewrite puts other words in the place of some, and the sentences into another
// order.
func (a *article) rewrite(dice *rand.Rand) *article {
	other := &article{}
	for _, s := range a.sentences {
		words := strings.Fields(s)
		for i := range words {
			if dice.IntN(9) == 0 {
				words[i] = "otherwise"
			}
		}
		other.sentences = append(other.sentences, strings.Join(words, " "))
	}
	slices.Reverse(other.sentences)
	return other
}

// A labelled set of documents says of which each is a copy, and how.
type labelled struct {
	records []graph.Record
	truth   map[[2]graph.ID]graph.HowCopy // by original and copy
}

func (l *labelled) add(d *graph.Document, of graph.ID, how graph.HowCopy) {
	l.records = append(l.records, d)
	if of != "" {
		l.truth[[2]graph.ID{of, d.ID}] = how
	}
}

func generatedNews(seed uint64, n int) *labelled {
	dice := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same each time
	l := &labelled{truth: map[[2]graph.ID]graph.HowCopy{}}
	for i := range n {
		quote := strings.Join(drawn(dice, vocabulary, 40), " ")
		first := newsOf(dice, quote)
		id := func(what string) string { return fmt.Sprintf("n%02d-%s", i, what) }
		of := graph.ID("document/" + id("a"))
		l.add(first.document(id("a"), "2019-04-01"), "", "")
		l.add(first.document(id("b"), "2019-04-02"), of, graph.CopyVerbatim)
		l.add(first.abridge(3).document(id("c"), "2019-04-02"), of, graph.CopyAbridged)
		l.add((&article{first.sentences[6:10]}).document(id("d"), "2019-04-03"), of, graph.CopyAbridged)
		l.add(first.rewrite(dice).document(id("e"), "2019-04-02"), of, graph.CopyRewritten)
		// Another reporter was there, too, and quotes the same.
		l.add(newsOf(dice, quote).document(id("f"), "2019-04-02"), "", "")
	}
	return l
}

// measure says how far what was found is right; how counts where the kind of copy
// is right as well.
func (l *labelled) measure(found []CopyPair) (precision, recall, how float64, wrong []string) {
	right, kinds := 0, 0
	for _, p := range found {
		want, ok := l.truth[[2]graph.ID{p.Original, p.Copy}]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s %s %.2f %.2f", p.Key(), p.How, p.OfCopy, p.OfOriginal))
			continue
		}
		right++
		if want == p.How {
			kinds++
		} else {
			wrong = append(wrong, fmt.Sprintf("%s %s %.2f %.2f, want %s", p.Key(), p.How, p.OfCopy, p.OfOriginal, want))
		}
	}
	return float64(right) / float64(max(1, len(found))), float64(right) / float64(len(l.truth)), float64(kinds) / float64(max(1, right)), wrong
}

func TestCopiesOfGeneratedReports(t *testing.T) {
	l := generatedNews(3, 16) // the thresholds were chosen on others
	var first []CopyPair
	for name, g := range graphs(t) {
		head := commit(t, g, l.records...)
		found, err := CopiesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), CopyQuestion{})
		if err != nil {
			t.Fatal(err)
		}
		precision, recall, how, wrong := l.measure(found.Pairs)
		t.Logf("%s: %d documents, %d copies in truth, %d found: precision %.3f, recall %.3f, of the right kind %.3f", name, found.Read, len(l.truth), len(found.Pairs), precision, recall, how)
		if precision < 0.95 || recall < 0.95 || how < 0.95 {
			t.Errorf("%s: wrong: %q", name, wrong)
		}
		if first == nil {
			first = found.Pairs
		} else if diff := cmp.Diff(first, found.Pairs); diff != "" {
			t.Errorf("the two graphs say different things: %s", diff)
		}
	}
}

// Asked of one document, both its copies are found and what it is a copy of.
func TestCopiesOfOne(t *testing.T) {
	l := generatedNews(2, 2)
	for name, g := range graphs(t) {
		head := commit(t, g, l.records...)
		r := g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
		for id, want := range map[graph.ID][]string{
			"document/n00-a": {"n00-b VERBATIM", "n00-c ABRIDGED", "n00-d ABRIDGED", "n00-e REWRITTEN"},
			"document/n01-d": {"n01-a ABRIDGED", "n01-b ABRIDGED"},
			"document/n01-f": nil,
		} {
			found, err := CopiesOf(t.Context(), r, CopyQuestion{Of: id})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range found.Pairs {
				other := p.Copy
				if other == id {
					other = p.Original
				}
				got = append(got, other.Name()+" "+string(p.How))
			}
			slices.Sort(got)
			for _, one := range want {
				if !slices.Contains(got, one) {
					t.Errorf("%s: of %s: %q, without %s", name, id, got, one)
				}
			}
			if len(want) == 0 && len(got) > 0 {
				t.Errorf("%s: of %s: %q, want none", name, id, got)
			}
		}
	}
}

// The readouts that can be read beside the tree: forms of words recur in them, and
// none is a copy of another one; what is abridged of one, or put into another
// order, is.
func TestCopiesOfReadouts(t *testing.T) {
	l := &labelled{truth: map[[2]graph.ID]graph.HowCopy{}}
	for i, text := range readouts(t) {
		id := graph.ID(fmt.Sprintf("document/r%02d", i))
		document := func(id graph.ID, text string, published graph.EDTF) *graph.Document {
			return &graph.Document{Meta: graph.Meta{ID: id}, Text: text, Published: &graph.Date{EDTF: published}}
		}
		l.add(document(id, text, "2024-01-01"), "", "")
		l.add(document(id+"-v", strings.Join(strings.Fields(text), " "), "2024-01-02"), id, graph.CopyVerbatim)
		all := sentences(text, wordsOf(text))
		var half, back []string
		points := []rune(text)
		for k, s := range all {
			words := string(points[s.start:s.end]) + "."
			if k%2 == 0 {
				half = append(half, words)
			}
			back = append([]string{words}, back...)
		}
		if len(all) >= 4 {
			l.add(document(id+"-a", strings.Join(half, " "), "2024-01-03"), id, graph.CopyAbridged)
			l.add(document(id+"-b", strings.Join(back, " "), "2024-01-03"), id, graph.CopyVerbatim)
		}
	}
	g := graphs(t)["the ledger"]
	head := commit(t, g, l.records...)
	found, err := CopiesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), CopyQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	precision, recall, how, wrong := l.measure(found.Pairs)
	t.Logf("%d documents, %d copies in truth, %d found: precision %.3f, recall %.3f, of the right kind %.3f", found.Read, len(l.truth), len(found.Pairs), precision, recall, how)
	if precision < 0.95 || recall < 0.95 || how < 0.8 {
		t.Errorf("wrong: %q", wrong)
	}
}

// readouts are the texts of the published readouts, without their heads.
func readouts(t *testing.T) (texts []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.FromSlash("../../../shared/data/readouts/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the readouts are not published with the tree, and not beside it")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(data[3:]), "\n---")
		texts = append(texts, strings.TrimSuffix(strings.TrimSpace(body), `\###`))
	}
	return texts
}

// What was judged different, or is recorded as a copy, is no candidate any more.
func TestCopiesThatAreDecided(t *testing.T) {
	l := generatedNews(4, 1)
	for _, r := range l.records {
		if d, ok := r.(*graph.Document); ok && d.ID == "document/n00-b" {
			d.CopyOf = &graph.CopyOf{Document: "document/n00-a", How: graph.CopyVerbatim}
		}
	}
	judged := &graph.Judgement{Meta: graph.Meta{ID: "judgement/j1"}, A: "document/n00-c", B: "document/n00-a", Verdict: graph.VerdictDifferent}
	for name, g := range graphs(t) {
		head := commit(t, g, append(slices.Clone(l.records), judged)...)
		found, err := CopiesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), CopyQuestion{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range found.Pairs {
			if p.Copy == "document/n00-b" && p.Original == "document/n00-a" || p.Copy == "document/n00-c" && p.Original == "document/n00-a" {
				t.Errorf("%s: %s is decided", name, p.Key())
			}
		}
		if found.Refused != 1 {
			t.Errorf("%s: %d were refused, want 1", name, found.Refused)
		}
		if _, err := CopiesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), CopyQuestion{Of: "document/nowhere"}); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
