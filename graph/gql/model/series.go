package model

import "hudna/graph"

// A Series counts statements over time.
type Series struct {
	graph.Series
	Groups []SeriesGroup
}

// A SeriesGroup is what one value has over time.
type SeriesGroup struct {
	graph.SeriesGroup
	ID graph.ID // of the record that the value is, if it is one
}
