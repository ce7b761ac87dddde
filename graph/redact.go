package graph

import (
	"reflect"
	"slices"
)

// Redact gives a record as one sees it from whom some records are hidden: r
// itself where nothing that it refers to is hidden, else a copy without any
// trace of their ids. r stays as it is.
//
// An entry of a list goes with what it is about: an about with its node, an
// addressee, party, participant, speaker or relay with the actor, evidence with
// the document, a place with the location, a link or position with what it leads
// to, a figure with whose it is, who counted it or who is blamed, an affiliation
// with the organisation, or with the post where there is no organisation. A
// content goes with its actor, and takes what is nested in it along. Every other
// reference becomes absent; an anchor keeps its words, and a copy or mention of
// a hidden document becomes absent as a whole. Lists that lose their last entry,
// and what says nothing without what was hidden, become absent as well.
//
// The result need not be valid: it may lack what a record has to have.
func Redact(r Record, hidden func(ID) bool) Record {
	if isNil(r) {
		return r
	}
	found := false
	References(r, func(ref Reference) { found = found || hidden(ref.ID) })
	if !found {
		return r
	}
	r = Clone(r)
	redaction{hidden}.record(r)
	dropEmpty(reflect.ValueOf(r).Elem())
	return r
}

type redaction struct{ hidden func(ID) bool }

// hides reports whether one of the ids is hidden.
func (h redaction) hides(ids ...ID) bool {
	return slices.ContainsFunc(ids, func(id ID) bool { return id != "" && h.hidden(id) })
}

// clear makes each reference that is hidden absent.
func (h redaction) clear(ids ...*ID) {
	for _, id := range ids {
		if h.hides(*id) {
			*id = ""
		}
	}
}

func (h redaction) record(r Record) {
	switch r := r.(type) {
	case *Actor:
		h.actor(r)
	case *Statement:
		h.statement(r)
	case *Event:
		h.event(r)
	case *Location:
		h.names(r.Names)
		h.clear(&r.Within)
	case *Agreement:
		h.agreement(r)
	case *Document:
		h.clear(&r.Publisher)
		h.dates(r.Published, r.Retrieved)
		if r.CopyOf != nil && h.hides(r.CopyOf.Document) {
			r.CopyOf = nil
		}
	case *Topic:
		h.names(r.Names)
		h.clear(&r.Broader)
	case *Judgement:
		h.clear(&r.A, &r.B)
	}
}

func (h redaction) refs(ids []ID) []ID {
	return slices.DeleteFunc(ids, func(id ID) bool { return h.hides(id) })
}

func (h redaction) dates(dates ...*Date) {
	for _, d := range dates {
		if d == nil || d.Anchor == nil || !h.hides(d.Anchor.Document) {
			continue
		}
		if *d.Anchor = (Anchor{Words: d.Anchor.Words}); *d.Anchor == (Anchor{}) {
			d.Anchor = nil
		}
	}
}

func (h redaction) names(names []Name) {
	for i := range names {
		h.dates(names[i].From, names[i].To)
	}
}

func (h redaction) mention(m *Mention) *Mention {
	if m != nil && h.hides(m.Document) {
		return nil
	}
	return m
}

func (h redaction) evidence(evidence []Evidence) []Evidence {
	evidence = slices.DeleteFunc(evidence, func(e Evidence) bool { return h.hides(e.Document) })
	for i := range evidence {
		if q := evidence[i].Quoted; q != nil {
			h.clear(&q.Whose)
		}
	}
	return evidence
}

func (h redaction) figures(figures []Figure) []Figure {
	figures = slices.DeleteFunc(figures, func(f Figure) bool { return h.hides(f.Of, f.CountedBy, f.Blamed) })
	for i := range figures {
		h.dates(figures[i].Window)
		h.clear(&figures[i].Place)
	}
	return figures
}

func (h redaction) actor(a *Actor) {
	h.names(a.Names)
	a.Affiliations = slices.DeleteFunc(a.Affiliations, func(f Affiliation) bool {
		return h.hides(f.Organisation) || f.Organisation == "" && h.hides(f.Post)
	})
	for i := range a.Affiliations {
		f := &a.Affiliations[i]
		h.clear(&f.Post)
		h.dates(f.From, f.To)
		for j := range f.SeenOn {
			h.dates(&f.SeenOn[j])
		}
		f.Evidence = h.evidence(f.Evidence)
	}
	a.Collects = h.refs(a.Collects)
}

func (h redaction) event(e *Event) {
	h.names(e.Names)
	h.dates(e.When)
	e.Places = slices.DeleteFunc(e.Places, func(p EventPlace) bool { return h.hides(p.Location) })
	e.Participants = slices.DeleteFunc(e.Participants, func(p Participant) bool { return h.hides(p.Actor) })
	for i := range e.Participants {
		e.Participants[i].Evidence = h.evidence(e.Participants[i].Evidence)
	}
	h.clear(&e.Observer, &e.Under)
	e.Claims = h.refs(e.Claims)
	e.Figures = h.figures(e.Figures)
	e.Links = slices.DeleteFunc(e.Links, func(l EventLink) bool { return h.hides(l.Event) })
	for i := range e.Links {
		e.Links[i].Evidence = h.evidence(e.Links[i].Evidence)
	}
	e.Documents = h.refs(e.Documents)
	e.Evidence = h.evidence(e.Evidence)
}

func (h redaction) agreement(a *Agreement) {
	h.names(a.Names)
	a.Parties = slices.DeleteFunc(a.Parties, func(p Party) bool { return h.hides(p.Actor) })
	for i := range a.Parties {
		p := &a.Parties[i]
		h.dates(p.From, p.To)
		p.Evidence = h.evidence(p.Evidence)
	}
	for i := range a.Terms {
		a.Terms[i].Evidence = h.evidence(a.Terms[i].Evidence)
	}
	a.Documents = h.refs(a.Documents)
	h.dates(a.Declared, a.InForce)
	if a.Ended != nil {
		h.dates(a.Ended.When)
	}
	a.Area = h.refs(a.Area)
	a.Links = slices.DeleteFunc(a.Links, func(l AgreementLink) bool { return h.hides(l.Node) })
	for i := range a.Links {
		a.Links[i].Evidence = h.evidence(a.Links[i].Evidence)
	}
}

func (h redaction) speaker(s *Speaker) {
	h.clear(&s.Post, &s.OnBehalfOf)
	s.Mention = h.mention(s.Mention)
}

func (h redaction) statement(s *Statement) {
	s.Speakers = slices.DeleteFunc(s.Speakers, func(s Speaker) bool { return h.hides(s.Actor) })
	for i := range s.Speakers {
		h.speaker(&s.Speakers[i])
	}
	s.Relays = slices.DeleteFunc(s.Relays, func(r Relay) bool { return h.hides(r.Actor) })
	for i := range s.Relays {
		r := &s.Relays[i]
		h.speaker(&r.Speaker)
		h.dates(r.Said)
		h.clear(&r.Place)
	}
	s.Addressees = slices.DeleteFunc(s.Addressees, func(a Addressee) bool { return h.hides(a.Actor) })
	for i := range s.Addressees {
		a := &s.Addressees[i]
		h.clear(&a.Post)
		a.Mention = h.mention(a.Mention)
	}
	s.About = slices.DeleteFunc(s.About, func(a About) bool { return h.hides(a.Node) })
	for i := range s.About {
		s.About[i].Mention = h.mention(s.About[i].Mention)
	}
	for c := &s.Content; *c != nil; c = &(*c).Content {
		if h.hides((*c).Actor) {
			*c = nil
			break
		}
		(*c).Toward = h.refs((*c).Toward)
		h.clear(&(*c).Object)
	}
	s.Positions = slices.DeleteFunc(s.Positions, func(p Stand) bool { return h.hides(p.Topic) })
	s.Links = slices.DeleteFunc(s.Links, func(l Link) bool { return h.hides(l.Statement) })
	h.clear(&s.Occasion, &s.Place, &s.SupersededBy)
	s.Figures = h.figures(s.Figures)
	h.dates(s.Said)
	s.Evidence = h.evidence(s.Evidence)
}
