package graphtest

import (
	"slices"

	"hudna/graph"
)

// reviewers are who is assigned drafts.
var reviewers = []string{"made-up reviewer", "مرمّزة مختلقة"}

// review draws where a statement stands in the work on it. Which coding answers
// instead of one is not for everybody to correct.
func (w *draw) review(s *graph.Statement) {
	s.AssignedTo = maybe(w.Dice, 20, reviewers)
	if own, ok := w.ownStatement(); ok {
		s.SupersededBy = own.SupersededBy
		return
	}
	s.SupersededBy = w.maybeID(8, graph.KindStatement)
}

func (w *draw) ownStatement() (*graph.Statement, bool) {
	if w.own == nil {
		return nil, false
	}
	s, ok := w.own.record.(*graph.Statement)
	return s, ok
}

// statement is the statement that a thing is, or nil.
func (t *thing) statement() *graph.Statement {
	s, _ := t.record.(*graph.Statement) // nil if it is none
	return s
}

// draft draws a draft that somebody sees all of and that meets a condition, or
// nil.
func (h *History) draft(by graph.Principal, is func(*thing) bool) *thing {
	return h.one(func(t *thing) bool { return t.status() == graph.StatusDraft && h.seesAll(by.Clearance, t) && is(t) })
}

func (h *History) publish(by graph.Principal) []graph.Op {
	t := h.draft(by, func(t *thing) bool {
		return h.isTimed() || decides(by) && t.creator != by.Name && t.writer != by.Name
	})
	if t == nil {
		return nil
	}
	return []graph.Op{{Verb: graph.VerbCorrect, Record: h.publishing(t), Expected: h.expected(t)}}
}

// publishing is a draft as it is published.
func (h *History) publishing(t *thing) graph.Record {
	s := clone(t.statement())
	s.Status = graph.StatusPublished
	if h.dice.Chance(50) {
		s.AssignedTo = ""
	}
	return s
}

// reword changes what a draft says, and leaves it one.
func (h *History) reword(by graph.Principal) []graph.Op {
	t := h.draft(by, func(*thing) bool { return true })
	if t == nil {
		return nil
	}
	s := clone(t.statement())
	s.Condition = pick(h.dice, []string{"إن التزم الطرف الآخر", "if the others do"})
	return []graph.Op{{Verb: graph.VerbCorrect, Record: s, Expected: h.expected(t)}}
}

func (h *History) assign(by graph.Principal) []graph.Op {
	t := h.draft(by, func(*thing) bool { return true })
	if t == nil {
		return nil
	}
	s := clone(t.statement())
	s.AssignedTo = maybe(h.dice, 80, reviewers)
	return []graph.Op{{Verb: graph.VerbCorrect, Record: s, Expected: h.expected(t)}}
}

// coding draws a statement that has not been retracted, that somebody sees all
// of and that meets a condition, or nil.
func (h *History) coding(by graph.Principal, is func(*thing) bool) *thing {
	return h.one(func(t *thing) bool {
		return t.statement() != nil && !t.retracted() && h.seesAll(by.Clearance, t) && is(t)
	})
}

// adjudicate lets one statement answer instead of others.
func (h *History) adjudicate(by graph.Principal) []graph.Op {
	if !h.isTimed() && !decides(by) {
		return nil
	}
	for range 8 {
		answer := h.coding(by, func(*thing) bool { return true })
		if answer == nil {
			return nil
		}
		var ops []graph.Op
		for range 1 + h.dice.N(2) {
			t := h.coding(by, func(t *thing) bool {
				return t != answer && !slices.ContainsFunc(ops, func(op graph.Op) bool { return op.Target() == t.id })
			})
			if t != nil {
				s := clone(t.statement())
				s.SupersededBy = answer.id
				ops = append(ops, graph.Op{Verb: graph.VerbCorrect, Record: s, Expected: h.expected(t)})
			}
		}
		if len(ops) > 0 && !h.unanswers(ops) {
			return ops
		}
	}
	return nil
}

// letAnswer takes back that another statement answers.
func (h *History) letAnswer(by graph.Principal) []graph.Op {
	if !h.isTimed() && !decides(by) {
		return nil
	}
	t := h.coding(by, func(t *thing) bool { return t.statement().SupersededBy != "" })
	if t == nil {
		return nil
	}
	s := clone(t.statement())
	s.SupersededBy = ""
	return []graph.Op{{Verb: graph.VerbCorrect, Record: s, Expected: h.expected(t)}}
}

// A supersession says what hid a statement while another one answered instead, and
// what hid that: itself, and what guarded it.
type supersession struct{ instead, answer []*thing }

// keepReplaced notes what answers since the last revision, or otherwise than
// before it.
func (h *History) keepReplaced() {
	hiding := func(t *thing) []*thing {
		by := []*thing{t}
		for _, id := range t.guards {
			by = append(by, h.byID[id])
		}
		return by
	}
	for _, t := range h.things {
		if s := t.statement(); s != nil && superseded(s) {
			if answer := h.byID[s.SupersededBy]; t.revision == h.revision || answer.revision == h.revision {
				h.replaced = append(h.replaced, supersession{hiding(t), hiding(answer)})
			}
		}
	}
}

// unanswered reports whether some markings would hide what ever answered further
// than that for which it did.
func (h *History) unanswered(marked map[graph.ID]graph.Marking) bool {
	hidden := func(by []*thing) graph.Marking {
		hides := graph.MarkingPublic
		for _, t := range by {
			m := t.marking()
			if marked[t.id] != "" {
				m = marked[t.id]
			}
			if covers(m, hides) {
				hides = m
			}
		}
		return hides
	}
	return slices.ContainsFunc(h.replaced, func(a supersession) bool { return !covers(hidden(a.instead), hidden(a.answer)) })
}

// unanswers reports whether some operations would leave a published statement
// superseded by what cannot answer: a draft, what is hidden further, also as of
// an earlier revision, itself by way of others.
func (h *History) unanswers(ops []graph.Op) bool {
	next := map[graph.ID]*graph.Statement{}
	marked := map[graph.ID]graph.Marking{}
	for _, t := range h.things {
		if s := t.statement(); s != nil {
			next[t.id] = s
		}
	}
	for _, op := range ops {
		t := h.byID[op.Target()]
		switch s, ok := op.Record.(*graph.Statement); {
		case ok:
			s = clone(s)
			graph.Normalize(s)
			next[s.ID] = s
		case op.Verb == graph.VerbMark:
			marked[op.ID] = op.Marking
		case t == nil || t.statement() == nil:
		case op.Verb == graph.VerbRetract:
			delete(next, t.id)
		case op.Verb == graph.VerbRestore:
			s := clone(t.statement())
			s.Status = t.before
			next[t.id] = s
		}
	}
	for _, s := range next {
		seen := map[graph.ID]bool{}
		for up := s; up != nil && up.SupersededBy != ""; up = next[up.SupersededBy] {
			if up.SupersededBy == s.ID {
				return true
			}
			if seen[up.ID] {
				break // a circle of others
			}
			seen[up.ID] = true
		}
		answer := next[s.SupersededBy]
		if superseded(s) && answer != nil && (answer.Status != graph.StatusPublished || !covers(h.hidesOnce(s, marked), h.hidesOnce(answer, marked))) {
			return true
		}
	}
	return len(marked) > 0 && h.unanswered(marked)
}

// hides is the marking by which a statement is hidden.
func (h *History) hides(s *graph.Statement) graph.Marking { return h.hidesOnce(s, nil) }

// hidesOnce is the same, once some records are marked otherwise.
func (h *History) hidesOnce(s *graph.Statement, marked map[graph.ID]graph.Marking) graph.Marking {
	hides := s.Marking
	if m := marked[s.ID]; m != "" {
		hides = m
	}
	for _, id := range guardsOf(s) {
		t := h.byID[id]
		if t == nil {
			continue
		}
		m := t.marking()
		if marked[id] != "" {
			m = marked[id]
		}
		if covers(m, hides) {
			hides = m
		}
	}
	return hides
}

// refusedReviews are faults in who decides about drafts and codings, and how.
func refusedReviews() []refused {
	publish := func(h *History, s *Step, is func(*thing) bool) *graph.Statement {
		t := h.draft(s.By, is)
		if t == nil {
			return nil
		}
		published := clone(t.statement())
		published.Status = graph.StatusPublished
		s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: published}}
		return published
	}
	reviewing := func(h *History, s *Step) { s.By.Role = pick(h.dice, []graph.Role{graph.RoleReviewer, graph.RoleAdmin}) }
	// supersede lets a drawn statement answer instead of one for which it cannot.
	supersede := func(h *History, s *Step, cannot func(instead, answer *thing) bool) bool {
		reviewing(h, s)
		s.By.Clearance = graph.MarkingProtected
		var answer *thing
		instead := h.coding(s.By, func(t *thing) bool {
			if t.status() != graph.StatusPublished || t.statement().SupersededBy != "" {
				return false
			}
			answer = h.coding(s.By, func(a *thing) bool { return a != t && a.statement().SupersededBy == "" && cannot(t, a) })
			return answer != nil
		})
		if instead == nil {
			return false
		}
		answer = h.coding(s.By, func(a *thing) bool { return a != instead && a.statement().SupersededBy == "" && cannot(instead, a) })
		r := clone(instead.statement())
		r.SupersededBy = answer.id
		s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: r}}
		return true
	}
	return []refused{
		{"publish a draft as a coder", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleCoder
			return publish(h, s, func(*thing) bool { return true }) != nil
		}},
		{"publish what one has created", graph.ErrForbidden, func(h *History, s *Step) bool {
			reviewing(h, s)
			return publish(h, s, func(t *thing) bool { return t.creator == s.By.Name }) != nil
		}},
		{"publish what one has changed", graph.ErrForbidden, func(h *History, s *Step) bool {
			reviewing(h, s)
			r := publish(h, s, func(t *thing) bool { return t.writer != t.creator })
			if r != nil {
				s.By.Name = h.byID[r.ID].writer
			}
			return r != nil
		}},
		{"change what a draft says, and publish it at once", graph.ErrForbidden, func(h *History, s *Step) bool {
			reviewing(h, s)
			r := publish(h, s, func(t *thing) bool { return t.creator != s.By.Name && t.writer != s.By.Name })
			if r != nil {
				r.Condition = "so made up that nobody has said it"
			}
			return r != nil
		}},
		{"say as a coder which coding answers", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleCoder
			t := h.coding(s.By, func(*thing) bool { return true })
			if t == nil {
				return false
			}
			r := clone(t.statement())
			if r.SupersededBy != "" {
				r.SupersededBy = ""
			} else if r.SupersededBy = h.draw(s.By.Clearance).maybeID(100, graph.KindStatement); r.SupersededBy == "" || r.SupersededBy == r.ID {
				return false
			}
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: r}}
			return true
		}},
		{"let a draft answer instead of what is published", graph.ErrInvalid, func(h *History, s *Step) bool {
			return supersede(h, s, func(_, answer *thing) bool { return answer.status() == graph.StatusDraft })
		}},
		{"let what not all may see answer", graph.ErrInvalid, func(h *History, s *Step) bool {
			return supersede(h, s, func(instead, answer *thing) bool {
				return !covers(h.hides(instead.statement()), h.hides(answer.statement()))
			})
		}},
		{"hide what answers from some", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Clearance = graph.MarkingProtected
			guard := h.one(func(t *thing) bool {
				return t.id.Kind() == graph.KindDocument && t.marking() == graph.MarkingProtected && !t.retracted()
			})
			answer := h.coding(s.By, func(a *thing) bool {
				return h.hides(a.statement()) != graph.MarkingProtected && slices.ContainsFunc(h.things, func(t *thing) bool {
					r := t.statement()
					return r != nil && superseded(r) && r.SupersededBy == a.id && h.hides(r) != graph.MarkingProtected
				})
			})
			if guard == nil || answer == nil {
				return false
			}
			r := clone(answer.statement())
			r.Evidence = append(r.Evidence, graph.Evidence{Document: guard.id})
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: r}}
			return true
		}},
	}
}
