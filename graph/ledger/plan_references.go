package ledger

import (
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// maxFaults bounds the problems with references that are told of one change.
const maxFaults = 1000

// references checks that everything the new versions name is there, is of an
// allowed kind and has not been retracted. It tells of every operation of which
// that is not so.
func (p *plan) references() error {
	var unknown []keys.Node
	for _, n := range p.nodes {
		if _, ok := p.kinds[n]; !ok {
			unknown = append(unknown, n)
		}
	}
	slices.Sort(unknown)
	found, err := p.g.snap.identities(unknown)
	if err != nil {
		return err
	}
	for i, n := range unknown {
		p.kinds[n] = found[i]
	}
	var faults []error
	told := 0
	for i := range p.ops {
		o := &p.ops[i]
		if o.record == nil {
			continue // a lost RETRACT or RESTORE
		}
		var problems []error
		var failed error
		graph.References(o.record, func(ref graph.Reference) {
			if failed != nil || len(problems) >= 100 || o.malformed && !wellFormed(ref) {
				return
			}
			reason, err := p.reference(o, ref)
			if err != nil {
				failed = err
			} else if reason != "" {
				o.misses(ref.ID)
				problems = append(problems, &graph.FieldError{Path: ref.Path(), Reason: reason})
			}
		})
		if failed != nil {
			return failed
		}
		if len(problems) == 0 && !o.malformed && !o.lost {
			switch record := o.record.(type) {
			case *graph.Statement:
				problems, err = p.propositions(record)
			case *graph.Topic:
				problems, err = p.positions(o, record)
			}
			if err != nil {
				return err
			}
		}
		if len(problems) > 0 {
			faults = append(faults, p.refused(o, problems...))
		}
		if told += len(problems); told >= maxFaults {
			break
		}
	}
	if err := errors.Join(faults...); err != nil {
		return p.fault(err)
	}
	return nil
}

// refused says why an operation is. Who restores a record of which they do not
// see all learns neither where in it something stands, nor how often.
func (p *plan) refused(o *planned, problems ...error) error {
	if o.op.Record == nil {
		whole, err := p.seesAll(o.old)
		if err != nil {
			return err
		}
		if !whole {
			problems = withoutPlaces(problems)
		}
	}
	return opError(o.index, o.op.Target(), errors.Join(problems...))
}

// withoutPlaces gives each reason once.
func withoutPlaces(problems []error) (reasons []error) {
	seen := map[string]bool{}
	for _, problem := range problems {
		var field *graph.FieldError
		if errors.As(problem, &field) && !seen[field.Reason] {
			seen[field.Reason] = true
			reasons = append(reasons, &graph.FieldError{Reason: field.Reason})
		}
	}
	return reasons
}

// reference says what is wrong with one reference of a new version.
func (p *plan) reference(o *planned, ref graph.Reference) (reason string, err error) {
	node, ok := p.nodes[ref.ID]
	if !ok {
		return fmt.Sprintf("there is no record %s", ref.ID), nil
	}
	hides, live, err := p.standing(node)
	if err != nil {
		return "", err
	}
	hidden := hides > markingNumber(p.r.by.Clearance)
	switch {
	case hidden && o.op.Record != nil:
		return fmt.Sprintf("there is no record %s", ref.ID), nil
	case hidden && o.live() && !live: // restored by somebody who does not see all of it
		return "something that it refers to has been retracted", nil
	case !ref.Allows(p.kinds[node].kind):
		return fmt.Sprintf("%s cannot stand here", ref.ID), nil
	case o.live() && !live:
		return fmt.Sprintf("%s has been retracted", ref.ID), nil
	}
	return "", nil
}

// standing says by which marking a record is hidden, and whether it is there,
// as this change leaves it.
func (p *plan) standing(node keys.Node) (hides keys.Marking, live bool, err error) {
	if o := p.byNode[node]; o != nil {
		if o.fresh {
			return p.kinds[node].marking, o.live(), nil
		}
		return o.old.class.Marking(), o.live(), nil
	}
	s, err := p.g.w.state(p.g.snap, node)
	if err != nil {
		return 0, false, err
	}
	if s.purged {
		return keys.Markings, false, nil // above every clearance
	}
	return s.class.Marking(), s.class.Status() != keys.Retracted, nil
}

// propositions checks that positions are taken on propositions only.
func (p *plan) propositions(s *graph.Statement) (problems []error, err error) {
	for i := range s.Positions {
		topic, err := p.newest(p.nodes[s.Positions[i].Topic])
		if err != nil {
			return nil, err
		}
		if t, ok := topic.(*graph.Topic); !ok || t.Kind != graph.TopicProposition {
			problem := &graph.FieldError{
				Path:   fmt.Sprintf("positions[%d].topic", i),
				Reason: fmt.Sprintf("%s is no %s", topic.Shared().ID, graph.TopicProposition),
			}
			if !p.r.by.Clearance.Covers(t.Marking) { // restored by somebody who does not see all of it
				problem.Reason = fmt.Sprintf("something that it takes a position on is no %s", graph.TopicProposition)
			}
			problems = append(problems, problem)
		}
	}
	return problems, nil
}

// positions refuses to make something else of a proposition on which others
// take positions.
func (p *plan) positions(o *planned, t *graph.Topic) (problems []error, err error) {
	if o.fresh || t.Kind == graph.TopicProposition {
		return nil, nil
	}
	if old, ok := o.old.record.(*graph.Topic); !ok || old.Kind != graph.TopicProposition {
		return nil, nil
	}
	list := keys.AppendList(nil, keys.Live, keys.PositionOn, o.node)
	r := storage.Range{Start: list, End: keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Retracted, keys.Public))}
	for pair, err := range p.g.snap.tx.Scan(r) {
		if err != nil {
			return nil, storageError(err)
		}
		m, err := keys.ParseMember(pair.Key)
		if err != nil {
			return nil, p.g.snap.corruptEntry(pair.Key, err)
		}
		if p.byNode[m.Position.Node] == nil { // else it is looked at itself
			return []error{&graph.FieldError{Path: "kind", Reason: fmt.Sprintf("is %s, and statements take positions on it", t.Kind)}}, nil
		}
	}
	return nil, nil
}

// maxNamed bounds how many of those who stand in the way are named, and
// maxInTheWay how many are looked at, as those who cannot be named may be many.
const (
	maxNamed    = 100
	maxInTheWay = 1000
)

// retractions refuses to withdraw what others, that stay, refer to.
func (p *plan) retractions() error {
	for i := range p.ops {
		o := &p.ops[i]
		if o.op.Verb != graph.VerbRetract || o.lost {
			continue
		}
		still := &graph.StillReferred{ID: o.op.Target()}
		found := map[keys.Node]bool{}
		for _, tag := range referringTags {
			list := keys.AppendList(nil, keys.Live, tag, o.node)
			r := storage.Range{
				Start: keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Curated, keys.Public)),
				End:   keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Retracted, keys.Public)),
			}
			for pair, err := range p.g.snap.tx.Scan(r) {
				if err != nil {
					return storageError(err)
				}
				m, err := keys.ParseMember(pair.Key)
				if err != nil {
					return p.g.snap.corruptEntry(pair.Key, err)
				}
				if n := m.Position.Node; !found[n] && p.byNode[n] == nil {
					found[n] = true
					hides, err := p.g.snap.markingAt(n, m.Class, p.revision)
					if err != nil {
						return err
					}
					if hides > markingNumber(p.r.by.Clearance) || len(still.By) == maxNamed {
						still.More = true
					} else {
						own, err := p.g.snap.identities([]keys.Node{n})
						if err != nil {
							return err
						}
						still.By = append(still.By, own[0].id)
					}
				}
				if still.More && (len(still.By) == maxNamed || len(found) >= maxInTheWay) {
					break
				}
			}
		}
		if len(found) > 0 {
			slices.Sort(still.By)
			if err := p.refuse(o, still); err != nil {
				return err
			}
		}
	}
	return nil
}
