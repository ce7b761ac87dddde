package projection

import (
	"cmp"
	"slices"
)

// A Keep says whether a row that holds at a view is wanted.
type Keep func(row int) (bool, error)

// A Side says under which nodes a statement counts at one side of a matrix,
// given whom it names there.
type Side struct {
	// Certainly: who stands for a node has to do so at all instants that the
	// date of the statement can mean.
	Certainly bool
	// Groups are those of a node; without them, it counts under its canonical
	// one.
	Groups    map[Node][]Group
	Canonical func(Node) (Node, error)
}

// A Group is a node under which another one counts, and when.
type Group struct {
	Node Node
	Ways []Window // none where it always does
}

// A Window is a time, with both of its ends.
type Window struct{ From, To int64 }

// holds says whether one of the ways does when a statement was said.
func (g *Group) holds(f *Facts, certainly bool) bool {
	if len(g.Ways) == 0 {
		return true
	}
	if f.Undated {
		return !certainly
	}
	for _, w := range g.Ways {
		if certainly && w.From <= f.Earliest && f.Latest <= w.To || !certainly && f.Earliest <= w.To && w.From <= f.Latest {
			return true
		}
	}
	return false
}

// A MatrixScan says what a matrix is made of.
type MatrixScan struct {
	View
	Keep          Keep
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
	Stances     []StanceSum // by the numbers of the scales
	last        int         // the row that was counted last, plus one
}

// A StanceSum adds up stances on a scale, in steps of [StanceUnit].
type StanceSum struct {
	Scale uint16
	Count int
	Sum   int64
}

// breath is after how many rows it is asked whether to go on.
const breath = 1 << 14

// Matrix counts who spoke of whom. It asks now and then whether to go on.
func (t *Table) Matrix(scan MatrixScan, goOn func() error) (m Matrix, err error) {
	b := matrix{t: t, scan: &scan, at: map[uint64]int{}}
	for i := range t.node {
		if i%breath == 0 {
			if err := goOn(); err != nil {
				return m, err
			}
		}
		if !t.Sees(scan.View, i) {
			continue
		}
		if ok, err := scan.Keep(i); err != nil || !ok {
			if err != nil {
				return m, err
			}
			continue
		}
		if err := b.count(i); err != nil {
			return m, err
		}
	}
	m.Cells, m.Statements, m.Without = b.cells, b.statements, b.without
	return m, nil
}

type matrix struct {
	t     *Table
	scan  *MatrixScan
	cells []Cell
	at    map[uint64]int // in cells, by row and column

	statements, without int
	rows, columns       []Node // of the statement that is counted
}

func (b *matrix) count(i int) (err error) {
	parts, facts := b.t.Parts(i), &b.t.facts[i]
	b.rows = b.rows[:0]
	for j := range parts {
		if as := parts[j].As; as == Speaker || as == SpeakerPost && b.scan.Rows.Groups != nil {
			if b.rows, err = b.scan.Rows.under(b.rows, parts[j].Node, facts); err != nil {
				return err
			}
		}
	}
	counted := false
	for j := range parts {
		p := &parts[j]
		if len(b.rows) == 0 {
			break
		}
		if p.As != AboutActor || b.scan.Roles&(1<<p.Role) == 0 || !b.t.Shows(b.scan.Clearance, p.Node) {
			continue
		}
		if b.columns, err = b.scan.Columns.under(b.columns[:0], p.Node, facts); err != nil {
			return err
		}
		for _, row := range b.rows {
			for _, column := range b.columns {
				b.cell(row, column).add(i, p)
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

// under appends the nodes under which one counts, each once.
func (s *Side) under(nodes []Node, n Node, f *Facts) ([]Node, error) {
	if s.Groups == nil {
		c, err := s.Canonical(n)
		if err == nil && !slices.Contains(nodes, c) {
			nodes = append(nodes, c)
		}
		return nodes, err
	}
	groups := s.Groups[n]
	for i := range groups {
		if g := &groups[i]; !slices.Contains(nodes, g.Node) && g.holds(f, s.Certainly) {
			nodes = append(nodes, g.Node)
		}
	}
	return nodes, nil
}

func (b *matrix) cell(row, column Node) *Cell {
	key := uint64(row)<<32 | uint64(column)
	i, ok := b.at[key]
	if !ok {
		i = len(b.cells)
		b.at[key], b.cells = i, append(b.cells, Cell{Row: row, Column: column})
	}
	return &b.cells[i]
}

// add counts a statement once, and each of its stances.
func (c *Cell) add(row int, p *Part) {
	if c.last != row+1 {
		c.last = row + 1
		c.Count++
	}
	if p.Scale == 0 {
		return
	}
	i, found := slices.BinarySearchFunc(c.Stances, p.Scale, func(s StanceSum, scale uint16) int { return cmp.Compare(s.Scale, scale) })
	if !found {
		c.Stances = slices.Insert(c.Stances, i, StanceSum{Scale: p.Scale})
	}
	c.Stances[i].Count++
	c.Stances[i].Sum += int64(p.Stance)
}
