package graphtest

import "hudna/graph"

// judge says of two records, or of several pairs of them, whether they are the
// same.
func (h *History) judge(by graph.Principal) []graph.Op {
	var records []graph.Record
	for range 1 + h.dice.N(3) {
		if j := h.draw(by.Clearance).judgement(); j != nil {
			records = append(records, j)
		}
	}
	if t := h.one(func(t *thing) bool {
		return t.id.Kind() == graph.KindJudgement && h.mayRestore(by, t) && h.dice.Chance(50)
	}); t != nil { // the opposite of what was judged before
		if j, ok := clone(t.record).(*graph.Judgement); ok && mayBeOpposed(j) {
			records = append(records, h.opposite(j))
		}
	}
	if records == nil {
		return nil
	}
	return creating(records...)
}

// mayBeOpposed reports whether the opposite of what was judged can be judged: of
// documents nobody judges that they are the same.
func mayBeOpposed(j *graph.Judgement) bool {
	return j.Verdict != graph.VerdictUnsure && j.A.Kind() != graph.KindDocument
}

// opposite judges of two records that they are the same if it was judged that
// they are different, and that they are different if not.
func (h *History) opposite(j *graph.Judgement) *graph.Judgement {
	verdict := graph.VerdictDifferent
	if j.Verdict == graph.VerdictDifferent {
		verdict = graph.VerdictSame
	}
	return &graph.Judgement{Meta: graph.Meta{ID: h.id(graph.KindJudgement, "")}, A: j.B, B: j.A, Verdict: verdict}
}

// unjudge takes a judgement back.
func (h *History) unjudge(by graph.Principal) []graph.Op {
	t := h.one(func(t *thing) bool {
		return t.id.Kind() == graph.KindJudgement && !t.retracted() && h.sees(by.Clearance, t)
	})
	if t == nil {
		return nil
	}
	return []graph.Op{h.retraction(t)}
}

// after lists the judgements that would stand after some operations.
func (h *History) after(ops []graph.Op) []*graph.Judgement {
	changed := map[graph.ID]graph.Op{}
	for _, op := range ops {
		changed[op.Target()] = op
	}
	var stand []*graph.Judgement
	add := func(r graph.Record) {
		if j, ok := r.(*graph.Judgement); ok {
			stand = append(stand, j)
		}
	}
	for _, t := range h.things {
		op, ok := changed[t.id]
		switch {
		case !ok && !t.retracted(), op.Verb == graph.VerbRestore:
			add(t.record)
		case op.Verb == graph.VerbCorrect:
			add(op.Record)
		}
	}
	for _, op := range ops {
		if op.Verb == graph.VerbCreate && op.Record.Shared().Status != graph.StatusRetracted {
			add(op.Record)
		}
	}
	return stand
}

// contradicts reports whether judgements would contradict each other after some
// operations: it gives what is the same one number, the lowest, until no number
// changes any more.
func (h *History) contradicts(ops []graph.Op) bool {
	stand := h.after(ops)
	number := map[graph.ID]int{}
	for i, j := range stand {
		number[j.A], number[j.B] = 2*i, 2*i+1
	}
	for changes := true; changes; {
		changes = false
		for _, j := range stand {
			if lower := min(number[j.A], number[j.B]); j.Verdict == graph.VerdictSame && number[j.A] != number[j.B] {
				number[j.A], number[j.B], changes = lower, lower, true
			}
		}
	}
	for _, j := range stand {
		if j.Verdict == graph.VerdictDifferent && number[j.A] == number[j.B] {
			return true
		}
	}
	return false
}

// refusedJudgements are faults of judgements.
func refusedJudgements() []refused {
	return []refused{
		{"judge two to be the same and different at once", graph.ErrConflict, func(h *History, s *Step) bool {
			ids := h.draw(s.By.Clearance).ids(graph.KindActor)
			if len(ids) < 3 {
				return false
			}
			chain := deck[graph.ID]{cards: ids}
			a, b, c := chain.deal(h.dice), chain.deal(h.dice), chain.deal(h.dice)
			s.Change.Ops = h.judging([2]graph.ID{a, b}, [2]graph.ID{b, c}, [2]graph.ID{c, a})
			return true
		}},
		{"judge two to be different that are the same", graph.ErrConflict, judgeAgainst(graph.VerdictSame)},
		{"judge two to be the same that are different", graph.ErrConflict, judgeAgainst(graph.VerdictDifferent)},
		{"bring back a judgement that contradicts another", graph.ErrConflict, func(h *History, s *Step) bool {
			s.By.Clearance = graph.MarkingProtected
			back := func(t *thing) bool { return t.id.Kind() == graph.KindJudgement && h.mayRestore(s.By, t) }
			if t := h.one(func(t *thing) bool { return back(t) && h.contradicts([]graph.Op{h.restoration(t)}) }); t != nil {
				s.Change.Ops = []graph.Op{h.restoration(t)}
				return true
			}
			t := h.one(func(t *thing) bool { // with its opposite, then
				j, ok := t.record.(*graph.Judgement)
				return ok && mayBeOpposed(j) && back(t)
			})
			if t == nil {
				return false
			}
			if j, ok := t.record.(*graph.Judgement); ok {
				s.Change.Ops = append(creating(h.opposite(j)), h.restoration(t))
			}
			return true
		}},
	}
}

// judging makes judgements of which the last says that two are different, and
// the others that two are the same.
func (h *History) judging(pairs ...[2]graph.ID) []graph.Op {
	var records []graph.Record
	for i, pair := range pairs {
		j := &graph.Judgement{Meta: graph.Meta{ID: h.id(graph.KindJudgement, "")}, A: pair[0], B: pair[1], Verdict: graph.VerdictSame}
		if i == len(pairs)-1 {
			j.Verdict = graph.VerdictDifferent
		}
		records = append(records, j)
	}
	return creating(records...)
}

// judgeAgainst judges the opposite of what is judged of two records.
func judgeAgainst(verdict graph.Verdict) func(*History, *Step) bool {
	return func(h *History, s *Step) bool {
		t := h.one(func(t *thing) bool {
			j, ok := t.record.(*graph.Judgement)
			return ok && mayBeOpposed(j) && !t.retracted() && j.Verdict == verdict && h.sees(s.By.Clearance, t)
		})
		if t == nil {
			return false
		}
		if j, ok := t.record.(*graph.Judgement); ok {
			s.Change.Ops = creating(h.opposite(j))
		}
		return s.Change.Ops != nil
	}
}
