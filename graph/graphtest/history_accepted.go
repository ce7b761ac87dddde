package graphtest

import (
	"slices"

	"hudna/graph"
)

// An accepted is a way to change the graph that is accepted. It gives no
// operations where the graph is not ready for it.
type accepted struct {
	what string
	ops  func(*History, graph.Principal) []graph.Op
}

// beginnings are the first commits of a history, from which the others draw.
func beginnings() []accepted {
	several := func(kinds ...graph.Kind) func(*History, graph.Principal) []graph.Op {
		return func(h *History, by graph.Principal) []graph.Op {
			var records []graph.Record
			for _, k := range kinds {
				records = append(records, h.draw(by.Clearance).record(k))
			}
			records[0].Shared().Marking = graph.MarkingPublic // something is for everybody
			return creating(records...)
		}
	}
	const actor, document, topic = graph.KindActor, graph.KindDocument, graph.KindTopic
	return []accepted{
		{"create actors", several(actor, actor, actor, actor, actor, actor, actor)},
		{"tie actors to each other", func(h *History, by graph.Principal) []graph.Op {
			var ops []graph.Op
			for _, t := range h.those(func(t *thing) bool { return t.id.Kind() == actor && h.seesAll(by.Clearance, t) }) {
				ops = append(ops, h.tied(t, by))
			}
			return ops
		}},
		{"create documents and places", several(document, document, document, graph.KindLocation, graph.KindLocation, graph.KindLocation, actor)},
		{"create topics, agreements and events", several(topic, topic, topic, graph.KindAgreement, graph.KindAgreement, graph.KindEvent, graph.KindEvent, graph.KindEvent)},
	}
}

// acceptedSteps are the ways, the common ones more than once.
func acceptedSteps() []accepted {
	statements := accepted{"create statements", (*History).createStatements}
	others := accepted{"create records", (*History).createOthers}
	correct := accepted{"correct a record", (*History).correct}
	retract := accepted{"retract a record", (*History).retract}
	restore := accepted{"restore a record", (*History).restore}
	return []accepted{
		statements, statements, statements, statements, statements, statements, others, others, others,
		correct, correct, correct, correct, retract, retract, retract, restore, restore, restore,
		{"correct a record in one thing", (*History).touch},
		{"correct a record in one thing", (*History).touch},
		{"correct a record in one thing", (*History).touch},
		{"tie an actor to others", (*History).tie},
		{"tie an actor to others", (*History).tie},
		{"judge who is who", (*History).judge},
		{"judge who is who", (*History).judge},
		{"judge who is who", (*History).judge},
		{"take a judgement back", (*History).unjudge},
		{"correct a record in nothing", (*History).correctNothing},
		{"publish a draft", (*History).publish},
		{"publish a draft", (*History).publish},
		{"publish a draft", (*History).publish},
		{"assign a draft", (*History).assign},
		{"change what a draft says", (*History).reword},
		{"let one coding answer for others", (*History).adjudicate},
		{"let one coding answer for others", (*History).adjudicate},
		{"let one coding answer for others", (*History).adjudicate},
		{"let a coding answer again", (*History).letAnswer},
		{"create records that refer to each other in any order", (*History).createTangled},
		{"create a retracted record", (*History).createRetracted},
		{"retract records that refer to each other", (*History).retractTogether},
		{"retract records that refer to each other", (*History).retractTogether},
		{"retract a record that another lets go of", (*History).retractLetGo},
		{"restore records that refer to each other", (*History).restoreTogether},
		{"create, correct and retract at once", (*History).mixed},
		{"raise a marking", (*History).raise},
		{"raise a marking", (*History).raise},
		{"lower a marking", (*History).lower},
		{"lower a marking", (*History).lower},
	}
}

// ready reports whether there is enough to see for a statement.
func (h *History) ready(clearance graph.Marking) bool {
	return len(h.draw(clearance).ids(graph.KindDocument)) > 0
}

func (h *History) createStatements(by graph.Principal) []graph.Op {
	if !h.ready(by.Clearance) {
		return nil
	}
	var records []graph.Record
	for range 1 + h.dice.N(3) {
		records = append(records, h.draw(by.Clearance).statement())
	}
	return creating(records...)
}

func (h *History) createOthers(by graph.Principal) []graph.Op {
	var records []graph.Record
	for range 1 + h.dice.N(2) {
		records = append(records, h.draw(by.Clearance).record(h.creates.deal(h.dice)))
	}
	return creating(records...)
}

// createTangled creates what refers to each other, in any order.
func (h *History) createTangled(by graph.Principal) []graph.Op {
	if !h.ready(by.Clearance) {
		return nil
	}
	w := h.draw(by.Clearance)
	speaker, document, event, statement := w.actor(), w.document(), w.event(), w.statement()
	inner, outer := w.location(), w.location()
	inner.Within = outer.ID
	document.Publisher = speaker.ID
	event.Claims = []graph.ID{statement.ID}
	if statement.Attribution == graph.AttributionPublisher {
		statement.Attribution = graph.AttributionAnonymous
	}
	statement.Speakers = []graph.Speaker{{Actor: speaker.ID}}
	statement.Occasion = event.ID
	statement.Evidence = append(statement.Evidence, graph.Evidence{Document: document.ID})
	statement.About = append(statement.About, graph.About{Node: event.ID, Role: graph.AboutSubject})
	shuffled := deck[graph.Record]{cards: []graph.Record{inner, outer, speaker, document, event, statement}}
	var records []graph.Record
	for range shuffled.cards {
		records = append(records, shuffled.deal(h.dice))
	}
	return creating(records...)
}

// createRetracted creates what was retracted elsewhere, and may refer to what
// was retracted here.
func (h *History) createRetracted(by graph.Principal) []graph.Op {
	if !h.ready(by.Clearance) {
		return nil
	}
	w := h.draw(by.Clearance)
	w.dead = true
	r := w.record(pick(h.dice, []graph.Kind{graph.KindStatement, graph.KindStatement, graph.KindActor, graph.KindEvent}))
	r.Shared().Status, r.Shared().StatusReason = graph.StatusRetracted, maybe(h.dice, 70, []string{"withdrawn elsewhere"})
	return creating(r)
}

// correctable draws a record that somebody may correct, or nil.
func (h *History) correctable(by graph.Principal) *thing {
	return h.oneOfSomeKind(func(t *thing) bool { return !t.retracted() && h.seesAll(by.Clearance, t) })
}

// expected is a revision since which a record has not changed, or 0.
func (h *History) expected(t *thing) graph.Revision {
	if h.dice.Chance(60) {
		return t.revision + graph.Revision(h.dice.N(int(h.revision-t.revision)+1))
	}
	return 0
}

// correct draws a record anew.
func (h *History) correct(by graph.Principal) []graph.Op {
	t := h.correctable(by)
	if t == nil || t.id.Kind() == graph.KindStatement && !h.ready(by.Clearance) {
		return nil
	}
	w := h.draw(by.Clearance)
	w.own = t
	return []graph.Op{{Verb: graph.VerbCorrect, Record: w.record(t.id.Kind()), Expected: h.expected(t)}}
}

// tie corrects to whom an actor belongs.
func (h *History) tie(by graph.Principal) []graph.Op {
	t := h.one(func(t *thing) bool {
		return t.id.Kind() == graph.KindActor && !t.retracted() && h.seesAll(by.Clearance, t)
	})
	if t == nil {
		return nil
	}
	return []graph.Op{h.tied(t, by)}
}

func (h *History) tied(t *thing, by graph.Principal) graph.Op {
	w := h.draw(by.Clearance)
	w.own = t
	r := clone(t.record)
	if a, ok := r.(*graph.Actor); ok {
		a.Affiliations = w.affiliations()
	}
	return graph.Op{Verb: graph.VerbCorrect, Record: r, Expected: h.expected(t)}
}

// touch corrects one thing and leaves the rest as it is.
func (h *History) touch(by graph.Principal) []graph.Op {
	t := h.one(func(t *thing) bool { return !t.retracted() && h.seesAll(by.Clearance, t) })
	if t == nil {
		return nil
	}
	w := h.draw(by.Clearance)
	r := clone(t.record)
	switch r := r.(type) {
	case *graph.Statement:
		switch w.N(4) {
		case 0:
			r.Said = w.date()
		case 1:
			r.Utterance = maybe(w.Dice, 60, utterances)
		case 2:
			r.Links, r.Positions = nil, nil
			r.Acts = []graph.SpeechAct{{Act: graph.ActAssert}}
		case 3:
			r.Basis = pick(w.Dice, graph.Bases())
		}
	case *graph.Actor:
		r.Names = h.names.names(w.Dice)
	default:
		r.Shared().Codes = []graph.Code{{System: "made-up a", Code: "1"}}
	}
	return []graph.Op{{Verb: graph.VerbCorrect, Record: r, Expected: h.expected(t)}}
}

func (h *History) correctNothing(by graph.Principal) []graph.Op {
	t := h.correctable(by)
	if t == nil {
		return nil
	}
	return []graph.Op{{Verb: graph.VerbCorrect, Record: clone(t.record), Expected: t.revision}}
}

// loose draws a record that may be retracted: nothing alive refers to it.
func (h *History) loose(by graph.Principal) *thing {
	return h.oneOfSomeKind(func(t *thing) bool {
		return !t.retracted() && h.sees(by.Clearance, t) && len(h.referrers(t.id)) == 0
	})
}

func (h *History) retract(by graph.Principal) []graph.Op {
	t := h.loose(by)
	if t == nil {
		return nil
	}
	return []graph.Op{h.retraction(t)}
}

func (h *History) retraction(t *thing) graph.Op {
	return graph.Op{Verb: graph.VerbRetract, ID: t.id, Expected: h.expected(t), Reason: pick(h.dice, []string{"coded twice", "سُحب"})}
}

// retractTogether retracts a record with everything that hangs on it.
func (h *History) retractTogether(by graph.Principal) []graph.Op {
	start := h.one(func(t *thing) bool {
		return !t.retracted() && h.sees(by.Clearance, t) && len(h.referrers(t.id)) > 0
	})
	if start == nil {
		return nil
	}
	all := []*thing{start}
	for i := 0; i < len(all); i++ {
		for _, t := range h.referrers(all[i].id) {
			if !h.sees(by.Clearance, t) || len(all) == 5 {
				return nil
			}
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	var ops []graph.Op
	for _, t := range all {
		ops = append(ops, h.retraction(t))
	}
	return ops
}

// retractLetGo retracts a record while the only one that refers to it is
// drawn anew without it.
func (h *History) retractLetGo(by graph.Principal) []graph.Op {
	t := h.one(func(t *thing) bool {
		if t.retracted() || !h.sees(by.Clearance, t) {
			return false
		}
		on := h.referrers(t.id)
		return len(on) == 1 && on[0].id.Kind() == graph.KindStatement && h.seesAll(by.Clearance, on[0])
	})
	if t == nil {
		return nil
	}
	on := h.referrers(t.id)[0]
	w := h.draw(by.Clearance)
	w.own = on
	without := slices.DeleteFunc(w.ids(graph.KindDocument), func(id graph.ID) bool { return id == t.id })
	if len(without) == 0 {
		return nil
	}
	meta := *on.record.Shared()
	bare := &graph.Statement{
		Meta: meta, Text: "made-up words", Attribution: graph.AttributionPublisher, Evidence: []graph.Evidence{{Document: pick(h.dice, without)}},
	}
	if s, ok := on.record.(*graph.Statement); ok && s.SupersededBy != t.id {
		bare.SupersededBy = s.SupersededBy
	} else if !decides(by) {
		return nil
	}
	return []graph.Op{h.retraction(t), {Verb: graph.VerbCorrect, Record: bare}}
}

// restorable draws what somebody may restore by itself, or nil.
func (h *History) restorable(by graph.Principal) *thing {
	return h.oneOfSomeKind(func(t *thing) bool { return h.mayRestore(by, t) })
}

func (h *History) mayRestore(by graph.Principal, t *thing) bool {
	return t.retracted() && h.sees(by.Clearance, t) && !slices.ContainsFunc(t.references, func(id graph.ID) bool {
		return id != t.id && h.byID[id].retracted()
	})
}

func (h *History) restoration(t *thing) graph.Op {
	return graph.Op{Verb: graph.VerbRestore, ID: t.id, Expected: h.expected(t), Reason: maybe(h.dice, 50, []string{"withdrawn by mistake"})}
}

func (h *History) restore(by graph.Principal) []graph.Op {
	rare := []graph.Kind{graph.KindCodebook, graph.KindImportRun, graph.KindJudgement}
	t := h.one(func(t *thing) bool { // there are few of them, so they come first
		return slices.Contains(rare, t.id.Kind()) && h.mayRestore(by, t)
	})
	if t == nil {
		t = h.restorable(by)
	}
	if t == nil {
		return nil
	}
	return []graph.Op{h.restoration(t)}
}

// restoreTogether restores a record with everything retracted that it refers
// to.
func (h *History) restoreTogether(by graph.Principal) []graph.Op {
	start := h.one(func(t *thing) bool {
		return t.retracted() && slices.ContainsFunc(t.references, func(id graph.ID) bool { return id != t.id && h.byID[id].retracted() })
	})
	if start == nil {
		return nil
	}
	all := []*thing{start}
	for i := 0; i < len(all); i++ {
		if !h.sees(by.Clearance, all[i]) {
			return nil
		}
		for _, id := range all[i].references {
			if t := h.byID[id]; t.retracted() && !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	var ops []graph.Op
	for _, t := range all {
		ops = append(ops, h.restoration(t))
	}
	return ops
}

// mixed does several things to different records at once.
func (h *History) mixed(by graph.Principal) []graph.Op {
	ops := h.touch(by)
	t := h.loose(by)
	if ops == nil || t == nil || t.id == ops[0].Target() || slices.Contains(referencesOf(ops[0].Record), t.id) {
		return nil
	}
	return append(ops, h.retraction(t), creating(h.bystander())[0])
}

// bystander is a record that has to do with no other.
func (h *History) bystander() graph.Record {
	return &graph.Location{Meta: graph.Meta{ID: h.id(graph.KindLocation, "")}, Kind: graph.LocationSite, Names: h.names.names(h.dice)}
}
