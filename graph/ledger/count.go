package ledger

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/storage/keys"
)

// Count counts what a query finds. Where the counters tell, nothing else is read, and
// where the index decides, no record is.
func (r *reader) Count(ctx context.Context, query any) (n int, err error) {
	err = r.ask(ctx, "Count", func(s *snapshot, t *graph.Traced) (err error) {
		if counted, ok, err := r.whole(s, t, query); ok || err != nil {
			n, t.Rows = counted, counted
			return err
		}
		n = 0
		count := func(*candidate) (bool, error) {
			n++
			return true, nil
		}
		switch q := query.(type) {
		case graph.StatementQuery:
			if counted, ok, err := r.counted(ctx, s, t, q); ok || err != nil {
				n = counted
				return err
			}
			return r.eachStatement(s, t, q, itsPlace, count)
		case graph.EventQuery:
			return r.eachEvent(s, t, q, count)
		case graph.SearchQuery:
			n, err = r.countFound(s, t, &q)
			return err
		case graph.CommitQuery:
			n, err = r.countCommits(s, q)
			return err
		}
		if q, ok := recordQueryOf(query); ok {
			return r.eachRecord(s, t, &q, count)
		}
		return &graph.FieldError{Reason: fmt.Sprintf("%T is no query of a list", query)}
	})
	return n, err
}

// eachStatement gives all statements that a query finds.
func (r *reader) eachStatement(s *snapshot, t *graph.Traced, q graph.StatementQuery, n need, take taker) error {
	c, err := s.compiler(q, r.view)
	if err != nil {
		return err
	}
	on, sp, err := c.statementQuery(&q)
	if err != nil {
		return err
	}
	scheme, err := s.plan(on, graph.KindStatement, sp, r.view, 0)
	if err != nil {
		return err
	}
	t.Plan = scheme.explain()
	return scheme.each(maxBatch, n, func(c *candidate) (bool, error) {
		t.Rows++
		return take(c)
	})
}

// CountStatements counts what a query finds.
func (r *reader) CountStatements(ctx context.Context, q graph.StatementQuery) (n graph.StatementCount, err error) {
	err = r.ask(ctx, "CountStatements", func(s *snapshot, t *graph.Traced) error {
		n = graph.StatementCount{}
		if counted, ok, err := r.totals(ctx, s, t, q); ok || err != nil {
			n = counted
			return err
		}
		utterances := map[graph.ID]bool{}
		tellings := newTellings(s, r.view)
		err := r.eachStatement(s, t, q, itsRecord, func(c *candidate) (bool, error) {
			st, ok := c.record.(*graph.Statement)
			if !ok {
				return false, s.corrupt(c.Node, "index entry", errNoStatement)
			}
			n.Statements++
			if st.Utterance != "" {
				utterances[st.Utterance] = true
			} else {
				n.Utterances++
			}
			return true, tellings.add(st)
		})
		n.Utterances += len(utterances)
		n.Sources = len(tellings.found)
		return err
	})
	return n, err
}

// SourcesOf counts the tellings by which the utterance of a statement reached
// us.
func (r *reader) SourcesOf(ctx context.Context, st *graph.Statement) (n int, err error) {
	err = r.ask(ctx, "SourcesOf", func(s *snapshot, t *graph.Traced) error {
		tellings := newTellings(s, r.view)
		if err := tellings.add(st); err != nil {
			return err
		}
		if st.Utterance != "" {
			t.Plan = &graph.PlanStep{Op: "list", Part: "utterance", List: keys.Utterance.String(), Lists: 1, Exact: true}
			err := s.uttered(st.Utterance, r.view, func(c *candidate) (bool, error) {
				t.Rows++
				other, ok := c.record.(*graph.Statement)
				if !ok {
					return false, s.corrupt(c.Node, "index entry", errNoStatement)
				}
				return true, tellings.add(other)
			})
			if err != nil {
				return err
			}
		}
		n = len(tellings.found)
		return nil
	})
	return n, err
}
