package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// placedIn is a condition on the locations that a record names, which stand in
// lists of these. Precisions are not known of them.
func placedIn[R graph.Record](c *compiler, part string, set *graph.PlaceSet, tag keys.Tag, of func(R) []graph.ID) (*condition, error) {
	switch {
	case set == nil:
		return always, nil
	case set.Precisions != nil:
		return never, nil
	case set.AnyOf == nil:
		return onRecord(part, func(r R) bool {
			return slices.ContainsFunc(of(r), func(id graph.ID) bool { return id != "" })
		}), nil
	case len(set.AnyOf) == 0:
		return never, nil
	}
	members, err := c.s.lying(set, c.view)
	return naming(part, members, tag, of), err
}

// naming is a condition on records that name one of the members, which stand in
// lists of these.
func naming[R graph.Record](part string, members []member, tag keys.Tag, of func(R) []graph.ID) *condition {
	if len(members) == 0 {
		return never
	}
	c := &condition{op: opLists, part: part}
	ids := make(map[graph.ID]bool, len(members))
	for _, m := range members {
		ids[m.id] = true
		c.lists = append(c.lists, &list{tag: tag, owner: m.node, unsure: tag == keys.Referrer})
	}
	c.match = matching(func(r R) bool {
		return slices.ContainsFunc(of(r), func(id graph.ID) bool { return ids[id] })
	})
	return c
}

// someOf is a condition of which one of several values has to be among those
// that a record has; nil is no condition.
func someOf[R graph.Record, T comparable](part string, values []T, of func(R) []T) *condition {
	switch {
	case values == nil:
		return always
	case len(values) == 0:
		return never
	}
	return onRecord(part, func(r R) bool {
		return slices.ContainsFunc(of(r), func(v T) bool { return slices.Contains(values, v) })
	})
}

// datedBeside is a condition on a date by which records are not listed.
func datedBeside[R graph.Record](part string, asked *graph.DateRange, of func(R) *graph.Date) (*condition, error) {
	if asked == nil {
		return always, nil
	}
	within, err := asked.Compile()
	if err != nil {
		return nil, pathed(part, err)
	}
	return onRecord(part, func(r R) bool { return within.Match(dateOrNone(of(r))) }), nil
}
