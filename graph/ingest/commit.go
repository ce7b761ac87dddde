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
	twice := c.twice()
	if c.bad || len(twice) > 0 || len(c.lines) == 0 {
		if landed, err := r.settle(); !landed {
			return err
		}
	}
	for _, refusal := range twice {
		r.report.refuse(refusal)
	}
	if c.bad || len(twice) > 0 {
		r.report.NotReached += len(c.lines) - len(twice)
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
	_, err := r.launch(by, change, c.line.Time, c.lines, func(p *prepared, made graph.Revision, err error) error {
		if err != nil {
			return r.refused(err, p.lines, p.from, c.at)
		}
		if made > 0 && !p.given.IsZero() && p.change.Time.IsZero() {
			r.report.note("%s: the time of the commit, %s, is not after the head or lies in the future; revision %d has the time of the clock",
				c.at, p.given.Format(time.RFC3339), made)
		}
		return nil
	})
	return err
}

// twice refuses the lines about what the commit has a line about already.
func (c *pending) twice() (refusals []Refusal) {
	seen := make(map[graph.ID]Place, len(c.lines))
	for _, p := range c.lines {
		if first, twice := seen[p.id()]; twice {
			refusals = append(refusals, Refusal{Place: p.Place, ID: p.id(), Reason: fmt.Sprintf("is in this commit already, at %s", first)})
		}
		seen[p.id()] = p.Place
	}
	return refusals
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

// time is the time that was given where it can be kept: after the head's, and not
// in the future.
func (r *run) time(given time.Time, head graph.Commit) time.Time {
	if given.IsZero() || !given.After(head.Time) || given.After(r.o.Clock()) {
		return time.Time{}
	}
	return given
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
// they make is for the graph to say: what is too large for it goes in as two. It
// is false where what was before them came to nothing.
func (r *run) batch(s *spool, components [][]int32, message string) (launched bool, err error) {
	var lines []placed
	for _, together := range components {
		for _, i := range together {
			p, err := s.read(i)
			if err != nil {
				return false, err
			}
			lines = append(lines, p)
		}
	}
	return r.launch(r.o.Principal, graph.Change{Message: message}, time.Time{}, lines, func(p *prepared, _ graph.Revision, err error) error {
		switch {
		case err == nil:
			return nil
		case errors.Is(err, graph.ErrTooLarge) && len(components) > 1 && !r.o.Atomic:
			half := len(components) / 2
			return r.batches(s, [][][]int32{components[:half], components[half:]}, func(int) string { return message })
		}
		return r.refused(err, p.lines, p.from, p.lines[0].Place)
	})
}

// batches commits some batches one after the other, up to the first at fault.
func (r *run) batches(s *spool, batches [][][]int32, message func(n int) string) error {
	left := 0
	for _, b := range batches {
		left += size(b)
	}
	for n, b := range batches {
		launched, err := r.batch(s, b, message(n))
		if launched {
			left -= size(b)
		}
		if err != nil || !r.report.OK() {
			r.report.NotReached += left
			return err
		}
	}
	if _, err := r.settle(); err != nil {
		return err
	}
	return nil
}

// size counts the records of components.
func size(components [][]int32) (n int) {
	for _, together := range components {
		n += len(together)
	}
	return n
}
