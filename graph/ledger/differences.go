package ledger

import (
	"context"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage/keys"
)

// Differences lists the records that differ between two revisions, by their
// last change, the newest first.
func (r *reader) Differences(ctx context.Context, from graph.Revision, p graph.Page) (list graph.List[graph.Difference], err error) {
	err = r.ask(ctx, "Differences", func(s *snapshot, t *graph.Traced) error {
		list = graph.List[graph.Difference]{}
		if err := checkPage(p); err != nil {
			return err
		}
		if err := graph.CheckFrom(from, r.view.Revision); err != nil {
			return err
		}
		c, err := r.ledger.cursor(listDifferences, from)
		if err != nil {
			return err
		}
		l, err := c.listing(p)
		if err != nil {
			return err
		}
		d := between{s: s, clearance: r.view.Clearance, from: keys.Revision(from), to: r.revision()}
		err = d.eachTouch(l, func(at keys.Position, row *pb.Version) (bool, error) {
			difference, differs, err := d.difference(at.Node, row)
			if err != nil || !differs {
				return err == nil, err
			}
			if list.More = len(list.Items) == l.size; list.More {
				return false, nil
			}
			list.Items = append(list.Items, graph.Item[graph.Difference]{Value: difference, Cursor: c.seal(at, 0)})
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

// A between compares what a clearance sees at two revisions.
type between struct {
	s         *snapshot
	clearance graph.Marking
	from, to  keys.Revision
}

// touchedAt is the place of a record in the list of what was changed: by the
// revision that changed it last, the newest first, and there by its number. A
// change names a record but once.
func touchedAt(r keys.Revision, n keys.Node) keys.Position {
	return keys.Position{Earliest: int64(r), Bucket: keys.Day, Node: n} //nolint:gosec // they are counted from 1, one by one
}

// eachTouch gives the records that were changed, each with the row of the
// version that the later revision has, behind the place where a listing goes on,
// until the taker has enough. It walks through the feed of the revisions in
// between and keeps nothing: a record stands where the feed tells of its last
// change.
func (d *between) eachTouch(l listing, take func(keys.Position, *pb.Version) (bool, error)) error {
	first, last := d.from+1, d.to
	if l.from != nil {
		if at := keys.Revision(max(l.from.Earliest, 0)); l.backward {
			first = max(first, at)
		} else {
			last = min(last, at)
		}
	}
	for i := keys.Revision(0); first+i <= last; i++ {
		at := last - i
		if l.backward {
			at = first + i
		}
		ops, err := d.s.feed(graph.Revision(at))
		if err != nil {
			return err
		}
		if err := d.s.spend(1); err != nil {
			return err
		}
		nodes := make([]keys.Node, len(ops))
		for i, op := range ops {
			nodes[i] = keys.Node(op.Node)
		}
		slices.Sort(nodes)
		if l.backward {
			slices.Reverse(nodes)
		}
		for _, n := range nodes {
			place := touchedAt(at, n)
			if l.from != nil {
				if side := place.Compare(l.from.Position); side == 0 || (side < 0) != l.backward {
					continue
				}
			}
			row, err := d.s.row(n, d.to)
			if err != nil {
				return err
			}
			if row == nil {
				return d.s.corrupt(n, "record", errMissing)
			}
			if keys.Revision(row.Since) != at {
				continue // and is given where it was changed last
			}
			if more, err := take(place, row); err != nil || !more {
				return err
			}
		}
	}
	return nil
}

// difference says how a record differs between the two revisions, given its row
// at the later one.
func (d *between) difference(n keys.Node, row *pb.Version) (difference graph.Difference, differs bool, err error) {
	s := d.s
	old, err := s.version(n, d.from)
	if err != nil {
		return difference, false, err
	}
	now, err := s.decode(n, row)
	if err != nil {
		return difference, false, err
	}
	difference.ID = now.record.Shared().ID
	if old != nil && old.visible(d.clearance) {
		if difference.Before, err = d.cut(old, d.from, d.to); err != nil {
			return difference, false, err
		}
	}
	if now.visible(d.clearance) {
		if difference.After, err = d.cut(now, d.to); err != nil {
			return difference, false, err
		}
	}
	switch {
	case difference.Before == nil || difference.After == nil:
		return difference, difference.Before != difference.After, nil
	}
	return difference, !graph.Equal(difference.Before, difference.After), nil
}

// cut gives what may be seen of a version: what it refers to has to be there at
// each of some revisions.
func (d *between) cut(v *version, at ...keys.Revision) (record graph.Record, err error) {
	hidden := map[graph.ID]bool{}
	for _, r := range at {
		if err := d.s.hides(v, graph.View{Revision: graph.Revision(r), Clearance: d.clearance}, hidden); err != nil {
			return nil, err
		}
	}
	return cutFrom(v, hidden), nil
}
