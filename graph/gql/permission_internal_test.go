package gql

import (
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"hudna/graph"
)

// TestPermissions: every mutation of the schema says which role it takes, whoever has
// less is refused, and what the table does not know is refused to everybody.
func TestPermissions(t *testing.T) {
	mutations := newSchema().Schema().Mutation.Fields
	for _, field := range mutations {
		role, listed := permissions[field.Name]
		if !listed {
			t.Errorf("which role does the mutation %s take? permission.go does not say", field.Name)
			continue
		}
		for _, mine := range []graph.Role{graph.RoleReader, graph.RoleCoder, graph.RoleReviewer, graph.RoleAdmin} {
			for _, document := range []string{
				"mutation { " + field.Name + " }",
				"mutation { a: __typename b: " + field.Name + " }",
				"mutation { ... { ... on Mutation { " + field.Name + " } } }",
				"mutation { ...F } fragment F on Mutation { " + field.Name + " }",
			} {
				err := permit(graph.Principal{Name: "made-up", Role: mine}, operationOf(t, document))
				if refused := errors.Is(err, graph.ErrForbidden); refused == mine.Allows(role) || err != nil && !refused {
					t.Errorf("%s by a %s: %v", document, mine, err)
				}
			}
		}
	}
	if len(permissions) != len(mutations) {
		t.Errorf("%d mutations are listed, and there are %d", len(permissions), len(mutations))
	}
	if err := permit(graph.Principal{Name: "made-up", Role: graph.RoleAdmin}, operationOf(t, "mutation { purgeEverything }")); !errors.Is(err, graph.ErrForbidden) {
		t.Errorf("a mutation that is not listed: %v", err)
	}
	if err := permit(graph.Principal{}, operationOf(t, "{ purgeEverything }")); err != nil {
		t.Errorf("a query: %v", err)
	}
}

// operationOf is the operation of a document that need not fit the schema.
func operationOf(t *testing.T, document string) *graphql.OperationContext {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		t.Fatal(err)
	}
	spread(doc.Operations[0].SelectionSet, doc)
	return &graphql.OperationContext{Operation: doc.Operations[0]}
}

// spread does what the validation does: it tells each spread what it spreads.
func spread(set ast.SelectionSet, doc *ast.QueryDocument) {
	for _, s := range set {
		if s, ok := s.(*ast.FragmentSpread); ok {
			s.Definition = doc.Fragments.ForName(s.Name)
		}
	}
}
