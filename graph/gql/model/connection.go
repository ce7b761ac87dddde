package model

import (
	"context"

	"hudna/graph"
)

// PageInfo says which part of a list a page is.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     string // empty for an empty page
	EndCursor       string // empty for an empty page
}

// A StatementConnection is a page of a list of statements.
type StatementConnection struct {
	Edges    []StatementEdge
	Nodes    []*graph.Statement
	PageInfo PageInfo
	// Count counts the whole list. It is called for each of the three numbers
	// that is selected, and has to count but once.
	Count func(context.Context) (graph.StatementCount, error)
}

// A StatementEdge is a statement in a list.
type StatementEdge struct {
	Node   *graph.Statement
	Cursor string
}

// TotalCount is the number of statements on all pages.
func (c *StatementConnection) TotalCount(ctx context.Context) (int, error) {
	n, err := c.Count(ctx)
	return n.Statements, err
}

// Utterances is the number of acts of speaking on all pages.
func (c *StatementConnection) Utterances(ctx context.Context) (int, error) {
	n, err := c.Count(ctx)
	return n.Utterances, err
}

// Sources is the number of outermost acts of telling on all pages.
func (c *StatementConnection) Sources(ctx context.Context) (int, error) {
	n, err := c.Count(ctx)
	return n.Sources, err
}

// An ActorConnection is a page of a list of actors.
type ActorConnection struct {
	Edges    []ActorEdge
	Nodes    []*graph.Actor
	PageInfo PageInfo
}

// An ActorEdge is an actor in a list.
type ActorEdge struct {
	Node   *graph.Actor
	Cursor string
}

// A RevisionConnection is a page of the list of revisions.
type RevisionConnection struct {
	Edges      []RevisionEdge
	Nodes      []graph.Commit
	PageInfo   PageInfo
	TotalCount int64
}

// A RevisionEdge is a revision in a list.
type RevisionEdge struct {
	Node   graph.Commit
	Cursor string
}

// A VersionConnection is a page of the history of a record.
type VersionConnection struct {
	Edges    []VersionEdge
	Nodes    []graph.Version
	PageInfo PageInfo
}

// A VersionEdge is a version in a history.
type VersionEdge struct {
	Node   graph.Version
	Cursor string
}
