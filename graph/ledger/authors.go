package ledger

import (
	"context"

	"hudna/graph"
	"hudna/storage/keys"
)

// Authors says who made records what they are.
func (r *reader) Authors(ctx context.Context, ids []graph.ID) (authors []*graph.Authorship, err error) {
	err = r.ask(ctx, "Authors", func(s *snapshot, t *graph.Traced) error {
		authors = make([]*graph.Authorship, len(ids))
		nodes, err := s.nodesOf(ids)
		if err != nil {
			return err
		}
		for i, n := range nodes {
			if n == 0 {
				continue
			}
			if authors[i], err = s.authors(n, r.view); err != nil {
				return err
			}
			if authors[i] != nil {
				t.Rows++
			}
		}
		return nil
	})
	return authors, err
}

// authors says who made a record what it is, by the versions that a view sees,
// as it sees them: nil where it does not see the record.
func (s *snapshot) authors(n keys.Node, view graph.View) (*graph.Authorship, error) {
	var created, changed keys.Revision
	var says graph.Record // the content since the revision that changed it
	asThen := func(v *version) (graph.Record, error) {
		then := view
		then.Revision = graph.Revision(v.since)
		return s.redacted(v, then)
	}
	err := s.newestFirst(n, keys.Revision(view.Revision), nil, func(v *version) (bool, error) {
		if err := s.spend(1); err != nil {
			return false, err
		}
		if !v.visible(view.Clearance) {
			return changed != 0, nil // the record itself is hidden, or a version of it
		}
		record, err := asThen(v)
		if err != nil {
			return false, err
		}
		if says != nil && !graph.SameContent(record, says) {
			return false, nil
		}
		says, changed = record, v.since
		return true, nil
	})
	if err != nil || changed == 0 {
		return nil, err
	}
	err = s.oldestFirst(n, keys.Revision(view.Revision), nil, func(v *version) (bool, error) {
		if !v.visible(view.Clearance) {
			return true, nil
		}
		created = v.since
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	var a graph.Authorship
	if a.Created, err = s.commitRow(graph.Revision(created)); err != nil {
		return nil, err
	}
	if a.Changed, err = s.commitRow(graph.Revision(changed)); err != nil {
		return nil, err
	}
	return &a, nil
}
