package graphtest_test

import (
	"context"
	"slices"

	"hudna/graph"
)

// within lies about every set of statements of a query.
func within(lie func(*graph.StatementSet)) func(any) any {
	return record(func(q *graph.StatementQuery) { q.StatementSet = inSets(q.StatementSet, lie) })
}

func inSets(s graph.StatementSet, lie func(*graph.StatementSet)) graph.StatementSet {
	sets := func(list []graph.StatementSet) []graph.StatementSet {
		list = slices.Clone(list)
		for i := range list {
			list[i] = inSets(list[i], lie)
		}
		return list
	}
	s.And, s.Or = sets(s.And), sets(s.Or)
	if s.Not != nil {
		not := inSets(*s.Not, lie)
		s.Not = &not
	}
	lie(&s)
	return s
}

// other changes a copy of what a query points to, if it does.
func other[T any](part **T, lie func(*T)) {
	if *part != nil {
		changed := **part
		lie(&changed)
		*part = &changed
	}
}

// everyActorSet lies about the sets of actors in a set of statements.
func everyActorSet(s *graph.StatementSet, lie func(*graph.ActorSet)) {
	other(&s.By, lie)
	other(&s.To, lie)
	other(&s.Via, lie)
	s.About = slices.Clone(s.About)
	for i := range s.About {
		other(&s.About[i].Actor, lie)
	}
}

func everyEventSet(s *graph.StatementSet, lie func(*graph.EventSet)) {
	s.About = slices.Clone(s.About)
	for i := range s.About {
		other(&s.About[i].Event, lie)
	}
}

func without(dropped graph.ActorScope) func(*graph.StatementSet) {
	return func(s *graph.StatementSet) {
		everyActorSet(s, func(a *graph.ActorSet) {
			a.Include = slices.DeleteFunc(slices.Clone(a.Include), func(scope graph.ActorScope) bool { return scope == dropped })
		})
	}
}

// liesAboutFilters leave something out of a query.
func liesAboutFilters() map[string]func(any) any {
	return map[string]func(any) any{
		"does not look at the content":        within(func(s *graph.StatementSet) { s.Content = nil }),
		"does not look at positions":          within(func(s *graph.StatementSet) { s.Positions = nil }),
		"does not look at where it was said":  within(func(s *graph.StatementSet) { s.SaidAt = nil }),
		"does not look at the attribution":    within(func(s *graph.StatementSet) { s.Attributions = nil }),
		"does not look at the transmission":   within(func(s *graph.StatementSet) { s.Transmissions = nil }),
		"does not look at who coded it":       within(func(s *graph.StatementSet) { s.Coding = nil }),
		"does not look at what is superseded": within(func(s *graph.StatementSet) { s.Superseded = nil }),
		"lists what is superseded": record(func(q *graph.StatementQuery) {
			if q.Superseded == nil {
				q.Superseded = []bool{false, true}
			}
		}),
		"does not look at who is to review it": within(func(s *graph.StatementSet) { s.AssignedTo = "" }),
		"does not look at who wrote it":        within(func(s *graph.StatementSet) { s.Author = "" }),
		"does not look at the confidence":      within(func(s *graph.StatementSet) { s.Confidence = nil }),
		"does not look at the language":        within(func(s *graph.StatementSet) { s.Langs = nil }),
		"does not look at the text":            within(func(s *graph.StatementSet) { s.Text = "" }),
		"does not look at answers":             within(func(s *graph.StatementSet) { s.Answered = nil }),
		"does not look at links":               within(func(s *graph.StatementSet) { s.Linked = nil }),
		"does not look at its own links":       within(func(s *graph.StatementSet) { s.Links = nil }),
		"does not look at figures":             within(func(s *graph.StatementSet) { s.Figures = nil }),
		"does not look at what else must hold": within(func(s *graph.StatementSet) { s.And = nil }),
		"does not look at alternatives":        within(func(s *graph.StatementSet) { s.Or = nil }),
		"does not look at what must not hold":  within(func(s *graph.StatementSet) { s.Not = nil }),
		"looks at the first alternative alone": within(func(s *graph.StatementSet) { s.Or = s.Or[:min(1, len(s.Or)):len(s.Or)] }),
		"does not look at the kind of a link": within(func(s *graph.StatementSet) {
			other(&s.Linked, func(l *graph.LinkedSet) { l.Kinds = nil })
		}),
		"does not look at whose link it is": within(func(s *graph.StatementSet) {
			other(&s.Linked, func(l *graph.LinkedSet) { l.By = nil })
		}),
		"does not look at who counted": within(func(s *graph.StatementSet) {
			other(&s.Figures, func(f *graph.FigureSet) { f.CountedBy = nil })
		}),
		"does not look at units": within(func(s *graph.StatementSet) {
			other(&s.Figures, func(f *graph.FigureSet) { f.Units = nil })
		}),
		"does not look at who is to act": within(func(s *graph.StatementSet) {
			other(&s.Content, func(c *graph.ContentSet) { c.Actor = nil })
		}),
		"does not look toward whom": within(func(s *graph.StatementSet) {
			other(&s.Content, func(c *graph.ContentSet) { c.Toward = nil })
		}),
		"does not look at moods": within(func(s *graph.StatementSet) {
			other(&s.Content, func(c *graph.ContentSet) { c.Moods = nil })
		}),
		"does not look at how one stands to a topic": within(func(s *graph.StatementSet) {
			s.Positions = slices.Clone(s.Positions)
			for i := range s.Positions {
				s.Positions[i].Agreement = ""
			}
		}),
		"takes who speaks for an actor for nobody": within(without(graph.ScopeRepresentatives)),
		"knows no parts":        within(without(graph.ScopeParts)),
		"knows nobody's behalf": within(without(graph.ScopeOnBehalf)),
		"takes an actor for one that stands for it": within(func(s *graph.StatementSet) {
			everyActorSet(s, func(a *graph.ActorSet) {
				if len(a.Include) > 0 {
					a.Include = append([]graph.ActorScope{graph.ScopeSelf}, a.Include...)
				}
			})
		}),
		"takes affiliations as they may be": within(func(s *graph.StatementSet) {
			everyActorSet(s, func(a *graph.ActorSet) { a.Certainty = graph.DatePossibly })
		}),
		"takes one of none for any": within(func(s *graph.StatementSet) {
			everyActorSet(s, func(a *graph.ActorSet) {
				if len(a.AnyOf) == 0 {
					a.AnyOf = nil
				}
			})
		}),
		"finds a place and not what lies in it": within(func(s *graph.StatementSet) {
			other(&s.SaidAt, func(p *graph.PlaceSet) { p.Descendants = false })
		}),
		"does not look at what happened where": within(func(s *graph.StatementSet) {
			everyEventSet(s, func(e *graph.EventSet) { e.Place = nil })
		}),
		"does not look at who took part": within(func(s *graph.StatementSet) {
			everyEventSet(s, func(e *graph.EventSet) { e.Participants = nil })
		}),
		"does not look at publishers": within(func(s *graph.StatementSet) {
			other(&s.Document, func(d *graph.DocumentSet) { d.Publisher = nil })
		}),
		"does not look at when a document was published": within(func(s *graph.StatementSet) {
			other(&s.Document, func(d *graph.DocumentSet) { d.Published = nil })
		}),
		"does not look at the languages of documents": within(func(s *graph.StatementSet) {
			other(&s.Document, func(d *graph.DocumentSet) { d.Langs = nil })
		}),
		"does not look at what a document must not be": within(func(s *graph.StatementSet) {
			other(&s.Document, func(d *graph.DocumentSet) { d.Not = nil })
		}),
		"does not look at how far a document is coded": within(func(s *graph.StatementSet) {
			other(&s.Document, func(d *graph.DocumentSet) { d.Codings = nil })
		}),
		"does not look at who is how far with a document": record(func(q *graph.DocumentSet) {
			other(&q.Codings, func(w *graph.WorkSet) { w.Coder = "" })
		}),
		"does not look at by which scheme": record(func(q *graph.DocumentSet) {
			other(&q.Codings, func(w *graph.WorkSet) { w.Scheme = "" })
		}),
		"ranks nothing": record(func(q *graph.StatementQuery) {
			if q.Order == graph.ByRelevance {
				q.Order = graph.SaidDescending
			}
		}),
		"lists the last recorded first": record(func(q *graph.StatementQuery) {
			if q.Order == graph.RecordedAscending {
				q.Order = graph.RecordedDescending
			}
		}),
		"lists by date what was to be in recorded order": record(func(q *graph.StatementQuery) {
			if q.Order == graph.RecordedDescending {
				q.Order = graph.SaidDescending
			}
		}),

		"does not look at where events happened": record(func(q *graph.EventQuery) { q.Place = nil }),
		"does not look at when events happened":  record(func(q *graph.EventQuery) { q.When = nil }),
		"lists events from the first on":         record(func(q *graph.EventQuery) { q.Order = graph.WhenAscending }),
		"does not look at the precision of places": record(func(q *graph.EventQuery) {
			other(&q.Place, func(p *graph.PlaceSet) { p.Precisions = nil })
		}),
		"does not look at what is under an agreement":      record(func(q *graph.EventQuery) { q.Under = "" }),
		"does not look at parties":                         record(func(q *graph.AgreementSet) { q.Parties = nil }),
		"does not look at areas":                           record(func(q *graph.AgreementSet) { q.Area = nil }),
		"does not look at when agreements came into force": record(func(q *graph.AgreementSet) { q.InForce = nil }),
		"does not look at the texts of documents":          record(func(q *graph.DocumentSet) { q.Text = "" }),
		"does not look at the kinds of documents":          record(func(q *graph.DocumentSet) { q.Kinds = nil }),
		"does not look at what lies around":                record(func(q *graph.LocationSet) { q.Within = nil }),
		"does not look at how locations begin":             record(func(q *graph.LocationSet) { q.Starts = "" }),
		"takes what begins a name for a name":              record(func(q *graph.ActorQuery) { q.Name, q.Starts = q.Starts, "" }),
		"does not look at sectors":                         record(func(q *graph.ActorQuery) { q.Sectors = nil }),
		"does not look at who belongs to whom":             record(func(q *graph.ActorQuery) { q.Affiliated = nil }),
		"does not look at what is broader":                 record(func(q *graph.TopicSet) { q.Broader = "" }),
		"does not look at other topics":                    record(func(q *graph.TopicSet) { q.Or = nil }),
	}
}

// record lies about queries of one type.
func record[Q any](lie func(*Q)) func(any) any {
	return func(q any) any {
		if asked, ok := q.(Q); ok {
			lie(&asked)
			return asked
		}
		return q
	}
}

// liesAboutAnswers are wrong about pages, counts and reasons.
func liesAboutAnswers() map[string]liar {
	return map[string]liar{
		"finds one more than there are":       {length: func(n int) int { return n + 1 }},
		"does not say how many have no value": {facets: func(c graph.FacetCount) graph.FacetCount { c.Without = 0; return c }},
		"knows no more values than it tells":  {facets: func(c graph.FacetCount) graph.FacetCount { c.Distinct = len(c.Values); return c }},
		"leaves the gaps in a series": {series: func(s graph.Series) graph.Series {
			for i := range s.Groups {
				s.Groups[i].Points = slices.DeleteFunc(s.Groups[i].Points, func(p graph.SeriesPoint) bool { return p.Statements == 0 })
			}
			return s
		}},
		"takes what spans several periods for undated": {series: func(s graph.Series) graph.Series {
			s.Undated, s.Spanning = s.Undated+s.Spanning, 0
			return s
		}},
		"tells values from the last on": {facets: func(c graph.FacetCount) graph.FacetCount {
			slices.Reverse(c.Values)
			return c
		}},
		"does not tell how one stands to a topic": {facets: func(c graph.FacetCount) graph.FacetCount {
			for i := range c.Values {
				c.Values[i].Agreement = ""
			}
			return c
		}},
		"takes who created it for who changed it": {authors: func(all []*graph.Authorship) {
			for _, a := range all {
				if a != nil {
					a.Changed = a.Created
				}
			}
		}},
		"takes nobody for another":     {canonical: func(asked, _ []graph.ID) []graph.ID { return asked }},
		"does not tell who else it is": {identity: func(i graph.Identity) graph.Identity { i.Members = i.Members[:1]; return i }},
		"tells no judgements":          {identity: func(i graph.Identity) graph.Identity { i.Judgements = nil; return i }},
		"takes the last for all":       {identity: func(i graph.Identity) graph.Identity { i.Canonical = i.Members[len(i.Members)-1]; return i }},
		"knows of no candidate":        {similar: func(graph.Candidates) graph.Candidates { return graph.Candidates{} }},
		"takes what is unsure for unjudged": {similar: func(c graph.Candidates) graph.Candidates {
			for i := range c.Found {
				c.Found[i].Unsure = false
			}
			return c
		}},
		"says nothing of how it was found": match(func(*graph.Match) *graph.Match { return nil }),
		"knows no scores":                  match(func(m *graph.Match) *graph.Match { m.Score = 0; return m }),
		"shows words where they are not": match(func(m *graph.Match) *graph.Match {
			m.Highlights = slices.Clone(m.Highlights)
			for i := range m.Highlights {
				m.Highlights[i].End++
			}
			return m
		}),
		"knows no way": match(func(m *graph.Match) *graph.Match { m.Through = nil; return m }),
		"tells of the wrong affiliation": match(func(m *graph.Match) *graph.Match {
			m.Through = slices.Clone(m.Through)
			for i := range m.Through {
				m.Through[i].Steps = slices.Clone(m.Through[i].Steps)
				m.Through[i].Steps[0].Index++
			}
			return m
		}),
		"stops on the way": match(func(m *graph.Match) *graph.Match {
			m.Through = slices.Clone(m.Through)
			for i := range m.Through {
				m.Through[i].Steps = m.Through[i].Steps[:len(m.Through[i].Steps)-1]
			}
			return m
		}),
		"tells of who is not named": match(func(m *graph.Match) *graph.Match {
			m.Through = slices.Clone(m.Through)
			for i := range m.Through {
				m.Through[i].Matched = m.Through[i].Asked
			}
			return m
		}),
		"turns pages from the end": pages(func(p graph.Page, items []graph.Item[*graph.Statement]) {
			if p.Last > 0 {
				slices.Reverse(items)
			}
		}),
		"begins at the end again": turn(func(p *graph.Page) { p.Before = "" }),
		"counts from the wrong end": turn(func(p *graph.Page) {
			if p.Last > 0 && p.Before == "" {
				p.First, p.Last = p.Last, 0
			}
		}),
		"takes a page from both ends": turn(func(p *graph.Page) {
			if p.First > 0 {
				p.Last, p.Before = 0, ""
			}
		}),
	}
}

// turn lies about which page of statements is wanted.
func turn(lie func(*graph.Page)) liar {
	return liar{statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
		lie(&p)
		return r.Statements(ctx, q, p)
	}}
}

// pages lies about a page of statements.
func pages(lie func(graph.Page, []graph.Item[*graph.Statement])) liar {
	return liar{statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
		l, err := r.Statements(ctx, q, p)
		lie(p, l.Items)
		return l, err
	}}
}

// match lies about why statements are in a list.
func match(lie func(*graph.Match) *graph.Match) liar {
	return pages(func(_ graph.Page, items []graph.Item[*graph.Statement]) {
		for i := range items {
			if items[i].Match != nil {
				m := *items[i].Match
				items[i].Match = lie(&m)
			}
		}
	})
}
