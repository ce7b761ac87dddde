package export

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// An Asker answers a query as of a revision for a clearance: the member "data"
// of the answer. An answer with errors is an error, [graph.ErrInvalid] if what
// was asked is at fault.
type Asker func(ctx context.Context, q Query, v graph.View) ([]byte, error)

// A Resolution says what became of what is cited.
type Resolution string

// The resolutions.
const (
	// ResolutionSame: it is there, byte for byte.
	ResolutionSame Resolution = "SAME"
	// ResolutionDifferent: the same question has another answer. As no revision
	// is ever changed, the program answers otherwise than the one that cited, or
	// the question is not about the revision: the field head is not.
	ResolutionDifferent Resolution = "DIFFERENT"
	// ResolutionWithheld: some of it is not shown any more, or not to the one who
	// asks. What it is, is not told.
	ResolutionWithheld Resolution = "WITHHELD"
)

// Result is what is cited, as a view shows it: the line of a record, or the
// answer to a query. A record that is not there is [graph.ErrNotFound].
func Result(ctx context.Context, g graph.Graph, c *Citation, v graph.View, ask Asker) ([]byte, error) {
	if c.Query != nil {
		return ask(ctx, *c.Query, v)
	}
	r, err := g.At(v).Record(ctx, c.Record)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Record, err)
	}
	return ndjson.Encode(ndjson.Line{Record: r})
}

// Resolve asks again what a citation says was answered, at its revision and for
// its clearance, or for that of who asks now, where it is lower. A citation that
// was edited, or that is of another graph, is [graph.ErrInvalid].
func Resolve(ctx context.Context, g graph.Graph, c *Citation, clearance graph.Marking, ask Asker) (Resolution, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	head, err := g.Head(ctx)
	if err != nil {
		return "", err
	}
	there := c.Revision <= head.Revision
	if there && c.Revision > 0 {
		commit, err := g.At(graph.View{Revision: head.Revision, Clearance: clearance}).Commit(ctx, c.Revision)
		if err != nil {
			return "", fmt.Errorf("revision %d: %w", c.Revision, err)
		}
		there = commit.Time.Equal(c.Time)
	}
	if !there {
		return "", &graph.FieldError{Path: "revision", Reason: fmt.Sprintf("is none of this graph: revision %d of %s is cited", c.Revision, c.Time.Format("2006-01-02T15:04:05.999999999Z"))}
	}
	v := graph.View{Revision: c.Revision, Clearance: c.Clearance}
	if !clearance.Covers(c.Clearance) {
		v.Clearance = clearance
	}
	result, err := Result(ctx, g, c, v, ask)
	switch {
	// It was answered once: what it asks about is not shown any more.
	case errors.Is(err, graph.ErrNotFound), errors.Is(err, graph.ErrInvalid):
		return ResolutionWithheld, nil
	case err != nil:
		return "", err
	}
	same, err := c.Matches(result)
	switch {
	case err != nil:
		return "", err
	case same:
		return ResolutionSame, nil
	case v.Clearance != c.Clearance:
		return ResolutionWithheld, nil
	}
	policy, err := g.Policy(ctx)
	if err != nil {
		return "", err
	}
	if policy > c.Revision {
		return ResolutionWithheld, nil
	}
	return ResolutionDifferent, nil
}
