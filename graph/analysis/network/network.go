package network

import (
	"context"
	"errors"
	"fmt"
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

// Compute makes a network of uses, which it leaves as they are.
func Compute(ctx context.Context, u *Uses, q Query) (*Network, error) {
	q = q.Filled()
	if err := q.Check(); err != nil {
		return nil, err
	}
	n, err := q.compute(ctx, u, q.faultsOf())
	if err != nil {
		return nil, err
	}
	if err := n.note(ctx, u); err != nil {
		return nil, err
	}
	return n, nil
}

// compute makes a network with its slices.
func (q *Query) compute(ctx context.Context, u *Uses, f faults) (*Network, error) {
	var all []Slice
	n, err := q.each(ctx, u, f, func(s *Slice) bool {
		all = append(all, *s)
		return true
	})
	if err != nil {
		return nil, err
	}
	n.Slices = all
	return n, nil
}

// each gives the slices of a network, without which it is returned, one after the
// other, as long as more are wanted.
func (q *Query) each(ctx context.Context, u *Uses, f faults, give func(*Slice) bool) (*Network, error) {
	k, err := q.retain(ctx, u, f)
	if err != nil {
		return nil, err
	}
	if levels := k.levels.len(); q.Aggregation == Combine && levels > maxLevels {
		return nil, &graph.FieldError{Path: "aggregation", Reason: fmt.Sprintf("is COMBINE of %d qualifiers; %d can be told apart, so ask for IGNORE, or exclude some", levels, maxLevels)}
	}
	d, err := q.divide(k, f)
	if err != nil {
		return nil, err
	}
	n := &Network{Query: *q, Levels: k.levels.names(), Rows: len(k.list), Left: k.left}
	bundler := q.bundler(d)
	size, pairs := 0, 0
	for i := range d.spans {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := bundler.bundle(ctx, &d.spans[i])
		if err != nil {
			return nil, err
		}
		columns := len(b.nodes)
		if q.Mode == TwoMode {
			columns = len(b.things)
		}
		if size += len(b.nodes) * columns; size > MaxWeights {
			return nil, fmt.Errorf("%w: the network has %d rows by %d columns in slice %d of %d, more than %d weights in all: ask for fewer nodes, or for fewer slices",
				graph.ErrTooComplex, len(b.nodes), columns, i+1, len(d.spans), MaxWeights)
		}
		if ties := b.ties(); q.Mode != TwoMode {
			if pairs += ties; ties > MaxTies || pairs > MaxPairs {
				return nil, fmt.Errorf("%w: %d pairs of statements would be compared in slice %d of %d, and %d up to then, more than %d or %d: ask for fewer statements",
					graph.ErrTooComplex, ties, i+1, len(d.spans), pairs, MaxTies, MaxPairs)
			}
		}
		s, err := q.slice(ctx, b, &d.spans[i], f)
		if err != nil {
			return nil, err
		}
		if q.Window != nil && q.Window.Unit == Events {
			s.From, s.To = k.bounds(d.list[d.spans[i].begin:d.spans[i].end])
		}
		if !give(s) {
			break
		}
	}
	return n, nil
}

func (q *Query) slice(ctx context.Context, b *bundle, of *span, f faults) (*Slice, error) {
	s := &Slice{Middle: of.middle, From: of.from, To: of.to, Rows: b.nodes, Columns: b.nodes, RowCounts: b.count, ColumnCounts: b.count}
	var err error
	if q.Mode != TwoMode {
		s.Weights, err = q.oneMode(ctx, b, f)
		return s, err
	}
	s.Columns, s.ColumnCounts = b.things, make([]int, len(b.things))
	for thing, uses := range b.uses {
		for _, u := range uses {
			s.ColumnCounts[thing] += u.statements
		}
	}
	s.Weights, err = q.twoMode(b, f)
	return s, err
}

// note says where the other definition would give other weights, and why.
func (n *Network) note(ctx context.Context, u *Uses) error {
	q, without := n.Query, n
	for _, one := range allFaults() {
		if !one.concerns(&q) {
			continue
		}
		var err error
		if q.Definition == DNA && without == n {
			if without, err = q.compute(ctx, u, faults{}); err != nil {
				return err
			}
		}
		var f faults
		one.on(&f)
		same, at := true, 0
		_, err = q.each(ctx, u, f, func(s *Slice) bool {
			same = at < len(without.Slices) && s.same(&without.Slices[at])
			at++
			return same
		})
		var refused *graph.FieldError
		switch {
		case err != nil && !errors.As(err, &refused):
			return err
		case err != nil || !same || at != len(without.Slices):
			n.Notes = append(n.Notes, one.note)
		}
	}
	return nil
}

// same says whether two slices have the same nodes and weights.
func (s *Slice) same(other *Slice) bool {
	return slices.Equal(s.Rows, other.Rows) && slices.Equal(s.Columns, other.Columns) && slices.EqualFunc(s.Weights, other.Weights, slices.Equal)
}
