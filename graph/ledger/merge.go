package ledger

import (
	"container/heap"
	"math"

	"hudna/storage"
	"hudna/storage/keys"
)

// A source is a list of statements that a walk goes through: all of one owner
// in one index, in the classes wanted.
type source struct {
	list func(dst []byte, s keys.Space) []byte // the prefix of the list
	// roles, when not 0, are the about-roles of which an entry of this list has
	// to have one.
	roles uint32
}

func ownerList(t keys.Tag, owner keys.Node) source {
	return source{list: func(dst []byte, s keys.Space) []byte { return keys.AppendList(dst, s, t, owner) }}
}

// A walk goes through the union of lists in the one order of positions, or in
// the reverse of it.
type walk struct {
	s       *snapshot
	at      keys.Revision
	reverse bool
	runs    runHeap
	last    keys.Node // the node given last: its entries in other lists stand right behind it
}

// An entryAt is one stop of a walk.
type entryAt struct {
	keys.Position
	class keys.Class
	hot   keys.Hot
}

// A run is one class and bucket of one list in one keyspace: a range of keys
// in the order of positions.
type run struct {
	cursor storage.Cursor
	space  keys.Space
	roles  uint32
	now    entryAt
}

// A span is what a walk looks for: which dates, and from where on.
type span struct {
	classes []keys.Class
	// Earliest instants from lo (less the width of the bucket) to hi.
	lo, hi  int64
	dated   bool // whether the dated are wanted
	undated bool // whether the undated are wanted
	after   *keys.Position
	reverse bool
}

// newWalk opens a walk. In reverse, the undated still come last: a walk in
// reverse is two, and this is one of them.
func (s *snapshot) newWalk(sources []source, sp span, at keys.Revision) (*walk, error) {
	w := &walk{s: s, at: at, reverse: sp.reverse}
	w.runs.reverse = sp.reverse
	spaces := []keys.Space{keys.Live}
	if at < s.head {
		spaces = append(spaces, keys.Closed)
	}
	for _, src := range sources {
		for _, space := range spaces {
			for _, class := range sp.classes {
				for b := keys.Day; b < keys.Buckets; b++ {
					if b == keys.Undated && !sp.undated || b != keys.Undated && !sp.dated {
						continue
					}
					if err := w.add(src, space, class, b, sp); err != nil {
						w.close()
						return nil, err
					}
				}
			}
		}
	}
	heap.Init(&w.runs)
	return w, nil
}

// add opens a run at its first entry, if it has one.
func (w *walk) add(src source, space keys.Space, class keys.Class, b keys.Bucket, sp span) error {
	list := src.list(nil, space)
	fresh := func() []byte { return append(make([]byte, 0, len(list)+26), list...) }
	prefix := keys.AppendBucket(fresh(), class, b)
	r := storage.Prefix(prefix)
	if b != keys.Undated {
		if sp.hi < math.MaxInt64 {
			r.Start = keys.AppendDate(fresh(), class, b, sp.hi)
		}
		if lo := b.Reach(sp.lo); lo > math.MinInt64 {
			r.End = keys.AppendDate(fresh(), class, b, lo-1)
		}
	}
	if sp.after != nil {
		// Where the walk goes on: directly behind the last entry of the page
		// before, in the direction of the walk.
		if sp.reverse {
			if end := keys.AppendSeek(fresh(), class, b, *sp.after); string(end) < string(r.End) {
				r.End = end
			}
		} else {
			next, ok := sp.after.Next()
			if !ok {
				return nil
			}
			if start := keys.AppendSeek(fresh(), class, b, next); string(start) > string(r.Start) {
				r.Start = start
			}
		}
	}
	if string(r.Start) >= string(r.End) {
		return nil
	}
	if err := w.s.spend(1); err != nil { // opening costs, also where there is nothing
		return err
	}
	r.Reverse = sp.reverse
	u := &run{cursor: w.s.tx.Cursor(r), space: space, roles: src.roles}
	ok, err := w.advance(u)
	if err != nil || !ok {
		u.cursor.Close()
		return err
	}
	w.runs.list = append(w.runs.list, u)
	return nil
}

// advance moves a run to its next entry that held at the revision.
func (w *walk) advance(u *run) (bool, error) {
	for u.cursor.Next() {
		if err := w.s.spend(1); err != nil {
			return false, err
		}
		key := u.cursor.Key()
		hot, err := openHot(key, u.cursor.Value())
		if err != nil {
			return false, corruptEntry(key, err)
		}
		m, err := keys.ParseMember(key)
		if err != nil {
			return false, corruptEntry(key, err)
		}
		if !holds(u.space, m.Since, hot, w.at) || u.roles != 0 && hot.Roles&u.roles == 0 {
			continue
		}
		u.now = entryAt{Position: m.Position, class: m.Class, hot: hot}
		return true, nil
	}
	return false, storageError(u.cursor.Err())
}

// next gives the next entry, each statement once.
func (w *walk) next() (e entryAt, ok bool, err error) {
	for len(w.runs.list) > 0 {
		u := w.runs.list[0]
		e = u.now
		more, err := w.advance(u)
		if err != nil {
			return entryAt{}, false, err
		}
		if more {
			heap.Fix(&w.runs, 0)
		} else {
			u.cursor.Close()
			heap.Pop(&w.runs)
		}
		if e.Node == w.last {
			continue
		}
		w.last = e.Node
		return e, true, nil
	}
	return entryAt{}, false, nil
}

func (w *walk) close() {
	for _, u := range w.runs.list {
		u.cursor.Close()
	}
	w.runs.list = nil
}

// A runHeap has the run whose entry comes next at its top.
type runHeap struct {
	list    []*run
	reverse bool
}

func (h *runHeap) Len() int      { return len(h.list) }
func (h *runHeap) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *runHeap) Push(any)      {} // nothing is ever pushed: a walk opens all its runs first

func (h *runHeap) Less(i, j int) bool {
	c := h.list[i].now.Compare(h.list[j].now.Position)
	if h.reverse {
		return c > 0
	}
	return c < 0
}

func (h *runHeap) Pop() any {
	last := len(h.list) - 1
	u := h.list[last]
	h.list = h.list[:last]
	return u
}

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
	spaces := []keys.Space{keys.Live}
	if at < s.head {
		spaces = append(spaces, keys.Closed)
	}
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
