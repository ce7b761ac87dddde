package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// read takes the parameters of a GraphQL request from r. Its errors say what is
// wrong with the request and repeat nothing of it.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *failure) {
	switch r.Method {
	case http.MethodGet:
		return e.readQuery(r.URL.RawQuery)
	case http.MethodPost:
		if f := checkContent(r.Header); f != nil {
			return nil, f
		}
		// A length that is told is charged before anything of it is read.
		told := int(min(r.ContentLength, int64(e.limits.Body)))
		if f := e.chargeBody(r.Context(), told); f != nil {
			return nil, f.with("Connection", "close")
		}
		body, _ := bodies.Get().(*bytes.Buffer)
		defer spare(body)
		if f := e.readBody(w, r, body); f != nil {
			return nil, f
		}
		if r.ContentLength < 0 {
			if f := e.chargeBody(r.Context(), body.Len()); f != nil {
				return nil, f
			}
		}
		return e.readJSON(body.Bytes())
	}
	return nil, fail(http.StatusMethodNotAllowed, CodeBadRequest, "the method must be GET or POST").
		with("Allow", "GET, POST")
}

// checkContent demands application/json in UTF-8, uncompressed: a body that
// grows when it is unpacked has no place in a limit on its bytes.
func checkContent(h http.Header) *failure {
	refuse := func(why string) *failure {
		return fail(http.StatusUnsupportedMediaType, CodeBadRequest, why).with("Accept-Post", mediaJSON)
	}
	for _, coding := range h.Values("Content-Encoding") {
		if !strings.EqualFold(strings.TrimSpace(coding), "identity") {
			return refuse("the body must not be compressed")
		}
	}
	types := h.Values("Content-Type")
	if len(types) != 1 {
		return refuse("a POST needs one Content-Type, application/json")
	}
	media, params, err := mime.ParseMediaType(types[0])
	if err != nil || media != mediaJSON {
		return refuse("the Content-Type of a POST must be application/json")
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return refuse("the body must be in UTF-8")
	}
	return nil
}

// usualBody is as long as most bodies are at most.
const usualBody = 16 << 10

// readBody reads the body within its limits of size and time.
func (e *endpoint) readBody(w http.ResponseWriter, r *http.Request, body *bytes.Buffer) *failure {
	most := int64(e.limits.Body)
	large := func() *failure {
		return tooLarge("Body", most, fmt.Sprintf("the body exceeds %d bytes", most)).with("Connection", "close")
	}
	if r.ContentLength > most {
		return large()
	}
	// A writer that knows no deadlines is a test's. The server lifts this one
	// when it has seen the end of the body.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(e.timeouts.Body))
	// What has come takes memory, and not what was announced.
	if r.ContentLength > 0 {
		body.Grow(int(min(r.ContentLength, usualBody)) + bytes.MinRead)
	}
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, most))
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*http.MaxBytesError)):
		return large()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fail(http.StatusRequestTimeout, CodeTimeout, "the body took too long").with("Connection", "close")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fail(http.StatusBadRequest, CodeBadRequest, "the body is shorter than its Content-Length")
	}
	return fail(http.StatusBadRequest, CodeBadRequest, "the body is not readable").with("Connection", "close")
}

// bytesPerObject is how many bytes of a body cost as much as an object in an answer.
const bytesPerObject = 32

// chargeBody takes what is unusual of a body from the allowance of who sent it: to read
// it is work, also where what it asks is then refused.
func (e *endpoint) chargeBody(ctx context.Context, size int) *failure {
	if size <= usualBody {
		return nil
	}
	_, _, f := e.rates.take(ctx, min(size/bytesPerObject, e.limits.Complexity))
	return f
}

// readJSON reads the parameters from the body of a POST. The document is most of most
// bodies, and the same in many: where it stands first, and has stood so in a body that
// was read, only the rest is read.
func (e *endpoint) readJSON(body []byte) (*graphql.RawParams, *failure) {
	if len(body) > usualBody { // which few are, and none is sent again and again
		return e.readMembers(body)
	}
	text, rest := documentFirst(body)
	if text == nil {
		return e.readMembers(body)
	}
	if query, ok := e.documents.texts.find(text); ok {
		// What is wrong with the rest is said of the whole.
		p, f := e.readMembers(append(append(make([]byte, 0, usualRest), withoutDocument...), rest...))
		if f == nil {
			p.Query = query
			return p, nil
		}
	}
	p, f := e.readMembers(body)
	if f == nil {
		e.documents.texts.keep(string(text), p.Query, 2*len(text)+perText)
	}
	return p, f
}

// What the body of a request begins with whose document stands first, and the same with
// another document, which is none, but is no empty text.
const (
	withDocumentFirst = `{"query":"`
	withoutDocument   = withDocumentFirst + "-"
	usualRest         = 256 // bytes
	perText           = 64  // bytes beside those of a text
)

// documentFirst gives the JSON text of a document without its quotation marks, and what
// stands in the body from the second of them on.
func documentFirst(body []byte) (text, rest []byte) {
	if !bytes.HasPrefix(body, []byte(withDocumentFirst)) {
		return nil, nil
	}
	text = body[len(withDocumentFirst):]
	for at := 0; ; at++ {
		next := bytes.IndexByte(text[at:], '"')
		if next < 0 {
			return nil, nil
		}
		at += next
		escapes := 0
		for escapes < at && text[at-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			if at == 0 { // no document, which may be named elsewhere
				return nil, nil
			}
			return text[:at], text[at:]
		}
	}
}

// readMembers reads the parameters from a JSON object. Unknown members are ignored, as
// GraphQL over HTTP has it; known ones are matched exactly.
func (e *endpoint) readMembers(body []byte) (*graphql.RawParams, *failure) {
	value, f := e.value("the body", body)
	if f != nil {
		return nil, f
	}
	members, ok := value.(map[string]any)
	if !ok {
		if _, list := value.([]any); list {
			return nil, fail(http.StatusBadRequest, CodeBadRequest, "the body must be one request, not a list: batches are not offered")
		}
		return nil, fail(http.StatusBadRequest, CodeBadRequest, "the body must be a JSON object")
	}
	var p graphql.RawParams
	var id string
	for _, f := range []*failure{
		readString(members["query"], "query", &p.Query),
		readString(members["operationName"], "operationName", &p.OperationName),
		readObject(members["variables"], "variables", &p.Variables),
		readObject(members["extensions"], "extensions", &p.Extensions),
		readString(members[documentMember], documentMember, &id),
		demandQuery(&p, id),
	} {
		if f != nil {
			return nil, f
		}
	}
	return &p, nil
}

// readQuery reads the parameters from the query part of a GET.
func (e *endpoint) readQuery(raw string) (*graphql.RawParams, *failure) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fail(http.StatusBadRequest, CodeBadRequest, "the parameters of the URL are not well formed")
	}
	texts := make(map[string]string, 5)
	for _, name := range []string{"query", "operationName", "variables", "extensions", documentMember} {
		text, f := once(values, name)
		if f != nil {
			return nil, f
		}
		texts[name] = text
	}
	p := graphql.RawParams{Query: texts["query"], OperationName: texts["operationName"]}
	for _, f := range []*failure{
		e.readParameter("variables", texts["variables"], &p.Variables),
		e.readParameter("extensions", texts["extensions"], &p.Extensions),
		demandQuery(&p, texts[documentMember]),
	} {
		if f != nil {
			return nil, f
		}
	}
	return &p, nil
}

// readParameter reads a parameter that is a JSON object, null or absent.
func (e *endpoint) readParameter(name, text string, into *map[string]any) *failure {
	if text == "" {
		return nil
	}
	value, f := e.value(fmt.Sprintf("the parameter %q", name), []byte(text))
	if f != nil {
		return f
	}
	return readObject(value, name, into)
}

// once is the value of a parameter that may be given once.
func once(values url.Values, name string) (string, *failure) {
	given := values[name]
	switch {
	case len(given) == 0:
		return "", nil
	case len(given) > 1:
		return "", fail(http.StatusBadRequest, CodeBadRequest, fmt.Sprintf("the parameter %q is given more than once", name))
	}
	if !utf8.ValidString(given[0]) {
		return "", fail(http.StatusBadRequest, CodeBadRequest, fmt.Sprintf("the parameter %q %v", name, errNotUTF8))
	}
	return given[0], nil
}

// value is [readJSON] with the limits of e and an answer.
func (e *endpoint) value(what string, data []byte) (any, *failure) {
	value, err := readJSON(data, e.limits.Nesting, e.limits.Values)
	switch {
	case err == nil:
		return value, nil
	case errors.Is(err, errNested):
		return nil, tooLarge("Nesting", int64(e.limits.Nesting), what+" "+err.Error())
	case errors.Is(err, errValues):
		return nil, tooLarge("Values", int64(e.limits.Values), what+" "+err.Error())
	}
	return nil, fail(http.StatusBadRequest, CodeBadRequest, what+" "+err.Error())
}

// demandQuery refuses a request that neither has a document nor names one, and puts
// what names it where it is looked for.
func demandQuery(p *graphql.RawParams, id string) *failure {
	if id != "" {
		if p.Extensions == nil {
			p.Extensions = make(map[string]any, 1)
		}
		p.Extensions[documentMember] = id
	}
	if p.Query == "" && p.Extensions[persistedExtension] == nil && p.Extensions[documentMember] == nil {
		return fail(http.StatusBadRequest, CodeBadRequest, `the request has no "query"`)
	}
	return nil
}

// readString takes a member that is a string, null or absent.
func readString(value any, name string, into *string) *failure {
	var ok bool
	if *into, ok = value.(string); !ok && value != nil {
		return fail(http.StatusBadRequest, CodeBadRequest, fmt.Sprintf("%q must be a string", name))
	}
	return nil
}

// readObject takes a member that is an object, null or absent.
func readObject(value any, name string, into *map[string]any) *failure {
	var ok bool
	if *into, ok = value.(map[string]any); !ok && value != nil {
		return fail(http.StatusBadRequest, CodeBadRequest, fmt.Sprintf("%q must be an object", name))
	}
	return nil
}
