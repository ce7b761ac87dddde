package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// Commits lists revisions, newest first.
func (r *reader) Commits(ctx context.Context, q graph.CommitQuery, p graph.Page) (list graph.List[graph.Commit], err error) {
	err = r.ask(ctx, "Commits", func(s *snapshot, t *graph.Traced) error {
		list = graph.List[graph.Commit]{}
		if err := checkPage(p); err != nil {
			return err
		}
		c, err := r.ledger.cursor(listCommits, q)
		if err != nil {
			return err
		}
		l, err := c.listing(p)
		if err != nil {
			return err
		}
		w, err := s.commits(&q, r.view)
		if err != nil {
			return err
		}
		if l.from != nil {
			w.behind(graph.Revision(l.from.Node), l.backward)
		}
		err = w.each(l.backward, func(commit graph.Commit) bool {
			if list.More = len(list.Items) == l.size; !list.More {
				list.Items = append(list.Items, graph.Item[graph.Commit]{Value: commit, Cursor: c.seal(ofNumber(uint64(commit.Revision)), 0)})
			}
			return !list.More
		})
		if l.backward {
			slices.Reverse(list.Items)
		}
		t.Rows = len(list.Items)
		return err
	})
	return list, err
}

// countCommits counts the revisions that are wanted.
func (r *reader) countCommits(s *snapshot, q graph.CommitQuery) (n int, err error) {
	w, err := s.commits(&q, r.view)
	switch {
	case err != nil:
		return 0, err
	case q.Author == "" && w.touching == nil:
		return int(w.last - min(w.last, w.first-1)), nil //nolint:gosec // they are counted from 1, one by one
	}
	err = w.each(false, func(graph.Commit) bool {
		n++
		return true
	})
	return n, err
}

// A commitWalk goes through the revisions that are wanted.
type commitWalk struct {
	s    *snapshot
	view graph.View
	// The revisions lie between two, both included; and among those that touched
	// a record, the newest first, unless it is nil.
	first, last graph.Revision
	touching    []graph.Revision
	author      string
}

// commits finds out where the revisions lie that are wanted.
func (s *snapshot) commits(q *graph.CommitQuery, view graph.View) (*commitWalk, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	w := &commitWalk{s: s, view: view, first: q.After, last: view.Revision, author: q.Author}
	if q.Before != 0 {
		w.last = min(w.last, q.Before-1)
	}
	if !q.Since.IsZero() {
		at, err := revisionAt(s.tx, q.Since)
		if err != nil {
			return nil, err
		}
		w.first = max(w.first, at)
	}
	if !q.Until.IsZero() {
		at, err := revisionAt(s.tx, q.Until.Add(-1))
		if err != nil {
			return nil, err
		}
		w.last = min(w.last, at)
	}
	if w.first < math.MaxUint64 {
		w.first++
	}
	if q.Touches == "" {
		return w, nil
	}
	err := w.touch(q.Touches)
	return w, err
}

// touch looks for the revisions that made a version of a record that the view
// may see.
func (w *commitWalk) touch(id graph.ID) error {
	n, err := w.s.nodeOf(id)
	if err != nil {
		return err
	}
	w.touching = []graph.Revision{}
	seen := false
	for at := keys.Revision(w.view.Revision); n != 0; {
		row, err := w.s.row(n, at)
		if err != nil {
			return err
		}
		if row == nil {
			break
		}
		at = keys.Revision(row.Since) - 1
		class, err := w.s.classOf(n, row)
		if err != nil {
			return err
		}
		if class.Marking() > markingNumber(w.view.Clearance) {
			continue
		}
		seen = true
		since := graph.Revision(row.Since)
		if since < w.first { // and so are all that are older
			break
		}
		if since <= w.last {
			w.touching = append(w.touching, since)
		}
	}
	if !seen {
		return &graph.FieldError{Path: "touches", Reason: fmt.Sprintf("there is no record %s", id)}
	}
	return nil
}

// behind leaves only what stands behind a revision in the order of the list, or
// before it.
func (w *commitWalk) behind(at graph.Revision, backward bool) {
	if backward {
		w.first = max(w.first, at+1)
	} else {
		w.last = min(w.last, at-1)
	}
}

// each gives the revisions, the newest or the oldest first, until the taker has
// enough.
func (w *commitWalk) each(oldest bool, take func(graph.Commit) (more bool)) error {
	give := func(at graph.Revision) (bool, error) {
		if at < w.first || at > w.last {
			return true, nil
		}
		if err := w.s.spend(1); err != nil {
			return false, err
		}
		commit, err := w.s.commit(at, w.view.Clearance)
		if err != nil || w.author != "" && commit.Author != w.author {
			return err == nil, err
		}
		return take(commit), nil
	}
	if w.touching != nil {
		for i := range w.touching {
			if oldest {
				i = len(w.touching) - 1 - i
			}
			if more, err := give(w.touching[i]); err != nil || !more {
				return err
			}
		}
		return nil
	}
	for i := graph.Revision(0); w.first+i <= w.last; i++ {
		at := w.last - i
		if oldest {
			at = w.first + i
		}
		if more, err := give(at); err != nil || !more {
			return err
		}
	}
	return nil
}
