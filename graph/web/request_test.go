package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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
		"a persisted query":            {post(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`), 400, "BAD_REQUEST", `"persistedQuery" must have a "sha256Hash" of 64 hexadecimal digits`},
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
		"a variable of wrong type": {ask(`query($n:Int!){double(number:$n)}`, map[string]any{"n": true}), 200, "BAD_USER_INPUT", "must be an Int, and is true or false"},
		"a variable out of range":  {post(`{"query":"query($n:Int!){double(number:$n)}","variables":{"n":1e400}}`), 200, "BAD_USER_INPUT", "must be an Int, and is another kind of number"},
		"a variable with a part":   {ask(`query($n:Int!){double(number:$n)}`, map[string]any{"n": 1.5}), 200, "BAD_USER_INPUT", "must be an Int, and is another kind of number"},
		"a text for a number":      {ask(`query($n:Int!){double(number:$n)}`, map[string]any{"n": "a"}), 200, "BAD_USER_INPUT", "must be an Int, and is a string"},
		"a list for a text":        {ask(`query($n:String){hello(name:$n)}`, map[string]any{"n": []any{"a"}}), 200, "BAD_USER_INPUT", "must be a String, and is a list"},
		"an object for a text":     {ask(`query($n:String){hello(name:$n)}`, map[string]any{"n": map[string]any{"a": 1}}), 200, "BAD_USER_INPUT", "must be a String, and is an object"},
		"a list for a name":        {ask(`query($k:Kind!){kind(of:$k)}`, map[string]any{"k": []any{}}), 200, "BAD_USER_INPUT", "must be a name of the enumeration, and is a list"},
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
