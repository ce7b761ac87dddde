package network

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/graph/community"

	"hudna/graph"
)

// MaxMeasured bounds the nodes of a slice that is measured.
const MaxMeasured = 500

// Measures are what is said of the nodes of a slice of one mode, by its positive
// weights: ties that are negative or nothing count for none.
type Measures struct {
	Nodes []Measured
	// Modularity is that of the communities; 0 without a tie.
	Modularity float64
	Clusters   int // how many communities there are
}

// A Measured node.
type Measured struct {
	Node string
	// Community is its number, from 0, in the order of their first nodes.
	Community int
	Degree    int     // ties
	Strength  float64 // the sum of their weights
	// Betweenness is on which share of the shortest paths between each two others
	// it lies, a tie of whatever weight being one step.
	Betweenness float64
	// Eigenvector is its part in the first eigenvector of the weights, the
	// greatest being 1; 0 without a tie.
	Eigenvector float64
}

// Measure finds communities (Louvain: Blondel and others, Fast unfolding of
// communities in large networks, 2008, with a resolution of 1, the nodes taken in
// an order that the seed draws) and centralities in a slice of one mode.
func Measure(ctx context.Context, s *Slice, mode Mode, seed uint64) (*Measures, error) {
	if err := s.measurable(mode); err != nil {
		return nil, err
	}
	g := tiesOf(s.Weights)
	m := &Measures{Nodes: make([]Measured, len(s.Rows))}
	if len(s.Rows) == 0 {
		return m, nil
	}
	found, err := communities(ctx, g, seed)
	if err != nil {
		return nil, err
	}
	for i := range found {
		slices.SortFunc(found[i], byID)
	}
	slices.SortFunc(found, func(a, b []vertex) int { return byID(a[0], b[0]) })
	m.Clusters = len(found)
	for number, nodes := range found {
		for _, n := range nodes {
			m.Nodes[n.ID()].Community = number
		}
	}
	if q := community.Q(g, found, 1); !math.IsNaN(q) {
		m.Modularity = rounded(q)
	}
	between, err := g.between(ctx)
	if err != nil {
		return nil, err
	}
	first, err := g.leading(ctx)
	if err != nil {
		return nil, err
	}
	pairs := float64((len(s.Rows) - 1) * (len(s.Rows) - 2))
	for i := range m.Nodes {
		n := &m.Nodes[i]
		n.Node, n.Degree, n.Eigenvector = s.Rows[i], len(g.to[i]), rounded(first[i])
		if pairs > 0 {
			n.Betweenness = rounded(between[i] / pairs)
		}
		for _, j := range g.to[i] {
			n.Strength += g.weights[i][j]
		}
	}
	return m, nil
}

// communities are those of a graph. Gonum's search asks for nothing but numbers that
// are drawn, before each time that it goes through all nodes (some milliseconds for
// [MaxMeasured]): that is where it is ended.
func communities(ctx context.Context, g *ties, seed uint64) (found [][]vertex, err error) {
	defer func() {
		switch ended := recover().(type) {
		case nil:
		case gone:
			err = ended.error
		default:
			panic(ended)
		}
	}()
	return community.Modularize(g, 1, &leaving{dice(seed), ctx.Err}).Communities(), nil
}

// Leaving dice end what draws with them once it is not wanted any more.
type leaving struct {
	dice
	goOn func() error
}

type gone struct{ error }

// Uint64 draws a number.
func (l *leaving) Uint64() uint64 {
	if err := l.goOn(); err != nil {
		panic(gone{err})
	}
	return l.dice.Uint64()
}

// measurable refuses a slice of two modes, also if the same nodes are on either
// side, and one of too many nodes.
func (s *Slice) measurable(mode Mode) error {
	if mode == TwoMode {
		return &graph.FieldError{Path: "mode", Reason: fmt.Sprintf("is %s; only networks of one mode are measured: ask for %s or %s", TwoMode, Actors, Concepts)}
	}
	if len(s.Rows) > MaxMeasured {
		return fmt.Errorf("%w: the slice has %d nodes, and %d can be measured: ask for fewer", graph.ErrTooComplex, len(s.Rows), MaxMeasured)
	}
	return nil
}

// rounded is a number to nine decimals: what follows from eigenvalues and long sums
// may differ in its last bits from one kind of processor to another.
func rounded(n float64) float64 { return math.Round(n*1e9) / 1e9 }
