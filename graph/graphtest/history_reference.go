package graphtest

import (
	"slices"

	"hudna/graph"
)

// refusedReferences are faults in what records refer to.
func refusedReferences() []refused {
	return []refused{
		{"refer to what is not there", graph.ErrInvalid, func(h *History, s *Step) bool {
			return h.referTo(s, func(k graph.Kind) graph.ID { return h.id(k, "") })
		}},
		{"refer to what is retracted", graph.ErrInvalid, func(h *History, s *Step) bool {
			return h.referTo(s, h.oneID(func(t *thing) bool { return t.retracted() && h.sees(s.By.Clearance, t) }))
		}},
		{"refer to what is hidden", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			return h.referTo(s, h.oneID(func(t *thing) bool { return !t.retracted() && !h.sees(s.By.Clearance, t) }))
		}},
		{"refer to what the same change retracts", graph.ErrInvalid, func(h *History, s *Step) bool {
			var t *thing
			if !h.referTo(s, func(k graph.Kind) graph.ID {
				t = h.one(func(t *thing) bool {
					return !t.retracted() && t.id.Kind() == k && h.sees(s.By.Clearance, t) && len(h.referrers(t.id)) == 0
				})
				if t == nil {
					return ""
				}
				return t.id
			}) {
				return false
			}
			s.Change.Ops = append(s.Change.Ops, h.retraction(t))
			return true
		}},
		{"create a retracted record that refers to what is not there", graph.ErrInvalid, func(h *History, s *Step) bool {
			l := &graph.Location{Meta: graph.Meta{ID: h.id(graph.KindLocation, ""), Status: graph.StatusRetracted}}
			l.Within = h.id(graph.KindLocation, "")
			s.Change.Ops = creating(l)
			return true
		}},
		{"refer to the wrong kind of record", graph.ErrInvalid, func(h *History, s *Step) bool {
			ids := h.draw(s.By.Clearance).ids(graph.KindActor)
			if len(ids) == 0 {
				return false
			}
			l := &graph.Location{Meta: graph.Meta{ID: h.id(graph.KindLocation, "")}, Within: pick(h.dice, ids)}
			s.Change.Ops = creating(l)
			return true
		}},
		{"take a position on what is no proposition", graph.ErrInvalid, func(h *History, s *Step) bool {
			t := h.one(func(t *thing) bool {
				topic, ok := t.record.(*graph.Topic)
				return ok && topic.Kind != graph.TopicProposition && !t.retracted() && h.sees(s.By.Clearance, t)
			})
			if t == nil || !h.ready(s.By.Clearance) {
				return false
			}
			r := h.draw(s.By.Clearance).statement()
			r.Positions = append(r.Positions, graph.Stand{Topic: t.id, Agreement: graph.Agree})
			s.Change.Ops = creating(r)
			return true
		}},
		{"retract what is referred to", graph.ErrConflict, func(h *History, s *Step) bool {
			t := h.one(func(t *thing) bool {
				return !t.retracted() && h.sees(s.By.Clearance, t) && len(h.referrers(t.id)) > 0
			})
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{h.retraction(t)}
			return true
		}},
		{"retract what only the hidden refer to", graph.ErrConflict, func(h *History, s *Step) bool {
			s.By.Clearance = h.low()
			t := h.one(func(t *thing) bool {
				on := h.referrers(t.id)
				return !t.retracted() && h.sees(s.By.Clearance, t) && len(on) > 0 && !slices.ContainsFunc(on, func(o *thing) bool {
					return h.sees(s.By.Clearance, o)
				})
			})
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{h.retraction(t)}
			return true
		}},
		{"restore what refers to what is retracted", graph.ErrInvalid, func(h *History, s *Step) bool {
			s.By.Clearance = graph.MarkingProtected // sees all there is to be seen
			t := h.one(func(t *thing) bool {
				return t.retracted() && h.seesAll(s.By.Clearance, t) && slices.ContainsFunc(t.references, func(id graph.ID) bool {
					return id != t.id && h.byID[id].retracted()
				})
			})
			if t == nil {
				return false
			}
			s.Change.Ops = []graph.Op{h.restoration(t)}
			return true
		}},
		{"let new records lead back to themselves by way of each other", graph.ErrInvalid, func(h *History, s *Step) bool {
			if !h.ready(s.By.Clearance) {
				return false
			}
			by := pick(h.dice, relations())
			w := h.draw(s.By.Clearance)
			one, other := w.record(by.kind), w.record(by.kind)
			if one.Shared().Marking != graph.MarkingPublic || other.Shared().Marking != graph.MarkingPublic {
				return false
			}
			s.By.Role = graph.RoleReviewer
			by.put(one, other.Shared().ID)
			by.put(other, one.Shared().ID)
			s.Change.Ops = creating(one, other)
			return true
		}},
		{"let a record lead back to itself by a correction", graph.ErrInvalid, func(h *History, s *Step) bool {
			by := pick(h.dice, relations())
			below := h.one(func(t *thing) bool {
				ups := by.above(t.record)
				return len(ups) > 0 && !t.retracted() && h.sees(s.By.Clearance, t) && h.seesAll(s.By.Clearance, h.byID[ups[0]])
			})
			if below == nil {
				return false
			}
			up := clone(h.byID[by.above(below.record)[0]].record)
			by.put(up, below.id)
			s.By.Role = graph.RoleReviewer
			s.Change.Ops = []graph.Op{{Verb: graph.VerbCorrect, Record: up}}
			return true
		}},
	}
}

// oneID draws the id of a thing of a kind that meets a condition, or "".
func (h *History) oneID(is func(*thing) bool) func(graph.Kind) graph.ID {
	return func(k graph.Kind) graph.ID {
		if t := h.one(func(t *thing) bool { return t.id.Kind() == k && is(t) }); t != nil {
			return t.id
		}
		return ""
	}
}

// referTo creates a record with a reference to a record of a kind, in one of
// the places where such a record may stand.
func (h *History) referTo(s *Step, give func(graph.Kind) graph.ID) bool {
	if !h.ready(s.By.Clearance) {
		return false
	}
	w := h.draw(s.By.Clearance)
	r := w.statement()
	kinds := []graph.Kind{graph.KindActor, graph.KindDocument, graph.KindEvent, graph.KindLocation, graph.KindStatement, graph.KindTopic}
	shuffled := deck[graph.Kind]{cards: kinds}
	var id graph.ID
	for range kinds {
		if id = give(shuffled.deal(h.dice)); id != "" {
			break
		}
	}
	var record graph.Record = r
	switch id.Kind() {
	case graph.KindActor:
		pick(h.dice, []func(){
			func() {
				r.Speakers = []graph.Speaker{{Actor: id}}
				r.Attribution = graph.AttributionNamed
			},
			func() { r.Addressees = []graph.Addressee{{Actor: id}} },
			func() { r.About = append(r.About, graph.About{Node: id, Role: graph.AboutVictim}) },
			func() {
				r.Relays, r.Transmission = []graph.Relay{{Speaker: graph.Speaker{Actor: id}}}, graph.TransmissionRelayed
			},
			func() {
				record = &graph.Actor{Meta: w.meta(graph.KindActor), Affiliations: []graph.Affiliation{{Organisation: id}}}
			},
		})()
	case graph.KindDocument:
		pick(h.dice, []func(){
			func() { r.Evidence = append(r.Evidence, graph.Evidence{Document: id}) },
			func() {
				r.Said = &graph.Date{EDTF: "2016", Basis: graph.DateDerived, Anchor: &graph.Anchor{Document: id, Start: 1, End: 2}}
			},
			func() {
				record = &graph.Agreement{Meta: w.meta(graph.KindAgreement), Terms: []graph.Term{{Key: "a", Evidence: []graph.Evidence{{Document: id}}}}}
			},
		})()
	case graph.KindEvent:
		r.Occasion = id
	case graph.KindLocation:
		r.Place = id
	case graph.KindStatement:
		r.Links = []graph.Link{{Kind: graph.LinkRepeats, Statement: id}}
	case graph.KindTopic:
		if t := h.byID[id]; t != nil {
			if topic, ok := t.record.(*graph.Topic); !ok || topic.Kind != graph.TopicProposition {
				return false // that would be a fault of its own
			}
		}
		r.Positions = []graph.Stand{{Topic: id, Agreement: graph.Agree}}
	default:
		return false // there is nothing to refer to
	}
	s.Change.Ops = creating(record)
	return true
}
