package ledger

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// events makes a set of events ready. Whether the statuses are a condition or
// choose the lists is up to the caller.
func (c *compiler) events(path string, set *graph.EventSet) (*condition, error) {
	at := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	var kids []*condition
	var failed error
	add := func(k *condition, err error) {
		if failed == nil {
			failed = err
		}
		if err == nil {
			kids = append(kids, k)
		}
	}
	if set.AnyOf != nil {
		add(c.these(at("anyOf"), set.AnyOf))
	}
	add(c.called(at("name"), set.Name, graph.KindEvent))
	add(eventKinds(at("kinds"), set.Kinds), nil)
	if set.When != nil {
		k, err := dated(at("when"), set.When, whenOf)
		add(k, pathed(at("when"), err))
	}
	add(c.eventPlace(at("place"), set.Place))
	for i := range set.Participants {
		add(c.participant(at(fmt.Sprintf("participants[%d]", i)), &set.Participants[i]))
	}
	if set.Under != "" {
		members, err := c.same(set.Under)
		add(eventsIn(at("under"), members, keys.EventAgreement, func(e *graph.Event, ids map[graph.ID]bool) bool { return ids[e.Under] }), err)
	}
	add(eventBases(at("bases"), set.Bases), nil)
	add(c.eventDocument(at("document"), set.Document))
	add(coding(at("coding"), set.Coding), nil)
	add(statuses(at("statuses"), set.Statuses), nil)
	if failed != nil {
		return nil, failed
	}
	return nested(c, path, kids, set.And, set.Or, set.Not, c.events)
}

func whenOf(r graph.Record) *graph.Date {
	e, _ := r.(*graph.Event)
	return e.When
}

// these is met by the records of a list of ids, and by what is the same as
// them.
func (c *compiler) these(part string, ids []graph.ID) (*condition, error) {
	groups, err := c.s.clusters(ids, c.view)
	if err != nil {
		return nil, err
	}
	members := joined(groups)
	if len(members) == 0 {
		return never, nil
	}
	k := &condition{op: opLists, part: part}
	wanted := make(map[keys.Node]bool, len(members))
	nodes := make([]keys.Node, len(members))
	for i, m := range members {
		nodes[i], wanted[m.node] = m.node, true
	}
	if k.stops, err = c.s.places(nodes, keys.Revision(c.view.Revision)); err != nil {
		return nil, err
	}
	k.match = func(r *candidate) (bool, error) { return wanted[r.Node], nil }
	return k, nil
}

// eventsIn is a condition on the lists of events of members.
func eventsIn(part string, members []member, tag keys.Tag, match func(*graph.Event, map[graph.ID]bool) bool) *condition {
	if len(members) == 0 {
		return never
	}
	ids := make(map[graph.ID]bool, len(members))
	c := &condition{op: opLists, part: part}
	for _, m := range members {
		ids[m.id] = true
		c.lists = append(c.lists, &list{tag: tag, owner: m.node})
	}
	c.match = matching(func(e *graph.Event) bool { return match(e, ids) })
	return c
}

// eventKinds: the entries of events have the kind as their main act.
func eventKinds(part string, kinds []graph.EventKind) *condition {
	switch {
	case kinds == nil:
		return always
	case len(kinds) == 0:
		return never
	}
	c := onEntry(part, func(s *stop) bool {
		return slices.ContainsFunc(kinds, func(k graph.EventKind) bool { return uint32(s.hot.Main) == numberOf(enumEventKind.values, k) })
	}, func(e *graph.Event) bool { return slices.Contains(kinds, e.Kind) })
	c.op = opLists
	for _, k := range kinds {
		c.lists = append(c.lists, &list{tag: keys.EventKind, owner: keys.Node(numberOf(enumEventKind.values, k))})
	}
	return c
}

// eventBases: and the basis as their basis.
func eventBases(part string, bases []graph.EventBasis) *condition {
	switch {
	case bases == nil:
		return always
	case len(bases) == 0:
		return never
	}
	return onEntry(part, func(s *stop) bool {
		return slices.ContainsFunc(bases, func(b graph.EventBasis) bool { return uint32(s.hot.Basis) == numberOf(enumEventBasis.values, b) })
	}, func(e *graph.Event) bool { return slices.Contains(bases, e.Basis) })
}

// eventPlace: the entries in the list of a place have the precisions with which
// the event stands in it.
func (c *compiler) eventPlace(part string, set *graph.PlaceSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	if set.Precisions != nil && len(set.Precisions) == 0 {
		return never, nil
	}
	meant := func(p *graph.EventPlace) bool {
		return set.Precisions == nil || slices.Contains(set.Precisions, p.Precision)
	}
	if set.AnyOf == nil {
		return onRecord(part, func(e *graph.Event) bool {
			return slices.ContainsFunc(e.Places, func(p graph.EventPlace) bool { return meant(&p) })
		}), nil
	}
	members, err := c.s.lying(set, c.view)
	if err != nil {
		return nil, err
	}
	k := eventsIn(part, members, keys.EventPlace, func(e *graph.Event, ids map[graph.ID]bool) bool {
		return slices.ContainsFunc(e.Places, func(p graph.EventPlace) bool { return ids[p.Location] && meant(&p) })
	})
	var roles uint32
	for _, p := range set.Precisions {
		roles |= 1 << numberOf(enumPlacePrecision.values, p)
	}
	for _, l := range k.lists {
		l.roles = roles
	}
	return k, nil
}

// participant: and those in the list of an actor the roles.
func (c *compiler) participant(part string, set *graph.ParticipantSet) (*condition, error) {
	if set.Roles != nil && len(set.Roles) == 0 || set.Certainties != nil && len(set.Certainties) == 0 {
		return never, nil
	}
	meant := func(p *graph.Participant) bool {
		return (set.Roles == nil || slices.Contains(set.Roles, p.Role)) &&
			(set.Certainties == nil || slices.Contains(set.Certainties, p.Certainty))
	}
	if set.Actor == nil {
		return onRecord(part, func(e *graph.Event) bool {
			return slices.ContainsFunc(e.Participants, func(p graph.Participant) bool { return meant(&p) })
		}), nil
	}
	a, err := c.actors(part+".actor", set.Actor, func(r graph.Record) (w who) {
		e, ok := r.(*graph.Event)
		if !ok {
			return w
		}
		for i := range e.Participants {
			if meant(&e.Participants[i]) {
				w.ids = append(w.ids, e.Participants[i].Actor)
			}
		}
		w.date = e.When
		return w
	})
	if err != nil {
		return nil, err
	}
	var roles uint32
	for _, r := range set.Roles {
		roles |= 1 << numberOf(enumParticipantRole.values, r)
	}
	c.rolled(a)
	return a.condition(placing{tag: keys.EventParticipant, roles: roles, unsure: set.Certainties != nil, somebody: true})
}

func (c *compiler) eventDocument(part string, set *graph.DocumentSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	on, err := c.documents(part, set)
	if err != nil || on.op == opNever {
		return on, err
	}
	documents := c.checked(graph.KindDocument, on)
	return &condition{op: opRecord, part: part, match: func(r *candidate) (bool, error) {
		e, ok := r.record.(*graph.Event)
		if !ok {
			return false, nil
		}
		ids := slices.Clone(e.Documents)
		for i := range e.Evidence {
			ids = append(ids, e.Evidence[i].Document)
		}
		return documents.any(ids)
	}}, nil
}
