package gql

import (
	"hudna/graph"
	"hudna/graph/gql/model"
)

// statements reads which statements are wanted.
func (f *filtering) statements(path string, w *model.StatementFilter) graph.StatementSet {
	return graph.StatementSet{
		By:            sub(path, "by", w.By, f.actors),
		To:            sub(path, "to", w.To, f.actors),
		Via:           sub(path, "via", w.Via, f.actors),
		About:         parts(f, path, "about", w.About, f.about),
		Acts:          parts(f, path, "acts", w.Acts, f.act),
		Content:       sub(path, "content", w.Content, f.content),
		Positions:     parts(f, path, "positions", w.Positions, f.position),
		Said:          sub(path, "said", w.Said, f.dates),
		SaidAt:        sub(path, "saidAt", w.SaidAt, f.place),
		Occasion:      f.id(path, "occasion", w.Occasion, graph.KindEvent),
		Depth:         w.Depth,
		Attributions:  distinctOf(w.Attribution),
		Transmissions: distinctOf(w.Transmission),
		Document:      sub(path, "document", w.Document, f.documents),
		Utterance:     f.id(path, "utterance", w.Utterance, graph.KindUtterance),
		Statuses:      distinctOf(w.Status),
		Bases:         distinctOf(w.Basis),
		Superseded:    distinctOf(w.Superseded),
		AssignedTo:    given(w.AssignedTo),
		Author:        given(w.Author),
		Coding:        sub(path, "coding", w.Coding, f.coding),
		Confidence:    w.Confidence,
		Langs:         f.langs(path, "lang", w.Lang),
		Text:          f.words(path, "text", w.Text),
		Answered:      w.Answered,
		Linked:        sub(path, "linked", w.Linked, f.linked),
		Links:         sub(path, "links", w.Links, f.links),
		Figures:       sub(path, "figures", w.Figures, f.figures),
		And:           parts(f, path, "and", w.And, f.statements),
		Or:            parts(f, path, "or", w.Or, f.statements),
		Not:           sub(path, "not", w.Not, f.statements),
	}
}

func (f *filtering) about(path string, m *model.AboutMatch) graph.AboutSet {
	return graph.AboutSet{
		Roles:     distinctOf(m.Roles),
		Actor:     sub(path, "actor", m.Actor, f.actors),
		Event:     sub(path, "event", m.Event, f.events),
		Agreement: f.id(path, "agreement", m.Agreement, graph.KindAgreement),
		Location:  sub(path, "location", m.Location, f.place),
		Topic:     f.id(path, "topic", m.Topic, graph.KindTopic),
		Statement: f.id(path, "statement", m.Statement, graph.KindStatement),
		Stance:    m.Stance,
	}
}

func (f *filtering) act(_ string, m *model.ActMatch) graph.ActSet {
	return graph.ActSet{Act: m.Act, Force: given(m.Force), Main: given(m.Main)}
}

func (f *filtering) content(path string, m *model.ContentMatch) graph.ContentSet {
	return graph.ContentSet{
		Moods:      distinctOf(m.Mood),
		Actor:      sub(path, "actor", m.Actor, f.actors),
		Acts:       distinctOf(m.Act),
		EventKinds: distinctOf(m.EventKind),
		Actions:    distinctOf(m.Action),
		Polarity:   given(m.Polarity),
		Toward:     sub(path, "toward", m.Toward, f.actors),
	}
}

func (f *filtering) position(path string, m *model.PositionMatch) graph.StandSet {
	return graph.StandSet{Topic: f.id(path, "topic", m.Topic, graph.KindTopic), Agreement: given(m.Agreement)}
}

func (f *filtering) linked(path string, m *model.LinkedMatch) graph.LinkedSet {
	return graph.LinkedSet{Kinds: distinctOf(m.Kinds), By: sub(path, "by", m.By, f.actors)}
}

func (f *filtering) links(path string, m *model.LinksMatch) graph.LinksSet {
	return graph.LinksSet{Kinds: distinctOf(m.Kinds), AnyOf: f.ids(path, "anyOf", m.AnyOf, graph.KindStatement)}
}

func (f *filtering) figures(path string, m *model.FigureMatch) graph.FigureSet {
	return graph.FigureSet{
		What: distinctOf(m.What), Units: distinctOf(m.Unit), CountedBy: sub(path, "countedBy", m.CountedBy, f.actors),
	}
}
