package ledger

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// Validate says why a change would be refused, and writes nothing; see
// [graph.Graph]. It runs what the writer runs, on a snapshot of its own, and
// goes on where the writer stops.
func (l *Ledger) Validate(ctx context.Context, by graph.Principal, c graph.Change) error {
	if l.opts.ReadOnly {
		return errReadOnly
	}
	normalize(c)
	if err := graph.ValidatePrincipal(by); err != nil {
		return err
	}
	faults := []error{graph.ValidateChange(c)}
	if err := mayCommit(by, c); err != nil {
		return errors.Join(append(faults, err)...)
	}
	if len(c.Ops) == 0 && !c.Placeholder || len(c.Ops) > graph.MaxOps {
		return faults[0]
	}
	r, refused := examined(by, c)
	faults = append(faults, refused...)
	if err := l.identify(r); err != nil {
		return err
	}
	sound := errors.Join(faults...) == nil
	var found []error
	err := l.view(ctx, func(tx storage.ReadTx) (err error) {
		found, err = l.examine(tx, r, sound)
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(append(faults, found...)...)
}

// errReadOnly refuses every change to a store that is opened for reading only.
var errReadOnly = fmt.Errorf("%w: the store is opened for reading only", graph.ErrForbidden)

// examined makes a request of the operations that can be held against the
// store, those with a malformed record included, and says why others are
// refused where validation has not said so.
func examined(by graph.Principal, c graph.Change) (r *request, faults []error) {
	r = &request{by: by, change: c}
	r.change.Ops, r.indexes = nil, []int{}
	var weight load
	seen := make(map[graph.ID]bool, len(c.Ops))
	for i := range c.Ops {
		op, id := &c.Ops[i], c.Ops[i].Target()
		if seen[id] || !examinable(op) {
			continue // validation has said so
		}
		seen[id] = true
		malformed := graph.ValidateChange(graph.Change{Ops: c.Ops[i : i+1]}) != nil
		var b body
		switch {
		case op.Record == nil:
		case malformed:
			b.refs = wellFormedRefs(op.Record)
		default:
			var err error
			if b, err = weight.add(by, op.Record); err != nil {
				faults = append(faults, &graph.OpError{Index: i, ID: id, Err: err})
				malformed, b.refs = true, wellFormedRefs(op.Record)
			}
		}
		r.change.Ops = append(r.change.Ops, *op)
		r.bodies = append(r.bodies, b)
		r.malformed = append(r.malformed, malformed)
		r.indexes = append(r.indexes, i)
	}
	if err := weight.fits(); err != nil {
		faults = append(faults, err)
		for i := range r.bodies {
			r.bodies[i].message = nil // too much is said once
		}
	}
	return r, faults
}

// examinable reports whether an operation has what it takes to look for its
// record.
func examinable(op *graph.Op) bool {
	if id := op.Target(); id.Validate() != nil || !id.Kind().Valid() {
		return false
	}
	switch op.Verb {
	case graph.VerbCreate, graph.VerbCorrect:
		return op.Record != nil && op.Target().Kind() == op.Record.RecordKind()
	case graph.VerbRetract, graph.VerbRestore, graph.VerbMark:
		return op.Record == nil
	}
	return false
}

// wellFormed reports whether there can be a record where a reference leads.
func wellFormed(ref graph.Reference) bool {
	return ref.ID.Validate() == nil && ref.Allows(ref.ID.Kind())
}

func wellFormedRefs(r graph.Record) []graph.ID {
	var ids []graph.ID
	graph.References(r, func(ref graph.Reference) {
		if wellFormed(ref) {
			ids = append(ids, ref.ID)
		}
	})
	return ids
}

// examine gives every fault of a request that a snapshot shows. The rows that it
// would write are made, and measured, only where nothing else is wrong.
func (l *Ledger) examine(tx storage.ReadTx, r *request, sound bool) ([]error, error) {
	snap, err := l.snapshot(tx)
	if err != nil {
		return nil, err
	}
	snap.writing = true
	h := *l.head.Load()
	h.nextNode = snap.next
	if h.commit = (graph.Commit{}); snap.head > 0 {
		if h.commit, err = readCommit(tx, graph.Revision(snap.head)); err != nil {
			return nil, err
		}
	}
	w := &writer{l: l, states: map[keys.Node]*state{}, texts: newCache[versionKey, *graph.HeldText](cachedTexts)}
	g := &group{w: w, snap: snap, head: &h, counters: map[keys.Node]*counters{}}
	var faults []error
	switch known, err := g.known(r); {
	case err != nil:
		return nil, err
	case known && r.result.err == nil && sound:
		return nil, nil // it was made, and would be answered with what it made
	case known && r.result.err != nil:
		faults = append(faults, r.result.err)
	}
	p := g.plan(r)
	p.all = true
	err = p.examine()
	faults = append(faults, p.faults...)
	switch {
	case err == nil, errors.Is(err, errEnough):
	case errors.Is(err, graph.ErrCorrupt) || !isRefusal(err):
		return nil, err
	default:
		faults = append(faults, err)
	}
	if len(faults) > 0 || !sound {
		return faults, nil
	}
	switch err := p.encode(); {
	case err != nil && (errors.Is(err, graph.ErrCorrupt) || !isRefusal(err)):
		return nil, err
	case err != nil:
		faults = append(faults, err)
	case !g.take(p):
		faults = append(faults, errTooLarge)
	}
	return faults, nil
}

// errEnough ends the search for faults when [maxFaults] were found.
var errEnough = errors.New("there are more faults than are told")

// fault is why a change is refused: its end or, where all faults are wanted,
// one of them, and nil. What is no refusal ends it in any case.
func (p *plan) fault(err error) error {
	if !p.all || errors.Is(err, graph.ErrCorrupt) || !isRefusal(err) {
		return err
	}
	if p.faults = append(p.faults, err); len(p.faults) >= maxFaults {
		return errEnough
	}
	return nil
}

// refuse is the fault of one operation.
func (p *plan) refuse(o *planned, err error) error {
	return p.fault(opError(o.index, o.op.Target(), err))
}

// sound reports whether nothing is known to be wrong with the operation that
// would lead astray who goes by it.
func (o *planned) sound() bool { return !o.lost && !o.malformed && len(o.unmet) == 0 }

// misses notes a reference that was refused.
func (o *planned) misses(id graph.ID) {
	if o.unmet == nil {
		o.unmet = map[graph.ID]bool{}
	}
	o.unmet[id] = true
}
