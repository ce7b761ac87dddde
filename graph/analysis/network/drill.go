package network

import (
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
func Drill(ctx context.Context, rows []Row, q Query, slice int, row, column string) (*Edge, error) {
	q = q.Filled()
	if err := q.Check(); err != nil {
		return nil, err
	}
	f := q.faultsOf()
	kept, _, err := q.retained(rows, f)
	if err != nil {
		return nil, err
	}
	spans, err := q.spans(kept, f)
	if err != nil {
		return nil, err
	}
	if slice < 0 || slice >= len(spans) {
		return nil, &graph.FieldError{Path: "slice", Reason: fmt.Sprintf("is %d; the network has those from 0 to %d", slice, len(spans)-1)}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l, of := q.levelsOf(rows, kept), spans[slice]
	of.gather()
	b := q.bundle(kept, &of, &l)
	if q.Isolates {
		b = q.among(b, q.bundle(kept, nil, &l))
	}
	s, err := q.slice(b, &of, f)
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
	if err := q.parts(ctx, e, kept, &of, &l); err != nil {
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

// A weighed row is one of a slice.
type weighed struct {
	*Row
	thing string
	level int
	zeta  float64
}

// parts finds those of an edge.
func (q *Query) parts(ctx context.Context, e *Edge, kept []Row, of *span, l *levels) error {
	var mine, yours []weighed
	for k, i := range of.rows {
		w := weighed{Row: &kept[i], level: l.of(&kept[i]), zeta: 1}
		if of.zeta != nil {
			w.zeta = of.zeta[k]
		}
		node, thing := q.ends(w.Row)
		w.thing = thing
		switch {
		case q.Mode == TwoMode && (node != e.Row || thing != e.Column):
		case node == e.Row:
			mine = append(mine, w)
		case node == e.Column:
			yours = append(yours, w)
		}
	}
	if q.Mode == TwoMode {
		q.alone(e, mine, l)
	} else if err := q.pairs(ctx, e, mine, yours, l); err != nil {
		return err
	}
	if len(e.Parts) > MaxParts {
		return fmt.Errorf("%w: the edge is made of more than %d parts: ask for fewer statements", graph.ErrTooComplex, MaxParts)
	}
	return nil
}

// alone are the parts of an edge to a concept, each of one statement.
func (q *Query) alone(e *Edge, rows []weighed, l *levels) {
	seen := map[int]bool{}
	for _, w := range rows {
		weight := w.zeta
		switch q.Aggregation {
		case Subtract:
			weight *= l.sign(w.level)
		case Combine:
			if weight = 0; !seen[w.level] {
				seen[w.level], weight = true, float64(uint64(1)<<(l.len()-1-w.level))
			}
		}
		e.Parts = append(e.Parts, Part{Thing: w.thing, Statement: w.Statement, Weight: weight})
	}
}

// pairs are the parts of an edge between two of one kind.
func (q *Query) pairs(ctx context.Context, e *Edge, mine, yours []weighed, l *levels) error {
	texts := q.Qualifier == Text && (q.Aggregation == Conflict || q.Aggregation == Subtract) && (q.Window == nil || q.Window.Kernel == NoKernel)
	of := map[string][]weighed{}
	for _, y := range yours {
		of[y.thing] = append(of[y.thing], y)
	}
	compared := 0
	for _, x := range mine {
		if compared += len(of[x.thing]); compared > MaxTies {
			return fmt.Errorf("%w: more than %d pairs of statements would be compared: ask for fewer statements", graph.ErrTooComplex, MaxTies)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, y := range of[x.thing] {
			weight := q.weigh(l, x.level, y.level) * math.Sqrt(x.zeta*y.zeta)
			if texts {
				weight = 0
				if q.Aggregation == Subtract && x.level == y.level {
					weight = 1
				}
			}
			if q.Joint == AsUnit && q.Mode == Actors && x.text() == y.text() {
				weight = 0
			}
			if weight != 0 {
				e.Parts = append(e.Parts, Part{Thing: x.thing, Statement: x.Statement, Other: y.Statement, Weight: weight})
			}
			if len(e.Parts) > MaxParts {
				return nil
			}
		}
	}
	if !texts {
		return nil
	}
	type use struct {
		thing string
		level int
	}
	says := func(rows []weighed) map[use]bool {
		all := map[use]bool{}
		for _, w := range rows {
			all[use{w.thing, w.level}] = true
		}
		return all
	}
	iSay, youSay := says(mine), says(yours)
	weight := 1.0
	if q.Aggregation == Subtract {
		weight = -1
	}
	for _, x := range mine {
		if !youSay[use{x.thing, x.level}] {
			e.Parts = append(e.Parts, Part{Thing: x.thing, Statement: x.Statement, Weight: weight})
		}
	}
	for _, y := range yours {
		if !iSay[use{y.thing, y.level}] {
			e.Parts = append(e.Parts, Part{Thing: y.thing, Statement: y.Statement, Weight: weight})
		}
	}
	return nil
}
