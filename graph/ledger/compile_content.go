package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// content makes a set of contents ready. Whoever is to act, and toward whom, has
// an about entry, so that the lists of these hold all that can meet it.
func (c *compiler) content(part string, set *graph.ContentSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	for _, none := range []bool{
		set.Moods != nil && len(set.Moods) == 0, set.Acts != nil && len(set.Acts) == 0,
		set.EventKinds != nil && len(set.EventKinds) == 0, set.Actions != nil && len(set.Actions) == 0,
	} {
		if none {
			return never, nil
		}
	}
	nobody := func(graph.Record) who { return who{} }
	actor, err := c.actors(part+".actor", set.Actor, nobody)
	if err != nil {
		return nil, err
	}
	toward, err := c.actors(part+".toward", set.Toward, nobody)
	if err != nil {
		return nil, err
	}
	level := func(s *graph.Statement, x *graph.Content) bool {
		return (set.Moods == nil || slices.Contains(set.Moods, x.Mood)) &&
			(set.Acts == nil || slices.Contains(set.Acts, x.Act)) &&
			(set.EventKinds == nil || slices.Contains(set.EventKinds, x.EventKind)) &&
			(set.Actions == nil || slices.Contains(set.Actions, x.Action)) &&
			(set.Polarity == "" || x.Polarity == set.Polarity) &&
			actor.met(&who{ids: []graph.ID{x.Actor}, date: s.Said}, true) &&
			toward.met(&who{ids: x.Toward, date: s.Said}, true)
	}
	kids := []*condition{onRecord(part, func(s *graph.Statement) bool {
		for x := s.Content; x != nil; x = x.Content {
			if level(s, x) {
				return true
			}
		}
		return false
	})}
	for _, a := range []*actorSet{actor, toward} {
		if a == nil {
			continue
		}
		// Where they are not in the lists, no level can meet the set; where
		// they are, one level or another may name them.
		named := *a
		named.noneOf = nil
		named.who = ofStatement(func(s *graph.Statement) (w who) {
			for i := range s.About {
				w.ids = append(w.ids, s.About[i].Node)
			}
			return w
		})
		k, err := named.condition(placing{tag: keys.About, unsure: true})
		if err != nil {
			return nil, err
		}
		if a.given && len(a.possible()) == 0 {
			k = never
		}
		kids = append(kids, k)
	}
	return all(part, kids...), nil
}

// met says whether those in one place of a record meet the set; nil is met by
// all. Somebody has to be there where that is asked for.
func (a *actorSet) met(w *who, somebody bool) bool {
	if a == nil {
		return true
	}
	is := func(x askedActor) bool { return x.met(w, a.certainly) }
	if a.given && !slices.ContainsFunc(a.anyOf, is) || slices.ContainsFunc(a.noneOf, is) {
		return false
	}
	for i := range a.allOf {
		if !is(a.allOf[i]) {
			return false
		}
	}
	return !somebody || slices.ContainsFunc(w.ids, func(id graph.ID) bool { return id != "" })
}

// figures makes a set of figures ready.
func (c *compiler) figures(part string, set *graph.FigureSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	if set.What != nil && len(set.What) == 0 || set.Units != nil && len(set.Units) == 0 {
		return never, nil
	}
	by, err := c.actors(part+".countedBy", set.CountedBy, func(graph.Record) who { return who{} })
	if err != nil {
		return nil, err
	}
	if by != nil && by.given && len(by.possible()) == 0 {
		return never, nil
	}
	on := onRecord(part, func(s *graph.Statement) bool {
		return slices.ContainsFunc(s.Figures, func(f graph.Figure) bool {
			return (set.What == nil || slices.Contains(set.What, f.What)) && (set.Units == nil || slices.Contains(set.Units, f.Unit)) &&
				by.met(&who{ids: []graph.ID{f.CountedBy}, date: s.Said}, true)
		})
	})
	if by != nil && by.given {
		on.op, on.vague = opLists, true
		on.lookup = c.naming(by.possible())
	}
	return on, nil
}

// naming finds the statements that name one of several actors, in whatever
// place: there is an entry for each of them, in the list of a place that has one
// or in that of who refers to the actor.
func (c *compiler) naming(asked []askedActor) *lookup {
	var nodes []keys.Node
	for i := range asked {
		for _, m := range asked[i].members {
			nodes = append(nodes, m.node)
		}
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	tags := []keys.Tag{keys.SaidBy, keys.OnBehalfOf, keys.RelayedBy, keys.RelayedFor, keys.SaidTo, keys.About}
	return &lookup{
		kind: graph.KindStatement, most: maxLooked,
		length: func() (n uint64, err error) {
			found, err := c.s.countersOf(nodes)
			for _, x := range found {
				n += x.length(keys.Referrer, 0, allClasses(c.s.walked(c.view.Clearance)))
			}
			return n, err
		},
		find: func([]keys.Class) (lists []*list, stops []stop, ok bool, err error) {
			if len(nodes)*len(tags) > graph.MaxUnion {
				return nil, nil, false, nil
			}
			for _, n := range nodes {
				for _, t := range tags {
					lists = append(lists, &list{tag: t, owner: n, unsure: true})
				}
			}
			referring, ok, err := c.referring(nodes, statementKind)
			if err != nil || !ok {
				return nil, nil, false, err
			}
			stops, err = c.s.places(referring, keys.Revision(c.view.Revision))
			for i := range stops {
				stops[i].sure = false
			}
			return lists, stops, err == nil, err
		},
	}
}

// referring gives the records of a kind that refer to some nodes and do not stand
// in other lists of these, or false for more than [maxLooked].
func (c *compiler) referring(nodes []keys.Node, k keys.Kind) (found []keys.Node, ok bool, err error) {
	for _, n := range nodes {
		list := func(space keys.Space) []byte { return keys.AppendList(nil, space, keys.Referrer, n) }
		err := c.s.plainEntries(list, keys.Revision(c.view.Revision), func(key keys.Key, hot keys.Hot) error {
			if keys.Kind(hot.Main) == k && key.Class.Marking() <= markingNumber(c.s.walked(c.view.Clearance)) {
				found = append(found, key.Node)
			}
			return nil
		})
		if err != nil || len(found) > maxLooked {
			return nil, false, err
		}
	}
	slices.Sort(found)
	return slices.Compact(found), true, nil
}
