package model

import "hudna/graph/analysis"

// A PositionTable says who takes which positions.
type PositionTable struct {
	*analysis.Table
	Version    string // of the definitions
	Parameters string // as JSON
	Cells      []PositionCell
}

// A PositionCell is the position of one actor on one target.
type PositionCell struct {
	*analysis.Cell
	All            PositionSums
	Earlier, Later *PositionSums
}

// A PositionSums is what some statements of a cell say.
type PositionSums struct {
	*analysis.Sums
	Names *analysis.Names // of the statements
}
