package graphtest

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// superseded reports whether another coding answers instead of a statement.
func superseded(s *graph.Statement) bool {
	return s.Status == graph.StatusPublished && s.SupersededBy != ""
}

// saysTheSame reports whether two versions of a record differ in nothing but
// where it stands in the work on it.
func saysTheSame(a, b graph.Record) bool { return sameValue(said(a), said(b)) }

func said(r graph.Record) graph.Record {
	c := clone(r)
	c.Shared().Status, c.Shared().StatusReason, c.Shared().Marking = "", "", ""
	if s, ok := c.(*graph.Statement); ok {
		s.SupersededBy, s.AssignedTo = "", ""
	}
	return c
}

// decides reports whether somebody decides about the work of others.
func decides(by graph.Principal) bool {
	return by.Role == graph.RoleReviewer || by.Role == graph.RoleAdmin
}

// checkDecision: reviewers say which coding answers, and publish drafts of which
// they are no authors. What carries its own time was decided elsewhere.
func (a attempt) checkDecision(op graph.Op, last *version) error {
	from, ok := last.record.(*graph.Statement)
	to, also := op.Record.(*graph.Statement)
	if !ok || !also || from.Status == to.Status && from.SupersededBy == to.SupersededBy {
		return nil
	}
	if !decides(a.by) {
		return fmt.Errorf("%s does not decide: %w", a.by.Role, graph.ErrForbidden)
	}
	if from.Status == to.Status || !a.change.Time.IsZero() {
		return nil
	}
	held := a.naive.byID[op.Target()]
	authors := []string{a.naive.described(held.versions[0].revision).Author}
	for i, v := range held.versions {
		if i > 0 && !saysTheSame(held.versions[i-1].record, v.record) {
			authors = append(authors[:1], a.naive.described(v.revision).Author)
		}
	}
	if !saysTheSame(from, to) || slices.Contains(authors, a.by.Name) {
		return fmt.Errorf("%s has written it: %w", a.by.Name, graph.ErrForbidden)
	}
	return nil
}

// checkAnswers: what answers instead of a published statement is published, and
// may be read by everybody who may read that; whichever record a marking is
// changed of, and as of whichever revision.
func (a attempt) checkAnswers(op graph.Op) error {
	for _, v := range a.statements() {
		s, ok := v.record.(*graph.Statement)
		if !ok || !superseded(s) {
			continue
		}
		if op.Verb != graph.VerbMark && s.ID != op.Target() && (s.SupersededBy != op.Target() || a.next[s.ID] != nil) {
			continue
		}
		answer := a.state(s.SupersededBy)
		if answer == nil {
			continue // that is a fault of its own
		}
		if answer.status() != graph.StatusPublished || !covers(a.hides(v), a.hides(answer)) {
			return &graph.FieldError{Path: string(s.ID), Reason: "is superseded by what cannot answer"}
		}
	}
	if op.Verb != graph.VerbMark {
		return nil // and changes nothing about what there was
	}
	for r := graph.Revision(1); r <= a.naive.head(); r++ {
		for _, n := range a.naive.nodes {
			v := n.at(r)
			if v == nil {
				continue
			}
			if s, ok := v.record.(*graph.Statement); ok && superseded(s) && !covers(a.hides(v), a.hides(a.naive.byID[s.SupersededBy].at(r))) {
				return &graph.FieldError{Path: string(s.ID), Reason: "was superseded by what could not have answered"}
			}
		}
	}
	return nil
}

// statements are all records as the change would leave them.
func (a attempt) statements() []*version {
	var all []*version
	for id, n := range a.naive.byID {
		if a.next[id] == nil {
			all = append(all, n.last())
		}
	}
	for _, v := range a.next {
		all = append(all, v)
	}
	return all
}

// hides is the marking by which a version will be hidden.
func (a attempt) hides(v *version) graph.Marking {
	hides := a.state(v.record.Shared().ID).marking()
	for _, id := range v.guards {
		if m := a.state(id).marking(); covers(m, hides) {
			hides = m
		}
	}
	return hides
}

// wrote gives the commits that made a record what it is: the first that the view
// knows of, and the last that changed what the view sees of it. The record is
// there.
func (k *seeker) wrote(id graph.ID) (created, changed graph.Commit) {
	var before graph.Record
	for _, v := range k.naive.byID[id].versions {
		if v.revision > k.snapshot.view.Revision {
			break
		}
		then, err := k.naive.snapshot(graph.View{Revision: v.revision, Clearance: k.snapshot.view.Clearance})
		if err != nil || then.byID[id] == nil {
			continue // it was hidden then
		}
		if before == nil {
			created = k.naive.described(v.revision)
		}
		if before == nil || !saysTheSame(before, then.byID[id]) {
			changed = k.naive.described(v.revision)
		}
		before = then.byID[id]
	}
	return created, changed
}

func (k *seeker) wroteIt(id graph.ID, author string) bool {
	created, changed := k.wrote(id)
	return created.Author == author || changed.Author == author
}

func (r naiveReader) Authors(ctx context.Context, ids []graph.ID) ([]*graph.Authorship, error) {
	return ask(ctx, r, func(k *seeker) ([]*graph.Authorship, error) {
		authors := make([]*graph.Authorship, len(ids))
		for i, id := range ids {
			if k.snapshot.byID[id] != nil {
				created, changed := k.wrote(id)
				authors[i] = &graph.Authorship{Created: created, Changed: changed}
			}
		}
		return authors, nil
	})
}

// askAuthors compares who made records what they are.
func (t *trial) askAuthors(ctx context.Context, v graph.View) error {
	var ids []graph.ID
	for range 1 + t.asker.N(4) {
		ids = append(ids, t.someID(v))
	}
	t.stats.take("reader: Authors")
	return asked(ctx, t, v, fmt.Sprintf("Authors(%v)", ids), func(r graph.Reader) ([]*graph.Authorship, error) { return r.Authors(ctx, ids) })
}
