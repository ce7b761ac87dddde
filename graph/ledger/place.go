package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// lying gives the locations that meet a set that names some, its precisions
// apart, in the order of their nodes. More than [graph.MaxUnion] are
// [graph.ErrTooComplex]. A location that was retracted lies where it did: only
// records that were retracted with it name it.
func (s *snapshot) lying(set *graph.PlaceSet, view graph.View) ([]member, error) {
	asked, err := s.nodesOf(set.AnyOf)
	if err != nil {
		return nil, err
	}
	var found []keys.Node
	in := map[keys.Node]bool{}
	add := func(n keys.Node) error {
		if in[n] {
			return nil
		}
		same, err := s.cluster(n, view)
		if err != nil {
			return err
		}
		for _, n := range same {
			in[n] = true
		}
		if found = append(found, same...); len(found) > graph.MaxUnion {
			return tooMany("what lies within "+string(set.AnyOf[0]), len(found))
		}
		return nil
	}
	for _, n := range asked {
		if err := add(n); err != nil {
			return nil, err
		}
	}
	for i := 0; set.Descendants && i < len(found); i++ {
		err := s.edges(keys.Within, found[i], keys.Statuses, keys.Revision(view.Revision), view.Clearance,
			func(m keys.Member, _ keys.Hot) error { return add(m.Position.Node) })
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(found)
	return s.membersOf(found)
}
