package network

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"hudna/graph"
)

// A Network is what comes of some rows: one slice, or one for each window.
type Network struct {
	Query  Query // as it was filled
	Slices []Slice
	// Levels are the qualifiers, from low to high. A combined weight is a sum of
	// powers of two, the first level counting most and the last one 1.
	Levels []string
	// Notes say where the other definition gives other numbers.
	Notes []string
	// Rows is how many count, and Left which do not.
	Rows int
	Left Left
}

// A Slice is the network of one window of time.
type Slice struct {
	// Middle is the day on which the middle unit of a window begins, or the
	// statement in the middle of a window of events; empty without a window.
	Middle string
	// From and To are the days of the window, both included, or those on which
	// its statements were said.
	From, To string
	// Rows and Columns are the nodes, in their order. They are the same in a
	// network of one mode.
	Rows, Columns []string
	// RowCounts and ColumnCounts are how many uses count of each.
	RowCounts, ColumnCounts []int
	Weights                 [][]float64
}

// Compute makes a network of rows, which it leaves as they are. It is the same
// in whatever order they come.
func Compute(ctx context.Context, rows []Row, q Query) (*Network, error) {
	q = q.Filled()
	if err := q.Check(); err != nil {
		return nil, err
	}
	n, err := q.compute(ctx, rows, q.faultsOf())
	if err != nil {
		return nil, err
	}
	if err := n.note(ctx, rows); err != nil {
		return nil, err
	}
	return n, nil
}

func (q *Query) compute(ctx context.Context, rows []Row, f faults) (*Network, error) {
	kept, left, err := q.retained(rows, f)
	if err != nil {
		return nil, err
	}
	l := q.levelsOf(rows, kept)
	if q.Aggregation == Combine && l.len() > maxLevels {
		return nil, &graph.FieldError{Path: "aggregation", Reason: fmt.Sprintf("is COMBINE of %d qualifiers; %d can be told apart, so ask for IGNORE, or exclude some", l.len(), maxLevels)}
	}
	spans, err := q.spans(kept, f)
	if err != nil {
		return nil, err
	}
	n := &Network{Query: *q, Levels: l.names(), Rows: len(kept), Left: left}
	var all *bundle
	if q.Isolates {
		all = q.bundle(kept, nil, &l)
	}
	size := 0
	for i := range spans {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		of := spans[i]
		of.gather()
		b := q.bundle(kept, &of, &l)
		if q.Isolates {
			b = q.among(b, all)
		}
		columns := len(b.nodes)
		if q.Mode == TwoMode {
			columns = len(b.things)
		}
		if size += len(b.nodes) * columns; size > MaxWeights {
			return nil, fmt.Errorf("%w: the network has %d rows by %d columns in slice %d of %d, more than %d weights in all: ask for fewer nodes, or for fewer slices",
				graph.ErrTooComplex, len(b.nodes), columns, i+1, len(spans), MaxWeights)
		}
		if ties := b.ties(); q.Mode != TwoMode && ties > MaxTies {
			return nil, fmt.Errorf("%w: %d pairs of statements would be compared, more than %d: ask for fewer statements", graph.ErrTooComplex, ties, MaxTies)
		}
		s, err := q.slice(b, &of, f)
		if err != nil {
			return nil, err
		}
		n.Slices = append(n.Slices, *s)
	}
	return n, nil
}

func (q *Query) slice(b *bundle, of *span, f faults) (*Slice, error) {
	s := &Slice{Middle: of.middle, From: of.from, To: of.to, Rows: b.nodes, Columns: b.nodes, RowCounts: b.count, ColumnCounts: b.count}
	if q.Mode != TwoMode {
		s.Weights = q.oneMode(b, f)
		return s, nil
	}
	s.Columns, s.ColumnCounts = b.things, make([]int, len(b.things))
	for thing, uses := range b.uses {
		for _, u := range uses {
			s.ColumnCounts[thing] += u.statements
		}
	}
	var err error
	s.Weights, err = q.twoMode(b, f)
	return s, err
}

// ends are the node of a row and what it ties it to.
func (q *Query) ends(r *Row) (node, thing string) {
	if q.Mode == Concepts {
		return r.Concept, r.Actor
	}
	return r.Actor, r.Concept
}

// bundle puts the rows of a slice together; all rows, as they are, for nil.
func (q *Query) bundle(kept []Row, of *span, l *levels) *bundle {
	if of == nil {
		of = &span{rows: make([]int, len(kept))}
		for i := range kept {
			of.rows[i] = i
		}
	}
	b := &bundle{levels: *l}
	nodes, things := map[string]int{}, map[string]int{}
	for _, i := range of.rows {
		node, thing := q.ends(&kept[i])
		nodes[node], things[thing] = 0, 0
	}
	b.nodes, b.things = placed(nodes), placed(things)
	b.uses = make([][]use, len(b.things))
	b.activity, b.count = make([]float64, len(b.nodes)), make([]int, len(b.nodes))
	type place struct{ node, thing, level int }
	at := map[place]int{}
	type said struct {
		text  string
		thing int
	}
	texts := map[said]int{} // where own has what a text says of a thing
	type spoken struct{ own, node, level int }
	by := map[spoken]int{}
	for k, i := range of.rows {
		zeta, n := 1.0, 1.0
		if of.zeta != nil {
			zeta, n = of.zeta[k], of.zeta[k]
			if q.Mode != TwoMode {
				n = math.Sqrt(zeta) // of which a pair has two
			}
		}
		r := &kept[i]
		node, thing := q.ends(r)
		p := place{node: nodes[node], thing: things[thing], level: l.of(r)}
		j, known := at[p]
		if !known {
			j = len(b.uses[p.thing])
			at[p] = j
			b.uses[p.thing] = append(b.uses[p.thing], use{node: p.node, level: p.level})
		}
		u := &b.uses[p.thing][j]
		u.n, u.statements = u.n+n, u.statements+1
		b.activity[p.node] += zeta
		b.count[p.node]++
		if q.Joint == AsUnit && q.Mode == Actors {
			text, known := texts[said{r.text(), p.thing}]
			if !known {
				text = len(b.own)
				texts[said{r.text(), p.thing}] = text
				b.own, b.about = append(b.own, nil), append(b.about, p.thing)
			}
			as := spoken{text, p.node, p.level}
			if j, known = by[as]; !known {
				j = len(b.own[text])
				by[as] = j
				b.own[text] = append(b.own[text], use{node: p.node, level: p.level})
			}
			b.own[text][j].n += n
		}
	}
	for _, uses := range slices.Concat(b.uses, b.own) {
		slices.SortFunc(uses, func(x, y use) int {
			if x.node != y.node {
				return x.node - y.node
			}
			return x.level - y.level
		})
	}
	return b
}

// placed gives names their places in order, and the names in it.
func placed(names map[string]int) []string {
	order := slices.Sorted(maps.Keys(names))
	for i, name := range order {
		names[name] = i
	}
	return order
}

// ties is how many pairs of uses there are.
func (b *bundle) ties() (n int) {
	for _, groups := range [][][]use{b.uses, b.own} {
		for _, uses := range groups {
			n += len(uses) * (len(uses) - 1) / 2
		}
	}
	return n
}

// of is a bundle without kernels of some of its things, with all of its nodes.
func (b *bundle) of(in []bool) *bundle {
	some := &bundle{
		nodes: b.nodes, things: b.things, levels: b.levels, uses: make([][]use, len(b.things)),
		activity: make([]float64, len(b.nodes)), count: make([]int, len(b.nodes)),
	}
	for thing, uses := range b.uses {
		if !in[thing] {
			continue
		}
		some.uses[thing] = uses
		for _, u := range uses {
			some.activity[u.node] += u.n
			some.count[u.node] += u.statements
		}
	}
	for i, uses := range b.own {
		if in[b.about[i]] {
			some.own, some.about = append(some.own, uses), append(some.about, b.about[i])
		}
	}
	return some
}

// among gives a bundle the nodes and things of all others.
func (q *Query) among(b, all *bundle) *bundle {
	to := &bundle{
		nodes: all.nodes, things: all.things, levels: all.levels, own: b.own, about: b.about, uses: make([][]use, len(all.things)),
		activity: make([]float64, len(all.nodes)), count: make([]int, len(all.nodes)),
	}
	node := make([]int, len(b.nodes))
	for i, name := range b.nodes {
		node[i], _ = slices.BinarySearch(all.nodes, name)
		to.activity[node[i]], to.count[node[i]] = b.activity[i], b.count[i]
	}
	for i, name := range b.things {
		thing, _ := slices.BinarySearch(all.things, name)
		to.uses[thing] = b.uses[i]
		for j := range to.uses[thing] {
			u := &to.uses[thing][j]
			u.node = node[u.node]
		}
	}
	for _, uses := range to.own {
		for j := range uses {
			uses[j].node = node[uses[j].node]
		}
	}
	return to
}

// note says where the other definition would give other weights, and why.
func (n *Network) note(ctx context.Context, rows []Row) error {
	q, without := n.Query, n
	for _, one := range allFaults() {
		if !one.concerns(&q) {
			continue
		}
		var err error
		if q.Definition == DNA && without == n {
			if without, err = q.compute(ctx, rows, faults{}); err != nil {
				return err
			}
		}
		var f faults
		one.on(&f)
		with, err := q.compute(ctx, rows, f)
		var refused *graph.FieldError
		switch {
		case err != nil && !errors.As(err, &refused):
			return err
		case err != nil || !same(with, without):
			n.Notes = append(n.Notes, one.note)
		}
	}
	return nil
}

// same says whether two networks have the same nodes and weights.
func same(a, b *Network) bool {
	return slices.EqualFunc(a.Slices, b.Slices, func(a, b Slice) bool {
		return slices.Equal(a.Rows, b.Rows) && slices.Equal(a.Columns, b.Columns) && slices.EqualFunc(a.Weights, b.Weights, slices.Equal)
	})
}
