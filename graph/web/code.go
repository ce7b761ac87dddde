package web

import (
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The values of extensions.code that this package gives by itself. The layer
// above adds its own; the whole list is documented with the API.
const (
	// CodeParseFailed: the document is not GraphQL.
	CodeParseFailed = "GRAPHQL_PARSE_FAILED"
	// CodeValidationFailed: the document does not fit the schema.
	CodeValidationFailed = "GRAPHQL_VALIDATION_FAILED"
	// CodeBadUserInput: the variables do not fit, the operation named is not in
	// the document, or it asks for something that is not offered here.
	CodeBadUserInput = "BAD_USER_INPUT"
	// CodeBadRequest: this is no GraphQL request over HTTP (method, media type,
	// encoding, JSON, parameters).
	CodeBadRequest = "BAD_REQUEST"
	// CodeTooComplex: the document or the operation exceeds a limit of structure
	// or cost; extensions.limit names it, extensions.max gives its value.
	CodeTooComplex = "TOO_COMPLEX"
	// CodeTooLarge: the request exceeds a limit of size; limit and max as above.
	CodeTooLarge = "TOO_LARGE"
	// CodeUnauthenticated: who asks is not known.
	CodeUnauthenticated = "UNAUTHENTICATED"
	// CodeForbidden: not from this host or origin, or switched off.
	CodeForbidden = "FORBIDDEN"
	// CodePersistedQueryNotFound: no document is known by what names it; send its text.
	CodePersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND"
	// CodeRateLimited: the caller's allowance does not cover it now; extensions say
	// what it costs, what remains and when nothing will be missing.
	CodeRateLimited = "RATE_LIMITED"
	// CodeOverloaded: too many operations at once; try again.
	CodeOverloaded = "OVERLOADED"
	// CodeTimeout: the request or the operation took too long.
	CodeTimeout = "TIMEOUT"
	// CodeInternal: a fault of ours; extensions.incident is its number in the log.
	CodeInternal = "INTERNAL"
)

// Codes that the layer above gives to faults which the client is told of as
// they are: what happened is no secret, but its cause belongs in the log.
const (
	CodeCorrupt        = "CORRUPT"         // stored data is damaged
	CodeStorageFull    = "STORAGE_FULL"    // nothing can be written
	CodeOutcomeUnknown = "OUTCOME_UNKNOWN" // whether something was written is not known
	CodeUnavailable    = "UNAVAILABLE"     // the graph is closed
)

// faultStatus is the status of a request error that is a fault of ours, by its
// code; ok is false for an error that the client can mend.
func faultStatus(code string) (status int, ok bool) {
	switch code {
	case "", CodeInternal, CodeCorrupt, CodeOutcomeUnknown:
		return http.StatusInternalServerError, true
	case CodeStorageFull, CodeUnavailable:
		return http.StatusServiceUnavailable, true
	}
	return 0, false
}

// A failure is an answer without data: what to say, and the HTTP status where
// HTTP has a word for it. A zero status means a request error of GraphQL, whose
// status depends on the media type of the answer.
type failure struct {
	status int
	header http.Header // further header fields of the answer, may be nil
	errors gqlerror.List
	limit  string // the one that was met, where it was one, as it is counted
}

// fail is a failure with one error.
func fail(status int, code, message string) *failure {
	return &failure{status: status, errors: gqlerror.List{coded(code, message)}}
}

// exceeded is the failure of a limit of the document or of its cost.
func exceeded(limit string, most int, message string) *failure {
	err := coded(CodeTooComplex, message)
	err.Extensions["limit"], err.Extensions["max"] = limit, most
	return &failure{errors: gqlerror.List{err}, limit: limit}
}

// tooLarge is the failure of a limit of size.
func tooLarge(limit string, most int64, message string) *failure {
	err := coded(CodeTooLarge, message)
	err.Extensions["limit"], err.Extensions["max"] = limit, most
	return &failure{status: http.StatusRequestEntityTooLarge, errors: gqlerror.List{err}, limit: limit}
}

// because says which limit was met.
func (f *failure) because(limit string) *failure {
	f.limit = limit
	return f
}

// with adds a header field to the answer of f.
func (f *failure) with(key, value string) *failure {
	if f.header == nil {
		f.header = make(http.Header)
	}
	f.header.Set(key, value)
	return f
}

// coded is an error of the given code.
func coded(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

// codeOf is the code of err, or "" if it has none.
func codeOf(err *gqlerror.Error) string {
	code, _ := err.Extensions["code"].(string)
	return code
}
