package gql

import (
	"context"
	"fmt"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
)

// State names all that the answer to a query depends on besides the request: the
// revision that it reads, the clearance, and the last revision after which other
// things are shown of those before it. So the answers to two equal requests are
// the same as long as the state is. Both revisions are named with when they were made: a
// graph that was restored from a copy makes others with the same numbers. It is false of what depends on more: changes,
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
	shown, err := a.policyMade(ctx, policy)
	if err != nil {
		return "", false, err
	}
	var b []byte
	for _, c := range []graph.Commit{s.now.Load().commit, shown} {
		b = append(strconv.AppendUint(b, uint64(c.Revision), 10), '@')
		b = append(strconv.AppendInt(b, c.Time.UnixNano(), 10), '/')
	}
	return string(append(b, s.by.Clearance...)), true, nil
}

// policyMade is the commit of a policy: its number and when it was made.
func (a *API) policyMade(ctx context.Context, policy graph.Revision) (graph.Commit, error) {
	if policy == 0 {
		return graph.Commit{}, nil
	}
	if known := a.shown.Load(); known != nil && known.Revision == policy {
		return *known, nil
	}
	c, err := a.graph.At(graph.View{Revision: policy, Clearance: graph.MarkingPublic}).Commit(ctx, policy)
	if err != nil {
		return c, fmt.Errorf("policy: %w", err)
	}
	a.shown.Store(&graph.Commit{Revision: c.Revision, Time: c.Time})
	return c, nil
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
