package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph/web"
)

// A desk is a Server under test with its log.
type desk struct {
	*web.Server
	tiny *tiny
	log  *lines
}

// lines is a log that tests read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func open(tb testing.TB, edit ...func(*web.Options)) *desk {
	tb.Helper()
	d := &desk{tiny: newTiny(), log: new(lines)}
	o := web.Options{
		Schema: d.tiny,
		Log:    slog.New(slog.NewTextHandler(d.log, nil)),
		NewID:  func() string { return "REQUEST1" },
	}
	for _, e := range edit {
		e(&o)
	}
	s, err := web.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	d.Server = s
	return d
}

// An answer is what a client sees.
type answer struct {
	status int
	header http.Header
	body   string
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	Data       json.RawMessage `json:"data"`
	Extensions map[string]any  `json:"extensions"`
}

// code is the code of the only error, or why there is none.
func (a *answer) code(t *testing.T) string {
	t.Helper()
	if len(a.Errors) != 1 {
		t.Fatalf("want one error, got: %d %s", a.status, a.body)
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// send sends a request to the server and reads its answer, which is JSON.
func (d *desk) send(tb testing.TB, r *http.Request) *answer {
	tb.Helper()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	res := w.Result()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Fatal(err)
	}
	a := &answer{status: res.StatusCode, header: res.Header, body: string(body)}
	if err := json.Unmarshal(body, a); err != nil {
		tb.Fatalf("the answer is not JSON: %v: %d %q", err, a.status, a.body)
	}
	return a
}

// post is a POST of a body as it is.
func post(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// ask is a POST of a document.
func ask(query string, variables ...map[string]any) *http.Request {
	request := map[string]any{"query": query}
	if len(variables) > 0 {
		request["variables"] = variables[0]
	}
	body, err := json.Marshal(request)
	if err != nil {
		panic(err)
	}
	return post(string(body))
}

// get is a GET of a document.
func get(query string) *http.Request {
	return httptest.NewRequest(http.MethodGet, "http://localhost/graphql?query="+url.QueryEscape(query), nil)
}

func withHeader(r *http.Request, key, value string) *http.Request {
	r.Header.Set(key, value)
	return r
}

func TestNewRefusesOptionsThatMakeNoSense(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*web.Options)
		want string
	}{
		"no schema":          {func(o *web.Options) { o.Schema = nil }, "web: no schema is given"},
		"a negative limit":   {func(o *web.Options) { o.Limits.Depth = -1 }, "web: limits: Depth is negative"},
		"a negative timeout": {func(o *web.Options) { o.Timeouts.Idle = -1 }, "web: timeouts: Idle is negative"},
		"a host with a path": {func(o *web.Options) { o.Hosts = []string{"a.example/x"} }, `web: host "a.example/x": is not a host`},
		"a host with no port after its colon": {
			func(o *web.Options) { o.Hosts = []string{"a.example:"} },
			`web: host "a.example:": has no port after its colon`,
		},
		"a host with a port out of range": {
			func(o *web.Options) { o.Hosts = []string{"a.example:70000"} },
			`web: host "a.example:70000": has no port after its colon`,
		},
		"an extension that does not fit": {
			func(o *web.Options) { o.Extensions = []graphql.HandlerExtension{misfit{}} },
			"web: extension Misfit: not for this schema",
		},
		"an empty host": {func(o *web.Options) { o.Hosts = []string{""} }, `web: host "": is not a host`},
	} {
		t.Run(name, func(t *testing.T) {
			o := web.Options{Schema: newTiny()}
			c.edit(&o)
			_, err := web.New(o)
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// misfit is an extension of no use anywhere.
type misfit struct{}

func (misfit) ExtensionName() string                   { return "Misfit" }
func (misfit) Validate(graphql.ExecutableSchema) error { return errors.New("not for this schema") }

// stamped is an extension that puts something into each answer.
type stamped struct{}

func (stamped) ExtensionName() string                   { return "Stamped" }
func (stamped) Validate(graphql.ExecutableSchema) error { return nil }
func (stamped) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	graphql.RegisterExtension(ctx, "stamp", true)
	return next(ctx)
}

func TestAnExtensionOfTheExecutorTakesPart(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Extensions = []graphql.HandlerExtension{stamped{}}
		o.Prepare = func(ctx context.Context, _ *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
			return ctx, map[string]any{"revision": 7}, nil
		}
	})
	const want = `{"data":{"hello":"hello world"},"extensions":{"revision":7,"stamp":true}}`
	if a := d.send(t, ask(`{hello}`)); strings.TrimSpace(a.body) != want {
		t.Errorf("got %s", a.body)
	}
}

func TestAnOperationIsAnswered(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		request *http.Request
		want    string
	}{
		"by POST":                  {ask(`{hello}`), `{"data":{"hello":"hello world"}}`},
		"by GET":                   {get(`{hello}`), `{"data":{"hello":"hello world"}}`},
		"a mutation by POST":       {ask(`mutation{add(text:"x"){id}}`), `{"data":{"add":{"id":"item/1"}}}`},
		"with variables":           {ask(`query($n:String){hello(name:$n)}`, map[string]any{"n": "هدنة"}), `{"data":{"hello":"hello هدنة"}}`},
		"through fragments":        {ask(`{...F} fragment F on Query{hello ...G} fragment G on Query{hello}`), `{"data":{"hello":"hello world"}}`},
		"the one that is named":    {post(`{"query":"query A{hello} query B{hello(name:\"B\")}","operationName":"B"}`), `{"data":{"hello":"hello B"}}`},
		"unknown members aside":    {post(`{"query":"{hello}","id":7}`), `{"data":{"hello":"hello world"}}`},
		"other spellings aside":    {post(`{"query":"{hello}","Query":"{nothing}","QUERY":1}`), `{"data":{"hello":"hello world"}}`},
		"white space before it":    {post(" \r\n\t" + `{"query":"{hello}"} ` + "\n"), `{"data":{"hello":"hello world"}}`},
		"a pair of surrogates":     {post(`{"query":"{hello(name:\"\ud83c\udfc3\")}"}`), `{"data":{"hello":"hello 🏃"}}`},
		"identity is no coding":    {withHeader(ask(`{hello}`), "Content-Encoding", "identity"), `{"data":{"hello":"hello world"}}`},
		"parameters of the URL":    {httptest.NewRequest(http.MethodGet, "http://localhost/graphql?operationName=B&variables=%7B%22n%22%3A%22x%22%7D&query="+url.QueryEscape(`query A{hello} query B($n:String){hello(name:$n)}`), nil), `{"data":{"hello":"hello x"}}`},
		"a number keeps its value": {ask(`query($n:Int!){double(number:$n)}`, map[string]any{"n": 21}), `{"data":{"double":42}}`},
		"null where data may be":   {ask(`{required}`), `{"errors":[{"message":"internal error; its cause is in the server's log under the incident number","path":["required"],"extensions":{"code":"INTERNAL","incident":"REQUEST1"}}],"data":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, c.request)
			if a.status != http.StatusOK || strings.TrimSuffix(a.body, "\n") != c.want {
				t.Errorf("got %d %s\nwant %s", a.status, a.body, c.want)
			}
			if got := a.header.Get("Cache-Control"); got != "private" {
				t.Errorf("Cache-Control: %s", got)
			}
			if got := a.header.Values("Vary"); !strings.Contains(strings.Join(got, ", "), "Authorization, Accept") {
				t.Errorf("Vary: %s", got)
			}
		})
	}
}

func TestARequestThatIsNoneIsRefused(t *testing.T) {
	d := open(t)
	deep := func(n int) string {
		return `{"query":"{hello}","variables":{"n":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}`
	}
	values := func(n int) string {
		return `{"query":"{hello}","variables":{"n":[1` + strings.Repeat(",1", n-1) + `]}}`
	}
	with := func(method, target string) *http.Request {
		return httptest.NewRequest(method, "http://localhost"+target, nil)
	}
	repeatedType := ask(`{hello}`)
	repeatedType.Header.Add("Content-Type", "application/json")
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		code    string
		message string
	}{
		"no body":                      {post(``), 400, "BAD_REQUEST", "the body is not a single JSON value"},
		"white space for a body":       {post(" \n"), 400, "BAD_REQUEST", "the body is not a single JSON value"},
		"half a body":                  {post(`{"query":"{secret`), 400, "BAD_REQUEST", "the body is not a single JSON value"},
		"null for a body":              {post(`null`), 400, "BAD_REQUEST", "the body must be a JSON object"},
		"a string for a body":          {post(`""`), 400, "BAD_REQUEST", "the body must be a JSON object"},
		"an empty object":              {post(`{}`), 400, "BAD_REQUEST", `the request has no "query"`},
		"a batch":                      {post(`[{"query":"{hello}"}]`), 400, "BAD_REQUEST", "the body must be one request, not a list: batches are not offered"},
		"two requests in a row":        {post(`{"query":"{hello}"}{"query":"{hello}"}`), 400, "BAD_REQUEST", "the body is not a single JSON value"},
		"text after the request":       {post(`{"query":"{hello}"} secret`), 400, "BAD_REQUEST", "the body is not a single JSON value"},
		"a repeated name":              {post(`{"query":"{hello}","query":"{item{id}}"}`), 400, "BAD_REQUEST", "the body has an object with a repeated name"},
		"a name repeated by an escape": {post(`{"query":"{hello}","qu\u0065ry":"{item{id}}"}`), 400, "BAD_REQUEST", "the body has an object with a repeated name"},
		"a repeated name in variables": {post(`{"query":"{hello}","variables":{"a":{"b":1,"b":2}}}`), 400, "BAD_REQUEST", "the body has an object with a repeated name"},
		"a byte order mark":            {post("\ufeff" + `{"query":"{hello}"}`), 400, "BAD_REQUEST", "the body begins with a byte order mark"},
		"bytes that are no UTF-8":      {post(`{"query":"{hello(name:\"` + "\xff" + `\")}"}`), 400, "BAD_REQUEST", "the body is not UTF-8"},
		"UTF-16":                       {post("\xff\xfe{\x00}\x00"), 400, "BAD_REQUEST", "the body is not UTF-8"},
		"half a surrogate pair":        {post(`{"query":"{hello(name:\"\ud83c\")}"}`), 400, "BAD_REQUEST", "the body has an escape of half a surrogate pair"},
		"the wrong half first":         {post(`{"query":"{hello(name:\"\udfc3\ud83c\")}"}`), 400, "BAD_REQUEST", "the body has an escape of half a surrogate pair"},
		"a query that is no string":    {post(`{"query":{"a":1}}`), 400, "BAD_REQUEST", `"query" must be a string`},
		"a name that is no string":     {post(`{"query":"{hello}","operationName":1}`), 400, "BAD_REQUEST", `"operationName" must be a string`},
		"variables that are a list":    {post(`{"query":"{hello}","variables":[1]}`), 400, "BAD_REQUEST", `"variables" must be an object`},
		"extensions that are a string": {post(`{"query":"{hello}","extensions":"x"}`), 400, "BAD_REQUEST", `"extensions" must be an object`},
		"a persisted query":            {post(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`), 400, "BAD_REQUEST", `the request has no "query": persisted queries are not offered`},
		"values nested 64 deep pass":   {post(deep(62)), 200, "", ""},
		"values nested deeper":         {post(deep(63)), 413, "TOO_LARGE", "the body is nested too deeply"},
		"values nested a million deep": {post(deep(500_000)), 413, "TOO_LARGE", "the body is nested too deeply"},
		"20,000 values pass":           {post(values(19_996)), 200, "", ""},
		"20,001 values":                {post(values(19_997)), 413, "TOO_LARGE", "the body has too many values"},

		"plain text":               {withHeader(ask(`{hello}`), "Content-Type", "text/plain"), 415, "BAD_REQUEST", "the Content-Type of a POST must be application/json"},
		"a form":                   {withHeader(post(`query={hello}`), "Content-Type", "application/x-www-form-urlencoded"), 415, "BAD_REQUEST", "the Content-Type of a POST must be application/json"},
		"a multipart form":         {withHeader(post(`--x`), "Content-Type", "multipart/form-data; boundary=x"), 415, "BAD_REQUEST", "the Content-Type of a POST must be application/json"},
		"a type like JSON's":       {withHeader(ask(`{hello}`), "Content-Type", "application/jsonx"), 415, "BAD_REQUEST", "the Content-Type of a POST must be application/json"},
		"no type":                  {withHeader(ask(`{hello}`), "Content-Type", ""), 415, "BAD_REQUEST", "the Content-Type of a POST must be application/json"},
		"two types":                {repeatedType, 415, "BAD_REQUEST", "a POST needs one Content-Type, application/json"},
		"another character set":    {withHeader(ask(`{hello}`), "Content-Type", "application/json; charset=windows-1256"), 415, "BAD_REQUEST", "the body must be in UTF-8"},
		"a compressed body":        {withHeader(ask(`{hello}`), "Content-Encoding", "gzip"), 415, "BAD_REQUEST", "the body must not be compressed"},
		"nothing to answer in":     {withHeader(ask(`{hello}`), "Accept", "text/html"), 406, "BAD_REQUEST", "the answer is application/json or application/graphql-response+json"},
		"another method":           {with(http.MethodPut, "/graphql?query={hello}"), 405, "BAD_REQUEST", "the method must be GET or POST"},
		"a preflight":              {with(http.MethodOptions, "/graphql"), 405, "BAD_REQUEST", "the method must be GET or POST"},
		"no query in the URL":      {with(http.MethodGet, "/graphql"), 400, "BAD_REQUEST", `the request has no "query"`},
		"a parameter twice":        {with(http.MethodGet, "/graphql?query={hello}&query={hello}"), 400, "BAD_REQUEST", `the parameter "query" is given more than once`},
		"a parameter not UTF-8":    {with(http.MethodGet, "/graphql?query=%FF"), 400, "BAD_REQUEST", `the parameter "query" is not UTF-8`},
		"a broken escape":          {with(http.MethodGet, "/graphql?query=%zz"), 400, "BAD_REQUEST", "the parameters of the URL are not well formed"},
		"variables not JSON":       {with(http.MethodGet, "/graphql?query={hello}&variables={"), 400, "BAD_REQUEST", `the parameter "variables" is not a single JSON value`},
		"variables no object":      {with(http.MethodGet, "/graphql?query={hello}&variables=1"), 400, "BAD_REQUEST", `"variables" must be an object`},
		"a mutation by GET":        {get(`mutation{add(text:"x"){id}}`), 405, "BAD_REQUEST", "a mutation needs POST"},
		"a subscription":           {ask(`subscription{tick}`), 200, "BAD_USER_INPUT", "subscriptions are not offered over GET and POST"},
		"a document that is none":  {ask(`{`), 200, "GRAPHQL_PARSE_FAILED", "Expected Name, found <EOF>"},
		"only white space":         {ask(` `), 200, "GRAPHQL_PARSE_FAILED", "the document has no operation"},
		"only a fragment":          {ask(`fragment F on Query{hello}`), 200, "GRAPHQL_PARSE_FAILED", "the document has no operation"},
		"a NUL in the document":    {ask("{hello\x00}"), 200, "GRAPHQL_PARSE_FAILED", "Cannot contain the invalid character \"\\u0000\""},
		"an unknown field":         {ask(`{helo}`), 200, "GRAPHQL_VALIDATION_FAILED", `Cannot query field "helo" on type "Query". Did you mean "hello"?`},
		"two operations, no name":  {ask(`query A{hello} query B{hello}`), 200, "BAD_USER_INPUT", "the document has several operations: operationName must say which"},
		"an unknown operation":     {post(`{"query":"query A{hello}","operationName":"secret"}`), 200, "BAD_USER_INPUT", "the document has no operation of the name in operationName"},
		"a variable of wrong type": {ask(`query($n:Int!){double(number:$n)}`, map[string]any{"n": true}), 200, "BAD_USER_INPUT", "cannot use bool as Int"},
		"a variable out of range":  {post(`{"query":"query($n:Int!){double(number:$n)}","variables":{"n":1e400}}`), 200, "BAD_USER_INPUT", "cannot use value 0 as Int"},
		"a variable that is not":   {ask(`query($n:Int!){double(number:$n)}`), 200, "BAD_USER_INPUT", "must be defined"},
		"a deferred fragment":      {ask(`{...@defer{hello}}`), 200, "BAD_USER_INPUT", "@defer and @stream are not offered"},
		"a deferral switched off":  {ask(`{...F @defer(if:false)} fragment F on Query{hello}`), 200, "BAD_USER_INPUT", "@defer and @stream are not offered"},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, c.request)
			if a.status != c.status {
				t.Errorf("status %d, want %d: %s", a.status, c.status, a.body)
			}
			if c.code == "" {
				if len(a.Errors) > 0 {
					t.Errorf("unexpected: %s", a.body)
				}
				return
			}
			if got := a.code(t); got != c.code {
				t.Errorf("code %s, want %s", got, c.code)
			}
			if got := a.Errors[0].Message; got != c.message {
				t.Errorf("message %q, want %q", got, c.message)
			}
			if strings.Contains(a.body, `"data"`) || strings.Contains(a.body, "secret") {
				t.Errorf("data or an echo in %s", a.body)
			}
			if got := a.header.Get("Cache-Control"); got != "private, no-store" {
				t.Errorf("Cache-Control: %s", got)
			}
		})
	}
}

func TestTheMethodsAllowedAreNamed(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		request *http.Request
		want    string
	}{
		"for a method that is not offered": {httptest.NewRequest(http.MethodDelete, "http://localhost/graphql", nil), "GET, POST"},
		"for a mutation by GET":            {get(`mutation{add(text:"x"){id}}`), "POST"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := d.send(t, c.request).header.Get("Allow"); got != c.want {
				t.Errorf("Allow: %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheMediaTypeOfAnAnswer(t *testing.T) {
	const plain, response = "application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"
	d := open(t)
	for name, c := range map[string]struct {
		accept []string
		want   string
	}{
		"no wish":                         {nil, plain},
		"an empty wish":                   {[]string{""}, plain},
		"anything":                        {[]string{"*/*"}, plain},
		"any application":                 {[]string{"application/*"}, plain},
		"a browser":                       {[]string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, plain},
		"the new one":                     {[]string{"application/graphql-response+json"}, response},
		"the new one in capitals":         {[]string{"Application/GraphQL-Response+JSON; charset=UTF-8"}, response},
		"the new one first":               {[]string{"application/graphql-response+json, application/json"}, response},
		"the old one first":               {[]string{"application/json, application/graphql-response+json"}, plain},
		"by weight":                       {[]string{"application/json;q=0.5, application/graphql-response+json;q=0.9"}, response},
		"in two fields":                   {[]string{"application/json;q=0.5", "application/graphql-response+json"}, response},
		"a name outweighs a range":        {[]string{"*/*;q=0.9, application/json;q=0.1"}, response},
		"a name excluded":                 {[]string{"application/json;q=0, */*"}, response},
		"deferral in parts, or plain":     {[]string{"multipart/mixed;deferSpec=20220824, application/json"}, plain},
		"nonsense beside something known": {[]string{"x;;;, application/json"}, plain},
	} {
		t.Run(name, func(t *testing.T) {
			r := ask(`{hello}`)
			r.Header["Accept"] = c.accept
			if got := d.send(t, r).header.Get("Content-Type"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	for name, accept := range map[string]string{
		"another type":     "text/html",
		"all excluded":     "*/*;q=0",
		"both excluded":    "application/json;q=0, application/graphql-response+json;q=0",
		"weights that are": "application/json;q=2",
	} {
		t.Run("none for "+name, func(t *testing.T) {
			if a := d.send(t, withHeader(ask(`{hello}`), "Accept", accept)); a.status != http.StatusNotAcceptable {
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
}

func TestARequestErrorInTheNewMediaTypeHasStatus400AndNoData(t *testing.T) {
	d := open(t)
	for name, query := range map[string]string{
		"not GraphQL":       `{`,
		"not of the schema": `{helo}`,
		"too deep":          strings.Repeat("{a", 16) + strings.Repeat("}", 16),
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, withHeader(ask(query), "Accept", "application/graphql-response+json"))
			if a.status != http.StatusBadRequest || a.Data != nil {
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
	a := d.send(t, withHeader(ask(`{fault hello}`), "Accept", "application/graphql-response+json"))
	if a.status != http.StatusOK || string(a.Data) != `{"fault":null,"hello":"hello world"}` {
		t.Errorf("an answer in part: got %d %s", a.status, a.body)
	}
}

func TestABodyAtItsLimitPassesAndOneByteMoreDoesNot(t *testing.T) {
	d := open(t)
	const limit = 1 << 20
	body := `{"query":"{hello}"}`
	full := body + strings.Repeat(" ", limit-len(body))
	if a := d.send(t, post(full)); a.status != http.StatusOK {
		t.Errorf("at the limit: %d %s", a.status, a.body)
	}
	for name, r := range map[string]*http.Request{
		"with its length told": post(full + " "),
		"with no length told":  httptest.NewRequest(http.MethodPost, "http://localhost/graphql", io.MultiReader(strings.NewReader(full), strings.NewReader(" "))),
	} {
		t.Run(name, func(t *testing.T) {
			r.Header.Set("Content-Type", "application/json")
			a := d.send(t, r)
			if a.status != http.StatusRequestEntityTooLarge || a.code(t) != "TOO_LARGE" || a.Errors[0].Extensions["max"] != float64(limit) {
				t.Errorf("got %d %s", a.status, a.body)
			}
			if a.header.Get("Connection") != "close" {
				t.Error("the connection stays open, with the rest of the body to come")
			}
		})
	}
}

func TestPrepareChoosesWhatIsReadAndSaysSo(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Prepare = func(ctx context.Context, r *http.Request, op *graphql.OperationContext) (context.Context, map[string]any, error) {
			revision := r.Header.Get("Hudna-Revision")
			if at := op.Operation.Directives.ForName("asOf"); at != nil {
				value, err := at.Arguments.ForName("revision").Value.Value(op.Variables)
				if err != nil {
					return nil, nil, err
				}
				revision = fmt.Sprint(value)
			}
			switch revision {
			case "99":
				return nil, nil, &gqlerror.Error{Message: "revision 99 is after the head", Extensions: map[string]any{"code": "BAD_USER_INPUT"}}
			case "98":
				return nil, nil, errors.New("read /srv/hudna: input/output error")
			}
			return context.WithValue(ctx, seenKey{}, revision), map[string]any{"revision": revision}, nil
		}
	})
	for name, c := range map[string]struct {
		request *http.Request
		want    string
	}{
		"from a header field": {withHeader(ask(`{seen}`), "Hudna-Revision", "7"), `{"data":{"seen":"7"},"extensions":{"revision":"7"}}`},
		"from a directive":    {ask(`query @asOf(revision: 8) {seen}`), `{"data":{"seen":"8"},"extensions":{"revision":"8"}}`},
		"from a variable":     {ask(`query($r:Int) @asOf(revision: $r) {seen}`, map[string]any{"r": 9}), `{"data":{"seen":"9"},"extensions":{"revision":"9"}}`},
		"or refuses":          {ask(`query @asOf(revision: 99) {seen}`), `{"errors":[{"message":"revision 99 is after the head","extensions":{"code":"BAD_USER_INPUT"}}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, c.request)
			if a.status != http.StatusOK || strings.TrimSpace(a.body) != c.want {
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
	t.Run("or fails", func(t *testing.T) {
		a := d.send(t, ask(`query @asOf(revision: 98) {seen}`))
		if a.status != http.StatusInternalServerError || a.code(t) != "INTERNAL" || strings.Contains(a.body, "srv") {
			t.Errorf("got %d %s", a.status, a.body)
		}
		if !strings.Contains(d.log.String(), "read /srv/hudna: input/output error") {
			t.Errorf("the cause is not in the log: %s", d.log)
		}
	})
	t.Run("and is not asked about what does not run", func(t *testing.T) {
		if a := d.send(t, ask(`query @asOf(revision: "x") {seen}`)); a.code(t) != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("got %s", a.body)
		}
	})
}
