package graphtest

import (
	"errors"
	"slices"

	"hudna/graph"
)

// unproven says what a refusal for a contradiction does not show, or nothing.
// Of several chains any will do.
func (t *trial) unproven(s Step, want, got error) string {
	var wanted, given *graph.Contradiction
	if !errors.As(want, &wanted) {
		return ""
	}
	if !errors.As(got, &given) {
		return "a contradiction"
	}
	t.stats.take("a contradiction")
	a := attempt{naive: t.naive, by: s.By, change: cloneChange(s.Change), next: map[graph.ID]*version{}}
	t.naive.mu.Lock()
	defer t.naive.mu.Unlock()
	for _, op := range a.change.Ops {
		if op.Record != nil {
			graph.Normalize(op.Record)
		}
		if err := a.checkTarget(op); err != nil {
			return err.Error() // what was refused for a contradiction has sound targets
		}
	}
	// between reports whether a judgement of two records is one that the
	// principal sees, and of which verdict.
	between := func(id, one, two graph.ID, v graph.Verdict) bool {
		state := a.state(id)
		if state == nil || !a.sees(state) {
			return false
		}
		j, ok := judged(state.record)
		return ok && j.Verdict == v && slices.Contains([]graph.ID{j.A, j.B}, one) && slices.Contains([]graph.ID{j.A, j.B}, two) && one != two
	}
	if given.Different != "" && !between(given.Different, given.A, given.B, graph.VerdictDifferent) {
		return "two that are judged to be different"
	}
	at := given.A
	for _, step := range given.Chain {
		if !between(step.Judgement, step.From, step.To, graph.VerdictSame) {
			return "a chain of judgements that two are the same"
		}
		if !given.Hidden && step.From != at {
			return "a chain of which one link begins where the other ends"
		}
		at = step.To
	}
	if !given.Hidden && (at != given.B || given.A == "" || given.Different == "") {
		return "a chain from the one to the other"
	}
	return ""
}
