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
// its own when it is moved again and again. None is opened before something has
// to be read that is not kept.
type cursors struct {
	s       *snapshot
	reverse bool
	scouts  [keys.Closed + 1]scout
	own     int
	opened  []storage.Cursor
	strips  []*strip // that were read anew
}

// A scout has been sent to where its user stands. Where that is known from what is
// kept, the cursor has stayed with whom it moved for last.
type scout struct {
	user   *leaf
	cursor storage.Cursor
	moved  *leaf
}

// maxCursors bounds the cursors of one walk beside the scouts.
const maxCursors = 256

func (c *cursors) close() {
	c.keep()
	for _, own := range c.opened {
		own.Close()
	}
	for i := range c.scouts {
		if cursor := c.scouts[i].cursor; cursor != nil {
			cursor.Close()
		}
	}
}

// A leaf moves over one list of one class and bucket in one space.
type leaf struct {
	cursors *cursors
	seg     *segment
	list    *list
	space   keys.Space
	prefix  []byte // of the list, class and bucket
	lo, hi  int64  // the earliest instants wanted of it
	moves   int
	owns    bool           // it has a cursor of its own
	cursor  storage.Cursor // that one, once it was opened
	key     []byte         // a buffer
	strip   *strip         // what is known from the last leap on
	n       int            // how many entries behind it the leaf stands
	read    listed         // the entry on which it stands
	moved   int            // where its cursor stands, counted likewise; -1 where it does not
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
	if f.owns {
		f.owns = false
		f.cursors.own--
	}
	if f.cursor != nil {
		f.cursor.Close()
		f.cursor = nil
	}
}

func (f *leaf) next() error {
	switch {
	case f.ended:
		return nil
	case f.begun:
		return f.settle(f.step)
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
			if err := f.settle(f.step); err != nil || f.ended || !f.seg.before(f.now.Position, p) {
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
	return f.settle(f.leap)
}

// near says whether a step costs less than a leap.
func (f *leaf) near() bool { return f.owns || f.cursors.scouts[f.space].user == f }

// send notes that the leaf goes elsewhere: by the scout, or by itself from some
// moves on.
func (f *leaf) send() {
	if f.moves++; !f.owns && f.moves > ownAfter && f.cursors.own < maxCursors {
		f.owns, f.moved = true, -1
		f.cursors.own++
	}
	if !f.owns {
		f.cursors.scouts[f.space].user = f
	}
}

// source gives the cursor with which the leaf moves, and whether it stands where
// the leaf does.
func (f *leaf) source() (c storage.Cursor, there bool) {
	if f.owns {
		if f.cursor == nil {
			f.cursor = f.cursors.open(f.prefix)
			f.cursors.opened = append(f.cursors.opened, f.cursor)
		}
		return f.cursor, f.moved == f.n
	}
	s := &f.cursors.scouts[f.space]
	if s.cursor == nil {
		s.cursor = f.cursors.open([]byte{byte(f.space)})
	}
	there = s.moved == f && f.moved == f.n
	s.moved = f
	return s.cursor, there
}

func (c *cursors) open(prefix []byte) storage.Cursor {
	r := storage.Prefix(prefix)
	r.Reverse = c.reverse
	return c.s.tx.Cursor(r)
}

// leap moves to the first entry from the key in the buffer on.
func (f *leaf) leap() (bool, error) {
	f.send()
	f.strip, f.n, f.moved = f.cursors.strip(f.key), -1, -1
	if on, known := f.known(); known {
		return on, nil
	}
	c, _ := f.source()
	return f.take(c, c.Seek(f.key))
}

// step moves on by one entry.
func (f *leaf) step() (bool, error) {
	if !f.near() { // back to where the scout stood for this leaf
		f.send()
		if err := f.cursors.s.spend(1); err != nil {
			return false, err
		}
	}
	if on, known := f.known(); known {
		return on, nil
	}
	c, there := f.source()
	return f.take(c, (there || c.Seek(f.stood())) && c.Next())
}

// known moves on by one entry if that is kept, or to the end.
func (f *leaf) known() (on, known bool) {
	next := f.n + 1
	if next >= len(f.strip.entries) {
		return false, f.strip.whole && next == len(f.strip.entries)
	}
	f.n, f.read = next, f.strip.entries[next]
	return true, true
}

// stood is the key of the entry on which the leaf stands.
func (f *leaf) stood() []byte {
	f.key = keys.AppendInt64Desc(append(f.key[:0], f.prefix...), f.read.Position.Earliest)
	f.key = keys.AppendUint64(f.key, uint64(f.read.Position.Node))
	if f.space == keys.Closed {
		f.key = keys.AppendUint64(f.key, uint64(f.read.Since))
	}
	return f.key
}

// take takes the entry on which a cursor has come to stand; false for none that is
// of the list.
func (f *leaf) take(c storage.Cursor, ok bool) (bool, error) {
	f.n++
	f.moved = f.n
	var key []byte
	if ok {
		key = c.Key()
	}
	if !bytes.HasPrefix(key, f.prefix) {
		if err := c.Err(); err != nil {
			return false, storageError(err)
		}
		f.add(f.n, nil)
		return false, nil
	}
	var err error
	if f.read.Member, err = keys.ParseMember(key); err != nil {
		return false, corruptEntry(key, err)
	}
	if f.read.hot, err = openHot(key, c.Value()); err != nil {
		return false, corruptEntry(key, err)
	}
	f.add(f.n, &f.read)
	return true, nil
}

// settle moves, and goes on from there to the first entry that held at the revision
// and that the list wants.
func (f *leaf) settle(move func() (bool, error)) error {
	s := f.cursors.s
	ok, err := move()
	if err != nil {
		return err
	}
	if err := s.spend(1); err != nil { // looking costs, also where there is nothing
		return err
	}
	for ok {
		m := &f.read
		if f.seg.bucket != keys.Undated && (f.seg.reverse && m.Position.Earliest > f.hi || !f.seg.reverse && m.Position.Earliest < f.lo) {
			break
		}
		if holds(f.space, m.Since, m.hot, f.seg.at) && (f.list.roles == 0 || m.hot.Roles&f.list.roles != 0) {
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
				f.now = stop{Position: m.Position, class: m.Class, hot: m.hot, told: true, sure: tells == yes && !f.list.unsure}
				return nil
			}
		}
		if err := s.spend(1); err != nil {
			return err
		}
		if ok, err = f.step(); err != nil {
			return err
		}
	}
	f.end()
	return nil
}
