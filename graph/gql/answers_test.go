package gql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/gql/model"
)

// TestAnswers asks every question of testdata/answers and compares the answer
// with the one that was written down beside it. UPDATE=1 writes them anew.
func TestAnswers(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testAnswers(t, g) })
	}
}

func testAnswers(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for name, q := range written(t) {
		t.Run(name, func(t *testing.T) {
			answer := answerOf(t, answered(t.Context(), api, q.params))
			if answer["errors"] != nil {
				t.Fatal(answer["errors"])
			}
			if os.Getenv("UPDATE") != "" {
				rewrite(t, q, answer["data"])
			}
			same(t, answer["data"], q.data)
		})
	}
}

// TestEveryFieldAnswers: each field of the schema answers something to one of
// the questions of testdata/answers or the requests of testdata/changes.txtar.
func TestEveryFieldAnswers(t *testing.T) {
	g := graphs(t)["ledger"]
	imported(t, g)
	api := serving(t, g, graph.MarkingPublic)
	fields := &witness{seen: make(map[string]bool)}
	questions := written(t)
	questions["where records come from"] = question{params: &graphql.RawParams{Query: comeFrom}}
	questions["who takes which positions"] = question{params: &graphql.RawParams{Query: positionsOfTheWorld}}
	questions["what waits"] = question{params: &graphql.RawParams{Query: waits}}
	for what, query := range found {
		questions[what] = question{params: &graphql.RawParams{Query: query}}
	}
	for _, q := range questions {
		if r := answered(t.Context(), api, q.params, fields); len(r.Errors) > 0 {
			t.Fatal(r.Errors)
		}
	}
	writer := servingWith(t, graphs(t)["ledger"], gql.Options{By: coder, NewID: numbered(), NoPlans: true})
	for _, file := range changing(t).Files {
		if strings.HasSuffix(file.Name, ".graphql") {
			answered(graph.WithPrincipal(t.Context(), whoAsks(file.Name)), writer, request(string(file.Data)), fields)
		}
	}
	answered(t.Context(), serving(t, inDispute(t)["ledger"], graph.MarkingPublic), request(disputeQuestion), fields)
	bounded := servingWith(t, g, gql.Options{NoPlans: true, Rate: func(context.Context) (*model.RateLimit, bool) {
		return &model.RateLimit{Cost: 1, Limit: 10, Remaining: 9, ResetAt: time.Unix(1, 0)}, true
	}})
	answered(t.Context(), bounded, request(`{ rateLimit { cost limit remaining resetAt } }`), fields)
	told := compared(t)
	answered(t.Context(), serving(t, told, graph.MarkingPublic), request(comparedQuestion), fields)
	answered(t.Context(), servingWith(t, told, gql.Options{By: coder, NoPlans: true}), request(judgingReports), fields)
	for _, query := range []string{allRevisions, ofTheCouncil} {
		after := map[string]string{allRevisions: "(after: 15)", ofTheCouncil: ", after: 16"}[query]
		next(t, subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(query, after), fields))
	}
	disputed := inDispute(t)["ledger"]
	withdrawn := commit(t, disputed, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: "statement/militia-claims", Reason: "made up by mistake"}}})
	disputesHeard(t, subscribed(t, servingWith(t, disputed, gql.Options{}), graph.MarkingPublic, fmt.Sprintf(underTheTruce, fmt.Sprintf(", after: %d", withdrawn-1)), fields))
	for _, field := range fields.unseen(api.Schema().Schema()) {
		t.Errorf("%s answers nothing to any question", field)
	}
}

// A question is one of testdata/answers with the answer that it has to get.
type question struct {
	file    string
	archive *txtar.Archive
	params  *graphql.RawParams
	data    any
}

func written(t *testing.T) map[string]question {
	t.Helper()
	files, err := filepath.Glob("testdata/answers/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	out := make(map[string]question)
	for _, file := range files {
		q := question{file: file, params: new(graphql.RawParams)}
		if q.archive, err = txtar.ParseFile(file); err != nil {
			t.Fatal(err)
		}
		for _, part := range q.archive.Files {
			switch part.Name {
			case "query.graphql":
				q.params.Query = string(part.Data)
			case "variables.json":
				decode(t, part.Data, &q.params.Variables)
			case "data.json":
				decode(t, part.Data, &q.data)
			default:
				t.Fatalf("%s: what is %s?", file, part.Name)
			}
		}
		out[strings.TrimSuffix(filepath.Base(file), ".txtar")] = q
	}
	return out
}

// rewrite writes an answer down, for somebody to read.
func rewrite(t *testing.T, q question, data any) {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(data); err != nil {
		t.Fatal(err)
	}
	for i := range q.archive.Files {
		if q.archive.Files[i].Name == "data.json" {
			q.archive.Files[i].Data = text.Bytes()
		}
	}
	if err := os.WriteFile(q.file, txtar.Format(q.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A witness notes which fields answered something.
type witness struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (*witness) ExtensionName() string                   { return "Witness" }
func (*witness) Validate(graphql.ExecutableSchema) error { return nil }

func (w *witness) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx)
	value, err := next(ctx)
	if v := reflect.ValueOf(value); v.IsValid() && !empty(v) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.seen[field.Object+"."+field.Field.Name] = true
	}
	return value, err
}

// empty reports whether a value is null, an empty text or an empty list.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || v.Elem().Kind() == reflect.String && v.Elem().Len() == 0
	case reflect.Slice, reflect.String:
		return v.Len() == 0
	}
	return false
}

// unseen lists the fields of a schema that answered nothing.
func (w *witness) unseen(s *ast.Schema) []string {
	var out []string
	for name, def := range s.Types {
		if def.BuiltIn || def.Kind != ast.Object {
			continue
		}
		for _, f := range def.Fields {
			// Cursors are opaque, and no answer to be written down: see TestPages.
			opaque := strings.HasSuffix(strings.ToLower(f.Name), "cursor")
			// It takes more than a thousand records that have something in common.
			opaque = opaque || name+"."+f.Name == "Candidates.frequent"
			if !strings.HasPrefix(f.Name, "__") && !opaque && !w.seen[name+"."+f.Name] {
				out = append(out, name+"."+f.Name)
			}
		}
	}
	slices.Sort(out)
	return out
}
