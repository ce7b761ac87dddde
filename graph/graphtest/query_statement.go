package graphtest

import (
	"slices"

	"hudna/graph"
)

// A condition draws one part of a set from a statement, or reports false where
// the statement has nothing to draw it from.
type condition func(q quest, m *graph.Statement, set *graph.StatementSet) bool

// said is the moment at which a statement was said.
func (q quest) said(m *graph.Statement) moment { return q.k.naive.moment(m.Said) }

// listedConditions draw the parts of a set by which a graph could look statements up, the
// common ones more often.
func listedConditions() []condition {
	by := func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
		set.By = q.actorSet(speaking(m, q.said(m)), true)
		return true
	}
	about := func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
		set.About = append(set.About, q.aboutSet(m))
		if q.Chance(20) {
			set.About = append(set.About, q.aboutSet(m))
		}
		return true
	}
	return []condition{
		by, by, about, about, about,
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			for _, a := range m.About {
				if e, ok := q.k.snapshot.byID[a.Node].(*graph.Event); ok {
					drawn := q.eventSet(e, 2)
					if q.Chance(60) { // of nothing but who took part, and where
						drawn = graph.EventSet{Participants: q.participants(e), Place: q.placeOf(e, 40)}
					}
					set.About = append(set.About, graph.AboutSet{Event: &drawn})
					return true
				}
			}
			return false
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.To = q.actorSet(addressed(m, q.said(m)), false)
			return len(m.Addressees) > 0
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Via = q.actorSet(relaying(m, q.said(m)), true)
			return len(m.Relays) > 0
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			for _, p := range some(q.Dice, m.Positions, 2) {
				stand := graph.StandSet{Agreement: maybe(q.Dice, 60, []graph.Concurring{p.Agreement, p.Agreement, graph.Neutral})}
				if q.Chance(80) {
					stand.Topic = q.alias(p.Topic)
				}
				set.Positions = append(set.Positions, stand)
			}
			return set.Positions != nil
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.SaidAt = q.placeSet(m.Place, "")
			return m.Place != ""
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			if m.Occasion != "" {
				set.Occasion = q.alias(m.Occasion)
			}
			return m.Occasion != ""
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Concerning = m.Occasion
			for _, a := range m.About {
				if a.Node.Kind() == graph.KindEvent && (set.Concerning == "" || q.Chance(50)) {
					set.Concerning = q.alias(a.Node)
				}
			}
			return set.Concerning != ""
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			d, ok := q.k.snapshot.byID[pick(q.Dice, m.Evidence).Document].(*graph.Document)
			if ok {
				drawn := q.documentSet(d, 3)
				set.Document = &drawn
			}
			return ok
		},
		func(_ quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Utterance = m.Utterance
			return m.Utterance != ""
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Text = q.words(pick(q.Dice, textsOf(m)))
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Linked = q.linkedSet(m)
			return set.Linked != nil
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Links = q.linksSet(m)
			return set.Links != nil
		},
	}
}

// otherConditions draw the other parts.
func otherConditions() []condition {
	content := func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
		set.Content = q.contentSet(m)
		return m.Content != nil
	}
	return []condition{
		content, content,
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool { set.Acts = q.acts(m); return true },
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Said = q.dateRange(q.said(m))
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			depth, lower, upper := len(m.Relays), len(m.Relays)-q.N(2), len(m.Relays)+q.N(2)
			set.Depth = &graph.IntRange{Min: maybe(q.Dice, 70, []*int{&depth, &lower}), Max: maybe(q.Dice, 70, []*int{&depth, &upper})}
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Attributions = among(q.Dice, m.Attribution, graph.Attributions())
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Transmissions = among(q.Dice, m.Transmission, graph.Transmissions())
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Statuses = among(q.Dice, m.Status, graph.Statuses())
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Bases = among(q.Dice, m.Basis, graph.Bases())
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Superseded = among(q.Dice, superseded(m), []bool{false, true})
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.AssignedTo = m.AssignedTo
			return m.AssignedTo != ""
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			created, changed := q.k.wrote(m.ID)
			set.Author = pick(q.Dice, []string{created.Author, changed.Author})
			return true
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Coding = q.codingSet(m.Coding)
			return m.Coding != nil
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			if m.Confidence != nil {
				set.Confidence = q.floatRange(*m.Confidence)
			}
			return m.Confidence != nil
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			set.Langs = q.langs(m.Lang)
			return m.Lang != ""
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			answered := q.k.linked(m, graph.LinkedSet{})
			set.Answered = &answered
			return answered || q.Chance(30)
		},
		func(q quest, m *graph.Statement, set *graph.StatementSet) bool {
			if len(m.Figures) == 0 {
				return false
			}
			f := pick(q.Dice, m.Figures)
			set.Figures = &graph.FigureSet{}
			if q.Chance(50) {
				set.Figures.What = among(q.Dice, f.What, graph.FigureWhats())
			}
			if f.Unit != "" && q.Chance(60) {
				set.Figures.Units = among(q.Dice, f.Unit, graph.FigureUnits())
			}
			if f.CountedBy != "" && q.Chance(60) {
				set.Figures.CountedBy = q.actorSet(castOf(q.said(m), f.CountedBy), false)
			}
			return true
		},
	}
}

// statementSet draws a set from a statement, with sets within it down to a
// depth.
func (q quest) statementSet(m *graph.Statement, depth int) graph.StatementSet {
	var set graph.StatementSet
	lists, others := listedConditions(), otherConditions()
	for n := 1 + q.N(4); n > 0; {
		conditions := others
		if q.Chance(60) {
			conditions = lists
		}
		if pick(q.Dice, conditions)(q, m, &set) || q.Chance(10) {
			n--
		}
	}
	if depth == 0 {
		return set
	}
	if q.Chance(15) {
		for range 1 + q.N(2) {
			set.And = append(set.And, q.statementSet(m, depth-1))
		}
	}
	if q.Chance(20) {
		set.Or = append(set.Or, q.statementSet(m, depth-1), q.statementSet(pick(q.Dice, q.statements()), depth-1))
		if q.Chance(50) {
			set.Or[0], set.Or[1] = set.Or[1], set.Or[0]
		}
	}
	if q.Chance(20) {
		not := q.statementSet(pick(q.Dice, q.statements()), depth-1)
		set.Not = &not
	}
	return set
}

func (q quest) statements() []*graph.Statement { return those[*graph.Statement](q.k) }

// those are the records of a type that the view sees.
func those[R graph.Record](k *seeker) []R {
	var found []R
	for _, record := range k.snapshot.records {
		if r, ok := record.(R); ok {
			found = append(found, r)
		}
	}
	return found
}

func (q quest) aboutSet(m *graph.Statement) graph.AboutSet {
	var set graph.AboutSet
	entries := some(q.Dice, m.About, 2)
	for _, about := range entries {
		switch about.Node.Kind() {
		case graph.KindActor:
			set.Actor = q.actorSet(castOf(q.said(m), about.Node), false)
		case graph.KindEvent:
			if e, ok := q.k.snapshot.byID[about.Node].(*graph.Event); ok {
				drawn := q.eventSet(e, 2)
				set.Event = &drawn
			}
		case graph.KindAgreement:
			set.Agreement = q.alias(about.Node)
		case graph.KindLocation:
			set.Location = q.placeSet(about.Node, "")
		case graph.KindTopic:
			set.Topic = q.alias(about.Node)
		case graph.KindStatement:
			set.Statement = about.Node
		}
		if q.Chance(40) && about.Role != "" {
			set.Roles = append(set.Roles, about.Role)
		}
		if q.Chance(40) && about.Stance != nil {
			set.Stance = q.floatRange(about.Stance.Value)
		}
	}
	return set
}

func (q quest) acts(m *graph.Statement) []graph.ActSet {
	if q.Chance(2) {
		return []graph.ActSet{}
	}
	set := graph.ActSet{Act: pick(q.Dice, graph.Acts())}
	if len(m.Acts) > 0 {
		i := q.N(len(m.Acts))
		set.Act, set.Main = m.Acts[i].Act, q.Chance(50) // which the second act does not meet
		set.Force = maybe(q.Dice, 40, []graph.Force{m.Acts[i].Force, graph.ForceImplied})
	}
	if q.Chance(30) {
		return []graph.ActSet{set, {Act: pick(q.Dice, graph.Acts())}}
	}
	return []graph.ActSet{set}
}

func (q quest) contentSet(m *graph.Statement) *graph.ContentSet {
	var levels []*graph.Content
	for c := m.Content; c != nil; c = c.Content {
		levels = append(levels, c)
	}
	if len(levels) == 0 {
		return nil
	}
	c, said := pick(q.Dice, levels), q.said(m)
	var set graph.ContentSet
	if q.Chance(40) {
		set.Moods = among(q.Dice, c.Mood, graph.Moods())
	}
	if c.Actor != "" && q.Chance(60) {
		set.Actor = q.actorSet(castOf(said, c.Actor), false)
	}
	if len(c.Toward) > 0 && q.Chance(60) {
		set.Toward = q.actorSet(castOf(said, c.Toward...), false)
	}
	switch {
	case c.Act != "":
		set.Acts = among(q.Dice, c.Act, graph.Acts())
	case c.EventKind != "":
		set.EventKinds = among(q.Dice, c.EventKind, graph.EventKinds())
	case c.Action != "":
		set.Actions = among(q.Dice, c.Action, graph.Actions())
	}
	set.Polarity = maybe(q.Dice, 70, []graph.Polarity{c.Polarity})
	return &set
}

// linksSet draws a set that one of the links of a statement meets, or nil.
func (q quest) linksSet(m *graph.Statement) *graph.LinksSet {
	if len(m.Links) == 0 {
		return nil
	}
	l := pick(q.Dice, m.Links)
	var set graph.LinksSet
	if q.Chance(60) {
		set.Kinds = among(q.Dice, l.Kind, graph.LinkKinds())
	}
	if q.Chance(80) {
		set.AnyOf = []graph.ID{l.Statement}
		if q.Chance(30) {
			set.AnyOf = append(set.AnyOf, pick(q.Dice, q.statements()).ID)
		}
	}
	return &set
}

// linkedSet draws a set that one of the links to a statement meets, or nil.
func (q quest) linkedSet(m *graph.Statement) *graph.LinkedSet {
	var set graph.LinkedSet
	for _, from := range q.statements() {
		i := slices.IndexFunc(from.Links, func(l graph.Link) bool { return l.Statement == m.ID })
		if i < 0 {
			continue
		}
		if q.Chance(60) {
			set.Kinds = among(q.Dice, from.Links[i].Kind, graph.LinkKinds())
		}
		if q.Chance(60) {
			set.By = q.actorSet(speaking(from, q.k.naive.moment(from.Said)), false)
		}
		return &set
	}
	return nil
}
