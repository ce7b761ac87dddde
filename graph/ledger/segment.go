package ledger

import (
	"container/heap"
	"math"

	"hudna/storage/keys"
)

// A segment is one class and bucket of all lists. A version of a record stands
// in one segment, at one position, in whatever list it stands: so questions are
// answered segment by segment.
type segment struct {
	class   keys.Class
	number  int // of the class among those of the question
	bucket  keys.Bucket
	reverse bool
	at      keys.Revision
	lo, hi  int64         // the earliest instants that are wanted, both included
	start   keys.Position // where it begins, in its direction
	beyond  keys.Position // behind every position, in its direction
	heads   bool          // LIVE alone is what held at the revision
}

// The ends of the order of positions. No record stands there.
var (
	firstPosition = keys.Position{Earliest: math.MaxInt64}
	lastPosition  = keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: math.MaxUint64}
)

// before says whether p comes before q in the direction of the segment.
func (g *segment) before(p, q keys.Position) bool {
	if g.reverse {
		return p.Compare(q) > 0
	}
	return p.Compare(q) < 0
}

// A span is what a walk looks for, and from where on.
type span struct {
	classes []keys.Class
	lo, hi  int64 // sort-key instants: of dates that begin by hi and may last until lo
	dated   bool  // whether the dated are wanted
	undated bool  // whether the undated are wanted
	after   *keys.Position
	reverse bool
}

// unbounded is the span of all there is of some classes.
func unbounded(classes []keys.Class) span {
	return span{classes: classes, lo: math.MinInt64, hi: math.MaxInt64, dated: true, undated: true}
}

// segment gives one segment of a span, unless nothing in it is wanted.
func (sp *span) segment(class keys.Class, b keys.Bucket, far reach, latest int64) (segment, bool) {
	g := segment{class: class, bucket: b, reverse: sp.reverse, lo: math.MinInt64, hi: math.MaxInt64}
	first := keys.Position{Earliest: keys.NoDate, Bucket: b}
	last := keys.Position{Earliest: keys.NoDate, Bucket: b, Node: far.next - 1}
	if b == keys.Undated {
		if !sp.undated {
			return g, false
		}
	} else {
		g.lo, g.hi = b.Reach(sp.lo), min(sp.hi, latest)
		if !sp.dated || g.lo > g.hi {
			return g, false
		}
		first.Earliest, last.Earliest, last.Node = g.hi, g.lo, math.MaxUint64
	}
	if sp.after != nil {
		var ok bool
		if first, last, ok = cut(first, last, *sp.after, sp.reverse); !ok {
			return g, false
		}
	}
	if g.start, g.beyond = first, lastPosition; sp.reverse {
		g.start, g.beyond = last, firstPosition
	}
	return g, first.Compare(last) <= 0
}

// cut leaves what lies strictly behind a position, or strictly before it, of
// the positions of one bucket from first to last.
func cut(first, last, p keys.Position, reverse bool) (from, to keys.Position, ok bool) {
	b := first.Bucket
	switch {
	case !reverse:
		next := keys.Position{Earliest: p.Earliest, Bucket: b}
		switch {
		case b < p.Bucket || b == p.Bucket && p.Node == math.MaxUint64:
			if p.Earliest == math.MinInt64 {
				return first, last, false
			}
			next.Earliest--
		case b == p.Bucket:
			next.Node = p.Node + 1
		}
		if first.Compare(next) < 0 {
			first = next
		}
	default:
		before := keys.Position{Earliest: p.Earliest, Bucket: b, Node: math.MaxUint64}
		switch {
		case b > p.Bucket || b == p.Bucket && p.Node == 0:
			if p.Earliest == math.MaxInt64 {
				return first, last, false
			}
			before.Earliest++
		case b == p.Bucket:
			before.Node = p.Node - 1
		}
		if last.Compare(before) > 0 {
			last = before
		}
	}
	return first, last, true
}

// A walk goes through what the segments of a question hold, in the one order of
// positions or the reverse of it.
type walk struct {
	cursors
	reverse bool
	parts   []*part // a heap
	given   bool    // the first part stands on what was given last
}

// A part is the walk through one segment. It is opened when its turn has come.
type part struct {
	seg  segment
	open func(*segment) (iterator, error)
	it   iterator
}

func (p *part) at() keys.Position {
	if p.it == nil {
		return p.seg.start
	}
	return p.it.at().Position
}

// add takes in a segment.
func (w *walk) add(g segment, open func(*segment) (iterator, error)) {
	heap.Push(w, &part{seg: g, open: open})
}

// next gives the next stop. It looks no further than that: what comes behind it
// may be far, and nobody may want it.
func (w *walk) next() (s stop, ok bool, err error) {
	if w.given {
		w.given = false
		if err := w.move(w.parts[0]); err != nil {
			return stop{}, false, err
		}
	}
	for len(w.parts) > 0 {
		p := w.parts[0]
		if w.given = p.it != nil; w.given {
			return *p.it.at(), true, nil
		}
		if p.it, err = p.open(&p.seg); err != nil {
			return stop{}, false, err
		}
		if err := w.move(p); err != nil {
			return stop{}, false, err
		}
	}
	return stop{}, false, nil
}

// move moves the first part on.
func (w *walk) move(p *part) error {
	if err := p.it.next(); err != nil {
		return err
	}
	if p.it.at() == nil {
		heap.Pop(w)
	} else {
		heap.Fix(w, 0)
	}
	return nil
}

func (w *walk) Len() int      { return len(w.parts) }
func (w *walk) Swap(i, j int) { w.parts[i], w.parts[j] = w.parts[j], w.parts[i] }

func (w *walk) Less(i, j int) bool {
	c := w.parts[i].at().Compare(w.parts[j].at())
	if w.reverse {
		return c > 0
	}
	return c < 0
}

func (w *walk) Push(x any) {
	if p, ok := x.(*part); ok {
		w.parts = append(w.parts, p)
	}
}

func (w *walk) Pop() any {
	last := len(w.parts) - 1
	p := w.parts[last]
	w.parts = w.parts[:last]
	return p
}
