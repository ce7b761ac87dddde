package graph

import "context"

type sweepKey struct{}

// WithSweep marks the questions that are asked with the context, or one made
// from it, as parts of a sweep through much of the graph, of which nothing is
// asked again. What answers them is best not kept: it would drive out what
// others ask for all the time. The answers are the same.
func WithSweep(ctx context.Context) context.Context {
	return context.WithValue(ctx, sweepKey{}, true)
}

// Sweeps reports whether a question is part of a sweep.
func Sweeps(ctx context.Context) bool { return ctx.Value(sweepKey{}) != nil }
