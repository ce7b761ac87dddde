package ledger

import (
	"bytes"
	"math"

	"hudna/storage"
	"hudna/storage/keys"
)

// A stop is where a walk stands: a record, as its index entries tell of it.
type stop struct {
	keys.Position
	class keys.Class
	// hot is what an entry tells of the record, where one does. Roles and Level
	// are those of one list or the other.
	hot   keys.Hot
	told  bool
	sure  bool    // the record meets what is walked for; otherwise, it may
	score float64 // of what a search found
}

// An iterator moves over records in the order of positions within a segment, or
// in the reverse of it. It stands nowhere at first.
type iterator interface {
	// next moves to the next stop, at first to the first.
	next() error
	// seek moves to the first stop at p or behind it, and never back.
	seek(p keys.Position) error
	// at is where the iterator stands, or nil at its end.
	at() *stop
}

// cursors are those of one walk. Opening one for each list and segment would be
// dear, as most of them have few entries or none: a list is first looked at
// through a scout, of which there is one for each space, and gets a cursor of
// its own when it is moved again and again.
type cursors struct {
	s       *snapshot
	reverse bool
	scouts  [keys.Closed + 1]*scout
	own     int
	opened  []storage.Cursor
}

type scout struct {
	cursor storage.Cursor
	user   *leaf // on whose key it stands
}

// maxCursors bounds the cursors of one walk beside the scouts.
const maxCursors = 256

func (c *cursors) scout(space keys.Space) *scout {
	if c.scouts[space] == nil {
		r := storage.Prefix([]byte{byte(space)})
		r.Reverse = c.reverse
		c.scouts[space] = &scout{cursor: c.s.tx.Cursor(r)}
	}
	return c.scouts[space]
}

func (c *cursors) close() {
	for _, own := range c.opened {
		own.Close()
	}
	for _, s := range c.scouts {
		if s != nil {
			s.cursor.Close()
		}
	}
}

// A leaf moves over one list of one class and bucket in one space.
type leaf struct {
	cursors *cursors
	seg     *segment
	list    *list
	space   keys.Space
	prefix  []byte         // of the list, class and bucket
	lo, hi  int64          // the earliest instants wanted of it
	cursor  storage.Cursor // its own, once it has one
	moves   int
	key     []byte // a buffer
	stood   []byte // the key on which it stands
	begun   bool
	ended   bool
	now     stop
}

// ownAfter is how many moves a leaf makes through the scout before it gets a
// cursor of its own.
const ownAfter = 3

// gallop is how many entries are passed over one by one before a leap: a step
// costs a tenth of one.
const gallop = 4

func (c *cursors) leaf(seg *segment, l *list, space keys.Space) *leaf {
	f := &leaf{cursors: c, seg: seg, list: l, space: space, lo: seg.lo, hi: seg.hi}
	if l.during != nil {
		lo, hi := l.during.window(seg.bucket)
		f.lo, f.hi = max(f.lo, lo), min(f.hi, hi)
	}
	f.prefix = keys.AppendBucket(l.prefix(space), seg.class, seg.bucket)
	return f
}

func (f *leaf) at() *stop {
	if f.ended {
		return nil
	}
	return &f.now
}

func (f *leaf) end() {
	f.ended = true
	if f.cursor != nil {
		f.cursor.Close()
		f.cursor = nil
		f.cursors.own--
	}
}

func (f *leaf) next() error {
	switch {
	case f.ended:
		return nil
	case f.begun:
		return f.settle(f.step())
	}
	return f.seek(f.seg.start)
}

func (f *leaf) seek(p keys.Position) error {
	if f.ended {
		return nil
	}
	if f.begun {
		if !f.seg.before(f.now.Position, p) {
			return nil
		}
		for n := 0; n < gallop && f.near(); n++ {
			if err := f.settle(f.step()); err != nil || f.ended || !f.seg.before(f.now.Position, p) {
				return err
			}
		}
	} else {
		f.begun = true
		// Nothing before the segment's start is wanted, nor outside of the window.
		if f.seg.before(p, f.seg.start) {
			p = f.seg.start
		}
		if f.seg.bucket != keys.Undated {
			if f.lo > f.hi {
				f.end()
				return nil
			}
			if f.seg.reverse && p.Earliest < f.lo {
				p = keys.Position{Earliest: f.lo, Bucket: p.Bucket, Node: math.MaxUint64}
			} else if !f.seg.reverse && p.Earliest > f.hi {
				p = keys.Position{Earliest: f.hi, Bucket: p.Bucket}
			}
		} else if f.lo > f.hi {
			f.end()
			return nil
		}
	}
	f.key = keys.AppendInt64Desc(append(f.key[:0], f.prefix...), p.Earliest)
	f.key = keys.AppendUint64(f.key, uint64(p.Node))
	if f.seg.reverse { // whatever stands behind it in CLOSED
		f.key = keys.AppendUint64(f.key, math.MaxUint64)
	}
	return f.settle(f.leap(f.key))
}

// near says whether a step costs less than a leap.
func (f *leaf) near() bool {
	return f.cursor != nil || f.cursors.scout(f.space).user == f
}

// source gives the cursor to be leapt with.
func (f *leaf) source() storage.Cursor {
	if f.moves++; f.cursor == nil && f.moves > ownAfter && f.cursors.own < maxCursors {
		r := storage.Prefix(f.prefix)
		r.Reverse = f.seg.reverse
		f.cursor = f.cursors.s.tx.Cursor(r)
		f.cursors.own++
		f.cursors.opened = append(f.cursors.opened, f.cursor)
	}
	if f.cursor != nil {
		return f.cursor
	}
	s := f.cursors.scout(f.space)
	s.user = f
	return s.cursor
}

func (f *leaf) leap(key []byte) (storage.Cursor, bool) {
	c := f.source()
	return c, c.Seek(key)
}

// step moves on by one entry.
func (f *leaf) step() (storage.Cursor, bool) {
	if f.near() {
		c := f.cursor
		if c == nil {
			c = f.cursors.scout(f.space).cursor
		}
		return c, c.Next()
	}
	// The scout has gone elsewhere: back to where it stood for this leaf.
	c := f.source()
	if !c.Seek(f.stood) {
		return c, false
	}
	if err := f.cursors.s.spend(1); err != nil {
		return c, true // and found out when the entry is counted
	}
	return c, c.Next()
}

// settle goes on from an entry to the first that held at the revision and that
// the list wants.
func (f *leaf) settle(c storage.Cursor, ok bool) error {
	s := f.cursors.s
	if err := s.spend(1); err != nil { // looking costs, also where there is nothing
		return err
	}
	for ; ok; ok = c.Next() {
		key := c.Key()
		if !bytes.HasPrefix(key, f.prefix) {
			break
		}
		m, err := keys.ParseMember(key)
		if err != nil {
			return corruptEntry(key, err)
		}
		if f.seg.bucket != keys.Undated && (f.seg.reverse && m.Position.Earliest > f.hi || !f.seg.reverse && m.Position.Earliest < f.lo) {
			break
		}
		hot, err := openHot(key, c.Value())
		if err != nil {
			return corruptEntry(key, err)
		}
		if holds(f.space, m.Since, hot, f.seg.at) && (f.list.roles == 0 || hot.Roles&f.list.roles != 0) {
			tells := yes
			if f.list.during != nil {
				tells = f.list.during.tells(m.Position)
			}
			if tells != no {
				sees, err := s.seesEntry(m.Position.Node, m.Class, f.seg.at)
				if err != nil {
					return err
				}
				if !sees {
					tells = no
				}
			}
			if tells != no {
				f.now = stop{Position: m.Position, class: m.Class, hot: hot, told: true, sure: tells == yes && !f.list.unsure}
				f.stood = append(f.stood[:0], key...)
				return nil
			}
		}
		if err := s.spend(1); err != nil {
			return err
		}
	}
	err := c.Err() // which closing it would set
	f.end()
	return storageError(err)
}
