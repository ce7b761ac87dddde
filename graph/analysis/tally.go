package analysis

import (
	"cmp"
	"context"
	"slices"

	"hudna/graph"
)

// A Tally is what one counter has counted under an agreement. Figures of
// different counters stand beside each other and are never added up; neither are
// those of one counter, whose windows may overlap.
type Tally struct {
	Counter graph.ID // empty for figures of which it is not said who counted
	Counts  []Count  // by when they were said, the oldest first
}

// A Count is one figure of a statement.
type Count struct {
	Statement *graph.Statement
	Figure    graph.Figure
	Blamed    graph.ID // whom the counter blames, if anybody
	// Own: the counter is of the side that it blames.
	Own bool
	// Overlapping is how many other figures of the counter count the same, in the
	// same unit, of the same side and for the same place, over a window that may
	// share days with that of this one; Overlaps are the first statements that give
	// the first of them, by when their windows begin. What several reports of one
	// utterance give is one figure.
	Overlapping int
	Overlaps    []*graph.Statement
	key         figureKey
}

// MaxOverlapping bounds the statements that a [Count] names as overlapping.
const MaxOverlapping = 20

// tallies are the figures of the statements of a case, by who counted.
func (j *court) tallies(ctx context.Context) (list []Tally, err error) {
	at := map[graph.ID]int{}
	for n, s := range j.ordered {
		if err := wanted(ctx, n); err != nil {
			return nil, err
		}
		met := map[figureKey]int{} // in this statement
		for _, f := range s.Figures {
			counter, blamed := j.named(f.CountedBy), j.named(f.Blamed)
			i, ok := at[counter]
			if !ok {
				i = len(list)
				at[counter] = i
				list = append(list, Tally{Counter: counter})
			}
			own := counter != "" && blamed != "" && j.own(voice{counter}, []graph.ID{blamed}, j.parties, j.heard[s].at)
			key := figureKey{
				figureKind: figureKind{what: f.What, unit: f.Unit, of: j.named(f.Of), blamed: blamed, place: j.named(f.Place)},
				counter:    counter, utterance: cmp.Or(s.Utterance, s.ID), window: boundsOf(f.Window),
			}
			nth := met[key]
			met[key]++
			key.nth = nth
			list[i].Counts = append(list[i].Counts, Count{Statement: s, Figure: f, Blamed: blamed, Own: own, key: key})
		}
	}
	for i := range list {
		if err := list[i].overlap(ctx); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b Tally) int { return cmp.Compare(a.Counter, b.Counter) })
	return list, nil
}

// named is what stands for a record, if one is given.
func (j *court) named(id graph.ID) graph.ID {
	if id == "" {
		return ""
	}
	return j.canonical(id)
}

// A Bias is how often one speaks of the breaches of another: who counts whose.
// The numbers are of acts of speaking and of figures, and say nothing of how
// many breaches there were.
type Bias struct {
	By, Of graph.ID
	// Own: who speaks is of the side that it speaks of.
	Own bool
	// Allegations is how many utterances allege, Admissions how many admit, and
	// Counts how many figures blame: of those that several reports of one utterance
	// give, one.
	Allegations, Admissions, Counts int
	Statements                      []*graph.Statement // those of them all, the oldest first, each once
}

// biases are the pairs of who speaks and of whom, those without anything left
// out, by the ids of both.
func (j *court) biases(tallies []Tally) (list []Bias) {
	at := map[[2]graph.ID]int{}
	pair := func(by, of graph.ID, s *graph.Statement) *Bias {
		i, ok := at[[2]graph.ID{by, of}]
		if !ok {
			i = len(list)
			at[[2]graph.ID{by, of}] = i
			list = append(list, Bias{By: by, Of: of, Own: j.own(voice{by}, []graph.ID{of}, j.parties, j.heard[s].at)})
		}
		list[i].Statements = append(list[i].Statements, s)
		return &list[i]
	}
	type uttered struct {
		by, of, utterance graph.ID
		admitted          bool
	}
	met := map[uttered]bool{}
	for i, s := range j.ordered {
		for _, c := range j.charged[i] {
			for _, by := range j.spoke(s) {
				u := uttered{by, c.accused, cmp.Or(s.Utterance, s.ID), c.admitted}
				b := pair(by, c.accused, s)
				switch {
				case met[u]:
				case c.admitted:
					b.Admissions++
				default:
					b.Allegations++
				}
				met[u] = true
			}
		}
	}
	figures := map[figureKey]bool{}
	for _, t := range tallies {
		for _, c := range t.Counts {
			if t.Counter == "" || c.Blamed == "" {
				continue
			}
			if b := pair(t.Counter, c.Blamed, c.Statement); !figures[c.key] {
				figures[c.key] = true
				b.Counts++
			}
		}
	}
	for i := range list {
		j.sortBySaid(list[i].Statements)
		list[i].Statements = slices.CompactFunc(list[i].Statements, func(a, b *graph.Statement) bool { return a.ID == b.ID })
	}
	slices.SortFunc(list, func(a, b Bias) int { return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Of, b.Of)) })
	return list
}

// spoke are the actors who speak in a statement, each once: of each speaker one,
// the actor or, without it, the post.
func (j *court) spoke(s *graph.Statement) (by []graph.ID) {
	for _, v := range j.heard[s].voices {
		if !slices.Contains(by, v[0]) {
			by = append(by, v[0])
		}
	}
	return by
}
