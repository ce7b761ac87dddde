package plan_test

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph/gql/plan"
)

const shores = `
type Query { shore: Shore! node: Node! faulty: Shore }
interface Node { id: ID! node: Node! }
type Shore implements Node { id: ID! node: Node! words: String! note: String depth: Int secret: Elsewhere }
type Reef implements Node { id: ID! node: Node! }
scalar Elsewhere`

type shore struct{ ID, Words, Note string }

func (s *shore) Node() any          { return nil }
func (s *shore) Depth() (int, bool) { return 7, s.Note == "deep" }

type reef struct{ ID string }

func (r *reef) Node() any { return nil }

type (
	shoreRoot  interface{ Query() shoreQuery }
	shoreQuery interface {
		Shore(ctx context.Context) (*shore, error)
		Node(ctx context.Context) (any, error)
		Faulty(ctx context.Context) (*shore, error)
	}
)

type shoreResolver struct{ of *shore }

func (r shoreResolver) Query() shoreQuery                          { return r }
func (r shoreResolver) Shore(context.Context) (*shore, error)      { return r.of, nil }
func (r shoreResolver) Node(context.Context) (any, error)          { return r.of, nil }
func (r shoreResolver) Faulty(ctx context.Context) (*shore, error) { panic(ctx) }

// run compiles a query and runs it; the data is empty where the plan gives up.
func run(t *testing.T, of *shore, query string) (string, error) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: shores})
	compiler := plan.NewCompiler(plan.Options{
		Schema: schema, Resolvers: shoreResolver{of}, Root: reflect.TypeFor[shoreRoot](),
		Records: map[string]any{"Shore": &shore{}, "Reef": &reef{}},
		Complexity: func() (any, func() graphql.ExecutableSchema) {
			return &struct{}{}, func() graphql.ExecutableSchema { return nil }
		},
	})
	doc := gqlparser.MustLoadQueryWithRules(schema, query, nil)
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]}
	p, err := compiler.Compile(op)
	if err != nil {
		return "", err
	}
	data, ok := p.Run(t.Context(), op)
	if ok != (data != nil) {
		t.Errorf("%v with %s", ok, data)
	}
	return string(data), nil
}

func given(t *testing.T, of *shore, query, want string) {
	t.Helper()
	if got, err := run(t, of, query); got != want || err != nil {
		t.Errorf("%s: %q, error %v, want %q", query, got, err, want)
	}
}

func TestNullGivesUp(t *testing.T) {
	given(t, &shore{Words: "Vetra"}, `{ shore { words note } }`, `{"shore":{"words":"Vetra","note":null}}`)
	given(t, &shore{}, `{ shore { words } }`, ``)
	given(t, nil, `{ shore { words } }`, ``)
	given(t, &shore{ID: "a"}, `{ shore { node { id } } }`, ``)
}

func TestPanicGivesUp(t *testing.T) {
	given(t, &shore{}, `{ faulty { note } }`, ``)
}

func TestNoValueIsNull(t *testing.T) {
	given(t, &shore{}, `{ shore { depth } }`, `{"shore":{"depth":null}}`)
	given(t, &shore{Note: "deep"}, `{ shore { depth } }`, `{"shore":{"depth":7}}`)
}

// Texts are written as gqlgen writes them, byte for byte.
func TestTexts(t *testing.T) {
	for _, text := range []string{"plain", "a\"b\\c", "\t\r\n\b\x00\x1f\x7f", "هدنة", "\xff\xfe", "\u2028<>&"} {
		var want bytes.Buffer
		graphql.MarshalString(text).MarshalGQL(&want)
		given(t, &shore{Words: text}, `{ shore { words } }`, `{"shore":{"words":`+want.String()+`}}`)
	}
}

func TestWhatIsNotCovered(t *testing.T) {
	for _, query := range []string{`{ shore { secret } }`, `{ __schema { types { name } } }`} {
		if _, err := run(t, &shore{}, query); err == nil {
			t.Errorf("%s is covered", query)
		}
	}
}

// A selection of an interface is compiled for each of its types, and in these
// again.
func TestLargeSelectionsAreNotCovered(t *testing.T) {
	const levels = 14
	_, err := run(t, &shore{}, "{ node "+strings.Repeat("{ node ", levels)+"{ id }"+strings.Repeat("}", levels)+" }")
	if err == nil || !strings.Contains(err.Error(), "so many fields") {
		t.Error(err)
	}
}

func TestConditions(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: shores})
	doc := gqlparser.MustLoadQueryWithRules(schema, `query Q($a: Boolean!, $b: Boolean!, $c: Boolean!) {
		shore { words @skip(if: $a) ...F ... @include(if: $c) { note } } }
		fragment F on Shore { note @include(if: $b) words @skip(if: $a) depth @skip(if: true) }`, nil)
	if got := plan.Conditions(doc.Operations[0]); !reflect.DeepEqual(got, []string{"a", "b", "c"}) {
		t.Error(got)
	}
}
