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
	return onRecord(part, func(s *graph.Statement) bool {
		return slices.ContainsFunc(s.Figures, func(f graph.Figure) bool {
			return (set.What == nil || slices.Contains(set.What, f.What)) && (set.Units == nil || slices.Contains(set.Units, f.Unit)) &&
				by.met(&who{ids: []graph.ID{f.CountedBy}, date: s.Said}, true)
		})
	}), nil
}
