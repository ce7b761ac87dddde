package graphtest

import (
	"slices"

	"hudna/graph"
)

// eventSet draws a set that an event meets, as a rule.
func (q quest) eventSet(e *graph.Event, depth int) graph.EventSet {
	var set graph.EventSet
	when := q.k.naive.moment(e.When)
	for range 1 + q.N(2) {
		switch q.N(12) {
		case 0:
			set.AnyOf = q.recordsWith(e.ID, graph.KindEvent)
		case 1:
			set.Name = q.nameIn(e.Names)
		case 2:
			set.Kinds = among(q.Dice, e.Kind, graph.EventKinds())
		case 3:
			set.When = q.dateRange(when)
		case 4, 5, 10:
			set.Place = q.placeOf(e, 100)
		case 6, 7, 11:
			set.Participants = append(set.Participants, q.participants(e)...)
		case 8:
			set.Bases = among(q.Dice, e.Basis, graph.EventBases())
		case 9:
			documents := append(documentsOf(e.Evidence), e.Documents...)
			if d, ok := q.k.snapshot.byID[maybe(q.Dice, 100, documents)].(*graph.Document); ok {
				drawn := q.documentSet(d, depth-1)
				set.Document = &drawn
			}
		}
	}
	if e.Under != "" && q.Chance(40) {
		set.Under = q.alias(e.Under)
	}
	if q.Chance(30) {
		set.Coding = q.codingSet(e.Coding)
	}
	if q.Chance(15) {
		set.Statuses = among(q.Dice, e.Status, graph.Statuses())
	}
	if depth > 0 {
		another := func() graph.EventSet { return q.eventSet(pick(q.Dice, those[*graph.Event](q.k)), depth-1) }
		nested(q.Dice, &set.And, &set.Or, &set.Not, func() graph.EventSet { return q.eventSet(e, depth-1) }, another)
	}
	return set
}

// placeOf draws a set that one of the places of an event meets, or none.
func (q quest) placeOf(e *graph.Event, percent int) *graph.PlaceSet {
	if len(e.Places) == 0 || !q.Chance(percent) {
		return nil
	}
	p := pick(q.Dice, e.Places)
	return q.placeSet(p.Location, p.Precision)
}

// participants draws sets that participants of an event meet.
func (q quest) participants(e *graph.Event) []graph.ParticipantSet {
	var sets []graph.ParticipantSet
	for _, p := range some(q.Dice, e.Participants, 2) {
		set := graph.ParticipantSet{Actor: q.actorSet(castOf(q.k.naive.moment(e.When), p.Actor), false)}
		if q.Chance(50) {
			set.Roles = among(q.Dice, p.Role, graph.ParticipantRoles())
		}
		if p.Certainty != "" {
			set.Certainties = among(q.Dice, p.Certainty, graph.Certainties())
		}
		sets = append(sets, set)
	}
	return sets
}

// nested draws the sets within a set: those that a record meets, and another's.
func nested[S any](d *Dice, and, or *[]S, not **S, same, another func() S) {
	if d.Chance(25) {
		*and = append(*and, same())
	}
	if d.Chance(25) {
		*or = append(*or, another(), same())
	}
	if d.Chance(25) {
		drawn := another()
		*not = &drawn
	}
}

func (q quest) documentSet(d *graph.Document, depth int) graph.DocumentSet {
	var set graph.DocumentSet
	published := q.k.naive.moment(d.Published)
	for range 1 + q.N(2) {
		switch q.N(8) {
		case 0:
			set.AnyOf = among(q.Dice, d.ID, q.ids(graph.KindDocument))
		case 1:
			if d.Publisher != "" {
				set.Publisher = q.actorSet(castOf(published, d.Publisher), false)
			}
		case 2:
			if d.Lang != "" {
				set.Langs = q.langs(d.Lang)
			}
		case 3:
			set.Published = q.dateRange(published)
		case 4:
			set.Kinds = among(q.Dice, d.Kind, graph.DocumentKinds())
		case 5:
			if text := maybe(q.Dice, 100, []string{d.Title, d.Text}); text != "" {
				set.Text = q.words(text)
			}
		case 6:
			set.Coding = q.codingSet(d.Coding)
		case 7:
			if len(d.Codings) > 0 {
				c := pick(q.Dice, d.Codings)
				set.Codings = &graph.WorkSet{Coder: maybe(q.Dice, 50, []string{c.Coder}), Scheme: maybe(q.Dice, 60, []string{c.Scheme})}
				if q.Chance(40) {
					set.Codings.Statuses = among(q.Dice, c.Status, graph.CodingStatuses())
				}
			}
		}
	}
	if q.Chance(15) {
		set.Statuses = among(q.Dice, d.Status, graph.Statuses())
	}
	if depth > 0 {
		another := func() graph.DocumentSet { return q.documentSet(pick(q.Dice, those[*graph.Document](q.k)), depth-1) }
		nested(q.Dice, &set.And, &set.Or, &set.Not, func() graph.DocumentSet { return q.documentSet(d, depth-1) }, another)
	}
	return set
}

func (q quest) agreementSet(a *graph.Agreement, depth int) graph.AgreementSet {
	var set graph.AgreementSet
	inForce := q.k.naive.moment(a.InForce)
	for range 1 + q.N(2) {
		switch q.N(9) {
		case 0:
			set.AnyOf = q.recordsWith(a.ID, graph.KindAgreement)
		case 1:
			set.Name = q.nameIn(a.Names)
		case 2:
			set.Kinds = among(q.Dice, a.Kind, graph.AgreementKinds())
		case 3:
			set.Forms = among(q.Dice, a.Form, graph.AgreementForms())
		case 4:
			set.Declared = q.dateRange(q.k.naive.moment(a.Declared))
		case 5:
			set.InForce = q.dateRange(inForce)
		case 6, 7:
			for _, p := range some(q.Dice, a.Parties, 2) {
				party := graph.PartySet{Actor: q.actorSet(castOf(inForce, p.Actor), false)}
				if p.Role != "" && q.Chance(50) {
					party.Roles = among(q.Dice, p.Role, graph.PartyRoles())
				}
				set.Parties = append(set.Parties, party)
			}
		case 8:
			if len(a.Area) > 0 {
				set.Area = q.placeSet(pick(q.Dice, a.Area), "")
			}
		}
	}
	if q.Chance(15) {
		set.Statuses = among(q.Dice, a.Status, graph.Statuses())
	}
	if depth > 0 {
		another := func() graph.AgreementSet { return q.agreementSet(pick(q.Dice, those[*graph.Agreement](q.k)), depth-1) }
		nested(q.Dice, &set.And, &set.Or, &set.Not, func() graph.AgreementSet { return q.agreementSet(a, depth-1) }, another)
	}
	return set
}

func (q quest) actorQuery(a *graph.Actor, depth int) graph.ActorQuery {
	var set graph.ActorQuery
	for range 1 + q.N(2) {
		switch q.N(6) {
		case 0:
			set.AnyOf = q.recordsWith(a.ID, graph.KindActor)
		case 1, 2:
			set.Name = q.nameIn(a.Names)
		case 3:
			set.Starts = q.startOf(a.Names)
		case 4:
			set.Kinds = among(q.Dice, a.Kind, graph.ActorKinds())
		case 5:
			set.Sectors = among(q.Dice, maybe(q.Dice, 100, a.Sectors), graph.Sectors())
		}
	}
	if len(a.Affiliations) > 0 && q.Chance(30) {
		set.Affiliated = q.actorSet(affiliatedTo(a), false)
	}
	if i := slices.IndexFunc(a.Affiliations, func(f graph.Affiliation) bool { return f.Post != "" }); i >= 0 && q.Chance(30) {
		set.Holding = q.recordsWith(a.Affiliations[i].Post, graph.KindActor)
	}
	if q.Chance(15) {
		set.Statuses = among(q.Dice, a.Status, graph.Statuses())
	}
	if depth > 0 {
		another := func() graph.ActorQuery { return q.actorQuery(pick(q.Dice, those[*graph.Actor](q.k)), depth-1) }
		nested(q.Dice, &set.And, &set.Or, &set.Not, func() graph.ActorQuery { return q.actorQuery(a, depth-1) }, another)
	}
	return set
}

func (q quest) locationSet(l *graph.Location, depth int) graph.LocationSet {
	var set graph.LocationSet
	for range 1 + q.N(2) {
		switch q.N(4) {
		case 0:
			set.AnyOf = q.recordsWith(l.ID, graph.KindLocation)
		case 1:
			set.Name = q.nameIn(l.Names)
		case 2:
			set.Starts = q.startOf(l.Names)
		case 3:
			set.Kinds = among(q.Dice, l.Kind, graph.LocationKinds())
		}
	}
	if l.Within != "" && q.Chance(40) {
		set.Within = q.placeSet(l.Within, "")
	}
	if q.Chance(15) {
		set.Statuses = among(q.Dice, l.Status, graph.Statuses())
	}
	if depth > 0 {
		another := func() graph.LocationSet { return q.locationSet(pick(q.Dice, those[*graph.Location](q.k)), depth-1) }
		nested(q.Dice, &set.And, &set.Or, &set.Not, func() graph.LocationSet { return q.locationSet(l, depth-1) }, another)
	}
	return set
}

func (q quest) topicSet(t *graph.Topic, depth int) graph.TopicSet {
	var set graph.TopicSet
	for range 1 + q.N(2) {
		switch q.N(4) {
		case 0:
			set.AnyOf = q.recordsWith(t.ID, graph.KindTopic)
		case 1:
			set.Name = q.nameIn(t.Names)
		case 2:
			set.Starts = q.startOf(t.Names)
		case 3:
			set.Kinds = among(q.Dice, t.Kind, graph.TopicKinds())
		}
	}
	if t.Broader != "" && q.Chance(95) {
		set.Broader = q.alias(t.Broader)
	}
	if q.Chance(15) {
		set.Statuses = among(q.Dice, t.Status, graph.Statuses())
	}
	if depth > 0 {
		another := func() graph.TopicSet { return q.topicSet(pick(q.Dice, those[*graph.Topic](q.k)), depth-1) }
		nested(q.Dice, &set.And, &set.Or, &set.Not, func() graph.TopicSet { return q.topicSet(t, depth-1) }, another)
	}
	return set
}
