package fiction

import (
	"hudna/graph"
)

// A withdrawn is a record that was withdrawn, or is to be.
type withdrawn struct {
	id  graph.ID
	out bool // it is to be withdrawn, and not to be restored
}

// maxLater bounds what is waiting to be withdrawn or restored.
const maxLater = 100

// corrections are what coders do to earlier statements: ten for each hundred
// statements are corrected and one for each two hundred is withdrawn, half of
// them from among the last ones and half from all that there were.
func (m *maker) corrections() {
	wait := m.later[:0]
	for _, w := range m.later {
		switch {
		case m.out.touched[w.id]:
			wait = append(wait, w)
		case w.out:
			m.out.retract(w.id, "the judgement was a mistake")
		default:
			m.out.restore(w.id)
		}
	}
	m.later = wait
	for owed := m.made/10 - m.out.manifest.Corrections; owed > 0; owed-- {
		if t := m.earlier(); t != nil {
			m.correct(t)
		}
	}
	for m.made/200 > m.retracted {
		m.retracted++
		if t := m.earlier(); t != nil && !t.referred {
			t.gone = true
			m.out.retract(t.s.ID, "entered by mistake")
			if m.dice.in(100) && len(m.later) < maxLater {
				m.later = append(m.later, withdrawn{id: t.s.ID})
			}
		}
	}
}

// earlier draws a statement of an earlier commit that stands.
func (m *maker) earlier() *told {
	for range 20 {
		t, ok := (*told)(nil), false
		if m.dice.in(500) {
			t, ok = near(m, m.today(), toldOf)
		} else if len(m.kept.items) > 0 {
			t, ok = one(m.dice, m.kept.items), true
		}
		if ok && !t.gone && !m.out.touched[t.s.ID] {
			return t
		}
	}
	return nil
}

// correct records a new version of a statement.
func (m *maker) correct(t *told) {
	d := m.dice
	s := t.s
	switch d.weighted(25, 25, 20, 15, 15) {
	case 0: // another date
		for before := s.Said; same(s.Said, before); {
			s.Said = m.vaguely(d.between(max(m.today()-40, 0), m.today()))
		}
	case 1: // how sure the coder is
		confidence := float64(d.between(0, 20)) / 20
		if s.Confidence != nil && *s.Confidence == confidence {
			confidence = 0.975
		}
		s.Confidence = &confidence
	case 2: // whom else it is about
		topic := one(d, m.topics)
		if len(s.About) < 4 && !t.speaksOf(topic) {
			s.About = append(s.About, graph.About{Node: topic, Role: graph.AboutEffect})
			break
		}
		fallthrough
	case 3: // a translation
		lang := d.n(len(languages))
		s.Translations = []graph.Translation{{Lang: languages[lang], Text: m.words.sentence(d, lang, 9)}}
	case 4: // another channel
		before := s.Channel
		for s.Channel == before {
			s.Channel = one(d, graph.Channels())
		}
	}
	m.out.manifest.Corrections++
	m.out.record(s, true)
}

// same reports whether two dates, of which none has an anchor, are equal.
func same(a, b *graph.Date) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
