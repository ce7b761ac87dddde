package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"hudna/graph"
)

// The limits of a batch: the records that its rows may make, with the import run
// itself, and the bytes of its rows.
const (
	batchRecords = graph.MaxOps - 1
	batchBytes   = 1 << 20
)

// rows decodes the file and commits it in batches.
func (l *load) rows(ctx context.Context) error {
	var batch []*row
	records, bytes, judged := 0, 0, l.judges() != nil
	err := l.decode(ctx, func(r *row) error {
		sound := l.look(r)
		l.seen = Progress{Lines: r.number, Bytes: r.bytes, Committed: l.seen.Committed, Revision: l.seen.Revision}
		if l.o.Progress != nil && r.number%1000 == 0 {
			l.o.Progress(l.seen)
		}
		if !sound && !r.passed {
			if err := l.reject(r); err != nil {
				return err
			}
		}
		if r.number <= l.before {
			return nil
		}
		n := 0
		if sound {
			n = len(r.Records) + len(r.Amends)
			for _, with := range r.With {
				if !l.known[with.Shared().ID] {
					n++
					if judged && isNamed(with) {
						n += MaxJudged
					}
				}
			}
		}
		if len(batch) > 0 && (records+n > batchRecords || bytes+len(r.Raw) > batchBytes) {
			if err := l.commit(ctx, batch); err != nil {
				return err
			}
			batch, records, bytes = batch[:0], 0, 0
		}
		batch, records, bytes = append(batch, r), records+n, bytes+len(r.Raw)
		return nil
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return l.commit(ctx, batch)
}

// reject writes a row that is refused where it can be corrected.
func (l *load) reject(r *row) error {
	if l.o.Rejects == nil || r.Raw == "" {
		return nil
	}
	raw := l.header + strings.TrimRight(r.Raw, "\r\n") + "\n"
	l.header = ""
	if _, err := io.WriteString(l.o.Rejects, raw); err != nil {
		return fmt.Errorf("ingest: writing what was refused: %w", err)
	}
	return nil
}

// A change is a batch as it is to be committed.
type change struct {
	ops   []graph.Op
	of    []*row                    // the row that each operation is of; nil for the run
	slots map[graph.ID]int          // which operation is about a record
	now   map[graph.ID]graph.Record // what is in the graph, or will be
	tally tally
	made  []graph.ID // what rows refer to, and that is new
	// restores bring back what was retracted when a file did not have it: in a
	// revision before, as a record takes part in a revision once.
	restores []graph.Op
	reader   graph.Reader
	// public sees what everybody sees: by it is judged who is who, as judgements
	// are read by everybody.
	public graph.Reader
	// claimed holds the last judgement by which a record lays claim to be this one.
	claimed map[graph.ID]*graph.Judgement
}

// commit writes a batch: one revision, or several where it is too large for one,
// or where what was retracted is brought back and corrected. Rows that the graph
// refuses are taken out, and the others go in.
func (l *load) commit(ctx context.Context, batch []*row) error {
	for {
		c, err := l.change(ctx, batch)
		if err != nil {
			return err
		}
		if len(c.restores) > 0 && !l.o.DryRun {
			if err := l.restore(ctx, c.restores); err != nil {
				return err
			}
			continue
		}
		c.tally.restored += int64(len(c.restores))
		next := l.advanced(c.tally, stateRunning)
		if l.o.DryRun {
			l.accept(c, next, 0)
			return nil
		}
		if len(c.ops) == 0 {
			// It is not worth a revision that nothing was to be done: what is done again
			// after an interruption is told again.
			l.accept(c, next, 0)
			return nil
		}
		revision, err := l.write(ctx, c, next)
		switch {
		case err == nil:
			l.accept(c, next, revision)
			return nil
		case errors.Is(err, graph.ErrTooLarge) && len(batch) > 1:
			if err := l.commit(ctx, batch[:len(batch)/2]); err != nil {
				return err
			}
			batch = batch[len(batch)/2:]
		default:
			if err := l.drop(ctx, c, err); err != nil {
				return err
			}
		}
	}
}

// restore brings records back.
func (l *load) restore(ctx context.Context, ops []graph.Op) error {
	c := &change{ops: ops, tally: tally{restored: int64(len(ops))}}
	next := l.advanced(c.tally, stateRunning)
	revision, err := l.write(ctx, c, next)
	if err != nil {
		return err
	}
	l.accept(c, next, revision)
	return nil
}

// rowsMessage is that of every revision that an import of rows makes. Everybody
// reads it, so that it says nothing of the file.
const rowsMessage = "Import of rows"

// write commits a change together with the import run.
func (l *load) write(ctx context.Context, c *change, run *graph.ImportRun) (graph.Revision, error) {
	verb := graph.VerbCreate
	if l.there {
		verb = graph.VerbCorrect
	}
	ops := slices.Concat(c.ops, []graph.Op{{Verb: verb, Record: graph.Clone(run)}})
	return l.g.Commit(ctx, l.o.Principal, graph.Change{Ops: ops, Message: rowsMessage + " (" + l.o.Format.Name() + ")"})
}

// accept takes a batch that is in, or would be.
func (l *load) accept(c *change, run *graph.ImportRun, revision graph.Revision) {
	l.run = run
	l.took(c.tally)
	l.certain += c.tally.certain
	l.unsure += c.tally.unsure
	l.doubted += c.tally.doubted
	if len(l.known) > maxKnown {
		clear(l.known)
		clear(l.moved)
	}
	for _, id := range c.made {
		l.known[id] = true
	}
	if revision == 0 {
		return
	}
	l.there = true
	if l.report.First == 0 {
		l.report.First = revision
	}
	l.report.Last = revision
	l.seen.Revision = revision
	l.seen.Committed += int64(len(c.ops))
}

// drop takes the rows out of a batch that the graph refused, and puts down why.
// An error that is about no row ends the import.
func (l *load) drop(ctx context.Context, c *change, refused error) error {
	all := l.g.Validate(ctx, l.o.Principal, graph.Change{Ops: c.ops})
	if all == nil {
		all = refused
	}
	dropped := false
	for _, problem := range unjoin(all) {
		var op *graph.OpError
		if !errors.As(problem, &op) || op.Index >= len(c.of) {
			continue
		}
		r := c.of[op.Index]
		first := len(r.invalid) == 0
		report := new(Report)
		if !report.refuseFor(Place{l.s.Name, r.Line}, c.ops[op.Index].Target(), op.Err) {
			return refused
		}
		r.invalid = append(r.invalid, report.Refused...)
		for _, f := range report.Refused {
			l.report.refuse(f)
		}
		if first {
			dropped = true
			l.report.Rows.Refused++
			if err := l.reject(r); err != nil {
				return err
			}
		}
	}
	if !dropped {
		return refused
	}
	return nil
}

// finish writes that the import has ended.
func (l *load) finish(ctx context.Context) error {
	if l.large > 0 {
		l.report.note("%d rows are too long to be kept with their records", l.large)
	}
	if l.certain+l.unsure > 0 {
		l.report.note("by their names %d actors and places are judged to be the same as others, and %d pairs may be: see hudna resolve", l.certain, l.unsure)
	}
	if l.doubted > 0 {
		l.report.note("%d judgements that were certain, these or earlier ones, wait now: a later row named another that may as well be meant", l.doubted)
	}
	if l.o.DryRun {
		return nil
	}
	if !l.report.OK() && l.report.Rows.Read == 0 {
		return nil // nothing could be read: it was no import
	}
	done := l.advanced(tally{}, stateDone)
	revision, err := l.write(ctx, &change{}, done)
	if err != nil {
		return err
	}
	l.accept(&change{}, done, revision)
	return nil
}
