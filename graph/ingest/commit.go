package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"hudna/graph"
)

// endCommit applies the commit whose last line has been read.
func (r *run) endCommit() error {
	c := r.commit
	if c == nil {
		return nil
	}
	r.commit = nil
	seen := map[graph.ID]Place{}
	sound := len(c.lines)
	for _, p := range c.lines {
		if first, twice := seen[p.id()]; twice {
			c.bad = true
			sound--
			r.report.refuse(Refusal{Place: p.Place, ID: p.id(), Reason: fmt.Sprintf("is in this commit already, at %s", first)})
		}
		seen[p.id()] = p.Place
	}
	if c.bad {
		r.report.NotReached += sound
		return nil
	}
	if len(c.lines) == 0 {
		r.report.note("%s: the commit has no lines", c.at)
		return nil
	}
	by := r.o.Principal
	if c.line.Author != "" {
		by.Name = c.line.Author
	}
	change := graph.Change{Message: c.line.Message, IdempotencyKey: c.key()}
	var err error
	if change.Time, err = r.time(c); err != nil {
		return err
	}
	made, err := r.apply(by, change, c.lines, c.at)
	if given := c.line.Time; made > 0 && !given.IsZero() && change.Time.IsZero() {
		r.report.note("%s: the time of the commit, %s, is not after the head or lies in the future; revision %d has the time of the clock",
			c.at, given.Format(time.RFC3339), made)
	}
	return err
}

// key names the commit by all that it says, so that the same commit again is
// recognised whatever has happened to its records since.
func (c *pending) key() string {
	hash := sha256.New()
	hash.Write(c.encoded)
	hash.Write([]byte{'\n'})
	for i := range c.lines {
		hash.Write(c.lines[i].encoded)
		hash.Write([]byte{'\n'})
		c.lines[i].encoded = nil
	}
	return "ndjson:" + hex.EncodeToString(hash.Sum(nil))
}

// time is the time of a commit where it can be kept: after the head's, and not
// in the future.
func (r *run) time(c *pending) (time.Time, error) {
	given := c.line.Time
	if given.IsZero() {
		return given, nil
	}
	head, err := r.g.Head(r.ctx)
	if err != nil {
		return time.Time{}, err
	}
	if !given.After(head.Time) || given.After(r.o.Clock()) {
		return time.Time{}, nil
	}
	return given, nil
}

// apply makes one revision of lines: of those that change something. It says
// which, 0 for none.
func (r *run) apply(by graph.Principal, change graph.Change, lines []placed, at Place) (graph.Revision, error) {
	revision, from, err := r.try(by, change, lines)
	if err != nil {
		return 0, r.refused(err, lines, from, at)
	}
	return revision, nil
}

// try is apply, but for that it leaves an error to the caller, with which line
// each operation is of.
func (r *run) try(by graph.Principal, change graph.Change, lines []placed) (revision graph.Revision, from []int, err error) {
	before, err := r.g.Head(r.ctx)
	if err != nil {
		return 0, nil, err
	}
	ops, from, counts, err := r.ops(before.Revision, lines)
	if err != nil {
		return 0, nil, err
	}
	if len(ops) == 0 {
		r.report.Same += len(lines)
		return 0, nil, nil
	}
	change.Ops = ops
	revision, err = r.g.Commit(r.ctx, by, change)
	var used *graph.KeyUsed
	switch {
	case err == nil && revision <= before.Revision, errors.As(err, &used):
		r.report.Same += len(lines) // committed before, by the same lines
		return 0, nil, nil
	case err != nil:
		return 0, from, err
	}
	if r.report.First == 0 {
		r.report.First = revision
	}
	r.report.Last = revision
	r.report.New += counts.New
	r.report.Same += counts.Same
	r.report.Changed += counts.Changed
	r.report.Retracted += counts.Retracted
	r.report.Restored += counts.Restored
	r.seen.Committed += int64(len(ops))
	r.seen.Revision = revision
	r.tell(true)
	return revision, nil, nil
}

// recordsAtOnce bounds how many records, which may be long, are compared with
// lines at the same time.
const recordsAtOnce = 100

// ops turns lines into operations on the head: from says which line each is of.
func (r *run) ops(head graph.Revision, lines []placed) (ops []graph.Op, from []int, counts Report, err error) {
	reader := r.g.At(graph.View{Revision: head, Clearance: r.o.Principal.Clearance})
	var now []graph.Record
	if err := r.rename(reader, lines); err != nil {
		return nil, nil, counts, err
	}
	for i, p := range lines {
		if i%recordsAtOnce == 0 {
			var ids []graph.ID
			for j := i; j < min(i+recordsAtOnce, len(lines)); j++ {
				ids = append(ids, lines[j].id())
			}
			if now, err = reader.Records(r.ctx, ids); err != nil {
				return nil, nil, counts, err
			}
		}
		now := now[i%recordsAtOnce]
		p.kept(now)
		var op graph.Op
		switch {
		case p.Retract != nil:
			op = p.Retract.Op()
			counts.Retracted++
		case p.Restore != nil:
			op = p.Restore.Op()
			counts.Restored++
		case p.Mark != nil && now != nil && now.Shared().Marking == p.Mark.Marking:
			counts.Same++
			continue
		case p.Mark != nil:
			op = p.Mark.Op()
			counts.Changed++
		case p.Purge != nil: // which the graph refuses
			op = graph.Op{Verb: graph.VerbPurge, ID: p.Purge.ID}
		case now == nil:
			op = graph.Op{Verb: graph.VerbCreate, Record: p.Record}
			counts.New++
		case graph.Equal(now, p.Record):
			counts.Same++
			continue
		default:
			op = graph.Op{Verb: graph.VerbCorrect, Record: p.Record}
			counts.Changed++
		}
		ops, from = append(ops, op), append(from, i)
	}
	return ops, from, counts, nil
}

// refused puts down what the graph said of a change, and counts the lines of
// which it said nothing.
func (r *run) refused(err error, lines []placed, from []int, at Place) error {
	r.report.NotReached += len(lines)
	told := map[int]bool{}
	for _, problem := range unjoin(err) {
		var op *graph.OpError
		if !errors.As(problem, &op) || op.Index >= len(from) {
			continue
		}
		i := from[op.Index]
		if r.report.refuseFor(lines[i].Place, lines[i].id(), op.Err) && !told[i] {
			told[i] = true
			r.report.NotReached--
		}
	}
	if len(told) > 0 || r.report.refuseFor(at, "", err) {
		return nil
	}
	return err
}

// batch commits gathered records, given as components. How many index entries
// they make is for the graph to say: what is too large for it goes in as two.
func (r *run) batch(s *spool, components [][]int32, message string) error {
	var lines []placed
	for _, together := range components {
		for _, i := range together {
			p, err := s.read(i)
			if err != nil {
				return err
			}
			lines = append(lines, p)
		}
	}
	_, from, err := r.try(r.o.Principal, graph.Change{Message: message}, lines)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, graph.ErrTooLarge) && len(components) > 1 && !r.o.Atomic:
		half := len(components) / 2
		if err := r.batch(s, components[:half], message); err != nil || !r.report.OK() {
			r.report.NotReached += size(components[half:])
			return err
		}
		return r.batch(s, components[half:], message)
	}
	return r.refused(err, lines, from, lines[0].Place)
}

// size counts the records of components.
func size(components [][]int32) (n int) {
	for _, together := range components {
		n += len(together)
	}
	return n
}
