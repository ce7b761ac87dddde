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
		if ask == nil {
			return nil, fmt.Errorf("%w: nobody is here to answer the query", graph.ErrForbidden)
		}
		return ask(context.WithValue(ctx, askedKey{}, true), *c.Query, v)
	}
	r, err := g.At(v).Record(ctx, c.Record)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Record, err)
	}
	return ndjson.Encode(ndjson.Line{Record: r})
}

// askedKey marks the context of a query that is cited.
type askedKey struct{}

// Asked reports whether a context is that of a query whose answer is cited, or
// compared with what is cited: such a query does neither itself.
func Asked(ctx context.Context) bool { return ctx.Value(askedKey{}) != nil }

// CiteAt cites a record or the answer to a query as a view shows it. Of the
// citation, what is cited is given, and the title, unless it is what the record
// or the operation is called. A record that is not there is [graph.ErrNotFound];
// what cannot be cited otherwise is [graph.ErrInvalid].
func CiteAt(ctx context.Context, g graph.Graph, c Citation, v graph.View, ask Asker) (*Citation, error) {
	if err := c.citesOne(); err != nil {
		return nil, err
	}
	if v.Revision == 0 {
		return nil, &graph.FieldError{Reason: "revision 0 is the graph before anything was recorded"}
	}
	commit, err := g.At(v).Commit(ctx, v.Revision)
	if err != nil {
		return nil, fmt.Errorf("revision %d: %w", v.Revision, err)
	}
	c.Revision, c.Time, c.Clearance = commit.Revision, commit.Time, v.Clearance
	result, err := Result(ctx, g, &c, v, ask)
	if err != nil {
		return nil, err
	}
	if c.Title == "" {
		if c.Title, err = titleOf(ctx, g, &c, v); err != nil {
			return nil, err
		}
	}
	return Cite(c, result)
}

func titleOf(ctx context.Context, g graph.Graph, c *Citation, v graph.View) (string, error) {
	if c.Query != nil {
		if c.Query.OperationName != "" {
			return c.Query.OperationName, nil
		}
		return "Answer to a query", nil
	}
	r, err := g.At(v).Record(ctx, c.Record)
	if err != nil {
		return "", fmt.Errorf("%s: %w", c.Record, err)
	}
	return TitleOf(r), nil
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
