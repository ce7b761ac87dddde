package graphtest

import (
	"slices"

	"hudna/graph"
)

// place reports whether a location, named with a precision or without one,
// meets a set; no set is no condition.
func (k *seeker) place(set *graph.PlaceSet, id graph.ID, precision graph.PlacePrecision) bool {
	if set == nil {
		return true
	}
	if id == "" || set.Precisions != nil && (precision == "" || !slices.Contains(set.Precisions, precision)) {
		return false
	}
	return set.AnyOf == nil || slices.ContainsFunc(set.AnyOf, func(asked graph.ID) bool {
		return set.Descendants && k.liesIn(asked, id) || k.is(asked, id)
	})
}

// liesIn reports whether a location is another one or lies within it, as far
// as the view can tell: what is judged the same lies where the other does.
func (k *seeker) liesIn(outer, id graph.ID) bool {
	around := slices.Clone(k.cluster(id))
	for i := 0; i < len(around); i++ {
		if k.is(outer, around[i]) {
			return true
		}
		l, ok := k.snapshot.byID[around[i]].(*graph.Location)
		if !ok || l.Within == "" {
			continue
		}
		for _, up := range k.cluster(l.Within) {
			if !slices.Contains(around, up) {
				around = append(around, up)
			}
		}
	}
	return false
}

func (k *seeker) meetsLocation(l *graph.Location, q graph.LocationSet) bool {
	return k.isOneOf(q.AnyOf, l.ID) &&
		(q.Name == "" || named(l.Names, q.Name)) &&
		(q.Starts == "" || nameStarts(l.Names, q.Starts)) &&
		oneOf(q.Kinds, l.Kind) &&
		k.place(q.Within, l.Within, "") &&
		oneOf(q.Statuses, l.Status) &&
		allOf(q.And, func(q graph.LocationSet) bool { return k.meetsLocation(l, q) }) &&
		anyOf(q.Or, func(q graph.LocationSet) bool { return k.meetsLocation(l, q) }) &&
		(q.Not == nil || !k.meetsLocation(l, *q.Not))
}

func (k *seeker) meetsTopic(t *graph.Topic, q graph.TopicSet) bool {
	return k.isOneOf(q.AnyOf, t.ID) &&
		(q.Name == "" || named(t.Names, q.Name)) &&
		(q.Starts == "" || nameStarts(t.Names, q.Starts)) &&
		oneOf(q.Kinds, t.Kind) &&
		k.is(q.Broader, t.Broader) &&
		oneOf(q.Statuses, t.Status) &&
		allOf(q.And, func(q graph.TopicSet) bool { return k.meetsTopic(t, q) }) &&
		anyOf(q.Or, func(q graph.TopicSet) bool { return k.meetsTopic(t, q) }) &&
		(q.Not == nil || !k.meetsTopic(t, *q.Not))
}
