package graphtest

import (
	"slices"
	"time"

	"hudna/graph"
)

// A refused is a fault that a change can have. It fills in a step that is
// right but for this fault, and reports false where the graph is not ready for
// it.
type refused struct {
	what string
	want error
	make func(*History, *Step) bool
}

// refuse makes a step with one fault. Sound operations stand beside the faulty
// one: none of them may leave a trace.
func (h *History) refuse(f refused) (Step, bool) {
	s := Step{What: f.what, Want: f.want, By: h.principal()}
	if !f.make(h, &s) {
		return s, false
	}
	if len(s.Change.Ops) > 0 && s.Change.Ops[0].Verb != graph.VerbMark { // which stands alone
		for range h.dice.N(3) {
			i := h.dice.N(len(s.Change.Ops) + 1)
			s.Change.Ops = slices.Insert(s.Change.Ops, i, creating(h.bystander())[0])
		}
	}
	if s.Change.IdempotencyKey == "" && h.freeKey == "" && h.dice.Chance(30) {
		h.freeKey = h.key() // what is refused does not use up its key
		s.Change.IdempotencyKey = h.freeKey
	}
	return s, true
}

// low is a clearance that somebody is not to see a thing with.
func (h *History) low() graph.Marking {
	return pick(h.dice, []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted})
}

// refusedSteps are the faults.
func refusedSteps() []refused {
	return slices.Concat(refusedTargets(), refusedReferences(), refusedPassages(), refusedJudgements(), refusedReviews(), refusedMarkings(), refusedChanges())
}

// refusedTargets are faults of an operation on its own record.
func refusedTargets() []refused {
	hidden := func(verb graph.Verb) func(*History, *Step) bool {
		return func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			t := h.one(func(t *thing) bool {
				return !h.sees(s.By.Clearance, t) && (verb == graph.VerbRestore) == t.retracted() && covers(s.By.Clearance, t.marking())
			})
			if t == nil {
				t = h.one(func(t *thing) bool {
					return !h.sees(s.By.Clearance, t) && (verb == graph.VerbRestore) == t.retracted() && verb != graph.VerbCorrect
				})
			}
			if t == nil {
				return false
			}
			op := graph.Op{Verb: verb, ID: t.id, Reason: "made up"}
			if verb == graph.VerbCorrect {
				op = graph.Op{Verb: verb, Record: clone(t.record)}
			}
			s.Change.Ops = []graph.Op{op}
			return true
		}
	}
	return []refused{
		{"create a record whose id is taken", graph.ErrConflict, func(h *History, s *Step) bool {
			return h.createAs(s, h.one(func(t *thing) bool { return !t.retracted() && h.sees(s.By.Clearance, t) }))
		}},
		{"create a record whose id a retracted one has", graph.ErrConflict, func(h *History, s *Step) bool {
			return h.createAs(s, h.one(func(t *thing) bool { return t.retracted() && h.sees(s.By.Clearance, t) }))
		}},
		{"create a record whose id a hidden one has", graph.ErrConflict, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			return h.createAs(s, h.one(func(t *thing) bool { return !h.sees(s.By.Clearance, t) }))
		}},
		{"correct a record that is not there", graph.ErrNotFound, func(h *History, s *Step) bool {
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: h.bystander()}}
			return true
		}},
		{"retract a record that is not there", graph.ErrNotFound, func(h *History, s *Step) bool {
			s.Change.Ops = []graph.Op{{Verb: graph.VerbRetract, ID: h.id(graph.KindActor, ""), Reason: "made up"}}
			return true
		}},
		{"restore a record that is not there", graph.ErrNotFound, func(h *History, s *Step) bool {
			s.Change.Ops = []graph.Op{{Verb: graph.VerbRestore, ID: h.id(graph.KindStatement, "")}}
			return true
		}},
		{"correct a hidden record", graph.ErrNotFound, hidden(graph.VerbCorrect)},
		{"retract a hidden record", graph.ErrNotFound, hidden(graph.VerbRetract)},
		{"restore a hidden record", graph.ErrNotFound, hidden(graph.VerbRestore)},
		{"correct a marking", graph.ErrInvalid, func(h *History, s *Step) bool {
			return h.correctTo(s, func(t *thing) bool { return t.id.Opaque() }, func(r graph.Record) {
				m := &r.Shared().Marking
				if *m == graph.MarkingPublic {
					*m = graph.MarkingRestricted
				} else {
					*m = graph.MarkingPublic
				}
			}) && covers(s.By.Clearance, graph.MarkingRestricted)
		}},
		{"correct what is published to a draft", graph.ErrInvalid, func(h *History, s *Step) bool {
			return h.correctTo(s, func(t *thing) bool {
				return t.id.Kind() == graph.KindStatement && t.status() == graph.StatusPublished
			}, func(r graph.Record) { r.Shared().Status = graph.StatusDraft })
		}},
		{"correct a record to retracted", graph.ErrInvalid, func(h *History, s *Step) bool {
			return h.correctTo(s, func(*thing) bool { return true }, func(r graph.Record) {
				r.Shared().Status, r.Shared().StatusReason = graph.StatusRetracted, "made up"
			})
		}},
		{"correct what is retracted", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.restorable(s.By)
			if t == nil || !h.seesAll(s.By.Clearance, t) {
				return false
			}
			r := clone(t.record)
			r.Shared().Status, r.Shared().StatusReason = graph.StatusPublished, ""
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: r}}
			return true
		}},
		{"correct what has parts above the clearance", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			t := h.one(func(t *thing) bool {
				return !t.retracted() && h.sees(s.By.Clearance, t) && !h.seesAll(s.By.Clearance, t)
			})
			if t == nil {
				return false
			}
			seen := redacted(t.record, func(id graph.ID) bool {
				other := h.byID[id]
				return other != nil && !h.sees(s.By.Clearance, other)
			})
			if seen.Validate() != nil { // what is left is not sound by itself
				return false
			}
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: clone(seen)}}
			return true
		}},
		{"retract what is retracted", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.one(func(t *thing) bool { return t.retracted() && h.sees(s.By.Clearance, t) })
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{h.retraction(t)}
			return true
		}},
		{"restore what is not retracted", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.one(func(t *thing) bool { return !t.retracted() && h.sees(s.By.Clearance, t) })
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{h.restoration(t)}
			return true
		}},
		{"correct what has changed since", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.correctable(s.By)
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: clone(t.record), Expected: h.otherThan(t.revision)}}
			return true
		}},
		{"retract what has changed since", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.loose(s.By)
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{{Verb: graph.VerbRetract, ID: t.id, Reason: "made up", Expected: h.otherThan(t.revision)}}
			return true
		}},
		{"restore what has changed since", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.restorable(s.By)
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{{Verb: graph.VerbRestore, ID: t.id, Expected: h.otherThan(t.revision)}}
			return true
		}},
		{"mark a record above the clearance", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			r := h.bystander()
			r.Shared().ID, r.Shared().Marking = h.id(graph.KindLocation, graph.MarkingProtected), graph.MarkingProtected
			s.Change.Ops = creating(r)
			return true
		}},
	}
}

// createAs creates a record under the id of another.
func (h *History) createAs(s *Step, t *thing) bool {
	if t == nil || t.id.Kind() == graph.KindJudgement || t.id.Kind() == graph.KindStatement && !h.ready(s.By.Clearance) {
		return false
	}
	r := h.draw(s.By.Clearance).record(t.id.Kind())
	if ids := referencesOf(r); slices.Contains(ids, r.Shared().ID) || slices.Contains(ids, t.id) {
		return false // refers to what it was, or will be, itself: another fault
	}
	r.Shared().ID, r.Shared().Marking = t.id, graph.MarkingPublic
	s.Change.Ops = creating(r)
	return true
}

// correctTo corrects a record that the principal may correct, with a fault.
func (h *History) correctTo(s *Step, is func(*thing) bool, fault func(graph.Record)) bool {
	t := h.one(func(t *thing) bool { return !t.retracted() && h.seesAll(s.By.Clearance, t) && is(t) })
	if t == nil {
		return false
	}
	r := clone(t.record)
	fault(r)
	s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: r}}
	return true
}

// otherThan is a revision as of which one cannot have seen a record as it was
// left by a revision: one before that, or one that has not been made.
func (h *History) otherThan(r graph.Revision) graph.Revision {
	other := graph.Revision(1 + h.dice.N(int(r)+2))
	if other >= r {
		other += h.revision - r + 1
	}
	return other
}

// refusedChanges are faults of a change as a whole, or of who brings it.
func refusedChanges() []refused {
	sound := func(h *History, s *Step) { s.Change.Ops = creating(h.bystander(), h.bystander()) }
	return []refused{
		{"commit as a reader", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleReader
			sound(h, s)
			return true
		}},
		{"commit without a name", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Name = ""
			sound(h, s)
			return true
		}},
		{"give a time without being an administrator", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Role = pick(h.dice, []graph.Role{graph.RoleCoder, graph.RoleReviewer})
			s.Change.Time = h.time.Add(time.Second)
			sound(h, s)
			return true
		}},
		{"give a time that is not after the head's", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleAdmin
			s.Change.Time = h.time.Add(-time.Duration(h.dice.N(2)) * time.Second)
			sound(h, s)
			return true
		}},
		{"give a time that has not come yet", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleAdmin
			s.Change.Time = time.Date(9000, time.January, 1, 0, 0, 0, 0, time.UTC)
			sound(h, s)
			return true
		}},
		{"use a key for another change", graph.ErrConflict, func(h *History, s *Step) bool {
			if len(h.keyed) == 0 {
				return false
			}
			before := pick(h.dice, h.keyed)
			s.By = before.By
			s.Change = cloneChange(before.Change)
			how := h.dice.N(3)
			if s.Change.Placeholder {
				how = 2
			}
			switch {
			case how == 0 || how == 1 && s.Change.Ops[0].Verb == graph.VerbMark: // which stands alone
				s.Change.Message += "!"
			case how == 1:
				s.Change.Ops = append(s.Change.Ops, creating(h.bystander())...)
			case how == 2:
				s.By.Name += ", junior"
			}
			return true
		}},
		{"change nothing at all", graph.ErrInvalid, func(*History, *Step) bool { return true }},
		{"keep the number of a revision that does something", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Role, s.Change.Placeholder = graph.RoleAdmin, true
			if s.Change.Message = "why"; h.dice.Chance(50) {
				s.Change.Message = ""
				sound(h, s)
			}
			return true
		}},
		{"keep the number of a revision without being an administrator", graph.ErrForbidden, func(_ *History, s *Step) bool {
			s.By.Role, s.Change.Placeholder, s.Change.Message, s.Change.Time = graph.RoleReviewer, true, "", time.Time{}
			return true
		}},
		{"name one record twice", graph.ErrInvalid, func(h *History, s *Step) bool {
			r := h.bystander()
			s.Change.Ops = creating(r, clone(r))
			return true
		}},
		{"retract without a reason", graph.ErrInvalid, func(h *History, s *Step) bool {
			t := h.loose(s.By)
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{{Verb: graph.VerbRetract, ID: t.id}}
			return true
		}},
		{"create a record that is not valid", graph.ErrInvalid, func(h *History, s *Step) bool {
			if !h.ready(s.By.Clearance) {
				return false
			}
			r := h.draw(s.By.Clearance).statement()
			pick(h.dice, []func(){
				func() { r.Text = "" },
				func() { r.Evidence = nil },
				func() { r.Said = &graph.Date{EDTF: "2016-02-30"} },
				func() { r.ID = "statement/Not An Id" },
				func() { r.Polarity = "PERHAPS" },
			})()
			s.Change.Ops = creating(r)
			return true
		}},
		{"create a draft of what is no statement", graph.ErrInvalid, func(h *History, s *Step) bool {
			r := h.bystander()
			r.Shared().Status = graph.StatusDraft
			s.Change.Ops = creating(r)
			return true
		}},
	}
}
