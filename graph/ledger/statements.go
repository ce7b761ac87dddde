package ledger

import (
	"context"

	"hudna/graph"
)

// Statements lists statements.
func (r *reader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (list graph.List[*graph.Statement], err error) {
	err = r.ask(ctx, "Statements", func(s *snapshot, t *graph.Traced) error {
		list = graph.List[*graph.Statement]{}
		if err := checkPage(p); err != nil {
			return err
		}
		c, err := s.compiler(q, r.view)
		if err != nil {
			return err
		}
		unmarked := p.Bare && p.Unmarked
		var cursor *cursorOf
		if !unmarked || p.After != "" || p.Before != "" {
			if cursor, err = r.ledger.cursor(listStatements, q); err != nil {
				return err
			}
		}
		l, err := cursor.listing(p)
		if err != nil {
			return err
		}
		c.paged = true
		on, sp, err := c.statementQuery(&q)
		if err != nil {
			return err
		}
		wanted := l.size + 1
		if q.Order == graph.ByRelevance { // all that meet the query have to be found
			wanted = 0
		}
		var found []candidate
		if c.alone != nil {
			found, list.More, t.Plan, err = c.best(l, sp.classes)
		} else {
			err = s.answer(on, graph.KindStatement, sp, r.view, wanted, func(scheme *scheme) (err error) {
				t.Plan = scheme.ordered(q.Order, l.size)
				found, list.More, err = scheme.page(l, q.Order)
				return err
			})
		}
		if err != nil {
			return err
		}
		words := c.sought()
		list.Items = make([]graph.Item[*graph.Statement], 0, len(found))
		var m graph.Match
		for i := range found {
			st, ok := found[i].record.(*graph.Statement)
			if !ok {
				return s.corrupt(found[i].Node, "index entry", errNoStatement)
			}
			item := graph.Item[*graph.Statement]{Value: st}
			if !p.Bare || !unmarked && (i == 0 || i == len(found)-1) {
				item.Cursor = cursor.seal(found[i].Position, found[i].score)
			}
			m = graph.Match{}
			if q.Order == graph.ByRelevance {
				m.Score = found[i].score
			}
			if words != nil && !p.Bare {
				m.Highlights = words.Highlights(st)
			}
			if !p.Bare {
				for _, a := range c.rolls {
					m.Through = append(m.Through, a.through(st)...)
				}
			}
			if m.Score != 0 || m.Highlights != nil || m.Through != nil {
				matched := m
				item.Match = &matched
			}
			list.Items = append(list.Items, item)
		}
		t.Rows = len(list.Items)
		return nil
	})
	return list, err
}
