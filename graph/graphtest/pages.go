package graphtest

import (
	"fmt"
	"strings"

	"hudna/graph"
)

// phrases is how many statements can print their text: see [pages].
const phrases = 20

// phrase is the text of a drawn statement.
func phrase(n int) string { return fmt.Sprintf("made-up words %d.", n) }

// pages is the text of every drawn document that has one: long enough for
// every drawn passage, and with every phrase in it.
func pages() []rune {
	var b strings.Builder
	b.WriteString("نص مختلق لا يقول شيئاً عن أحد. ")
	for n := range phrases {
		b.WriteString(phrase(n) + " ")
	}
	for n := 0; b.Len() < 2400; n++ {
		fmt.Fprintf(&b, "كلمة %d، word, слово. ", n)
	}
	return []rune(b.String())
}

// printed is the evidence that a phrase stands in a document.
func printed(id graph.ID, words string) graph.Evidence {
	before, _, _ := strings.Cut(string(pages()), words)
	start := len([]rune(before))
	end := start + len([]rune(words))
	return graph.Evidence{Document: id, Start: &start, End: &end, Part: graph.PartClause, Hash: Digest(words)}
}

// passage is the evidence that some words of a document stand somewhere in it.
func (w *draw) passage(id graph.ID) graph.Evidence {
	start := w.N(1000)
	end := start + 1 + w.N(9)
	return graph.Evidence{Document: id, Start: &start, End: &end, Part: graph.PartClause, Hash: Digest(string(pages()[start:end]))}
}

// fits says whether a passage is that of a text, as the oracle sees it.
func fits(e graph.Evidence, text string) bool {
	if e.Start == nil || text == "" {
		return true
	}
	points := []rune(text)
	return *e.End <= len(points) && (e.Hash == "" || e.Hash == Digest(string(points[*e.Start:*e.End])))
}

// checkPassages refuses passages that are not in the texts that are held, and
// texts that are not those from which passages were taken.
func (a attempt) checkPassages(op graph.Op) error {
	text := func(id graph.ID) string {
		if d, ok := a.state(id).record.(*graph.Document); ok {
			return d.Text
		}
		return ""
	}
	next := a.next[op.Target()]
	if next.status() == graph.StatusRetracted {
		return nil
	}
	switch r := next.record.(type) {
	case *graph.Statement:
		for _, e := range r.Evidence {
			if !fits(e, text(e.Document)) {
				return &graph.FieldError{Path: "evidence", Reason: "is not in the text"}
			}
		}
	case *graph.Document:
		held := a.naive.byID[r.ID]
		if held == nil || r.Text == "" {
			return nil
		}
		before := held.last().record.(*graph.Document)
		if before.SHA256 != "" && before.SHA256 != r.SHA256 {
			return &graph.FieldError{Path: "sha256", Reason: "is that of another text"}
		}
		for _, other := range a.naive.nodes {
			now := a.state(other.last().record.Shared().ID)
			s, ok := now.record.(*graph.Statement)
			if !ok || now.status() == graph.StatusRetracted {
				continue
			}
			for _, e := range s.Evidence {
				if e.Document == r.ID && !fits(e, r.Text) {
					return &graph.FieldError{Path: "text", Reason: "is not that of a passage"}
				}
			}
		}
	}
	return nil
}

// refusedPassages are faults of passages and texts.
func refusedPassages() []refused {
	correct := func(s *Step, d *graph.Document, text string) {
		d.Text, d.SHA256 = text, Digest(text)
		s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: d}}
	}
	document := func(h *History, s *Step, is func(*thing, *graph.Document) bool) *graph.Document {
		t := h.one(func(t *thing) bool {
			d, ok := t.record.(*graph.Document)
			return ok && !t.retracted() && h.seesAll(s.By.Clearance, t) && is(t, d)
		})
		if t == nil {
			return nil
		}
		return clone(t.record).(*graph.Document)
	}
	return []refused{
		{"quote what does not stand in a text", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := document(h, s, func(_ *thing, d *graph.Document) bool { return d.Text != "" })
			if d == nil {
				return false
			}
			e := h.draw(s.By.Clearance).passage(d.ID)
			e.Hash = Digest("words of another text")
			if h.dice.Chance(50) {
				e = printed(d.ID, phrase(0))
				*e.End = len(pages()) + 1
				e.Hash = ""
			}
			st := &graph.Statement{Text: "made-up words", Attribution: graph.AttributionPublisher, Evidence: []graph.Evidence{e}}
			st.ID = h.id(graph.KindStatement, "")
			s.Change.Ops = creating(st)
			return true
		}},
		{"put another text in the place of one", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := document(h, s, func(_ *thing, d *graph.Document) bool { return d.Text != "" })
			if d == nil {
				return false
			}
			correct(s, d, string(pages())+"و")
			return true
		}},
		{"attach a text that passages were not taken from", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := document(h, s, func(t *thing, d *graph.Document) bool {
				return d.Text == "" && d.SHA256 == "" && h.one(func(o *thing) bool {
					st, ok := o.record.(*graph.Statement)
					if !ok || o.retracted() {
						return false
					}
					for _, e := range st.Evidence {
						if e.Document == t.id && e.Start != nil {
							return true
						}
					}
					return false
				}) != nil
			})
			if d == nil {
				return false
			}
			correct(s, d, "قصير")
			return true
		}},
	}
}
