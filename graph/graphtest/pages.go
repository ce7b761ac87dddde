package graphtest

import (
	"fmt"
	"strings"

	"hudna/graph"
)

// phrases is how many statements can print their text: see [page].
const phrases = 20

// phrase is the text of a drawn statement.
func phrase(n int) string { return fmt.Sprintf("made-up words %d.", n) }

// A page is the text of every drawn document that has one: long enough for
// every drawn passage, and with every phrase in it.
type page struct {
	text   string
	points []rune
}

func newPage() *page {
	var b strings.Builder
	b.WriteString("نص مختلق لا يقول شيئاً عن أحد. ")
	for n := range phrases {
		b.WriteString(phrase(n) + " ")
	}
	for n := 0; b.Len() < 2400; n++ {
		fmt.Fprintf(&b, "كلمة %d، word, слово. ", n)
	}
	return &page{b.String(), []rune(b.String())}
}

// printed is the evidence that a phrase stands in a document.
func (p *page) printed(id graph.ID, words string) graph.Evidence {
	return Passage(&graph.Document{Meta: graph.Meta{ID: id}, Text: p.text}, words, graph.PartClause)
}

// passage draws the evidence that some words of a document stand somewhere in
// it.
func (w *draw) passage(id graph.ID) graph.Evidence {
	start := w.N(1000)
	end := start + 1 + w.N(9)
	return graph.Evidence{
		Document: id, Start: &start, End: &end, Part: graph.PartClause, Hash: Digest(string(w.h.page.points[start:end])),
	}
}

// documentFor draws a document that the principal of a step may correct, or
// gives nil.
func (h *History) documentFor(s *Step, is func(*graph.Document) bool) *graph.Document {
	t := h.one(func(t *thing) bool {
		d, ok := t.record.(*graph.Document)
		return ok && !t.retracted() && h.seesAll(s.By.Clearance, t) && is(d)
	})
	if t == nil {
		return nil
	}
	d, _ := clone(t.record).(*graph.Document) // nil if it is none
	return d
}

// refusedPassages are faults of passages and of the texts in which they stand.
func refusedPassages() []refused {
	correctTo := func(s *Step, d *graph.Document, text string) bool {
		d.Text, d.SHA256 = text, Digest(text)
		s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: d}}
		return true
	}
	held := func(d *graph.Document) bool { return d.Text != "" }
	return []refused{
		{"quote what does not stand in a text", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := h.documentFor(s, held)
			if d == nil {
				return false
			}
			e := h.draw(s.By.Clearance).passage(d.ID)
			e.Hash = Digest("words of another text")
			s.Change.Ops = creating(pick(h.dice, h.citing(e)))
			return true
		}},
		{"point beyond the end of a text", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := h.documentFor(s, held)
			if d == nil {
				return false
			}
			start, end := h.dice.N(10), len(h.page.points)+1+h.dice.N(2)
			records := h.citing(graph.Evidence{Document: d.ID, Start: &start, End: &end})
			anchored, _ := h.citing(graph.Evidence{Document: d.ID})[0].(*graph.Statement) // the first is one
			anchored.Said = &graph.Date{EDTF: "2016", Basis: graph.DateDerived, Anchor: &graph.Anchor{Document: d.ID, Start: start, End: end}}
			records = append(records, anchored)
			if actors := h.draw(s.By.Clearance).ids(graph.KindActor); len(actors) > 0 {
				mentioned, _ := h.citing(graph.Evidence{Document: d.ID})[0].(*graph.Statement)
				mentioned.About = []graph.About{{Node: pick(h.dice, actors), Mention: &graph.Mention{Document: d.ID, Start: start, End: end}}}
				records = append(records, mentioned)
			}
			s.Change.Ops = creating(pick(h.dice, records))
			return true
		}},
		{"put another text in the place of one", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := h.documentFor(s, held)
			return d != nil && correctTo(s, d, h.page.text+"و")
		}},
		{"put another sum in the place of one", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := h.documentFor(s, held)
			if d == nil {
				return false
			}
			d.Text, d.SHA256 = "", Digest("another text")
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: d}}
			return true
		}},
		{"attach a text that passages were not taken from", graph.ErrInvalid, func(h *History, s *Step) bool {
			d := h.documentFor(s, func(d *graph.Document) bool {
				return d.Text == "" && d.SHA256 == "" && h.one(func(t *thing) bool {
					for _, s := range spansOf(t.record) {
						if s.document == d.ID && t.id != d.ID && !t.retracted() && s.end > 1 {
							return true
						}
					}
					return false
				}) != nil
			})
			return d != nil && correctTo(s, d, "ق")
		}},
	}
}

// citing makes records of several kinds that have an evidence.
func (h *History) citing(e graph.Evidence) []graph.Record {
	list := []graph.Evidence{e}
	records := []graph.Record{
		&graph.Statement{Text: "made-up words", Attribution: graph.AttributionPublisher, Evidence: list},
		&graph.Event{Evidence: list},
		&graph.Agreement{Terms: []graph.Term{{Key: "fire", Evidence: list}}},
	}
	for _, r := range records {
		r.Shared().ID = h.id(r.RecordKind(), "")
	}
	return records
}
