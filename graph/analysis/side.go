package analysis

import (
	"maps"
	"math"
	"slices"

	"hudna/graph"
)

// maxTies bounds how many affiliations lead from one to whom it stands for.
const maxTies = 8

// sides tells who stands for whom: who speaks for an organisation, and what is a
// part of one, by affiliations that possibly held when something was said.
type sides struct {
	same map[graph.ID]graph.ID
	ties map[graph.ID][]tie
}

// A tie leads from an actor or a post to what it speaks for or is a part of.
type tie struct {
	to     graph.ID
	window graph.Bounds
	speaks bool
}

func newSides(actors map[graph.ID]*graph.Actor, same map[graph.ID]graph.ID) *sides {
	s := &sides{same: same, ties: map[graph.ID][]tie{}}
	// In the order of their ids: who stands for several is put with one of them.
	for _, id := range slices.Sorted(maps.Keys(actors)) {
		a := actors[id]
		if a.Status == graph.StatusRetracted {
			continue
		}
		for i := range a.Affiliations {
			f := &a.Affiliations[i]
			if f.Organisation == "" || !f.SpeaksFor && f.Kind != graph.AffiliationPartOf {
				continue
			}
			t := tie{to: s.canonical(f.Organisation), window: windowOf(f), speaks: f.SpeaksFor}
			s.add(a.ID, t)
			if f.Post != "" && f.SpeaksFor {
				s.add(f.Post, t)
			}
		}
	}
	return s
}

func (s *sides) add(from graph.ID, t tie) {
	from = s.canonical(from)
	s.ties[from] = append(s.ties[from], t)
}

// canonical is what stands for a record that may be judged the same as others.
func (s *sides) canonical(id graph.ID) graph.ID {
	if to, ok := s.same[id]; ok {
		return to
	}
	return id
}

// windowOf is when an affiliation possibly held.
func windowOf(f *graph.Affiliation) graph.Bounds {
	w := graph.Bounds{Earliest: math.MinInt64, Latest: math.MaxInt64}
	if f.From != nil {
		w.Earliest = boundsOf(f.From).Earliest
	}
	if f.To != nil {
		w.Latest = boundsOf(f.To).Latest
	}
	return w
}

// boundsOf are the bounds of a date; those of what is undated for none, and for
// one that cannot be read.
func boundsOf(d *graph.Date) graph.Bounds {
	if d != nil {
		if b, err := d.Bounds(); err == nil {
			return b
		}
	}
	return graph.Bounds{Earliest: math.MinInt64, Latest: math.MaxInt64, Undated: true}
}

func overlapping(a, b graph.Bounds) bool { return a.Earliest <= b.Latest && b.Earliest <= a.Latest }

// reach are the actors, and all that they stand for; by speaking alone, or also
// as parts.
func (s *sides) reach(from []graph.ID, at graph.Bounds, speaking bool) []graph.ID {
	reached := slices.Clone(from)
	next := 0
	for range maxTies {
		end := len(reached)
		for ; next < end; next++ {
			for _, t := range s.ties[reached[next]] {
				if (t.speaks || !speaking) && overlapping(t.window, at) && !slices.Contains(reached, t.to) {
					reached = append(reached, t.to)
				}
			}
		}
	}
	return reached
}

// A voice is one who speaks in a statement: the actor, the post and on whose
// behalf, as far as these are given.
type voice []graph.ID

// speaksFor says whether a voice is an actor or speaks for it.
func (s *sides) speaksFor(v voice, whom graph.ID, at graph.Bounds) bool {
	return slices.Contains(s.reach(v, at, true), whom)
}

// own says whether a voice is of somebody's own side: it stands for them, or for
// what they are a part of, or both stand for one of the parties.
func (s *sides) own(v voice, whom []graph.ID, parties []graph.ID, at graph.Bounds) bool {
	theirs := s.reach(whom, at, false)
	if intersects(s.reach(v, at, true), theirs) {
		return true
	}
	ours := s.reach(v, at, false)
	return intersects(ours, whom) || slices.ContainsFunc(parties, func(p graph.ID) bool {
		return slices.Contains(ours, p) && slices.Contains(theirs, p)
	})
}

func intersects(a, b []graph.ID) bool {
	return slices.ContainsFunc(a, func(id graph.ID) bool { return slices.Contains(b, id) })
}
