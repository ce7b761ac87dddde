package graphtest

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// Await waits until there is a revision after one.
func (n *Naive) Await(ctx context.Context, after graph.Revision) (graph.Commit, error) {
	for {
		n.mu.Lock()
		head, more := n.described(n.head()), n.more
		n.mu.Unlock()
		if head.Revision > after {
			return head, nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return graph.Commit{}, ctx.Err()
		}
	}
}

func (r naiveReader) Commits(ctx context.Context, q graph.CommitQuery, p graph.Page) (graph.List[graph.Commit], error) {
	return ask(ctx, r, func(k *seeker) (graph.List[graph.Commit], error) {
		all, err := k.commits(q)
		if err != nil {
			return graph.List[graph.Commit]{}, err
		}
		return paged(all, p, fingerprint("commits", q), recordedLast)
	})
}

// commits are the revisions that a query asks for, newest first.
func (k *seeker) commits(q graph.CommitQuery) ([]placed[graph.Commit], error) {
	touching := map[graph.Revision]bool{}
	if q.Touches != "" {
		node := k.naive.byID[q.Touches]
		for i := 0; node != nil && i < len(node.versions); i++ {
			if v := node.versions[i]; v.revision <= k.snapshot.view.Revision && k.naive.covered(v, k.snapshot.view.Clearance) {
				touching[v.revision] = true
			}
		}
		if len(touching) == 0 {
			return nil, &graph.FieldError{Path: "touches", Reason: fmt.Sprintf("there is no record %s", q.Touches)}
		}
	}
	var all []placed[graph.Commit]
	for r := k.snapshot.view.Revision; r > 0; r-- {
		c := k.naive.told(r, k.snapshot.view.Clearance)
		switch {
		case q.Author != "" && c.Author != q.Author,
			q.Touches != "" && !touching[r],
			r <= q.After, q.Before != 0 && r >= q.Before,
			!q.Since.IsZero() && !c.Time.After(q.Since), !q.Until.IsZero() && !c.Time.Before(q.Until):
			continue
		}
		all = append(all, placed[graph.Commit]{value: c, place: place{Number: uint64(r)}})
	}
	return all, nil
}

func (r naiveReader) History(ctx context.Context, id graph.ID, p graph.Page) (graph.List[graph.Version], error) {
	return ask(ctx, r, func(k *seeker) (graph.List[graph.Version], error) {
		var all []placed[graph.Version]
		var before graph.Record
		if node := k.naive.byID[id]; node != nil {
			for _, v := range node.versions {
				if v.revision > k.snapshot.view.Revision {
					continue
				}
				then, err := k.at(v.revision)
				if err != nil {
					return graph.List[graph.Version]{}, err
				}
				if seen := then.byID[id]; seen != nil {
					all = append(all, placed[graph.Version]{
						value: graph.Version{Commit: k.naive.described(v.revision), Verb: v.verb, Record: seen, Before: before},
						place: place{Number: uint64(v.revision)},
					})
					before = seen
				}
			}
		}
		slices.Reverse(all)
		if len(all) == 0 && p.After == "" && p.Before == "" {
			return graph.List[graph.Version]{}, fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		return paged(all, p, fingerprint("history", id), recordedLast)
	})
}

// at is what the clearance of the view sees at an earlier revision.
func (k *seeker) at(r graph.Revision) (*snapshot, error) {
	return k.naive.snapshot(graph.View{Revision: r, Clearance: k.snapshot.view.Clearance})
}

// sides are a record as it is seen at an earlier revision and at the view's. What
// is not seen at the view's is cut from both.
func (k *seeker) sides(then *snapshot, id graph.ID) (before, after graph.Record) {
	if before = then.byID[id]; before != nil {
		before = redacted(before, func(id graph.ID) bool {
			return id != "" && id.Kind() != graph.KindUtterance && k.snapshot.byID[id] == nil
		})
	}
	return before, k.snapshot.byID[id]
}

// lastTouch is the revision that changed a record last before the view's or in
// it, 0 where that was not after from.
func (k *seeker) lastTouch(n *node, from graph.Revision) graph.Revision {
	if v := n.at(k.snapshot.view.Revision); v != nil && v.revision > from {
		return v.revision
	}
	return 0
}

// earlier looks at an earlier revision.
func (k *seeker) earlier(from graph.Revision) (*snapshot, error) {
	if from > k.snapshot.view.Revision {
		return nil, &graph.FieldError{Path: "from", Reason: fmt.Sprintf("is %d, after %d", from, k.snapshot.view.Revision)}
	}
	return k.at(from)
}

func (r naiveReader) Differences(ctx context.Context, from graph.Revision, p graph.Page) (graph.List[graph.Difference], error) {
	return ask(ctx, r, func(k *seeker) (graph.List[graph.Difference], error) {
		then, err := k.earlier(from)
		if err != nil {
			return graph.List[graph.Difference]{}, err
		}
		var all []placed[graph.Difference]
		for _, n := range k.naive.nodes {
			touched := k.lastTouch(n, from)
			if touched == 0 {
				continue
			}
			d := graph.Difference{ID: n.last().record.Shared().ID}
			if d.Before, d.After = k.sides(then, d.ID); !sameValue(d.Before, d.After) {
				all = append(all, placed[graph.Difference]{value: d, place: place{Earliest: int64(touched), Number: uint64(n.order)}})
			}
		}
		slices.SortFunc(all, func(a, b placed[graph.Difference]) int { return newestFirst(a.place, b.place) })
		return paged(all, p, fingerprint("differences", from), newestFirst)
	})
}

func (r naiveReader) Compare(ctx context.Context, q graph.StatementSet, from graph.Revision, p graph.Page) (graph.Comparison, error) {
	return ask(ctx, r, func(k *seeker) (graph.Comparison, error) {
		if err := k.check(graph.StatementQuery{StatementSet: q}); err != nil {
			return graph.Comparison{}, err
		}
		then, err := k.earlier(from)
		if err != nil {
			return graph.Comparison{}, err
		}
		list := fingerprint("comparison", struct {
			Query graph.StatementSet
			From  graph.Revision
		}{q, from})
		answering(&q)
		earlier := &seeker{naive: k.naive, snapshot: then}
		var c graph.Comparison
		var all []placed[graph.Compared]
		for _, n := range k.naive.nodes {
			id := n.last().record.Shared().ID
			was, there := then.byID[id].(*graph.Statement)
			met := there && earlier.meets(was, q)
			is, there := k.snapshot.byID[id].(*graph.Statement)
			meets := there && k.meets(is, q)
			before, after := k.sides(then, id)
			var m graph.Compared
			m.Before, _ = before.(*graph.Statement)
			m.After, _ = after.(*graph.Statement)
			switch {
			case meets && !met:
				m.Move = graph.MoveCame
				c.Came++
			case met && !meets:
				m.Move = graph.MoveWent
				c.Went++
			case met && k.lastTouch(n, from) != 0 && !sameValue(before, after):
				m.Move = graph.MoveChanged
				c.Changed++
			default:
				continue
			}
			dated := m.After
			if dated == nil {
				dated = m.Before
			}
			all = append(all, placed[graph.Compared]{value: m, place: placeOf(k.naive.moment(dated.Said), n.order)})
		}
		slices.SortFunc(all, func(a, b placed[graph.Compared]) int { return newestFirst(a.place, b.place) })
		c.List, err = paged(all, p, list, newestFirst)
		return c, err
	})
}
