package ledger

import (
	"math"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// maxDocuments bounds the documents that are looked up to go along their lists.
const maxDocuments = 200_000

// documentsLike guesses how many documents are looked at to find those that meet
// a condition: as many as the shortest list has that holds them, or the fewest
// hits of a search. Without either, there is no looking for them.
func (s *snapshot) documentsLike(on *condition, view graph.View) (uint64, error) {
	p := &planner{s: s, classes: allClasses(s.walked(view.Clearance))}
	if err := p.measure(listsOf(on, nil)); err != nil {
		return 0, err
	}
	kids := []*condition{on}
	if on.op == opAll {
		kids = on.kids
	}
	least := uint64(math.MaxUint64)
	for _, k := range kids {
		n, drives := k.length()
		if k.lookup != nil {
			var err error
			if n, err = k.lookup.length(); err != nil {
				return 0, err
			}
			drives = true
		}
		if drives {
			least = min(least, n)
		}
	}
	return least, nil
}

// documentsOf gives the documents that meet a condition, in the order of their
// nodes, or false where no list holds them, or for more than most.
func (s *snapshot) documentsOf(on *condition, view graph.View, most int) (found []keys.Node, ok bool, err error) {
	advised := s.advised
	defer func() { s.advised = advised }() // advice on the question is about statements
	q, err := s.plan(on, graph.KindDocument, unbounded(allClasses(s.walked(view.Clearance))), view, 0)
	if err != nil || q.unlisted {
		return nil, false, err
	}
	err = q.each(maxBatch, itsPlace, func(d *candidate) (bool, error) {
		found = append(found, d.Node)
		return len(found) <= most, nil
	})
	slices.Sort(found)
	return found, err == nil && len(found) <= most, err
}
