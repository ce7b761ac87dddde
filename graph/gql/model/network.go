package model

import (
	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/analysis/network"
)

// A Network is a discourse network.
type Network struct {
	*analysis.Discourse
	Parameters string // as JSON
	// Middles are the ids of the statements in the middle of its slices, where they
	// are windows of events.
	Middles map[string]string
}

// A NetworkSlice is one of its slices.
type NetworkSlice struct {
	*network.Slice
	Of     *Network
	Number int
}

// A NetworkNode is a node of a slice.
type NetworkNode struct {
	ID   graph.ID
	Uses int
}

// A NetworkEdge is what makes up one weight.
type NetworkEdge struct{ *network.Edge }
