package ledger

import (
	"fmt"
	"math"

	"hudna/graph"
	"hudna/storage/keys"
)

// walk opens the walk through a part of the span of a scheme.
func (q *scheme) walk(sp span) *walk {
	w := &walk{cursors: cursors{s: q.s, reverse: sp.reverse}, reverse: sp.reverse}
	latest := q.far.said
	switch q.kind {
	case graph.KindEvent:
		latest = q.far.when
	case graph.KindDocument:
		latest = math.MaxInt64
	}
	heads := keys.Revision(q.view.Revision) == q.s.head
	for i, class := range sp.classes {
		if q.root.op == opNever || heads && q.empty(q.root, i) {
			continue
		}
		for b := keys.Day; b < keys.Buckets; b++ {
			g, ok := sp.segment(class, b, q.far, latest)
			if !ok {
				continue
			}
			g.at, g.heads, g.number = keys.Revision(q.view.Revision), heads, i
			w.add(g, func(g *segment) (iterator, error) { return w.open(g, q.root), nil })
		}
	}
	return w
}

// empty says that nothing of a class can meet a condition, by the counters of
// the head.
func (q *scheme) empty(c *condition, class int) bool {
	if !c.joined {
		return false
	}
	switch c.op {
	case opLists:
		for _, l := range c.lists {
			if !l.without(class) {
				return false
			}
		}
		return len(c.stops) == 0
	case opAll:
		for _, k := range c.kids {
			if q.empty(k, class) {
				return true
			}
		}
	case opAny:
		for _, k := range c.kids {
			if !q.empty(k, class) {
				return false
			}
		}
		return true
	}
	return false
}

// open gives the iterator over what can meet a condition in a segment.
func (w *walk) open(g *segment, c *condition) iterator {
	var its []iterator
	switch c.op {
	case opLists:
		for _, l := range c.lists {
			if g.heads && l.without(g.number) {
				continue
			}
			its = append(its, w.leaf(g, l, keys.Live))
			if !g.heads {
				its = append(its, w.leaf(g, l, keys.Closed))
			}
		}
		if stops := within(c.stops, g.class, g.bucket); len(stops) > 0 {
			its = append(its, &found{seg: g, stops: stops, i: -1})
		}
	case opAny:
		for _, k := range c.kids {
			its = append(its, w.open(g, k))
		}
	case opAll:
		var probes []probe
		for _, k := range c.kids {
			if k.joined {
				its = append(its, w.open(g, k))
			} else {
				probes = append(probes, w.probe(g, k))
			}
		}
		return newIntersection(g, its, probes)
	}
	return newUnion(g, its)
}

// probe gives what tells of a candidate whether it meets a condition.
func (w *walk) probe(g *segment, c *condition) probe {
	if c.rows != nil {
		return c.rows
	}
	switch c.op {
	case opEntry:
		return c.tell
	case opLists:
		switch {
		case c.tell != nil:
			return c.tell
		case c.joined:
			it := w.open(g, c)
			return func(s *stop) (verdict, error) {
				if err := it.seek(s.Position); err != nil {
					return no, err
				}
				at := it.at()
				switch {
				case at == nil || at.Position != s.Position:
					return no, nil
				case at.sure:
					return yes, nil
				}
				return maybe, nil
			}
		}
	case opAll, opAny, opNot:
		kids := make([]probe, len(c.kids))
		for i, k := range c.kids {
			kids[i] = w.probe(g, k)
		}
		switch c.op {
		case opAll:
			return func(s *stop) (verdict, error) { return ask(s, kids) }
		case opAny:
			return func(s *stop) (verdict, error) {
				best := no
				for _, k := range kids {
					tells, err := k(s)
					if err != nil || tells == yes {
						return tells, err
					}
					best = max(best, tells)
				}
				return best, nil
			}
		}
		return func(s *stop) (verdict, error) {
			tells, err := kids[0](s)
			return yes - tells, err
		}
	}
	return func(*stop) (verdict, error) { return maybe, nil }
}

// maxBatch bounds how many records are read at once.
const maxBatch = 256

// A taker is given what meets a question, in order, and holds on to none of it: the
// next one stands in the same place. It says whether it wants more. The record is
// nil where the question needs none and the taker has not asked for any.
type taker func(*candidate) (more bool, err error)

// A need says what a taker has to know of what it is given.
type need byte

const (
	itsPlace  need = iota // where it stands: that it is there is enough
	itsEntry              // what an index entry tells; where none does, the record
	itsRecord             // the record
)

// record says whether the record of a stop has to be read.
func (n need) record(s *stop) bool {
	return !s.sure || n == itsRecord || n == itsEntry && !s.told
}

// drain goes through a walk until the taker has enough. It reads records in
// batches, the first of the size of what is wanted; where records are not
// wanted, only those that have to decide.
func (q *scheme) drain(w *walk, first int, n need, take taker) (more bool, err error) {
	size := min(max(first, 1), maxBatch)
	for {
		var batch []stop
		ended := false
		for len(batch) < size {
			s, ok, err := w.next()
			if err != nil {
				return false, err
			}
			if ended = !ok; ended {
				break
			}
			if len(batch) == 0 && !n.record(&s) {
				if more, err := take(&candidate{stop: s}); err != nil || !more {
					return false, err
				}
				continue
			}
			if batch == nil {
				batch = make([]stop, 0, min(size, usualPage+1))
			}
			batch = append(batch, s)
		}
		if more, err := q.settle(batch, n, take); err != nil || !more {
			return false, err
		}
		if ended {
			return true, nil
		}
		size = min(2*size, maxBatch)
	}
}

// settle reads the records of a batch and gives those that meet the question.
func (q *scheme) settle(batch []stop, needed need, take taker) (more bool, err error) {
	nodes := make([]keys.Node, 0, len(batch))
	for i := range batch {
		if needed.record(&batch[i]) {
			nodes = append(nodes, batch[i].Node)
		}
	}
	versions, err := q.s.versionsAt(nodes, keys.Revision(q.view.Revision))
	if err != nil {
		return false, err
	}
	c := new(candidate) // nobody holds on to it
	for i, n := 0, 0; i < len(batch); i++ {
		*c = candidate{stop: batch[i]}
		if needed.record(&c.stop) {
			v := versions[n]
			n++
			if v == nil || !q.s.fits(v, c.class) || v.kind != q.kind {
				return false, q.s.corrupt(c.Node, "index entry", fmt.Errorf("it does not fit the record as of revision %d", q.view.Revision))
			}
			if c.record, err = q.s.redacted(v, q.view); err != nil {
				return false, err
			}
		}
		if !c.sure {
			met, err := q.root.matches(c)
			if err != nil {
				return false, err
			}
			if !met {
				continue
			}
		}
		if more, err := take(c); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// explain gives the plan of a scheme.
func (q *scheme) explain() *graph.PlanStep {
	step := explained(q.root)
	if step.Op == "and" && len(step.Steps) == 1 {
		return &step.Steps[0]
	}
	return &step
}

// ordered gives the plan of a list in an order.
func (q *scheme) ordered(order graph.StatementOrder, size int) *graph.PlanStep {
	step := q.explain()
	switch order {
	case graph.RecordedAscending, graph.RecordedDescending:
		if q.overlook(size + 1) {
			return &graph.PlanStep{Op: "list", List: keys.Recorded.String(), Lists: 1, Length: q.total, Steps: []graph.PlanStep{*step}}
		}
	case graph.ByRelevance:
	default:
		return step
	}
	return &graph.PlanStep{Op: "order", Exact: step.Exact, Length: q.candidates(), Steps: []graph.PlanStep{*step}}
}

func explained(c *condition) graph.PlanStep {
	step := graph.PlanStep{Part: c.part, Exact: c.exact()}
	switch c.op {
	case opNever:
		step.Op = "nothing"
	case opAlways:
		step.Op = "everything"
	case opEntry:
		step.Op = "entry"
	case opRecord:
		step.Op = "record"
	case opNot:
		step.Op = "not"
	case opAny:
		step.Op = "or"
	case opAll:
		step.Op = "and"
	case opLists:
		for _, l := range c.lists {
			step.Length += l.length()
			if name := l.tag.String(); step.List == "" {
				step.List = name
			} else if step.List != name {
				step.List = "several"
			}
		}
		step.Lists = len(c.lists)
		if !c.joined {
			step.List, step.Lists, step.Length = "", 0, 0
		}
		switch {
		case c.lookup != nil:
			step.Op = "record"
		case !c.joined && c.tell != nil:
			step.Op = "entry"
		case !c.joined && c.rows != nil:
			step.Op = "projection"
		case !c.joined:
			step.Op = "record"
		case len(c.stops) > 0:
			step.Op, step.Length = "hits", step.Length+uint64(len(c.stops))
		case len(c.lists) == 1:
			step.Op = "list"
		default:
			step.Op = "union"
		}
	}
	for _, k := range c.kids {
		step.Steps = append(step.Steps, explained(k))
	}
	return step
}
