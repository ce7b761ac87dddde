package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// queue gives a page of the review queue.
func queue(ctx context.Context, where *model.StatementFilter, assignedTo, author *string, order *graph.StatementOrder, part part) (*model.StatementConnection, error) {
	of := graph.StatementSet{Statuses: []graph.Status{graph.StatusDraft}, AssignedTo: given(assignedTo), Author: given(author)}
	return statements(ctx, listing{where: where, order: order, of: of}, part)
}

// authors says who made a record what it is.
func authors(ctx context.Context, id graph.ID) (*graph.Authorship, error) {
	found, err := at(ctx).reader.Authors(ctx, []graph.ID{id})
	if err != nil {
		return nil, fmt.Errorf("authorship: %w", err)
	}
	return found[0], nil
}

// maxCodebooks bounds the codebooks among which that of a coding is looked for:
// each may hold a long text.
const maxCodebooks = 100

// codebook finds the codebook of a coding's scheme, nil where there is none. The
// codebooks are read once for the operation.
func (o *operation) codebook(ctx context.Context, c *graph.Coding) (*graph.Codebook, error) {
	if c.Scheme == "" {
		return nil, nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.codebooks == nil {
		books := map[graph.Coding]*graph.Codebook{}
		read := 0
		for r, err := range o.reader.Scan(ctx, graph.KindCodebook, graph.StatusPublished) {
			if err != nil {
				return nil, fmt.Errorf("codebooks: %w", err)
			}
			b, err := as[*graph.Codebook](r.Shared().ID, r)
			if err != nil {
				return nil, err
			}
			scheme := graph.Coding{Scheme: b.Scheme, Version: b.Version}
			if books[scheme] == nil {
				books[scheme] = b
			}
			if read++; read == maxCodebooks {
				break
			}
		}
		o.codebooks = books
	}
	return o.codebooks[graph.Coding{Scheme: c.Scheme, Version: c.Version}], nil
}
