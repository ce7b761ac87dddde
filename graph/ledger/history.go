package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// History lists the versions of a record, newest first.
func (r *reader) History(ctx context.Context, id graph.ID, p graph.Page) (list graph.List[graph.Version], err error) {
	err = r.ask(ctx, "History", func(s *snapshot, t *graph.Traced) error {
		list = graph.List[graph.Version]{}
		if err := checkPage(p); err != nil {
			return err
		}
		c, err := r.ledger.cursor(listHistory, id)
		if err != nil {
			return err
		}
		l, err := c.listing(p)
		if err != nil {
			return err
		}
		n, err := s.nodeOf(id)
		if err != nil {
			return err
		}
		seen := false
		asThen := func(v *version) (graph.Record, error) {
			if v.purged {
				return nil, nil
			}
			return s.redacted(v, graph.View{Revision: graph.Revision(v.since), Clearance: r.view.Clearance})
		}
		// before is the version before the next one, of those that are given from
		// the oldest on.
		var before graph.Record
		take := func(v *version) (bool, error) {
			if !v.covered(r.view.Clearance) {
				return true, nil
			}
			seen = true
			list.More = len(list.Items) == l.size
			if list.More && l.backward {
				return false, nil
			}
			record, err := asThen(v)
			if err != nil {
				return false, err
			}
			if n := len(list.Items); n > 0 && !l.backward {
				list.Items[n-1].Value.Before = record
			}
			if list.More {
				return false, nil
			}
			item := graph.Version{Verb: v.verb, Record: record, Before: before}
			if l.backward {
				before = record
			}
			if item.Commit, err = s.commitRow(graph.Revision(v.since)); err != nil {
				return false, err
			}
			list.Items = append(list.Items, graph.Item[graph.Version]{Value: item, Cursor: c.seal(ofNumber(uint64(v.since)), 0)})
			return true, nil
		}
		switch {
		case n == 0:
		case l.backward:
			if l.from != nil {
				err = s.newestFirst(n, keys.Revision(l.from.Node), nil, func(v *version) (bool, error) {
					if !v.covered(r.view.Clearance) {
						return true, nil
					}
					before, err = asThen(v)
					return false, err
				})
			}
			if err == nil {
				err = s.oldestFirst(n, r.revision(), l.from, take)
			}
		default:
			err = s.newestFirst(n, r.revision(), l.from, take)
		}
		if err != nil {
			return err
		}
		if l.backward {
			slices.Reverse(list.Items)
		}
		t.Rows = len(list.Items)
		if !seen && l.from == nil {
			return fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		return nil
	})
	return list, err
}

// ofNumber is the place of an item in a list that is ordered by a number.
func ofNumber(n uint64) keys.Position {
	return keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: keys.Node(n)}
}

// newestFirst gives the versions of a node up to a revision, and before the one
// that a page comes after.
func (s *snapshot) newestFirst(n keys.Node, at keys.Revision, after *mark, take func(*version) (bool, error)) error {
	if after != nil {
		at = min(at, keys.Revision(after.Node)-1)
	}
	for {
		v, err := s.version(n, at)
		if err != nil || v == nil {
			return err
		}
		if more, err := take(v); err != nil || !more {
			return err
		}
		at = v.since - 1
	}
}

// oldestFirst gives the same from the other end: the versions after the one
// that a page comes before.
func (s *snapshot) oldestFirst(n keys.Node, at keys.Revision, before *mark, take func(*version) (bool, error)) error {
	from := keys.Revision(0)
	if before != nil {
		from = keys.Revision(before.Node)
	}
	r := storage.Prefix(keys.AppendRecordsAt(nil, n)) // the newest first
	r.Start, r.Reverse = keys.AppendRecordAt(nil, n, at), true
	if from > 0 {
		r.End = keys.AppendRecordAt(nil, n, from)
	}
	var last keys.Revision
	for pair, err := range s.tx.Scan(r) {
		if err != nil {
			return storageError(err)
		}
		if err := s.spend(1); err != nil {
			return err
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			return s.corrupt(n, "earlier version", err)
		}
		v, err := s.version(n, key.Since)
		if err != nil {
			return err
		}
		if v == nil || v.since != key.Since {
			return s.corrupt(n, "earlier version", fmt.Errorf("that of revision %d is missing", key.Since))
		}
		last = v.since
		if more, err := take(v); err != nil || !more {
			return err
		}
	}
	newest, err := s.version(n, math.MaxUint64)
	if err != nil || newest.since <= last || newest.since <= from || newest.since > at {
		return err
	}
	_, err = take(newest)
	return err
}
