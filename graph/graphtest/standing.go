package graphtest

import (
	"cmp"
	"slices"

	"hudna/graph"
)

// A way is how somebody stands for an actor that is asked for: by themselves,
// without a step, or by affiliations.
type way struct {
	id    graph.ID
	steps []graph.ThroughStep
}

// A standingKey says for whom one looks, and when.
type standingKey struct {
	asked                 graph.ID
	self, speakers, parts bool
	certainly, undated    bool
	earliest, latest      int64
}

// standing lists who stands for an actor at a moment, each once, by the best
// way: that of the fewest steps, then that whose holders were recorded first,
// then that of the first affiliations. It is worked out from the words of the
// contract: start with the actor, look at all affiliations that hold, begin
// again with the parts that were found.
func (k *seeker) standing(asked graph.ID, set graph.ActorSet, when moment) []way {
	scopes := scopesOf(set)
	key := standingKey{
		asked, slices.Contains(scopes, graph.ScopeSelf), slices.Contains(scopes, graph.ScopeRepresentatives),
		slices.Contains(scopes, graph.ScopeParts), set.Certainty == graph.DateCertainly, when.undated, when.earliest, when.latest,
	}
	if ways, ok := k.snapshot.standings[key]; ok {
		return ways
	}
	var start, found []way
	for _, id := range k.cluster(asked) {
		start = append(start, way{id: id})
	}
	if key.self {
		found = append(found, start...)
	}
	organisations := start
	if key.parts {
		parts := k.partsOf(start, key.certainly, when)
		found = append(found, parts...)
		organisations = slices.Concat(start, parts)
	}
	if key.speakers {
		found = append(found, k.speakersFor(organisations, key.certainly, when)...)
	}
	ways := k.best(found)
	k.snapshot.standings[key] = ways
	return ways
}

func scopesOf(set graph.ActorSet) []graph.ActorScope {
	if set.Include == nil {
		return []graph.ActorScope{graph.ScopeSelf}
	}
	return set.Include
}

// partsOf lists the parts of some actors, their parts, and so on, until nobody
// new is found.
func (k *seeker) partsOf(of []way, certainly bool, when moment) []way {
	var parts []way
	for level := of; len(level) > 0; {
		var next []way
		for _, whole := range level {
			for _, step := range k.affiliatedWith(whole.id, certainly, when) {
				if step.Affiliation.Kind != graph.AffiliationPartOf {
					continue
				}
				for _, id := range k.cluster(step.Holder) {
					next = append(next, way{id, append([]graph.ThroughStep{step}, whole.steps...)})
				}
			}
		}
		next = slices.DeleteFunc(k.best(next), func(w way) bool {
			return slices.ContainsFunc(parts, func(p way) bool { return p.id == w.id })
		})
		parts = append(parts, next...)
		level = next
	}
	return parts
}

// speakersFor lists who speaks for some actors: holders and their posts.
func (k *seeker) speakersFor(organisations []way, certainly bool, when moment) []way {
	var speakers []way
	for _, whole := range organisations {
		for _, step := range k.affiliatedWith(whole.id, certainly, when) {
			if !step.Affiliation.SpeaksFor {
				continue
			}
			ids := k.cluster(step.Holder)
			if post := step.Affiliation.Post; post != "" {
				ids = slices.Concat(ids, k.cluster(post))
			}
			for _, id := range ids {
				speakers = append(speakers, way{id, append([]graph.ThroughStep{step}, whole.steps...)})
			}
		}
	}
	return speakers
}

// affiliatedWith lists the affiliations with an organisation that hold at a
// moment, as the view sees them. What is retracted holds no more.
func (k *seeker) affiliatedWith(organisation graph.ID, certainly bool, when moment) []graph.ThroughStep {
	var steps []graph.ThroughStep
	for _, r := range k.snapshot.records {
		actor, ok := r.(*graph.Actor)
		if !ok || actor.Status == graph.StatusRetracted {
			continue
		}
		for i, f := range actor.Affiliations {
			if f.Organisation == organisation && k.held(f, certainly, when) {
				steps = append(steps, graph.ThroughStep{Holder: actor.ID, Index: i, Affiliation: f})
			}
		}
	}
	return steps
}

// held reports whether an affiliation held at a moment.
func (k *seeker) held(f graph.Affiliation, certainly bool, when moment) bool {
	from, to := k.naive.moment(f.From), k.naive.moment(f.To)
	if !certainly {
		earliest, latest := openPast, openFuture
		if !from.undated {
			earliest = from.earliest
		}
		if !to.undated {
			latest = to.latest
		}
		if !when.undated {
			earliest, latest = max(earliest, when.earliest), min(latest, when.latest)
		}
		return earliest <= latest
	}
	// Somebody who was seen in a post at noon held it when the last instant
	// that "noon" can mean had passed, and when the first one came.
	begun, ended := openFuture, openPast
	if !from.undated {
		begun = from.latest
	}
	if !to.undated {
		ended = to.earliest
	}
	for i := range f.SeenOn {
		if seen := k.naive.moment(&f.SeenOn[i]); !seen.undated {
			begun, ended = min(begun, seen.latest), max(ended, seen.earliest)
		}
	}
	return !when.undated && begun != openFuture && ended != openPast && begun <= when.earliest && when.latest <= ended
}

// best keeps the best way of each id, in the order of the ids.
func (k *seeker) best(ways []way) []way {
	ways = slices.Clone(ways)
	slices.SortStableFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(k.order(a.id), k.order(b.id)), k.compareWays(a, b))
	})
	return slices.CompactFunc(ways, func(a, b way) bool { return a.id == b.id })
}

// compareWays puts the better way first.
func (k *seeker) compareWays(a, b way) int {
	return cmp.Or(cmp.Compare(len(a.steps), len(b.steps)), slices.CompareFunc(a.steps, b.steps, func(a, b graph.ThroughStep) int {
		return cmp.Or(cmp.Compare(k.order(a.Holder), k.order(b.Holder)), cmp.Compare(a.Index, b.Index))
	}))
}
