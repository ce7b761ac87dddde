package graphtest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hudna/graph"
)

// sameMatch compares records and why they are in the list that a set asks for.
func sameMatch[R graph.Record](t *trial, set any) sameness[R] {
	return func(v graph.View, want, got graph.Item[R]) string {
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
		t.asker.in(v, func(q quest) { how = q.k.compareThrough(got.Value, set, wanted.Through, given.Through) })
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
		if strings.HasPrefix(m.Highlights[0].Path, "names[") {
			t.stats.take("names highlighted")
		}
	}
	if m.Score > 0 {
		t.stats.take("a score")
	}
}

// scoreSlack is how far scores may lie apart that were added up in another
// order.
const scoreSlack = 1e-9

// compareThrough says what is wrong with the affiliations by which a record is
// said to meet a set. Of two whom the record names and who stand for an actor by
// the same affiliations, a post and its holder, either may be told of.
func (k *seeker) compareThrough(r graph.Record, set any, want, got []graph.Through) string {
	if len(want) != len(got) {
		return fmt.Sprintf("through %s, not %s", readable(got), readable(want))
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w graph.Through) bool {
			return g.Path == w.Path && g.Asked == w.Asked && sameValue(g.Steps, w.Steps)
		}) {
			return fmt.Sprintf("through %s, not %s", readable(g), readable(want))
		}
		named := false
		for _, p := range k.parts("", r, set) {
			if p.path != g.Path {
				continue
			}
			only := func(id graph.ID) bool { return id != g.Matched }
			c := cast{slices.DeleteFunc(slices.Clone(p.cast.ids), only), slices.DeleteFunc(slices.Clone(p.cast.behalf), only), p.cast.when}
			way := k.metBy(g.Asked, *p.set, c)
			named = way != nil && sameValue(way.steps, g.Steps)
		}
		if !named {
			return "through somebody who is not named: " + readable(g)
		}
	}
	return ""
}
