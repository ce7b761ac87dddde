package ledger

import (
	"reflect"

	"hudna/graph"
	"hudna/storage/keys"
)

// whole counts a list that nothing narrows by the counters, which hold how long it is
// in each class at the head: so that how large a graph is can be told without going
// through it. It gives false where they do not tell: as of an earlier revision, while
// a change of a marking is carried out, and of what a condition narrows.
func (r *reader) whole(s *snapshot, t *graph.Traced, query any) (n int, ok bool, err error) {
	if keys.Revision(r.view.Revision) != s.head || len(s.overlays) > 0 {
		return 0, false, nil
	}
	list, kind, of := keys.Recorded, keys.Kind(0), query
	published := everyPublished
	switch q := query.(type) {
	case graph.StatementQuery:
		list, kind, of = keys.SaidDate, statementKind, q.StatementSet
		published = kept{true, false, false} // what people coded and what answers
	case graph.EventQuery:
		list, kind, of = keys.EventDate, eventKind, q.EventSet
	default:
		records, known := recordQueryOf(query)
		if !known {
			return 0, false, nil
		}
		kind = kindNumber(records.kind)
	}
	if !reflect.ValueOf(of).IsZero() {
		return 0, false, nil
	}
	found, err := s.countersOf([]keys.Node{0})
	if err != nil {
		return 0, false, err
	}
	length := found[0].length(list, kind, statusesOf(nil, published, s.walked(r.view.Clearance)))
	t.Plan = &graph.PlanStep{Op: "counters", List: list.String(), Lists: 1, Length: length, Exact: true}
	return int(length), true, nil //nolint:gosec // a graph holds fewer records than an int
}
