package network

import (
	"cmp"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
)

// Ties are the positive weights of a network of one mode as a graph of gonum's,
// whose own graphs give their nodes in another order each time.
type ties struct {
	weights [][]float64 // not negative
	to      [][]int     // whom a node is tied to
}

type vertex = graph.Node

func byID(a, b vertex) int { return cmp.Compare(a.ID(), b.ID()) }

// A node is the number of one.
type node int64

// ID is the number.
func (n node) ID() int64 { return int64(n) }

func tiesOf(weights [][]float64) *ties {
	t := &ties{weights: matrix(len(weights), len(weights)), to: make([][]int, len(weights))}
	for i, w := range weights {
		for j, n := range w {
			if i != j && n > 0 {
				t.weights[i][j] = n
				t.to[i] = append(t.to[i], j)
			}
		}
	}
	return t
}

func (t *ties) holds(id int64) bool { return id >= 0 && id < int64(len(t.weights)) }

// Node is the one of a number, or nil.
func (t *ties) Node(id int64) graph.Node {
	if !t.holds(id) {
		return nil
	}
	return node(id)
}

// Nodes are all of them, in their order.
func (t *ties) Nodes() graph.Nodes {
	all := make([]graph.Node, len(t.weights))
	for i := range all {
		all[i] = node(i)
	}
	return iterator.NewOrderedNodes(all)
}

// From are those to which a node is tied, in their order.
func (t *ties) From(id int64) graph.Nodes {
	if !t.holds(id) || len(t.to[id]) == 0 {
		return graph.Empty
	}
	all := make([]graph.Node, len(t.to[id]))
	for i, j := range t.to[id] {
		all[i] = node(j)
	}
	return iterator.NewOrderedNodes(all)
}

// HasEdgeBetween says whether two are tied.
func (t *ties) HasEdgeBetween(x, y int64) bool {
	return t.holds(x) && t.holds(y) && t.weights[x][y] > 0
}

// Edge is the tie of two, or nil.
func (t *ties) Edge(u, v int64) graph.Edge { return t.edge(u, v) }

// EdgeBetween is the tie of two, or nil.
func (t *ties) EdgeBetween(x, y int64) graph.Edge { return t.edge(x, y) }

// WeightedEdge is the tie of two, or nil.
func (t *ties) WeightedEdge(u, v int64) graph.WeightedEdge { return t.edge(u, v) }

// WeightedEdgeBetween is the tie of two, or nil.
func (t *ties) WeightedEdgeBetween(x, y int64) graph.WeightedEdge { return t.edge(x, y) }

// Weight is that of the tie of two. A node weighs nothing to itself.
func (t *ties) Weight(x, y int64) (w float64, ok bool) {
	if x == y {
		return 0, true
	}
	if !t.HasEdgeBetween(x, y) {
		return 0, false
	}
	return t.weights[x][y], true
}

func (t *ties) edge(x, y int64) graph.WeightedEdge {
	if !t.HasEdgeBetween(x, y) {
		return nil
	}
	return tied{node(x), node(y), t.weights[x][y]}
}

// Tied is a tie of two.
type tied struct {
	from, to node
	weight   float64
}

// From is one of the two.
func (e tied) From() graph.Node { return e.from }

// To is the other one.
func (e tied) To() graph.Node { return e.to }

// ReversedEdge is the same tie from the other one.
func (e tied) ReversedEdge() graph.Edge { return tied{e.to, e.from, e.weight} }

// Weight is how much they are tied.
func (e tied) Weight() float64 { return e.weight }
