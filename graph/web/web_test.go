package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

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
