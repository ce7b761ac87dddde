package ledger

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// answered is met by statements to which another one links, or by the others.
// The lists of what links to them tell.
func (c *compiler) answered(part string, want *bool) *condition {
	if want == nil {
		return always
	}
	is := func(n keys.Node) (bool, error) {
		some, err := c.isLinked(n, 0)
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

// linked is met by statements to which a statement links that meets the set. The
// lists of what links to them tell the kinds of the links, and the records who
// made them. Where it is asked who did, what these said can be gone through
// instead, to find out what it links to.
func (c *compiler) linked(part string, set *graph.LinkedSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	if set.Kinds != nil && len(set.Kinds) == 0 {
		return never, nil
	}
	kinds := bitsOf(linkNumbers, set.Kinds)
	by, err := c.actors(part+".by", set.By, ofStatement(speaking))
	if err != nil {
		return nil, err
	}
	on := &condition{
		op: opEntry, part: part, vague: by != nil,
		tell: func(s *stop) (verdict, error) {
			some, err := c.isLinked(s.Node, kinds)
			switch {
			case !some || err != nil:
				return no, err
			case by == nil:
				return yes, nil
			}
			return maybe, nil
		},
		match: func(r *candidate) (bool, error) { return c.linkedBy(r, set, kinds, by) },
	}
	if by == nil || !by.given && len(by.allOf) == 0 {
		return on, nil
	}
	all := kinds
	if all == 0 {
		all = bitsOf(linkNumbers, graph.LinkKinds())
	}
	linking, err := by.condition(placing{tag: keys.SaidBy, behalf: keys.OnBehalfOf, roles: all})
	if err != nil || linking.op == opNever {
		return never, err
	}
	on.op = opLists
	on.lookup = c.linkedFrom(linking, set)
	return on, nil
}

// maxLinking bounds the statements that are gone through to find what they link
// to.
const maxLinking = 250_000

// links is met by statements that link to others. Where it is asked to which, the
// lists of what links to these tell, the kinds as well.
func (c *compiler) links(part string, set *graph.LinksSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	if set.Kinds != nil && len(set.Kinds) == 0 {
		return never, nil
	}
	if set.AnyOf == nil {
		return onRecord(part, func(s *graph.Statement) bool {
			return slices.ContainsFunc(s.Links, func(l graph.Link) bool { return set.Kinds == nil || slices.Contains(set.Kinds, l.Kind) })
		}), nil
	}
	nodes, err := c.s.nodesOf(set.AnyOf)
	if err != nil {
		return nil, err
	}
	members := make([]member, len(nodes))
	for i, n := range nodes {
		members[i] = member{id: set.AnyOf[i], node: n}
	}
	k := standsIn(part, members, func(s *graph.Statement, ids map[graph.ID]bool) bool {
		return slices.ContainsFunc(s.Links, func(l graph.Link) bool {
			return ids[l.Statement] && (set.Kinds == nil || slices.Contains(set.Kinds, l.Kind))
		})
	}, keys.LinkedFrom)
	for _, l := range k.lists {
		l.roles = bitsOf(linkNumbers, set.Kinds)
	}
	return k, nil
}

// linkedFrom finds the statements to which others link that meet a condition.
func (c *compiler) linkedFrom(linking *condition, set *graph.LinkedSet) *lookup {
	var scheme *scheme
	plan := func() (err error) {
		if scheme == nil {
			scheme, err = c.s.plan(linking, graph.KindStatement, unbounded(classes(c.s.walked(c.view.Clearance), keys.Curated)), c.view, 0)
		}
		return err
	}
	return &lookup{
		most: maxLinking,
		length: func() (uint64, error) {
			if err := plan(); err != nil {
				return 0, err
			}
			return scheme.candidates(), nil
		},
		find: func([]keys.Class) (_ []*list, stops []stop, ok bool, err error) {
			if err := plan(); err != nil {
				return nil, nil, false, err
			}
			found := map[graph.ID]bool{}
			err = scheme.each(maxBatch, itsRecord, func(r *candidate) (bool, error) {
				s, ok := r.record.(*graph.Statement)
				if !ok {
					return false, c.s.corrupt(r.Node, "index entry", errNoStatement)
				}
				for i := range s.Links {
					if l := &s.Links[i]; set.Kinds == nil || slices.Contains(set.Kinds, l.Kind) {
						found[l.Statement] = true
					}
				}
				return true, nil
			})
			if err != nil {
				return nil, nil, false, err
			}
			ids := make([]graph.ID, 0, len(found))
			for id := range found {
				ids = append(ids, id)
			}
			nodes, err := c.s.nodesOf(ids)
			if err != nil {
				return nil, nil, false, err
			}
			stops, err = c.s.places(nodes, keys.Revision(c.view.Revision))
			return nil, stops, err == nil, err
		},
	}
}

// places gives where records stand in lists at a revision, in the order of
// positions.
func (s *snapshot) places(nodes []keys.Node, at keys.Revision) ([]stop, error) {
	stops := make([]stop, 0, len(nodes))
	for batch := range slices.Chunk(nodes, maxBatch) {
		want := make([][]byte, len(batch))
		for i, n := range batch {
			want[i] = keys.AppendRecord(nil, n)
		}
		values, err := s.tx.GetMany(want)
		if err != nil {
			return nil, storageError(err)
		}
		for i, n := range batch {
			if values[i] == nil {
				return nil, s.corrupt(n, "record", errMissing)
			}
			row, err := s.rowFrom(n, at, want[i], values[i])
			if err != nil {
				return nil, err
			}
			if row == nil {
				continue
			}
			sees, class, err := s.place(n, row)
			if err != nil {
				return nil, err
			}
			if sees {
				p := keys.Position{Earliest: row.Earliest, Bucket: keys.Bucket(row.Bucket), Node: n}
				stops = append(stops, stop{Position: p, class: class, sure: true})
			}
		}
	}
	return sortStops(stops), nil
}

// linkedBy says whether a statement links to a record that meets the set.
func (c *compiler) linkedBy(r *candidate, set *graph.LinkedSet, kinds uint32, by *actorSet) (bool, error) {
	var nodes []keys.Node
	if err := c.linking(r.Node, kinds, func(n keys.Node) bool {
		nodes = append(nodes, n)
		return by != nil
	}); err != nil {
		return false, err
	}
	if by == nil {
		return len(nodes) > 0, nil
	}
	for batch := range slices.Chunk(nodes, maxBatch) {
		met, err := c.linksTo(batch, r.record.Shared().ID, set, by)
		if err != nil || met {
			return met, err
		}
	}
	return false, nil
}

// linksTo says whether one of the statements meets the set by a link to another.
func (c *compiler) linksTo(nodes []keys.Node, to graph.ID, set *graph.LinkedSet, by *actorSet) (bool, error) {
	records, err := c.s.visibleAt(nodes, c.view)
	if err != nil {
		return false, err
	}
	for i, r := range records {
		s, ok := r.(*graph.Statement)
		if !ok {
			return false, c.s.corrupt(nodes[i], "index entry", fmt.Errorf("it does not fit the record as of revision %d", c.view.Revision))
		}
		w := by.who(s)
		if by.met(&w, false) && slices.ContainsFunc(s.Links, func(l graph.Link) bool {
			return l.Statement == to && (set.Kinds == nil || slices.Contains(set.Kinds, l.Kind))
		}) {
			return true, nil
		}
	}
	return false, nil
}

// isLinked says whether a statement links to one by a link of some kinds; 0 is
// whatever kind.
func (c *compiler) isLinked(to keys.Node, kinds uint32) (some bool, err error) {
	err = c.linking(to, kinds, func(keys.Node) bool {
		some = true
		return false
	})
	return some, err
}

// linking gives the statements, of those that are listed unless asked for
// otherwise, that link to one by links of some kinds, until the taker has
// enough.
func (c *compiler) linking(to keys.Node, kinds uint32, take func(keys.Node) bool) error {
	s, at := c.s, keys.Revision(c.view.Revision)
	first, last := keys.Classes(keys.Curated, markingNumber(s.walked(c.view.Clearance)))
	for _, space := range s.spacesAt(at) {
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
			if !holds(space, m.Since, hot, at) || kinds != 0 && hot.Roles&kinds == 0 {
				continue
			}
			sees, err := s.seesEntry(m.Position.Node, m.Class, at)
			if err != nil {
				return err
			}
			if sees && !take(m.Position.Node) {
				return nil
			}
		}
	}
	return nil
}
