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
	tx       storage.WriteTx
	snap     *snapshot
	head     *head
	counters map[keys.Node]*counters // read, and changed, in this group
	writes   int
	bytes    int
}

// headroom is what a transaction keeps free for the rows that end a group.
const headroom = 64

// counterBytes is what a row of counters takes at most, as far as the limits
// of a transaction are concerned: the 10 lists of an actor in 15 classes, with
// key and sum. The row of node 0 may take more, which the headroom has.
const counterBytes = 1024

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
	marked   graph.ID // which its record has from then on
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
}

func (p *planned) live() bool { return p.record.Shared().Status != graph.StatusRetracted }

// apply puts one change into the transaction. It reports false when the change
// does not fit into what is left of it; an error ends the whole group.
func (g *group) apply(r *request) (fits bool, err error) {
	if known, err := g.known(r); known || err != nil {
		return true, err
	}
	g.snap.reads, g.snap.bytes = 0, 0
	p := &plan{
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
	if err := p.make(); err != nil {
		if errors.Is(err, graph.ErrCorrupt) || !isRefusal(err) {
			return false, err
		}
		r.result = answer{err: err}
		return true, nil
	}
	counters := 0
	for n := range p.counts {
		if g.counters[n] == nil {
			counters++
		}
	}
	if g.writes+len(p.writes)+counters+headroom > storage.MaxWrites ||
		g.bytes+p.bytes+counters*counterBytes+headroom*counterBytes > storage.MaxBytes {
		return false, nil
	}
	g.writes += len(p.writes) + counters
	g.bytes += p.bytes + counters*counterBytes
	return true, p.write()
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
	found, err := readIdempotency(g.tx, r.key, &row)
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
	for _, step := range []func() error{p.when, p.resolve, p.targets, p.references, p.quotes, p.classes, p.judgements, p.retractions, p.chains, p.encode} {
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
			return &graph.FieldError{Path: "time", Reason: fmt.Sprintf("%s is not of the years 1678 to 2261, which can be stored", given.Format(time.RFC3339Nano))}
		case !given.After(last):
			return &graph.FieldError{Path: "time", Reason: fmt.Sprintf("%s is not later than the head, which is of %s", given.Format(time.RFC3339Nano), last.Format(time.RFC3339Nano))}
		case given.After(now):
			return &graph.FieldError{Path: "time", Reason: fmt.Sprintf("%s has not come yet", given.Format(time.RFC3339Nano))}
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
		*o = planned{op: op, index: i, record: op.Record, body: p.r.bodies[i]}
		id := op.Target()
		node, exists := p.nodes[id]
		var err error
		if op.Verb == graph.VerbCreate && !exists {
			err = p.untaken(id)
		}
		switch {
		case err != nil:
		case op.Verb == graph.VerbCreate && exists:
			err = fmt.Errorf("%w: the id is taken", graph.ErrConflict)
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
			err = fmt.Errorf("%w: there is no such record", graph.ErrNotFound)
		default:
			o.node = node
			if o.old, err = p.g.snap.version(node, p.revision); err == nil {
				err = p.target(o)
			}
		}
		if err != nil {
			return opError(i, id, err)
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

var errBeyondHead = errors.New("it is newer than the head")

// target checks an operation on a record that exists, and makes its new state.
func (p *plan) target(o *planned) error {
	if o.old == nil {
		return &graph.CorruptError{ID: o.op.Target(), What: "record", Err: errBeyondHead}
	}
	by := p.r.by
	if !o.old.visible(by.Clearance) {
		return fmt.Errorf("%w: there is no such record", graph.ErrNotFound)
	}
	if o.op.Expected != 0 && o.op.Expected != graph.Revision(o.old.since) {
		commit, err := p.commitOf(o.old.since)
		if err != nil {
			return err
		}
		return &graph.RecordConflict{ID: o.op.Target(), Expected: o.op.Expected, Actual: graph.Revision(o.old.since), Author: commit.Author}
	}
	old := o.old.record.Shared()
	o.restored = o.old.restored
	switch o.op.Verb {
	case graph.VerbCorrect:
		return p.correction(o, old)
	case graph.VerbRetract:
		if old.Status == graph.StatusRetracted {
			return fmt.Errorf("%w: it has been retracted already", graph.ErrConflict)
		}
		o.restored = old.Status
		return p.restate(o, graph.StatusRetracted, o.op.Reason)
	case graph.VerbRestore:
		if old.Status != graph.StatusRetracted {
			return fmt.Errorf("%w: it has not been retracted", graph.ErrConflict)
		}
		return p.restate(o, o.old.restored, "")
	case graph.VerbMark:
		return p.mark(o, old)
	}
	return fmt.Errorf("verb %q came through validation", o.op.Verb)
}

func (p *plan) correction(o *planned, old *graph.Meta) error {
	now := o.record.Shared()
	switch {
	case now.Marking != old.Marking:
		return &graph.FieldError{Path: "marking", Reason: fmt.Sprintf("is %s and cannot be changed to %s by a correction", old.Marking, now.Marking)}
	case old.Status == graph.StatusRetracted:
		return fmt.Errorf("%w: it has been retracted; restore it first", graph.ErrConflict)
	case now.Status == graph.StatusRetracted:
		return &graph.FieldError{Path: "status", Reason: "a correction does not retract; that is an operation of its own"}
	case now.Status == graph.StatusDraft && old.Status != graph.StatusDraft:
		return &graph.FieldError{Path: "status", Reason: "what has been published does not become a draft again"}
	}
	o.restored = now.Status
	// Whoever does not see all of a record would drop what is hidden from them.
	whole, err := p.seesAll(o.old)
	if err == nil && !whole {
		err = fmt.Errorf("%w: parts of the record are above the clearance of %s", graph.ErrForbidden, p.r.by.Name)
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
	return readCommit(p.g.tx, graph.Revision(r))
}

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
		var problems []error
		var failed error
		graph.References(o.record, func(ref graph.Reference) {
			if failed != nil || len(problems) >= 100 {
				return
			}
			reason, err := p.reference(o, ref)
			if err != nil {
				failed = err
			} else if reason != "" {
				problems = append(problems, &graph.FieldError{Path: ref.Path(), Reason: reason})
			}
		})
		if failed != nil {
			return failed
		}
		if len(problems) == 0 {
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
	return errors.Join(faults...)
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
	return s.class.Marking(), s.class.Status() != keys.Retracted, nil
}

// A state is what the writer knows of the newest version of a record without
// decoding it.
type state struct {
	class    keys.Class
	since    keys.Revision
	textless bool // it is known to hold no text
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
	s := &state{class: class, since: keys.Revision(row.Since)}
	w.states[n] = s
	return s, nil
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
	for pair, err := range p.g.tx.Scan(r) {
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
		hides := markingNumber(o.record.Shared().Marking)
		graph.Guards(o.record, func(id graph.ID) {
			hides = max(hides, p.kinds[p.nodes[id]].marking)
		})
		o.class = classOf(o.record, hides)
	}
	return nil
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
		if o.op.Verb != graph.VerbRetract {
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
			for pair, err := range p.g.tx.Scan(r) {
				if err != nil {
					return storageError(err)
				}
				m, err := keys.ParseMember(pair.Key)
				if err != nil {
					return p.g.snap.corruptEntry(pair.Key, err)
				}
				if n := m.Position.Node; !found[n] && p.byNode[n] == nil {
					found[n] = true
					hides, err := p.g.snap.hides(n, m.Class, p.revision)
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
			return opError(o.index, still.ID, still)
		}
	}
	return nil
}

// maxChain bounds how many locations, topics or copies stand above one another.
const maxChain = 1000

// chains refuses a record that would stand above itself.
func (p *plan) chains() error {
	for i := range p.ops {
		o := &p.ops[i]
		above, path := parent(o.record)
		if above == "" || o.op.Verb == graph.VerbRetract {
			continue
		}
		for n := 1; above != ""; n++ {
			node := p.nodes[above]
			if node == 0 {
				nodes, err := p.g.snap.nodesOf([]graph.ID{above})
				if err != nil {
					return err
				}
				node = nodes[0]
			}
			if node == o.node {
				return p.refused(o, &graph.FieldError{Path: path, Reason: fmt.Sprintf("leads back to %s itself", o.op.Target())})
			}
			if n > maxChain {
				return p.refused(o, &graph.FieldError{Path: path, Reason: fmt.Sprintf("has more than %d above it", maxChain)})
			}
			record, err := p.newest(node)
			if err != nil {
				return err
			}
			above, _ = parent(record)
		}
	}
	return nil
}

// parent is what stands above a record, of the same kind.
func parent(r graph.Record) (graph.ID, string) {
	switch r := r.(type) {
	case *graph.Location:
		return r.Within, "within"
	case *graph.Topic:
		return r.Broader, "broader"
	case *graph.Document:
		if r.CopyOf != nil {
			return r.CopyOf.Document, "copyOf.document"
		}
	}
	return "", ""
}

// compareWrites puts writes into the order of their keys, which engines like.
func compareWrites(a, b write) int { return cmp.Compare(string(a.key), string(b.key)) }
