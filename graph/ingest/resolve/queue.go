package resolve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"hudna/graph"
)

// MaxQueue bounds the pairs that are read to list the queue, settled ones among
// them.
const MaxQueue = 200_000

// An Open question is a pair of which it is not decided whether they are one.
type Open struct {
	Judgement graph.ID
	Meant     graph.Record // as a source named it
	Candidate graph.Record
	Score     float64
	Why       string
}

// Queue gives the first of the pairs that wait for a decision, the likeliest
// first, and how many there are. What is judged SAME or DIFFERENT since, by
// whatever judgement between the two or chain of SAME, waits no more.
func Queue(ctx context.Context, r graph.Reader, first int) (open []Open, all int, err error) {
	settled := map[[2]graph.ID]bool{}
	var waiting []*graph.Judgement
	read := 0
	for record, err := range r.Scan(ctx, graph.KindJudgement, graph.StatusPublished) {
		if err != nil {
			return nil, 0, err
		}
		if read++; read > MaxQueue {
			return nil, 0, fmt.Errorf("%w: there are more than %d judgements", graph.ErrTooLarge, MaxQueue)
		}
		j, ok := record.(*graph.Judgement)
		switch {
		case !ok:
		case j.Verdict != graph.VerdictUnsure:
			settled[pair(j)] = true
		case isNamed(j.A.Kind()):
			waiting = append(waiting, j)
		}
	}
	waiting = slices.DeleteFunc(waiting, func(j *graph.Judgement) bool { return settled[pair(j)] })
	if waiting, err = apartNow(ctx, r, waiting); err != nil {
		return nil, 0, err
	}
	slices.SortStableFunc(waiting, func(a, b *graph.Judgement) int { return cmp.Compare(scoreOf(b), scoreOf(a)) })
	for _, j := range waiting[:min(len(waiting), first)] {
		two, err := r.Records(ctx, []graph.ID{j.A, j.B})
		if err != nil {
			return nil, 0, err
		}
		if two[0] == nil || two[1] == nil {
			return nil, 0, fmt.Errorf("%w: %s joins what is not there", graph.ErrCorrupt, j.ID)
		}
		open = append(open, Open{j.ID, two[0], two[1], scoreOf(j), j.Why})
	}
	return open, len(waiting), nil
}

// apartNow leaves out the pairs that are one by now.
func apartNow(ctx context.Context, r graph.Reader, waiting []*graph.Judgement) (left []*graph.Judgement, err error) {
	for some := range slices.Chunk(waiting, graph.MaxPage) {
		var ids []graph.ID
		for _, j := range some {
			ids = append(ids, j.A, j.B)
		}
		now, err := r.Canonical(ctx, ids)
		if err != nil {
			return nil, err
		}
		for i, j := range some {
			if now[2*i] != now[2*i+1] {
				left = append(left, j)
			}
		}
	}
	return left, nil
}

func isNamed(k graph.Kind) bool { return k == graph.KindActor || k == graph.KindLocation }

func pair(j *graph.Judgement) [2]graph.ID {
	return [2]graph.ID{min(j.A, j.B), max(j.A, j.B)}
}

// scoreOf is how much the evidence of a judgement proves, 0 where it does not say.
func scoreOf(j *graph.Judgement) float64 {
	for _, v := range j.Variables {
		if v.Name == VariableScore {
			if score, err := strconv.ParseFloat(v.Value, 64); err == nil {
				return score
			}
		}
	}
	return 0
}

// Decision is the judgement that takes the place of an open one.
func Decision(ctx context.Context, r graph.Reader, id graph.ID, verdict graph.Verdict, why string) (*graph.Judgement, error) {
	found, err := r.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	j, ok := graph.Clone(found).(*graph.Judgement)
	if !ok {
		return nil, fmt.Errorf("%w: %s is no judgement", graph.ErrInvalid, id)
	}
	if j.Verdict != graph.VerdictUnsure {
		return nil, fmt.Errorf("%w: %s is decided: %s; a decision is taken back by revoking it", graph.ErrInvalid, id, j.Verdict)
	}
	j.Verdict = verdict
	if why != "" {
		j.Why = why
	}
	return j, nil
}
