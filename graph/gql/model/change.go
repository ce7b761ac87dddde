package model

import "hudna/graph"

// A StatementChange is what one revision did to what a filter finds.
type StatementChange struct {
	Revision graph.Commit
	// Of is the first page of what came, went and was changed, the largest there is.
	Of *ComparedStatementConnection
}
