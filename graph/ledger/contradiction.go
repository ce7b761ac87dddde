package ledger

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// judgements refuses a change that would leave two records judged both the SAME
// and DIFFERENT, or too many the SAME. Only judgements that the change makes or
// brings back can do so, and only among what is the same as their records.
func (p *plan) judgements() error {
	j := judging{p: p, own: map[keys.Node][]ruling{}, rulings: map[keys.Node][]ruling{}}
	for i := range p.ops {
		o := &p.ops[i]
		record, ok := o.record.(*graph.Judgement)
		if !ok || !o.sound() || !o.live() {
			continue
		}
		a, b := p.nodes[record.A], p.nodes[record.B]
		j.own[a] = append(j.own[a], ruling{o.node, b, record.Verdict, o.class.Marking()})
		j.own[b] = append(j.own[b], ruling{o.node, a, record.Verdict, o.class.Marking()})
	}
	done := map[keys.Node]bool{}
	for i := range p.ops {
		o := &p.ops[i]
		record, ok := o.record.(*graph.Judgement)
		if !ok || !o.sound() || !o.live() || record.Verdict == graph.VerdictUnsure || done[p.nodes[record.A]] {
			continue
		}
		members, from, err := j.same(p.nodes[record.A], 0)
		if err == nil && len(members) > graph.MaxCluster {
			err = p.refuse(o, fmt.Errorf("%w: more than %d records would be judged the same", graph.ErrTooLarge, graph.MaxCluster))
		}
		if err != nil {
			return err
		}
		for _, n := range members {
			done[n] = true
		}
		if err := j.consistent(o, members, from); err != nil {
			return err
		}
	}
	return nil
}

// consistent refuses a judgement among whose members two are judged to be
// different: the first two are told.
func (j *judging) consistent(o *planned, members []keys.Node, from map[keys.Node]sameFrom) error {
	for _, n := range members {
		rulings, err := j.on(n)
		if err != nil {
			return err
		}
		for _, v := range rulings {
			if _, ok := from[v.other]; ok && v.says == graph.VerdictDifferent {
				return j.p.fault(j.contradiction(o, n, v))
			}
		}
	}
	return nil
}

// A judging follows judgements as a change leaves them.
type judging struct {
	p       *plan
	own     map[keys.Node][]ruling // of the change
	rulings map[keys.Node][]ruling // found out before
}

// on lists the judgements on a node.
func (j *judging) on(n keys.Node) ([]ruling, error) {
	if found, ok := j.rulings[n]; ok {
		return found, nil
	}
	found, err := j.p.g.snap.rulings(n, j.p.revision, graph.MarkingProtected)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(v ruling) bool { return j.p.byNode[v.judgement] != nil })
	found = append(found, j.own[n]...)
	j.rulings[n] = found
	return found, nil
}

// A sameFrom is how one came to a record: from which, and by which judgement.
type sameFrom struct {
	node keys.Node
	by   ruling
}

// same finds what is the same as a node, the nearest first, until it comes to
// another one or has more than there may be.
func (j *judging) same(n, until keys.Node) (found []keys.Node, from map[keys.Node]sameFrom, err error) {
	found = []keys.Node{n}
	from = map[keys.Node]sameFrom{n: {}}
	for i := 0; i < len(found) && len(found) <= graph.MaxCluster && found[i] != until; i++ {
		rulings, err := j.on(found[i])
		if err != nil {
			return nil, nil, err
		}
		for _, v := range rulings {
			if _, ok := from[v.other]; !ok && v.says == graph.VerdictSame {
				from[v.other] = sameFrom{found[i], v}
				found = append(found, v.other)
			}
		}
	}
	return found, from, nil
}

// contradiction says why a judgement that two are different cannot stand: by
// the shortest chain that makes them the same.
func (j *judging) contradiction(o *planned, a keys.Node, different ruling) error {
	p := j.p
	b := different.other
	_, from, err := j.same(a, b)
	if err != nil {
		return err
	}
	e := new(graph.Contradiction)
	sees := markingNumber(p.r.by.Clearance)
	id := func(n keys.Node) graph.ID {
		var own identity
		if known, ok := p.kinds[n]; ok {
			own = known
		} else if found, idErr := p.g.snap.identities([]keys.Node{n}); idErr == nil {
			own = found[0]
		} else {
			err = idErr
		}
		if own.marking > sees {
			e.Hidden = true
			return ""
		}
		return own.id
	}
	e.A, e.B = id(a), id(b)
	if different.hides <= sees {
		e.Different = id(different.judgement)
	} else {
		e.Hidden = true
	}
	for n := b; n != a; n = from[n].node {
		step := from[n]
		if step.by.hides > sees {
			e.Hidden = true
			continue
		}
		e.Chain = append(e.Chain, graph.SameStep{From: id(step.node), Judgement: id(step.by.judgement), To: id(n)})
	}
	if err != nil {
		return err
	}
	slices.Reverse(e.Chain)
	return opError(o.index, o.op.Target(), e)
}
