package plan_test

import (
	"context"
	"fmt"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph/gql/plan"
)

// What gqlgen would generate for the schema below.
type (
	resolverRoot  interface{ Query() queryResolver }
	queryResolver interface {
		Lake(ctx context.Context) (*lake, error)
	}
	complexityRoot struct{}
)

type lake struct {
	Name  string
	Depth *float64
}

type resolvers struct{}

func (r resolvers) Query() queryResolver                  { return r }
func (resolvers) Lake(ctx context.Context) (*lake, error) { return &lake{Name: "Vetra"}, ctx.Err() }

func Example() {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { lake: Lake }
		type Lake { name: String! depth: Float }`})
	compiler := plan.NewCompiler(plan.Options{
		Schema: schema, Resolvers: resolvers{}, Root: reflect.TypeFor[resolverRoot](),
		Complexity: func() (any, func() graphql.ExecutableSchema) {
			return &complexityRoot{}, func() graphql.ExecutableSchema { return nil }
		},
	})
	doc := gqlparser.MustLoadQueryWithRules(schema, `{ lake { __typename called: name depth } }`, nil)
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]}
	p, err := compiler.Compile(op)
	if err != nil {
		fmt.Println(err)
		return
	}
	data, ok := p.Run(context.Background(), op)
	fmt.Println(string(data), ok)
	// Output: {"lake":{"__typename":"Lake","called":"Vetra","depth":null}} true
}
