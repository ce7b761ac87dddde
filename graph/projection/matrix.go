package projection

import (
	"cmp"
	"slices"
	"sync"
)

// A MatrixScan says what a matrix is made of.
type MatrixScan struct {
	Selection
	Rows, Columns Side
	Roles         uint64 // bits of those that count
}

// A Matrix counts statements.
type Matrix struct {
	Cells               []Cell // in no particular order
	Statements, Without int
}

// A Cell is what was said of one node for another.
type Cell struct {
	Row, Column Node
	Count       int
	Stances     StanceSums
}

// StanceSums add up stances on scales, by the numbers of these.
type StanceSums []StanceSum

// A StanceSum adds up stances on a scale, in steps of [StanceUnit].
type StanceSum struct {
	Scale uint16
	Count int
	Sum   int64
}

// Matrix counts who spoke of whom. It asks now and then whether to go on.
func (t *Table) Matrix(scan MatrixScan, goOn func() error) (Matrix, error) {
	rows := &laidRows{start: []uint32{0}}
	lays := t.layout(&scan)
	if lays != nil {
		if err := lays.grow(t, &scan, goOn); err != nil {
			return Matrix{}, err
		}
		rows = lays.rows.Load()
	}
	var mu sync.Mutex
	var parts []*matrix
	err := t.Each(&scan.Selection, func() func(int) error {
		m := newMatrix(t, &scan)
		m.laid = rows
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, m)
		return m.count
	}, goOn)
	if err != nil || len(parts) == 0 {
		return Matrix{}, err
	}
	all := parts[0]
	for _, m := range parts[1:] {
		all.join(m)
	}
	for i := range all.cells {
		c := &all.cells[i]
		c.Row, c.Column = scan.Rows.Node(c.Row), scan.Columns.Node(c.Column)
	}
	if lays != nil {
		lays.counted.Add(int64(all.worked))
	}
	m := Matrix{Cells: make([]Cell, 0, len(all.cells)), Statements: all.statements, Without: all.without}
	for i := range all.cells {
		m.Cells = append(m.Cells, all.cells[i].Cell)
	}
	return m, nil
}

// A matrix is what one goroutine counts. Rows and columns are numbers of their
// sides until all is counted.
type matrix struct {
	t     *Table
	scan  *MatrixScan
	cells []countedCell
	width int               // of the field
	field []uint32          // the place of each cell in cells, plus one, by row and column
	at    map[uint64]uint32 // likewise, where there may be too many cells for a field
	laid  *laidRows         // where the first rows count, as far as that is known
	sums  []StanceSum       // room for the sums of cells that have but one scale

	laying bool // the next row is not counted; where it counts is noted
	places []laid

	statements, without int
	worked              int      // how many rows were not laid out
	rows, columns       []uint32 // of the statement that is counted
}

type countedCell struct {
	Cell
	last int // the row that was counted last, plus one
}

// maxField bounds the cells for which room is made before there are any.
const maxField = 1 << 18

// field is the size of the field of a matrix, 0 where it has none.
func (s *MatrixScan) field() int {
	if s.Rows.Groups == nil || s.Columns.Groups == nil {
		return 0
	}
	if cells := len(s.Rows.Groups.Heads) * len(s.Columns.Groups.Heads); cells <= maxField {
		return cells
	}
	return 0
}

func newMatrix(t *Table, scan *MatrixScan) *matrix {
	m := &matrix{t: t, scan: scan}
	if cells := scan.field(); cells > 0 {
		m.width, m.field = len(scan.Columns.Groups.Heads), make([]uint32, cells)
	} else {
		m.at = map[uint64]uint32{}
	}
	return m
}

// count counts a row.
func (b *matrix) count(i int) (err error) {
	if l := b.laid; !b.laying && i < l.len() {
		b.countLaid(l.places[l.start[i]:l.start[i+1]])
		return nil
	}
	b.worked++
	parts, when := b.t.Parts(i), b.t.When(i)
	b.rows = b.rows[:0]
	for j := range parts {
		switch as := parts[j].As; {
		case as > SpeakerPost:
		case b.scan.Rows.Groups != nil:
			b.rows = b.scan.Rows.Groups.under(b.rows, parts[j].Node, when, b.scan.Rows.Certainly)
		case as == Speaker:
			if b.rows, err = b.scan.Rows.Under(b.rows, parts[j].Node, when); err != nil {
				return err
			}
		}
	}
	if len(b.rows) == 0 {
		b.without++
		return nil
	}
	counted, from := false, len(b.places)
	for j := range parts {
		p := &parts[j]
		if p.As != AboutActor || b.scan.Roles&(1<<p.Role) == 0 || !b.t.Shows(b.scan.Clearance, p.Node) {
			continue
		}
		if g := b.scan.Columns.Groups; g != nil {
			b.columns = g.under(b.columns[:0], p.Node, when, b.scan.Columns.Certainly)
		} else if b.columns, err = b.scan.Columns.Under(b.columns[:0], p.Node, when); err != nil {
			return err
		}
		for _, row := range b.rows {
			for _, column := range b.columns {
				if b.laying {
					b.lay(from, row, column, p)
				} else {
					b.cell(row, column).add(i, p)
				}
				counted = true
			}
		}
	}
	if counted {
		b.statements++
	} else {
		b.without++
	}
	return nil
}

func (b *matrix) cell(row, column uint32) *countedCell {
	if b.field != nil {
		at := &b.field[int(row)*b.width+int(column)]
		if *at == 0 {
			*at = b.another(row, column)
		}
		return &b.cells[*at-1]
	}
	key := uint64(row)<<32 | uint64(column)
	at := b.at[key]
	if at == 0 {
		at = b.another(row, column)
		b.at[key] = at
	}
	return &b.cells[at-1]
}

// another begins a cell, and gives its place, plus one.
func (b *matrix) another(row, column uint32) uint32 {
	if len(b.sums) == cap(b.sums) {
		b.sums = make([]StanceSum, 0, min(max(16, 2*cap(b.sums)), 1024))
	}
	n := len(b.sums)
	b.sums = b.sums[:n+1]
	b.cells = append(b.cells, countedCell{Cell: Cell{Row: row, Column: column, Stances: b.sums[n : n : n+1]}})
	return uint32(len(b.cells)) //nolint:gosec // there are no more than links
}

// add counts a statement once, and each of its stances.
func (c *countedCell) add(row int, p *Part) {
	if c.last != row+1 {
		c.last = row + 1
		c.Count++
	}
	if p.Scale != 0 {
		c.Stances.Add(StanceSum{Scale: p.Scale, Count: 1, Sum: int64(p.Stance)})
	}
}

// Add adds what is a sum on one scale.
func (s *StanceSums) Add(sum StanceSum) {
	if l := *s; len(l) == 1 && l[0].Scale == sum.Scale {
		l[0].Count += sum.Count
		l[0].Sum += sum.Sum
		return
	}
	i, found := slices.BinarySearchFunc(*s, sum.Scale, func(s StanceSum, scale uint16) int { return cmp.Compare(s.Scale, scale) })
	if !found {
		*s = slices.Insert(*s, i, StanceSum{Scale: sum.Scale})
	}
	(*s)[i].Count += sum.Count
	(*s)[i].Sum += sum.Sum
}

// join adds what another one has counted, of other statements.
func (b *matrix) join(other *matrix) {
	b.statements += other.statements
	b.worked += other.worked
	b.without += other.without
	for i := range other.cells {
		from := &other.cells[i]
		to := b.cell(from.Row, from.Column)
		to.Count += from.Count
		for _, sum := range from.Stances {
			to.Stances.Add(sum)
		}
	}
}
