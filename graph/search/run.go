package search

import (
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// A run has the ends of the texts of [runLen] nodes as they stand in rows. It is
// never changed.
type run struct {
	first keys.Node
	// below is the revision before which all ends are there: those of what was
	// pending when it was read are not, or in part.
	below keys.Revision
	list  []end // in order
	rows  int
}

// ended reports whether a text has ended as of a revision, by the ends before
// another. It is asked for one text after the other, in their order, and gives from
// where on to look for the next.
func (r *run) ended(p *place, at, below keys.Revision, next int) (bool, int) {
	// The first end of the node behind the revision in which the text began.
	for next < len(r.list) && (r.list[next].node < p.node || r.list[next].node == p.node && r.list[next].at <= p.since) {
		next++
	}
	return next < len(r.list) && r.list[next].node == p.node && r.list[next].at <= at && r.list[next].at < below, next
}

func (r *run) size() int { return 96 + 16*cap(r.list) }

// maxRunBytes bounds what is kept of the ends of texts, and maxRunSize what of one
// run: of a graph with a million statements it is some 4 MB together.
const (
	maxRunBytes = 32 << 20
	maxRunSize  = 1 << 20
)

// A runCache keeps runs in memory: a common word stands in texts of all of them.
// Ends are only ever added, and those that a snapshot has which is newer than a
// run are all pending or behind the revision up to which the run is whole; so a
// run answers for every snapshot of which that can be told.
type runCache = sized[keys.Node, *run]

func newRunCache() *runCache { return newSized[keys.Node, *run](maxRunBytes, maxRunSize) }

// runsOf gives the runs that nodes are in, which come in order.
func runsOf(list []place) (first []keys.Node) {
	if len(list) > 0 { // which are spread, or few
		first = make([]keys.Node, 0, min(len(list), int(runOf(list[len(list)-1].node)-runOf(list[0].node))/runLen+1))
	}
	for i := range list {
		if r := runOf(list[i].node); len(first) == 0 || first[len(first)-1] != r {
			first = append(first, r)
		}
	}
	return first
}

// runs gives the runs of nodes, which come in order. What is kept in memory counts
// as read, so that no answer depends on it.
func (s *searching) runs(list []place) ([]*run, error) {
	first := runsOf(list)
	runs := make([]*run, len(first))
	var missing []keys.Node
	for i, n := range first {
		if r, ok := s.finder.runs.Get(n); ok && r.below >= s.first {
			runs[i] = r
		} else {
			missing = append(missing, n)
		}
	}
	read, err := s.readRuns(missing)
	if err != nil {
		return nil, err
	}
	spent := 1
	for i, n := range first {
		if runs[i] == nil {
			runs[i] = read[n]
		}
		spent += runs[i].rows
	}
	return runs, s.r.Spend(spent)
}

// readRuns reads runs: a few of them one by one, and of many all that lie between
// them.
func (s *searching) readRuns(nodes []keys.Node) (map[keys.Node]*run, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	read := make(map[keys.Node]*run, len(nodes))
	for _, n := range nodes {
		read[n] = &run{first: n, below: s.first}
	}
	stretch := func(first, last keys.Node) error {
		for pair, err := range s.tx.Scan(storage.Range{
			Start: keys.AppendEnded(nil, first, 0), End: keys.AppendEnded(nil, last+runLen, 0),
		}) {
			if err != nil {
				return err
			}
			k, err := keys.Parse(pair.Key)
			if err != nil {
				return corrupt(pair.Key, err)
			}
			r := read[k.Node]
			if r == nil {
				continue // it lies between those that are asked for
			}
			r.rows++
			if err := readEnds(pair.Key, pair.Value, func(e end) { r.list = append(r.list, e) }); err != nil {
				return err
			}
		}
		return nil
	}
	if len(nodes) > fewRuns {
		if err := stretch(nodes[0], nodes[len(nodes)-1]); err != nil {
			return nil, err
		}
	} else {
		for _, n := range nodes {
			if err := stretch(n, n); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range read {
		if !slices.IsSortedFunc(r.list, compareEnds) { // each row is, by itself
			slices.SortFunc(r.list, compareEnds)
		}
		s.finder.runs.keep(r.first, r)
	}
	return read, nil
}
