package ledger

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// A recordQuery is a query for records that are listed in the order in which
// they were first recorded.
type recordQuery struct {
	query    any // as it was asked, for cursors
	list     listKind
	kind     graph.Kind
	statuses []graph.Status
	compile  func(*compiler) (*condition, error) // statuses apart
}

// recordQueryOf tells what a query asks for, or false for other queries.
func recordQueryOf(query any) (recordQuery, bool) {
	switch q := query.(type) {
	case graph.ActorQuery:
		own := q
		own.Statuses = nil
		return recordQuery{q, listActors, graph.KindActor, q.Statuses, func(c *compiler) (*condition, error) { return c.actorQuery("", &own) }}, true
	case graph.LocationSet:
		own := q
		own.Statuses = nil
		return recordQuery{q, listLocations, graph.KindLocation, q.Statuses, func(c *compiler) (*condition, error) { return c.locations("", &own) }}, true
	case graph.AgreementSet:
		own := q
		own.Statuses = nil
		return recordQuery{q, listAgreements, graph.KindAgreement, q.Statuses, func(c *compiler) (*condition, error) { return c.agreements("", &own) }}, true
	case graph.DocumentSet:
		own := q
		own.Statuses = nil
		return recordQuery{q, listDocuments, graph.KindDocument, q.Statuses, func(c *compiler) (*condition, error) { return c.documents("", &own) }}, true
	case graph.TopicSet:
		own := q
		own.Statuses = nil
		return recordQuery{q, listTopics, graph.KindTopic, q.Statuses, func(c *compiler) (*condition, error) { return c.topics("", &own) }}, true
	}
	return recordQuery{}, false
}

// Actors lists actors in the order of their first recording.
func (r *reader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	return recordPage[*graph.Actor](ctx, r, "Actors", q, p)
}

// Locations lists locations in the order of their first recording.
func (r *reader) Locations(ctx context.Context, q graph.LocationSet, p graph.Page) (graph.List[*graph.Location], error) {
	return recordPage[*graph.Location](ctx, r, "Locations", q, p)
}

// Agreements lists agreements in the order of their first recording.
func (r *reader) Agreements(ctx context.Context, q graph.AgreementSet, p graph.Page) (graph.List[*graph.Agreement], error) {
	return recordPage[*graph.Agreement](ctx, r, "Agreements", q, p)
}

// Documents lists documents in the order of their first recording.
func (r *reader) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	return recordPage[*graph.Document](ctx, r, "Documents", q, p)
}

// Topics lists topics in the order of their first recording.
func (r *reader) Topics(ctx context.Context, q graph.TopicSet, p graph.Page) (graph.List[*graph.Topic], error) {
	return recordPage[*graph.Topic](ctx, r, "Topics", q, p)
}

// recordPage gives one page of such a list.
func recordPage[R graph.Record](ctx context.Context, r *reader, question string, query any, p graph.Page) (list graph.List[R], err error) {
	q, ok := recordQueryOf(query)
	if !ok {
		return list, fmt.Errorf("%T is no query for a list of records", query)
	}
	err = r.ask(ctx, question, func(s *snapshot, t *graph.Traced) error {
		list = graph.List[R]{}
		if err := checkPage(p); err != nil {
			return err
		}
		c, err := s.compiler(q.query, r.view)
		if err != nil {
			return err
		}
		cursor, err := r.ledger.cursor(q.list, q.query)
		if err != nil {
			return err
		}
		words, err := markerOf(query)
		if err != nil {
			return err
		}
		l, err := cursor.listing(p)
		if err != nil {
			return err
		}
		var from keys.Node
		if l.from != nil {
			from = l.from.Node
		}
		err = c.records(&q, t, from, l.backward, l.size+1, func(found *candidate) (bool, error) {
			value, ok := found.record.(R)
			if !ok {
				return false, s.corrupt(found.Node, "index entry", fmt.Errorf("it is no %s", q.kind))
			}
			if list.More = len(list.Items) == l.size; list.More {
				return false, nil
			}
			at := keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: found.Node}
			list.Items = append(list.Items, graph.Item[R]{Value: value, Cursor: cursor.seal(at, 0), Match: marked(c.through(value), words, value)})
			return true, nil
		})
		if l.backward {
			slices.Reverse(list.Items)
		}
		t.Rows = len(list.Items)
		return err
	})
	return list, err
}

// eachRecord gives all that a query asks for.
func (r *reader) eachRecord(s *snapshot, t *graph.Traced, q *recordQuery, take taker) error {
	c, err := s.compiler(q.query, r.view)
	if err != nil {
		return err
	}
	return c.records(q, t, 0, false, 0, func(found *candidate) (bool, error) {
		t.Rows++
		return take(found)
	})
}

// records gives what a query asks for behind a node, or backwards before it,
// until the taker has enough: so many are wanted, or all for 0.
func (c *compiler) records(q *recordQuery, t *graph.Traced, from keys.Node, reverse bool, wanted int, take taker) error {
	s := c.s
	root, err := q.compile(c)
	if err != nil {
		return err
	}
	classes := statusesOf(q.statuses, everyPublished, c.s.walked(c.view.Clearance))
	if root.op == opNever || len(classes) == 0 {
		t.Plan = &graph.PlanStep{Op: "nothing"}
		return nil
	}
	source, err := s.nodeSourceOf(root, q.kind, classes, c.view, wanted)
	if err != nil {
		return err
	}
	t.Plan = source.explain(root)
	w, err := s.walkNodes(source, classes, keys.Revision(c.view.Revision), from, reverse, wanted)
	if err != nil {
		return err
	}
	for {
		nodes, err := w.next()
		if err != nil || len(nodes) == 0 {
			return err
		}
		candidates, err := w.visible(nodes, c.view)
		if err != nil {
			return err
		}
		for _, found := range candidates {
			if found == nil {
				continue
			}
			met, err := root.matches(found)
			if err != nil {
				return err
			}
			if !met {
				continue
			}
			if more, err := take(found); err != nil || !more {
				return err
			}
		}
	}
}
