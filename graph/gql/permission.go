package gql

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// permissions are the roles that the mutations take: the least, as each role may
// do what the one before it may. An operation with a mutation that its asker may
// not use is refused before anything runs, and so is one that is not listed here.
//
// What depends on more than the field the graph decides when it has the record: a
// coder may raise a marking, and lowering one takes a reviewer; nobody marks or
// writes above the own clearance; who publishes a draft has not written it; `commit`
// obeys for each change what holds for the mutation that makes it alone. Tokens and
// purges are no part of the API.
var permissions = map[string]graph.Role{
	"createActor":      graph.RoleCoder,
	"createStatement":  graph.RoleCoder,
	"createEvent":      graph.RoleCoder,
	"createLocation":   graph.RoleCoder,
	"createAgreement":  graph.RoleCoder,
	"createDocument":   graph.RoleCoder,
	"createTopic":      graph.RoleCoder,
	"correctActor":     graph.RoleCoder,
	"correctStatement": graph.RoleCoder,
	"correctEvent":     graph.RoleCoder,
	"correctLocation":  graph.RoleCoder,
	"correctAgreement": graph.RoleCoder,
	"correctDocument":  graph.RoleCoder,
	"correctTopic":     graph.RoleCoder,
	"commit":           graph.RoleCoder,
	"retract":          graph.RoleCoder,
	"restore":          graph.RoleCoder,
	"assign":           graph.RoleCoder,
	"reject":           graph.RoleCoder,
	"mark":             graph.RoleCoder,
	"judge":            graph.RoleCoder,
	"judgeUtterance":   graph.RoleCoder,
	"revoke":           graph.RoleCoder,
	"decide":           graph.RoleCoder,
	"publish":          graph.RoleReviewer,
	"adjudicate":       graph.RoleReviewer,
}

// Permissions gives for each mutation the least role that it takes.
func Permissions() map[string]graph.Role {
	out := make(map[string]graph.Role, len(permissions))
	for field, role := range permissions {
		out[field] = role
	}
	return out
}

// A forbiddenError says why an operation is refused, in words for those who ask.
// It is [graph.ErrForbidden].
type forbiddenError struct{ reason string }

func (e *forbiddenError) Error() string { return e.reason }

func (e *forbiddenError) Unwrap() error { return graph.ErrForbidden }

// asks is who asks.
func (a *API) asks(ctx context.Context) graph.Principal {
	by, ok := graph.PrincipalOf(ctx)
	if !ok {
		return a.by
	}
	if by.Name == "" {
		by.Name, by.Role = nobody.Name, nobody.Role
	}
	return by
}

// rateLimit is what whoever asks has left, nil where nothing bounds it.
func (a *API) rateLimit(ctx context.Context) *model.RateLimit {
	if a.rate == nil {
		return nil
	}
	left, ok := a.rate(ctx)
	if !ok {
		return nil
	}
	return left
}

// permit refuses an operation with a mutation that somebody may not use.
func permit(by graph.Principal, op *graphql.OperationContext) error {
	if op.Operation.Operation != ast.Mutation {
		return nil
	}
	return permitAll(by, op.Operation.SelectionSet)
}

func permitAll(by graph.Principal, set ast.SelectionSet) error {
	for _, selection := range set {
		var err error
		switch s := selection.(type) {
		case *ast.Field:
			role, listed := permissions[s.Name]
			if s.Name != "__typename" && (!listed || !by.Role.Allows(role)) {
				err = &forbiddenError{fmt.Sprintf("%s takes a %s, and %s is a %s", s.Name, role, by.Name, by.Role)}
			}
		case *ast.InlineFragment:
			err = permitAll(by, s.SelectionSet)
		case *ast.FragmentSpread:
			err = permitAll(by, s.Definition.SelectionSet)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
