package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// An Input is something that lines are read from, once.
type Input struct {
	Name string // as reports name it
	Open func() (io.ReadCloser, error)
}

// Options say how to import. The principal is required, and has to be an
// administrator where the inputs carry times of their own.
type Options struct {
	Principal graph.Principal
	// Atomic puts everything into one commit, and refuses before writing what
	// does not fit one. Commit lines are refused then.
	Atomic bool
	// Clock tells which times lie in the future; nil for the machine's.
	Clock func() time.Time
	// Progress, when given, is told from time to time how far the import is.
	Progress func(Progress)
}

// Progress says how far an import is.
type Progress struct {
	Lines     int64 // read
	Bytes     int64 // read
	Committed int64 // records
	Revision  graph.Revision
}

// Run imports the inputs in their order. The principal has to be valid, as
// [graph.ValidatePrincipal] says; that is no line's fault. What a line is refused for stands in
// the report. An error means that the import could not go on, for reasons that
// are not the lines'; the report says what went in before.
func Run(ctx context.Context, g graph.Graph, inputs []Input, o Options) (*Report, error) {
	if o.Clock == nil {
		o.Clock = time.Now //nolint:forbidigo // unless one is handed in
	}
	if err := graph.ValidatePrincipal(o.Principal); err != nil {
		return new(Report), fmt.Errorf("ingest: the principal: %w", err)
	}
	r := &run{ctx: ctx, g: g, o: o, report: new(Report)}
	err := r.inputs(inputs)
	if _, late := r.settle(); late != nil && !errors.Is(err, late) {
		err = errors.Join(err, late)
	}
	if r.loose != nil {
		err = errors.Join(err, r.loose.close())
	}
	return r.report, err
}

// A run is one import.
type run struct {
	ctx    context.Context
	g      graph.Graph
	o      Options
	report *Report
	seen   Progress

	loose  *spool   // lines before which no Commit line stands
	commit *pending // the commit that is being read, nil outside of one
	flight *flight  // the change that is being committed, nil for none
}

// A pending is a commit while its lines are being read.
type pending struct {
	at      Place
	line    *ndjson.Commit // nil if it is at fault
	encoded []byte         // the Commit line
	begins  int64          // after so many bytes of the import
	lines   []placed
	bad     bool
	dropped int // lines beyond what a commit holds
}

// maxCommitBytes bounds the lines of a commit that are held until its end. In
// the graph they take less, and of that it takes less still.
const maxCommitBytes = 64 << 20

// placed is a line with its place.
type placed struct {
	Place
	ndjson.Line
	invalid error  // what is wrong with its record by itself
	encoded []byte // the canonical form, of a line that has been read just now
	former  bool   // its record had the id before its marking was raised
}

func (p *placed) id() graph.ID {
	switch {
	case p.Record != nil:
		return p.Record.Shared().ID
	case p.Retract != nil:
		return p.Retract.ID
	case p.Restore != nil:
		return p.Restore.ID
	case p.Mark != nil:
		return p.Mark.ID
	case p.Purge != nil:
		return p.Purge.ID
	}
	return ""
}

func (r *run) inputs(inputs []Input) error {
	for _, in := range inputs {
		if err := r.input(in); err != nil || !r.report.OK() && r.loose == nil {
			return err
		}
	}
	return r.flush()
}

func (r *run) input(in Input) (err error) {
	f, err := in.Open()
	if err != nil {
		return err
	}
	before := r.seen.Bytes
	var failed error
	closed := ahead(r.ctx, f, f.Close, func(l looked) bool {
		if failed = r.ctx.Err(); failed != nil {
			return false
		}
		r.seen.Lines++
		r.seen.Bytes = before + l.end
		r.tell(r.seen.Lines%1000 == 0)
		failed = r.line(in.Name, l)
		// Where a commit was refused nothing after it is looked at.
		return failed == nil && (r.report.OK() || r.commit != nil || r.loose != nil)
	})
	if failed == nil {
		failed = r.ctx.Err()
	}
	if err := errors.Join(failed, closed); err != nil {
		return err
	}
	if err := r.endCommit(); err != nil {
		return err
	}
	_, err = r.settle()
	return err
}

func (r *run) tell(now bool) {
	if now && r.o.Progress != nil {
		r.o.Progress(r.seen)
	}
}

// line takes one line, or what is wrong with it.
func (r *run) line(input string, l looked) error {
	at, line := Place{input, l.Number}, l.Line
	if l.err != nil {
		return r.faulty(at, l.err)
	}
	p := placed{Place: at, Line: line, invalid: l.invalid, encoded: l.encoded}
	switch {
	case line.Commit != nil:
		if r.o.Atomic {
			r.report.refuse(Refusal{Place: at, Reason: "an atomic import is one commit and takes no Commit lines"})
			return r.gather()
		}
		return r.beginCommit(at, line.Commit, l.encoded)
	case r.commit != nil:
		if p.invalid != nil || r.commit.full(r.seen.Bytes) {
			if landed, err := r.settle(); !landed {
				return err
			}
		}
		r.commit.take(r.report, p, r.seen.Bytes)
		return nil
	}
	if err := r.gather(); err != nil {
		return err
	}
	return r.loose.add(r.report, p)
}

// beginCommit ends what was before a Commit line. If that is at fault, it was the
// end of the import. The line is nil if it is at fault itself: what stood before
// it goes in all the same, and what follows it does not.
func (r *run) beginCommit(at Place, line *ndjson.Commit, encoded []byte) error {
	if err := errors.Join(r.endCommit(), r.flush()); err != nil || !r.report.OK() {
		return err
	}
	r.commit = &pending{at: at, line: line, encoded: encoded, begins: r.seen.Bytes}
	return nil
}

// faulty takes a line that cannot be read.
func (r *run) faulty(at Place, lineErr error) error {
	var of *ndjson.LineError
	begins := errors.As(lineErr, &of) && of.Commit && !r.o.Atomic
	if begins {
		if err := r.beginCommit(at, nil, nil); err != nil || !r.report.OK() {
			return err
		}
	}
	if landed, err := r.settle(); !landed {
		return err
	}
	if r.commit != nil {
		r.commit.bad = true
	} else if err := r.gather(); err != nil {
		return err
	}
	if !r.report.refuseFor(at, "", lineErr) {
		return fmt.Errorf("%s: %w", at.Input, lineErr)
	}
	return nil
}

// gather makes sure that there is a place for loose lines.
func (r *run) gather() (err error) {
	if r.loose == nil {
		r.loose, err = newSpool()
	}
	return err
}

// take adds a line to a commit. A line is looked at as far as it can be by
// itself, so that all faults of a commit are told at once. It stands before so
// many bytes of the import.
func (c *pending) take(report *Report, p placed, before int64) {
	if p.invalid != nil {
		c.bad = true
		report.refuseFor(p.Place, p.id(), p.invalid)
		return
	}
	if most, what := graph.MaxOps, "lines"; c.full(before) {
		if len(c.lines) < most {
			most, what = maxCommitBytes, "bytes"
		}
		if c.dropped == 0 {
			c.bad = true
			report.refuse(Refusal{Place: p.Place, ID: p.id(), Reason: fmt.Sprintf("the commit of %s has more than %d %s", c.at, most, what)})
		}
		c.dropped++
		return
	}
	c.lines = append(c.lines, p)
}

// full says whether the commit takes no line that stands before so many bytes of
// the import.
func (c *pending) full(before int64) bool {
	return len(c.lines) == graph.MaxOps || before-c.begins > maxCommitBytes
}
