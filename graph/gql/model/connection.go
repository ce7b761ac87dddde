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

// An Edge is an item in a list.
type Edge[T any] struct {
	Node   T
	Cursor string
	// Score is how well it matches what was looked for, where that is the
	// order of the list.
	Score          *float64
	Highlights     []Highlight
	MatchedThrough []graph.Through
}

// A Highlight is a stretch of one of the texts of a record.
type Highlight struct {
	graph.Highlight
	Of graph.Record
}

// A Connection is a page of a list of records.
type Connection[T any] struct {
	Edges    []Edge[T]
	Nodes    []T
	PageInfo PageInfo
	// Count counts the whole list.
	Count func(context.Context) (int, error)
}

// TotalCount is the number of records on all pages.
func (c *Connection[T]) TotalCount(ctx context.Context) (int, error) { return c.Count(ctx) }

// An ActorConnection is a page of a list of actors.
type ActorConnection = Connection[*graph.Actor]

// An ActorEdge is an item in it.
type ActorEdge = Edge[*graph.Actor]

// An AgreementConnection is a page of a list of agreements.
type AgreementConnection = Connection[*graph.Agreement]

// An AgreementEdge is an item in it.
type AgreementEdge = Edge[*graph.Agreement]

// A DocumentConnection is a page of a list of documents.
type DocumentConnection = Connection[*graph.Document]

// A DocumentEdge is an item in it.
type DocumentEdge = Edge[*graph.Document]

// An EventConnection is a page of a list of events.
type EventConnection = Connection[*graph.Event]

// An EventEdge is an item in it.
type EventEdge = Edge[*graph.Event]

// A LocationConnection is a page of a list of locations.
type LocationConnection = Connection[*graph.Location]

// A LocationEdge is an item in it.
type LocationEdge = Edge[*graph.Location]

// A TopicConnection is a page of a list of topics.
type TopicConnection = Connection[*graph.Topic]

// A TopicEdge is an item in it.
type TopicEdge = Edge[*graph.Topic]

// A SearchResultConnection is a page of a list of records of several kinds.
type SearchResultConnection = Connection[graph.Record]

// A SearchResultEdge is an item in it.
type SearchResultEdge = Edge[graph.Record]

// A StatementEdge is an item in a list of statements.
type StatementEdge = Edge[*graph.Statement]

// A StatementConnection is a page of a list of statements.
type StatementConnection struct {
	Edges    []StatementEdge
	Nodes    []*graph.Statement
	PageInfo PageInfo
	// Count counts the whole list. It is called for each of the three numbers
	// that is selected, and has to count but once.
	Count func(context.Context) (graph.StatementCount, error)
	// Facet counts the whole list by a facet, and gives the first values.
	Facet func(ctx context.Context, by graph.Facet, first *int32) (*FacetCount, error)
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

// Facets counts the statements on all pages by a facet.
func (c *StatementConnection) Facets(ctx context.Context, by graph.Facet, first *int32) (*FacetCount, error) {
	return c.Facet(ctx, by, first)
}

// A RevisionConnection is a page of the list of revisions.
type RevisionConnection struct {
	Edges    []RevisionEdge
	Nodes    []graph.Commit
	PageInfo PageInfo
	// Count counts the whole list.
	Count func(context.Context) (int, error)
}

// TotalCount is the number of revisions on all pages.
func (c *RevisionConnection) TotalCount(ctx context.Context) (int64, error) {
	n, err := c.Count(ctx)
	return int64(n), err
}

// A DifferenceConnection is a page of what differs between two revisions.
type DifferenceConnection struct {
	Edges    []DifferenceEdge
	Nodes    []graph.Difference
	PageInfo PageInfo
}

// A DifferenceEdge is an item in it.
type DifferenceEdge struct {
	Node   graph.Difference
	Cursor string
}

// An UndecidedConnection is a page of what waits for somebody to decide.
type UndecidedConnection struct {
	Edges      []UndecidedEdge
	Nodes      []graph.Undecided
	PageInfo   PageInfo
	TotalCount int64
}

// An UndecidedEdge is an item in it.
type UndecidedEdge struct {
	Node   graph.Undecided
	Cursor string
}

// A ComparedStatementConnection is a page of what a filter finds at two revisions.
type ComparedStatementConnection struct {
	Edges               []ComparedStatementEdge
	Nodes               []graph.Compared
	PageInfo            PageInfo
	Came, Went, Changed int
}

// A ComparedStatementEdge is an item in it.
type ComparedStatementEdge struct {
	Node   graph.Compared
	Cursor string
}

// A VersionConnection is a page of the history of a record.
type VersionConnection struct {
	Edges    []VersionEdge
	Nodes    []graph.Version
	PageInfo PageInfo
}

// A RevisionEdge is an item in the list of revisions.
type RevisionEdge struct {
	Node   graph.Commit
	Cursor string
}

// A VersionEdge is an item in a history.
type VersionEdge struct {
	Node   graph.Version
	Cursor string
}
