package graphtest

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// A cast is whom a part of a record names: the actors, with their posts, and
// on whose behalf some of them spoke; and when that was.
type cast struct {
	ids, behalf []graph.ID
	when        moment
}

func castOf(when moment, ids ...graph.ID) cast {
	return cast{when: when, ids: slices.DeleteFunc(slices.Clone(ids), func(id graph.ID) bool { return id == "" })}
}

// oneOf reports whether a value is one of a list, if there is a list.
func oneOf[T comparable](list []T, value T) bool { return list == nil || slices.Contains(list, value) }

// anyOf reports whether one of a list is met, if there is a list.
func anyOf[T any](list []T, met func(T) bool) bool {
	return list == nil || slices.ContainsFunc(list, met)
}

// allOf reports whether every one of a list is met.
func allOf[T any](list []T, met func(T) bool) bool {
	return !slices.ContainsFunc(list, func(v T) bool { return !met(v) })
}

// actors reports whether a cast meets a set; no set is no condition.
func (k *seeker) actors(set *graph.ActorSet, c cast) bool {
	if set == nil {
		return true
	}
	met := func(id graph.ID) bool { return k.metBy(id, *set, c) != nil }
	return anyOf(set.AnyOf, met) && allOf(set.AllOf, met) && !slices.ContainsFunc(set.NoneOf, met)
}

// somebody reports whether a cast is not empty and meets a set.
func (k *seeker) somebody(set *graph.ActorSet, c cast) bool {
	return set == nil || len(c.ids) > 0 && k.actors(set, c)
}

// metBy is the best way in which a cast meets an actor that is asked for, or
// nil; of two with the same steps, that of who was recorded first.
func (k *seeker) metBy(asked graph.ID, set graph.ActorSet, c cast) *way {
	ways := k.standing(asked, set, c.when)
	behalf := c.behalf
	if !slices.Contains(scopesOf(set), graph.ScopeOnBehalf) {
		behalf = nil
	}
	var best *way
	for i, w := range ways {
		if (slices.Contains(c.ids, w.id) || slices.Contains(behalf, w.id)) && (best == nil || k.compareWays(w, *best) < 0) {
			best = &ways[i]
		}
	}
	if best == nil && !slices.ContainsFunc(scopesOf(set), func(s graph.ActorScope) bool { return s != graph.ScopeOnBehalf }) {
		// Nobody else is asked for than those who spoke on the actor's behalf.
		for _, id := range k.cluster(asked) {
			if slices.Contains(behalf, id) {
				return &way{id: id}
			}
		}
	}
	return best
}

// meetsActor reports whether an actor meets a query for actors.
func (k *seeker) meetsActor(a *graph.Actor, q graph.ActorQuery) bool {
	return k.isOneOf(q.AnyOf, a.ID) &&
		(q.Name == "" || named(a.Names, q.Name)) &&
		(q.Starts == "" || nameStarts(a.Names, q.Starts)) &&
		oneOf(q.Kinds, a.Kind) &&
		(q.Sectors == nil || slices.ContainsFunc(a.Sectors, func(s graph.Sector) bool { return slices.Contains(q.Sectors, s) })) &&
		k.somebody(q.Affiliated, affiliatedTo(a)) &&
		k.holds(a, q.Holding) &&
		oneOf(q.Statuses, a.Status) &&
		allOf(q.And, func(q graph.ActorQuery) bool { return k.meetsActor(a, q) }) &&
		anyOf(q.Or, func(q graph.ActorQuery) bool { return k.meetsActor(a, q) }) &&
		(q.Not == nil || !k.meetsActor(a, *q.Not))
}

// affiliatedTo is whom an actor belongs to, at whatever time.
func affiliatedTo(a *graph.Actor) cast {
	var ids []graph.ID
	for _, f := range a.Affiliations {
		ids = append(ids, f.Organisation)
	}
	return castOf(moment{undated: true}, ids...)
}

// holds reports whether one of an actor's affiliations is with one of some
// posts, or with what is judged the same; no list is no condition.
func (k *seeker) holds(a *graph.Actor, posts []graph.ID) bool {
	return posts == nil || slices.ContainsFunc(a.Affiliations, func(f graph.Affiliation) bool {
		return f.Post != "" && slices.Contains(k.clusters(posts), f.Post)
	})
}

// isOneOf reports whether a record is one of a list, or judged the same as one
// of them; no list is no condition.
func (k *seeker) isOneOf(list []graph.ID, id graph.ID) bool {
	return list == nil || slices.Contains(k.clusters(list), id)
}

// is reports whether a record is another one, or judged the same as it; no id
// is no condition.
func (k *seeker) is(asked, id graph.ID) bool {
	return asked == "" || slices.Contains(k.cluster(asked), id)
}

// numbered makes the path of one of several.
func element(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
