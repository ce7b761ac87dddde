package gql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/gql/scalar"
)

// revisionHeader names the revision to read where no @asOf does.
const revisionHeader = "Hudna-Revision"

// Prepare chooses the revision that an operation reads: the one named by @asOf
// or by the header field Hudna-Revision of the request (op.Headers), else the
// newest. It returns the context for [API.Schema] and what is to stand in the
// extensions of the answer: "revision" with its number and time, which are those
// of what was written last when a mutation is done, and "explain"
// with what answering takes, if the request asks for it by the extension
// "explain": true. The latter is complete only when the operation is.
//
// The document has to be valid. The arguments of @asOf are checked here, since
// nothing runs for a directive on an operation. An error is to be shown by
// [Present]; nothing may run then.
func (a *API) Prepare(ctx context.Context, op *graphql.OperationContext) (context.Context, map[string]any, error) {
	head, err := a.graph.Head(ctx)
	if err != nil {
		return ctx, nil, fmt.Errorf("head: %w", err)
	}
	by := a.asks(ctx)
	if err := permit(by, op); err != nil {
		return ctx, nil, err
	}
	commit, err := a.asOf(ctx, by.Clearance, head, op)
	if err != nil {
		return ctx, nil, err
	}
	explain, err := explains(op)
	if err != nil {
		return ctx, nil, err
	}
	extensions := make(map[string]any, 2)
	s := &session{api: a, by: by, said: new(revisionSaid)}
	if explain {
		s.told = newExplanation(counts(ctx))
		extensions["explain"] = s.told
	}
	extensions["revision"] = s.said
	s.read(head, commit)
	// Else it is a query within an operation, whose budget it shares.
	if s.alone = graph.MeterOf(ctx) == nil; s.alone {
		ctx = graph.WithMeter(ctx)
	}
	return context.WithValue(ctx, operationKey{}, s), extensions, nil
}

// asOf is the commit that the operation asks for, between the zero commit and
// the head.
func (a *API) asOf(ctx context.Context, clearance graph.Marking, head graph.Commit, op *graphql.OperationContext) (graph.Commit, error) {
	byDirective, err := a.byDirective(ctx, clearance, head, op)
	if err != nil {
		return graph.Commit{}, fmt.Errorf("@asOf: %w", err)
	}
	byHeader, err := a.byHeader(ctx, clearance, head, op.Headers[revisionHeader])
	if err != nil {
		return graph.Commit{}, fmt.Errorf("%s: %w", revisionHeader, err)
	}
	switch {
	case byDirective == nil && byHeader == nil:
		return head, nil
	case op.Operation.Operation == ast.Mutation:
		return graph.Commit{}, &graph.FieldError{Reason: "a mutation reads the newest revision, and takes neither @asOf nor " + revisionHeader}
	case byDirective == nil:
		return *byHeader, nil
	case byHeader != nil && byHeader.Revision != byDirective.Revision:
		return graph.Commit{}, &graph.FieldError{Reason: fmt.Sprintf(
			"@asOf names revision %d and %s revision %d", byDirective.Revision, revisionHeader, byHeader.Revision)}
	}
	return *byDirective, nil
}

// byDirective reads @asOf, whose arguments come as written. It returns nil
// where the operation has none.
func (a *API) byDirective(ctx context.Context, clearance graph.Marking, head graph.Commit, op *graphql.OperationContext) (*graph.Commit, error) {
	directive := op.Operation.Directives.ForName("asOf")
	if directive == nil {
		return nil, nil
	}
	number, err := argument(directive, op.Variables, "revision", scalar.UnmarshalRevision64)
	if err != nil {
		return nil, err
	}
	instant, err := argument(directive, op.Variables, "time", scalar.UnmarshalDateTime)
	if err != nil {
		return nil, err
	}
	switch {
	case (number == nil) == (instant == nil):
		return nil, &graph.FieldError{Path: "@asOf", Reason: "give either revision or time, exactly one of the two"}
	case number != nil:
		return a.numbered(ctx, clearance, head, "@asOf.revision", *number)
	}
	return a.recordedAt(ctx, head, *instant)
}

// argument reads one argument of a directive; nil where it is absent or null.
func argument[T any](d *ast.Directive, variables map[string]any, name string, read func(any) (T, error)) (*T, error) {
	path := "@" + d.Name + "." + name
	given := d.Arguments.ForName(name)
	if given == nil {
		return nil, nil
	}
	raw, err := given.Value.Value(variables)
	if err != nil {
		return nil, &graph.FieldError{Path: path, Reason: "cannot be read"}
	}
	if raw == nil {
		return nil, nil
	}
	value, err := read(raw)
	if err != nil {
		return nil, within(path, err)
	}
	return &value, nil
}

// byHeader reads the header field. It returns nil where the request has none.
func (a *API) byHeader(ctx context.Context, clearance graph.Marking, head graph.Commit, values []string) (*graph.Commit, error) {
	if len(values) == 0 {
		return nil, nil
	}
	if len(values) > 1 {
		return nil, &graph.FieldError{Path: revisionHeader, Reason: "is given more than once"}
	}
	number, err := parseRevision(values[0])
	if err != nil {
		return nil, within(revisionHeader, err)
	}
	return a.numbered(ctx, clearance, head, revisionHeader, number)
}

// parseRevision reads digits and nothing else.
func parseRevision(s string) (graph.Revision, error) {
	var n uint64
	const most = 19 // digits that cannot overflow
	if s == "" || len(s) > most {
		return 0, &graph.FieldError{Reason: "is no number of a revision"}
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, &graph.FieldError{Reason: "is no number of a revision"}
		}
		n = 10*n + uint64(s[i]-'0')
	}
	return graph.Revision(n), nil
}

// numbered is the commit of a number that somebody gave.
func (a *API) numbered(ctx context.Context, clearance graph.Marking, head graph.Commit, path string, number graph.Revision) (*graph.Commit, error) {
	switch {
	case number > head.Revision:
		return nil, &graph.FieldError{Path: path, Reason: fmt.Sprintf("is %d; the newest revision is %d", number, head.Revision)}
	case number == head.Revision:
		return &head, nil
	case number == 0:
		return &graph.Commit{}, nil
	}
	commit, err := a.graph.At(graph.View{Revision: head.Revision, Clearance: clearance}).Commit(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("revision %d: %w", number, err)
	}
	return &commit, nil
}

// recordedAt is the newest commit at a time or before, as far as head.
func (a *API) recordedAt(ctx context.Context, head graph.Commit, t time.Time) (*graph.Commit, error) {
	if head.Revision == 0 || !t.Before(head.Time) {
		return &head, nil
	}
	commit, err := a.graph.RevisionAt(ctx, t)
	if errors.Is(err, graph.ErrNotFound) {
		return &graph.Commit{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("revision at a time: %w", err)
	}
	return &commit, nil
}
