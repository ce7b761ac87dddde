package fiction

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// tell makes a statement of a report: an utterance told anew, or a new one.
func (m *maker) tell(r *report, fresh *happened) *told {
	d := m.dice
	m.made++
	s := &graph.Statement{Meta: graph.Meta{ID: StatementID(m.made), Coding: &graph.Coding{Coder: m.coder(), Scheme: scheme}}}
	t := &told{s: s, side: -1}
	var speaker coined
	if before, ok := near(m, r.day, toldOf); ok && !before.gone && d.in(220) {
		speaker = m.retell(t, before)
	} else {
		speaker = m.speak(t, r.day, fresh)
	}
	m.relayed(s, t.side, r.day)
	s.Lang = languages[r.lang]
	s.Text = m.words.sentence(d, r.lang, d.between(shortest, longest))
	m.print(r, s, speaker.in(r.lang))
	if d.in(80) {
		other := (r.lang + 1) % len(languages)
		s.Translations = []graph.Translation{{Lang: languages[other], Text: m.words.sentence(d, other, 10), By: m.coder()}}
	}
	if d.in(500) {
		confidence := float64(d.between(8, 20)) / 20
		s.Confidence = &confidence
	}
	switch d.weighted(900, 60, 40) {
	case 1:
		s.Basis = graph.BasisExtracted
	case 2:
		s.Basis = graph.BasisMachineCoded
	}
	if d.in(10) {
		s.Status = graph.StatusDraft
	}
	return t
}

// StatementID is the id of the n-th statement, from 1 on.
func StatementID(n int) graph.ID { return graph.ID(fmt.Sprintf("statement/s%08d", n)) }

// retell tells the utterance of an earlier statement again, in other words.
func (m *maker) retell(t, before *told) coined {
	of := before.s
	t.side = before.side
	t.s.Speakers = slices.Clone(of.Speakers)
	for i := range t.s.Speakers {
		t.s.Speakers[i].Cue, t.s.Speakers[i].Mention = nil, nil
	}
	t.s.Addressees, t.s.About, t.s.Acts = slices.Clone(of.Addressees), slices.Clone(of.About), slices.Clone(of.Acts)
	t.s.Attribution, t.s.Content, t.s.Positions = of.Attribution, of.Content, of.Positions
	t.s.Said, t.s.Occasion, t.s.Utterance, t.s.Channel = of.Said, of.Occasion, of.Utterance, of.Channel
	if t.s.Utterance == "" {
		t.s.Links = []graph.Link{{Kind: graph.LinkRepeats, Statement: of.ID}}
		before.referred = true
	}
	if t.side >= 0 {
		return m.sides[t.side].name
	}
	return coined{"a monitor", "مراقب", "наблюдатель"}
}

// speak makes up what somebody says.
func (m *maker) speak(t *told, day int, fresh *happened) coined {
	d := m.dice
	s := t.s
	v := m.voice(day)
	t.side, s.Speakers = v.side, v.speakers
	if v.anybody {
		s.Attribution = graph.AttributionAnonymous
		if d.in(400) {
			s.Attribution = graph.AttributionPublisher
		}
	}
	weights := make([]int, len(manners))
	for i := range manners {
		weights[i] = manners[i].weight
	}
	how := &manners[d.weighted(weights...)]
	s.Acts = slices.Clone(how.acts)
	target := m.target(v.side)
	event := fresh
	if event == nil || d.in(400) {
		if h, ok := near(m, day, happenedOf); ok {
			event = h
		}
	}
	if event != nil && event.a != v.side && d.in(500) {
		target = event.a
	}
	m.speakOf(s, how, target, event, day)
	m.contain(s, how, target)
	if how.answers != "" {
		m.answer(t, how.answers, day)
	}
	m.furnish(s, target, event, day)
	s.Utterance = ""
	if d.in(400) {
		s.Utterance = graph.ID(fmt.Sprintf("utterance/u%08d", m.made))
	}
	return v.name
}

// speakOf fills in of whom and what the words speak: one to four entries.
func (m *maker) speakOf(s *graph.Statement, how *manner, target int, event *happened, day int) {
	d := m.dice
	add := func(a graph.About) {
		if !slices.ContainsFunc(s.About, func(b graph.About) bool { return a.Node == b.Node && a.Role == b.Role }) {
			s.About = append(s.About, a)
		}
	}
	of := graph.About{Node: m.sides[target].id, Role: how.of}
	if d.in(200) {
		of.Node = one(d, m.sides[target].parts)
	}
	if d.in(250) {
		of.Term = m.words.sentence(d, 0, 2)
	}
	if d.in(200) {
		of.Stance = &graph.Stance{Value: float64(d.between(-4, 4)) / 4, Scale: "invented: -1 to 1"}
	}
	add(of)
	if event != nil && how.event != "" && d.in(650) {
		add(graph.About{Node: event.id, Role: how.event})
	}
	if how.agreement != "" && d.in(550) {
		if t, ok := near(m, day, treatiesOf); ok {
			if event != nil && event.treaty != nil && d.in(700) {
				t = event.treaty
			}
			add(graph.About{Node: t.id, Role: how.agreement})
		}
	}
	if d.in(120) {
		add(graph.About{Node: m.somewhere(m.sides[target].state), Role: graph.AboutSubject})
	}
	if d.in(60) {
		add(graph.About{Node: one(d, m.topics), Role: graph.AboutSubject})
	}
	if d.in(80) {
		add(graph.About{Node: m.sides[m.ranks.draw(d)].id, Role: graph.AboutVictim})
	}
}

// contain makes up what the words ask or promise, one or two levels deep.
func (m *maker) contain(s *graph.Statement, how *manner, target int) {
	d := m.dice
	if how.mood == "" || d.in(250) {
		return
	}
	asked := s.About[0].Node
	c := &graph.Content{Mood: how.mood, Action: how.action, Actor: asked}
	if how.action == graph.ActionPressure { // that one side urges another
		other := m.sides[m.target(target)].id
		if other != asked {
			s.About = append(s.About, graph.About{Node: other, Role: graph.AboutAsked, Level: 1})
			c.Toward = []graph.ID{other}
			c.Content = &graph.Content{Mood: graph.MoodRequested, Action: graph.ActionComply, Actor: other}
		}
	}
	if d.in(100) {
		s.Condition = m.words.sentence(d, 0, 4)
	}
	s.Content = c
}

// answer links a statement to an earlier one of another side.
func (m *maker) answer(t *told, kind graph.LinkKind, day int) {
	for range 4 {
		before, ok := near(m, day, toldOf)
		if !ok {
			return
		}
		if before.gone || before.side == t.side || before.s.Status == graph.StatusDraft {
			continue
		}
		before.referred = true
		t.s.Links = []graph.Link{{Kind: kind, Statement: before.s.ID}}
		return
	}
}

// furnish fills in the rest of what is known of the speaking.
func (m *maker) furnish(s *graph.Statement, target int, event *happened, day int) {
	d := m.dice
	if d.in(350) {
		a := graph.Addressee{Actor: m.sides[target].id}
		if p := m.sides[target].posts[0]; d.in(500) {
			a = graph.Addressee{Actor: p.held(day).id, Post: p.id}
		}
		s.Addressees = []graph.Addressee{a}
	}
	if event != nil && event.call && d.in(600) {
		s.Occasion = event.id
		s.Channel = graph.ChannelPhone
	} else if d.in(400) {
		s.Channel = one(d, graph.Channels())
	}
	if d.in(150) {
		s.Positions = []graph.Stand{{Topic: m.proposition(), Agreement: one(d, graph.Concurrings())}}
	}
	if event != nil && d.in(110) {
		s.Figures = []graph.Figure{m.figure(event)}
	}
	if d.in(200) {
		s.Place = m.somewhere(m.sides[target].state)
	}
	s.Said = m.vaguely(max(day-min(d.n(4), d.n(4)), 0))
}

// relayed makes up through whom the words reached the report: nobody to three.
func (m *maker) relayed(s *graph.Statement, side, day int) {
	d := m.dice
	depth := d.weighted(450, 360, 140, 50)
	for range depth {
		r := m.relay(side, day)
		if d.in(150) {
			r.Said = on(day)
		}
		s.Relays = append(s.Relays, r)
	}
	switch {
	case depth > 0 && d.in(30):
		s.Transmission = graph.TransmissionUnclear
	case depth > 0:
		s.Transmission = graph.TransmissionRelayed
	case d.in(150):
		s.Transmission = graph.TransmissionUnstated
	default:
		s.Transmission = graph.TransmissionDirect
	}
}
