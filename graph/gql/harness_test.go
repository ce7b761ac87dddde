package gql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/gql"
)

// serving is an API of a graph for a clearance.
func serving(tb testing.TB, g graph.Graph, clearance graph.Marking) *gql.API {
	tb.Helper()
	api := servingWith(tb, g, gql.Options{Clearance: clearance, Ask: answersOf(tb, g)})
	twins.Store(api, servingWith(tb, g, gql.Options{Clearance: clearance, Ask: answersOf(tb, g), NoPlans: true}))
	tb.Cleanup(func() { twins.Delete(api) })
	return api
}

func servingWith(tb testing.TB, g graph.Graph, o gql.Options) *gql.API {
	tb.Helper()
	api, err := gql.New(g, o)
	if err != nil {
		tb.Fatal(err)
	}
	return api
}

// twins are the same APIs without plans, by those with. Whatever a test asks one
// of these, it asks its twin as well, and the answers have to be the same bytes.
var twins sync.Map

// answersOf answers queries that are cited.
func answersOf(tb testing.TB, g graph.Graph) export.Asker {
	tb.Helper()
	return func(ctx context.Context, q export.Query, v graph.View) ([]byte, error) {
		params := &graphql.RawParams{
			Query: q.Document, OperationName: q.OperationName, Headers: map[string][]string{"Hudna-Revision": {fmt.Sprint(v.Revision)}},
		}
		if len(q.Variables) > 0 {
			decode(tb, q.Variables, &params.Variables)
		}
		r := answered(ctx, serving(tb, g, v.Clearance), params)
		if len(r.Errors) > 0 {
			return nil, fmt.Errorf("%w: %s", graph.ErrInvalid, r.Errors[0].Message)
		}
		return r.Data, nil
	}
}

// ask asks one question and gives the whole answer as JSON values. The
// variables are JSON.
func ask(tb testing.TB, api *gql.API, query, variables string, header ...string) map[string]any {
	tb.Helper()
	return answerOf(tb, asked(tb, api, query, variables, header...))
}

func asked(tb testing.TB, api *gql.API, query, variables string, header ...string) *graphql.Response {
	tb.Helper()
	params := &graphql.RawParams{Query: query}
	if variables != "" {
		decode(tb, []byte(variables), &params.Variables)
	}
	if len(header) > 0 {
		params.Headers = map[string][]string{"Hudna-Revision": header}
	}
	return answered(context.Background(), api, params)
}

// answered runs an operation without the limits of the transport. What the
// transport says of a request by itself has the same codes here. Whoever watches
// fields watches the executor: a plan has none.
func answered(ctx context.Context, api *gql.API, params *graphql.RawParams, watching ...graphql.HandlerExtension) *graphql.Response {
	twin, ok := twins.Load(api)
	if !ok {
		return answeredBy(ctx, api, params, watching...)
	}
	without, _ := twin.(*gql.API)
	if len(watching) > 0 {
		return answeredBy(ctx, without, params, watching...)
	}
	planned := answeredBy(ctx, api, params)
	if differs := otherwise(planned, answeredBy(ctx, without, params)); differs != "" {
		panic(fmt.Sprintf("%s\n%v\n%s", params.Query, params.Variables, differs))
	}
	return planned
}

// otherwise says in what an answer is not the same as another one, byte for byte.
// Only the order of errors may be another: the executor runs fields side by side.
func otherwise(got, want *graphql.Response) string {
	errs := func(r *graphql.Response) []string {
		var out []string
		for _, err := range r.Errors {
			text, _ := json.Marshal(err)
			out = append(out, string(text))
		}
		slices.Sort(out)
		return out
	}
	a, b := errs(got), errs(want)
	if _, explained := want.Extensions["explain"]; !explained && !reflect.DeepEqual(got.Extensions, want.Extensions) {
		return cmp.Diff(want.Extensions, got.Extensions)
	}
	if !bytes.Equal(got.Data, want.Data) || !slices.Equal(a, b) {
		return fmt.Sprintf("- %s %s\n+ %s %s", want.Data, b, got.Data, a)
	}
	return ""
}

func answeredBy(ctx context.Context, api *gql.API, params *graphql.RawParams, watching ...graphql.HandlerExtension) *graphql.Response {
	exec := executor.New(api.Schema())
	exec.SetErrorPresenter(gql.Present)
	for _, w := range watching {
		exec.Use(w)
	}
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		if op.Doc != nil { // it is valid; the variables do not fit, or no operation was chosen
			for _, err := range errs {
				err.Extensions = map[string]any{"code": string(gql.CodeBadUserInput)}
			}
		}
		return &graphql.Response{Errors: errs}
	}
	ctx, extensions, err := api.Prepare(ctx, op)
	if err != nil {
		return &graphql.Response{Errors: gqlerror.List{gql.Present(ctx, err)}}
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	response := next(ctx)
	response.Extensions = extensions
	return response
}

func answerOf(tb testing.TB, r *graphql.Response) map[string]any {
	tb.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		tb.Fatal(err)
	}
	var answer map[string]any
	decode(tb, text, &answer)
	return answer
}

func decode(tb testing.TB, text []byte, into any) {
	tb.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		tb.Fatalf("%v in %s", err, text)
	}
}

// data is what a question answers, which has to be without errors.
func data(tb testing.TB, api *gql.API, query, variables string) map[string]any {
	tb.Helper()
	answer := ask(tb, api, query, variables)
	if answer["errors"] != nil {
		tb.Fatalf("%s: %v", query, answer["errors"])
	}
	d, ok := answer["data"].(map[string]any)
	if !ok {
		tb.Fatalf("%s: no data in %v", query, answer)
	}
	return d
}

// at follows a path of names and indexes through JSON values.
func at(tb testing.TB, v any, path ...any) any {
	tb.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, ok := v.(map[string]any)
			if !ok {
				tb.Fatalf("%v: %v is no object", path, v)
			}
			v = object[step]
		case int:
			list, ok := v.([]any)
			if !ok || step >= len(list) {
				tb.Fatalf("%v: %v has no entry %d", path, v, step)
			}
			v = list[step]
		}
	}
	return v
}

// same compares two JSON values.
func same(tb testing.TB, got, want any) {
	tb.Helper()
	if !reflect.DeepEqual(got, want) {
		tb.Errorf("(- wanted, + got)\n%s", cmp.Diff(want, got))
	}
}

// failure is the one error that an answer has to have.
func failure(tb testing.TB, answer map[string]any) (code, message string, extensions map[string]any) {
	tb.Helper()
	errs, _ := answer["errors"].([]any)
	if len(errs) != 1 {
		tb.Fatalf("%d errors in %v", len(errs), answer)
	}
	extensions, _ = at(tb, errs[0], "extensions").(map[string]any)
	code, _ = extensions["code"].(string)
	message, _ = at(tb, errs[0], "message").(string)
	return code, message, extensions
}
