package ledger

import (
	"bytes"
	"errors"
	"iter"
	"maps"
	"math"
	"slices"

	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// guardTags are the lists of a node in which the records stand that it guards;
// see [graph.Guards].
var guardTags = []keys.Tag{keys.SaidBy, keys.OnBehalfOf, keys.RelayedBy, keys.RelayedFor, keys.InDocument, keys.Judged}

// A nodeSet holds nodes, a bit for each that a store has.
type nodeSet []uint64

func (s *snapshot) newNodeSet() nodeSet { return make(nodeSet, s.next/64+1) }

func (b nodeSet) add(n keys.Node) { b[n/64] |= 1 << (n % 64) }

func (b nodeSet) has(n keys.Node) bool { return n/64 < keys.Node(len(b)) && b[n/64]&(1<<(n%64)) != 0 }

// from gives the nodes of the set from one on, in order.
func (b nodeSet) from(n keys.Node) iter.Seq[keys.Node] {
	return func(yield func(keys.Node) bool) {
		for ; n/64 < keys.Node(len(b)); n++ {
			if b[n/64] == 0 {
				n |= 63
			} else if b.has(n) && !yield(n) {
				return
			}
		}
	}
}

// guarded adds a node, and all that it guards or ever did.
func (s *snapshot) guarded(set nodeSet, n keys.Node) error {
	set.add(n)
	for _, tag := range guardTags {
		for _, space := range []keys.Space{keys.Live, keys.Closed} {
			for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendList(nil, space, tag, n))) {
				if err != nil {
					return storageError(err)
				}
				m, err := keys.ParseMember(pair.Key)
				if err != nil {
					return s.corruptEntry(pair.Key, err)
				}
				if m.Position.Node < s.next {
					set.add(m.Position.Node)
				}
			}
		}
	}
	return nil
}

// lives gives all versions of a record, the oldest first.
func (s *snapshot) lives(n keys.Node) iter.Seq2[*version, error] {
	return func(yield func(*version, error) bool) {
		for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendRecordsAt(nil, n)).Reversed()) {
			if err == nil {
				err = s.spend(1)
			}
			row := new(pb.Version)
			if err == nil {
				if err = openRow(pair.Key, pair.Value, row); err != nil {
					err = s.corrupt(n, "earlier version", err)
				}
			}
			if err != nil {
				yield(nil, storageError(err))
				return
			}
			v, err := s.decode(n, row)
			if !yield(v, err) || err != nil {
				return
			}
		}
		v, err := s.version(n, math.MaxUint64)
		if err == nil && v == nil {
			err = s.corrupt(n, "record", errBeyondHead)
		}
		yield(v, err)
	}
}

// A remarks follows the texts of a record from version to version, and tells by
// what the classes of its versions make them others than when they were written.
type remarks struct {
	shifts search.Shifts
	list   search.Remarking
	last   *told
	since  keys.Revision // of the text that holds
	class  keys.Class    // of it
}

func newRemarks() *remarks { return &remarks{shifts: search.Shifts{}} }

// add goes on to the next version, which is of a class.
func (t *remarks) add(v *version, class keys.Class) {
	now := &told{record: v.record, kind: textKind(v.record), class: v.written, at: v.at, anew: v.anew}
	ended, begun := now.after(t.last)
	if ended {
		t.shifts.Move(v.since, t.last.kind, t.class, t.last.class, t.last.words.Length)
	}
	if t.last == nil || ended || begun {
		t.since, t.class = v.since, now.class
	}
	if now.words != nil && now.words.Length > 0 && class != t.class {
		t.list = append(t.list, search.Remark{Node: v.node, Since: t.since, From: v.since, Marking: class.Marking()})
		t.shifts.Move(v.since, now.kind, t.class, class, now.words.Length)
		t.class = class
	}
	t.last = now
}

// A reclassing is what it takes to move a record into the classes in which it
// belongs after an overlay.
type reclassing struct {
	moves  []write // of index entries, in order; those without a value go
	rows   []storage.Pair
	shifts search.Shifts
}

// reclass finds out how a record is moved as an overlay asks. What has been
// moved already is not moved again.
func (s *snapshot) reclass(o overlay, n keys.Node) (*reclassing, error) {
	after := slices.Clone(s.overlays)
	for i := range after {
		if after[i].node == o.node && after[i].revision == o.revision {
			after[i].done = n + 1
		}
	}
	was, is := map[string][]byte{}, map[string][]byte{}
	into := func(all map[string][]byte) *trail {
		return &trail{alive: map[string]holding{}, want: func(key, value []byte) { all[string(key)] = value }}
	}
	trails := [2]*trail{into(was), into(is)}
	texts := [2]*remarks{newRemarks(), newRemarks()}
	for v, err := range s.lives(n) {
		if err != nil {
			return nil, err
		}
		for i, overlays := range [2][]overlay{s.overlays, after} {
			class, err := s.storedUnder(overlays, v)
			if err == nil {
				err = trails[i].add(v, class)
			}
			if err != nil {
				return nil, err
			}
			texts[i].add(v, class)
		}
	}
	trails[0].end()
	trails[1].end()
	r := &reclassing{shifts: texts[1].shifts}
	r.shifts.Add(texts[0].shifts, search.Less)
	var err error
	if r.rows, err = texts[1].list.Rows(s.tx, n); err != nil {
		return nil, err
	}
	r.moves, err = s.moves(was, is)
	return r, err
}

// moves gives what turns some index entries into others, as far as it is still
// to be done.
func (s *snapshot) moves(was, is map[string][]byte) ([]write, error) {
	var moves []write
	for key := range was {
		if is[key] == nil {
			moves = append(moves, write{key: []byte(key)})
		}
	}
	for key, value := range is {
		if !bytes.Equal(was[key], value) {
			moves = append(moves, write{[]byte(key), value})
		}
	}
	slices.SortFunc(moves, compareWrites)
	names := make([][]byte, len(moves))
	for i := range moves {
		names[i] = moves[i].key
	}
	there, err := s.tx.GetMany(names)
	if err != nil {
		return nil, storageError(err)
	}
	kept := moves[:0]
	for i, m := range moves {
		if !bytes.Equal(there[i], m.value) {
			kept = append(kept, m)
		}
	}
	return kept, nil
}

// size is how many writes it takes, at most, and of how many bytes, with the
// counters that change.
func (r *reclassing) size() (writes, size int) {
	for _, m := range r.moves {
		writes += 2
		size += len(m.key) + len(m.value) + counterBytes
	}
	for _, row := range r.rows {
		writes++
		size += len(row.Key) + len(row.Value)
	}
	return writes, size
}

// countedKey says in whose counters the entry of a key counts, and as which
// list.
func countedKey(k keys.Key) (owner keys.Node, list counted, ok bool) {
	owner, kind := k.Owner, k.Kind
	switch k.Tag {
	case keys.Code, keys.Name, keys.Sound, keys.Utterance:
		return 0, 0, false
	case keys.Recorded, keys.EventKind:
		owner = 0
	case keys.SaidDate:
		owner, kind = 0, statementKind
	case keys.EventDate:
		owner, kind = 0, eventKind
	}
	return owner, countedList(k.Tag, kind, k.Class), true
}

// write moves entries and counts them.
func (w *writer) move(tx storage.WriteTx, moves []write, changed map[keys.Node]*counters) error {
	for _, m := range moves {
		key, err := keys.Parse(m.key)
		if err != nil {
			return err
		}
		_, err = tx.Get(m.key)
		there := err == nil
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		if m.value == nil {
			err = tx.Delete(m.key)
		} else {
			err = tx.Set(m.key, m.value)
		}
		if err != nil {
			return err
		}
		owner, list, ok := countedKey(key)
		if !ok || key.Space != keys.Live || there == (m.value != nil) {
			continue
		}
		c, err := w.countersOf(tx, owner, false)
		if err != nil {
			return err
		}
		changed[owner] = c
		by := 1
		if there {
			by = -1
		}
		if err := c.add(list, by); err != nil {
			return err
		}
	}
	return nil
}

// A totalled is what the statistics of texts are as of a revision, and how many keys
// it took to find out.
type totalled struct {
	at     keys.Revision
	totals search.Totals
	keys   int
}

// totals are the statistics of texts as of a revision, by the markings of the
// head. The last that were asked for are kept for the snapshot; nobody changes them.
func (s *snapshot) totals(at keys.Revision) (search.Totals, error) {
	if !s.reading || s.looked.at == nil {
		return s.totalled(at)
	}
	if known := s.looked.totals.Load(); known != nil && known.at == at {
		return known.totals, s.spend(known.keys)
	}
	before := s.reads
	totals, err := s.totalled(at)
	if err == nil {
		s.looked.totals.Store(&totalled{at, slices.Clip(totals), s.reads - before})
	}
	return totals, err
}

func (s *snapshot) totalled(at keys.Revision) (search.Totals, error) {
	totals, err := readTotals(s.tx, at)
	if err != nil {
		return nil, err
	}
	if err := s.spend(1); err != nil || s.policy == 0 {
		return totals, err
	}
	err = search.EachShift(s.tx, at, func(shifts search.Shifts) error {
		totals = totals.Shifted(shifts, at)
		return s.spend(1)
	})
	if err != nil || !s.unsettled() {
		return totals, storageError(err)
	}
	set := s.newNodeSet()
	for _, o := range s.overlays {
		more, err := s.guardedBy(o.node)
		if err != nil {
			return nil, err
		}
		for i := range min(len(set), len(more)) {
			set[i] |= more[i]
		}
	}
	for n := range set.from(0) {
		shifts, err := s.unmoved(n)
		if err != nil {
			return nil, err
		}
		totals = totals.Shifted(shifts, at)
	}
	return totals, nil
}

// unmoved is by how much the pending overlays will shift the statistics of the
// texts of a record.
func (s *snapshot) unmoved(n keys.Node) (search.Shifts, error) {
	was, is := newRemarks(), newRemarks()
	for v, err := range s.lives(n) {
		if err != nil {
			return nil, err
		}
		class, err := s.stored(v)
		if err != nil {
			return nil, err
		}
		was.add(v, class)
		is.add(v, v.class)
	}
	is.shifts.Add(was.shifts, search.Less)
	return is.shifts, nil
}

// keysOf lists the nodes whose counters change, in order.
func keysOf(changed map[keys.Node]*counters) []keys.Node { return slices.Sorted(maps.Keys(changed)) }
