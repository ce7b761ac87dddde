package gql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/gql"
)

// TestAnswers asks every question of testdata/answers and compares the answer
// with the one that was written down beside it. Each field of the schema has to
// have been asked for, and to have answered something, by the end.
func TestAnswers(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	files, err := filepath.Glob("testdata/answers/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	fields := &witness{seen: make(map[string]bool)}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { answers(t, api, fields, file) })
	}
	for _, field := range fields.unseen(api.Schema().Schema()) {
		t.Errorf("%s answered nothing to any question", field)
	}
}

func answers(t *testing.T, api *gql.API, fields *witness, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string][]byte)
	for _, f := range archive.Files {
		parts[f.Name] = f.Data
	}
	params := &graphql.RawParams{Query: string(parts["query.graphql"])}
	if v := parts["variables.json"]; v != nil {
		decode(t, v, &params.Variables)
	}
	answer := answerOf(t, fields.answer(t, api, params))
	if answer["errors"] != nil {
		t.Fatal(answer["errors"])
	}
	if os.Getenv("UPDATE") != "" {
		rewrite(t, file, archive, answer["data"])
	}
	var want any
	decode(t, parts["data.json"], &want)
	same(t, answer["data"], want)
}

// rewrite writes an answer down, for somebody to read.
func rewrite(t *testing.T, file string, archive *txtar.Archive, data any) {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(data); err != nil {
		t.Fatal(err)
	}
	for i := range archive.Files {
		if archive.Files[i].Name == "data.json" {
			archive.Files[i].Data = text.Bytes()
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
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

// answer runs an operation as [gql.API.Answer] does, and watches its fields.
func (w *witness) answer(t *testing.T, api *gql.API, params *graphql.RawParams) *graphql.Response {
	t.Helper()
	exec := executor.New(api.Schema())
	exec.SetErrorPresenter(gql.Present)
	exec.Use(w)
	ctx := graphql.StartOperationTrace(t.Context())
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	ctx, _, err := api.Prepare(ctx, op)
	if err != nil {
		t.Fatal(err)
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	return next(ctx)
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
			if !strings.HasPrefix(f.Name, "__") && !opaque && !w.seen[name+"."+f.Name] {
				out = append(out, name+"."+f.Name)
			}
		}
	}
	slices.Sort(out)
	return out
}
