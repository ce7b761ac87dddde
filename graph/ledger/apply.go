package ledger

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// A group is one transaction of the writer while it is being filled. Changes
// that were applied to it are in the transaction already, so that reading the
// transaction is reading the store as the next change finds it.
type group struct {
	w        *writer
	tx       storage.WriteTx // nil where a change is only validated
	snap     *snapshot       // of the same transaction: what is read is read by it
	head     *head
	counters map[keys.Node]*counters // read, and changed, in this group
	writes   int
	bytes    int
}

// headroom is what a transaction keeps free for the rows that end a group.
const headroom = 64

// counterBytes is what a row of counters takes at most, as far as the limits
// of a transaction are concerned: the 13 lists of an actor in 15 classes, with
// key and sum. The row of node 0 may take more, which the headroom has.
const counterBytes = 1536

// A write is a row to be set, or, without a value, to be deleted.
type write struct{ key, value []byte }

// A plan is what one change writes, found out before the first byte of it is
// written: from then on nothing can refuse it.
type plan struct {
	g        *group
	r        *request
	revision keys.Revision
	time     time.Time
	ops      []planned
	byNode   map[keys.Node]*planned
	overlay  *overlay // of a change of a marking
	newID    graph.ID // which its record has from then on
	former   []byte   // which tells of the one before
	nodes    map[graph.ID]keys.Node
	kinds    map[keys.Node]identity // of what the change names
	next     keys.Node
	reach    reach
	texts    []search.Change // what the change does to texts
	shifts   search.Shifts   // and to how far statistics of these are off
	totals   search.Totals
	pending  search.Backlog
	writes   []write
	bytes    int
	counts   map[keys.Node]map[counted]int
	bodies   int // bytes of the new versions
	held     int // bytes of the versions before them
	// all asks for every fault of the change. Without it the first one ends the
	// plan, and faults stays empty; see [plan.fault].
	all    bool
	faults []error
}

// planned is one operation of a plan.
type planned struct {
	op       *graph.Op
	index    int
	node     keys.Node
	fresh    bool         // a record that was not there before
	old      *version     // its state before, unless fresh
	record   graph.Record // its state afterwards
	body     body
	class    keys.Class
	restored graph.Status
	anew     bool            // its text begins anew, though it is the same
	text     *graph.HeldText // of the record, once it was asked for

	// What is known to be wrong with it, where all faults are asked for.
	malformed bool              // validation refuses the record
	lost      bool              // it has no target that it could change
	unmet     map[graph.ID]bool // references of it that were refused
}

func (o *planned) live() bool { return o.record.Shared().Status != graph.StatusRetracted }

// apply puts one change into the transaction. It reports false when the change
// does not fit into what is left of it; an error ends the whole group.
func (g *group) apply(r *request) (fits bool, err error) {
	if known, err := g.known(r); known || err != nil {
		return true, err
	}
	g.snap.reads, g.snap.bytes = 0, 0
	p := g.plan(r)
	if err := p.make(); err != nil {
		if errors.Is(err, graph.ErrCorrupt) || !isRefusal(err) {
			return false, err
		}
		r.result = answer{err: err}
		return true, nil
	}
	if !g.take(p) {
		return false, nil
	}
	return true, p.write()
}

// take counts what a plan writes, or reports that the transaction cannot hold
// it besides what is in it.
func (g *group) take(p *plan) (fits bool) {
	counters := 0
	for n := range p.counts {
		if g.counters[n] == nil {
			counters++
		}
	}
	if g.writes+len(p.writes)+counters+headroom > storage.MaxWrites ||
		g.bytes+p.bytes+counters*counterBytes+headroom*counterBytes > storage.MaxBytes {
		return false
	}
	g.writes += len(p.writes) + counters
	g.bytes += p.bytes + counters*counterBytes
	return true
}

// plan begins the plan of a change, upon what the group holds.
func (g *group) plan(r *request) *plan {
	return &plan{
		g: g, r: r,
		revision: keys.Revision(g.head.commit.Revision) + 1,
		next:     g.head.nextNode,
		reach:    g.head.reach,
		totals:   g.head.texts,
		byNode:   map[keys.Node]*planned{},
		kinds:    map[keys.Node]identity{},
		counts:   map[keys.Node]map[counted]int{},
		shifts:   search.Shifts{},
	}
}

// isRefusal tells an answer to the one who asked from a failure of the store.
func isRefusal(err error) bool {
	for _, known := range []error{
		graph.ErrInvalid, graph.ErrNotFound, graph.ErrConflict, graph.ErrForbidden, graph.ErrTooLarge, graph.ErrTooComplex,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// known answers a change whose key has been seen.
func (g *group) known(r *request) (bool, error) {
	if r.change.IdempotencyKey == "" {
		return false, nil
	}
	var row pb.Idempotency
	found, err := readIdempotency(g.snap.tx, r.key, &row)
	if err != nil || !found {
		return false, err
	}
	if bytes.Equal(row.Change, r.content) {
		r.result = answer{revision: graph.Revision(row.Revision)}
	} else {
		r.result = answer{err: &graph.KeyUsed{Revision: graph.Revision(row.Revision)}}
	}
	return true, nil
}

// make checks the change and finds out what it writes.
func (p *plan) make() error {
	if err := p.examine(); err != nil {
		return err
	}
	return p.encode()
}

// examine checks the change against what is in the store.
func (p *plan) examine() error {
	for _, step := range []func() error{p.when, p.resolve, p.targets, p.references, p.quotes, p.classes, p.judgements, p.retractions, p.chains, p.superseding, p.marksAnswers} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// when settles the time of the revision.
func (p *plan) when() error {
	last := p.g.head.commit.Time
	now := p.g.w.l.opts.Clock().UTC().Round(0)
	if given := p.r.change.Time; !given.IsZero() {
		given = given.UTC().Round(0)
		switch {
		case !time.Unix(0, given.UnixNano()).Equal(given):
			return p.fault(&graph.FieldError{Path: "time", Reason: fmt.Sprintf("%s is not of the years 1678 to 2261, which can be stored", given.Format(time.RFC3339Nano))})
		case !given.After(last):
			return p.fault(&graph.FieldError{Path: "time", Reason: fmt.Sprintf("%s is not later than the head, which is of %s", given.Format(time.RFC3339Nano), last.Format(time.RFC3339Nano))})
		case given.After(now):
			return p.fault(&graph.FieldError{Path: "time", Reason: fmt.Sprintf("%s has not come yet", given.Format(time.RFC3339Nano))})
		}
		p.time = given
		return nil
	}
	p.time = now
	if !now.After(last) {
		p.time = last.Add(1) // the clock stands still, or was set back
	}
	return nil
}

// resolve finds the numbers of all records that the change names, and gives
// numbers to new ones.
func (p *plan) resolve() error {
	named := map[graph.ID]bool{}
	for i := range p.r.change.Ops {
		named[p.r.change.Ops[i].Target()] = true
		for _, id := range p.r.bodies[i].refs {
			named[id] = true
		}
	}
	ids := make([]graph.ID, 0, len(named))
	for id := range named {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	nodes, err := p.g.snap.nodesOf(ids)
	if err != nil {
		return err
	}
	p.nodes = make(map[graph.ID]keys.Node, len(ids))
	for i, n := range nodes {
		if n != 0 {
			p.nodes[ids[i]] = n
		}
	}
	return nil
}

// targets checks each operation against the newest version of its record.
func (p *plan) targets() error {
	p.ops = make([]planned, len(p.r.change.Ops))
	for i := range p.r.change.Ops {
		op := &p.r.change.Ops[i]
		o := &p.ops[i]
		*o = planned{op: op, index: p.r.index(i), record: op.Record, body: p.r.bodies[i], malformed: p.r.malformed[i]}
		id := op.Target()
		node, exists := p.nodes[id]
		var err error
		taken := exists
		if op.Verb == graph.VerbCreate && !exists {
			if taken, err = p.had(id); err != nil {
				return err
			}
		}
		switch {
		case op.Verb == graph.VerbCreate && taken:
			o.lost = true
			err = p.refuse(o, errTaken)
		case op.Verb == graph.VerbCreate:
			o.node, o.fresh = p.next, true
			p.next++
			p.nodes[id] = o.node
			p.kinds[o.node] = identity{id: id, kind: id.Kind(), marking: markingNumber(op.Record.Shared().Marking)}
			o.restored = op.Record.Shared().Status
			if o.restored == graph.StatusRetracted {
				o.restored = graph.StatusPublished
			}
		case !exists:
			o.lost = true
			err = p.refuse(o, fmt.Errorf("%w: there is no such record", graph.ErrNotFound))
		default:
			o.node = node
			if o.old, err = p.g.snap.version(node, p.revision); err == nil {
				err = p.target(o)
			}
		}
		if err != nil {
			return err
		}
		if o.lost {
			continue
		}
		p.byNode[o.node] = o
		if p.bodies += len(o.body.message); p.bodies > maxChangeBytes {
			return fmt.Errorf("%w: the records of the change have more than %d bytes", graph.ErrTooLarge, maxChangeBytes)
		}
		if !o.fresh {
			p.held += o.old.size
		}
		if p.held > maxHeldBytes {
			return fmt.Errorf("%w: the records that are changed have more than %d bytes", graph.ErrTooLarge, maxHeldBytes)
		}
	}
	return nil
}

// maxHeldBytes bounds the encoded records that a change changes, which are all
// held in memory meanwhile.
const maxHeldBytes = 64 << 20

func opError(index int, id graph.ID, err error) error {
	if errors.Is(err, graph.ErrCorrupt) {
		return err
	}
	return &graph.OpError{Index: index, ID: id, Err: err}
}

var errTaken = fmt.Errorf("%w: the id is taken", graph.ErrConflict)

var errBeyondHead = errors.New("it is newer than the head")

// target checks an operation on a record that exists, and makes its new state.
func (p *plan) target(o *planned) error {
	if o.old == nil {
		return &graph.CorruptError{ID: o.op.Target(), What: "record", Err: errBeyondHead}
	}
	by := p.r.by
	if !o.old.visible(by.Clearance) {
		o.lost, o.old = true, nil
		return p.refuse(o, fmt.Errorf("%w: there is no such record", graph.ErrNotFound))
	}
	if seen := o.op.Expected; seen != 0 && (seen < graph.Revision(o.old.since) || seen >= graph.Revision(p.revision)) {
		commit, err := p.commitOf(o.old.since)
		if err == nil {
			err = p.refuse(o, &graph.RecordConflict{ID: o.op.Target(), Expected: seen, Actual: graph.Revision(o.old.since), Author: commit.Author})
		}
		if err != nil {
			return err
		}
	}
	old := o.old.record.Shared()
	o.restored = o.old.restored
	switch o.op.Verb {
	case graph.VerbCorrect:
		return p.correction(o, old)
	case graph.VerbRetract:
		if old.Status == graph.StatusRetracted {
			o.lost = true
			return p.refuse(o, fmt.Errorf("%w: it has been retracted already", graph.ErrConflict))
		}
		o.restored = old.Status
		return p.restate(o, graph.StatusRetracted, o.op.Reason)
	case graph.VerbRestore:
		if old.Status != graph.StatusRetracted {
			o.lost = true
			return p.refuse(o, fmt.Errorf("%w: it has not been retracted", graph.ErrConflict))
		}
		return p.restate(o, o.old.restored, "")
	case graph.VerbMark:
		return p.mark(o, old)
	}
	return fmt.Errorf("verb %q came through validation", o.op.Verb)
}

func (p *plan) correction(o *planned, old *graph.Meta) error {
	now := o.record.Shared()
	var err error
	switch {
	case now.Marking != old.Marking:
		err = &graph.FieldError{Path: "marking", Reason: fmt.Sprintf("is %s and cannot be changed to %s by a correction", old.Marking, now.Marking)}
	case old.Status == graph.StatusRetracted:
		err = fmt.Errorf("%w: it has been retracted; restore it first", graph.ErrConflict)
	case now.Status == graph.StatusRetracted:
		err = &graph.FieldError{Path: "status", Reason: "a correction does not retract; that is an operation of its own"}
	case now.Status == graph.StatusDraft && old.Status != graph.StatusDraft:
		err = &graph.FieldError{Path: "status", Reason: "what has been published does not become a draft again"}
	}
	if err != nil {
		if err := p.refuse(o, err); err != nil {
			return err
		}
	}
	o.restored = now.Status
	// Whoever does not see all of a record would drop what is hidden from them.
	whole, err := p.seesAll(o.old)
	if err == nil && !whole {
		err = p.refuse(o, fmt.Errorf("%w: parts of the record are above the clearance of %s", graph.ErrForbidden, p.r.by.Name))
	}
	if err == nil && whole {
		err = p.reviewing(o)
	}
	return err
}

// seesAll says whether nothing of a version is hidden from who asks for the
// change.
func (p *plan) seesAll(v *version) (bool, error) {
	if by := p.r.by.Clearance; by.Level() >= graph.MarkingProtected.Level() || !v.visible(by) {
		return v.visible(by), nil
	}
	seen, err := p.g.snap.redacted(v, graph.View{Revision: graph.Revision(p.revision), Clearance: p.r.by.Clearance})
	return err == nil && seen == v.record, err
}

// restate makes the new state of a record of which only the status changes.
func (p *plan) restate(o *planned, status graph.Status, reason string) error {
	return p.remake(o, func(m *graph.Meta) { m.Status, m.StatusReason = status, reason })
}

// remake makes the new state of a record of which only something that all
// records have changes.
func (p *plan) remake(o *planned, change func(*graph.Meta)) error {
	o.record = graph.Clone(o.old.record)
	change(o.record.Shared())
	var err error
	if o.body, err = encode(o.record); err != nil {
		return err
	}
	for i, id := range o.old.ids {
		p.nodes[id] = o.old.nodes[i]
	}
	return nil
}

func (p *plan) commitOf(r keys.Revision) (graph.Commit, error) {
	if r == p.revision {
		return graph.Commit{Revision: graph.Revision(r), Author: p.r.by.Name}, nil
	}
	return readCommit(p.g.snap.tx, graph.Revision(r))
}

// A state is what the writer knows of the newest version of a record without
// decoding it.
type state struct {
	class    keys.Class
	since    keys.Revision
	textless bool // it is known to hold no text
	purged   bool // a tombstone is all that is left
}

func (w *writer) state(snap *snapshot, n keys.Node) (*state, error) {
	if s := w.states[n]; s != nil {
		return s, nil
	}
	row, err := snap.row(n, keys.Revision(^uint64(0)))
	if err != nil {
		return nil, err
	}
	class, err := snap.classOf(n, row)
	if err != nil {
		return nil, err
	}
	s := &state{class: class, since: keys.Revision(row.Since), purged: row.Purged}
	w.states[n] = s
	return s, nil
}

// newest is a record as this change leaves it.
func (p *plan) newest(n keys.Node) (graph.Record, error) {
	if o := p.byNode[n]; o != nil {
		return o.record, nil
	}
	v, err := p.g.snap.version(n, p.revision)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, p.g.snap.corrupt(n, "record", errBeyondHead)
	}
	return v.record, nil
}

// classes settles the class of each new version: the highest of the markings
// that hide it.
func (p *plan) classes() error {
	for i := range p.ops {
		o := &p.ops[i]
		if !o.sound() {
			continue
		}
		hides := markingNumber(o.record.Shared().Marking)
		graph.Guards(o.record, func(id graph.ID) {
			hides = max(hides, p.kinds[p.nodes[id]].marking)
		})
		o.class = classOf(o.record, hides)
	}
	return nil
}

// compareWrites puts writes into the order of their keys.
func compareWrites(a, b write) int { return cmp.Compare(string(a.key), string(b.key)) }
