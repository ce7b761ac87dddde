package graphtest

import (
	"slices"

	"hudna/graph"
)

// redacted gives r without what is hidden: r itself when nothing in it is,
// else a changed copy. What goes with a hidden reference is said at each type.
func redacted(r graph.Record, hidden func(graph.ID) bool) graph.Record {
	if !slices.ContainsFunc(referencesOf(r), hidden) {
		return r
	}
	c := clone(r)
	s := scissors{hidden}
	switch c := c.(type) {
	case *graph.Actor:
		s.names(c.Names)
		c.Affiliations = s.affiliations(c.Affiliations)
		c.Collects = s.ids(c.Collects)
	case *graph.Statement:
		s.statement(c)
	case *graph.Event:
		s.event(c)
	case *graph.Location:
		s.names(c.Names)
		s.one(&c.Within)
	case *graph.Agreement:
		s.agreement(c)
	case *graph.Document:
		s.one(&c.Publisher)
		s.date(c.Published)
		s.date(c.Retrieved)
		if c.CopyOf != nil && hidden(c.CopyOf.Document) {
			c.CopyOf = nil
		}
	case *graph.Topic:
		s.names(c.Names)
		s.one(&c.Broader)
	}
	return c
}

// scissors cut what is hidden out of a copy of a record.
type scissors struct{ hidden func(graph.ID) bool }

// one empties a single reference.
func (s scissors) one(id *graph.ID) {
	if s.hidden(*id) {
		*id = ""
	}
}

// ids drops entries of a plain list of references.
func (s scissors) ids(ids []graph.ID) []graph.ID { return slices.DeleteFunc(ids, s.hidden) }

// date keeps the words of an anchor whose document is hidden, not the place.
func (s scissors) date(d *graph.Date) {
	if d == nil || d.Anchor == nil || !s.hidden(d.Anchor.Document) {
		return
	}
	if d.Anchor.Words == "" {
		d.Anchor = nil
		return
	}
	d.Anchor = &graph.Anchor{Words: d.Anchor.Words}
}

func (s scissors) names(names []graph.Name) {
	for i := range names {
		s.date(names[i].From)
		s.date(names[i].To)
	}
}

func (s scissors) mention(m **graph.Mention) {
	if *m != nil && s.hidden((*m).Document) {
		*m = nil
	}
}

// evidence in a hidden document goes as a whole.
func (s scissors) evidence(list []graph.Evidence) []graph.Evidence {
	list = slices.DeleteFunc(list, func(e graph.Evidence) bool { return s.hidden(e.Document) })
	for _, e := range list {
		if e.Quoted != nil {
			s.one(&e.Quoted.Whose)
		}
	}
	return list
}

// figures whose owner, counter or culprit is hidden go as a whole.
func (s scissors) figures(list []graph.Figure) []graph.Figure {
	list = slices.DeleteFunc(list, func(f graph.Figure) bool {
		return s.hidden(f.Of) || s.hidden(f.CountedBy) || s.hidden(f.Blamed)
	})
	for i := range list {
		s.date(list[i].Window)
		s.one(&list[i].Place)
	}
	return list
}

// affiliations go with the organisation, or with the post where there is no
// organisation.
func (s scissors) affiliations(list []graph.Affiliation) []graph.Affiliation {
	list = slices.DeleteFunc(list, func(a graph.Affiliation) bool {
		return s.hidden(a.Organisation) || a.Organisation == "" && s.hidden(a.Post)
	})
	for i := range list {
		a := &list[i]
		s.one(&a.Post)
		s.date(a.From)
		s.date(a.To)
		for j := range a.SeenOn {
			s.date(&a.SeenOn[j])
		}
		a.Evidence = s.evidence(a.Evidence)
	}
	return list
}

func (s scissors) agreement(a *graph.Agreement) {
	s.names(a.Names)
	a.Parties = slices.DeleteFunc(a.Parties, func(p graph.Party) bool { return s.hidden(p.Actor) })
	for i := range a.Parties {
		s.date(a.Parties[i].From)
		s.date(a.Parties[i].To)
		a.Parties[i].Evidence = s.evidence(a.Parties[i].Evidence)
	}
	for i := range a.Terms {
		a.Terms[i].Evidence = s.evidence(a.Terms[i].Evidence)
	}
	a.Documents = s.ids(a.Documents)
	s.date(a.Declared)
	s.date(a.InForce)
	if a.Ended != nil {
		s.date(a.Ended.When)
	}
	a.Area = s.ids(a.Area)
	a.Links = slices.DeleteFunc(a.Links, func(l graph.AgreementLink) bool { return s.hidden(l.Node) })
	for i := range a.Links {
		a.Links[i].Evidence = s.evidence(a.Links[i].Evidence)
	}
}

func (s scissors) event(e *graph.Event) {
	s.names(e.Names)
	s.date(e.When)
	e.Places = slices.DeleteFunc(e.Places, func(p graph.EventPlace) bool { return s.hidden(p.Location) })
	e.Participants = slices.DeleteFunc(e.Participants, func(p graph.Participant) bool { return s.hidden(p.Actor) })
	for i := range e.Participants {
		e.Participants[i].Evidence = s.evidence(e.Participants[i].Evidence)
	}
	s.one(&e.Observer)
	e.Claims = s.ids(e.Claims)
	s.one(&e.Under)
	e.Figures = s.figures(e.Figures)
	e.Links = slices.DeleteFunc(e.Links, func(l graph.EventLink) bool { return s.hidden(l.Event) })
	for i := range e.Links {
		e.Links[i].Evidence = s.evidence(e.Links[i].Evidence)
	}
	e.Documents = s.ids(e.Documents)
	e.Evidence = s.evidence(e.Evidence)
}

func (s scissors) statement(c *graph.Statement) {
	// No version is visible whose speakers or relays are hidden: they guard it.
	for i := range c.Speakers {
		s.mention(&c.Speakers[i].Mention)
	}
	for i := range c.Relays {
		s.mention(&c.Relays[i].Mention)
		s.date(c.Relays[i].Said)
		s.one(&c.Relays[i].Place)
	}
	c.Addressees = slices.DeleteFunc(c.Addressees, func(a graph.Addressee) bool { return s.hidden(a.Actor) })
	for i := range c.Addressees {
		s.one(&c.Addressees[i].Post)
		s.mention(&c.Addressees[i].Mention)
	}
	c.About = slices.DeleteFunc(c.About, func(a graph.About) bool { return s.hidden(a.Node) })
	for i := range c.About {
		s.mention(&c.About[i].Mention)
	}
	s.content(&c.Content)
	c.Positions = slices.DeleteFunc(c.Positions, func(p graph.Stand) bool { return s.hidden(p.Topic) })
	c.Links = slices.DeleteFunc(c.Links, func(l graph.Link) bool { return s.hidden(l.Statement) })
	s.one(&c.Occasion)
	c.Figures = s.figures(c.Figures)
	s.date(c.Said)
	s.one(&c.Place)
	c.Evidence = s.evidence(c.Evidence)
	s.one(&c.SupersededBy)
}

// content whose actor is hidden goes with everything below it.
func (s scissors) content(c **graph.Content) {
	if *c == nil {
		return
	}
	if s.hidden((*c).Actor) {
		*c = nil
		return
	}
	(*c).Toward = s.ids((*c).Toward)
	s.one(&(*c).Object)
	s.content(&(*c).Content)
}
