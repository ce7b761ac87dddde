package gql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"hudna/graph"
	"hudna/graph/export"
)

// A toCite is what a citation is asked of.
type toCite struct {
	id                              *graph.ID
	query, variables, operationName *string
	at                              *graph.Revision
	title                           *string
}

// cite makes a citation as of a revision, nil where there is no such record.
func cite(ctx context.Context, c toCite) (*export.Citation, error) {
	if err := unasked(ctx); err != nil {
		return nil, err
	}
	cited, err := c.cited()
	if err != nil {
		return nil, err
	}
	s, op := sessionOf(ctx), at(ctx)
	v := graph.View{Revision: op.commit.Revision, Clearance: s.by.Clearance}
	if c.at != nil {
		if *c.at > v.Revision {
			return nil, &graph.FieldError{Path: "at", Reason: fmt.Sprintf("is %d; the operation reads revision %d", *c.at, v.Revision)}
		}
		v.Revision = *c.at
	}
	made, err := export.CiteAt(ctx, s.api.graph, cited, v, s.api.ask)
	switch {
	case errors.Is(err, graph.ErrNotFound) && cited.Query == nil:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("cite: %w", err)
	}
	return made, op.texts.take(len(given(c.query)) + len(given(c.variables)))
}

// cited is what is to be cited.
func (c *toCite) cited() (export.Citation, error) {
	cited := export.Citation{Title: given(c.title)}
	switch {
	case (c.id == nil) == (c.query == nil):
		return cited, &graph.FieldError{Reason: "give either id or query, exactly one of the two"}
	case c.id != nil && (c.variables != nil || c.operationName != nil):
		return cited, &graph.FieldError{Reason: "variables and operationName go with query"}
	case c.id != nil:
		cited.Record = *c.id
		return cited, nil
	}
	cited.Query = &export.Query{Document: *c.query, OperationName: given(c.operationName)}
	if c.variables != nil {
		text := strings.TrimSpace(*c.variables)
		if !json.Valid([]byte(text)) || !strings.HasPrefix(text, "{") {
			return cited, &graph.FieldError{Path: "variables", Reason: "is no JSON object"}
		}
		cited.Query.Variables = []byte(text)
	}
	return cited, nil
}

// resolve says what became of what is cited.
func resolve(ctx context.Context, citation string) (*export.Resolution, error) {
	if err := unasked(ctx); err != nil {
		return nil, err
	}
	cited, err := export.ReadCitation(strings.NewReader(citation))
	if err != nil {
		return nil, fmt.Errorf("citation: %w", err)
	}
	s := sessionOf(ctx)
	resolution, err := export.Resolve(ctx, s.api.graph, cited, s.by.Clearance, s.api.ask)
	if err != nil {
		return nil, fmt.Errorf("resolve: %w", err)
	}
	return &resolution, nil
}

// unasked refuses to cite, or to resolve a citation, within a query that is
// cited itself: what answers it would have no end.
func unasked(ctx context.Context) error {
	if export.Asked(ctx) {
		return &graph.FieldError{Reason: "a query that is cited cites nothing itself, and resolves no citation"}
	}
	return nil
}

// jsonOf gives what is JSON, or an error, as text.
func jsonOf(b []byte, err error) (string, error) { return string(b), err }

// costOfCite is the cost of a citation. What the query of one costs is found out
// only when it is asked, so that it counts as much as one may.
func costOfCite(child int, args map[string]any) int {
	if query, ok := args["query"]; ok && query != nil {
		return plus(costCitedQuery, child)
	}
	return plus(costSources, child)
}

// costOfResolve is the same for what is cited. What is no citation costs nothing
// more: it is refused.
func costOfResolve(_ int, args map[string]any) int {
	text, _ := args["citation"].(string)
	if c, err := export.ReadCitation(strings.NewReader(text)); err == nil && c.Query != nil {
		return costCitedQuery
	}
	return costSources
}
