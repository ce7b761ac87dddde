package ledger

import (
	"math"
	"slices"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/storage/keys"
)

// guessedHits is for how many records a text is taken to be found in, before it
// is looked for: about as many as one can rather look at one by one.
const guessedHits = 1000

// text is met by the records of a kind whose texts have what is looked for. A
// search finds all of them; where fewer are left by other conditions, it is
// looked for in the texts of these.
func (c *compiler) text(path string, k graph.Kind, words string) (*condition, error) {
	q, err := search.Parse(path, words)
	if err != nil {
		return nil, err
	}
	on := &condition{op: opLists, part: path, match: func(r *candidate) (bool, error) { return q.Match(r.record), nil }}
	if k == graph.KindStatement && c.aside == 0 {
		if c.texts = append(c.texts, q); c.scored {
			return always, nil // all of them are looked for together
		}
	}
	on.lookup = &lookup{
		most:   math.MaxUint64,
		length: func() (uint64, error) { return guessedHits, nil },
		find: func([]keys.Class) (_ []*list, stops []stop, ok bool, err error) {
			stops, err = c.found(q, textKinds(k), allClasses(c.s.walked(c.view.Clearance)), false)
			return nil, stops, err == nil, err
		},
	}
	return on, nil
}

func (c *compiler) found(q *search.Query, kinds []keys.Kind, classes []keys.Class, scored bool) ([]stop, error) {
	hits, err := c.s.searched(q, kinds, classes, c.view, scored)
	stops := make([]stop, len(hits))
	for i := range hits {
		stops[i] = stop{Position: hits[i].At, class: hits[i].Class, sure: true, score: hits[i].Score}
	}
	return stops, err
}

// ranked is met by the statements that have all texts that are looked for, and
// has their scores. These are reckoned among all statements of the bases and
// classes of the query.
func (c *compiler) ranked(bases []graph.Basis, classes []keys.Class) (*condition, error) {
	q := search.Join(c.texts...)
	stops, err := c.found(q, textKinds(graph.KindStatement, bases...), classes, true)
	if err != nil || len(stops) == 0 {
		return never, err
	}
	return &condition{
		op: opLists, part: "order", stops: stops,
		match: func(r *candidate) (bool, error) { return q.Match(r.record), nil },
	}, nil
}

// best finds the page of a ranking for which nothing is asked but words. Of all
// that have them, none is looked at again but the best.
func (c *compiler) best(l listing, classes []keys.Class) (items []candidate, more bool, plan *graph.PlanStep, err error) {
	n, best := 0, newBest(l, l.byScore)
	var found candidate // one for all
	err = c.s.taken(search.Join(c.texts...), textKinds(graph.KindStatement, c.alone...), classes, c.view, true, func(h search.Hit) {
		n++
		found.Position, found.class, found.score = h.At, h.Class, h.Score
		best.offer(&found)
	})
	if err != nil {
		return nil, false, nil, err
	}
	q := &scheme{s: c.s, view: c.view, kind: graph.KindStatement}
	err = q.taken(best, l.taker(&items, &more))
	if l.backward {
		slices.Reverse(items)
	}
	return items, more, planOfRanked(n, "order"), err
}

// sought joins the texts that are looked for, nil where there are none.
func (c *compiler) sought() *search.Query {
	if len(c.texts) == 0 {
		return nil
	}
	return search.Join(c.texts...)
}
