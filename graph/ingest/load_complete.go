package ingest

import (
	"context"
	"errors"
	"hash/maphash"

	"hudna/graph"
)

// goneReason is the reason with which a record is retracted that a complete file
// does not have. By it, it is known again when a later file has it.
const goneReason = "the newer release does not have it"

// complete retracts what earlier imports of the scheme brought and the file does
// not have. What somebody refers to stays, and the report says so.
func (l *load) complete(ctx context.Context) error {
	switch {
	case l.report.Rows.Refused > 0:
		l.report.note("nothing is retracted: rows were refused, and whether the file has a record is not known")
		return nil
	case l.report.Rows.Read > MaxTracked:
		l.report.note("nothing is retracted: the file has more than %d rows", MaxTracked)
		return nil
	}
	head, err := l.g.Head(ctx)
	if err != nil {
		return err
	}
	reader := l.g.At(graph.View{Revision: head.Revision, Clearance: l.o.Principal.Clearance})
	var gone []graph.ID
	for _, kind := range []graph.Kind{graph.KindStatement, graph.KindEvent, graph.KindAgreement} {
		for record, err := range reader.Scan(ctx, kind, graph.StatusPublished, graph.StatusDraft) {
			if err != nil {
				return err
			}
			m := record.Shared()
			if m.Coding == nil || m.Coding.Scheme != l.o.Format.Scheme() {
				continue
			}
			if m.Provenance() == nil {
				continue
			}
			if _, here := l.ids[maphash.String(l.seed, string(m.ID))]; here {
				continue
			}
			if gone = append(gone, m.ID); len(gone) == batchRecords {
				if err := l.retract(ctx, gone); err != nil {
					return err
				}
				gone = gone[:0]
			}
		}
	}
	return l.retract(ctx, gone)
}

// retract withdraws records that are gone, as many as can be.
func (l *load) retract(ctx context.Context, gone []graph.ID) error {
	for len(gone) > 0 {
		c := &change{tally: tally{retracted: int64(len(gone))}}
		for _, id := range gone {
			c.ops = append(c.ops, graph.Op{Verb: graph.VerbRetract, ID: id, Reason: goneReason})
		}
		next := l.advanced(c.tally, stateRunning)
		if l.o.DryRun {
			l.accept(c, next, 0)
			return nil
		}
		revision, err := l.write(ctx, c, next)
		if err == nil {
			l.accept(c, next, revision)
			return nil
		}
		left := l.keep(ctx, c, gone)
		if len(left) == len(gone) {
			return err
		}
		gone = left
	}
	return nil
}

// keep takes out of what is gone what the graph refuses to retract.
func (l *load) keep(ctx context.Context, c *change, gone []graph.ID) (left []graph.ID) {
	refused := map[int]bool{}
	for _, problem := range unjoin(l.g.Validate(ctx, l.o.Principal, graph.Change{Ops: c.ops})) {
		var op *graph.OpError
		if errors.As(problem, &op) && op.Index < len(gone) {
			refused[op.Index] = true
			l.report.note("%s is not in the file any more, and stays: %v", gone[op.Index], op.Err)
		}
	}
	for i, id := range gone {
		if !refused[i] {
			left = append(left, id)
		}
	}
	return left
}
