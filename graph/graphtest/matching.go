package graphtest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hudna/graph"
)

// sameMatch compares statements and why they are in the list. Of the ways in
// which somebody may stand for an actor the graph may name another one than the
// oracle, if it is a way.
func (t *trial) sameMatch(query graph.StatementQuery) sameness[*graph.Statement] {
	return func(v graph.View, want, got graph.Item[*graph.Statement]) string {
		if !sameRecord(want.Value, got.Value) {
			return "another value"
		}
		var wanted, given graph.Match
		if want.Match != nil {
			wanted = *want.Match
		}
		if got.Match != nil {
			given = *got.Match
		}
		switch {
		case math.Abs(wanted.Score-given.Score) > scoreSlack*max(1, math.Abs(wanted.Score)):
			return fmt.Sprintf("a score of %v, not %v", given.Score, wanted.Score)
		case !slices.Equal(wanted.Highlights, given.Highlights):
			return fmt.Sprintf("highlights of %v, not %v", given.Highlights, wanted.Highlights)
		}
		t.noteMatch(wanted)
		how := ""
		t.asker.in(v, func(q quest) { how = q.k.compareThrough(got.Value, query, wanted.Through, given.Through) })
		return how
	}
}

// noteMatch counts in which ways statements were found.
func (t *trial) noteMatch(m graph.Match) {
	for _, through := range m.Through {
		if len(through.Steps) == 1 {
			t.stats.take("through one affiliation")
		} else {
			t.stats.take("through several affiliations")
		}
	}
	if len(m.Highlights) > 0 {
		t.stats.take("highlights")
	}
	if m.Score > 0 {
		t.stats.take("a score")
	}
}

// scoreSlack is how far scores may lie apart that were added up in another
// order.
const scoreSlack = 1e-9

// compareThrough says what is wrong with the affiliations by which a statement
// is said to meet a query.
func (k *seeker) compareThrough(s *graph.Statement, q graph.StatementQuery, want, got []graph.Through) string {
	which := func(t graph.Through) string { return t.Path + " for " + string(t.Asked) }
	for _, w := range want {
		if !slices.ContainsFunc(got, func(g graph.Through) bool { return which(g) == which(w) }) {
			return "nothing through which it meets " + which(w)
		}
	}
	for i, g := range got {
		if slices.ContainsFunc(got[:i], func(o graph.Through) bool { return which(o) == which(g) }) {
			return "told twice through whom it meets " + which(g)
		}
		if !strings.Contains(g.Path, "or[") && !slices.ContainsFunc(want, func(w graph.Through) bool { return which(w) == which(g) }) {
			return "through somebody: " + which(g)
		}
		if !k.isWay(s, q.StatementSet, g) {
			return "through what is no way: " + readable(g)
		}
	}
	return ""
}

// isWay reports whether somebody whom a statement names stands for the actor
// asked for by the affiliations that are said, one after the other.
func (k *seeker) isWay(s *graph.Statement, q graph.StatementSet, t graph.Through) bool {
	set, c, ok := k.partAt(s, q, t.Path)
	if !ok || set == nil || len(t.Steps) == 0 || !slices.Contains(slices.Concat(set.AnyOf, set.AllOf), t.Asked) {
		return false
	}
	scopes := scopesOf(*set)
	named := slices.Contains(c.ids, t.Matched) || slices.Contains(scopes, graph.ScopeOnBehalf) && slices.Contains(c.behalf, t.Matched)
	if !named {
		return false
	}
	at := t.Matched
	for i, step := range t.Steps {
		holder, ok := k.snapshot.byID[step.Holder].(*graph.Actor)
		if !ok || step.Index < 0 || step.Index >= len(holder.Affiliations) || !sameValue(holder.Affiliations[step.Index], step.Affiliation) {
			return false
		}
		f := step.Affiliation
		if at == "" {
			return false
		}
		speaks := i == 0 && f.SpeaksFor && slices.Contains(scopes, graph.ScopeRepresentatives)
		if !k.held(f, set.Certainty == graph.DateCertainly, c.when) ||
			!speaks && !(f.Kind == graph.AffiliationPartOf && slices.Contains(scopes, graph.ScopeParts)) ||
			!k.is(at, step.Holder) && !(speaks && f.Post != "" && k.is(at, f.Post)) {
			return false
		}
		at = f.Organisation
	}
	return k.is(t.Asked, at)
}

// partAt is the part of a set that stands at a path, and whom a statement names
// there.
func (k *seeker) partAt(s *graph.Statement, q graph.StatementSet, path string) (*graph.ActorSet, cast, bool) {
	said := k.naive.moment(s.Said)
	switch path {
	case "by":
		return q.By, speaking(s, said), true
	case "to":
		return q.To, addressed(s, said), true
	case "via":
		return q.Via, relaying(s, said), true
	}
	for i, a := range q.About {
		if path == element("about", i)+".actor" {
			_, actors := aboutOf(s, a)
			return a.Actor, castOf(said, actors...), true
		}
	}
	for name, sets := range map[string][]graph.StatementSet{"and": q.And, "or": q.Or} {
		for i, set := range sets {
			if rest, ok := strings.CutPrefix(path, element(name, i)+"."); ok {
				return k.partAt(s, set, rest)
			}
		}
	}
	return nil, cast{}, false
}
