package ingest

import (
	"context"
	"errors"
	"time"

	"hudna/graph"
)

// While one change is being written, the next is read, compared with what is in
// the graph and encoded. That is sound as far as the second change does not hang
// on the first: they are about different records, no marking changes, and the
// first becomes the revision that was foreseen. Where it does hang on it, it
// waits, or is prepared anew. Whatever is put down of the second is put down when
// the first is in, so that a report reads as if one had come after the other.

// A prepared is a change that only has to be committed.
type prepared struct {
	by     graph.Principal
	change graph.Change
	given  time.Time // the time that the lines gave it, zero for none
	lines  []placed
	from   []int  // which line each operation is of
	counts Report // of the lines
	// onto is the head that the change follows, as far as is known, and over what
	// was in the air then; nil for nothing.
	onto   graph.Commit
	over   *flight
	commit func(context.Context) (graph.Revision, error) // nil where nothing changes
	err    error                                         // why it cannot be committed
}

// A flight is a change that is being committed.
type flight struct {
	*prepared
	ids    map[graph.ID]bool // of its lines
	landed chan struct{}     // closed when made and failed are filled in
	made   graph.Revision
	failed error
	then   outcome
}

// An outcome takes what became of a change: the revision that was made, 0 for
// none, or why there is none. It puts refusals down in the report.
type outcome func(p *prepared, made graph.Revision, err error) error

// prepare makes a change of lines. What is in the air is taken to land as it was
// foreseen; [run.follows] says whether it did.
func (r *run) prepare(by graph.Principal, change graph.Change, given time.Time, lines []placed) *prepared {
	p := &prepared{by: by, change: change, given: given, lines: lines}
	head, err := r.g.Head(r.ctx)
	if err != nil {
		p.err = err
		return p
	}
	p.onto = head
	if f := r.flight; f != nil && head.Revision == f.onto.Revision {
		p.over = f
		p.onto = graph.Commit{Revision: head.Revision + 1, Time: f.change.Time}
	}
	p.change.Time = r.time(given, p.onto)
	if p.change.Ops, p.from, p.counts, p.err = r.ops(head.Revision, lines); p.err == nil && len(p.change.Ops) > 0 {
		p.commit, p.err = graph.Prepare(r.g, by, p.change)
	}
	return p
}

// follows says whether a change can be committed as it was prepared, now that
// nothing is in the air: whether the head is the one that was foreseen.
func (r *run) follows(p *prepared) (bool, error) {
	head, err := r.g.Head(r.ctx)
	if err != nil || p.over == nil {
		return true, err // as between a look at the head and a commit at any time
	}
	foreseen := head.Revision == p.onto.Revision && p.over.made == head.Revision
	return foreseen && (p.given.IsZero() || head.Time.Equal(p.onto.Time)) && !alone(p.lines), nil
}

// alone says whether lines change what others would find: what is visible, or
// which ids records have.
func alone(lines []placed) bool {
	for i := range lines {
		if p := &lines[i]; p.Mark != nil || p.Purge != nil || p.former {
			return true
		}
	}
	return false
}

// hangs says whether a change of lines cannot be prepared before what is in the
// air has landed.
func (f *flight) hangs(given time.Time, lines []placed) bool {
	if !given.IsZero() && f.change.Time.IsZero() {
		return true // whether it comes after the other is not known
	}
	for i := range lines {
		if f.ids[lines[i].id()] {
			return true
		}
	}
	return alone(f.lines) || alone(lines)
}

// launch prepares a change, and commits it behind what is in the air. What
// becomes of it is told when it has landed. It is false where what was in the
// air came to nothing, and with it this change.
func (r *run) launch(by graph.Principal, change graph.Change, given time.Time, lines []placed, then outcome) (launched bool, err error) {
	if f := r.flight; f != nil && f.hangs(given, lines) {
		if landed, err := r.settle(); !landed {
			return false, err
		}
	}
	p := r.prepare(by, change, given, lines)
	if landed, err := r.settle(); !landed {
		return false, err
	}
	follows, err := r.follows(p)
	if err == nil {
		err = r.ctx.Err()
	}
	switch {
	case err != nil:
		p.err = err
	case !follows:
		p = r.prepare(by, change, given, lines)
	}
	if p.err != nil || p.commit == nil {
		return true, r.land(p, 0, p.err, then)
	}
	f := &flight{prepared: p, ids: make(map[graph.ID]bool, len(lines)), landed: make(chan struct{}), then: then}
	for i := range lines {
		f.ids[lines[i].id()] = true
	}
	r.flight = f
	go func() {
		defer close(f.landed)
		f.made, f.failed = p.commit(r.ctx)
	}()
	return true, nil
}

// settle waits for what is in the air. It is false where that was refused, or
// failed: then nothing that comes after it is looked at.
func (r *run) settle() (landed bool, err error) {
	f := r.flight
	if f == nil {
		return true, nil
	}
	r.flight = nil
	<-f.landed
	if err := r.land(f.prepared, f.made, f.failed, f.then); err != nil || !r.report.OK() {
		r.commit = nil
		return false, err
	}
	return true, nil
}

// land counts what a change has brought.
func (r *run) land(p *prepared, made graph.Revision, err error, then outcome) error {
	var used *graph.KeyUsed
	switch {
	case err == nil && p.commit == nil, // nothing to commit
		err == nil && made <= p.onto.Revision, errors.As(err, &used): // or committed before, by the same lines
		r.report.Same += len(p.lines)
		return then(p, 0, nil)
	case err != nil:
		return then(p, 0, err)
	}
	if r.report.First == 0 {
		r.report.First = made
	}
	r.report.Last = made
	r.report.New += p.counts.New
	r.report.Same += p.counts.Same
	r.report.Changed += p.counts.Changed
	r.report.Retracted += p.counts.Retracted
	r.report.Restored += p.counts.Restored
	r.seen.Committed += int64(len(p.change.Ops))
	r.seen.Revision = made
	r.tell(true)
	return then(p, made, nil)
}
