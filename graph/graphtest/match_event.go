package graphtest

import (
	"slices"

	"hudna/graph"
)

func (k *seeker) meetsEvent(e *graph.Event, q graph.EventSet) bool {
	when := k.naive.moment(e.When)
	return k.isOneOf(q.AnyOf, e.ID) &&
		(q.Name == "" || named(e.Names, q.Name)) &&
		oneOf(q.Kinds, e.Kind) &&
		k.dated(q.When, when) &&
		(q.Place == nil || slices.ContainsFunc(e.Places, func(p graph.EventPlace) bool { return k.place(q.Place, p.Location, p.Precision) })) &&
		allOf(q.Participants, func(p graph.ParticipantSet) bool { return k.participates(e, p, when) }) &&
		k.is(q.Under, e.Under) &&
		oneOf(q.Bases, e.Basis) &&
		k.standsIn(q.Document, append(documentsOf(e.Evidence), e.Documents...)) &&
		codedBy(q.Coding, e.Coding) &&
		oneOf(q.Statuses, e.Status) &&
		allOf(q.And, func(q graph.EventSet) bool { return k.meetsEvent(e, q) }) &&
		anyOf(q.Or, func(q graph.EventSet) bool { return k.meetsEvent(e, q) }) &&
		(q.Not == nil || !k.meetsEvent(e, *q.Not))
}

// participates reports whether those participants that have the roles and
// certainties of a set meet it.
func (k *seeker) participates(e *graph.Event, set graph.ParticipantSet, when moment) bool {
	actors := participating(e, set)
	return len(actors) > 0 && k.actors(set.Actor, castOf(when, actors...))
}

func participating(e *graph.Event, set graph.ParticipantSet) []graph.ID {
	var actors []graph.ID
	for _, p := range e.Participants {
		if oneOf(set.Roles, p.Role) && oneOf(set.Certainties, p.Certainty) {
			actors = append(actors, p.Actor)
		}
	}
	return actors
}

func (k *seeker) meetsAgreement(a *graph.Agreement, q graph.AgreementSet) bool {
	inForce := k.naive.moment(a.InForce)
	return k.isOneOf(q.AnyOf, a.ID) &&
		(q.Name == "" || named(a.Names, q.Name)) &&
		oneOf(q.Kinds, a.Kind) &&
		oneOf(q.Forms, a.Form) &&
		k.dated(q.Declared, k.naive.moment(a.Declared)) &&
		k.dated(q.InForce, inForce) &&
		allOf(q.Parties, func(p graph.PartySet) bool { return k.isParty(a, p, inForce) }) &&
		(q.Area == nil || slices.ContainsFunc(a.Area, func(id graph.ID) bool { return k.place(q.Area, id, "") })) &&
		oneOf(q.Statuses, a.Status) &&
		allOf(q.And, func(q graph.AgreementSet) bool { return k.meetsAgreement(a, q) }) &&
		anyOf(q.Or, func(q graph.AgreementSet) bool { return k.meetsAgreement(a, q) }) &&
		(q.Not == nil || !k.meetsAgreement(a, *q.Not))
}

func (k *seeker) isParty(a *graph.Agreement, set graph.PartySet, when moment) bool {
	actors := partiesOf(a, set)
	return len(actors) > 0 && k.actors(set.Actor, castOf(when, actors...))
}

func partiesOf(a *graph.Agreement, set graph.PartySet) []graph.ID {
	var actors []graph.ID
	for _, p := range a.Parties {
		if oneOf(set.Roles, p.Role) {
			actors = append(actors, p.Actor)
		}
	}
	return actors
}

func (k *seeker) meetsDocument(d *graph.Document, q graph.DocumentSet) bool {
	published := k.naive.moment(d.Published)
	return (q.AnyOf == nil || slices.Contains(q.AnyOf, d.ID)) &&
		k.somebody(q.Publisher, castOf(published, d.Publisher)) &&
		(q.Langs == nil || inLangs(q.Langs, d.Lang)) &&
		k.dated(q.Published, published) &&
		oneOf(q.Kinds, d.Kind) &&
		(q.Text == "" || k.naive.worded(q.Text, d.Title, d.Text)) &&
		codedBy(q.Coding, d.Coding) &&
		(q.Codings == nil || slices.ContainsFunc(d.Codings, func(c graph.DocumentCoding) bool {
			return (q.Codings.Coder == "" || q.Codings.Coder == c.Coder) && (q.Codings.Scheme == "" || q.Codings.Scheme == c.Scheme) &&
				oneOf(q.Codings.Statuses, c.Status)
		})) &&
		oneOf(q.Statuses, d.Status) &&
		allOf(q.And, func(q graph.DocumentSet) bool { return k.meetsDocument(d, q) }) &&
		anyOf(q.Or, func(q graph.DocumentSet) bool { return k.meetsDocument(d, q) }) &&
		(q.Not == nil || !k.meetsDocument(d, *q.Not))
}

// standsIn reports whether one of some documents meets a set; no set is no
// condition.
func (k *seeker) standsIn(set *graph.DocumentSet, ids []graph.ID) bool {
	return set == nil || slices.ContainsFunc(ids, func(id graph.ID) bool {
		d, ok := k.snapshot.byID[id].(*graph.Document)
		return ok && k.meetsDocument(d, *set)
	})
}

func documentsOf(evidence []graph.Evidence) []graph.ID {
	ids := make([]graph.ID, len(evidence))
	for i, e := range evidence {
		ids[i] = e.Document
	}
	return ids
}

func codedBy(set *graph.CodingSet, c *graph.Coding) bool {
	if set == nil {
		return true
	}
	return c != nil && (set.Coder == "" || set.Coder == c.Coder) && (set.Scheme == "" || set.Scheme == c.Scheme) &&
		(set.Version == "" || set.Version == c.Version)
}
