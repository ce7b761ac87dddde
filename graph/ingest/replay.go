package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// Replay makes the commits of a feed ([hudna/graph/export.Feed]) again, with
// their numbers, times, authors and messages. The principal has to be an
// administrator; the authors are those of the feed.
//
// The feed begins with a revision that is there or with the one after the
// newest, and each commit of it is the next one. What is there already is
// compared: a commit that differs ends the replay, and is refused with its number
// and the line. A feed that ends within a commit was cut there: a note says so,
// and that commit is left out; what goes on after the last whole one can be
// replayed next.
//
// A commit that purged something becomes one that keeps its number, and only
// where the graph is made from the beginning of the feed on: else what was
// purged might be there still, and nothing in the feed says what that is.
func Replay(ctx context.Context, g graph.Graph, in Input, o Options) (*Report, error) {
	if err := graph.ValidatePrincipal(o.Principal); err != nil {
		return new(Report), fmt.Errorf("ingest: the principal: %w", err)
	}
	r := &replay{ctx: ctx, g: g, o: o, report: new(Report), input: in.Name}
	head, err := g.Head(ctx)
	if err != nil {
		return r.report, err
	}
	r.head = head.Revision
	r.anew = r.head == 0
	f, err := in.Open()
	if err != nil {
		return r.report, err
	}
	var failed error
	closed := ahead(ctx, f, f.Close, func(l looked) bool {
		if failed = ctx.Err(); failed == nil {
			failed = r.line(l)
		}
		return failed == nil && r.report.OK() && !r.cut
	})
	if failed == nil {
		failed = ctx.Err()
	}
	if err := errors.Join(failed, closed); err != nil {
		return r.report, err
	}
	if r.report.OK() {
		r.end()
	}
	return r.report, nil
}

// A replay is one feed on its way into a graph.
type replay struct {
	ctx    context.Context
	g      graph.Graph
	o      Options
	input  string
	report *Report
	seen   Progress

	head graph.Revision // of the graph
	anew bool           // the graph was empty before
	last graph.Revision // that was taken; 0 at first
	// commit is the one whose lines are being read, nil in between.
	commit *pending
	cut    bool // the feed ends within a line
}

// line takes one line, or what is wrong with it.
func (r *replay) line(l looked) error {
	r.seen.Lines++
	r.seen.Bytes = l.end
	at := Place{r.input, l.Number}
	if l.err != nil {
		var of *ndjson.LineError
		if errors.As(l.err, &of) && of.Cut {
			r.cut = true
			return nil
		}
		if !r.report.refuseFor(at, "", l.err) {
			return fmt.Errorf("%s: %w", r.input, l.err)
		}
		return nil
	}
	p := placed{Place: at, Line: l.Line, invalid: l.invalid, encoded: l.encoded}
	switch c := r.commit; {
	case l.Commit != nil && c != nil:
		r.report.refuse(Refusal{Place: at, Reason: fmt.Sprintf(
			"revision %d has %d operations, and only %d stand before this line", c.line.Revision, c.line.Operations, len(c.lines))})
		return nil
	case l.Commit != nil:
		if !r.begins(at, l.Commit) {
			return nil
		}
		r.commit = &pending{at: at, line: l.Commit, encoded: l.encoded, begins: l.end}
	case c == nil:
		r.report.refuse(Refusal{Place: at, ID: p.id(), Reason: "belongs to no commit: a feed has Commit lines with a revision, a time and how many operations follow"})
		return nil
	default:
		if c.take(r.report, p, l.end); !r.report.OK() {
			return nil
		}
	}
	if c := r.commit; len(c.lines) == c.line.Operations {
		r.commit = nil
		return r.take(c)
	}
	return nil
}

// begins says whether a Commit line is the next one of the feed.
func (r *replay) begins(at Place, c *ndjson.Commit) bool {
	refuse := func(path, reason string, args ...any) bool {
		r.report.refuse(Refusal{Place: at, Path: path, Reason: fmt.Sprintf(reason, args...)})
		return false
	}
	switch {
	case c.Revision == 0:
		return refuse("revision", "is missing: a feed tells the number of each commit")
	case c.Time.IsZero():
		return refuse("time", "is missing: a feed tells when each commit was recorded")
	case c.Operations < 0 || c.Operations > graph.MaxOps:
		return refuse("operations", "is %d; a commit has at most %d", c.Operations, graph.MaxOps)
	case r.last != 0 && c.Revision != r.last+1:
		return refuse("revision", "is %d, and that before it %d", c.Revision, r.last)
	case c.Revision > r.head+1:
		return refuse("revision", "is %d, and the graph ends with revision %d: ask for the changes after that", c.Revision, r.head)
	}
	return true
}

// take compares a whole commit with the one that is there, or makes it.
func (r *replay) take(c *pending) error {
	r.last = c.line.Revision
	if r.last <= r.head {
		return r.compare(c)
	}
	ops, counts, err := r.ops(c)
	if err != nil || !r.report.OK() {
		return err
	}
	by, message := r.o.Principal, c.line.Message
	if c.purges() {
		message = "" // it purged, and that keeps a number here
		if !r.anew {
			r.report.refuse(Refusal{Place: c.at, Reason: fmt.Sprintf(
				"revision %d purged something, which is still here if earlier revisions are as they were: make the graph anew, from revision 1 of the feed", r.last)})
			return nil
		}
	}
	if len(ops) > 0 {
		by.Name = c.line.Author
	}
	made, err := r.g.Commit(r.ctx, by, graph.Change{
		Ops: ops, Message: message, Time: c.line.Time, Placeholder: len(ops) == 0,
	})
	if err != nil {
		return r.refused(c, err)
	}
	if made != r.last {
		return fmt.Errorf("%s: %w: it became revision %d, as somebody else writes to the graph", c.at, graph.ErrConflict, made)
	}
	r.head = made
	if r.report.First == 0 {
		r.report.First = made
	}
	r.report.Last = made
	r.report.New += counts.New
	r.report.Changed += counts.Changed
	r.report.Retracted += counts.Retracted
	r.report.Restored += counts.Restored
	r.seen.Committed += int64(len(ops))
	r.seen.Revision = made
	if r.o.Progress != nil {
		r.o.Progress(r.seen)
	}
	return nil
}

// purges says whether a commit only tells that something was purged.
func (c *pending) purges() bool {
	for _, p := range c.lines {
		if p.Purge == nil {
			return false
		}
	}
	return len(c.lines) > 0
}

// ops turns the lines of a commit into what it did: also a correction that says
// nothing new is one.
func (r *replay) ops(c *pending) (ops []graph.Op, counts Report, err error) {
	reader := r.g.At(graph.View{Revision: r.head, Clearance: r.o.Principal.Clearance})
	for some := range slices.Chunk(c.lines, recordsAtOnce) {
		ids := make([]graph.ID, len(some))
		for i := range some {
			ids[i] = some[i].id()
		}
		there, err := reader.Records(r.ctx, ids)
		if err != nil {
			return nil, counts, err
		}
		for i, p := range some {
			switch {
			case p.Purge != nil:
			case p.Retract != nil:
				ops = append(ops, p.Retract.Op())
				counts.Retracted++
			case p.Restore != nil:
				ops = append(ops, p.Restore.Op())
				counts.Restored++
			case p.Mark != nil:
				op, err := r.mark(reader, c, p, there[i])
				if err != nil || op == nil {
					return nil, counts, err
				}
				ops = append(ops, *op)
				counts.Changed++
			case there[i] == nil:
				ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: p.Record})
				counts.New++
			default:
				ops = append(ops, graph.Op{Verb: graph.VerbCorrect, Record: p.Record})
				counts.Changed++
			}
		}
	}
	return ops, counts, nil
}

// mark is the operation of a line that changes a marking, given the record that
// has the id of it. What was read anew from its beginning has that id since then,
// and what has been followed has the one before still. The line is refused where
// neither is there: then the feed has not told of the record so far.
func (r *replay) mark(reader graph.Reader, c *pending, p placed, now graph.Record) (*graph.Op, error) {
	op := graph.Op{Verb: graph.VerbMark, ID: p.Mark.ID, Marking: p.Mark.Marking, Reason: p.Mark.Reason}
	if now != nil {
		if p.Mark.Marking.Level() > now.Shared().Marking.Level() {
			op.NewID, op.Former = p.Mark.ID, p.Mark.Former
		}
		return &op, nil
	}
	var before graph.ID
	if p.Mark.Former != "" {
		var err error
		if before, err = hadID(r.ctx, reader, p.Mark.ID.Kind(), func(id graph.ID) bool {
			return graph.FormerHash(c.line.Time, id) == p.Mark.Former
		}); err != nil {
			return nil, err
		}
	}
	if before == "" {
		r.report.refuse(Refusal{Place: p.Place, ID: p.Mark.ID, Reason: "is shown since this commit, with all of its past: " +
			"what is here was made of a feed that told nothing of it, and has to be made anew from revision 1"})
		return nil, nil
	}
	op.ID, op.NewID = before, p.Mark.ID
	return &op, nil
}

// hadID finds the record of a kind whose id is a certain one, by looking at all.
func hadID(ctx context.Context, reader graph.Reader, k graph.Kind, is func(graph.ID) bool) (graph.ID, error) {
	if !k.Valid() {
		return "", nil
	}
	for record, err := range reader.Scan(ctx, k, graph.Statuses()...) {
		if err != nil {
			return "", err
		}
		if id := record.Shared().ID; is(id) {
			return id, nil
		}
	}
	return "", nil
}

// refused puts down what the graph said of a commit.
func (r *replay) refused(c *pending, err error) error {
	told := false
	for _, problem := range unjoin(err) {
		at, id := c.at, graph.ID("")
		var op *graph.OpError
		if errors.As(problem, &op) && op.Index < len(c.lines) {
			at, id, problem = c.lines[op.Index].Place, op.ID, op.Err
		}
		told = r.report.refuseFor(at, id, problem) || told
	}
	if told {
		r.report.NotReached += len(c.lines)
		return nil
	}
	return err
}

// compare holds a commit of the feed against the one of the graph.
func (r *replay) compare(c *pending) error {
	view := graph.View{Revision: r.last, Clearance: r.o.Principal.Clearance}
	for have, err := range r.g.Changes(r.ctx, view, r.last-1) {
		if err != nil {
			return err
		}
		if c.purges() && len(have.Ops) == 0 && have.Time.Equal(c.line.Time) {
			r.report.Same += len(c.lines)
			continue
		}
		lines := ndjson.OfCommit(have)
		brought := append([]placed{{Place: c.at, encoded: c.encoded}}, c.lines...)
		for i := range min(len(lines), len(brought)) {
			encoded, err := ndjson.Encode(lines[i])
			if err != nil {
				return err
			}
			if !bytes.Equal(encoded, brought[i].encoded) {
				r.report.refuse(Refusal{Place: brought[i].Place, ID: brought[i].id(), Reason: fmt.Sprintf("revision %d of the graph is another one: %s", r.last, differs(i, have, c.line))})
				return nil
			}
		}
		r.report.Same += len(c.lines)
	}
	return nil
}

// differs says in what a commit of the graph is another one than that of a feed,
// from a line on.
func differs(line int, have graph.Commit, want *ndjson.Commit) string {
	switch {
	case line > 0:
		return "it does something else here"
	case have.Author != want.Author:
		return fmt.Sprintf("it is by %q", have.Author)
	case !have.Time.Equal(want.Time):
		return "it is of " + have.Time.Format("2006-01-02T15:04:05.999999999Z07:00")
	case have.Message != want.Message:
		return fmt.Sprintf("its message is %q", have.Message)
	}
	return fmt.Sprintf("it has %d operations", len(have.Ops))
}

// end says where a feed was cut.
func (r *replay) end() {
	if r.commit != nil {
		r.report.note("%s: the feed ends within the commit of revision %d, which was left out: go on with the changes after %d",
			r.commit.at, r.commit.line.Revision, r.commit.line.Revision-1)
	} else if r.cut {
		r.report.note("%s: the feed ends within a line: go on with the changes after %d", r.input, max(r.last, r.head))
	}
}
