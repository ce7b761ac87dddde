package ledger

import (
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// marksAnswers refuses a change of the marking of what guards others, an actor or
// a document, after which a statement would be hidden from some who may read
// those for which it answers; see [plan.superseding]. Only superseded statements
// are looked at: when a marking is lowered those that the record guards, and
// when it is raised all that are less hidden than it will be.
func (p *plan) marksAnswers() error {
	if len(p.ops) != 1 || p.ops[0].op.Verb != graph.VerbMark || !p.ops[0].sound() {
		return nil
	}
	o := &p.ops[0]
	if _, own := o.record.(*graph.Statement); own {
		return nil // which has been looked at
	}
	var lists [][]byte
	if p.overlay.to > p.overlay.from {
		for m := keys.Public; m < keys.Markings; m++ {
			if m < p.overlay.to || len(p.g.snap.overlays) > 0 {
				lists = append(lists, keys.AppendRecordedList(nil, keys.Live, statementKind, keys.ClassOf(keys.Superseded, m)))
			}
		}
	} else {
		for _, tag := range guardTags {
			list := keys.AppendList(nil, keys.Live, tag, o.node)
			for m := keys.Public; m < keys.Markings; m++ {
				lists = append(lists, keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Superseded, m)))
			}
		}
	}
	for _, list := range lists {
		for pair, err := range p.g.snap.tx.Scan(storage.Prefix(list)) {
			if err != nil {
				return storageError(err)
			}
			key, err := keys.Parse(pair.Key)
			if err != nil {
				return p.g.snap.corruptEntry(pair.Key, err)
			}
			if refusal, err := p.marksAnswer(key.Node); err != nil {
				return err
			} else if refusal != nil {
				return p.refuse(o, refusal)
			}
		}
	}
	return nil
}

// marksAnswer says why a statement that is superseded stands in the way.
func (p *plan) marksAnswer(n keys.Node) (refusal, err error) {
	hides, v, err := p.hidesOnceMarked(n)
	if err != nil {
		return nil, err
	}
	i := -1
	s, ok := v.record.(*graph.Statement)
	if ok {
		i = slices.Index(v.ids, s.SupersededBy)
	}
	if i < 0 {
		return nil, p.g.snap.corrupt(n, "index entry", errors.New("it is not superseded"))
	}
	answer, by, err := p.hidesOnceMarked(v.nodes[i])
	if err == nil && answer > hides {
		refusal = &graph.FieldError{Path: "marking", Reason: fmt.Sprintf(
			"would hide %s from some who may read %s, for which it answers: change the marking of that first", by.record.Shared().ID, s.ID)}
	}
	return refusal, err
}

// hidesOnceMarked is the marking that hides the newest version of a record once
// the change has been made.
func (p *plan) hidesOnceMarked(n keys.Node) (keys.Marking, *version, error) {
	v, err := p.g.snap.version(n, p.revision)
	if err == nil && v == nil {
		err = p.g.snap.corrupt(n, "record", errBeyondHead)
	}
	if err != nil {
		return 0, nil, err
	}
	named, err := p.g.snap.identities(append(slices.Clone(v.nodes), n))
	if err != nil {
		return 0, nil, err
	}
	marking := func(i int) keys.Marking {
		if i < len(v.nodes) && v.nodes[i] == p.overlay.node {
			return p.overlay.to
		}
		return named[i].marking
	}
	return v.classBy(marking(len(v.nodes)), marking).Marking(), v, nil
}
