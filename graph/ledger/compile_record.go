package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// fielded makes the paths of the fields of a set.
func fielded(path string) func(name string) string {
	return func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
}

// nested joins the sets that a set has in And, Or and Not to its own conditions.
// Of those in Or and Not it is not told through whom they were met.
func nested[S any](c *compiler, path string, own []*condition, and, or []S, no *S, compile func(string, *S) (*condition, error)) (*condition, error) {
	k, err := sets(path, own, and, nil, nil, compile)
	if err != nil || or == nil && no == nil {
		return k, err
	}
	c.aside++
	defer func() { c.aside-- }()
	return sets(path, []*condition{k}, nil, or, no, compile)
}

// actorQuery makes a query for actors ready.
func (c *compiler) actorQuery(path string, q *graph.ActorQuery) (*condition, error) {
	at := fielded(path)
	affiliated, err := c.actors(at("affiliated"), q.Affiliated, belonging)
	if err != nil {
		return nil, err
	}
	c.rolled(affiliated)
	belongs, err := affiliated.condition(placing{tag: keys.Affiliated, somebody: true})
	if err != nil {
		return nil, err
	}
	holds, err := c.holding(at("holding"), q.Holding)
	if err != nil {
		return nil, err
	}
	k := []*condition{
		oneOf(at("kinds"), q.Kinds, func(a *graph.Actor) graph.ActorKind { return a.Kind }),
		someOf(at("sectors"), q.Sectors, func(a *graph.Actor) []graph.Sector { return a.Sectors }),
		parts(belongs), holds,
		statuses(at("statuses"), q.Statuses),
	}
	if k, err = c.identified(k, at, q.AnyOf, q.Name, q.Starts, graph.KindActor); err != nil {
		return nil, err
	}
	return nested(c, path, k, q.And, q.Or, q.Not, c.actorQuery)
}

// holding is a condition on actors that hold posts. Who also belongs to a post as
// if it were an organisation stands in the lists of those alone.
func (c *compiler) holding(part string, posts []graph.ID) (*condition, error) {
	if posts == nil {
		return always, nil
	}
	found, err := c.s.clusters(posts, c.view)
	if err != nil {
		return nil, err
	}
	holds := naming(part, slices.Concat(found...), keys.Referrer, func(a *graph.Actor) (held []graph.ID) {
		for i := range a.Affiliations {
			held = append(held, a.Affiliations[i].Post)
		}
		return held
	})
	for _, l := range slices.Clone(holds.lists) {
		for _, tag := range []keys.Tag{keys.Affiliated, keys.PartOf} {
			holds.lists = append(holds.lists, &list{tag: tag, owner: l.owner, unsure: true})
		}
	}
	return holds, nil
}

// belonging is whom an actor belongs to, at whatever time.
func belonging(r graph.Record) (w who) {
	if a, ok := r.(*graph.Actor); ok {
		for i := range a.Affiliations {
			w.ids = append(w.ids, a.Affiliations[i].Organisation)
		}
	}
	return w
}

// parts adds to the lists of those affiliated with an organisation those of its
// parts: whoever belongs to it stands in one or the other. When that was does
// not matter, and so not either when the organisation stood for the one asked
// for; the affiliations say whether it did so at all.
func parts(c *condition) *condition {
	for _, k := range c.kids {
		parts(k)
	}
	for _, l := range slices.Clone(c.lists) {
		l.during = nil
		c.lists = append(c.lists, &list{tag: keys.PartOf, owner: l.owner})
	}
	return c
}

// locations makes a set of locations ready.
func (c *compiler) locations(path string, q *graph.LocationSet) (*condition, error) {
	at := fielded(path)
	within, err := placedIn(c, at("within"), q.Within, keys.Within, func(l *graph.Location) []graph.ID { return []graph.ID{l.Within} })
	if err != nil {
		return nil, err
	}
	k := []*condition{
		oneOf(at("kinds"), q.Kinds, func(l *graph.Location) graph.LocationKind { return l.Kind }),
		within,
		statuses(at("statuses"), q.Statuses),
	}
	if k, err = c.identified(k, at, q.AnyOf, q.Name, q.Starts, graph.KindLocation); err != nil {
		return nil, err
	}
	return nested(c, path, k, q.And, q.Or, q.Not, c.locations)
}

// topics makes a set of topics ready.
func (c *compiler) topics(path string, q *graph.TopicSet) (*condition, error) {
	at := fielded(path)
	broader := always
	if q.Broader != "" {
		members, err := c.same(q.Broader)
		if err != nil {
			return nil, err
		}
		broader = naming(at("broader"), members, keys.Referrer, func(t *graph.Topic) []graph.ID { return []graph.ID{t.Broader} })
	}
	k := []*condition{
		oneOf(at("kinds"), q.Kinds, func(t *graph.Topic) graph.TopicKind { return t.Kind }),
		broader,
		statuses(at("statuses"), q.Statuses),
	}
	k, err := c.identified(k, at, q.AnyOf, q.Name, q.Starts, graph.KindTopic)
	if err != nil {
		return nil, err
	}
	return nested(c, path, k, q.And, q.Or, q.Not, c.topics)
}

// agreements makes a set of agreements ready.
func (c *compiler) agreements(path string, q *graph.AgreementSet) (*condition, error) {
	at := fielded(path)
	area, err := placedIn(c, at("area"), q.Area, keys.Referrer, func(a *graph.Agreement) []graph.ID { return a.Area })
	if err != nil {
		return nil, err
	}
	k := []*condition{
		oneOf(at("kinds"), q.Kinds, func(a *graph.Agreement) graph.AgreementKind { return a.Kind }),
		oneOf(at("forms"), q.Forms, func(a *graph.Agreement) graph.AgreementForm { return a.Form }),
		area,
		statuses(at("statuses"), q.Statuses),
	}
	for _, date := range []struct {
		name  string
		asked *graph.DateRange
		of    func(*graph.Agreement) *graph.Date
	}{
		{"declared", q.Declared, func(a *graph.Agreement) *graph.Date { return a.Declared }},
		{"inForce", q.InForce, func(a *graph.Agreement) *graph.Date { return a.InForce }},
	} {
		d, err := datedBeside(at(date.name), date.asked, date.of)
		if err != nil {
			return nil, err
		}
		k = append(k, d)
	}
	for i := range q.Parties {
		party, err := c.party(element(at("parties"), i), &q.Parties[i])
		if err != nil {
			return nil, err
		}
		k = append(k, party)
	}
	if k, err = c.identified(k, at, q.AnyOf, q.Name, "", graph.KindAgreement); err != nil {
		return nil, err
	}
	return nested(c, path, k, q.And, q.Or, q.Not, c.agreements)
}

// party: roll-ups are as of the date of coming into force.
func (c *compiler) party(path string, set *graph.PartySet) (*condition, error) {
	if set.Roles != nil && len(set.Roles) == 0 {
		return never, nil
	}
	of := func(r graph.Record) (w who) {
		a, ok := r.(*graph.Agreement)
		if !ok {
			return w
		}
		w.date = a.InForce
		for i := range a.Parties {
			if set.Roles == nil || slices.Contains(set.Roles, a.Parties[i].Role) {
				w.ids = append(w.ids, a.Parties[i].Actor)
			}
		}
		return w
	}
	asked := set.Actor
	if asked == nil {
		asked = new(graph.ActorSet) // there has to be somebody all the same
	}
	actors, err := c.actors(path+".actor", asked, of)
	if err != nil {
		return nil, err
	}
	c.rolled(actors)
	return actors.condition(placing{tag: keys.Referrer, unsure: true, somebody: true})
}
