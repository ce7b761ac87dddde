package gql_test

import (
	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func (t *twin) statements() (o object, s graph.StatementSet) {
	o = object{}
	const oneIn = 20
	part(t, o, "by", oneIn, &s.By, to(t.speakers))
	part(t, o, "to", oneIn, &s.To, to(t.actors))
	part(t, o, "via", oneIn, &s.Via, to(t.speakers))
	part(t, o, "about", oneIn, &s.About, list(t, t.about))
	part(t, o, "acts", oneIn, &s.Acts, list(t, t.act))
	part(t, o, "content", oneIn, &s.Content, to(t.content))
	part(t, o, "positions", oneIn, &s.Positions, list(t, t.position))
	part(t, o, "said", oneIn, &s.Said, to(t.dates))
	part(t, o, "saidAt", oneIn, &s.SaidAt, to(t.place))
	part(t, o, "occasion", oneIn, &s.Occasion, t.oneID(graph.KindEvent))
	part(t, o, "depth", oneIn, &s.Depth, to(t.ints))
	part(t, o, "attribution", oneIn, &s.Attributions, some(t, graph.Attributions()))
	part(t, o, "transmission", oneIn, &s.Transmissions, some(t, graph.Transmissions()))
	part(t, o, "document", oneIn, &s.Document, within(t, t.documents))
	part(t, o, "utterance", oneIn, &s.Utterance, plain(func() graph.ID {
		return pick(t, "utterance", graphtest.CallUtterance, graphtest.DolanBriefing, "utterance/never-was")
	}))
	part(t, o, "status", oneIn, &s.Statuses, t.statuses)
	part(t, o, "basis", oneIn, &s.Bases, some(t, graph.Bases()))
	part(t, o, "superseded", oneIn, &s.Superseded, some(t, []bool{false, true}))
	part(t, o, "assignedTo", oneIn, &s.AssignedTo, plain(func() string { return "made-up reviewer" }))
	part(t, o, "author", oneIn, &s.Author, plain(func() string { return pick(t, "author", "made-up curator", "nobody") }))
	part(t, o, "coding", oneIn, &s.Coding, to(t.coding))
	part(t, o, "confidence", oneIn, &s.Confidence, to(t.floats))
	part(t, o, "lang", oneIn, &s.Langs, plain(t.langs))
	part(t, o, "text", oneIn, &s.Text, t.text)
	part(t, o, "answered", oneIn, &s.Answered, func() (any, *bool) {
		v := rapid.Bool().Draw(t.T, "answered")
		return v, &v
	})
	part(t, o, "linked", oneIn, &s.Linked, to(t.linked))
	part(t, o, "links", oneIn, &s.Links, to(t.links))
	part(t, o, "figures", oneIn, &s.Figures, to(t.figures))
	junction(t, o, &s.And, &s.Or, &s.Not, t.statements)
	return o, s
}

func (t *twin) about() (o object, s graph.AboutSet) {
	o = object{}
	part(t, o, "roles", 3, &s.Roles, some(t, graph.AboutRoles()))
	part(t, o, "actor", 3, &s.Actor, to(t.actors))
	part(t, o, "event", 6, &s.Event, within(t, t.events))
	part(t, o, "agreement", 6, &s.Agreement, t.oneID(graph.KindAgreement))
	part(t, o, "topic", 8, &s.Topic, t.oneID(graph.KindTopic))
	part(t, o, "location", 6, &s.Location, to(t.place))
	part(t, o, "statement", 8, &s.Statement, t.oneID(graph.KindStatement))
	part(t, o, "stance", 6, &s.Stance, to(t.floats))
	return o, s
}

func (t *twin) act() (o object, s graph.ActSet) {
	s.Act = pick(t, "act", graph.ActUrge, graph.ActAccuse, graph.ActDeny, graph.ActAssert)
	o = object{"act": s.Act}
	part(t, o, "force", 4, &s.Force, plain(func() graph.Force { return pick(t, "force", graph.Forces()...) }))
	part(t, o, "main", 2, &s.Main, plain(func() bool { return rapid.Bool().Draw(t.T, "main") }))
	return o, s
}

func (t *twin) content() (o object, s graph.ContentSet) {
	o = object{}
	part(t, o, "mood", 3, &s.Moods, some(t, graph.Moods()))
	part(t, o, "actor", 3, &s.Actor, to(t.actors))
	part(t, o, "act", 6, &s.Acts, some(t, graph.Acts()))
	part(t, o, "eventKind", 6, &s.EventKinds, some(t, []graph.EventKind{graph.EventBattle, graph.EventShelling}))
	part(t, o, "action", 6, &s.Actions, some(t, graph.Actions()))
	part(t, o, "polarity", 6, &s.Polarity, plain(func() graph.Polarity { return pick(t, "polarity", graph.Polarities()...) }))
	part(t, o, "toward", 4, &s.Toward, to(t.actors))
	return o, s
}

func (t *twin) position() (o object, s graph.StandSet) {
	o = object{}
	part(t, o, "topic", 2, &s.Topic, t.oneID(graph.KindTopic))
	part(t, o, "agreement", 2, &s.Agreement, plain(func() graph.Concurring { return pick(t, "agreement", graph.Concurrings()...) }))
	return o, s
}

func (t *twin) linked() (o object, s graph.LinkedSet) {
	o = object{}
	part(t, o, "kinds", 2, &s.Kinds, some(t, graph.LinkKinds()))
	part(t, o, "by", 2, &s.By, to(t.actors))
	return o, s
}

func (t *twin) links() (o object, s graph.LinksSet) {
	o = object{}
	part(t, o, "kinds", 2, &s.Kinds, some(t, graph.LinkKinds()))
	part(t, o, "anyOf", 2, &s.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindStatement) }))
	return o, s
}

func (t *twin) figures() (o object, s graph.FigureSet) {
	o = object{}
	part(t, o, "what", 2, &s.What, some(t, graph.FigureWhats()))
	part(t, o, "unit", 3, &s.Units, some(t, graph.FigureUnits()))
	part(t, o, "countedBy", 3, &s.CountedBy, to(t.actors))
	return o, s
}

func (t *twin) events() (o object, s graph.EventSet) {
	o = object{}
	const oneIn = 7
	part(t, o, "anyOf", oneIn, &s.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindEvent) }))
	part(t, o, "name", oneIn, &s.Name, t.name)
	part(t, o, "kinds", oneIn, &s.Kinds, some(t, []graph.EventKind{graph.EventBattle, graph.EventShelling, graph.EventCall}))
	part(t, o, "when", oneIn, &s.When, to(t.dates))
	part(t, o, "place", oneIn, &s.Place, to(t.place))
	part(t, o, "participants", oneIn, &s.Participants, list(t, func() (o object, s graph.ParticipantSet) {
		o = object{}
		part(t, o, "actor", 2, &s.Actor, to(t.actors))
		part(t, o, "roles", 3, &s.Roles, some(t, graph.ParticipantRoles()))
		part(t, o, "certainties", 3, &s.Certainties, some(t, graph.Certainties()))
		return o, s
	}))
	part(t, o, "under", oneIn, &s.Under, t.oneID(graph.KindAgreement))
	part(t, o, "basis", oneIn, &s.Bases, some(t, graph.EventBases()))
	part(t, o, "document", oneIn, &s.Document, within(t, t.documents))
	part(t, o, "coding", oneIn, &s.Coding, to(t.coding))
	part(t, o, "status", oneIn, &s.Statuses, t.statuses)
	junction(t, o, &s.And, &s.Or, &s.Not, t.events)
	return o, s
}

func (t *twin) documents() (o object, s graph.DocumentSet) {
	o = object{}
	const oneIn = 6
	part(t, o, "anyOf", oneIn, &s.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindDocument) }))
	part(t, o, "publisher", oneIn, &s.Publisher, to(t.actors))
	part(t, o, "lang", oneIn, &s.Langs, plain(t.langs))
	part(t, o, "published", oneIn, &s.Published, to(t.dates))
	part(t, o, "kind", oneIn, &s.Kinds, some(t, graph.DocumentKinds()))
	part(t, o, "text", oneIn, &s.Text, t.text)
	part(t, o, "coding", oneIn, &s.Coding, to(t.coding))
	part(t, o, "codings", oneIn, &s.Codings, to(func() (o object, s graph.WorkSet) {
		o = object{}
		part(t, o, "coder", 2, &s.Coder, plain(func() string { return "made-up coder" }))
		part(t, o, "scheme", 2, &s.Scheme, plain(func() string { return pick(t, "scheme", "lake", "karvela") }))
		part(t, o, "status", 2, &s.Statuses, some(t, graph.CodingStatuses()))
		return o, s
	}))
	part(t, o, "status", oneIn, &s.Statuses, t.statuses)
	junction(t, o, &s.And, &s.Or, &s.Not, t.documents)
	return o, s
}

func (t *twin) agreements() (o object, s graph.AgreementSet) {
	o = object{}
	const oneIn = 6
	part(t, o, "anyOf", oneIn, &s.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindAgreement) }))
	part(t, o, "name", oneIn, &s.Name, t.name)
	part(t, o, "kinds", oneIn, &s.Kinds, some(t, graph.AgreementKinds()))
	part(t, o, "forms", oneIn, &s.Forms, some(t, graph.AgreementForms()))
	part(t, o, "declared", oneIn, &s.Declared, to(t.dates))
	part(t, o, "inForce", oneIn, &s.InForce, to(t.dates))
	part(t, o, "parties", oneIn, &s.Parties, list(t, func() (o object, s graph.PartySet) {
		o = object{}
		part(t, o, "actor", 2, &s.Actor, to(t.actors))
		part(t, o, "roles", 2, &s.Roles, some(t, graph.PartyRoles()))
		return o, s
	}))
	part(t, o, "area", oneIn, &s.Area, to(t.place))
	part(t, o, "status", oneIn, &s.Statuses, t.statuses)
	junction(t, o, &s.And, &s.Or, &s.Not, t.agreements)
	return o, s
}

func (t *twin) actorQuery() (o object, q graph.ActorQuery) {
	o = object{}
	const oneIn = 5
	part(t, o, "anyOf", oneIn, &q.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindActor) }))
	part(t, o, "name", oneIn, &q.Name, t.name)
	part(t, o, "startsWith", oneIn, &q.Starts, t.name)
	part(t, o, "kinds", oneIn, &q.Kinds, some(t, graph.ActorKinds()))
	part(t, o, "sectors", oneIn, &q.Sectors, some(t, graph.Sectors()))
	part(t, o, "affiliated", oneIn, &q.Affiliated, to(t.actors))
	part(t, o, "status", oneIn, &q.Statuses, t.statuses)
	junction(t, o, &q.And, &q.Or, &q.Not, t.actorQuery)
	return o, q
}

func (t *twin) locations() (o object, s graph.LocationSet) {
	o = object{}
	const oneIn = 5
	part(t, o, "anyOf", oneIn, &s.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindLocation) }))
	part(t, o, "name", oneIn, &s.Name, t.name)
	part(t, o, "startsWith", oneIn, &s.Starts, t.name)
	part(t, o, "kinds", oneIn, &s.Kinds, some(t, graph.LocationKinds()))
	part(t, o, "within", oneIn, &s.Within, to(t.place))
	part(t, o, "status", oneIn, &s.Statuses, t.statuses)
	junction(t, o, &s.And, &s.Or, &s.Not, t.locations)
	return o, s
}

func (t *twin) topics() (o object, s graph.TopicSet) {
	o = object{}
	const oneIn = 5
	part(t, o, "anyOf", oneIn, &s.AnyOf, plain(func() []graph.ID { return t.ids(graph.KindTopic) }))
	part(t, o, "name", oneIn, &s.Name, t.name)
	part(t, o, "startsWith", oneIn, &s.Starts, t.name)
	part(t, o, "kinds", oneIn, &s.Kinds, some(t, graph.TopicKinds()))
	part(t, o, "broader", oneIn, &s.Broader, t.oneID(graph.KindTopic))
	part(t, o, "status", oneIn, &s.Statuses, t.statuses)
	junction(t, o, &s.And, &s.Or, &s.Not, t.topics)
	return o, s
}
