package ledger

import (
	"math"

	"hudna/storage"
	"hudna/storage/keys"
)

// recordedAfter gives the nodes of a kind after another in the order of their
// first recording, which is the order of their numbers.
func (s *snapshot) recordedAfter(k keys.Kind, classes []keys.Class, after keys.Node, most int, at keys.Revision) ([]keys.Node, error) {
	if after >= s.next {
		return nil, nil // a cursor of a store that has been put back to what it was before
	}
	created := keys.Revision(0)
	if after != 0 {
		row, err := s.row(after, math.MaxUint64)
		if err != nil {
			return nil, err
		}
		created = keys.Revision(row.Created)
	}
	spaces := s.spacesAt(at)
	var lists [][]keys.Node
	for _, class := range classes {
		for _, space := range spaces {
			list := keys.AppendRecordedList(nil, space, k, class)
			r := storage.Prefix(list)
			r.Start = keys.AppendRecorded(append([]byte(nil), list...), created, after+1)
			var nodes []keys.Node
			for pair, err := range s.tx.Scan(r) {
				if err != nil {
					return nil, storageError(err)
				}
				if err := s.spend(1); err != nil {
					return nil, err
				}
				key, err := keys.Parse(pair.Key)
				if err != nil {
					return nil, corruptEntry(pair.Key, err)
				}
				hot, err := openHot(pair.Key, pair.Value)
				if err != nil {
					return nil, corruptEntry(pair.Key, err)
				}
				if key.Revision > at {
					break // recorded later, as is all that follows
				}
				if !holds(space, key.Since, hot, at) {
					continue
				}
				if nodes = append(nodes, key.Node); len(nodes) == most {
					break
				}
			}
			lists = append(lists, nodes)
		}
	}
	return mergeNodes(lists, most), nil
}

// A recordedWalk goes through the records of a kind in the order in which they
// were first recorded, or in the reverse of it.
type recordedWalk struct {
	s       *snapshot
	at      keys.Revision
	reverse bool
	runs    []*recordedRun
}

// A recordedRun is the part of it of one class in one space.
type recordedRun struct {
	cursor storage.Cursor
	space  keys.Space
	node   keys.Node
}

// recorded opens a walk through the records of some classes that stand strictly
// behind a node in its direction; 0 is before all.
func (s *snapshot) recorded(k keys.Kind, classes []keys.Class, from keys.Node, reverse bool, at keys.Revision) (*recordedWalk, error) {
	w := &recordedWalk{s: s, at: at, reverse: reverse}
	created, node := keys.Revision(0), from+1
	switch {
	case reverse && from == 0:
		created, node = at, math.MaxUint64
	case from >= s.next && !reverse:
		return w, nil // a cursor of a store that has been put back to what it was before
	case from >= s.next:
		created, node = at, from-1
	case from > 0:
		row, err := s.row(from, math.MaxUint64)
		if err != nil {
			return nil, err
		}
		if created = keys.Revision(row.Created); reverse {
			node = from - 1
		}
	}
	spaces := s.spacesAt(at)
	for _, class := range classes {
		for _, space := range spaces {
			list := keys.AppendRecordedList(nil, space, k, class)
			r := storage.Prefix(list)
			r.Reverse = reverse
			run := &recordedRun{cursor: s.tx.Cursor(r), space: space}
			key := keys.AppendRecorded(append([]byte(nil), list...), created, node)
			if reverse {
				key = keys.AppendUint64(key, math.MaxUint64)
			}
			if err := w.settle(run, run.cursor.Seek(key)); err != nil {
				w.close()
				return nil, err
			}
		}
	}
	return w, nil
}

// settle moves a run on to the first entry that held at the revision, and takes
// it in if there is one.
func (w *recordedWalk) settle(r *recordedRun, ok bool) error {
	if err := w.s.spend(1); err != nil {
		return err
	}
	for ; ok; ok = r.cursor.Next() {
		key, err := keys.Parse(r.cursor.Key())
		if err != nil {
			return corruptEntry(r.cursor.Key(), err)
		}
		hot, err := openHot(r.cursor.Key(), r.cursor.Value())
		if err != nil {
			return corruptEntry(r.cursor.Key(), err)
		}
		if key.Revision > w.at && !w.reverse {
			break // recorded later, as is all that follows
		}
		if holds(r.space, key.Since, hot, w.at) {
			r.node = key.Node
			w.runs = append(w.runs, r)
			return nil
		}
		if err := w.s.spend(1); err != nil {
			return err
		}
	}
	err := storageError(r.cursor.Err())
	r.cursor.Close()
	return err
}

// next gives the next node, or 0 at the end.
func (w *recordedWalk) next() (keys.Node, error) {
	if len(w.runs) == 0 {
		return 0, nil
	}
	first := 0
	for i, r := range w.runs {
		if before := w.runs[first].node; !w.reverse && r.node < before || w.reverse && r.node > before {
			first = i
		}
	}
	r := w.runs[first]
	node := r.node
	w.runs = append(w.runs[:first], w.runs[first+1:]...)
	return node, w.settle(r, r.cursor.Next())
}

func (w *recordedWalk) close() {
	for _, r := range w.runs {
		r.cursor.Close()
	}
}
