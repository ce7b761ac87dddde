package model

import (
	"hudna/graph"
	"hudna/graph/analysis"
)

// A StatementChange is what one revision did to what a filter finds.
type StatementChange struct {
	Revision graph.Commit
	// Of is the first page of what came, went and was changed, the largest there is.
	Of *ComparedStatementConnection
}

// A DisputeChange is what one revision did to what is in dispute under an agreement.
type DisputeChange struct {
	Revision graph.Commit
	Of       []analysis.ChangedDispute
}
