package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// supersededIs is a condition on whether another coding answers instead, which
// the class tells.
func supersededIs(part string, values []bool) *condition {
	switch {
	case values == nil:
		return always
	case len(values) == 0:
		return never
	}
	return &condition{
		op: opEntry, part: part, column: true,
		tell: func(s *stop) (verdict, error) {
			return decided(slices.Contains(values, s.class.Status() == keys.Superseded)), nil
		},
		match: matching(func(s *graph.Statement) bool { return slices.Contains(values, s.Superseded()) }),
	}
}

// assignedIs is a condition on who is to review it.
func assignedIs(part, to string) *condition {
	if to == "" {
		return always
	}
	return onRecord(part, func(s *graph.Statement) bool { return s.AssignedTo == to })
}

// author is a condition on who made a statement what it is, which its versions
// tell.
func (c *compiler) author(part, name string) *condition {
	if name == "" {
		return always
	}
	return &condition{op: opRecord, part: part, match: func(r *candidate) (bool, error) {
		a, err := c.s.authors(r.Node, c.view)
		return a != nil && a.By(name), err
	}}
}
