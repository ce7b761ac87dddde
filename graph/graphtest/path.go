package graphtest

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// Paths walks every way that does not meet an actor twice, first those of one
// step, then those of two.
func (r naiveReader) Paths(ctx context.Context, q graph.PathQuery, first int) ([]graph.Path, error) {
	return ask(ctx, r, func(k *seeker) ([]graph.Path, error) {
		if err := k.wrongPath(q, first); err != nil {
			return nil, err
		}
		found, err := k.statements(graph.StatementQuery{StatementSet: q.StatementSet})
		if err != nil {
			return nil, err
		}
		for path, id := range map[string]graph.ID{"from": q.From, "to": q.To} {
			if k.snapshot.byID[id] == nil {
				return nil, &graph.FieldError{Path: path, Reason: "there is none"}
			}
		}
		return k.paths(valuesOf(found.items), q, first), nil
	})
}

func (k *seeker) wrongPath(q graph.PathQuery, first int) error {
	links := []graph.PathLink{graph.PathSpokeOf, graph.PathSpokeTo, graph.PathRelayed}
	switch {
	case q.From.Kind() != graph.KindActor, q.To.Kind() != graph.KindActor:
		return &graph.FieldError{Path: "from", Reason: "or to is no actor"}
	case q.MaxSteps < 0 || q.MaxSteps > 6:
		return &graph.FieldError{Path: "maxSteps", Reason: fmt.Sprintf("is %d", q.MaxSteps)}
	case first < 1 || first > 20:
		return &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d", first)}
	case slices.ContainsFunc(q.Links, func(l graph.PathLink) bool { return !slices.Contains(links, l) }),
		slices.ContainsFunc(q.Through, func(a graph.ActorKind) bool { return !slices.Contains(graph.ActorKinds(), a) }),
		slices.ContainsFunc(q.Roles, func(r graph.AboutRole) bool { return !slices.Contains(graph.AboutRoles(), r) }):
		return &graph.FieldError{Path: "links", Reason: "through or roles has one that there is not"}
	}
	return nil
}

// A hop is what leads from one actor to another.
type hop struct{ from, to graph.ID }

func (k *seeker) paths(statements []*graph.Statement, q graph.PathQuery, first int) []graph.Path {
	hops := map[hop][]graph.ID{} // the statements, the newest first, as they come
	lead := func(from, to, statement graph.ID) {
		h := hop{from, to}
		if from != to && !slices.Contains(hops[h], statement) {
			hops[h] = append(hops[h], statement)
		}
	}
	for _, s := range statements {
		for _, speaker := range s.Speakers {
			for _, to := range ledTo(s, q) {
				a, b := k.canonical(speaker.Actor), k.canonical(to)
				lead(a, b, s.ID)
				if !q.Directed {
					lead(b, a, s.ID)
				}
			}
		}
	}
	from, to := k.canonical(q.From), k.canonical(q.To)
	if from == to {
		return []graph.Path{{}}
	}
	var between []graph.ID // in the order in which they were recorded
	for _, r := range k.snapshot.records {
		id := r.Shared().ID
		if r.RecordKind() == graph.KindActor && k.canonical(id) == id && (q.Through == nil || slices.Contains(k.publishedOf(q.Through), id) || id == to) {
			between = append(between, id)
		}
	}
	if !slices.Contains(between, to) {
		between = append(between, to)
		slices.SortFunc(between, func(a, b graph.ID) int { return k.order(a) - k.order(b) })
	}
	most := q.MaxSteps
	if most == 0 {
		most = 6
	}
	steps := stepsTo(to, between, hops)
	paths := []graph.Path{}
	for length := 1; length <= most; length++ {
		for _, way := range waysOf(length, []graph.ID{from}, to, between, hops, steps, first-len(paths)) {
			var p graph.Path
			for i := range length {
				all := hops[hop{way[i], way[i+1]}]
				p.Steps = append(p.Steps, graph.PathStep{From: way[i], To: way[i+1], Count: len(all), Statements: all[:min(5, len(all))]})
			}
			paths = append(paths, p)
		}
	}
	return paths
}

// ledTo is to whom a statement leads.
func ledTo(s *graph.Statement, q graph.PathQuery) []graph.ID {
	links := q.Links
	if links == nil {
		links = []graph.PathLink{graph.PathSpokeOf}
	}
	var ids []graph.ID
	for _, link := range links {
		switch link {
		case graph.PathSpokeOf:
			for _, about := range s.About {
				if about.Node.Kind() == graph.KindActor && oneOf(q.Roles, about.Role) {
					ids = append(ids, about.Node)
				}
			}
		case graph.PathSpokeTo:
			for _, addressee := range s.Addressees {
				ids = append(ids, addressee.Actor)
			}
		case graph.PathRelayed:
			for _, relay := range s.Relays {
				ids = append(ids, relay.Actor)
			}
		}
	}
	return ids
}

// stepsTo says how many steps it takes at least from some actors to one, for
// those from which it takes six or less.
func stepsTo(to graph.ID, between []graph.ID, hops map[hop][]graph.ID) map[graph.ID]int {
	steps := map[graph.ID]int{to: 0}
	for length := 1; length <= 6; length++ {
		for h := range hops {
			before, ok := steps[h.to]
			if _, known := steps[h.from]; ok && before == length-1 && !known && slices.Contains(between, h.to) {
				steps[h.from] = length
			}
		}
	}
	return steps
}

// waysOf are the first ways of so many steps that go on from one.
func waysOf(length int, way []graph.ID, to graph.ID, between []graph.ID, hops map[hop][]graph.ID, steps map[graph.ID]int, most int) (ways [][]graph.ID) {
	at := way[len(way)-1]
	if least, ok := steps[at]; !ok || least > length || most <= 0 {
		return nil
	}
	for _, next := range between {
		if len(hops[hop{at, next}]) == 0 || slices.Contains(way, next) || (next == to) != (length == 1) {
			continue
		}
		longer := append(slices.Clone(way), next)
		if next == to {
			return append(ways, longer)
		}
		ways = append(ways, waysOf(length-1, longer, to, between, hops, steps, most-len(ways))...)
	}
	return ways
}
