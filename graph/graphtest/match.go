package graphtest

import (
	"slices"
	"strings"

	"hudna/graph"
)

// A seeker answers questions about what a view holds. It looks at every record
// for every question.
type seeker struct {
	naive    *Naive
	snapshot *snapshot
	// published is what was found of kinds of actors, by their names: it is asked
	// for whomever a statement names.
	published map[string][]graph.ID
}

// meets reports whether a statement, as the view sees it, meets every part of
// a set.
func (k *seeker) meets(s *graph.Statement, q graph.StatementSet) bool {
	said := k.naive.moment(s.Said)
	return k.actors(q.By, speaking(s, said)) &&
		k.actors(q.To, addressed(s, said)) &&
		k.actors(q.Via, relaying(s, said)) &&
		allOf(q.About, func(a graph.AboutSet) bool { return k.meetsAbout(s, a, said) }) &&
		anyOf(q.Acts, func(a graph.ActSet) bool { return does(s, a) }) &&
		k.meetsContent(s.Content, q.Content, said) &&
		anyOf(q.Positions, func(p graph.StandSet) bool { return k.takes(s, p) }) &&
		k.dated(q.Said, said) &&
		k.place(q.SaidAt, s.Place, "") &&
		k.is(q.Occasion, s.Occasion) &&
		k.concerns(s, q.Concerning) &&
		inDepth(s, q.Depth) &&
		oneOf(q.Attributions, s.Attribution) &&
		oneOf(q.Transmissions, s.Transmission) &&
		k.standsIn(q.Document, documentsOf(s.Evidence)) &&
		(q.Utterance == "" || s.Utterance == q.Utterance) &&
		oneOf(q.Statuses, s.Status) &&
		oneOf(q.Bases, s.Basis) &&
		oneOf(q.Superseded, superseded(s)) &&
		(q.AssignedTo == "" || q.AssignedTo == s.AssignedTo) &&
		(q.Author == "" || k.wroteIt(s.ID, q.Author)) &&
		codedBy(q.Coding, s.Coding) &&
		inRange(q.Confidence, s.Confidence) &&
		(q.Langs == nil || inLangs(q.Langs, s.Lang)) &&
		(q.Text == "" || k.naive.worded(q.Text, textsOf(s)...)) &&
		(q.Answered == nil || *q.Answered == k.linked(s, graph.LinkedSet{})) &&
		(q.Linked == nil || k.linked(s, *q.Linked)) &&
		(q.Links == nil || slices.ContainsFunc(s.Links, func(l graph.Link) bool {
			return oneOf(q.Links.Kinds, l.Kind) && oneOf(q.Links.AnyOf, l.Statement)
		})) &&
		k.figured(s, q.Figures, said) &&
		allOf(q.And, func(q graph.StatementSet) bool { return k.meets(s, q) }) &&
		anyOf(q.Or, func(q graph.StatementSet) bool { return k.meets(s, q) }) &&
		(q.Not == nil || !k.meets(s, *q.Not))
}

func speaking(s *graph.Statement, said moment) cast {
	var ids, behalf []graph.ID
	for _, speaker := range s.Speakers {
		ids = append(ids, speaker.Actor, speaker.Post)
		behalf = append(behalf, speaker.OnBehalfOf)
	}
	c := castOf(said, ids...)
	c.behalf = behalf
	return c
}

func relaying(s *graph.Statement, said moment) cast {
	var ids, behalf []graph.ID
	for _, relay := range s.Relays {
		ids = append(ids, relay.Actor, relay.Post)
		behalf = append(behalf, relay.OnBehalfOf)
	}
	c := castOf(said, ids...)
	c.behalf = behalf
	return c
}

func addressed(s *graph.Statement, said moment) cast {
	var ids []graph.ID
	for _, addressee := range s.Addressees {
		ids = append(ids, addressee.Actor, addressee.Post)
	}
	return castOf(said, ids...)
}

// textsOf are the text of a statement and its translations.
func textsOf(s *graph.Statement) []string {
	texts := []string{s.Text}
	for _, t := range s.Translations {
		texts = append(texts, t.Text)
	}
	return texts
}

// aboutOf are the entries that an about set looks at: all their nodes, and
// those that are actors.
func aboutOf(s *graph.Statement, a graph.AboutSet) (nodes, actors []graph.ID) {
	for _, entry := range s.About {
		if !oneOf(a.Roles, entry.Role) || a.Stance != nil && (entry.Stance == nil || !inRange(a.Stance, &entry.Stance.Value)) {
			continue
		}
		nodes = append(nodes, entry.Node)
		if entry.Node.Kind() == graph.KindActor {
			actors = append(actors, entry.Node)
		}
	}
	return nodes, actors
}

func (k *seeker) meetsAbout(s *graph.Statement, a graph.AboutSet, said moment) bool {
	nodes, actors := aboutOf(s, a)
	is := func(asked graph.ID) bool {
		return asked == "" || slices.ContainsFunc(nodes, func(id graph.ID) bool { return k.is(asked, id) })
	}
	return len(nodes) > 0 && k.somebody(a.Actor, castOf(said, actors...)) && is(a.Agreement) && is(a.Topic) && is(a.Statement) &&
		(a.Event == nil || slices.ContainsFunc(nodes, func(id graph.ID) bool {
			e, ok := k.snapshot.byID[id].(*graph.Event)
			return ok && k.meetsEvent(e, *a.Event)
		})) &&
		(a.Location == nil || slices.ContainsFunc(nodes, func(id graph.ID) bool {
			return id.Kind() == graph.KindLocation && k.place(a.Location, id, "")
		}))
}

func does(s *graph.Statement, a graph.ActSet) bool {
	for i, act := range s.Acts {
		if (a.Act == "" || act.Act == a.Act) && (a.Force == "" || act.Force == a.Force) && (!a.Main || i == 0) {
			return true
		}
	}
	return false
}

// meetsContent reports whether some level of a content meets a set; no set is
// no condition.
func (k *seeker) meetsContent(c *graph.Content, set *graph.ContentSet, said moment) bool {
	if set == nil {
		return true
	}
	for ; c != nil; c = c.Content {
		if oneOf(set.Moods, c.Mood) && k.somebody(set.Actor, castOf(said, c.Actor)) && oneOf(set.Acts, c.Act) &&
			oneOf(set.EventKinds, c.EventKind) && oneOf(set.Actions, c.Action) &&
			(set.Polarity == "" || set.Polarity == c.Polarity) && k.somebody(set.Toward, castOf(said, c.Toward...)) {
			return true
		}
	}
	return false
}

func (k *seeker) takes(s *graph.Statement, set graph.StandSet) bool {
	return slices.ContainsFunc(s.Positions, func(p graph.Stand) bool {
		return k.is(set.Topic, p.Topic) && (set.Agreement == "" || set.Agreement == p.Agreement)
	})
}

// concerns reports whether a statement is about an event or was said on its
// occasion; no event is no condition.
func (k *seeker) concerns(s *graph.Statement, event graph.ID) bool {
	return k.is(event, s.Occasion) || slices.ContainsFunc(s.About, func(a graph.About) bool { return k.is(event, a.Node) })
}

// linked reports whether one of those statements that are listed by default
// links to s and meets a set.
func (k *seeker) linked(s *graph.Statement, set graph.LinkedSet) bool {
	return slices.ContainsFunc(k.snapshot.records, func(r graph.Record) bool {
		from, ok := r.(*graph.Statement)
		return ok && from.Status == graph.StatusPublished && from.Basis != graph.BasisMachineCoded && !superseded(from) &&
			slices.ContainsFunc(from.Links, func(l graph.Link) bool { return l.Statement == s.ID && oneOf(set.Kinds, l.Kind) }) &&
			k.actors(set.By, speaking(from, k.naive.moment(from.Said)))
	})
}

func (k *seeker) figured(s *graph.Statement, set *graph.FigureSet, said moment) bool {
	return set == nil || slices.ContainsFunc(s.Figures, func(f graph.Figure) bool {
		return oneOf(set.What, f.What) && oneOf(set.Units, f.Unit) && k.somebody(set.CountedBy, castOf(said, f.CountedBy))
	})
}

func inDepth(s *graph.Statement, r *graph.IntRange) bool {
	if r == nil {
		return true
	}
	if s.Transmission != graph.TransmissionDirect && s.Transmission != graph.TransmissionRelayed {
		return false
	}
	depth := len(s.Relays)
	return (r.Min == nil || *r.Min <= depth) && (r.Max == nil || depth <= *r.Max)
}

// inRange reports whether a number lies in a range; no range is no condition,
// no number lies in none.
func inRange(r *graph.FloatRange, n *float64) bool {
	return r == nil || n != nil && (r.Min == nil || *r.Min <= *n) && (r.Max == nil || *n <= *r.Max)
}

// inLangs reports whether a language tag is one of some ranges: the tag itself,
// or what stands before one of its hyphens (RFC 4647, 3.3.1).
func inLangs(ranges []string, tag string) bool {
	tag = strings.ToLower(tag)
	return tag != "" && slices.ContainsFunc(ranges, func(r string) bool {
		r = strings.ToLower(r)
		return r == "*" || tag == r || strings.HasPrefix(tag, r+"-")
	})
}

// dated reports whether a moment lies in a range; no range is no condition.
func (k *seeker) dated(r *graph.DateRange, m moment) bool {
	return r == nil || k.naive.period(*r).holds(m)
}
