package network

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
)

// MaxParts bounds the parts that one edge gives.
const MaxParts = 10_000

// An Edge is one weight of a slice and what it is made of.
type Edge struct {
	Row, Column string
	Weight      float64
	// Raw is what Parts add up to: the weight before it is normalized, but for a
	// combined one, to which each level that there is adds once.
	Raw        float64
	Parts      []Part
	Statements []string // all that are in the parts, in the order of their ids
}

// A Part is what a pair of statements, or one of them, adds to a weight.
type Part struct {
	// Thing is the concept that ties two actors, or the actor that ties two
	// concepts. In a network of two modes it is the concept.
	Thing     string
	Statement string
	// Other is the other one's statement. It is empty in a network of two modes,
	// and where one says what the other never does.
	Other  string
	Weight float64
}

// Drill says what one weight of a network is made of, by the number of its
// slice. An edge of more than [MaxParts] parts is [graph.ErrTooComplex].
func Drill(ctx context.Context, u *Uses, q Query, slice int, row, column string) (*Edge, error) {
	q = q.Filled()
	if err := q.Check(); err != nil {
		return nil, err
	}
	f := q.faultsOf()
	k, err := q.retain(ctx, u, f)
	if err != nil {
		return nil, err
	}
	d, err := q.divide(k, f)
	if err != nil {
		return nil, err
	}
	if slice < 0 || slice >= len(d.spans) {
		return nil, &graph.FieldError{Path: "slice", Reason: fmt.Sprintf("is %d; the network has those from 0 to %d", slice, len(d.spans)-1)}
	}
	of := &d.spans[slice]
	b, err := q.bundler(d).bundle(ctx, of)
	if err != nil {
		return nil, err
	}
	s, err := q.slice(ctx, b, of, f)
	if err != nil {
		return nil, err
	}
	e := &Edge{Row: row, Column: column}
	i, found := slices.BinarySearch(s.Rows, row)
	j, ends := slices.BinarySearch(s.Columns, column)
	if !found || !ends || q.Mode != TwoMode && i == j {
		return e, nil
	}
	e.Weight = s.Weights[i][j]
	if err := q.parts(ctx, e, d, of); err != nil {
		return nil, err
	}
	magnitude := 0.0
	for _, p := range e.Parts {
		e.Raw, magnitude = e.Raw+p.Weight, magnitude+math.Abs(p.Weight)
		e.Statements = append(e.Statements, p.Statement)
		if p.Other != "" {
			e.Statements = append(e.Statements, p.Other)
		}
	}
	e.Raw, e.Statements = settled(e.Raw, magnitude), distinct(e.Statements)
	return e, nil
}

// A weighed use is one of a slice.
type weighed struct {
	statement   uint32
	text, thing uint32
	level       int
	zeta        float64
}

// A drilling finds the parts of an edge.
type drilling struct {
	*division
	edge *Edge
	q    *Query
}

// parts finds those of an edge.
func (q *Query) parts(ctx context.Context, e *Edge, d *division, of *span) error {
	names, things := d.Actors, d.Concepts
	if q.Mode == Concepts {
		names, things = things, names
	}
	var zeta []float64
	if of.zeta != nil {
		zeta = of.zeta()
	}
	var mine, yours []weighed
	var list []dated // of the nodes, in the order in which they were said, also where a window of events has another
	for _, use := range d.list[of.begin:of.end] {
		if node, _ := q.ends(&use.Use); names[node] == e.Row || names[node] == e.Column {
			list = append(list, use)
		}
	}
	slices.SortStableFunc(list, func(a, b dated) int {
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.Statement, b.Statement))
	})
	for i := range list {
		use := &list[i]
		node, thing := q.ends(&use.Use)
		w := weighed{use.Statement, use.text, thing, d.levels.of(&use.Use), 1}
		if zeta != nil {
			if w.zeta = zeta[use.date]; w.zeta == 0 {
				continue
			}
		}
		switch name := names[node]; {
		case q.Mode == TwoMode && (name != e.Row || things[thing] != e.Column):
		case name == e.Row:
			mine = append(mine, w)
		case name == e.Column:
			yours = append(yours, w)
		}
	}
	to := &drilling{d, e, q}
	if q.Mode == TwoMode {
		to.alone(mine)
	} else if err := to.pairs(ctx, mine, yours); err != nil {
		return err
	}
	if len(e.Parts) > MaxParts {
		return fmt.Errorf("%w: the edge is made of more than %d parts: ask for fewer statements", graph.ErrTooComplex, MaxParts)
	}
	return nil
}

// part adds what a use, or a pair of them, adds to the weight.
func (d *drilling) part(x, y *weighed, weight float64) {
	things := d.Concepts
	if d.q.Mode == Concepts {
		things = d.Actors
	}
	p := Part{Thing: things[x.thing], Statement: d.name(x.statement), Weight: weight}
	if y != nil {
		p.Other = d.name(y.statement)
	}
	d.edge.Parts = append(d.edge.Parts, p)
}

// alone are the parts of an edge to a concept, each of one statement.
func (d *drilling) alone(uses []weighed) {
	seen := map[int]bool{}
	for i := range uses {
		w := &uses[i]
		weight := w.zeta
		switch d.q.Aggregation {
		case Subtract:
			weight *= d.levels.sign(w.level)
		case Combine:
			if weight = 0; !seen[w.level] {
				seen[w.level], weight = true, float64(uint64(1)<<(d.levels.len()-1-w.level))
			}
		}
		d.part(w, nil, weight)
	}
}

// pairs are the parts of an edge between two of one kind.
func (d *drilling) pairs(ctx context.Context, mine, yours []weighed) error {
	q, texts := d.q, d.q.texts()
	of := map[uint32][]weighed{}
	for _, y := range yours {
		of[y.thing] = append(of[y.thing], y)
	}
	compared := 0
	for i := range mine {
		x := &mine[i]
		if compared += len(of[x.thing]); compared > MaxTies {
			return fmt.Errorf("%w: more than %d pairs of statements would be compared: ask for fewer statements", graph.ErrTooComplex, MaxTies)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for j := range of[x.thing] {
			y := &of[x.thing][j]
			weight := q.weigh(&d.levels, x.level, y.level) * math.Sqrt(x.zeta*y.zeta)
			if texts {
				weight = 0
				if q.Aggregation == Subtract && x.level == y.level {
					weight = 1
				}
			}
			if q.Joint == AsUnit && q.Mode == Actors && x.text == y.text {
				weight = 0
			}
			if weight != 0 {
				d.part(x, y, weight)
			}
			if len(d.edge.Parts) > MaxParts {
				return nil
			}
		}
	}
	if !texts {
		return nil
	}
	type use struct {
		thing uint32
		level int
	}
	says := func(uses []weighed) map[use]bool {
		all := map[use]bool{}
		for _, w := range uses {
			all[use{w.thing, w.level}] = true
		}
		return all
	}
	iSay, youSay := says(mine), says(yours)
	weight := 1.0
	if q.Aggregation == Subtract {
		weight = -1
	}
	for i := range mine {
		if x := &mine[i]; !youSay[use{x.thing, x.level}] {
			d.part(x, nil, weight)
		}
	}
	for i := range yours {
		if y := &yours[i]; !iSay[use{y.thing, y.level}] {
			d.part(y, nil, weight)
		}
	}
	return nil
}
