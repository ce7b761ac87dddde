package gql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph"
)

// A Code is the value of extensions.code of an error: what went wrong, in one
// word that a program can act on. The list is closed; docs/api.md explains it
// to those who ask.
type Code string

// The codes. Some are given by this package, some by the transport, which has
// the same list.
const (
	// CodeParseFailed: the document is not GraphQL.
	CodeParseFailed Code = "GRAPHQL_PARSE_FAILED"
	// CodeValidationFailed: the document does not fit the schema.
	CodeValidationFailed Code = "GRAPHQL_VALIDATION_FAILED"
	// CodeBadRequest: this is no GraphQL request over HTTP.
	CodeBadRequest Code = "BAD_REQUEST"
	// CodeBadUserInput: an argument, a variable or a directive has a value that
	// cannot be; extensions.field says which, where it is one of a filter.
	CodeBadUserInput Code = "BAD_USER_INPUT"
	// CodeInvalidCursor: the cursor is broken, or of another list.
	CodeInvalidCursor Code = "INVALID_CURSOR"
	// CodeNotFound: what is to be changed is not there.
	CodeNotFound Code = "NOT_FOUND"
	// CodePurged: the id is that of a tombstone; what it was is not told.
	CodePurged Code = "PURGED"
	// CodeConflict: several records carry a code by which one was asked for
	// (extensions.ids, and extensions.more where it does not name all), or a change does not fit the newest revision.
	CodeConflict Code = "CONFLICT"
	// CodeUnauthenticated: who asks did not say who that is, or not so that it can be believed.
	CodeUnauthenticated Code = "UNAUTHENTICATED"
	// CodeForbidden: the asker may not do this, or not from there.
	CodeForbidden Code = "FORBIDDEN"
	// CodeTooComplex: the answer would cost more than is allowed.
	CodeTooComplex Code = "TOO_COMPLEX"
	// CodeTooLarge: the request or the answer exceeds a limit of size.
	CodeTooLarge Code = "TOO_LARGE"
	// CodePersistedQueryNotFound: no document is known by what names it.
	CodePersistedQueryNotFound Code = "PERSISTED_QUERY_NOT_FOUND"
	// CodeRateLimited: the asker's allowance does not cover it now.
	CodeRateLimited Code = "RATE_LIMITED"
	// CodeOverloaded: too many operations at once, or the server is stopping.
	CodeOverloaded Code = "OVERLOADED"
	// CodeTimeout: the operation took too long.
	CodeTimeout Code = "TIMEOUT"
	// CodeCorrupt: stored data is damaged or missing; extensions.id says of
	// which record, where it is known.
	CodeCorrupt Code = "CORRUPT"
	// CodeStorageFull: nothing can be written; reading goes on.
	CodeStorageFull Code = "STORAGE_FULL"
	// CodeOutcomeUnknown: whether a change was written could not be found out.
	CodeOutcomeUnknown Code = "OUTCOME_UNKNOWN"
	// CodeUnavailable: the graph has been closed.
	CodeUnavailable Code = "UNAVAILABLE"
	// CodeInternal: a fault of the program.
	CodeInternal Code = "INTERNAL"
)

// Codes lists every [Code].
func Codes() []Code {
	return []Code{
		CodeParseFailed, CodeValidationFailed, CodeBadRequest, CodeBadUserInput, CodeInvalidCursor, CodeNotFound, CodePurged,
		CodeConflict, CodeUnauthenticated, CodeForbidden, CodeTooComplex, CodeTooLarge, CodePersistedQueryNotFound, CodeRateLimited, CodeOverloaded, CodeTimeout, CodeCorrupt,
		CodeStorageFull, CodeOutcomeUnknown, CodeUnavailable, CodeInternal,
	}
}

// A shown error is all that is said of an error.
type shown struct {
	code       Code
	message    string
	extensions map[string]any // besides the code, or nil
}

// Present turns an error of a resolver or of [API.Prepare] into what is shown:
// a code of the list, and a message that names nothing but what was asked and
// what the asker may see. The cause can be reached with [errors.Unwrap], for a
// log; that of an INTERNAL error belongs there. An error that has a code
// already, as those of GraphQL itself do, is shown as it is.
func Present(ctx context.Context, err error) *gqlerror.Error {
	placed := graphql.DefaultErrorPresenter(ctx, err)
	if placed == nil || placed.Extensions["code"] != nil {
		return placed
	}
	s := show(err)
	out := &gqlerror.Error{
		Err: cause(placed, err), Message: s.message,
		Path: placed.Path, Locations: placed.Locations, Extensions: s.extensions,
	}
	setCode(out, s.code)
	return out
}

// cause is the error behind the frame that GraphQL puts around it.
func cause(placed *gqlerror.Error, err error) error {
	if placed.Err != nil {
		return placed.Err
	}
	return err
}

func setCode(err *gqlerror.Error, code Code) {
	if err.Extensions == nil {
		err.Extensions = make(map[string]any, 1)
	}
	err.Extensions["code"] = string(code)
}

// show maps an error to what is said of it. Texts of errors are shown only of
// types whose texts are made for those who ask; everything else is said in
// words of our own.
func show(err error) shown {
	if s, ok := showTyped(err); ok {
		return s
	}
	if reason := whyTooComplex(err); reason != "" {
		return shown{code: CodeTooComplex, message: reason}
	}
	for _, known := range sentinels {
		if errors.Is(err, known.err) {
			return shown{code: known.code, message: known.message}
		}
	}
	return shown{code: CodeInternal, message: "internal error"}
}

// whyTooComplex is the reason with which an error says that it is
// [graph.ErrTooComplex]; empty where it gives none.
func whyTooComplex(err error) string {
	for ; err != nil; err = errors.Unwrap(err) {
		if errors.Unwrap(err) == graph.ErrTooComplex { //nolint:errorlint // the one that wraps it directly
			if reason, ok := strings.CutPrefix(err.Error(), graph.ErrTooComplex.Error()+": "); ok {
				return reason
			}
			return "" // whatever stands before it is not for everybody
		}
	}
	return ""
}

// sentinels are the errors that say enough by being themselves. The first that
// an error is decides.
var sentinels = []sentinelOf{
	{graph.ErrCorrupt, CodeCorrupt, "stored data is damaged or missing"},
	{graph.ErrInvalidCursor, CodeInvalidCursor, "the cursor is broken, or of another list"},
	{graph.ErrNotFound, CodeNotFound, "there is no such record"},
	{graph.ErrConflict, CodeConflict, "the change does not fit the newest revision"},
	{graph.ErrForbidden, CodeForbidden, "this is not allowed"},
	{graph.ErrTooLarge, CodeTooLarge, "a limit of size is exceeded"},
	{graph.ErrTooComplex, CodeTooComplex, "the answer would cost more than is allowed: ask for less, or more narrowly"},
	{graph.ErrFull, CodeStorageFull, "the storage is full; reading goes on"},
	{graph.ErrUnknown, CodeOutcomeUnknown, "whether the change was written could not be found out; it can be repeated with the same key"},
	{graph.ErrClosed, CodeUnavailable, "the graph has been closed"},
	{graph.ErrInvalid, CodeBadUserInput, "the request is not valid"},
	{context.DeadlineExceeded, CodeTimeout, "the operation took too long"},
	{context.Canceled, CodeOverloaded, "the operation was cut off"},
}

type sentinelOf struct {
	err     error
	code    Code
	message string
}

// showTyped maps the errors that carry data for the asker.
func showTyped(err error) (shown, bool) {
	var (
		corrupt   *graph.CorruptError
		ambiguous *graph.AmbiguousCode
		record    *graph.RecordConflict
		referred  *graph.StillReferred
		limit     *limitError
		purged    *graph.PurgedError
		forbidden *forbiddenError
	)
	switch {
	case errors.As(err, &forbidden):
		return shown{code: CodeForbidden, message: forbidden.reason}, true
	case errors.As(err, &purged):
		return shown{code: CodePurged, message: purged.Error()}, true
	case errors.As(err, &corrupt):
		s := shown{code: CodeCorrupt, message: "stored data is damaged or missing"}
		if corrupt.ID != "" {
			s.extensions = map[string]any{"id": string(corrupt.ID)}
		}
		return s, true
	case errors.As(err, &ambiguous):
		ids := make([]string, len(ambiguous.IDs))
		for i, id := range ambiguous.IDs {
			ids[i] = string(id)
		}
		s := shown{CodeConflict, ambiguous.Error(), map[string]any{"ids": ids}}
		if ambiguous.More {
			s.extensions["more"] = true
		}
		return s, true
	case errors.As(err, &record):
		return shown{code: CodeConflict, message: record.Error()}, true
	case errors.As(err, &referred):
		return shown{code: CodeConflict, message: referred.Error()}, true
	case errors.As(err, &limit):
		return shown{CodeTooLarge, limit.Error(), map[string]any{"limit": limit.name, "max": limit.most}}, true
	}
	fields := fieldErrors(err, nil)
	if len(fields) == 0 {
		return shown{}, false
	}
	s := shown{code: CodeBadUserInput, message: joined(fields)}
	if path := fields[0].Path; path != "" {
		s.extensions = map[string]any{"field": path}
	}
	return s, true
}

// maxFields bounds how many problems of one request are named.
const maxFields = 10

// fieldErrors collects the problems that are joined in an error.
func fieldErrors(err error, found []*graph.FieldError) []*graph.FieldError {
	if len(found) == maxFields {
		return found
	}
	switch e := err.(type) { //nolint:errorlint // it walks the chain itself
	case nil:
		return found
	case *graph.FieldError:
		return append(found, e)
	case *placedError:
		return append(found, e.fields...)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			found = fieldErrors(inner, found)
		}
		return found
	}
	return fieldErrors(errors.Unwrap(err), found)
}

func joined(fields []*graph.FieldError) string {
	texts := make([]string, len(fields))
	for i, f := range fields {
		texts[i] = f.Error()
	}
	return strings.Join(texts, "; ")
}

// within puts a path before the paths of the problems in an error.
func within(path string, err error) error {
	var errs []error
	for _, f := range fieldErrors(err, nil) {
		at := path
		if f.Path != "" {
			at += "." + f.Path
		}
		errs = append(errs, &graph.FieldError{Path: at, Reason: f.Reason})
	}
	if len(errs) == 0 {
		return err
	}
	return errors.Join(errs...)
}

// A limitError says which limit of size was exceeded. It is
// [graph.ErrTooLarge].
type limitError struct {
	name    string
	most    int
	message string
}

func (e *limitError) Error() string { return e.message }

func (e *limitError) Unwrap() error { return graph.ErrTooLarge }

// tooMany says that a list in the request is too long.
func tooMany(path string, most int) error {
	return &limitError{path, most, fmt.Sprintf("%s: has more than %d entries", path, most)}
}
