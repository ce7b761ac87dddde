package fiction

import "hudna/graph"

// A manner is one way of speaking: what the words do, and in which roles they
// speak of a side, of an event and of an agreement. A role that is empty is not
// taken.
type manner struct {
	weight    int
	acts      []graph.SpeechAct
	of        graph.AboutRole
	event     graph.AboutRole
	agreement graph.AboutRole
	mood      graph.Mood
	action    graph.Action
	answers   graph.LinkKind // what it does to a statement of the other side
}

func stated(a graph.Act) graph.SpeechAct { return graph.SpeechAct{Act: a, Force: graph.ForceStated} }

func presupposed(a graph.Act) graph.SpeechAct {
	return graph.SpeechAct{Act: a, Force: graph.ForcePresupposed}
}

func implied(a graph.Act) graph.SpeechAct {
	return graph.SpeechAct{Act: a, Force: graph.ForceImplied}
}

func acts(list ...graph.SpeechAct) []graph.SpeechAct { return list }

// manners are the ways of speaking about a truce.
var manners = []manner{
	{weight: 200, acts: acts(stated(graph.ActAccuse)), of: graph.AboutAccused, event: graph.AboutSubject, agreement: graph.AboutBreached},
	{
		weight: 130, acts: acts(stated(graph.ActDemand), presupposed(graph.ActAccuse)), of: graph.AboutAsked,
		agreement: graph.AboutSubject, mood: graph.MoodRequested, action: graph.ActionCease,
	},
	{weight: 90, acts: acts(stated(graph.ActUrge)), of: graph.AboutAsked, mood: graph.MoodExpected, action: graph.ActionPressure},
	{weight: 90, acts: acts(stated(graph.ActCondemn)), of: graph.AboutCriticised, event: graph.AboutSubject},
	{weight: 140, acts: acts(stated(graph.ActAssert)), of: graph.AboutSubject, event: graph.AboutSubject},
	{weight: 60, acts: acts(stated(graph.ActExpressConcern)), of: graph.AboutSubject, event: graph.AboutCause},
	{weight: 70, acts: acts(stated(graph.ActDeny)), of: graph.AboutCriticised, event: graph.AboutSubject, answers: graph.LinkDenies},
	{weight: 30, acts: acts(stated(graph.ActReject)), of: graph.AboutCriticised, answers: graph.LinkDisputes},
	{weight: 30, acts: acts(stated(graph.ActConfirm)), of: graph.AboutSubject, event: graph.AboutSubject, answers: graph.LinkConfirms},
	{
		weight: 40, acts: acts(stated(graph.ActPromise)), of: graph.AboutBeneficiary, agreement: graph.AboutSubject,
		mood: graph.MoodPromised, action: graph.ActionMaintain,
	},
	{weight: 30, acts: acts(stated(graph.ActThreaten), implied(graph.ActAccuse)), of: graph.AboutThreatened},
	{weight: 40, acts: acts(stated(graph.ActWelcome), implied(graph.ActExpressSupport)), of: graph.AboutPraised, agreement: graph.AboutSubject},
	{weight: 50, acts: acts(stated(graph.ActAnnounce)), of: graph.AboutPartner, event: graph.AboutSubject},
}

// A voice is who speaks.
type voice struct {
	speakers []graph.Speaker
	name     coined
	side     int // -1 for nobody's
	anybody  bool
}

// voice draws who speaks on a day.
func (m *maker) voice(day int) voice {
	d := m.dice
	side := m.ranks.draw(d)
	s := m.sides[side]
	switch d.weighted(660, 130, 80, 90, 40) {
	case 0: // who holds a post, for the side or a part of it
		p := s.posts[min(d.n(len(s.posts)), d.n(len(s.posts)))]
		h := p.held(day)
		who := h.id
		if h.alias != "" && d.in(300) {
			who = h.alias
		}
		v := voice{name: h.name, side: side, speakers: []graph.Speaker{{Actor: who, Post: p.id}}}
		if d.in(300) {
			v.speakers[0].OnBehalfOf = s.id
		}
		if d.in(25) { // a joint statement
			other := m.sides[side^1].posts[0]
			v.speakers = append(v.speakers, graph.Speaker{Actor: other.held(day).id, Post: other.id})
		}
		return v
	case 1:
		return voice{name: s.name, side: side, speakers: []graph.Speaker{{Actor: s.id}}}
	case 2:
		i := d.n(len(m.others.monitors))
		return voice{name: coin(namesOfOthers + i), side: -1, speakers: []graph.Speaker{{Actor: m.others.monitors[i]}}}
	case 3:
		return voice{name: coin(namesOfFamily), side: side, speakers: []graph.Speaker{{Actor: m.stranger(s.state)}}}
	}
	return voice{name: coined{"an official", "مسؤول", "чиновник"}, side: side, anybody: true}
}

// target draws of which side somebody of a side speaks: mostly of the rival.
func (m *maker) target(side int) int {
	d := m.dice
	if side >= 0 && d.in(450) {
		return side ^ 1
	}
	for range 8 {
		if other := m.ranks.draw(d); other != side {
			return other
		}
	}
	return 0
}

// relay draws somebody through whom words of a side reached a report.
func (m *maker) relay(side, day int) graph.Relay {
	d := m.dice
	if side >= 0 && d.in(600) {
		p := m.sides[side].posts[min(1, d.n(3))]
		if m.sides[side].id == m.sides[2*m.sides[side].state].id {
			p = m.sides[side].posts[1]
		}
		return graph.Relay{Speaker: graph.Speaker{Actor: p.held(day).id, Post: p.id, OnBehalfOf: m.sides[side].id}, Channel: graph.ChannelBriefing}
	}
	return graph.Relay{Speaker: graph.Speaker{Actor: m.others.media[m.others.outlets.draw(d)]}}
}
