package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hudna/graph/web"
)

// A lodge lets in who shows what is written in it.
type lodge struct {
	mu       sync.Mutex
	known    map[string]web.Admission // by the whole Authorization field
	fails    error
	outcomes []web.Outcome
}

type whoKey struct{}

func (l *lodge) admit(ctx context.Context, r *http.Request) (web.Admission, error) {
	if l.fails != nil {
		return web.Admission{}, l.fails
	}
	shown := r.Header.Get("Authorization")
	a, ok := l.known[shown]
	if !ok {
		return web.Admission{}, web.ErrUnauthenticated
	}
	a.Context = context.WithValue(ctx, whoKey{}, shown)
	return a, nil
}

func (l *lodge) settle(_ context.Context, o web.Outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outcomes = append(l.outcomes, o)
}

func (l *lodge) told() []web.Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.outcomes
}

func guarded(l *lodge) func(*web.Options) {
	return func(o *web.Options) { o.Admit, o.Settle = l.admit, l.settle }
}

// TestWhatLastsIsSettledWhileItLasts: what a feed or an export gave is accounted for before
// the listener has all of it, so that nobody reads on for days without a line.
func TestWhatLastsIsSettledWhileItLasts(t *testing.T) {
	settled := func(l *lodge, path string) bool {
		return slices.ContainsFunc(l.told(), func(o web.Outcome) bool { return o.Path == path && o.Status == http.StatusOK })
	}
	l := &lodge{known: map[string]web.Admission{"": {}}}
	p := &tap{pieces: []string{"1\n"}, more: make(chan string)}
	h := serve(t, guarded(l), feeding(p))
	listening := bufio.NewReader(h.follow(t))
	if line, err := listening.ReadString('\n'); line != "1\n" || err != nil {
		t.Fatalf("%q %v", line, err)
	}
	if !settled(l, "/changes") {
		t.Error("a feed that goes on has no account")
	}
	before := len(l.told())
	p.more <- "2\n"
	p.more <- "3\n" // it is taken when what was there before has been handed on
	if len(l.told()) <= before {
		t.Error("what came later has none")
	}
	h.stop()

	l = &lodge{known: map[string]web.Admission{"": {}}}
	reached, on := false, exporting(&store{write: func(_ context.Context, w http.ResponseWriter) (map[string]string, error) {
		_, err := w.Write([]byte("a\n"))
		return nil, err
	}})
	d := open(t, guarded(l), on)
	d.ServeHTTP(&firstByte{ResponseRecorder: httptest.NewRecorder(), at: func() { reached = settled(l, "/export") }}, listen("/export/all"))
	if !reached {
		t.Error("an export that is on its way has no account")
	}
}

// firstByte says when the first byte of an answer is written.
type firstByte struct {
	*httptest.ResponseRecorder
	at func()
}

func (w *firstByte) Write(b []byte) (int, error) {
	w.at()
	return w.ResponseRecorder.Write(b)
}

// TestNobodyTakesAllFeeds: each caller has so many feeds and exports at one time that
// there are some for others.
func TestNobodyTakesAllFeeds(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"a": {Caller: "token/a"}, "b": {Caller: "token/b"}, "": {}}}
	p := &tap{more: make(chan string)}
	h := serve(t, guarded(l), feeding(p), func(o *web.Options) { o.Limits.Feeds = 12 })
	follow := func(who string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+h.address+"/changes?follow=true", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", who)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = res.Body.Close() }) // it may have been read to its end
		return res.StatusCode
	}
	for who, want := range map[string][]int{"a": {200, 200, 200, 429, 429}, "": {200, 200, 200, 200}} {
		for i, status := range want {
			if got := follow(who); got != status {
				t.Errorf("feed %d of %q: %d, not %d", i+1, who, got, status)
			}
		}
	}
	if got := follow("b"); got != 200 {
		t.Errorf("somebody else: %d", got)
	}
	h.stop()
}

func TestAdmission(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"Bearer good": {}}}
	p, s := &tap{pieces: []string{"{}\n"}}, &store{write: writing("a\n", nil)}
	d := open(t, guarded(l), feeding(p), exporting(s))
	for name, r := range map[string]func() *http.Request{
		"a question":  func() *http.Request { return ask(`{ hello }`) },
		"by GET":      func() *http.Request { return get(`{ hello }`) },
		"what is bad": func() *http.Request { return post(`{`) },
		"the feed":    func() *http.Request { return httptest.NewRequest(http.MethodGet, "http://localhost/changes", nil) },
		"an export":   func() *http.Request { return httptest.NewRequest(http.MethodGet, "http://localhost/export/a.csv", nil) },
	} {
		var first string
		for shown, admitted := range map[string]bool{"": false, "Bearer bad": false, "Bearer good": true} {
			request := r()
			if shown != "" {
				request.Header.Set("Authorization", shown)
			}
			w := httptest.NewRecorder()
			d.ServeHTTP(w, request)
			if refused := w.Code == http.StatusUnauthorized; refused == admitted {
				t.Errorf("%s with %q: %d %s", name, shown, w.Code, w.Body)
			}
			if admitted {
				continue
			}
			if first == "" {
				first = w.Body.String()
			}
			if w.Body.String() != first || w.Header().Get("WWW-Authenticate") == "" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Authorization") ||
				w.Header().Get("Cache-Control") != "private, no-store" || !strings.Contains(first, `"UNAUTHENTICATED"`) {
				t.Errorf("%s with %q: %v %s", name, shown, w.Header(), w.Body)
			}
		}
	}
	for _, path := range []string{"/livez", "/readyz"} {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != http.StatusOK {
			t.Errorf("%s asks for a token: %d", path, w.Code)
		}
	}
	// Each of them at its end, and a feed and an export also when they begin to give.
	if told := l.told(); len(told) != 15+2 {
		t.Errorf("%d outcomes are told", len(told))
	}
}

func TestUnadmitted(t *testing.T) {
	for name, c := range map[string]struct {
		fails  error
		status int
		code   string
	}{
		"nobody knows who": {web.ErrUnauthenticated, 401, "UNAUTHENTICATED"},
		"no role":          {web.ErrNobody, 403, "FORBIDDEN"},
		"our fault":        {errors.New("/made/up/path is broken"), 500, "INTERNAL"},
	} {
		l := &lodge{fails: c.fails}
		d := open(t, guarded(l))
		a := d.send(t, ask(`{ hello }`))
		if a.status != c.status || a.code(t) != c.code || strings.Contains(a.body, "made") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		told := l.told()
		if len(told) != 1 || told[0].Status != c.status || told[0].Path != "/graphql" || told[0].Request != "REQUEST1" || told[0].Codes[0] != c.code {
			t.Errorf("%s: %+v is told", name, told)
		}
		if logged := strings.Contains(d.log.String(), "/made/up/path"); logged != (c.status == 500) {
			t.Errorf("%s: the log says %s", name, d.log)
		}
	}
}

// TestWhatLastsEnds: a feed ends when whoever follows it is not known any more.
func TestWhatLastsEnds(t *testing.T) {
	gone := make(chan struct{})
	l := &lodge{known: map[string]web.Admission{
		"Bearer revoked": {Gone: gone}, "Bearer expires": {Expires: time.Now().Add(50 * time.Millisecond)}, "Bearer stays": {Gone: make(chan struct{})},
	}}
	server := httptest.NewServer(open(t, guarded(l), feeding(&tap{pieces: []string{"{}\n"}, more: make(chan string)})))
	defer server.Close()
	follow := func(shown string) (ended chan error, leave func()) {
		ctx, leave := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/changes?follow=true", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", shown)
		answer, err := http.DefaultClient.Do(request) //nolint:bodyclose // when all of it was read
		if err != nil {
			t.Fatal(err)
		}
		ended = make(chan error, 1)
		go func() {
			_, err := io.ReadAll(answer.Body)
			ended <- errors.Join(err, answer.Body.Close())
		}()
		return ended, leave
	}
	stays, leave := follow("Bearer stays")
	revoked, _ := follow("Bearer revoked")
	expires, _ := follow("Bearer expires")
	close(gone)
	for name, ended := range map[string]chan error{"revoked": revoked, "expired": expires} {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("it goes on for who is %s", name)
		}
	}
	select {
	case err := <-stays:
		t.Errorf("it ended for who is known: %v", err)
	default:
	}
	leave()
	if err := <-stays; err == nil {
		t.Error("it ended by itself for who left")
	}
}

func TestRates(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"Bearer a": {Caller: "a"}, "Bearer b": {Caller: "b"}, "Bearer free": {}}}
	d := open(t, guarded(l), func(o *web.Options) {
		o.Limits.Complexity, o.Rate = 1_000, web.Rate{PerSecond: 1, Most: 10_000}
	}, exporting(&store{write: writing("a\n", nil)}))
	as := func(who string, r *http.Request) *http.Request { return withHeader(r, "Authorization", "Bearer "+who) }
	expensive := `{ items(first: 499) { id } }`
	most := 0
	for ; most < 100; most++ {
		a := d.send(t, as("a", ask(expensive)))
		if a.status == http.StatusOK {
			continue
		}
		left := a.Errors[0].Extensions
		cost, _ := left["cost"].(float64)
		remaining, _ := left["remaining"].(float64)
		full, _ := left["resetAt"].(string)
		if a.status != http.StatusTooManyRequests || a.code(t) != "RATE_LIMITED" || a.header.Get("Retry-After") == "" || cost <= remaining {
			t.Errorf("%d %s", a.status, a.body)
		}
		if reset, err := time.Parse(time.RFC3339Nano, full); err != nil || time.Until(reset) < time.Hour {
			t.Errorf("it is full again at %v, %v", left["resetAt"], err)
		}
		break
	}
	if most < 8 || most > 20 {
		t.Errorf("%d were answered", most)
	}
	if a := d.send(t, as("b", ask(expensive))); a.status != http.StatusOK {
		t.Errorf("another caller: %s", a.body)
	}
	if a := d.send(t, as("a", httptest.NewRequest(http.MethodGet, "http://localhost/export/a.csv", nil))); a.status != http.StatusTooManyRequests {
		t.Errorf("an export: %d %s", a.status, a.body)
	}
	for range 2 * most {
		if a := d.send(t, as("free", ask(expensive))); a.status != http.StatusOK {
			t.Fatalf("who is not bounded: %s", a.body)
		}
	}
	if _, err := web.New(web.Options{Schema: newTiny(), Rate: web.Rate{PerSecond: 10, Most: 100}}); err == nil {
		t.Error("an allowance that covers no operation")
	}
}

// TestALongBodyCostsItsSender, also where what it asks is refused.
func TestALongBodyCostsItsSender(t *testing.T) {
	d := open(t, guarded(&lodge{known: map[string]web.Admission{"a": {Caller: "a"}}}), func(o *web.Options) {
		o.Limits.Complexity, o.Rate = 1_000, web.Rate{PerSecond: 1, Most: 10_000}
	})
	sent := func(bytes int) string {
		a := d.send(t, withHeader(ask("{nobody}#"+strings.Repeat("x", bytes)), "Authorization", "a"))
		return a.code(t)
	}
	for range 100 {
		if code := sent(10_000); code != "GRAPHQL_VALIDATION_FAILED" {
			t.Fatalf("a usual one: %s", code)
		}
	}
	// One without a length is charged when it has come.
	chunked := withHeader(ask("{nobody}#"+strings.Repeat("x", 900_000)), "Authorization", "a")
	chunked.ContentLength = -1
	if a := d.send(t, chunked); a.code(t) != "GRAPHQL_VALIDATION_FAILED" {
		t.Fatal(a.body)
	}
	n := 1
	for ; n < 100 && sent(900_000) == "GRAPHQL_VALIDATION_FAILED"; n++ {
	}
	if n != 10 {
		t.Errorf("%d were read", n)
	}
	long := withHeader(ask("{nobody}#"+strings.Repeat("x", 900_000)), "Authorization", "a")
	unread := long.Body
	if a := d.send(t, long); a.code(t) != "RATE_LIMITED" || a.header.Get("Connection") != "close" {
		t.Errorf("%s, %v", a.body, a.header)
	}
	if rest, err := io.ReadAll(unread); err != nil || len(rest) < 900_000 {
		t.Errorf("it was read, but for %d bytes (%v)", len(rest), err)
	}
}
