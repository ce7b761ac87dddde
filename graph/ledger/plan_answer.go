package ledger

import (
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// A changedMarking finds the statements that would be less hidden, once a
// marking has been changed, than what answers instead of them, or did in some
// revision: of such a one as of that revision, some would be answered by
// neither; see [plan.superseding]. What changes with a marking is who may read
// the versions that there were as much as the newest.
type changedMarking struct {
	*plan
	hidden nodeSet // what is hidden further, where the marking is raised
	looked map[keys.Node]bool
}

// marksAnswers refuses a change of a marking that would leave such statements.
// Only what is or was superseded is looked at: where the marking is lowered, the
// statement itself or those that the record guards, and where it is raised, those
// for which the statement answers, or all that are less hidden than it will be.
func (p *plan) marksAnswers() error {
	if len(p.ops) != 1 || p.ops[0].op.Verb != graph.VerbMark || !p.ops[0].sound() {
		return nil
	}
	o, s := &p.ops[0], p.g.snap
	c := changedMarking{plan: p, looked: map[keys.Node]bool{}}
	if p.overlay.to > p.overlay.from {
		c.hidden = s.newNodeSet()
		if err := s.guarded(c.hidden, o.node); err != nil {
			return err
		}
	}
	var refusal error
	var err error
	if c.hidden == nil && o.op.ID.Kind() == graph.KindStatement {
		refusal, err = c.unanswered(o.node)
	} else {
		refusal, err = c.unansweredIn(c.lists(o))
	}
	if err != nil || refusal == nil {
		return err
	}
	return p.refuse(o, refusal)
}

// lists give the ranges of index entries in which the statements stand that have
// to be looked at, in LIVE and in CLOSED.
func (c *changedMarking) lists(o *planned) (lists []storage.Range) {
	var tags []keys.Tag
	switch kind := o.op.ID.Kind(); {
	case kind == graph.KindStatement:
		tags = answerTags
	case kind != graph.KindActor && kind != graph.KindDocument:
		return nil // it guards no statement
	case c.hidden == nil:
		tags = guardTags
	}
	for _, space := range []keys.Space{keys.Live, keys.Closed} {
		for _, tag := range tags {
			lists = append(lists, supersededIn(keys.AppendList(nil, space, tag, o.node)))
		}
		for m := keys.Public; m < keys.Markings && tags == nil; m++ {
			if m < c.overlay.to || len(c.g.snap.overlays) > 0 {
				lists = append(lists, storage.Prefix(keys.AppendRecordedList(nil, space, statementKind, keys.ClassOf(keys.Superseded, m))))
			}
		}
	}
	return lists
}

// answerTags are the lists of a statement in which those stand for which it
// answers.
var answerTags = []keys.Tag{keys.Referrer, keys.About, keys.LinkedFrom}

// supersededIn is the part of a list in which what is superseded stands.
func supersededIn(list []byte) storage.Range {
	return storage.Range{
		Start: keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Superseded, keys.Public)),
		End:   keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Draft, keys.Public)),
	}
}

// unansweredIn says of the first statement in some ranges that stands in the way
// why it does.
func (c *changedMarking) unansweredIn(lists []storage.Range) (refusal, err error) {
	for _, list := range lists {
		for pair, err := range c.g.snap.tx.Scan(list) {
			if err != nil {
				return nil, storageError(err)
			}
			if err := c.g.snap.spend(1); err != nil {
				return nil, err
			}
			key, err := keys.Parse(pair.Key)
			if err != nil {
				return nil, c.g.snap.corruptEntry(pair.Key, err)
			}
			if c.looked[key.Node] {
				continue
			}
			c.looked[key.Node] = true
			if refusal, err := c.unanswered(key.Node); err != nil || refusal != nil {
				return refusal, err
			}
		}
	}
	return nil, nil
}

// unanswered says why a statement stands in the way, if it does. Whoever may
// change the marking sees both it and what answers: by the old marking, if it is
// lowered, neither was hidden further than by that, and by the new one, if it is
// raised, neither will be.
func (c *changedMarking) unanswered(n keys.Node) (refusal, err error) {
	last := c.revision
	err = c.g.snap.newestFirst(n, last, nil, func(v *version) (bool, error) {
		until := last
		last = v.since - 1
		if v.class.Status() != keys.Superseded {
			return true, nil
		}
		var err error
		refusal, err = c.unansweredBy(v, until)
		return refusal == nil, err
	})
	return refusal, err
}

// unansweredBy is the same of a version that is superseded, and was until a
// revision.
func (c *changedMarking) unansweredBy(v *version, until keys.Revision) (refusal, err error) {
	i := -1
	s, ok := v.record.(*graph.Statement)
	if ok {
		i = slices.Index(v.ids, s.SupersededBy)
	}
	if i < 0 {
		return nil, c.g.snap.corrupt(v.node, "version", errors.New("it is superseded by nothing"))
	}
	if c.hidden != nil && !c.hidden.has(v.nodes[i]) {
		return nil, nil
	}
	hides, err := c.hidesOnceMarked(v)
	if err != nil {
		return nil, err
	}
	last := until
	err = c.g.snap.newestFirst(v.nodes[i], until, nil, func(answer *version) (bool, error) {
		by, err := c.hidesOnceMarked(answer)
		if err != nil {
			return false, err
		}
		if by > hides {
			answers := "for which it answers"
			if last < c.revision {
				answers = fmt.Sprintf("for which it answered in revision %d", last)
			}
			refusal = &graph.FieldError{Path: "marking", Reason: fmt.Sprintf(
				"would hide %s from some who may read %s, %s: change the marking of that first", s.SupersededBy, s.ID, answers)}
		}
		last = answer.since - 1
		return refusal == nil && answer.since > v.since, nil
	})
	return refusal, err
}

// hidesOnceMarked is the marking that hides a version once the change has been
// made.
func (c *changedMarking) hidesOnceMarked(v *version) (keys.Marking, error) {
	named, err := c.g.snap.identities(append(slices.Clone(v.nodes), v.node))
	if err != nil {
		return 0, err
	}
	marking := func(n keys.Node, head keys.Marking) keys.Marking {
		if n == c.overlay.node {
			return c.overlay.to
		}
		return head
	}
	own := marking(v.node, named[len(v.nodes)].marking)
	return v.classBy(own, func(i int) keys.Marking { return marking(v.nodes[i], named[i].marking) }).Marking(), nil
}
