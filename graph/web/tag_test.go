package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hudna/graph/web"
)

func tagOf(t *testing.T, k *keeper, r *http.Request) string {
	t.Helper()
	return k.send(t, r).header.Get("ETag")
}

// again is a GET by who has an answer.
func (k *keeper) again(query, tag string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	k.ServeHTTP(w, withHeader(get(query), "If-None-Match", tag))
	return w
}

// An answer to a GET has a tag, and is not made again for who has it.
func TestWhoHasAnAnswerIsToldSo(t *testing.T) {
	k := keeping(t, 1<<20)
	first := k.send(t, get(longer))
	tag := first.header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) || first.header.Get("Cache-Control") != "private, no-cache" {
		t.Fatal(first.header)
	}
	for _, given := range []string{tag, `"x", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
		w := k.again(longer, given)
		if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != tag || w.Header().Get("Vary") == "" {
			t.Errorf("%s: %d %v %s", given, w.Code, w.Header(), w.Body)
		}
	}
	if w := k.again(longer, `W/"x"`); w.Code != http.StatusOK || w.Body.String() != first.body {
		t.Errorf("another tag: %d %s", w.Code, w.Body)
	}
	k.mu.Lock()
	k.state = "2"
	k.mu.Unlock()
	if w := k.again(longer, tag); w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
		t.Errorf("what changed since: %d %v", w.Code, w.Header())
	}
}

// A tag is the same however the answer comes, and what is not sent is not compressed.
func TestATagOutlivesCompression(t *testing.T) {
	k := keeping(t, 1<<20)
	const long = `{ long(bytes: 5000) }`
	tag := tagOf(t, k, get(long))
	w := httptest.NewRecorder()
	k.ServeHTTP(w, withHeader(get(long), "Accept-Encoding", "gzip"))
	if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("ETag") != tag {
		t.Errorf("%v", w.Header())
	}
	r := withHeader(withHeader(get(long), "Accept-Encoding", "gzip"), "If-None-Match", tag)
	w = httptest.NewRecorder()
	if k.ServeHTTP(w, r); w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// A tag is of all that the answer depends on, and a server's own.
func TestAnotherAnswerHasAnotherTag(t *testing.T) {
	k := keeping(t, 1<<20)
	withVariables := func(text string) *http.Request {
		return httptest.NewRequest(http.MethodGet, "http://localhost/graphql?query="+url.QueryEscape(`query($n: Int! = 3) { long(bytes: $n) }`)+"&variables="+url.QueryEscape(text), nil)
	}
	seen := map[string]bool{}
	for i, r := range []*http.Request{
		get(longer), get(`{ long(bytes: 101) }`), withHeader(get(longer), "Accept", "application/graphql-response+json"), withVariables(`{"n":4}`), withVariables(`{"n":5}`),
	} {
		tag := tagOf(t, k, r)
		if tag == "" || seen[tag] {
			t.Errorf("%d: %q", i, tag)
		}
		seen[tag] = true
	}
	if tag := tagOf(t, keeping(t, 1<<20), get(longer)); seen[tag] {
		t.Error("another server, which may have another graph, gives the same tag")
	}
}

func TestWhatHasNoTag(t *testing.T) {
	k := keeping(t, 1<<20)
	for name, r := range map[string]*http.Request{"a POST": ask(longer), "an error": get(`{ fault }`), "no question": get(`{ nobody }`)} {
		if tag := tagOf(t, k, r); tag != "" {
			t.Errorf("%s: %s", name, tag)
		}
	}
	k.state = ""
	if tag := tagOf(t, k, get(longer)); tag != "" {
		t.Errorf("without a state: %s", tag)
	}
	if w := k.again(longer, "*"); w.Code != http.StatusOK {
		t.Errorf("without a state, by who has any: %d", w.Code)
	}
}

// What is to be accounted for is read each time, also for who has it already.
func TestWhatIsMadeAnewIsRunForWhoHasIt(t *testing.T) {
	k := keeping(t, 1<<20)
	k.none = true // it has a state, and is not kept
	k.tiny.until = make(chan struct{})
	close(k.tiny.until)
	tag := tagOf(t, k, get(`{ wait }`))
	<-k.tiny.entered
	if w := k.again(`{ wait }`, tag); tag == "" || w.Code != http.StatusNotModified {
		t.Fatalf("%q: %d %v", tag, w.Code, w.Header())
	}
	if len(k.tiny.entered) != 1 {
		t.Error("it was not run")
	}
}

// The cost of an operation stands beside its answer, where it is to.
func TestTheCostIsTold(t *testing.T) {
	d := open(t, func(o *web.Options) { o.Cost = true })
	for query, want := range map[string]string{`{hello}`: `{"cost":1}`, `{a: hello b: hello}`: `{"cost":2}`, `{__schema{queryType{name}}}`: `{"cost":`} {
		if a := d.send(t, ask(query)); !strings.Contains(a.body, `"extensions":`+want) {
			t.Errorf("%s: %s", query, a.body)
		}
	}
	if a := open(t).send(t, ask(`{hello}`)); a.Extensions != nil {
		t.Errorf("it was not asked for: %s", a.body)
	}
}
