package ledger

import (
	"reflect"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// A touched is what was changed between two revisions.
type touched struct {
	statements []keys.Node // in order
	kinds      kindSet
	// resighted: the view sees a statement at one of the revisions and not at
	// the other, though it was there at both. What refers to it is cut
	// otherwise, and so may meet what it did not.
	resighted bool
}

func (t *touched) has(n keys.Node) bool {
	_, there := slices.BinarySearch(t.statements, n)
	return there
}

// touched reads from the feed what was changed.
func (d *between) touched() (*touched, error) {
	nodes := map[keys.Node]bool{}
	for at := d.from + 1; at <= d.to; at++ {
		ops, err := d.s.feed(graph.Revision(at))
		if err != nil {
			return nil, err
		}
		if err := d.s.spend(1 + len(ops)); err != nil {
			return nil, err
		}
		for _, op := range ops {
			nodes[keys.Node(op.Node)] = true
		}
	}
	all := make([]keys.Node, 0, len(nodes))
	for n := range nodes {
		all = append(all, n)
	}
	slices.Sort(all)
	t := &touched{}
	for batch := range slices.Chunk(all, maxBatch) {
		own, err := d.s.identities(batch)
		if err != nil {
			return nil, err
		}
		for i, n := range batch {
			t.kinds.add(own[i].kind)
			if own[i].kind != graph.KindStatement {
				continue
			}
			t.statements = append(t.statements, n)
			if t.resighted || d.clearance == graph.MarkingProtected {
				continue
			}
			if t.resighted, err = d.resights(n); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// resights says whether a statement that was there at both revisions is seen at
// one of them only.
func (d *between) resights(n keys.Node) (bool, error) {
	then, err := d.s.row(n, d.from)
	if err != nil || then == nil {
		return false, err
	}
	now, err := d.s.row(n, d.to)
	if err != nil {
		return false, err
	}
	was, err := d.s.classOf(n, then)
	if err != nil {
		return false, err
	}
	is, err := d.s.classOf(n, now)
	most := markingNumber(d.clearance)
	return (was.Marking() <= most) != (is.Marking() <= most), err
}

// A kindSet is a set of kinds of records.
type kindSet []graph.Kind

func (k *kindSet) add(kinds ...graph.Kind) {
	for _, kind := range kinds {
		if !slices.Contains(*k, kind) {
			*k = append(*k, kind)
		}
	}
}

// anyOf says whether two sets have a kind in common.
func (k kindSet) anyOf(other kindSet) bool {
	return slices.ContainsFunc(k, func(kind graph.Kind) bool { return slices.Contains(other, kind) })
}

// dependsOn gives the kinds of records of which a change may change how
// statements stand to a filter that were not changed themselves. A record that a
// filter names stands for what it is judged to be the same as; actors may be met
// by those who are affiliated with them; places lie in others; events and
// documents have to meet sets of their own; and other statements link to those
// that are asked for.
func dependsOn(set *graph.StatementSet) (on kindSet) {
	named := func(ids ...graph.ID) {
		if slices.ContainsFunc(ids, func(id graph.ID) bool { return id != "" }) {
			on.add(graph.KindJudgement)
		}
	}
	actors := func(sets ...*graph.ActorSet) {
		for _, a := range sets {
			if a == nil {
				continue
			}
			named(slices.Concat(a.AnyOf, a.AllOf, a.NoneOf)...)
			if slices.Contains(a.Include, graph.ScopeRepresentatives) || slices.Contains(a.Include, graph.ScopeParts) {
				on.add(graph.KindActor)
			}
		}
	}
	place := func(p *graph.PlaceSet) {
		if p == nil {
			return
		}
		named(p.AnyOf...)
		if p.Descendants {
			on.add(graph.KindLocation)
		}
	}
	// What sets of events and documents may ask of, in them and around them.
	others := func() {
		on.add(graph.KindEvent, graph.KindDocument, graph.KindActor, graph.KindLocation, graph.KindAgreement, graph.KindJudgement)
	}
	actors(set.By, set.To, set.Via)
	for i := range set.About {
		a := &set.About[i]
		actors(a.Actor)
		place(a.Location)
		named(a.Agreement, a.Topic)
		if e := a.Event; e != nil {
			rest := *e
			if named(e.AnyOf...); !onlyNames(&rest, &rest.AnyOf) {
				others()
			}
		}
	}
	if set.Content != nil {
		actors(set.Content.Actor, set.Content.Toward)
	}
	for i := range set.Positions {
		named(set.Positions[i].Topic)
	}
	place(set.SaidAt)
	named(set.Occasion, set.Concerning)
	if d := set.Document; d != nil {
		rest := *d
		if named(d.AnyOf...); !onlyNames(&rest, &rest.AnyOf) {
			others()
		}
	}
	if set.Answered != nil || set.Linked != nil {
		on.add(graph.KindStatement)
	}
	if set.Linked != nil {
		actors(set.Linked.By)
	}
	if set.Figures != nil {
		actors(set.Figures.CountedBy)
	}
	for _, sets := range [][]graph.StatementSet{set.And, set.Or} {
		for i := range sets {
			on.add(dependsOn(&sets[i])...)
		}
	}
	if set.Not != nil {
		on.add(dependsOn(set.Not)...)
	}
	return on
}

// onlyNames says whether a set of records does nothing but name some.
func onlyNames[S any](set S, names *[]graph.ID) bool {
	named := *names
	*names = nil
	return named != nil && reflect.ValueOf(set).Elem().IsZero()
}
