package graphtest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"hudna/graph"
)

// checkShape refuses what no state of the graph could make right.
func checkShape(by graph.Principal, c graph.Change) error {
	if err := graph.ValidatePrincipal(by); err != nil {
		return err
	}
	if !slices.Contains([]graph.Role{graph.RoleCoder, graph.RoleReviewer, graph.RoleAdmin}, by.Role) {
		return fmt.Errorf("%s is %s: %w", by.Name, by.Role, graph.ErrForbidden)
	}
	if !c.Time.IsZero() && by.Role != graph.RoleAdmin {
		return fmt.Errorf("%s gives the time of a commit: %w", by.Role, graph.ErrForbidden)
	}
	if err := graph.ValidateChange(c); err != nil {
		return err
	}
	if c.Placeholder && by.Role != graph.RoleAdmin {
		return fmt.Errorf("%s keeps a number: %w", by.Role, graph.ErrForbidden)
	}
	return nil
}

// An attempt is a change that is being held against the graph.
type attempt struct {
	naive  *Naive
	by     graph.Principal
	change graph.Change
	next   map[graph.ID]*version // what each target would become
}

// check says why the change is refused, or nil. The first reason is given: what
// each operation does to its target, then what the new versions refer to, then
// what still refers to the retracted ones, then chains that bite their tails.
func (a attempt) check(now time.Time) error {
	if err := a.checkTime(now); err != nil {
		return err
	}
	for _, step := range a.steps() {
		for i, op := range a.change.Ops {
			if err := step(op); err != nil {
				return &graph.OpError{Index: i, ID: op.Target(), Err: err}
			}
		}
	}
	return nil
}

// checkAll gives the reason of every operation that is refused, the first of
// each: what comes to nothing is not held against the graph any further.
func (a attempt) checkAll(now time.Time) error {
	faults := []error{a.checkTime(now)}
	refused := map[int]bool{}
	for _, step := range a.steps() {
		for i, op := range a.change.Ops {
			if refused[i] {
				continue
			}
			if err := step(op); err != nil {
				refused[i] = true
				faults = append(faults, &graph.OpError{Index: i, ID: op.Target(), Err: err})
			}
		}
	}
	return errors.Join(faults...)
}

func (a attempt) steps() []func(graph.Op) error {
	return []func(graph.Op) error{
		a.checkTarget, a.checkReferences, a.checkPassages, a.checkReferrers, a.checkCycles, a.checkAnswers, a.checkJudgements,
	}
}

// checkTime: a commit lies after the head, and not in the future.
func (a attempt) checkTime(now time.Time) error {
	n := a.naive
	if t := a.change.Time; !t.IsZero() && (!t.After(n.described(n.head()).Time) || t.After(now)) {
		return &graph.FieldError{Path: "time", Reason: "does not lie between the head and now"}
	}
	return nil
}

// checkTarget sets what the target becomes.
func (a attempt) checkTarget(op graph.Op) error {
	id := op.Target()
	held := a.naive.byID[id]
	if op.Verb == graph.VerbCreate {
		switch {
		case held != nil, a.naive.former[id] != nil:
			return fmt.Errorf("the id is taken: %w", graph.ErrConflict)
		case !covers(a.by.Clearance, op.Record.Shared().Marking):
			return fmt.Errorf("is marked above the clearance: %w", graph.ErrForbidden)
		}
		a.become(op, op.Record)
		return nil
	}
	if held == nil || !a.sees(held.last()) {
		return fmt.Errorf("%s: %w", id, graph.ErrNotFound)
	}
	err := a.checkTurn(op, held)
	// What was made against another revision is done all the same, so that the rest of
	// the change is looked through as it is meant.
	if last := held.last(); op.Expected != 0 && (op.Expected < last.revision || op.Expected > a.naive.head()) {
		author := a.naive.described(last.revision).Author
		return &graph.RecordConflict{ID: id, Expected: op.Expected, Actual: last.revision, Author: author}
	}
	return err
}

// checkTurn sets what a record that is there becomes.
func (a attempt) checkTurn(op graph.Op, held *node) error {
	last := held.last()
	retracted := last.status() == graph.StatusRetracted
	switch op.Verb {
	case graph.VerbCorrect:
		return a.correct(op, last)
	case graph.VerbRetract:
		if retracted {
			return fmt.Errorf("is retracted already: %w", graph.ErrConflict)
		}
		a.become(op, withStatus(last.record, graph.StatusRetracted, op.Reason))
	case graph.VerbRestore:
		if !retracted {
			return fmt.Errorf("is not retracted: %w", graph.ErrConflict)
		}
		before := graph.StatusPublished
		for _, v := range slices.Backward(held.versions) {
			if v.status() != graph.StatusRetracted {
				before = v.status()
				break
			}
		}
		a.become(op, withStatus(last.record, before, ""))
	case graph.VerbMark:
		return a.mark(op, last)
	}
	return nil
}

func (a attempt) correct(op graph.Op, last *version) error {
	from, to := last.status(), op.Record.Shared().Status
	switch {
	case from == graph.StatusRetracted:
		return fmt.Errorf("is retracted: %w", graph.ErrConflict)
	case op.Record.Shared().Marking != last.marking():
		return &graph.FieldError{Path: "marking", Reason: "does not change"}
	case from != to && (from != graph.StatusDraft || to != graph.StatusPublished):
		return &graph.FieldError{Path: "status", Reason: fmt.Sprintf("does not go from %s to %s", from, to)}
	}
	for _, id := range last.references {
		if !a.sees(a.naive.byID[id].last()) {
			return fmt.Errorf("has parts above the clearance: %w", graph.ErrForbidden)
		}
	}
	if err := a.checkDecision(op, last); err != nil {
		return err
	}
	a.become(op, op.Record)
	return nil
}

func (a attempt) become(op graph.Op, r graph.Record) {
	a.next[op.Target()] = newVersion(a.naive.head()+1, op.Verb, r)
}

// withStatus is a copy of r with another status.
func withStatus(r graph.Record, s graph.Status, reason string) graph.Record {
	c := clone(r)
	c.Shared().Status, c.Shared().StatusReason = s, reason
	return c
}

// state is what a record would be after the change, or nil.
func (a attempt) state(id graph.ID) *version {
	if v := a.next[id]; v != nil {
		return v
	}
	if n := a.naive.byID[id]; n != nil {
		return n.last()
	}
	return nil
}

// sees reports whether the principal may see a version.
func (a attempt) sees(v *version) bool {
	if !covers(a.by.Clearance, v.marking()) {
		return false
	}
	for _, id := range v.guards {
		if guard := a.state(id); guard == nil || !covers(a.by.Clearance, guard.marking()) {
			return false
		}
	}
	return true
}

// checkReferences: a new version refers to what is there, and, unless it is
// retracted itself, to nothing that is retracted.
func (a attempt) checkReferences(op graph.Op) error {
	if op.Verb == graph.VerbRetract {
		return nil
	}
	v := a.next[op.Target()]
	for _, id := range v.references {
		to := a.state(id)
		switch {
		case to == nil, op.Record != nil && !a.sees(to):
			return &graph.FieldError{Path: string(id), Reason: "is unknown"}
		case v.status() != graph.StatusRetracted && to.status() == graph.StatusRetracted:
			return &graph.FieldError{Path: string(id), Reason: "is retracted"}
		}
	}
	if s, ok := v.record.(*graph.Statement); ok {
		for _, p := range s.Positions {
			if topic, ok := a.state(p.Topic).record.(*graph.Topic); !ok || topic.Kind != graph.TopicProposition {
				return &graph.FieldError{Path: string(p.Topic), Reason: "is no proposition"}
			}
		}
	}
	return nil
}

// checkReferrers: nothing that is not retracted refers to what is.
func (a attempt) checkReferrers(op graph.Op) error {
	if op.Verb != graph.VerbRetract {
		return nil
	}
	refused := graph.StillReferred{ID: op.ID}
	found := false
	visit := func(id graph.ID, v *version) {
		if id == op.ID || v.status() == graph.StatusRetracted || !slices.Contains(v.references, op.ID) {
			return
		}
		found = true
		if len(refused.By) == 100 || !a.sees(v) {
			refused.More = true
			return
		}
		refused.By = append(refused.By, id)
	}
	for _, n := range a.naive.nodes {
		id := n.last().record.Shared().ID
		visit(id, a.state(id))
	}
	for _, other := range a.change.Ops { // what the change creates is no node yet
		if id := other.Target(); a.naive.byID[id] == nil {
			visit(id, a.next[id])
		}
	}
	if found {
		return &refused
	}
	return nil
}

// checkCycles: nothing lies within, is narrower than, a copy of, a part of,
// answered instead of or corrected by itself.
func (a attempt) checkCycles(op graph.Op) error {
	start := op.Target()
	for _, relation := range relations() {
		above := func(id graph.ID) []graph.ID {
			v := a.state(id)
			if v == nil {
				return nil
			}
			return relation.above(v.record)
		}
		if leads(start, start, above) {
			return &graph.FieldError{Path: string(start), Reason: "leads back to itself"}
		}
	}
	return nil
}

// covers reports whether a clearance covers a marking.
func covers(clearance, marking graph.Marking) bool {
	order := []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted, graph.MarkingProtected}
	at := slices.Index(order, marking)
	return at >= 0 && at <= slices.Index(order, clearance)
}

// checkJudgements: nothing is judged the same as what it is judged to be
// different from, by whatever chain, whoever may see the judgements. What the
// principal may not see of it is left out of the refusal.
func (a attempt) checkJudgements(op graph.Op) error {
	j, ok := judged(a.next[op.Target()].record)
	if !ok {
		return nil
	}
	refused := contradiction(j, a.records())
	if refused == nil {
		return nil
	}
	see := func(id *graph.ID) bool {
		if !a.sees(a.state(*id)) {
			*id, refused.Hidden = "", true
		}
		return *id != ""
	}
	see(&refused.A)
	see(&refused.B)
	see(&refused.Different)
	refused.Chain = slices.DeleteFunc(refused.Chain, func(s graph.SameStep) bool { return !see(&s.Judgement) })
	return refused
}

// records are all that there would be after the change.
func (a attempt) records() []graph.Record {
	var records []graph.Record
	for _, n := range a.naive.nodes {
		records = append(records, a.state(n.last().record.Shared().ID).record)
	}
	for _, op := range a.change.Ops { // what the change creates is no node yet
		if id := op.Target(); a.naive.byID[id] == nil {
			records = append(records, a.next[id].record)
		}
	}
	return records
}
