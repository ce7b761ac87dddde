package analysis

import (
	"cmp"
	"context"
	"slices"

	"hudna/graph"
)

// breath is how many uses are looked at until it is asked whether to go on.
const breath = 1 << 17

// Tabulate makes a table of positions. Topics are canonical.
func Tabulate(ctx context.Context, p *graph.Positions, q TableQuery) (*Table, error) {
	b := &tabulating{q: &q, p: p, texts: make([]int, len(p.Statements)), scales: make([]graph.MeanStance, len(p.Scales))}
	most := uint32(0)
	for _, n := range p.Tellings {
		most = max(most, n+1)
	}
	b.tellings = make([]int, most)
	if err := b.group(ctx); err != nil {
		return nil, err
	}
	t := &Table{Statements: b.counted, Without: p.Without + len(p.Statements) - b.counted}
	looked := 0
	for _, uses := range b.cells {
		if looked += len(uses); looked > breath {
			looked = 0
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		c := Cell{Actor: p.Actors[uses[0].Actor], Target: p.Targets[uses[0].Target], Sums: *b.sums(uses, nil)}
		if q.Earlier != nil {
			c.Earlier, c.Later = b.sums(uses, q.Earlier), b.sums(uses, q.Later)
		}
		if !q.Contradictory || c.For > 0 && c.Against > 0 {
			t.Cells = append(t.Cells, c)
		}
	}
	slices.SortFunc(t.Cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Target, b.Target))
	})
	t.Distinct = len(t.Cells)
	t.Cells = t.Cells[:min(q.First, len(t.Cells))]
	return t, nil
}

// A tabulating adds up positions, cell by cell.
type tabulating struct {
	q       *TableQuery
	p       *graph.Positions
	cells   [][]graph.Use // by statement in each
	counted int           // statements that are in one or more

	sum             int   // how many sums there were, this one included
	texts, tellings []int // the number of the sum that had each last
	scales          []graph.MeanStance
}

// group puts the uses of each cell together: they are counted first, and then each
// is put in its place.
func (b *tabulating) group(ctx context.Context) error {
	wanted := make([]bool, len(b.p.Targets))
	for i, id := range b.p.Targets {
		wanted[i] = b.q.Topics == nil || slices.Contains(b.q.Topics, id)
	}
	numbers := map[[2]uint32]int{}
	of := make([]int32, len(b.p.Uses)) // the cell of each use, -1 for none
	var counts []int
	last, at, cell := -1, [2]uint32{}, -1
	for i := range b.p.Uses {
		if i%breath == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		u := &b.p.Uses[i]
		if of[i] = -1; !wanted[u.Target] {
			continue
		}
		if last != int(u.Statement) {
			last = int(u.Statement)
			b.counted++
		}
		if place := [2]uint32{u.Actor, u.Target}; cell < 0 || place != at {
			known := false
			if cell, known = numbers[place]; !known {
				cell = len(counts)
				numbers[place], counts = cell, append(counts, 0)
			}
			at = place
		}
		of[i] = int32(cell) //nolint:gosec // there are no more than graph.MaxUses
		counts[cell]++
	}
	uses := make([]graph.Use, 0, len(b.p.Uses))
	b.cells = make([][]graph.Use, len(counts))
	for i, n := range counts {
		from := len(uses)
		uses = uses[:from+n]
		b.cells[i] = uses[from:from:len(uses)]
	}
	for i, cell := range of {
		if cell >= 0 {
			b.cells[cell] = append(b.cells[cell], b.p.Uses[i])
		}
	}
	return nil
}

// sums adds up the uses of a cell, which come by statement, in a period or in all.
func (b *tabulating) sums(uses []graph.Use, in *Stretch) *Sums {
	b.sum++
	s := &Sums{}
	first, last, dated := int64(0), int64(0), false
	clear(b.scales)
	for i := range uses {
		u := &uses[i]
		n := int(u.Statement)
		said := b.p.Said(n)
		if in != nil && !in.holds(said) {
			continue
		}
		if k := len(s.statements); k == 0 || s.statements[k-1] != n {
			s.statements = append(s.statements, n)
			s.Utterances += b.first(b.texts, b.p.Statements[n].Text)
			for _, t := range b.p.TellingsOf(n) {
				s.Sources += b.first(b.tellings, t)
			}
			if said.Dated {
				if !dated {
					first, last, dated = said.First, said.Last, true
				}
				first, last = min(first, said.First), max(last, said.Last)
			}
		}
		switch b.side(u) {
		case graph.Agree:
			s.pro = appended(s.pro, n)
		case graph.Disagree:
			s.conti = appended(s.conti, n)
		case graph.Neutral:
			s.neither = appended(s.neither, n)
		}
	}
	s.Count, s.For, s.Against, s.Neutral = len(s.statements), len(s.pro), len(s.conti), len(s.neither)
	if dated {
		s.First, s.Last = dayOf(first), dayOf(last)
	}
	for i, mean := range b.scales {
		if mean.Count == 0 {
			continue
		}
		s.Scales = append(s.Scales, b.p.Scales[i])
		s.Stance = &graph.MeanStance{Scale: b.p.Scales[i], Count: mean.Count, Mean: mean.Mean / float64(mean.Count)}
	}
	if len(s.Scales) > 1 {
		s.Stance = nil
	}
	return s
}

// first is 1 for what this sum has not had, and 0 for what it has.
func (b *tabulating) first(last []int, n uint32) int {
	if last[n] == b.sum {
		return 0
	}
	last[n] = b.sum
	return 1
}

// side is that of a use, whose stance on the scale that counts is added up.
func (b *tabulating) side(u *graph.Use) graph.Concurring {
	switch {
	case b.q.On != graph.OnTargets:
		return u.Agreement()
	case u.Scale == 0 || b.q.Scale != "" && b.p.Scales[u.Scale-1] != b.q.Scale:
		return ""
	}
	m := &b.scales[u.Scale-1]
	m.Count++
	m.Mean += float64(u.Stance) / graph.StanceSteps // whole steps, which add up to the same in every order
	switch {
	case u.Stance > 0:
		return graph.Agree
	case u.Stance < 0:
		return graph.Disagree
	}
	return graph.Neutral
}

// appended appends what is not the last one already.
func appended(list []int, n int) []int {
	if len(list) > 0 && list[len(list)-1] == n {
		return list
	}
	return append(list, n)
}
