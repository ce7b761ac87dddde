package fiction

import (
	"fmt"

	"hudna/graph"
)

// recordCast records the actors known from the beginning. What is coded late
// and in no order knows all holders of the posts from the beginning.
func (m *maker) recordCast() {
	for _, s := range m.sides {
		m.recordSide(s)
	}
	for i, id := range m.others.monitors {
		m.put(&graph.Actor{
			Meta: invented(id), Kind: graph.ActorOrganisation, Sectors: []graph.Sector{graph.SectorMonitor},
			Names: coin(namesOfOthers+i).with(coined{"Monitors of", "مرصد", "наблюдатели"}, nothing).names(),
		})
	}
	for i, id := range m.others.media {
		m.put(&graph.Actor{
			Meta: invented(id), Kind: graph.ActorOrganisation, Sectors: []graph.Sector{graph.SectorMedia},
			Names: coin(namesOfOthers+20+i).with(coined{"News of", "أخبار", "новости"}, nothing).names(),
		})
	}
	for _, s := range m.sides {
		for _, p := range s.posts {
			for _, h := range p.holders {
				if known := m.o.Order == AtRandom; known || h.from <= 0 {
					m.put(h.person(known))
				}
			}
		}
	}
}

func (m *maker) recordSide(s *side) {
	a := &graph.Actor{Meta: invented(s.id), Kind: graph.ActorGroup, Names: s.name.names(), Sectors: []graph.Sector{graph.SectorRebels}}
	parts, sector := factions, graph.SectorRebels
	if s.id == m.sides[2*s.state].id {
		a.Kind, a.Sectors = graph.ActorState, []graph.Sector{graph.SectorGovernment}
		parts, sector = ministries, graph.SectorGovernment
	}
	m.put(a)
	for i, id := range s.parts {
		m.put(&graph.Actor{
			Meta: invented(id), Kind: graph.ActorOrganisation, Sectors: []graph.Sector{sector},
			Names:        s.name.with(parts[i], nothing).names(),
			Affiliations: []graph.Affiliation{{Organisation: s.id, Kind: graph.AffiliationPartOf}},
		})
	}
	for _, p := range s.posts {
		m.put(&graph.Actor{Meta: invented(p.id), Kind: graph.ActorPost, Names: p.name.names()})
	}
}

// recordChanges records what has become known of the cast by a day.
func (m *maker) recordChanges(day int) {
	for len(m.changes) > 0 && m.changes[0].day <= day {
		c := m.changes[0]
		m.changes = m.changes[1:]
		switch {
		case c.alias:
			m.recordAlias(c.now)
		case m.o.Order == AtRandom: // recorded from the beginning
		default:
			if m.out.touched[c.old.id] {
				m.out.end()
			}
			if c.old.dated() {
				m.out.record(c.old.person(true), true)
			}
			m.put(c.now.person(false))
		}
	}
}

// recordAlias records a person a second time, as a coder did who did not know of
// the first, and the judgement that both are the same.
func (m *maker) recordAlias(h *holder) {
	h.alias = h.id + "-again"
	m.put(&graph.Actor{
		Meta: invented(h.alias), Kind: graph.ActorPerson,
		Names: []graph.Name{{Text: h.name[0], Lang: "en", Kind: graph.NamePrimary}},
	})
	m.judge(h.id, h.alias, graph.VerdictSame, "both held the post at the time")
}

// judge records a judgement.
func (m *maker) judge(a, b graph.ID, verdict graph.Verdict, why string) graph.ID {
	m.judged++
	id := graph.ID(fmt.Sprintf("judgement/j%06d", m.judged))
	m.put(&graph.Judgement{Meta: graph.Meta{ID: id}, A: a, B: b, Verdict: verdict, Why: why})
	return id
}

// stranger is somebody of whom little is heard: one of the last few, or a new
// one.
func (m *maker) stranger(state int) graph.ID {
	if m.strange*m.shape.perStranger > m.made {
		return strangerID(max(m.strange-1-m.dice.n(40), 0))
	}
	n := m.strange
	m.strange++
	id := strangerID(n)
	m.put(&graph.Actor{
		Meta: invented(id), Kind: graph.ActorPerson,
		Names:        coin(namesOfGivens + n%numberOfGivens).and(coin(namesOfFamily + 5_000 + n)).names(),
		Affiliations: []graph.Affiliation{{Organisation: one(m.dice, m.sides[2*state+m.dice.n(2)].parts), Kind: graph.AffiliationMember}},
	})
	if n > 0 && m.dice.in(20) {
		m.judge(strangerID(n-1), id, graph.VerdictDifferent, "they were seen together")
	}
	return id
}

func strangerID(n int) graph.ID { return graph.ID(fmt.Sprintf("actor/person-x%06d", n+1)) }
