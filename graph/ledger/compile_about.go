package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// about makes a set of about entries ready. The entries of the index hold the
// roles in which a statement is about a node, so that without a stance the
// lists decide.
func (c *compiler) about(path string, set *graph.AboutSet) (*condition, error) {
	if set.Roles != nil && len(set.Roles) == 0 || emptyRange(set.Stance) {
		return never, nil
	}
	roles := bitsOf(roleNumbers, set.Roles)
	listed := func(part string, members []member) *condition {
		k := standsIn(part, members, func(s *graph.Statement, ids map[graph.ID]bool) bool {
			return slices.ContainsFunc(s.About, func(a graph.About) bool { return ids[a.Node] && counts(&a, set) })
		}, keys.About)
		for _, l := range k.lists {
			l.roles, l.unsure = roles, set.Stance != nil
		}
		return k
	}
	kids := []*condition{}
	for _, of := range []struct {
		part string
		id   graph.ID
	}{{".agreement", set.Agreement}, {".topic", set.Topic}} {
		if of.id != "" {
			members, err := c.same(of.id)
			if err != nil {
				return nil, err
			}
			kids = append(kids, listed(path+of.part, members))
		}
	}
	if set.Statement != "" {
		n, err := c.s.nodeOf(set.Statement)
		if err != nil {
			return nil, err
		}
		kids = append(kids, listed(path+".statement", []member{{node: n, id: set.Statement}}))
	}
	if set.Location != nil {
		k, err := c.aboutPlace(path+".location", set, listed)
		if err != nil {
			return nil, err
		}
		kids = append(kids, k)
	}
	if set.Event != nil {
		k, err := c.aboutEvent(path+".event", set, roles)
		if err != nil {
			return nil, err
		}
		kids = append(kids, k)
	}
	if set.Actor != nil {
		a, err := c.actors(path+".actor", set.Actor, ofStatement(func(s *graph.Statement) (w who) {
			for i := range s.About {
				if s.About[i].Node.Kind() == graph.KindActor && counts(&s.About[i], set) {
					w.ids = append(w.ids, s.About[i].Node)
				}
			}
			return w
		}))
		if err != nil {
			return nil, err
		}
		c.rolled(a)
		k, err := a.condition(placing{tag: keys.About, roles: roles, unsure: set.Stance != nil, somebody: true})
		if err != nil {
			return nil, err
		}
		kids = append(kids, k)
	}
	if len(kids) == 0 {
		k := onRecord(path, func(s *graph.Statement) bool {
			return slices.ContainsFunc(s.About, func(a graph.About) bool { return counts(&a, set) })
		})
		if set.Stance == nil {
			k = onRow(k, nameIn(roles, aboutPlaces...))
		}
		kids = append(kids, k)
	}
	return all(path, kids...), nil
}

// counts says whether an about entry is one of those that a set looks at.
func counts(a *graph.About, set *graph.AboutSet) bool {
	return (set.Roles == nil || slices.Contains(set.Roles, a.Role)) &&
		(set.Stance == nil || a.Stance != nil && inRange(set.Stance, a.Stance.Value))
}

func (c *compiler) aboutPlace(part string, set *graph.AboutSet, listed func(string, []member) *condition) (*condition, error) {
	switch {
	case set.Location.Precisions != nil: // which are not known of it
		return never, nil
	case set.Location.AnyOf == nil:
		return onRecord(part, func(s *graph.Statement) bool {
			return slices.ContainsFunc(s.About, func(a graph.About) bool { return a.Node.Kind() == graph.KindLocation && counts(&a, set) })
		}), nil
	}
	members, err := c.s.lying(set.Location, c.view)
	if err != nil {
		return nil, err
	}
	return listed(part, members), nil
}

// aboutEvent is met by statements about an event that meets the set. If there
// are few enough of such events, their lists hold these statements; otherwise
// the events of each candidate are looked at, each of them once.
func (c *compiler) aboutEvent(part string, set *graph.AboutSet, roles uint32) (*condition, error) {
	event, err := c.events(part, set.Event)
	if err != nil {
		return nil, err
	}
	if event.op == opNever {
		return never, nil
	}
	events := c.checked(graph.KindEvent, event)
	var scheme *scheme
	plan := func() (err error) {
		if scheme == nil {
			scheme, err = c.s.plan(event, graph.KindEvent, unbounded(allClasses(c.s.walked(c.view.Clearance))), c.view, 0)
		}
		return err
	}
	return &condition{
		op: opLists, part: part,
		lookup: &lookup{
			kind: graph.KindEvent, most: maxLooked,
			length: func() (uint64, error) {
				err := plan()
				if err != nil || scheme.root.op == opNever {
					return 0, err
				}
				return scheme.candidates(), nil
			},
			find: func([]keys.Class) (lists []*list, _ []stop, ok bool, err error) {
				if err := plan(); err != nil {
					return nil, nil, false, err
				}
				ok = true
				found := map[keys.Node]bool{}
				err = scheme.each(graph.MaxUnion+1, itsPlace, func(e *candidate) (bool, error) {
					lists = append(lists, &list{tag: keys.About, owner: e.Node, roles: roles, unsure: set.Stance != nil})
					found[e.Node] = true
					ok = len(lists) <= graph.MaxUnion
					return ok, nil
				})
				if ok = ok && err == nil; ok {
					events.found = found
				}
				return lists, nil, ok, err
			},
		},
		match: func(r *candidate) (bool, error) {
			s, ok := r.record.(*graph.Statement)
			if !ok {
				return false, nil
			}
			var ids []graph.ID
			for i := range s.About {
				if a := &s.About[i]; a.Node.Kind() == graph.KindEvent && counts(a, set) {
					ids = append(ids, a.Node)
				}
			}
			return events.any(ids)
		},
	}, nil
}

// maxLooked bounds the events and documents that are looked for to go along
// their lists; of those that are found, there may be [graph.MaxUnion].
const maxLooked = 4 * graph.MaxUnion

// A checked finds out which records meet a condition, each of them once.
type checked struct {
	c    *compiler
	kind graph.Kind
	on   *condition
	met  map[graph.ID]bool
	// found are all that meet it, once they have been looked for.
	found map[keys.Node]bool
}

func (c *compiler) checked(k graph.Kind, on *condition) *checked {
	return &checked{c: c, kind: k, on: on, met: map[graph.ID]bool{}}
}

// any says whether one of the records, which the view has, meets the condition.
func (c *checked) any(ids []graph.ID) (bool, error) {
	if c.found != nil {
		nodes, err := c.c.s.nodesOf(ids)
		return slices.ContainsFunc(nodes, func(n keys.Node) bool { return c.found[n] }), err
	}
	var unknown []graph.ID
	for _, id := range ids {
		met, known := c.met[id]
		if met {
			return true, nil
		}
		if !known && id != "" {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return false, nil
	}
	return c.look(unknown)
}

// maxChecked bounds how many records are remembered; what is forgotten is
// looked at again.
const maxChecked = 100_000

// look looks at records, and says whether one of them meets the condition. What
// is remembered of a record is what it came to in the end: a lookup that takes
// turns with the walk may ask meanwhile.
func (c *checked) look(ids []graph.ID) (some bool, err error) {
	s, view := c.c.s, c.c.view
	nodes, err := s.nodesOf(ids)
	if err != nil {
		return false, err
	}
	versions, err := s.versionsAt(nodes, keys.Revision(view.Revision))
	if err != nil {
		return false, err
	}
	for i, v := range versions {
		met := false
		if v != nil && v.kind == c.kind && v.visible(view.Clearance) {
			r := candidate{stop: stop{Position: v.at, class: v.class}}
			if r.record, err = s.redacted(v, view); err != nil {
				return false, err
			}
			if met, err = c.on.matches(&r); err != nil {
				return false, err
			}
		}
		if len(c.met) >= maxChecked {
			clear(c.met)
		}
		c.met[ids[i]] = met
		some = some || met
	}
	return some, nil
}
