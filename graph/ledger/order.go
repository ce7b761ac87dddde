package ledger

import (
	"cmp"
	"errors"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

var errNoStatement = errors.New("it is no statement")

// A listing is the page of a list that is wanted, in the direction in which it
// is counted.
type listing struct {
	size     int
	backward bool
	from     *mark // what the page comes behind, in that direction
}

// usualPage is for how many items there is room from the start.
const usualPage = 20

// taker takes the items of the page, and whether there are more beyond it.
func (l *listing) taker(items *[]candidate, more *bool) taker {
	return func(c *candidate) (bool, error) {
		if *more = len(*items) == l.size; !*more {
			if *items == nil {
				*items = make([]candidate, 0, min(l.size, usualPage))
			}
			*items = append(*items, *c)
		}
		return !*more, nil
	}
}

// byScore compares what was found by how well it fits, in the direction of the
// page.
func (l *listing) byScore(a, b *candidate) int {
	if l.backward {
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(b.score, a.score), a.Compare(b.Position))
}

// A mark is the place of an item in its list.
type mark struct {
	keys.Position
	score float64
}

// listing reads a page. Without a cursor to be opened it needs none of c.
func (c *cursorOf) listing(p graph.Page) (listing, error) {
	l := listing{size: p.First, backward: p.Backward()}
	at := p.After
	if l.backward {
		l.size, at = p.Last, p.Before
	}
	if at == "" {
		return l, nil
	}
	from, err := c.open(at)
	l.from = &from
	return l, err
}

// page finds the items of a page, in the order of the list, and whether there
// are more beyond it.
func (q *scheme) page(l listing, order graph.StatementOrder) (items []candidate, more bool, err error) {
	take := l.taker(&items, &more)
	switch order {
	case graph.RecordedAscending, graph.RecordedDescending:
		err = q.recorded(l, (order == graph.RecordedDescending) != l.backward, take)
	case graph.ByRelevance:
		err = q.ranked(l, l.byScore, take)
	default:
		err = q.said(l, order == graph.SaidAscending, take)
	}
	if l.backward {
		slices.Reverse(items)
	}
	return items, more, err
}

// said goes through a list in the order of dates. In both orders the undated
// come last.
func (q *scheme) said(l listing, ascending bool, take taker) error {
	type phase struct{ dated, undated bool }
	phases := []phase{{true, true}}
	if ascending {
		if phases = []phase{{dated: true}, {undated: true}}; l.backward {
			slices.Reverse(phases)
		}
	}
	from := l.from
	for _, p := range phases {
		if from != nil && !(from.Bucket == keys.Undated && p.undated || from.Bucket != keys.Undated && p.dated) {
			continue // the page begins in a later one
		}
		sp := q.span
		sp.dated, sp.undated = sp.dated && p.dated, sp.undated && p.undated
		sp.reverse = ascending != l.backward
		if from != nil {
			sp.after, from = &from.Position, nil
		}
		w := q.walk(sp)
		more, err := q.drain(w, l.size+1, itsRecord, take)
		w.close()
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// recorded goes through a list in the order of first recording. Either it finds
// all that meet the question and keeps the first of them, or it looks at one
// record after the other; which of the two costs less, the counters tell. They
// do not tell how few of the candidates meet all of it: when looking at records
// has cost what finding all does, the rest is found.
func (q *scheme) recorded(l listing, reverse bool, take taker) error {
	byNode := func(a, b *candidate) int {
		if reverse {
			return cmp.Compare(b.Node, a.Node)
		}
		return cmp.Compare(a.Node, b.Node)
	}
	if !q.overlook(l.size + 1) {
		return q.ranked(l, byNode, take)
	}
	var from keys.Node
	if l.from != nil {
		from = l.from.Node
	}
	w, err := q.s.recorded(kindNumber(q.kind), q.span.classes, from, reverse, keys.Revision(q.view.Revision))
	if err != nil {
		return err
	}
	defer w.close()
	size := min(l.size+1, maxBatch)
	for most := q.s.reads + int(q.finding()); ; {
		if q.s.reads > most && from != 0 {
			l.from = &mark{Position: keys.Position{Node: from}}
			return q.ranked(l, byNode, take)
		}
		var nodes []keys.Node
		for len(nodes) < size {
			n, err := w.next()
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
			nodes = append(nodes, n)
		}
		versions, err := q.s.versionsAt(nodes, keys.Revision(q.view.Revision))
		if err != nil {
			return err
		}
		for i, v := range versions {
			if v == nil || v.kind != q.kind || !slices.Contains(q.span.classes, v.class) {
				return q.s.corrupt(nodes[i], "index entry", errRecorded)
			}
			if !v.visible(q.view.Clearance) {
				continue // its entries are still to be moved
			}
			c := candidate{stop: stop{Position: v.at, class: v.class}}
			if c.record, err = q.s.redacted(v, q.view); err != nil {
				return err
			}
			met, err := q.root.matches(&c)
			if err != nil {
				return err
			}
			if !met {
				continue
			}
			if more, err := take(&c); err != nil || !more {
				return err
			}
		}
		if len(nodes) < size {
			return nil
		}
		from = nodes[len(nodes)-1]
		size = min(2*size, maxBatch)
	}
}

var errRecorded = errors.New("it does not fit the record as of the revision")

// overlook says whether looking at records one by one finds so many of those
// that meet the question sooner than going through the candidates does.
func (q *scheme) overlook(wanted int) bool {
	if q.root.op == opNever {
		return false
	}
	return uint64(wanted)*recordCost*(q.total/max(q.candidates(), 1)+1) < q.finding()
}

// finding is about how many keys it takes to find all that meet the question.
func (q *scheme) finding() uint64 {
	if q.root.exact() {
		return q.candidates()
	}
	return recordCost * q.candidates()
}

// candidates are how many records a scheme looks at, at most.
func (q *scheme) candidates() uint64 {
	if q.root.op == opNever || len(q.root.kids) == 0 {
		return 0
	}
	n, _ := q.root.kids[0].length()
	return n
}

// ranked finds all that meet a question, and gives them in another order: that
// of compare, which is the one in which the page is counted.
func (q *scheme) ranked(l listing, compare func(a, b *candidate) int, take taker) error {
	best := newBest(l, compare)
	if err := q.each(maxBatch, itsPlace, func(c *candidate) (bool, error) {
		best.offer(c)
		return true, nil
	}); err != nil {
		return err
	}
	return q.taken(best, take)
}

// taken gives the records of the best.
func (q *scheme) taken(best *best[candidate], take taker) error {
	all := best.sorted()
	batch := make([]stop, len(all))
	for i := range all {
		batch[i] = all[i].stop
		batch[i].sure = true // all that decided has been looked at
	}
	_, err := q.settle(batch, itsRecord, take)
	return err
}

// each gives all that meet a question, in the order of positions.
func (q *scheme) each(first int, n need, take taker) error {
	w := q.walk(q.span)
	defer w.close()
	_, err := q.drain(w, first, n, take)
	return err
}
