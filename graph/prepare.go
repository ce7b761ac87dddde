package graph

import "context"

// A Preparer is a [Graph] of which a part of a commit can be had beforehand, while
// the change before is on its way to the disk.
type Preparer interface {
	Graph
	// Prepare does of a commit what takes no look at what is in the graph, and
	// gives what does the rest, to be called once at most. Together they are
	// Commit. The change is not to be touched between the two.
	Prepare(by Principal, c Change) (commit func(context.Context) (Revision, error), err error)
}

// Prepare prepares a commit as far as the graph can.
func Prepare(g Graph, by Principal, c Change) (commit func(context.Context) (Revision, error), err error) {
	if p, can := g.(Preparer); can {
		return p.Prepare(by, c)
	}
	return func(ctx context.Context) (Revision, error) { return g.Commit(ctx, by, c) }, nil
}
