package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// judged reports whether a record is a judgement that stands.
func judged(r graph.Record) (*graph.Judgement, bool) {
	j, ok := r.(*graph.Judgement)
	return j, ok && j.Status != graph.StatusRetracted
}

// sameAs lists what is judged the SAME as an id by some records, by way of
// others as well, and the id itself first: it looks at every judgement until
// none adds anything.
func sameAs(id graph.ID, records []graph.Record) []graph.ID {
	same := []graph.ID{id}
	for {
		before := len(same)
		for _, r := range records {
			j, ok := judged(r)
			if !ok || j.Verdict != graph.VerdictSame {
				continue
			}
			a, b := slices.Contains(same, j.A), slices.Contains(same, j.B)
			switch {
			case a && !b:
				same = append(same, j.B)
			case b && !a:
				same = append(same, j.A)
			}
		}
		if len(same) == before {
			return same
		}
	}
}

// cluster is what an id stands for in a view, in the order in which it was
// recorded; of what is not there, itself.
func (k *seeker) cluster(id graph.ID) []graph.ID {
	if members, ok := k.snapshot.clusters[id]; ok {
		return members
	}
	members := sameAs(id, k.snapshot.records)
	slices.SortFunc(members, func(a, b graph.ID) int { return cmp.Compare(k.order(a), k.order(b)) })
	for _, member := range members {
		k.snapshot.clusters[member] = members
	}
	return members
}

// order is the place of a record among all, or -1.
func (k *seeker) order(id graph.ID) int {
	if n := k.naive.byID[id]; n != nil {
		return n.order
	}
	return -1
}

// clusters is what several ids stand for.
func (k *seeker) clusters(ids []graph.ID) []graph.ID {
	var all []graph.ID
	for _, id := range ids {
		all = append(all, k.cluster(id)...)
	}
	return all
}

// canonical is the record that stands for all that are judged the same as one:
// the first that was recorded and is not retracted, or the first.
func (k *seeker) canonical(id graph.ID) graph.ID {
	members := k.cluster(id)
	for _, member := range members {
		if r := k.snapshot.byID[member]; r != nil && r.Shared().Status != graph.StatusRetracted {
			return member
		}
	}
	return members[0]
}

func (r naiveReader) Canonical(ctx context.Context, ids []graph.ID) ([]graph.ID, error) {
	return ask(ctx, r, func(k *seeker) ([]graph.ID, error) {
		canonical := make([]graph.ID, len(ids))
		for i, id := range ids {
			canonical[i] = k.canonical(id)
		}
		return canonical, nil
	})
}

func (r naiveReader) Identity(ctx context.Context, id graph.ID) (graph.Identity, error) {
	return ask(ctx, r, func(k *seeker) (graph.Identity, error) {
		if k.snapshot.byID[id] == nil {
			return graph.Identity{}, fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		found := graph.Identity{Canonical: k.canonical(id), Members: slices.Clone(k.cluster(id))}
		for _, record := range k.snapshot.records {
			j, ok := judged(record)
			if ok && (slices.Contains(found.Members, j.A) || slices.Contains(found.Members, j.B)) {
				found.Judgements = append(found.Judgements, j.ID)
			}
		}
		return found, nil
	})
}

// contradiction finds two that some records judge to be DIFFERENT of those that
// they judge, by whatever chain, to be the SAME as one that a judgement of
// theirs is about, and a shortest chain that joins them; or nil. A judgement
// that is UNSURE is in nobody's way.
func contradiction(j *graph.Judgement, records []graph.Record) *graph.Contradiction {
	if j.Verdict == graph.VerdictUnsure {
		return nil
	}
	members := sameAs(j.A, records)
	for _, r := range records {
		other, ok := judged(r)
		if ok && other.Verdict == graph.VerdictDifferent && slices.Contains(members, other.A) && slices.Contains(members, other.B) {
			return &graph.Contradiction{A: other.A, B: other.B, Different: other.ID, Chain: chain(other.A, other.B, records)}
		}
	}
	return nil
}

// chain is a shortest way from a record to another one by judgements that two
// are the SAME: it goes on from every way that was found until one arrives.
func chain(from, to graph.ID, records []graph.Record) []graph.SameStep {
	ways := [][]graph.SameStep{{{To: from}}}
	seen := []graph.ID{from}
	for i := 0; i < len(ways); i++ {
		at := ways[i][len(ways[i])-1].To
		if at == to {
			return ways[i][1:]
		}
		for _, r := range records {
			j, ok := judged(r)
			if !ok || j.Verdict != graph.VerdictSame || j.A != at && j.B != at {
				continue
			}
			next := j.A
			if next == at {
				next = j.B
			}
			if !slices.Contains(seen, next) {
				seen = append(seen, next)
				ways = append(ways, append(slices.Clone(ways[i]), graph.SameStep{From: at, Judgement: j.ID, To: next}))
			}
		}
	}
	return nil
}
