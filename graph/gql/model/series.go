package model

import "hudna/graph"

// A Series counts statements over time.
type Series struct {
	graph.Series
	Groups    []SeriesGroup
	OfRecords bool // the groups are by values that are ids
}

// Definition names the version of its rules.
func (*Series) Definition() string { return graph.SeriesDefinition }

// A SeriesRow is what one group has in one period.
type SeriesRow struct {
	graph.SeriesRow
	ID graph.ID // of the record that the key is, if it is one
}

// A SeriesGroup is what one value has over time.
type SeriesGroup struct {
	graph.SeriesGroup
	ID graph.ID // of the record that the value is, if it is one
}
