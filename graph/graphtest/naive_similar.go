package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
)

// Similar holds a record against every other one of its kind.
func (r naiveReader) Similar(ctx context.Context, id graph.ID, first int) (graph.Candidates, error) {
	return ask(ctx, r, func(k *seeker) (graph.Candidates, error) {
		if err := graph.CheckSimilar(id, first); err != nil {
			return graph.Candidates{}, err
		}
		own := k.snapshot.byID[id]
		if own == nil {
			return graph.Candidates{}, fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		var all []graph.Candidate
		for _, other := range k.snapshot.records {
			otherID := other.Shared().ID
			if otherID.Kind() != id.Kind() || other.Shared().Status == graph.StatusRetracted || slices.Contains(k.cluster(id), otherID) {
				continue
			}
			verdicts := k.verdicts(id, otherID)
			if slices.Contains(verdicts, graph.VerdictDifferent) {
				continue
			}
			c := k.likeness(own, other)
			if len(c.Evidence) == 0 {
				continue
			}
			c.Unsure = slices.Contains(verdicts, graph.VerdictUnsure)
			all = append(all, c)
		}
		slices.SortStableFunc(all, func(a, b graph.Candidate) int { return cmp.Compare(b.Score, a.Score) })
		return graph.Candidates{Found: all[:min(first, len(all))], More: len(all) > first}, nil
	})
}

// verdicts are those of the judgements between what is the same as one record
// and what is the same as another.
func (k *seeker) verdicts(a, b graph.ID) (verdicts []graph.Verdict) {
	for _, r := range k.snapshot.records {
		j, ok := judged(r)
		if !ok {
			continue
		}
		for _, pair := range [][2]graph.ID{{j.A, j.B}, {j.B, j.A}} {
			if slices.Contains(k.cluster(a), pair[0]) && slices.Contains(k.cluster(b), pair[1]) {
				verdicts = append(verdicts, j.Verdict)
			}
		}
	}
	return verdicts
}

// likeness is what two records have in common.
func (k *seeker) likeness(own, other graph.Record) graph.Candidate {
	c := graph.Candidate{Record: other}
	for _, code := range own.Shared().Codes {
		for _, o := range other.Shared().Codes {
			if o.System == code.System && o.Code == code.Code {
				c.Evidence = append(c.Evidence, graph.Likeness{Kind: graph.LikeCode, Code: &code})
				c.Score++
			}
		}
	}
	best, least := graph.Likeness{Kind: graph.LikeName}, 1.0
	if personal(own) && personal(other) {
		least = 0.5
	}
	for _, a := range recordNames(own) {
		for _, b := range recordNames(other) {
			if !a.Tells() || !b.Tells() {
				continue
			}
			if alike := soundsLike(a.Text, b.Text); alike >= least && alike > best.Alike {
				best.Own, best.Other, best.Alike = &a, &b, alike
			}
		}
	}
	if best.Alike > 0 {
		c.Evidence = append(c.Evidence, best)
		c.Score += best.Alike
	}
	a, _ := own.(*graph.Actor)
	b, _ := other.(*graph.Actor)
	if a == nil || b == nil {
		return c
	}
	var posts []graph.ID
	for _, f := range a.Affiliations {
		for _, o := range b.Affiliations {
			if f.Post == "" || f.Post != o.Post || slices.Contains(posts, f.Post) || k.over(f, o) || k.over(o, f) {
				continue
			}
			posts = append(posts, f.Post)
			c.Evidence = append(c.Evidence, graph.Likeness{Kind: graph.LikePost, Post: f.Post})
			c.Score += 0.5
		}
	}
	return c
}

// over reports whether an affiliation had ended for certain before another one
// began.
func (k *seeker) over(f, before graph.Affiliation) bool {
	end, begin := int64(math.MaxInt64), int64(math.MinInt64)
	if to := k.naive.moment(f.To); !to.undated {
		end = to.latest
	}
	if from := k.naive.moment(before.From); !from.undated {
		begin = from.earliest
	}
	if from := k.naive.moment(f.From); !from.undated && from.earliest > end {
		return true // it never held
	}
	return end < begin
}

// recordNames are the names of a record.
func recordNames(r graph.Record) []graph.Name {
	switch r := r.(type) {
	case *graph.Actor:
		return r.Names
	case *graph.Location:
		return r.Names
	case *graph.Agreement:
		return r.Names
	case *graph.Event:
		return r.Names
	case *graph.Topic:
		return r.Names
	}
	return nil
}

func personal(r graph.Record) bool {
	a, ok := r.(*graph.Actor)
	return ok && slices.Contains([]graph.ActorKind{graph.ActorPerson, graph.ActorUnknown, ""}, a.Kind)
}
