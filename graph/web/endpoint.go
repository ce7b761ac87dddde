package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/complexity"
	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// endpoint is the GraphQL endpoint: the strict GET and POST transport on
// gqlgen's executor.
type endpoint struct {
	schema        graphql.ExecutableSchema
	exec          *executor.Executor
	present       graphql.ErrorPresenterFunc
	prepare       Prepare
	introspection bool
	census        census
	documents     *documents
	persisted     *persisted
	salt          string // of the tags of answers
	tellCost      bool
	answers       *answers // nil where none are kept
	state         func(context.Context) (string, bool, error)
	spent         func([]byte)
	gate          *gate
	rates         *rates // nil where nothing is bounded
	limits        Limits
	timeouts      Timeouts
	explain       func(context.Context) (context.Context, func() []slog.Attr) // nil where nothing is
	fields        fields
}

// fields are what stands in the head of many answers, which share it: nobody writes over
// it.
type fields struct {
	private, vary, json, response []string
}

func newEndpoint(o Options) (*endpoint, error) {
	e := &endpoint{
		schema:        o.Schema,
		exec:          executor.New(o.Schema),
		present:       o.Present,
		prepare:       o.Prepare,
		spent:         o.Spent,
		introspection: !o.NoIntrospection,
		census:        newCensus(o.Schema.Schema()),
		documents:     newDocuments(o.Limits, o.Schema.Schema(), !o.NoIntrospection),
		gate:          newGate(o.Limits.Operations, o.Limits.Waiting, o.Timeouts.Wait),
		persisted:     newPersisted(o.Documents, o.Limits.Persisted),
		salt:          cmp.Or(o.Salt, rand.Text()),
		tellCost:      o.Cost,
		limits:        o.Limits,
		timeouts:      o.Timeouts,
		fields: fields{
			private:  []string{"private"},
			vary:     []string{"Accept-Encoding", "Authorization, Accept, Hudna-Revision"},
			json:     []string{mediaJSON + "; charset=utf-8"},
			response: []string{mediaResponse + "; charset=utf-8"},
		},
	}
	var err error
	if e.rates, err = newRates(o.Rate, o.Limits); err != nil {
		return nil, err
	}
	if e.state = o.State; e.state != nil && o.Answers > 0 {
		e.answers = newAnswers(o.Answers)
	}
	if o.Slow > 0 {
		e.explain = o.Explain
	}
	if e.present == nil {
		e.present = graphql.DefaultErrorPresenter
	}
	e.exec.SetErrorPresenter(e.present)
	e.exec.SetRecoverFunc(recovered)
	e.exec.SetQueryCache(handed{})
	for _, x := range o.Extensions {
		if err := x.Validate(o.Schema); err != nil {
			return nil, fmt.Errorf("extension %s: %w", x.ExtensionName(), err)
		}
		e.exec.Use(x)
	}
	return e, nil
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Cache-Control"] = e.fields.private
	if vary := h["Vary"]; len(vary) == 1 && vary[0] == "Accept-Encoding" {
		h["Vary"] = e.fields.vary
	} else {
		h.Add("Vary", e.fields.vary[1])
	}
	media, ok := negotiate(r.Header.Values("Accept"))
	if !ok {
		e.write(w, r, mediaJSON, nil, fail(http.StatusNotAcceptable, CodeBadRequest,
			"the answer is "+mediaJSON+" or "+mediaResponse))
		return
	}
	params, f := e.read(w, r)
	if f != nil {
		e.write(w, r, media, nil, f)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), e.timeouts.Operation)
	defer cancel()
	response, f := e.answer(withTags(ctx, r), r, params, h, media)
	if f == unchanged {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	e.write(w, r, media, response, f)
	if response != nil && e.answers == nil && e.spent != nil {
		e.spent(response.Data)
	}
}

// answer runs one request once there is room for it. What is told of the answer
// by itself goes into the header h.
func (e *endpoint) answer(ctx context.Context, r *http.Request, params *graphql.RawParams, h http.Header, media string) (*graphql.Response, *failure) {
	back, f := e.gate.enter(ctx)
	if f != nil {
		return nil, f
	}
	defer back()
	ctx, op, cost, f := e.understand(ctx, r, params, e.admit)
	if f != nil {
		return nil, f
	}
	return e.run(ctx, r, op, cost, h, media)
}

// understand finds out what a request asks and what it costs, and takes that from the
// allowance of who asks. What a way of asking does not carry, admit refuses.
func (e *endpoint) understand(ctx context.Context, r *http.Request, params *graphql.RawParams, admit func(string, *ast.OperationDefinition) *failure) (context.Context, *graphql.OperationContext, int, *failure) {
	doc, f := e.document(ctx, params)
	if f != nil {
		return ctx, nil, 0, f
	}
	selected, f := choose(doc.QueryDocument, params.OperationName)
	if f != nil {
		return ctx, nil, 0, f
	}
	reportFrom(ctx).setOperation(selected, doc.hash)
	if f := admit(r.Method, selected); f != nil {
		return ctx, nil, 0, f
	}
	params.Headers = r.Header
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := e.exec.CreateOperationContext(withDocument(ctx, doc.QueryDocument), params)
	if len(errs) > 0 {
		return ctx, nil, 0, e.refused(errs, params.Variables)
	}
	op.DisableIntrospection = !e.introspection
	cost, f := e.afford(ctx, doc, op)
	if f != nil {
		return ctx, nil, 0, f
	}
	left, bounded, f := e.rates.take(ctx, cost)
	if f != nil {
		return ctx, nil, 0, f
	}
	if bounded {
		ctx = context.WithValue(ctx, allowanceKey{}, left)
	}
	return ctx, op, cost, nil
}

// choose picks the operation to run.
func choose(doc *ast.QueryDocument, name string) (*ast.OperationDefinition, *failure) {
	if op := doc.Operations.ForName(name); op != nil {
		return op, nil
	}
	if name == "" {
		return nil, fail(0, CodeBadUserInput, "the document has several operations: operationName must say which")
	}
	return nil, fail(0, CodeBadUserInput, "the document has no operation of the name in operationName")
}

// admit refuses what this transport does not carry.
func (e *endpoint) admit(method string, op *ast.OperationDefinition) *failure {
	switch {
	case op.Operation == ast.Subscription:
		return fail(0, CodeBadUserInput, "subscriptions are not offered over GET and POST")
	case op.Operation == ast.Mutation && method == http.MethodGet:
		return fail(http.StatusMethodNotAllowed, CodeBadRequest, "a mutation needs POST").with("Allow", "POST")
	case !e.introspection && introspects(op.SelectionSet):
		return fail(0, CodeForbidden, "introspection is switched off")
	}
	return nil
}

// introspects reports whether an operation asks about the schema.
func introspects(set ast.SelectionSet) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name == "__schema" || s.Name == "__type" {
				return true
			}
		case *ast.InlineFragment:
			if introspects(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if introspects(s.Definition.SelectionSet) {
				return true
			}
		}
	}
	return false
}

// refused is the answer when the executor refuses the variables; the document
// and the operation were found good before.
func (e *endpoint) refused(errs gqlerror.List, variables map[string]any) *failure {
	f := &failure{}
	for _, err := range errs[:min(len(errs), e.limits.RequestErrors)] {
		out := coded(CodeBadUserInput, brief(misfit(err, variables)))
		out.Path, out.Locations = err.Path, err.Locations
		f.errors = append(f.errors, out)
	}
	return f
}

// afford refuses an operation that may answer with too many objects, and says with
// how many.
func (e *endpoint) afford(ctx context.Context, doc *document, op *graphql.OperationContext) (int, *failure) {
	cost := doc.costs.of(op.Operation, op.Variables, func() int {
		cost := complexity.Calculate(ctx, e.schema, op.Operation, op.Variables)
		return min(cost, plenty) + e.census.objects(op.Operation)
	})
	if cost > e.limits.Complexity {
		f := exceeded("Complexity", e.limits.Complexity,
			fmt.Sprintf("the operation may answer with more than %d objects", e.limits.Complexity))
		f.errors[0].Extensions["cost"] = cost
		return cost, f
	}
	return cost, nil
}

// run lets the layer above choose what is read, and executes, unless the answer is
// kept.
func (e *endpoint) run(ctx context.Context, r *http.Request, op *graphql.OperationContext, cost int, h http.Header, media string) (*graphql.Response, *failure) {
	within := graphql.WithOperationContext(ctx, op)
	if e.explain != nil {
		var tell func() []slog.Attr
		within, tell = e.explain(within)
		reportFrom(ctx).explained(tell)
	}
	var extensions map[string]any
	if e.prepare != nil {
		prepared, said, err := e.prepare(within, r, op)
		if err != nil {
			return nil, e.unprepared(within, err)
		}
		within, extensions = prepared, said
	}
	if e.tellCost {
		if extensions == nil {
			extensions = make(map[string]any, 1)
		}
		extensions["cost"] = cost
	}
	key, kept, err := e.key(within, op, media)
	if err != nil {
		return nil, e.unprepared(within, err)
	}
	return e.tagged(r, h, e.tag(ctx, r, key), kept, func() (*graphql.Response, *failure) {
		if kept && e.answers != nil {
			return e.answers.answer(h, key, func() (*graphql.Response, *failure) { return e.execute(ctx, within, op, extensions) })
		}
		return e.execute(ctx, within, op, extensions)
	})
}

// execute runs an operation that was prepared.
func (e *endpoint) execute(ctx, within context.Context, op *graphql.OperationContext, extensions map[string]any) (*graphql.Response, *failure) {
	next, within := e.exec.DispatchOperation(within, op)
	response := next(within)
	if f := cut(ctx); f != nil {
		return nil, f
	}
	if response == nil {
		return nil, fail(http.StatusInternalServerError, CodeInternal, "the executor gave no answer")
	}
	for key, value := range extensions {
		if response.Extensions == nil {
			response.Extensions = make(map[string]any, len(extensions))
		}
		response.Extensions[key] = value
	}
	return response, nil
}

// unprepared is the answer when Prepare refuses.
func (e *endpoint) unprepared(ctx context.Context, err error) *failure {
	if f := cut(ctx); f != nil {
		return f
	}
	out := e.present(ctx, err)
	f := &failure{errors: gqlerror.List{out}}
	if codeOf(out) == CodeForbidden {
		f.status = http.StatusForbidden
	} else {
		f.status, _ = faultStatus(codeOf(out))
	}
	return f
}

// cut is the answer to an operation that was cut off: by its deadline, or by
// the client or the server going away.
func cut(ctx context.Context) *failure {
	switch err := ctx.Err(); {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return late()
	default:
		return fail(http.StatusServiceUnavailable, CodeOverloaded, "the operation was cut off")
	}
}

// late is the answer to an operation that took too long.
func late() *failure {
	return fail(http.StatusGatewayTimeout, CodeTimeout, "the operation took too long").because("Time")
}

// writeDeadline gives the answer its time, counted from now.
func (e *endpoint) writeDeadline(w http.ResponseWriter) {
	// A writer that knows no deadlines is a test's.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(e.timeouts.Write))
}
