package ledger

import (
	"context"
	"errors"

	"hudna/graph"
)

var errNoEvent = errors.New("it is no event")

// Events lists events by when they happened.
func (r *reader) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (list graph.List[*graph.Event], err error) {
	err = r.ask(ctx, "Events", func(s *snapshot, t *graph.Traced) error {
		list = graph.List[*graph.Event]{}
		if err := checkPage(p); err != nil {
			return err
		}
		c, err := s.compiler(q, r.view)
		if err != nil {
			return err
		}
		cursor, err := r.ledger.cursor(listEvents, q)
		if err != nil {
			return err
		}
		l, err := cursor.listing(p)
		if err != nil {
			return err
		}
		words, err := markerOf(q.EventSet)
		if err != nil {
			return err
		}
		scheme, err := c.eventScheme(&q, l.size+1)
		if err != nil {
			return err
		}
		t.Plan = scheme.explain()
		order := graph.SaidDescending
		if q.Order == graph.WhenAscending {
			order = graph.SaidAscending
		}
		found, more, err := scheme.page(l, order)
		if err != nil {
			return err
		}
		list.More = more
		for i := range found {
			e, ok := found[i].record.(*graph.Event)
			if !ok {
				return s.corrupt(found[i].Node, "index entry", errNoEvent)
			}
			list.Items = append(list.Items, graph.Item[*graph.Event]{
				Value: e, Cursor: cursor.seal(found[i].Position, 0), Match: marked(c.through(e), words, e),
			})
		}
		t.Rows = len(list.Items)
		return nil
	})
	return list, err
}

// eventScheme makes a query for events ready.
func (c *compiler) eventScheme(q *graph.EventQuery, wanted int) (*scheme, error) {
	set := q.EventSet
	sp := unbounded(statusesOf(set.Statuses, everyPublished, c.s.walked(c.view.Clearance)))
	set.Statuses = nil
	on, err := c.events("", &set)
	if err != nil {
		return nil, err
	}
	return c.s.plan(on, graph.KindEvent, sp, c.view, wanted)
}

// eachEvent gives all events that a query finds. Where the index decides, no
// record is read.
func (r *reader) eachEvent(s *snapshot, t *graph.Traced, q graph.EventQuery, take taker) error {
	c, err := s.compiler(q, r.view)
	if err != nil {
		return err
	}
	scheme, err := c.eventScheme(&q, 0)
	if err != nil {
		return err
	}
	t.Plan = scheme.explain()
	return scheme.each(maxBatch, itsPlace, func(e *candidate) (bool, error) {
		t.Rows++
		return take(e)
	})
}

// through says by which affiliations a record met the roll-ups of a query, if it
// did so by any.
func (c *compiler) through(r graph.Record) *graph.Match {
	var m graph.Match
	for _, a := range c.rolls {
		m.Through = append(m.Through, a.through(r)...)
	}
	if m.Through == nil {
		return nil
	}
	return &m
}
