package graphtest

import "hudna/graph"

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
			start, end := h.dice.N(10), len([]rune(h.sheet.of(h.firstID(d.ID))))+1+h.dice.N(2)
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
			return d != nil && correctTo(s, d, h.sheet.of(h.firstID(d.ID))+"و")
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
