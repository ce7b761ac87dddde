package ledger

import (
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

var errMissing = errors.New("it is missing")

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
	return onRecord(part, func(s *graph.Statement) bool {
		return slices.ContainsFunc(s.Figures, func(f graph.Figure) bool {
			return (set.What == nil || slices.Contains(set.What, f.What)) && (set.Units == nil || slices.Contains(set.Units, f.Unit)) &&
				by.met(&who{ids: []graph.ID{f.CountedBy}, date: s.Said}, true)
		})
	}), nil
}

// answered is met by statements to which another one links, or by the others.
// The lists of what links to them tell.
func (c *compiler) answered(part string, want *bool) *condition {
	if want == nil {
		return always
	}
	is := func(n keys.Node) (bool, error) {
		some := false
		err := c.linking(n, func(keys.Node) bool {
			some = true
			return false
		})
		return some == *want, err
	}
	return &condition{
		op: opEntry, part: part,
		tell: func(s *stop) (verdict, error) {
			met, err := is(s.Node)
			return decided(met), err
		},
		match: func(r *candidate) (bool, error) { return is(r.Node) },
	}
}

// linked is met by statements to which a statement links that meets the set.
func (c *compiler) linked(part string, set *graph.LinkedSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	if set.Kinds != nil && len(set.Kinds) == 0 {
		return never, nil
	}
	by, err := c.actors(part+".by", set.By, func(graph.Record) who { return who{} })
	if err != nil {
		return nil, err
	}
	if by != nil && by.given && len(by.possible()) == 0 {
		return never, nil
	}
	return &condition{
		op: opEntry, part: part, vague: true,
		tell: func(s *stop) (verdict, error) {
			found := no
			err := c.linking(s.Node, func(keys.Node) bool {
				found = maybe
				return false
			})
			return found, err
		},
		match: func(r *candidate) (bool, error) {
			var nodes []keys.Node
			if err := c.linking(r.Node, func(n keys.Node) bool {
				nodes = append(nodes, n)
				return true
			}); err != nil {
				return false, err
			}
			for batch := range slices.Chunk(nodes, maxBatch) {
				met, err := c.links(batch, r.record.Shared().ID, set, by)
				if err != nil || met {
					return met, err
				}
			}
			return false, nil
		},
	}, nil
}

// links says whether one of the statements meets the set by a link to another.
func (c *compiler) links(nodes []keys.Node, to graph.ID, set *graph.LinkedSet, by *actorSet) (bool, error) {
	records, err := c.s.visibleAt(nodes, c.view)
	if err != nil {
		return false, err
	}
	for i, r := range records {
		s, ok := r.(*graph.Statement)
		if !ok {
			return false, c.s.corrupt(nodes[i], "index entry", fmt.Errorf("it does not fit the record as of revision %d", c.view.Revision))
		}
		w := speaking(s)
		w.date = s.Said
		if by.met(&w, false) && slices.ContainsFunc(s.Links, func(l graph.Link) bool {
			return l.Statement == to && (set.Kinds == nil || slices.Contains(set.Kinds, l.Kind))
		}) {
			return true, nil
		}
	}
	return false, nil
}

// linking gives the statements, of those that are listed unless asked for
// otherwise, that link to one, until the taker has enough.
func (c *compiler) linking(to keys.Node, take func(keys.Node) bool) error {
	s, at := c.s, keys.Revision(c.view.Revision)
	first, last := keys.Classes(keys.Curated, markingNumber(c.view.Clearance))
	spaces := []keys.Space{keys.Live}
	if at < s.head {
		spaces = append(spaces, keys.Closed)
	}
	for _, space := range spaces {
		prefix := keys.AppendList(nil, space, keys.LinkedFrom, to)
		r := storage.Range{Start: keys.AppendClass(slices.Clone(prefix), first), End: keys.AppendClass(slices.Clone(prefix), last+1)}
		if err := s.spend(1); err != nil {
			return err
		}
		for pair, err := range s.tx.Scan(r) {
			if err != nil {
				return storageError(err)
			}
			if err := s.spend(1); err != nil {
				return err
			}
			hot, err := openHot(pair.Key, pair.Value)
			if err != nil {
				return corruptEntry(pair.Key, err)
			}
			m, err := keys.ParseMember(pair.Key)
			if err != nil {
				return corruptEntry(pair.Key, err)
			}
			if holds(space, m.Since, hot, at) && !take(m.Position.Node) {
				return nil
			}
		}
	}
	return nil
}
