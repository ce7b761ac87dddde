package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql"
)

// An operation is what a command asks an endpoint.
type operation struct {
	document  string
	variables map[string]any
	// asOf is the revision that is read; nil for the newest.
	asOf *graph.Revision
}

// ask asks, and gives what the answer holds and the revision that was read. An
// answer with errors is an error, also where it has data.
func ask[D any](ctx context.Context, at endpoint, op operation) (data D, read graph.Revision, err error) {
	body, err := json.Marshal(map[string]any{"query": op.document, "variables": op.variables})
	if err != nil {
		return data, 0, err
	}
	said, err := at.post(ctx, body, (*uint64)(op.asOf))
	if err != nil {
		return data, 0, err
	}
	var whole struct {
		Data       *D
		Errors     []answerError
		Extensions struct {
			Revision struct{ Number graph.Revision }
		}
	}
	if err := json.Unmarshal(said, &whole); err != nil {
		return data, 0, fmt.Errorf("the answer cannot be read: %w", err)
	}
	switch {
	case len(whole.Errors) > 0:
		return data, 0, &whole.Errors[0]
	case whole.Data == nil:
		return data, 0, errors.New("the answer has neither data nor errors")
	}
	return *whole.Data, whole.Extensions.Revision.Number, nil
}

// An answerError is an error that an answer tells of. It is the error of the
// domain for which its code stands, so that a server's ends a command like that
// of a directory.
type answerError struct {
	Message    string
	Path       []any
	Extensions struct {
		Code     gql.Code
		Incident string
	}
}

func (e *answerError) Error() string {
	if e.Extensions.Incident != "" {
		return e.Message + " " + e.Extensions.Incident
	}
	return e.Message
}

// Unwrap is the error of the domain, nil where there is none.
func (e *answerError) Unwrap() error { return meanings[e.Extensions.Code] }

var meanings = map[gql.Code]error{
	gql.CodeParseFailed:            graph.ErrInvalid,
	gql.CodeValidationFailed:       graph.ErrInvalid,
	gql.CodeBadRequest:             graph.ErrInvalid,
	gql.CodeBadUserInput:           graph.ErrInvalid,
	gql.CodeInvalidCursor:          graph.ErrInvalidCursor,
	gql.CodeNotFound:               graph.ErrNotFound,
	gql.CodePurged:                 graph.ErrNotFound,
	gql.CodeConflict:               graph.ErrConflict,
	gql.CodeUnauthenticated:        graph.ErrForbidden,
	gql.CodeForbidden:              graph.ErrForbidden,
	gql.CodeRateLimited:            graph.ErrTooComplex,
	gql.CodePersistedQueryNotFound: graph.ErrNotFound,
	gql.CodeTooComplex:             graph.ErrTooComplex,
	gql.CodeTooLarge:               graph.ErrTooLarge,
	gql.CodeTimeout:                context.DeadlineExceeded,
	gql.CodeCorrupt:                graph.ErrCorrupt,
	gql.CodeStorageFull:            graph.ErrFull,
	gql.CodeOutcomeUnknown:         graph.ErrUnknown,
	gql.CodeUnavailable:            graph.ErrClosed,
}

// A connection is a page of a list.
type connection[T any] struct {
	Nodes      []T
	TotalCount int64
	PageInfo   struct {
		HasNextPage bool
		EndCursor   string
	}
}

// A listing is the data of an operation that asks for one list, by this name.
type listing[T any] struct{ List connection[T] }

func (l *listing[T]) page() *connection[T] { return &l.List }

// pageSize is how many items are asked for at once.
const pageSize = 200

// each gives the items of the list of an operation, page by page and all as of
// one revision, until most of them were given; 0 for all. The operation takes
// the variables first and after. Where a page is too much for one answer, smaller
// ones are asked for. What has no list is [graph.ErrNotFound].
func each[D, T any](ctx context.Context, at endpoint, op operation, most int, page func(*D) *connection[T], give func(T) error) error {
	size := pageSize
	for given := 0; ; {
		op.variables["first"] = size
		if most > 0 {
			op.variables["first"] = min(size, most-given)
		}
		data, read, err := ask[D](ctx, at, op)
		if size > 1 && (errors.Is(err, graph.ErrTooLarge) || errors.Is(err, graph.ErrTooComplex)) {
			size = max(1, size/4)
			continue
		}
		if err != nil {
			return err
		}
		list := page(&data)
		if list == nil {
			return graph.ErrNotFound
		}
		for _, item := range list.Nodes {
			if err := give(item); err != nil {
				return err
			}
		}
		if given += len(list.Nodes); !list.PageInfo.HasNextPage || given == most || len(list.Nodes) == 0 {
			return nil
		}
		op.variables["after"], op.asOf = list.PageInfo.EndCursor, &read
	}
}
