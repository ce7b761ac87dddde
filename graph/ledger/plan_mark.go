package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage/keys"
)

// mark checks a change of a marking and makes the new state of its record. The
// commit writes no more than a correction of the record does: what the marking
// hides or shows beside it is found out by who reads, and moved afterwards.
func (p *plan) mark(o *planned, old *graph.Meta) error {
	refusal, err := p.marked(o, old)
	if err != nil {
		return err
	}
	if refusal != nil {
		o.lost = true
		return p.refuse(o, refusal)
	}
	return p.remake(o, func(m *graph.Meta) { m.Marking = o.op.Marking })
}

// marked settles under which id the record stands from then on, and what the
// overlay says; or why the change is refused.
func (p *plan) marked(o *planned, old *graph.Meta) (refusal, err error) {
	by, op := p.r.by, o.op
	raised := op.Marking.Level() > old.Marking.Level()
	switch {
	case op.Marking == old.Marking:
		return fmt.Errorf("%w: it is marked %s already", graph.ErrConflict, op.Marking), nil
	case !by.Clearance.Covers(op.Marking):
		return fmt.Errorf("%w: %s is above the clearance of %s", graph.ErrForbidden, op.Marking, by.Name), nil
	case !raised && !by.Role.Allows(graph.RoleReviewer):
		return fmt.Errorf("%w: a %s may not lower a marking", graph.ErrForbidden, by.Role), nil
	case !raised && op.NewID != "":
		return &graph.FieldError{Path: "newId", Reason: "is only for a marking that is raised"}, nil
	case op.NewID == op.ID && !by.Role.Allows(graph.RoleAdmin):
		return fmt.Errorf("%w: only an %s may raise a marking and keep the id", graph.ErrForbidden, graph.RoleAdmin), nil
	case len(p.g.snap.overlays) >= maxOverlays:
		return fmt.Errorf("%w: %d changes of markings are still being carried out; try again when they are", graph.ErrConflict, maxOverlays), nil
	}
	p.overlay = &overlay{node: o.node, revision: p.revision, from: markingNumber(old.Marking), to: markingNumber(op.Marking)}
	p.newID = op.ID
	if !raised || op.NewID == op.ID {
		p.former, err = hex.DecodeString(op.Former)
		return nil, err
	}
	if p.former, err = hex.DecodeString(graph.FormerHash(p.time, op.ID)); err != nil {
		return nil, err
	}
	if p.newID = op.NewID; p.newID == "" {
		if p.newID, err = mintID(op.ID.Kind()); err != nil {
			return nil, err
		}
	}
	taken, err := p.taken(p.newID)
	if err == nil && taken {
		refusal = fmt.Errorf("%w: the new id is taken", graph.ErrConflict)
	}
	return refusal, err
}

// mintID makes up an id that says nothing about its record: a random UUID of
// version 4, as RFC 9562 has it.
func mintID(k graph.Kind) (graph.ID, error) {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil { //nolint:forbidigo // nobody may foresee it
		return "", fmt.Errorf("making up an id: %w", err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return graph.ID(fmt.Sprintf("%s/%x-%x-%x-%x-%x", k, b[:4], b[4:6], b[6:8], b[8:10], b[10:])), nil
}

// taken says whether an id is that of a record, or ever was.
func (p *plan) taken(id graph.ID) (bool, error) {
	n, err := p.g.snap.nodeOf(id)
	if err == nil && n == 0 {
		n, err = p.g.snap.former(id)
	}
	return n != 0, err
}

// had says whether a record had an id before its marking was raised.
func (p *plan) had(id graph.ID) (bool, error) {
	n, err := p.g.snap.former(id)
	return n != 0, err
}

// encodeMark writes who the record is from now on, and the overlay.
func (p *plan) encodeMark() error {
	o := p.overlay
	if o == nil {
		return nil
	}
	id, own := p.ops[0].op.ID, p.kinds[o.node]
	key, row := o.row()
	err := errors.Join(
		p.set(keys.AppendIDOfNode(nil, o.node), &pb.Identity{Kind: numberOf(kindValues, own.kind), Marking: uint32(o.to), Id: string(p.newID)}),
		p.set(key, row),
	)
	if p.newID == id || err != nil {
		return err
	}
	p.remove(keys.AppendNodeOfID(nil, string(id)))
	return errors.Join(
		p.set(keys.AppendNodeOfID(nil, string(p.newID)), &pb.NodeOfID{Node: uint64(o.node)}),
		p.set(p.g.w.l.formerID(id), &pb.NodeOfID{Node: uint64(o.node)}),
	)
}
