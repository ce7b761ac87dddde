package projection

import (
	"slices"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
)

// A matrix is often asked for again, of other days, as of other revisions or with
// other filters. In which cell a row counts depends on none of these: it is worked
// out once for the two sides, and kept.

// maxLayouts bounds how many pairs of sides are kept at a time, at [laidBytes] for
// each row.
const maxLayouts = 4

// A layoutKey is all that the cells of rows depend on, but for what never changes.
type layoutKey struct {
	rows, columns           *Groups
	certainRows, certainCol bool
	roles                   uint64
	clearance               uint8
	marked                  uint64 // see [Table.marked]
}

// A layout says in which cells of a matrix the first rows count.
type layout struct {
	rows atomic.Pointer[laidRows]
	// counted is how many rows were counted without it. Once these are as many as
	// those that it lacks, the work of laying them out is no more than was done
	// already.
	counted atomic.Int64
	growing sync.Mutex
}

// laidRows are the places where rows count, those of one after those of another.
type laidRows struct {
	start  []uint32 // of those of each row; one more than there are rows
	places []laid
}

// len is how many rows there are.
func (l *laidRows) len() int { return len(l.start) - 1 }

// A laid is a place where a row counts: the place of a cell in the field of a
// matrix, with a stance. In the same cell a row counts once, with all its stances.
type laid struct {
	cell   uint32
	stance int32
	scale  uint16
	again  bool // it counts in the cell already
}

// laidBytes is what a row takes that counts once, as most do.
const laidBytes = 12 + 4

// maxPlaces bounds for how many places there is room, for each row. Where rows count
// in more, those that follow are counted without.
const maxPlaces = 4

func newLayouts() *lru.Cache[layoutKey, *layout] {
	c, err := lru.New[layoutKey, *layout](maxLayouts)
	if err != nil {
		panic(err) // the size is a constant
	}
	return c
}

// layout is that of a matrix whose cells have a field.
func (t *Table) layout(scan *MatrixScan) *layout {
	if scan.field() == 0 {
		return nil
	}
	key := layoutKey{
		rows: scan.Rows.Groups, columns: scan.Columns.Groups, certainRows: scan.Rows.Certainly, certainCol: scan.Columns.Certainly,
		roles: scan.Roles, clearance: scan.Clearance, marked: t.marked,
	}
	if l, ok := t.layouts.Get(key); ok {
		return l
	}
	l := &layout{}
	l.rows.Store(&laidRows{start: []uint32{0}})
	if before, ok, _ := t.layouts.PeekOrAdd(key, l); ok {
		return before
	}
	return l
}

// grow lays out the rows that are lacking, if that has become worth it. It asks now
// and then whether to go on; what was laid out until then is kept.
func (l *layout) grow(t *Table, scan *MatrixScan, goOn func() error) error {
	if lacking := t.Rows() - l.rows.Load().len(); lacking == 0 || l.counted.Load() < int64(lacking) || !l.growing.TryLock() {
		return nil
	}
	defer l.growing.Unlock()
	rows := *l.rows.Load()
	m := newMatrix(t, scan)
	for rows.len() < t.Rows() && len(rows.places) <= maxPlaces*t.Rows() {
		err := goOn()
		for end := min(rows.len()+breath, t.Rows()); err == nil && rows.len() < end; {
			m.places, m.laying = rows.places, true
			err = m.count(rows.len())
			rows.places, rows.start = m.places, append(rows.start, uint32(len(m.places))) //nolint:gosec // they are bounded
		}
		if err != nil {
			return err
		}
		// Whoever reads the shorter one never looks at what is appended.
		so := rows
		l.rows.Store(&so)
	}
	l.counted.Store(0)
	return nil
}

// lay notes where a row counts that begins at a place.
func (b *matrix) lay(from int, row, column uint32, p *Part) {
	at := laid{cell: row*uint32(b.width) + column, stance: p.Stance, scale: p.Scale} //nolint:gosec // the field is bounded
	at.again = slices.ContainsFunc(b.places[from:], func(l laid) bool { return l.cell == at.cell })
	if !at.again || at.scale != 0 {
		b.places = append(b.places, at)
	}
}

// countLaid counts a row by the places where it does.
func (b *matrix) countLaid(places []laid) {
	for j := range places {
		l := &places[j]
		at := &b.field[l.cell]
		if *at == 0 {
			*at = b.another(l.cell/uint32(b.width), l.cell%uint32(b.width)) //nolint:gosec // the field is bounded
		}
		c := &b.cells[*at-1]
		if !l.again {
			c.Count++
		}
		if l.scale != 0 {
			c.Stances.Add(StanceSum{Scale: l.scale, Count: 1, Sum: int64(l.stance)})
		}
	}
	if len(places) > 0 {
		b.statements++
	} else {
		b.without++
	}
}
