package fiction

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// A side is a state, or the armed group that fights it. Sides come in pairs, a
// state and its rival, in the order of how much is heard of them.
type side struct {
	id    graph.ID
	name  coined
	state int // whose country it is in
	posts []*post
	parts []graph.ID // ministries, armies, factions
}

// A post speaks for its side, or for a part of it.
type post struct {
	id      graph.ID
	name    coined
	of      graph.ID
	speaks  bool
	side    int
	holders []*holder
}

// A holder has a post from one day until the day before another.
type holder struct {
	id       graph.ID
	name     coined
	post     *post
	from, to int
	begun    *graph.Date // as it is recorded
	ended    *graph.Date
	// alias is the record that another coder made of the same person, once it
	// has been recorded.
	alias graph.ID
}

// Others are those who take no side.
type others struct {
	monitors, media []graph.ID
	outlets         *skew // ranks of media
}

// A change is what becomes known of the cast on a day: a post changes hands, or
// a coder records a person a second time.
type change struct {
	day   int
	old   *holder // who left, if that is the change
	now   *holder
	alias bool
}

// The posts of a state and of a group, most heard of first.
var (
	statePosts = []struct {
		title  coined
		speaks bool
		part   int // the ministry, -1 for the state itself
	}{
		{coined{"Foreign Minister of", "وزير خارجية", "министр иностранных дел"}, true, 0},
		{coined{"Spokesperson of", "المتحدث باسم", "представитель"}, true, -1},
		{coined{"President of", "رئيس", "президент"}, true, -1},
		{coined{"Defence Minister of", "وزير دفاع", "министр обороны"}, true, 1},
		{coined{"Envoy of", "مبعوث", "посланник"}, true, -1},
		{coined{"Chief of Staff of", "رئيس أركان", "начальник штаба"}, false, 2},
	}
	groupPosts = []struct {
		title  coined
		speaks bool
	}{
		{coined{"Spokesperson of", "المتحدث باسم", "представитель"}, true},
		{coined{"Commander of", "قائد", "командир"}, true},
		{coined{"Negotiator of", "مفاوض", "переговорщик"}, false},
	}
	ministries = []coined{
		{"Foreign Ministry of", "وزارة خارجية", "МИД"},
		{"Defence Ministry of", "وزارة دفاع", "Минобороны"},
		{"Army of", "جيش", "армия"},
	}
	factions = []coined{
		{"Northern Wing of", "الجناح الشمالي", "северное крыло"},
		{"Southern Wing of", "الجناح الجنوبي", "южное крыло"},
	}
	nothing = coined{}
)

// cast makes up the sides with their posts and who holds them when.
func (m *maker) cast() {
	d := newDice(m.o.Seed, 2)
	for i := range 2 * m.shape.states {
		s := &side{state: i / 2, name: coin(namesOfSides + i)}
		if i%2 == 0 {
			s.id = graph.ID(fmt.Sprintf("actor/state-%02d", i/2+1))
			s.name = s.name.with(nothing, coined{"ia", "يا", "ия"})
			for j := range ministries {
				s.parts = append(s.parts, graph.ID(fmt.Sprintf("%s-ministry-%d", s.id, j+1)))
			}
			for j, p := range statePosts {
				of := s.id
				if p.part >= 0 {
					of = s.parts[p.part]
				}
				m.addPost(d, s, i, j, p.title, of, p.speaks)
			}
		} else {
			s.id = graph.ID(fmt.Sprintf("actor/group-%02d", i/2+1))
			s.name = s.name.with(coined{"Movement of", "حركة", "движение"}, nothing)
			for j := range factions {
				s.parts = append(s.parts, graph.ID(fmt.Sprintf("%s-wing-%d", s.id, j+1)))
			}
			for j, p := range groupPosts {
				m.addPost(d, s, i, j, p.title, s.id, p.speaks)
			}
		}
		m.sides = append(m.sides, s)
	}
	m.ranks = newSkew(len(m.sides), 0)
	slices.SortStableFunc(m.changes, func(a, b change) int { return a.day - b.day })
	for i := range 6 {
		m.others.monitors = append(m.others.monitors, graph.ID(fmt.Sprintf("actor/monitor-%d", i+1)))
	}
	for i := range 6 + m.shape.states {
		m.others.media = append(m.others.media, graph.ID(fmt.Sprintf("actor/media-%02d", i+1)))
	}
	m.others.outlets = newSkew(len(m.others.media), 1)
}

// addPost makes up a post, and holders for all of the time.
func (m *maker) addPost(d *dice, s *side, nth, j int, title coined, of graph.ID, speaks bool) {
	p := &post{
		id: graph.ID(fmt.Sprintf("%s-post-%d", s.id, j+1)), name: s.name.with(title, nothing),
		of: of, speaks: speaks, side: nth,
	}
	s.posts = append(s.posts, p)
	for from, k := -d.n(400), 0; from < days; k++ {
		n := (nth*10+j)*16 + k
		h := &holder{
			id: graph.ID(fmt.Sprintf("actor/person-%s-%d-%d", s.id.Name(), j+1, k+1)), post: p,
			name: coin(namesOfGivens + n%numberOfGivens).and(coin(namesOfFamily + n)),
			from: from, to: from + d.between(240, 1500),
		}
		h.begun = m.roughly(from)
		if h.ended = m.roughly(h.to); h.to >= days {
			h.ended = nil
		}
		var old *holder
		if k > 0 {
			old = p.holders[k-1]
		}
		p.holders = append(p.holders, h)
		if from > 0 {
			m.changes = append(m.changes, change{day: from, old: old, now: h})
		}
		if d.in(120) {
			m.changes = append(m.changes, change{day: max(from, 0) + d.between(20, 200), now: h, alias: true})
		}
		from = h.to
	}
}

// held is who had the post on a day.
func (p *post) held(day int) *holder {
	for _, h := range p.holders {
		if day < h.to {
			return h
		}
	}
	return p.holders[len(p.holders)-1]
}

// dated says that it is known when they held the post. Of some it is known only
// when they were seen to.
func (h *holder) dated() bool { return h.from%7 != 0 }

// person is the record of a holder, with the end of the time in the post where
// that is known.
func (h *holder) person(ended bool) *graph.Actor {
	f := graph.Affiliation{
		Organisation: h.post.of, Kind: graph.AffiliationHoldsPost, Post: h.post.id, SpeaksFor: h.post.speaks, From: h.begun,
	}
	if ended {
		f.To = h.ended
	}
	if !h.dated() {
		f.From, f.To = nil, nil
		f.SeenOn = []graph.Date{*on(h.from + 30), *on(max(h.from+31, h.to-30))}
	}
	return &graph.Actor{
		Meta: invented(h.id), Kind: graph.ActorPerson, Names: h.name.names(), Affiliations: []graph.Affiliation{f},
	}
}

// invented is what every actor carries.
func invented(id graph.ID) graph.Meta {
	return graph.Meta{ID: id, Variables: []graph.Variable{{Name: "invented", Type: graph.VariableBoolean, Value: "true"}}}
}
