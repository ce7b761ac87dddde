package gql

import (
	"hudna/graph"
	"hudna/graph/gql/model"
)

// events reads which events are wanted, or what the event of another record has
// to be like.
func (f *filtering) events(path string, w *model.EventFilter) graph.EventSet {
	return graph.EventSet{
		AnyOf:        f.ids(path, "anyOf", w.AnyOf, graph.KindEvent),
		Name:         f.words(path, "name", w.Name),
		Kinds:        distinctOf(w.Kinds),
		When:         sub(path, "when", w.When, f.dates),
		Place:        sub(path, "place", w.Place, f.place),
		Participants: parts(f, path, "participants", w.Participants, f.participant),
		Under:        f.id(path, "under", w.Under, graph.KindAgreement),
		Bases:        distinctOf(w.Basis),
		Document:     sub(path, "document", w.Document, f.documents),
		Coding:       sub(path, "coding", w.Coding, f.coding),
		Statuses:     distinctOf(w.Status),
		And:          parts(f, path, "and", w.And, f.events),
		Or:           parts(f, path, "or", w.Or, f.events),
		Not:          sub(path, "not", w.Not, f.events),
	}
}

func (f *filtering) participant(path string, m *model.ParticipantMatch) graph.ParticipantSet {
	return graph.ParticipantSet{
		Actor: sub(path, "actor", m.Actor, f.actors), Roles: distinctOf(m.Roles), Certainties: distinctOf(m.Certainties),
	}
}

// documents reads which documents are wanted, or what the document of another
// record has to be like.
func (f *filtering) documents(path string, w *model.DocumentFilter) graph.DocumentSet {
	return graph.DocumentSet{
		AnyOf:     f.ids(path, "anyOf", w.AnyOf, graph.KindDocument),
		Publisher: sub(path, "publisher", w.Publisher, f.actors),
		Langs:     f.langs(path, "lang", w.Lang),
		Published: sub(path, "published", w.Published, f.dates),
		Kinds:     distinctOf(w.Kind),
		Text:      f.words(path, "text", w.Text),
		Coding:    sub(path, "coding", w.Coding, f.coding),
		Codings:   sub(path, "codings", w.Codings, f.work),
		Statuses:  distinctOf(w.Status),
		And:       parts(f, path, "and", w.And, f.documents),
		Or:        parts(f, path, "or", w.Or, f.documents),
		Not:       sub(path, "not", w.Not, f.documents),
	}
}

func (f *filtering) work(_ string, m *model.DocumentCodingMatch) graph.WorkSet {
	return graph.WorkSet{Coder: given(m.Coder), Scheme: given(m.Scheme), Statuses: distinctOf(m.Status)}
}

func (f *filtering) agreements(path string, w *model.AgreementFilter) graph.AgreementSet {
	return graph.AgreementSet{
		AnyOf:    f.ids(path, "anyOf", w.AnyOf, graph.KindAgreement),
		Name:     f.words(path, "name", w.Name),
		Kinds:    distinctOf(w.Kinds),
		Forms:    distinctOf(w.Forms),
		Declared: sub(path, "declared", w.Declared, f.dates),
		InForce:  sub(path, "inForce", w.InForce, f.dates),
		Parties:  parts(f, path, "parties", w.Parties, f.party),
		Area:     sub(path, "area", w.Area, f.place),
		Statuses: distinctOf(w.Status),
		And:      parts(f, path, "and", w.And, f.agreements),
		Or:       parts(f, path, "or", w.Or, f.agreements),
		Not:      sub(path, "not", w.Not, f.agreements),
	}
}

func (f *filtering) party(path string, m *model.PartyMatch) graph.PartySet {
	return graph.PartySet{Actor: sub(path, "actor", m.Actor, f.actors), Roles: distinctOf(m.Roles)}
}

func (f *filtering) actorQuery(path string, w *model.ActorFilter) graph.ActorQuery {
	return graph.ActorQuery{
		AnyOf:      f.ids(path, "anyOf", w.AnyOf, graph.KindActor),
		Name:       f.words(path, "name", w.Name),
		Starts:     f.words(path, "startsWith", w.StartsWith),
		Kinds:      distinctOf(w.Kinds),
		Sectors:    distinctOf(w.Sectors),
		Affiliated: sub(path, "affiliated", w.Affiliated, f.actors),
		Statuses:   distinctOf(w.Status),
		And:        parts(f, path, "and", w.And, f.actorQuery),
		Or:         parts(f, path, "or", w.Or, f.actorQuery),
		Not:        sub(path, "not", w.Not, f.actorQuery),
	}
}

func (f *filtering) locations(path string, w *model.LocationFilter) graph.LocationSet {
	return graph.LocationSet{
		AnyOf:    f.ids(path, "anyOf", w.AnyOf, graph.KindLocation),
		Name:     f.words(path, "name", w.Name),
		Starts:   f.words(path, "startsWith", w.StartsWith),
		Kinds:    distinctOf(w.Kinds),
		Within:   sub(path, "within", w.Within, f.place),
		Statuses: distinctOf(w.Status),
		And:      parts(f, path, "and", w.And, f.locations),
		Or:       parts(f, path, "or", w.Or, f.locations),
		Not:      sub(path, "not", w.Not, f.locations),
	}
}

func (f *filtering) topics(path string, w *model.TopicFilter) graph.TopicSet {
	return graph.TopicSet{
		AnyOf:    f.ids(path, "anyOf", w.AnyOf, graph.KindTopic),
		Name:     f.words(path, "name", w.Name),
		Starts:   f.words(path, "startsWith", w.StartsWith),
		Kinds:    distinctOf(w.Kinds),
		Broader:  f.id(path, "broader", w.Broader, graph.KindTopic),
		Statuses: distinctOf(w.Status),
		And:      parts(f, path, "and", w.And, f.topics),
		Or:       parts(f, path, "or", w.Or, f.topics),
		Not:      sub(path, "not", w.Not, f.topics),
	}
}
