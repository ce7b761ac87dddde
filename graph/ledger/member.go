package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// A member is a record that stands for one that was asked for: it is the same,
// speaks for it, is a part of it, lies within it.
type member struct {
	node keys.Node
	id   graph.ID
	// ways are the chains of affiliations by which it stands for what was asked
	// for, the one that is told of first; none where it does so at any time.
	ways []way
}

// A way is a chain of affiliations. It holds when each of them does, and where
// each of them holds follows from one window: the latest of their beginnings
// and the earliest of their ends, which may come before it.
type way struct {
	lo, hi int64 // sort-key instants, both included; [math.MinInt64] and [math.MaxInt64] where open
	chain  *link
}

// A link is an affiliation on a way: that of who stands for what was asked for,
// or of whom they speak for, and so on.
type link struct {
	holder keys.Node
	step   graph.ThroughStep
	next   *link
}

// steps lead from who stands for what was asked for to that.
func (w *way) steps() (steps []graph.ThroughStep) {
	for l := w.chain; l != nil; l = l.next {
		steps = append(steps, l.step)
	}
	return steps
}

// before says whether a way is told of rather than another one: it is of fewer
// affiliations, or of as many whose holders were recorded first.
func (w *way) before(other *way) bool {
	a, b := w.chain, other.chain
	for a != nil && b != nil {
		a, b = a.next, b.next
	}
	if a == nil && b == nil {
		return compareChains(w.chain, other.chain) < 0
	}
	return b != nil
}

// holds says whether all affiliations of a way hold when a record is dated.
func (w *way) holds(d graph.Bounds, certainly bool) bool {
	switch {
	case d.Undated:
		return !certainly
	case certainly:
		return w.lo <= d.Earliest && d.Latest <= w.hi
	}
	return d.Earliest <= w.hi && w.lo <= d.Latest
}

// joined puts groups of members together, each member once.
func joined(groups [][]member) []member {
	all := slices.Concat(groups...)
	slices.SortStableFunc(all, func(a, b member) int { return cmp.Compare(a.node, b.node) })
	return slices.CompactFunc(all, func(a, b member) bool { return a.node == b.node })
}

// tooMany is for what stands for more than a question may go through.
func tooMany(path string, n int) error {
	return fmt.Errorf("%w: %s stands for %d records or more, over %d: ask for less of them", graph.ErrTooComplex, path, n, graph.MaxUnion)
}
