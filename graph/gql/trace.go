package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/analysis"
)

// costTrace is the cost of a trace besides what is selected of it: up to 2,000
// statements are read.
const costTrace = 2_000

// costOfTrace is the cost of a trace with its trails.
func costOfTrace(child int, args map[string]any) int {
	return plus(costTrace, times(sizeUpTo(args, "first", 1, analysis.MaxTrails), child))
}

func costOfTrailSteps(child int, _ map[string]any) int {
	return times(analysis.MaxTraceSteps, plus(1, child))
}

// defaultTraceSteps is how many steps away is looked unless it is said.
const defaultTraceSteps = 4

// trace says how a claim travelled.
func trace(ctx context.Context, from graph.ID, to *graph.ID, direction *analysis.TraceDirection, maxSteps, first *int32) (*analysis.Trace, error) {
	q := analysis.TraceQuestion{From: from, To: given(to), Direction: given(direction), MaxSteps: defaultTraceSteps, First: 1}
	if maxSteps != nil {
		q.MaxSteps = int(*maxSteps)
	}
	if first != nil {
		q.First = int(*first)
	}
	if err := kindIs("from", from, graph.KindStatement); err != nil {
		return nil, err
	}
	if to != nil {
		if err := kindIs("to", *to, graph.KindStatement); err != nil {
			return nil, err
		}
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	t, err := analysis.TraceOf(ctx, at(ctx).reader, q)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	return t, nil
}

// tellings are the first of a trace. The actors of all are read together.
func tellings(ctx context.Context, t *analysis.Trace, first *int32) ([]*analysis.Telling, error) {
	list, err := beginning(t.Tellings, first)
	for _, one := range list {
		at(ctx).records.await(amongAnalysed, one.Actor)
		at(ctx).records.await(amongAnalysed, one.After...)
	}
	return list, err
}
