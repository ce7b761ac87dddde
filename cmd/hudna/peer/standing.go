package peer

import (
	"cmp"
	"math"
	"slices"

	"hudna/graph"
)

// A window is when somebody stands for an actor: from the first instant to the
// last. Where it ends before it begins, it holds for what may be dated between
// the two.
type window struct{ lo, hi int64 }

var always = window{math.MinInt64, math.MaxInt64}

func (w window) covers(o window) bool { return w.lo <= o.lo && o.hi <= w.hi }

// holds says whether something may be dated in the window.
func (w window) holds(m Moment) bool { return m.Earliest <= w.hi && w.lo <= m.Latest }

// A tie is an affiliation of a holder.
type tie struct {
	holder, post     int // keys; no post is 0
	window           window
	speaksFor, parts bool
}

// A standIn stands for an actor while one of the windows holds.
type standIn struct {
	member  int
	windows []window
}

// ties are the affiliations by the organisation.
type ties map[int][]tie

// add takes in the affiliations of an actor; key tells the key of what an id
// stands for.
func (all ties) add(a *graph.Actor, key func(graph.ID) int) {
	for i := range a.Affiliations {
		f := &a.Affiliations[i]
		t := tie{holder: key(a.ID), window: mayHold(f), speaksFor: f.SpeaksFor, parts: f.Kind == graph.AffiliationPartOf}
		if f.Organisation == "" || !t.speaksFor && !t.parts {
			continue
		}
		if f.Post != "" && t.speaksFor {
			t.post = key(f.Post)
		}
		all[key(f.Organisation)] = append(all[key(f.Organisation)], t)
	}
}

// mayHold is the window in which an affiliation may hold.
func mayHold(f *graph.Affiliation) window {
	w := always
	if b, ok := known(f.From); ok {
		w.lo = b.Earliest
	}
	if b, ok := known(f.To); ok {
		w.hi = b.Latest
	}
	return w
}

func known(d *graph.Date) (graph.Bounds, bool) {
	if d == nil {
		return graph.Bounds{}, false
	}
	b, err := d.Bounds()
	return b, err == nil && !b.Undated
}

// standing finds who stands for an actor: itself, who speaks for it or for a
// part of it, and its parts.
func (all ties) standing(actor int) []standIn {
	members := map[int][]window{actor: {always}}
	parts := map[int][]window{actor: {always}}
	type reached struct {
		at int
		window
	}
	for level := []reached{{actor, always}}; len(level) > 0; {
		var next []reached
		for _, from := range level {
			for _, t := range all[from.at] {
				w := window{max(from.lo, t.window.lo), min(from.hi, t.window.hi)}
				add(members, t.holder, w)
				if t.post != 0 {
					add(members, t.post, w)
				}
				if t.parts && add(parts, t.holder, w) {
					next = append(next, reached{t.holder, w})
				}
			}
		}
		level = next
	}
	var found []standIn
	for member, windows := range members {
		found = append(found, standIn{member, windows})
	}
	slices.SortFunc(found, func(a, b standIn) int { return cmp.Compare(a.member, b.member) })
	return found
}

// add notes a window that says something new.
func add(at map[int][]window, member int, w window) bool {
	if slices.ContainsFunc(at[member], func(o window) bool { return o.covers(w) }) {
		return false
	}
	at[member] = append(at[member], w)
	return true
}
