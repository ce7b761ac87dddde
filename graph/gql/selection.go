package gql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"hudna/graph"
	"hudna/graph/gql/exec"
	"hudna/graph/gql/model"
)

// The bounds of a filter that is read by itself.
const (
	MaxFilterBytes  = 64 << 10
	maxFilterTokens = 20_000
)

// filterOf is the list of the API that holds records of a kind, and the type of
// its filter; none where the list takes no filter.
func filterOf(kind graph.Kind) (field, input string) {
	switch kind {
	case graph.KindActor:
		return "actors", "ActorFilter"
	case graph.KindStatement:
		return "statements", "StatementFilter"
	case graph.KindEvent:
		return "events", "EventFilter"
	case graph.KindLocation:
		return "locations", "LocationFilter"
	case graph.KindAgreement:
		return "agreements", "AgreementFilter"
	case graph.KindDocument:
		return "documents", "DocumentFilter"
	case graph.KindTopic:
		return "topics", "TopicFilter"
	}
	return "", ""
}

// ParseFilter reads a filter as the list of a kind of records takes it in its
// argument "where", in the syntax of GraphQL or as JSON, and gives the query
// that the list asks the graph: a [graph.StatementQuery], for instance. What is
// wrong with it is [graph.ErrInvalid] or [graph.ErrTooComplex], in the words of
// the API. Import runs, judgements and codebooks have no filters.
func ParseFilter(ctx context.Context, kind graph.Kind, text string) (any, error) {
	field, input := filterOf(kind)
	switch {
	case field == "":
		return nil, &graph.FieldError{Path: "filter", Reason: fmt.Sprintf("is not for records of kind %s, which have none", kind)}
	case len(text) > MaxFilterBytes:
		return nil, &graph.FieldError{Path: "filter", Reason: fmt.Sprintf("is longer than %d bytes", MaxFilterBytes)}
	case strings.TrimSpace(text) == "":
		return nil, &graph.FieldError{Path: "filter", Reason: "is blank"}
	}
	params := &graphql.RawParams{Query: fmt.Sprintf("query($where: %s!) { %s(where: $where, first: 1) { totalCount } }", input, field)}
	var where any
	if err := json.Unmarshal([]byte(text), &where); err == nil {
		params.Variables = map[string]any{"where": where}
	} else if params.Query, err = literally(field, text); err != nil {
		return nil, err
	}
	caught := &catcher{f: &filtering{}}
	e := executor.New(exec.NewExecutableSchema(exec.Config{Resolvers: catching{&resolver{}, caught}}))
	e.SetErrorPresenter(Present)
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := e.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		return nil, misread(errs)
	}
	next, ctx := e.DispatchOperation(graphql.WithOperationContext(ctx, op), op)
	answer := next(ctx)
	switch {
	case caught.query == nil && len(answer.Errors) > 0:
		return nil, misread(answer.Errors)
	case caught.query == nil:
		return nil, errors.New("gql: the filter was not read")
	case caught.f.err != nil:
		return nil, caught.f.err
	}
	if err := graph.CheckQuery(caught.query); err != nil {
		return nil, asked(err)
	}
	return caught.query, nil
}

// literally is a document with the filter as GraphQL spells it, and nothing
// besides: what closes the filter and goes on is refused.
func literally(field, text string) (string, error) {
	query := fmt.Sprintf("{ %s(where: %s\n, first: 1) { totalCount } }", field, text)
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxFilterTokens)
	if err != nil {
		return "", &graph.FieldError{Path: "filter", Reason: "is neither JSON nor a value of GraphQL: " + brief(err)}
	}
	refuse := &graph.FieldError{Path: "filter", Reason: "is more than one filter, or none: it begins with { and ends with }"}
	if len(doc.Operations) != 1 || len(doc.Fragments) != 0 || len(doc.Operations[0].SelectionSet) != 1 {
		return "", refuse
	}
	f, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok || f.Name != field || len(f.Arguments) != 2 || f.Arguments[0].Value.Kind != ast.ObjectValue || len(f.Directives) != 0 || len(f.SelectionSet) != 1 {
		return "", refuse
	}
	return query, nil
}

func brief(err error) string {
	var of *gqlerror.Error
	if errors.As(err, &of) {
		return of.Message
	}
	return err.Error()
}

// misread says why a filter was not read.
func misread(errs gqlerror.List) error {
	var all []error
	for _, e := range errs {
		path := strings.TrimPrefix(e.Path.String(), "variable.")
		if path == "" {
			path = "filter"
		}
		all = append(all, &graph.FieldError{Path: path, Reason: e.Message})
	}
	return errors.Join(all...)
}

// A catcher keeps the query that a filter comes to.
type catcher struct {
	f     *filtering
	query any
}

// errCaught ends an operation whose filter was read: nothing is asked.
var errCaught = errors.New("the filter was read")

// catching are the resolvers of an API that answers nothing, and whose lists give
// their filters to a catcher: so a filter is read by the same code as in an
// answer, to the last default.
type catching struct {
	*resolver
	caught *catcher
}

// Query gives the lists.
func (c catching) Query() exec.QueryResolver {
	return catchingQuery{c.resolver.Query(), c.caught}
}

type catchingQuery struct {
	exec.QueryResolver
	*catcher
}

func caught[T any](c *catcher, query any) (*T, error) {
	c.query = query
	return nil, errCaught
}

func (c catchingQuery) Actors(_ context.Context, where *model.ActorFilter, _ *int32, _ *string, _ *int32, _ *string) (*model.Connection[*graph.Actor], error) {
	return caught[model.Connection[*graph.Actor]](c.catcher, all("", "where", where, c.f.actorQuery))
}

func (c catchingQuery) Locations(_ context.Context, where *model.LocationFilter, _ *int32, _ *string, _ *int32, _ *string) (*model.Connection[*graph.Location], error) {
	return caught[model.Connection[*graph.Location]](c.catcher, all("", "where", where, c.f.locations))
}

func (c catchingQuery) Topics(_ context.Context, where *model.TopicFilter, _ *int32, _ *string, _ *int32, _ *string) (*model.Connection[*graph.Topic], error) {
	return caught[model.Connection[*graph.Topic]](c.catcher, all("", "where", where, c.f.topics))
}

func (c catchingQuery) Agreements(_ context.Context, where *model.AgreementFilter, _ *int32, _ *string, _ *int32, _ *string) (*model.Connection[*graph.Agreement], error) {
	return caught[model.Connection[*graph.Agreement]](c.catcher, all("", "where", where, c.f.agreements))
}

func (c catchingQuery) Documents(_ context.Context, where *model.DocumentFilter, _ *int32, _ *string, _ *int32, _ *string) (*model.Connection[*graph.Document], error) {
	return caught[model.Connection[*graph.Document]](c.catcher, all("", "where", where, c.f.documents))
}

func (c catchingQuery) Events(_ context.Context, where *model.EventFilter, _ *graph.EventOrder, _ *int32, _ *string, _ *int32, _ *string) (*model.Connection[*graph.Event], error) {
	return caught[model.Connection[*graph.Event]](c.catcher, graph.EventQuery{EventSet: all("", "where", where, c.f.events)})
}

func (c catchingQuery) Statements(_ context.Context, where *model.StatementFilter, _ *graph.StatementOrder, _ *int32, _ *string, _ *int32, _ *string) (*model.StatementConnection, error) {
	return caught[model.StatementConnection](c.catcher, listing{where: where}.query(c.f))
}
