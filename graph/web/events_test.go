package web_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hudna/graph/web"
)

// streaming asks for server-sent events.
func streaming(r *http.Request) *http.Request {
	r.Header.Set("Accept", "text/event-stream")
	return r
}

// listening is the stream of a subscription at a server.
func listening(t *testing.T, h *house, header ...string) (*http.Response, *bufio.Reader) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+h.address+"/graphql", strings.NewReader(`{"query":"subscription { tick }"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(streaming(r))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res, bufio.NewReader(res.Body)
}

// event reads one event, or a comment.
func event(t *testing.T, from *bufio.Reader) string {
	t.Helper()
	var all strings.Builder
	for {
		line, err := from.ReadString('\n')
		if err != nil {
			t.Fatalf("%v after %q", err, all.String())
		}
		if line == "\n" {
			return all.String()
		}
		all.WriteString(line)
	}
}

func TestEventsAreStreamed(t *testing.T) {
	b := newBell()
	h := serve(t, ringing(b), func(o *web.Options) { o.Timeouts.Beat = 20 * time.Millisecond })
	res, from := listening(t, h) //nolint:bodyclose // it is closed when the test ends
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	for range 2 { // it has begun, and goes on
		if got := event(t, from); got != ":\n" {
			t.Errorf("%q", got)
		}
	}
	b.rings <- 7
	got := ":\n"
	for got == ":\n" {
		got = event(t, from)
	}
	if want := "event: next\ndata: {\"data\":{\"tick\":7},\"extensions\":{\"revision\":7}}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.ends <- slow()
	for got = ":\n"; got == ":\n"; {
		got = event(t, from)
	}
	if want := "event: next\ndata: {\"errors\":[{\"message\":\"too slow\",\"extensions\":{\"after\":7,\"code\":\"OVERLOADED\"}}]}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := event(t, from); got != "event: complete\ndata: \n" {
		t.Errorf("%q", got)
	}
	if rest, err := io.ReadAll(from); err != nil || len(rest) > 0 || b.under.Load() != 0 {
		t.Errorf("%q, %v, %d subscriptions", rest, err, b.under.Load())
	}
}

// TestEventsThatAreRefused: as HTTP has it where HTTP has a word, and else by the one
// event there is.
func TestEventsThatAreRefused(t *testing.T) {
	foreign := ask(`subscription { tick }`)
	foreign.Header.Set("Origin", "http://elsewhere.example")
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		code    string
	}{
		"another method":         {httptest.NewRequest(http.MethodPut, "http://localhost/graphql", nil), 405, "BAD_REQUEST"},
		"a page of another site": {foreign, 403, "FORBIDDEN"},
		"no JSON":                {post(`{`), 400, "BAD_REQUEST"},
		"one too many":           {ask(`subscription { tick }`), 503, "OVERLOADED"},
		"a query":                {ask(`{ hello }`), 200, "BAD_USER_INPUT"},
		"a mutation by GET":      {get(`mutation { add(text: "x") { id } }`), 200, "BAD_USER_INPUT"},
		"what is not GraphQL":    {ask(`subscription {`), 200, "GRAPHQL_PARSE_FAILED"},
		"what is too deep":       {ask(`subscription ` + strings.Repeat("{a", 16) + strings.Repeat("}", 16)), 200, "TOO_COMPLEX"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBell()
			d := open(t, ringing(b), func(o *web.Options) { o.Limits.Subscriptions = 1 })
			if c.status == http.StatusServiceUnavailable {
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					d.ServeHTTP(httptest.NewRecorder(), streaming(ask(`subscription { tick }`)).WithContext(ctx))
				}()
				defer func() { stop(); <-ended }()
				for b.under.Load() == 0 {
					time.Sleep(time.Millisecond)
				}
			}
			w := httptest.NewRecorder()
			d.ServeHTTP(w, streaming(c.request))
			if w.Code != c.status || !strings.Contains(w.Body.String(), `"code":"`+c.code+`"`) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if c.status == http.StatusOK && !strings.HasSuffix(w.Body.String(), "\n\nevent: complete\ndata: \n\n") {
				t.Errorf("%q", w.Body)
			}
		})
	}
}

// TestEventsEndWithTheToken: and with the server, which says so.
func TestEventsEndWithTheToken(t *testing.T) {
	gone := make(chan struct{})
	l := &lodge{known: map[string]web.Admission{"Bearer good": {Gone: gone}}}
	h := serve(t, ringing(newBell()), guarded(l))
	_, from := listening(t, h, "Authorization", "Bearer good") //nolint:bodyclose // it is closed when the test ends
	event(t, from)
	close(gone)
	if got := event(t, from); !strings.Contains(got, `"code":"UNAUTHENTICATED"`) || !strings.Contains(got, `"after":0`) {
		t.Errorf("%q", got)
	}
	l.known["Bearer other"] = web.Admission{}
	_, from = listening(t, h, "Authorization", "Bearer other") //nolint:bodyclose // it is closed when the test ends
	event(t, from)
	h.stop()
	if got := event(t, from); !strings.Contains(got, `"code":"OVERLOADED"`) {
		t.Errorf("%q", got)
	}
	if err := <-h.stopped; err != nil {
		t.Error(err)
	}
}
