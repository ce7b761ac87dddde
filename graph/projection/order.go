package projection

import (
	"cmp"
	"math"
	"slices"
)

// Rows that are read together are put into the order of their dates, so that
// what is asked of some days looks at little else. Those that follow come in the
// order in which they were written. In either, a zone of rows tells when all that
// is in it was said.

// zoneRows is how many rows a zone has.
const zoneRows = 256

// A zone says when what is in some rows was said.
type zone struct {
	from, to int64
	undated  bool // some of them
}

// within says whether there may be rows in it that a window asks for.
func (z *zone) within(w *Window) bool { return z.undated || z.from <= w.To && z.to >= w.From }

// inZone notes the next row in its zone.
func (t *Table) inZone(i int) {
	if i/zoneRows == len(t.zones) {
		t.zones = append(t.zones, zone{from: math.MaxInt64, to: math.MinInt64})
	}
	z, when := &t.zones[i/zoneRows], t.When(i)
	if when.Undated {
		z.undated = true
		return
	}
	z.from, z.to = min(z.from, when.Earliest), max(z.to, when.Latest)
}

// widths are those of dates that are kept apart, in seconds: a year among days
// would have their zone reach over all of it.
var widths = []int64{3 * 86_400, 62 * 86_400, 800 * 86_400}

func (w *When) width() int {
	if w.Undated {
		return len(widths) + 1
	}
	i, _ := slices.BinarySearch(widths, w.Latest-w.Earliest)
	return i
}

// order puts all rows into the order of their dates.
func (t *Table) order() {
	rows := make([]uint32, t.Rows())
	for i := range rows {
		rows[i] = uint32(i) //nolint:gosec // there are no more
	}
	slices.SortFunc(rows, func(a, b uint32) int {
		f, g := t.When(int(a)), t.When(int(b))
		return cmp.Or(cmp.Compare(f.width(), g.width()), cmp.Compare(f.Earliest, g.Earliest), cmp.Compare(t.node[a], t.node[b]), cmp.Compare(t.since[a], t.since[b]))
	})
	place := make([]uint32, len(rows)) // where a row has come to
	start, parts := make([]uint32, 1, len(rows)+1), make([]Part, 0, len(t.parts))
	for to, from := range rows {
		place[from] = uint32(to) //nolint:gosec // likewise
		parts = append(parts, t.Parts(int(from))...)
		start = append(start, uint32(len(parts))) //nolint:gosec // as many as before
	}
	t.start, t.parts = start, parts
	t.node, t.since, t.until = moved(t.node, rows), moved(t.since, rows), moved(t.until, rows)
	t.facts, t.hides, t.lang, t.before = moved(t.facts, rows), moved(t.hides, rows), moved(t.lang, rows), moved(t.before, rows)
	for i, row := range t.before {
		if row > 0 {
			t.before[i] = place[row-1] + 1
		}
	}
	for i, n := range t.node {
		if t.until[i] == Open {
			t.newest[n] = uint32(i + 1) //nolint:gosec // likewise
		}
	}
	t.ordered = len(rows)
}

// moved is a column in another order.
func moved[T any](column []T, rows []uint32) []T {
	other := make([]T, len(rows))
	for to, from := range rows {
		other[to] = column[from]
	}
	return other
}

// Tidy puts the rows of a table that was loaded from a checkpoint into the order
// of their dates again, where many are out of it. Nobody reads meanwhile.
func (t *Table) Tidy() {
	if t.Rows()-t.ordered > t.Rows()/16 {
		t.order()
		t.index()
	}
}
