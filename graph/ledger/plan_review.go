package ledger

import (
	"fmt"

	"hudna/graph"
	"hudna/storage/keys"
)

// reviewing refuses what is not for everybody who may commit to decide: which
// coding of a passage answers, and what becomes of a draft. What a record is
// created as is not looked at: to bring in finished work, as an import does, one
// need not be a reviewer. Nor is a change that carries its own time held to who
// decided: that was settled where it was recorded first.
func (p *plan) reviewing(o *planned) error {
	now, is := o.record.(*graph.Statement)
	old, was := o.old.record.(*graph.Statement)
	if !is || !was {
		return nil
	}
	published := old.Status == graph.StatusDraft && now.Status == graph.StatusPublished
	if (published || now.SupersededBy != old.SupersededBy) && !p.r.by.Role.Allows(graph.RoleReviewer) {
		what := "to publish a draft"
		if !published {
			what = "to say which coding of a passage answers"
		}
		return p.refuse(o, fmt.Errorf("%w: %s takes a %s, and %s is a %s", graph.ErrForbidden, what, graph.RoleReviewer, p.r.by.Name, p.r.by.Role))
	}
	if !published || p.g.w.l.opts.OwnReview || !p.r.change.Time.IsZero() {
		return nil
	}
	own := !graph.SameContent(now, old) // who changes what it says is an author of it
	if !own {
		created, changed, err := p.g.snap.wrote(o.old)
		if err != nil {
			return err
		}
		for _, since := range []keys.Revision{created, changed} {
			commit, err := p.commitOf(since)
			if err != nil {
				return err
			}
			own = own || commit.Author == p.r.by.Name
		}
	}
	if own {
		return p.refuse(o, fmt.Errorf("%w: %s has written the draft; somebody else has to publish it", graph.ErrForbidden, p.r.by.Name))
	}
	return nil
}

// wrote says which revisions made a version what it is, whoever may see them:
// the first of the record, and the last that changed what it says.
func (s *snapshot) wrote(v *version) (created, changed keys.Revision, err error) {
	for v.since > v.created {
		before, err := s.version(v.node, v.since-1)
		if err != nil {
			return 0, 0, err
		}
		if before == nil {
			return 0, 0, s.corrupt(v.node, "earlier version", errMissing)
		}
		if err := s.spend(1); err != nil {
			return 0, 0, err
		}
		if !graph.SameContent(before.record, v.record) {
			break
		}
		v = before
	}
	return v.created, v.since, nil
}

// superseding refuses a coding that is superseded by one which cannot answer
// instead: one that is a draft, or one that is hidden from some of those who may
// read this one. They would be answered by neither, and could tell from that.
func (p *plan) superseding() error {
	for i := range p.ops {
		o := &p.ops[i]
		s, ok := o.record.(*graph.Statement)
		if !ok || !o.sound() || o.op.Verb == graph.VerbMark {
			continue
		}
		if o.class.Status() == keys.Superseded {
			answers, err := p.classAfter(p.nodes[s.SupersededBy])
			if err != nil {
				return err
			}
			if reason := cannotAnswer(answers, o.class); reason != "" {
				if err := p.fault(p.refused(o, &graph.FieldError{Path: "supersededBy", Reason: reason})); err != nil {
					return err
				}
			}
		}
		if !o.fresh && o.class.Marking() > o.old.class.Marking() {
			if err := p.fault(p.stillAnswers(o)); err != nil {
				return err
			}
		}
	}
	return nil
}

// cannotAnswer says why a statement of one class cannot answer instead of one of
// another; empty where it can.
func cannotAnswer(answers, instead keys.Class) string {
	switch {
	case answers.Status() == keys.Draft:
		return "is a draft: what answers instead has to be published"
	case answers.Marking() > instead.Marking():
		return "is hidden from some who may read this statement"
	}
	return ""
}

// classAfter is the class of a record as this change leaves it.
func (p *plan) classAfter(n keys.Node) (keys.Class, error) {
	if o := p.byNode[n]; o != nil {
		return o.class, nil
	}
	s, err := p.g.w.state(p.g.snap, n)
	if err != nil {
		return 0, err
	}
	return s.class, nil
}

// stillAnswers refuses to hide a statement further than those for which it
// answers. Whoever may do the one can see the others: they are less hidden.
func (p *plan) stillAnswers(o *planned) error {
	for _, tag := range answerTags {
		for pair, err := range p.g.snap.tx.Scan(supersededIn(keys.AppendList(nil, keys.Live, tag, o.node))) {
			if err != nil {
				return storageError(err)
			}
			if err := p.g.snap.spend(1); err != nil {
				return err
			}
			m, err := keys.ParseMember(pair.Key)
			if err != nil {
				return p.g.snap.corruptEntry(pair.Key, err)
			}
			if p.byNode[m.Position.Node] != nil { // it is looked at itself
				continue
			}
			hides, err := p.g.snap.markingAt(m.Position.Node, m.Class, p.revision)
			if err != nil {
				return err
			}
			if hides >= o.class.Marking() {
				continue
			}
			other, err := p.newest(m.Position.Node)
			if err != nil {
				return err
			}
			if s, ok := other.(*graph.Statement); ok && s.SupersededBy == o.op.Target() {
				return p.refuse(o, &graph.FieldError{Reason: fmt.Sprintf("answers instead of %s, and would be hidden from some who may read that", s.ID)})
			}
		}
	}
	return nil
}
