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
	steps  []graph.ThroughStep
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

// clusters gives for each id of records that the view sees the members that
// are judged the same as it, itself among them, in the order of their nodes.
func (s *snapshot) clusters(ids []graph.ID, _ graph.View) ([][]member, error) {
	nodes, err := s.nodesOf(ids)
	if err != nil {
		return nil, err
	}
	found := make([][]member, len(ids))
	for i, n := range nodes {
		found[i] = []member{{node: n, id: ids[i]}}
	}
	return found, nil
}

// standing gives the members that stand for an actor by the scopes and the
// certainty of a set, ON_BEHALF apart, in the order of their nodes. More than
// [graph.MaxUnion] are [graph.ErrTooComplex].
func (s *snapshot) standing(asked graph.ID, set *graph.ActorSet, view graph.View) ([]member, error) {
	if set.Include != nil && !slices.Contains(set.Include, graph.ScopeSelf) {
		return nil, nil
	}
	found, err := s.clusters([]graph.ID{asked}, view)
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// lying gives the locations that meet a set, its precisions apart, in the order
// of their nodes. More than [graph.MaxUnion] are [graph.ErrTooComplex].
func (s *snapshot) lying(set *graph.PlaceSet, view graph.View) ([]member, error) {
	found, err := s.clusters(set.AnyOf, view)
	if err != nil {
		return nil, err
	}
	return joined(found), nil
}

// canonical gives for each id the one that stands for all that are the same.
func (s *snapshot) canonical(ids []graph.ID, _ graph.View) ([]graph.ID, error) { return ids, nil }

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
