package model

import "hudna/graph"

// A FacetCount counts a list by the values of a facet.
type FacetCount struct {
	Values   []FacetValue
	Distinct int
	Without  int
}

// A FacetValue is one value of a facet, and how many have it.
type FacetValue struct {
	graph.FacetValue
	ID graph.ID // of the record that the value is, if it is one
}
