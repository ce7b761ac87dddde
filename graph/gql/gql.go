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
// refer to is read at once, see records. What a mutation brings is made a
// change of package graph, with the decoder of package ndjson, and committed;
// what its answer holds is read as of the revision that was made, see session.
package gql

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/gql/model"
)

// Options says how an [API] answers.
type Options struct {
	// Clearance is what those who ask may see: PUBLIC unless given. It is that of
	// an operation whose context does not say who asks.
	Clearance graph.Marking
	// By is who changes something: the author of the revisions. Its clearance is
	// the one above. Without a name nothing can be changed.
	By graph.Principal
	// NewID makes an id for a record that is created without one: one that says
	// nothing of it, and for a marking that is not PUBLIC one that is opaque.
	// Without it every record has to come with its id.
	NewID func(graph.Kind, graph.Marking) (graph.ID, error)
	// Ask answers a query that is cited, within the limits of whatever carries
	// requests to this API. The context that it is given is the one under which
	// the query has to run. Without it only records can be cited.
	Ask export.Asker
	// Rate says what of its allowance the one who asks has left; false where
	// nothing bounds it. Without it nothing does.
	Rate func(context.Context) (*model.RateLimit, bool)
	// NoPlans has every operation run by gqlgen's executor, field by field, and
	// so with whatever watches fields. The answers are the same.
	NoPlans bool
}

// An API answers GraphQL from one graph. For whom, the context of an operation
// says ([graph.PrincipalOf]) or, where it does not, the options. It is safe for
// use by several goroutines.
type API struct {
	graph  graph.Graph
	by     graph.Principal // who asks where the context does not say
	newID  func(graph.Kind, graph.Marking) (graph.ID, error)
	ask    export.Asker
	rate   func(context.Context) (*model.RateLimit, bool)
	schema *schema
	hub    hub
	// slow is the hub of what takes an analysis for each revision, so that nobody else
	// waits for it.
	slow hub
	// shown is the commit of the last policy that was looked at.
	shown atomic.Pointer[graph.Commit]
	// said is what was said of a commit last.
	said atomic.Pointer[commitSaid]
}

// nobody changes nothing: who asks where nobody is named who could.
var nobody = graph.Principal{Name: "nobody", Role: graph.RoleReader}

// New makes an API of a graph.
func New(g graph.Graph, o Options) (*API, error) {
	if o.Clearance == "" {
		o.Clearance = graph.MarkingPublic
	}
	if !o.Clearance.Valid() {
		return nil, fmt.Errorf("gql: clearance: %w", &graph.FieldError{Reason: "is no marking"})
	}
	by := o.By
	if by.Name == "" {
		by = nobody
	}
	by.Clearance = o.Clearance
	if err := graph.ValidatePrincipal(by); err != nil {
		return nil, fmt.Errorf("gql: who changes something: %w", err)
	}
	a := &API{graph: g, by: by, newID: o.NewID, ask: o.Ask, rate: o.Rate, schema: newSchema()}
	if !o.NoPlans {
		a.schema.plans = newPlans(a.schema.Schema())
	}
	return a, nil
}

// Schema is what runs an operation. Its context has to come from
// [API.Prepare]. Its complexity functions give the cost of an operation in
// objects that may be in its answer.
func (a *API) Schema() graphql.ExecutableSchema { return a.schema }
