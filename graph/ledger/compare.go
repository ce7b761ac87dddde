package ledger

import (
	"context"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// Compare lists what a filter finds at two revisions, as far as it is not the
// same.
func (r *reader) Compare(ctx context.Context, q graph.StatementSet, from graph.Revision, p graph.Page) (found graph.Comparison, err error) {
	err = r.ask(ctx, "Compare", func(s *snapshot, t *graph.Traced) error {
		found = graph.Comparison{}
		if err := checkPage(p); err != nil {
			return err
		}
		query := graph.StatementQuery{StatementSet: q}
		after, err := s.compiler(query, r.view)
		if err != nil {
			return err
		}
		if err := graph.CheckFrom(from, r.view.Revision); err != nil {
			return err
		}
		cursor, err := r.ledger.cursor(listComparison, struct {
			Query graph.StatementSet
			From  graph.Revision
		}{q, from})
		if err != nil {
			return err
		}
		l, err := cursor.listing(p)
		if err != nil {
			return err
		}
		// What was not there yet is no fault of the question.
		then := graph.View{Revision: from, Clearance: r.view.Clearance}
		before := &compiler{s: s, view: then, whole: after.whole}
		c := comparing{
			between: between{s: s, clearance: r.view.Clearance, from: keys.Revision(from), to: r.revision()},
			query:   query, before: before, after: after,
		}
		moved, err := c.moved(t)
		if err != nil {
			return err
		}
		for _, m := range moved {
			switch m.move {
			case graph.MoveCame:
				found.Came++
			case graph.MoveWent:
				found.Went++
			case graph.MoveChanged:
				found.Changed++
			}
		}
		moved, found.More = cutOut(moved, l)
		for _, m := range moved {
			value, err := c.compared(m)
			if err != nil {
				return err
			}
			found.Items = append(found.Items, graph.Item[graph.Compared]{Value: value, Cursor: cursor.seal(m.at, 0)})
		}
		t.Rows = len(found.Items)
		return nil
	})
	return found, err
}

// A moved statement stands otherwise to a filter than before.
type moved struct {
	at   keys.Position
	move graph.Move
}

// cutOut cuts a page out of all that moved.
func cutOut(all []moved, l listing) (page []moved, more bool) {
	if l.from != nil {
		all = slices.DeleteFunc(all, func(m moved) bool {
			side := m.at.Compare(l.from.Position)
			return side == 0 || (side < 0) != l.backward
		})
	}
	if more = len(all) > l.size; !more {
		return all, false
	}
	if l.backward {
		return all[len(all)-l.size:], true
	}
	return all[:l.size], true
}

// A comparing finds out how statements stand to a filter at two revisions.
type comparing struct {
	between
	query         graph.StatementQuery
	before, after *compiler
}

// moved gives all statements that stand otherwise to the filter than before, in
// the order of their places. Where nothing was changed that the filter asks of
// other records than the statements that it finds, only statements that were
// changed themselves can; otherwise both lists are gone through.
func (c *comparing) moved(t *graph.Traced) ([]moved, error) {
	touched, err := c.touched()
	if err != nil {
		return nil, err
	}
	var then, now map[keys.Node]keys.Position
	if touched.resighted || dependsOn(&c.query.StatementSet).anyOf(touched.kinds) {
		if then, err = c.listed(c.before, t); err == nil {
			now, err = c.listed(c.after, t)
		}
	} else {
		if then, err = c.among(c.before, touched.statements, t); err == nil {
			now, err = c.among(c.after, touched.statements, t)
		}
	}
	if err != nil {
		return nil, err
	}
	var all []moved
	for n, at := range now {
		if _, there := then[n]; !there {
			all = append(all, moved{at, graph.MoveCame})
			continue
		}
		if !touched.has(n) {
			continue
		}
		d, err := c.compared(moved{at: at})
		if err != nil {
			return nil, err
		}
		if !graph.Equal(d.Before, d.After) {
			all = append(all, moved{at, graph.MoveChanged})
		}
	}
	for n, at := range then {
		if _, there := now[n]; there {
			continue
		}
		v, err := c.s.version(n, c.to)
		if err != nil {
			return nil, err
		}
		if v != nil && v.visible(c.clearance) {
			at = v.at
		}
		all = append(all, moved{at, graph.MoveWent})
	}
	slices.SortFunc(all, func(a, b moved) int { return a.at.Compare(b.at) })
	return all, nil
}

// compared gives a statement as it is seen at both revisions.
func (c *comparing) compared(m moved) (graph.Compared, error) {
	found := graph.Compared{Move: m.move}
	for _, side := range []struct {
		into **graph.Statement
		at   []keys.Revision
	}{{&found.Before, []keys.Revision{c.from, c.to}}, {&found.After, []keys.Revision{c.to}}} {
		v, err := c.s.version(m.at.Node, side.at[0])
		if err != nil {
			return found, err
		}
		if v == nil || !v.visible(c.clearance) {
			continue
		}
		record, err := c.cut(v, side.at...)
		if err != nil {
			return found, err
		}
		st, ok := record.(*graph.Statement)
		if !ok {
			return found, c.s.corrupt(m.at.Node, "index entry", errNoStatement)
		}
		*side.into = st
	}
	return found, nil
}

// listed gives the places of all statements that the filter finds.
func (c *comparing) listed(compiler *compiler, t *graph.Traced) (map[keys.Node]keys.Position, error) {
	on, sp, err := compiler.statementQuery(&c.query)
	if err != nil {
		return nil, err
	}
	scheme, err := c.s.plan(on, graph.KindStatement, sp, compiler.view, 0)
	if err != nil {
		return nil, err
	}
	t.Plan = scheme.explain()
	found := map[keys.Node]keys.Position{}
	return found, scheme.each(maxBatch, itsPlace, func(r *candidate) (bool, error) {
		found[r.Node] = r.Position
		return true, nil
	})
}

// among gives the places of those of some statements that the filter finds.
func (c *comparing) among(compiler *compiler, nodes []keys.Node, t *graph.Traced) (map[keys.Node]keys.Position, error) {
	on, sp, err := compiler.statementQuery(&c.query)
	if err != nil {
		return nil, err
	}
	t.Plan = &graph.PlanStep{Op: "and", Steps: []graph.PlanStep{{Op: "changed", Length: uint64(len(nodes)), Exact: true}, {Op: "record"}}}
	found := map[keys.Node]keys.Position{}
	for batch := range slices.Chunk(nodes, maxBatch) {
		versions, err := c.s.versionsAt(batch, keys.Revision(compiler.view.Revision))
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if v == nil || !v.visible(compiler.view.Clearance) || !slices.Contains(sp.classes, v.class) {
				continue
			}
			r := candidate{stop: stop{Position: v.at, class: v.class}}
			if r.record, err = c.s.redacted(v, compiler.view); err != nil {
				return nil, err
			}
			met, err := on.matches(&r)
			if err != nil {
				return nil, err
			}
			if met {
				found[v.node] = v.at
			}
		}
	}
	return found, nil
}
