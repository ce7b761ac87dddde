package ledger

import (
	"cmp"
	"container/heap"
	"slices"

	"hudna/storage/keys"
)

// A union stands on what one of several iterators stands on, each record once.
type union struct {
	seg   *segment
	rest  []iterator // a heap of those that stand behind the union
	here  []iterator // those that stand where the union does
	now   stop
	begun bool
}

func newUnion(seg *segment, its []iterator) iterator {
	if len(its) == 1 {
		return its[0]
	}
	return &union{seg: seg, here: its}
}

func (u *union) at() *stop {
	if len(u.here) == 0 {
		return nil
	}
	return &u.now
}

func (u *union) next() error { return u.move(iterator.next) }

func (u *union) seek(p keys.Position) error {
	if u.begun && (len(u.here) == 0 || !u.seg.before(u.now.Position, p)) {
		return nil
	}
	seek := func(it iterator) error { return it.seek(p) }
	for len(u.rest) > 0 && u.seg.before(u.rest[0].at().Position, p) {
		if err := seek(u.rest[0]); err != nil {
			return err
		}
		if u.rest[0].at() == nil {
			heap.Pop(u)
		} else {
			heap.Fix(u, 0)
		}
	}
	return u.move(seek)
}

// move moves on those that stand where the union does, and the union to the
// first of all.
func (u *union) move(by func(iterator) error) error {
	u.begun = true
	for _, it := range u.here {
		if err := by(it); err != nil {
			return err
		}
		if it.at() != nil {
			heap.Push(u, it)
		}
	}
	u.here = u.here[:0]
	for len(u.rest) > 0 && (len(u.here) == 0 || u.rest[0].at().Position == u.now.Position) {
		it, _ := heap.Pop(u).(iterator)
		if len(u.here) == 0 {
			u.now = *it.at()
		} else {
			u.now.join(it.at())
			u.now.sure = u.now.sure || it.at().sure
		}
		u.here = append(u.here, it)
	}
	return nil
}

// join takes over what another stop on the same record tells.
func (s *stop) join(other *stop) {
	if !s.told && other.told {
		s.hot, s.told = other.hot, true
	}
	s.score += other.score
}

func (u *union) Len() int      { return len(u.rest) }
func (u *union) Swap(i, j int) { u.rest[i], u.rest[j] = u.rest[j], u.rest[i] }
func (u *union) Less(i, j int) bool {
	return u.seg.before(u.rest[i].at().Position, u.rest[j].at().Position)
}

func (u *union) Push(x any) {
	if it, ok := x.(iterator); ok {
		u.rest = append(u.rest, it)
	}
}

func (u *union) Pop() any {
	last := len(u.rest) - 1
	it := u.rest[last]
	u.rest = u.rest[:last]
	return it
}

// A probe tells of a record on which others stand. It is asked for one after
// the other, in the order of the segment.
type probe func(*stop) (verdict, error)

// An intersection stands where all of its iterators do, and where no probe says
// no.
type intersection struct {
	seg    *segment
	its    []iterator // the shortest first
	probes []probe
	now    stop
	begun  bool
}

func newIntersection(seg *segment, its []iterator, probes []probe) iterator {
	if len(its) == 1 && len(probes) == 0 {
		return its[0]
	}
	return &intersection{seg: seg, its: its, probes: probes}
}

func (x *intersection) at() *stop {
	if x.its[0].at() == nil {
		return nil
	}
	return &x.now
}

func (x *intersection) next() error {
	if err := x.its[0].next(); err != nil {
		return err
	}
	return x.settle()
}

func (x *intersection) seek(p keys.Position) error {
	if x.begun && (x.at() == nil || !x.seg.before(x.now.Position, p)) {
		return nil
	}
	if err := x.its[0].seek(p); err != nil {
		return err
	}
	return x.settle()
}

// settle leaps from one to the other until all stand on the same record.
func (x *intersection) settle() error {
	x.begun = true
	for x.its[0].at() != nil {
		x.now = *x.its[0].at()
		further, err := x.agree()
		if err != nil {
			return err
		}
		switch {
		case further != nil:
			err = x.its[0].seek(*further)
		default:
			var tells verdict
			if tells, err = ask(&x.now, x.probes); err == nil && tells != no {
				x.now.sure = x.now.sure && tells == yes
				return nil
			}
			if err == nil {
				err = x.its[0].next()
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// agree moves the others to where the first stands. It gives the position of
// one that stands further, which ends the first one where that is at its end.
func (x *intersection) agree() (further *keys.Position, err error) {
	for _, it := range x.its[1:] {
		if err := it.seek(x.now.Position); err != nil {
			return nil, err
		}
		other := it.at()
		switch {
		case other == nil:
			return &x.seg.beyond, nil
		case other.Position != x.now.Position:
			p := other.Position
			return &p, nil
		}
		x.now.join(other)
		x.now.sure = x.now.sure && other.sure
	}
	return nil, nil
}

// ask asks probes until one says no.
func ask(s *stop, probes []probe) (verdict, error) {
	all := yes
	for _, p := range probes {
		tells, err := p(s)
		if err != nil || tells == no {
			return no, err
		}
		all = min(all, tells)
	}
	return all, nil
}

// found moves over records that were found out beforehand, in the order of
// positions.
type found struct {
	seg   *segment
	stops []stop // of the class and bucket of the segment
	i     int    // of the stop, counted in the direction of the segment; -1 at first
}

func (f *found) at() *stop {
	if f.i < 0 || f.i >= len(f.stops) {
		return nil
	}
	if f.seg.reverse {
		return &f.stops[len(f.stops)-1-f.i]
	}
	return &f.stops[f.i]
}

func (f *found) next() error {
	if f.i < 0 {
		return f.seek(f.seg.start)
	}
	f.i = min(f.i+1, len(f.stops))
	return nil
}

func (f *found) seek(p keys.Position) error {
	if f.seg.before(p, f.seg.start) {
		p = f.seg.start
	}
	n, there := slices.BinarySearchFunc(f.stops, p, func(s stop, p keys.Position) int { return s.Compare(p) })
	if f.seg.reverse {
		if !there {
			n--
		}
		n = len(f.stops) - 1 - n
	}
	f.i = max(f.i, n)
	return nil
}

// within gives the stops of a class and bucket out of all, which are in order.
func within(all []stop, class keys.Class, b keys.Bucket) []stop {
	var stops []stop
	for i := range all {
		if all[i].class == class && all[i].Bucket == b {
			stops = append(stops, all[i])
		}
	}
	return stops
}

// sortStops puts stops into the order of positions, each record once.
func sortStops(stops []stop) []stop {
	slices.SortFunc(stops, func(a, b stop) int { return cmp.Or(a.Compare(b.Position), cmp.Compare(a.class, b.class)) })
	return slices.CompactFunc(stops, func(a, b stop) bool { return a.Position == b.Position })
}
