package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// bodies are the buffers of requests that were read, of which what is kept is copied, and
// of answers that were written: writers keep nothing of what they are given.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const mostPooled = 1 << 20

// spare leaves a buffer for another body. Large ones are let go.
func spare(body *bytes.Buffer) {
	if body.Cap() <= mostPooled {
		body.Reset()
		bodies.Put(body)
	}
}

// write answers with a response, or with a failure if there is one. It is the
// one place where an error leaves the process: those that are ours are replaced
// by an incident number, and their causes go to the report of the request.
func (e *endpoint) write(w http.ResponseWriter, r *http.Request, media string, response *graphql.Response, f *failure) {
	if f == nil && len(response.Data) == 0 {
		// The executor refused before it ran a field.
		f = &failure{errors: response.Errors}
	}
	report := reportFrom(r.Context())
	status := http.StatusOK
	body, _ := bodies.Get().(*bytes.Buffer)
	defer spare(body)
	var err error
	if f != nil {
		report.metLimit(f.limit)
		status = f.statusFor(media)
		maps.Copy(w.Header(), f.header)
		err = encodeTo(body, e.disclose(report, f.errors), nil, nil)
	} else {
		err = encodeTo(body, e.disclose(report, response.Errors), response.Data, response.Extensions)
	}
	if err != nil {
		report.cause(err)
		status = http.StatusInternalServerError
		_ = encodeTo(body, e.disclose(report, gqlerror.List{coded(CodeInternal, "")}), nil, nil)
	}
	h := w.Header()
	if status != http.StatusOK || f != nil {
		h.Set("Cache-Control", "private, no-store")
	}
	if h["Content-Type"] = e.fields.json; media == mediaResponse {
		h["Content-Type"] = e.fields.response
	}
	h["Content-Length"] = []string{strconv.Itoa(body.Len())}
	e.writeDeadline(w)
	if body.Len() >= leastWhole {
		hold(r)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the client may have left; nothing can be told to it
}

// statusFor is the status of f in an answer of the media type.
func (f *failure) statusFor(media string) int {
	switch {
	case f.status != 0:
		return f.status
	case media == mediaJSON:
		return http.StatusOK
	default:
		return http.StatusBadRequest
	}
}

// encode gives an answer by itself.
func encode(errs gqlerror.List, data json.RawMessage, extensions map[string]any) ([]byte, error) {
	var b bytes.Buffer
	err := encodeTo(&b, errs, data, extensions)
	return b.Bytes(), err
}

// encodeTo writes an answer with its errors first, as the specification advises.
// The data is JSON already, and long: it is copied, not read again.
func encodeTo(b *bytes.Buffer, errs gqlerror.List, data json.RawMessage, extensions map[string]any) error {
	b.Reset() // of an answer that was begun
	b.Grow(len(data) + 256)
	sep := byte('{')
	member := func(name string, value []byte) {
		b.WriteByte(sep)
		sep = ','
		b.WriteByte('"')
		b.WriteString(name)
		b.WriteString(`":`)
		b.Write(value)
	}
	if len(errs) > 0 {
		text, err := json.Marshal(errs)
		if err != nil {
			return fmt.Errorf("errors of an answer: %w", err)
		}
		member("errors", text)
	}
	if data != nil {
		member("data", data)
	}
	if len(extensions) > 0 {
		member("extensions", nil)
		if err := encodeExtensions(b, extensions); err != nil {
			return fmt.Errorf("extensions of an answer: %w", err)
		}
	}
	b.WriteString("}\n")
	return nil
}

// encodeExtensions writes extensions in the order of their names, which are ours. Every
// answer has them.
func encodeExtensions(b *bytes.Buffer, extensions map[string]any) error {
	sep, names := byte('{'), make([]string, 0, 8) // as many as there are
	for name := range extensions {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteByte(sep)
		sep = ','
		b.WriteByte('"')
		b.WriteString(name)
		b.WriteString(`":`)
		var text []byte
		var err error
		switch value := extensions[name].(type) {
		case int:
			text = strconv.AppendInt(b.AvailableBuffer(), int64(value), 10)
		case json.Marshaler: // which need not be read again
			text, err = value.MarshalJSON()
		default:
			text, err = json.Marshal(value)
		}
		if err != nil {
			return err
		}
		b.Write(text)
	}
	b.WriteByte('}')
	return nil
}

// disclose is what may be said of errs: at most as many as the limit, each with
// a code, nothing of ours.
func (e *endpoint) disclose(report *report, errs gqlerror.List) gqlerror.List {
	out := make(gqlerror.List, 0, min(len(errs), e.limits.FieldErrors))
	for i, err := range errs {
		if i == e.limits.FieldErrors {
			rest := coded(CodeTooLarge, "there are more errors than are shown")
			rest.Extensions["limit"], rest.Extensions["max"] = "FieldErrors", e.limits.FieldErrors
			out = append(out, rest)
			break
		}
		code := codeOf(err)
		if _, ours := faultStatus(code); ours {
			report.causeOf(err)
		}
		if code == "" || code == CodeInternal {
			hidden := internal(report)
			hidden.Path, hidden.Locations = err.Path, err.Locations
			err = hidden
		}
		report.code(codeOf(err))
		out = append(out, err)
	}
	return out
}

// internal is all that is said of a fault of ours.
func internal(report *report) *gqlerror.Error {
	err := coded(CodeInternal, "internal error; its cause is in the server's log under the incident number")
	err.Extensions["incident"] = report.id
	return err
}

// causeOf notes what is behind err. A panic was noted when it was recovered.
func (r *report) causeOf(err *gqlerror.Error) {
	if errors.As(err, new(*panicked)) {
		return
	}
	cause := error(err)
	if inner := errors.Unwrap(err); inner != nil {
		cause = inner
	}
	r.cause(cause)
}
