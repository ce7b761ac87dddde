package graphtest

import (
	"slices"

	"hudna/graph"
)

// raise hides a record, and what it guards, from some who saw it.
func (h *History) raise(by graph.Principal) []graph.Op {
	higher := h.higher(by)
	t := h.oneOfSomeKind(func(t *thing) bool { return h.sees(by.Clearance, t) && len(higher(t)) > 0 })
	if t == nil {
		return nil
	}
	return h.unlessUnanswered(h.marking(t, pick(h.dice, higher(t))))
}

// unlessUnanswered is a change of a marking that leaves nothing superseded by
// what is hidden further, or nothing.
func (h *History) unlessUnanswered(op graph.Op) []graph.Op {
	if ops := []graph.Op{op}; !h.unanswers(ops) {
		return ops
	}
	return nil
}

// higher gives the markings to which somebody may raise that of a thing.
func (h *History) higher(by graph.Principal) func(*thing) []graph.Marking {
	return func(t *thing) []graph.Marking {
		return slices.DeleteFunc(graph.Markings(), func(m graph.Marking) bool {
			return covers(t.marking(), m) || !covers(by.Clearance, m)
		})
	}
}

// lower shows a record, and what it guards, to some who did not see it.
func (h *History) lower(by graph.Principal) []graph.Op {
	t := h.lowerable(by)
	if t == nil || by.Role == graph.RoleCoder {
		return nil
	}
	return h.unlessUnanswered(h.marking(t, h.below(t)))
}

func (h *History) lowerable(by graph.Principal) *thing {
	return h.oneOfSomeKind(func(t *thing) bool { return h.sees(by.Clearance, t) && t.marking() != graph.MarkingPublic })
}

// below draws a marking that is lower than that of a thing.
func (h *History) below(t *thing) graph.Marking {
	return pick(h.dice, slices.DeleteFunc(graph.Markings(), func(m graph.Marking) bool { return covers(m, t.marking()) }))
}

// marking makes the operation that gives a thing a marking.
func (h *History) marking(t *thing, m graph.Marking) graph.Op {
	op := graph.Op{
		Verb: graph.VerbMark, ID: t.id, Marking: m, Expected: h.expected(t), Reason: maybe(h.dice, 50, []string{"named by mistake", "في خطر"}),
	}
	if !covers(t.marking(), m) {
		op.NewID = h.id(t.id.Kind(), m)
	}
	return op
}

// remarked keeps what a change of a marking did.
func (h *History) remarked(t *thing, op graph.Op) {
	t.record = clone(t.record)
	t.record.Shared().Marking = op.Marking
	if op.NewID == "" || op.NewID == op.ID {
		return
	}
	delete(h.byID, t.id)
	h.former = append(h.former, t.id)
	h.first[op.NewID] = h.firstID(t.id)
	for _, other := range h.things {
		if other == t || slices.Contains(other.references, t.id) {
			other.record = renamed(other.record, op.ID, op.NewID)
			other.references, other.guards = referencesOf(other.record), guardsOf(other.record)
		}
	}
	t.id = op.NewID
	h.byID[t.id] = t
}

// firstID is the id with which a record was created.
func (h *History) firstID(id graph.ID) graph.ID {
	if first, ok := h.first[id]; ok {
		return first
	}
	return id
}

// refusedMarkings are faults of changes of markings.
func refusedMarkings() []refused {
	op := func(s *Step, op graph.Op) bool {
		s.Change.Ops = []graph.Op{op}
		return true
	}
	return []refused{
		{"mark a record as it is marked", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.one(func(t *thing) bool { return h.sees(s.By.Clearance, t) })
			return t != nil && op(s, h.marking(t, t.marking()))
		}},
		{"raise a marking above the clearance", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			t := h.one(func(t *thing) bool { return h.sees(s.By.Clearance, t) })
			return t != nil && op(s, h.marking(t, graph.MarkingProtected))
		}},
		{"lower a marking as a coder", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleCoder
			t := h.lowerable(s.By)
			return t != nil && op(s, h.marking(t, h.below(t)))
		}},
		{"lower a marking under another id", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Role = graph.RoleReviewer
			t := h.one(func(t *thing) bool { return h.sees(s.By.Clearance, t) && t.marking() == graph.MarkingProtected })
			if t == nil {
				return false
			}
			o := h.marking(t, graph.MarkingRestricted)
			o.NewID = h.id(t.id.Kind(), graph.MarkingRestricted)
			return op(s, o)
		}},
		{"mark a hidden record", graph.ErrNotFound, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			t := h.one(func(t *thing) bool { return !h.sees(s.By.Clearance, t) })
			return t != nil && op(s, h.marking(t, s.By.Clearance))
		}},
		{"raise a marking under an id that is taken", graph.ErrConflict, func(h *History, s *Step) bool {
			s.By.Clearance = graph.MarkingProtected
			t := h.one(func(t *thing) bool { return t.marking() != graph.MarkingProtected })
			if t == nil {
				return false
			}
			other := h.one(func(o *thing) bool { return o != t && o.id.Kind() == t.id.Kind() && o.id.Opaque() })
			if other == nil {
				return false
			}
			o := h.marking(t, graph.MarkingProtected)
			o.NewID = other.id
			return op(s, o)
		}},
		{"raise a marking and keep the id as a coder", graph.ErrForbidden, func(h *History, s *Step) bool {
			s.By = graph.Principal{Name: s.By.Name, Role: graph.RoleCoder, Clearance: graph.MarkingProtected}
			t := h.one(func(t *thing) bool { return t.marking() != graph.MarkingProtected && t.id.Opaque() })
			if t == nil {
				return false
			}
			o := h.marking(t, graph.MarkingProtected)
			o.NewID = t.id
			return op(s, o)
		}},
		{"change a marking beside something else", graph.ErrInvalid, func(h *History, s *Step) bool {
			t := h.one(func(t *thing) bool { return h.sees(s.By.Clearance, t) && len(h.higher(s.By)(t)) > 0 })
			if t == nil {
				return false
			}
			s.Change.Ops = append(creating(h.bystander()), h.marking(t, pick(h.dice, h.higher(s.By)(t))))
			return true
		}},
		{"change a marking so that what answers is hidden from some", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Role, s.By.Clearance = graph.RoleReviewer, graph.MarkingProtected
			for _, t := range h.things {
				for _, m := range graph.Markings() {
					if m != t.marking() && h.unanswers([]graph.Op{{Verb: graph.VerbMark, ID: t.id, Marking: m}}) {
						return op(s, h.marking(t, m))
					}
				}
			}
			return false
		}},
		{"ask for a record by an id that it had", graph.ErrNotFound, func(h *History, s *Step) bool {
			return len(h.former) > 0 && op(s, graph.Op{Verb: graph.VerbRetract, ID: pick(h.dice, h.former), Reason: "made up"})
		}},
		{"create a record under an id that another had", graph.ErrConflict, func(h *History, s *Step) bool {
			var records []graph.Record
			for _, id := range h.former {
				switch id.Kind() {
				case graph.KindActor:
					records = append(records, &graph.Actor{Meta: graph.Meta{ID: id}, Kind: graph.ActorUnknown})
				case graph.KindDocument:
					records = append(records, &graph.Document{Meta: graph.Meta{ID: id}})
				case graph.KindLocation:
					records = append(records, &graph.Location{Meta: graph.Meta{ID: id}})
				}
			}
			if len(records) == 0 {
				return false
			}
			s.Change.Ops = creating(pick(h.dice, records))
			return true
		}},
	}
}
