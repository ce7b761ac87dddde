package fiction

import (
	"fmt"

	"hudna/graph"
)

// agree makes an agreement between two rivals, now and then with others.
func (m *maker) agree(day int) {
	d := m.dice
	m.treaties++
	t := &treaty{id: graph.ID(fmt.Sprintf("agreement/a%05d", m.treaties))}
	pair := m.ranks.draw(d) / 2 * 2
	t.sides = []int{pair, pair + 1}
	if other := m.ranks.draw(d); d.in(300) && other/2*2 != pair {
		t.sides = append(t.sides, other)
	}
	name := coin(namesOfTreaty + m.treaties)
	length := d.between(20, 300)
	a := &graph.Agreement{
		Meta: graph.Meta{ID: t.id}, Kind: one(d, graph.AgreementKinds()[:4]), Form: graph.FormBilateral,
		Names:    append(name.with(coined{"Truce of", "هدنة", "перемирие"}, nothing).names(), graph.Name{Text: m.words.sentence(d, 0, 3), Lang: "en", Kind: graph.NameAlias}),
		Zone:     "Etc/GMT-3",
		Declared: on(day), InForce: on(day + d.n(3)), Area: []graph.ID{country(m.sides[pair].state)},
		Purpose: []graph.Purpose{one(d, graph.Purposes())},
	}
	for i, side := range t.sides {
		role := graph.PartySignatory
		if i == 2 {
			role = graph.PartyGuarantor
		}
		a.Parties = append(a.Parties, graph.Party{Actor: m.sides[side].id, Role: role})
	}
	if len(t.sides) > 2 {
		a.Form = graph.FormMultilateral
	}
	for i := range 1 + d.n(3) {
		a.Terms = append(a.Terms, graph.Term{Key: fmt.Sprintf("term-%d", i+1), Words: m.words.sentence(d, 0, 8)})
	}
	if d.in(600) {
		a.Ended = &graph.Ending{When: m.roughly(day + length), How: one(d, graph.HowsEnds())}
	}
	if before, ok := near(m, day, treatiesOf); ok && d.in(300) {
		a.Links = []graph.AgreementLink{{Kind: graph.LinkRenews, Node: before.id}}
	}
	m.put(a)
	for at := month(day); at <= min(month(min(day+length, days-1)), months-1); at++ {
		m.eras[at].treaties.add(t)
	}
}

// kindsOfViolence are the events that agreements are about, the frequent ones
// first.
var kindsOfViolence = []graph.EventKind{
	graph.EventShelling, graph.EventAirstrike, graph.EventArmedViolence, graph.EventBattle, graph.EventSmallArms,
	graph.EventExplosion, graph.EventAidBlocked, graph.EventOffensive, graph.EventAttackOnCivilians, graph.EventArrest,
	graph.EventTroopMovement, graph.EventWithdrawal, graph.EventPrisonerRelease,
}

// kindsOfTalk are the events at which things are said.
var kindsOfTalk = []graph.EventKind{graph.EventCall, graph.EventMeeting, graph.EventTalks, graph.EventVisit}

// happen makes an event of a day that a document tells of. It is recorded by the
// caller, who knows which statements allege it.
func (m *maker) happen(day int, doc graph.ID) (*happened, *graph.Event) {
	d := m.dice
	m.events++
	a := m.ranks.draw(d)
	b := a ^ 1
	if d.in(300) {
		if other := m.ranks.draw(d); other != a {
			b = other
		}
	}
	h := &happened{id: graph.ID(fmt.Sprintf("event/e%07d", m.events)), a: a, b: b, day: day}
	if t, ok := near(m, day, treatiesOf); ok && d.in(700) {
		h.treaty = t
		h.a, h.b = t.sides[0], t.sides[1]
		if d.in(500) {
			h.a, h.b = h.b, h.a
		}
	}
	e := &graph.Event{Meta: graph.Meta{ID: h.id}, Documents: []graph.ID{doc}, When: m.vaguely(day), Basis: graph.EventReported}
	h.place = m.somewhere(m.sides[h.a].state)
	if h.treaty != nil {
		e.Under = h.treaty.id
	}
	if d.in(150) {
		m.talk(h, e)
	} else {
		m.violence(h, e)
	}
	return h, e
}

func (m *maker) talk(h *happened, e *graph.Event) {
	h.call = true
	e.Kind = one(m.dice, kindsOfTalk)
	for i, side := range []int{h.a, h.b} {
		role := graph.ParticipantInitiator
		if i == 1 {
			role = graph.ParticipantRecipient
		}
		p := m.sides[side].posts[0].held(h.day)
		e.Participants = append(e.Participants, graph.Participant{Actor: p.id, Role: role, Certainty: graph.CertaintyEstablished})
	}
	if e.Kind != graph.EventCall {
		e.Places = []graph.EventPlace{{Location: h.place, Precision: graph.PlaceWithin}}
	}
}

func (m *maker) violence(h *happened, e *graph.Event) {
	d := m.dice
	e.Kind = kindsOfViolence[min(d.n(len(kindsOfViolence)), d.n(len(kindsOfViolence)))]
	e.Places = []graph.EventPlace{{Location: h.place, Precision: one(d, graph.PlacePrecisions())}}
	if d.in(150) {
		if other := m.somewhere(m.sides[h.a].state); other != h.place {
			e.Places = append(e.Places, graph.EventPlace{Location: other, Precision: graph.PlaceNear})
		}
	}
	roles := []graph.ParticipantRole{graph.ParticipantPerpetrator, graph.ParticipantTarget}
	if d.in(400) {
		roles = []graph.ParticipantRole{graph.ParticipantSideA, graph.ParticipantSideB}
	}
	for i, side := range []int{h.a, h.b} {
		actor := m.sides[side].id
		if d.in(250) {
			actor = one(d, m.sides[side].parts)
		}
		e.Participants = append(e.Participants, graph.Participant{Actor: actor, Role: roles[i], Certainty: one(d, graph.Certainties())})
	}
	if d.in(120) {
		e.Basis, e.How, e.Observer = graph.EventObserved, one(d, graph.Observations()), one(d, m.others.monitors)
	}
	if d.in(250) {
		e.Figures = []graph.Figure{m.figure(h)}
	}
}

// figure is a number that somebody counted.
func (m *maker) figure(h *happened) graph.Figure {
	d := m.dice
	best := int64(d.between(1, 60))
	f := graph.Figure{
		What: one(d, []graph.FigureWhat{graph.FigureDeaths, graph.FigureInjured, graph.FigureBreaches, graph.FigureArrests}),
		Best: &best, Bound: one(d, graph.FigureBounds()), Unit: graph.UnitPerson, CountedBy: one(d, m.others.monitors),
	}
	if f.What == graph.FigureBreaches {
		f.Unit = graph.UnitBreach
	}
	if d.in(300) {
		low, high := best-best/4, best+best/3
		f.Low, f.High = &low, &high
	}
	if d.in(300) {
		f.Blamed = m.sides[h.a].id
	}
	if d.in(200) {
		f.Place = h.place
	}
	if d.in(200) {
		f.CountedBy = m.sides[h.b].id
	}
	return f
}

// twin records an event again, as a second source tells it, and judges both to
// be the same.
func (m *maker) twin(h *happened, doc graph.ID) {
	h.twin = true
	m.events++
	id := graph.ID(fmt.Sprintf("event/e%07d", m.events))
	m.put(&graph.Event{
		Meta: graph.Meta{ID: id}, Kind: graph.EventArmedViolence, When: m.vaguely(h.day), Basis: graph.EventMachineCoded,
		Places: []graph.EventPlace{{Location: h.place, Precision: graph.PlaceAround}},
		Participants: []graph.Participant{
			{Actor: m.sides[h.a].id, Role: graph.ParticipantActor1}, {Actor: m.sides[h.b].id, Role: graph.ParticipantActor2},
		},
		Documents: []graph.ID{doc},
	})
	switch m.dice.weighted(80, 20) {
	case 0:
		judged := m.judge(h.id, id, graph.VerdictSame, "the same day, place and sides")
		if m.dice.in(100) && len(m.later) < maxLater {
			m.later = append(m.later, withdrawn{id: judged, out: true})
		}
	case 1:
		m.judge(h.id, id, graph.VerdictUnsure, "the same place, and perhaps the same day")
	}
}
