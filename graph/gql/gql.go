// Package gql answers GraphQL from a graph: the schema of package schema over
// the two ports of package graph, [graph.Graph] and [graph.Reader].
//
// An [API] knows what GraphQL has to know: which revision an operation reads
// ([API.Prepare]), what its fields answer, what it may cost, and what is said
// of an error ([Present], [Code]). What HTTP has to know is in package web,
// which is handed an API's schema and functions:
//
//	api, err := gql.New(g, gql.Options{Clearance: graph.MarkingPublic})
//	...
//	server, err := web.New(web.Options{
//		Schema:  api.Schema(),
//		Present: gql.Present,
//		Prepare: func(ctx context.Context, _ *http.Request, op *graphql.OperationContext) (context.Context, map[string]any, error) {
//			return api.Prepare(ctx, op)
//		},
//	})
//
// The resolvers stand in one file for each file of the schema; exec and model
// are generated from it, scalar reads and writes the scalars. A resolver asks
// the reader of its operation and shapes what it gets. What several records
// refer to is read at once, see records.
package gql

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph"
)

// Options says how an [API] answers.
type Options struct {
	// Clearance is what those who ask may see: PUBLIC unless given.
	Clearance graph.Marking
}

// An API answers GraphQL from one graph for one clearance. It is safe for use
// by several goroutines.
type API struct {
	graph     graph.Graph
	clearance graph.Marking
	schema    *schema
}

// New makes an API of a graph.
func New(g graph.Graph, o Options) (*API, error) {
	if o.Clearance == "" {
		o.Clearance = graph.MarkingPublic
	}
	if !o.Clearance.Valid() {
		return nil, fmt.Errorf("gql: clearance: %w", &graph.FieldError{Reason: "is no marking"})
	}
	return &API{graph: g, clearance: o.Clearance, schema: newSchema()}, nil
}

// Schema is what runs an operation. Its context has to come from
// [API.Prepare]. Its complexity functions give the cost of an operation in
// objects that may be in its answer.
func (a *API) Schema() graphql.ExecutableSchema { return a.schema }

// Answer runs one operation from its text to its answer, for a caller inside
// the program: a command, a test. It has no limits but those of the fields
// themselves; who serves strangers needs package web.
func (a *API) Answer(ctx context.Context, params *graphql.RawParams) *graphql.Response {
	exec := executor.New(a.schema)
	exec.SetErrorPresenter(Present)
	exec.SetRecoverFunc(func(_ context.Context, value any) error { return fmt.Errorf("panic: %v", value) })
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		if op.Doc == nil {
			return &graphql.Response{Errors: errs}
		}
		// The document is good; the variables are not, or which operation is meant.
		if op.Operation == nil && params.OperationName == "" {
			errs[0].Message = "the document has several operations: operationName must say which"
		}
		for _, err := range errs {
			setCode(err, CodeBadUserInput)
		}
		return &graphql.Response{Errors: errs}
	}
	op.DisableIntrospection = false
	ctx, extensions, err := a.Prepare(ctx, op)
	if err != nil {
		return &graphql.Response{Errors: gqlerror.List{Present(ctx, err)}}
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	response := next(ctx)
	if response == nil { // the executor gives none once the context is done
		return &graphql.Response{Errors: gqlerror.List{Present(ctx, cmpErr(context.Cause(ctx), errNoAnswer))}}
	}
	response.Extensions = extensions
	return response
}

var (
	errNoAnswer   = errors.New("the executor gave no answer")
	errUnprepared = errors.New("the operation was not prepared")
)

// cmpErr is the first error that there is.
func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
