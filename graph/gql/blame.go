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
	return err
}

// asked puts the arguments of the field before the paths of the problems of a
// query.
func asked(err error) error {
	var errs []error
	for _, f := range fieldErrors(err, nil) {
		path := "where." + f.Path
		if f.Path == "order" {
			path = "orderBy"
		}
		errs = append(errs, &graph.FieldError{Path: path, Reason: f.Reason})
	}
	if len(errs) == 0 {
		return err
	}
	return errors.Join(errs...)
}
