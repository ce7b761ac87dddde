package gql

import (
	"context"
	"fmt"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// State names all that the answer to a query depends on besides the request: the
// revision that it reads, the clearance, and the last revision after which other
// things are shown of those before it. So the answers to two equal requests are
// the same as long as the state is. It is false of what depends on more: changes,
// what is explained, and queries that look at the newest revision whatever they
// read. The context has to come from [API.Prepare].
func (a *API) State(ctx context.Context) (state string, ok bool, err error) {
	s, op := sessionOf(ctx), graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query || s.told != nil || beyondItsRevision(op.Operation.SelectionSet) {
		return "", false, nil
	}
	policy, err := a.graph.Policy(ctx)
	if err != nil {
		return "", false, fmt.Errorf("policy: %w", err)
	}
	return strconv.FormatUint(uint64(s.now.Load().commit.Revision), 10) + "/" + strconv.FormatUint(uint64(policy), 10) + "/" + string(s.by.Clearance), true, nil
}

// beyondItsRevision reports whether a query asks for what is not of the revision
// that it reads: of the newest one, or of whatever one is cited.
func beyondItsRevision(set ast.SelectionSet) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			switch s.Name {
			case "head", "validate", "cite", "resolve", "rateLimit":
				return true
			}
		case *ast.InlineFragment:
			if beyondItsRevision(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if beyondItsRevision(s.Definition.SelectionSet) {
				return true
			}
		}
	}
	return false
}
