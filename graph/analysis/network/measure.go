package network

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/mat"

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
	d := dice(seed)
	found := community.Modularize(g, 1, &d).Communities()
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
	pairs, first := float64((len(s.Rows)-1)*(len(s.Rows)-2)), leading(g.weights)
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

// alike is how far below the first eigenvalue, as a share of it, another one is
// taken for the same.
const alike = 1e-9

// leading is the first eigenvector of a symmetric matrix without negative
// weights, the greatest part being 1. Where several have the first eigenvalue, as
// with parts of a network that nothing ties, it is the one of them that is nearest
// to having the same part everywhere, so that no order of the nodes matters.
func leading(weights [][]float64) []float64 {
	n := len(weights)
	vector := make([]float64, n)
	var e mat.EigenSym
	if !e.Factorize(symmetric(weights), true) {
		return vector
	}
	var all mat.Dense
	e.VectorsTo(&all)
	values := e.Values(nil) // they rise
	for k := n - 1; k >= 0 && values[k] >= values[n-1]*(1-alike); k-- {
		sum := 0.0
		for i := range vector {
			sum += all.At(i, k)
		}
		for i := range vector {
			vector[i] += sum * all.At(i, k)
		}
	}
	most := 0.0
	for i := range vector {
		vector[i] = math.Abs(vector[i])
		most = max(most, vector[i])
	}
	for i := range vector {
		if vector[i] = ratio(vector[i], most); !slices.ContainsFunc(weights[i], func(w float64) bool { return w > 0 }) {
			vector[i] = 0
		}
	}
	return vector
}

// rounded is a number to nine decimals: what follows from eigenvalues and long sums
// may differ in its last bits from one kind of processor to another.
func rounded(n float64) float64 { return math.Round(n*1e9) / 1e9 }

func symmetric(weights [][]float64) *mat.SymDense {
	m := mat.NewSymDense(len(weights), nil)
	for i := range weights {
		for j := i; j < len(weights); j++ {
			m.SetSym(i, j, weights[i][j])
		}
	}
	return m
}
