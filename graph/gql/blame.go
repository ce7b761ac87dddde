package gql

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
)

// blame says which of the records that a request names is not there, where that
// is why it was refused. A hidden one is told from none by nothing.
func (o *operation) blame(ctx context.Context, names []naming, err error) error {
	if !errors.Is(err, graph.ErrInvalid) || errors.Is(err, graph.ErrInvalidCursor) {
		return err
	}
	ids := make([]graph.ID, len(names))
	for i, n := range names {
		ids[i] = n.id
	}
	found, failed := o.records.own(ctx, "", ids...)
	if failed != nil {
		return err
	}
	for i, n := range names {
		if found[i] == nil {
			return &graph.FieldError{Path: n.path, Reason: fmt.Sprintf("there is no %s", n.id)}
		}
	}
	return asked(err)
}

// A placedError is what is wrong with a query, by its place in the request.
type placedError struct {
	fields []*graph.FieldError
	cause  error
}

func (e *placedError) Error() string { return joined(e.fields) }

func (e *placedError) Unwrap() error { return e.cause }

// asked puts the arguments of the field before the paths of the problems of a
// query.
func asked(err error) error {
	placed := &placedError{cause: err}
	for _, f := range fieldErrors(err, nil) {
		path := "where." + f.Path
		switch f.Path {
		case "":
			path = "where"
		case "order":
			path = "orderBy"
		}
		placed.fields = append(placed.fields, &graph.FieldError{Path: path, Reason: f.Reason})
	}
	if len(placed.fields) == 0 {
		return err
	}
	return placed
}
