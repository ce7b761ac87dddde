package web_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hudna/graph/web"
)

func TestAnotherHostIsRefused(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Hosts = []string{"Truce.Example", "port.example:8443", "192.0.2.7", "[2001:db8::1]"}
		o.Playground = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "page") })
	})
	for host, want := range map[string]bool{
		"localhost":               true,
		"localhost:8080":          true,
		"LOCALHOST.":              true,
		"127.0.0.1":               true,
		"127.8.9.10:1":            true,
		"[::1]:8080":              true,
		"[::1]":                   true,
		"[::ffff:127.0.0.1]:80":   true,
		"truce.example":           true,
		"truce.example:80":        true,
		"TRUCE.EXAMPLE.:443":      true,
		"port.example:8443":       true,
		"192.0.2.7:8080":          true,
		"[2001:0db8:0:0::1]:8080": true,

		"port.example":               false,
		"port.example:80":            false,
		"attacker.example":           false,
		"localhost.attacker.example": false,
		"truce.example.attacker":     false,
		"sub.truce.example":          false,
		"127.0.0.1.attacker.example": false,
		"192.0.2.8":                  false,
		"0.0.0.0":                    false,
		"[::]":                       false,
		"2130706433":                 false,
		"localhost:":                 false,
		"localhost:x":                false,
		"localhost:80:80":            false,
		"user@localhost":             false,
		"":                           false,
	} {
		t.Run(host, func(t *testing.T) {
			r := ask(`{hello}`)
			r.Host = host
			a := d.send(t, r)
			if want && a.status != http.StatusOK {
				t.Errorf("got %d %s", a.status, a.body)
			}
			if !want && (a.status != http.StatusMisdirectedRequest || a.code(t) != "FORBIDDEN" || a.Data != nil) {
				t.Errorf("got %d %s", a.status, a.body)
			}
			page := httptest.NewRequest(http.MethodGet, "http://localhost/playground", nil)
			page.Host = host
			w := httptest.NewRecorder()
			d.ServeHTTP(w, page)
			if got := w.Body.String() == "page"; got != want {
				t.Errorf("the page: %d %s", w.Code, w.Body)
			}
			probe := httptest.NewRequest(http.MethodGet, "http://localhost/livez", nil)
			probe.Host = host
			w = httptest.NewRecorder()
			d.ServeHTTP(w, probe)
			if w.Code != http.StatusOK {
				t.Errorf("a probe comes by any name: %d", w.Code)
			}
		})
	}
}

func TestARequestFromAPageOfAnotherOriginIsRefused(t *testing.T) {
	d := open(t)
	query := func() *http.Request { return get(`{hello}`) }
	mutation := func() *http.Request { return ask(`mutation{add(text:"x"){id}}`) }
	for name, c := range map[string]struct {
		request func() *http.Request
		header  http.Header
		refused bool
	}{
		"no browser":                        {mutation, http.Header{}, false},
		"our own page":                      {mutation, http.Header{"Origin": {"http://localhost"}, "Sec-Fetch-Site": {"same-origin"}}, false},
		"our own page in an older browser":  {mutation, http.Header{"Origin": {"http://localhost"}}, false},
		"an address typed":                  {query, http.Header{"Sec-Fetch-Site": {"none"}}, false},
		"another site":                      {mutation, http.Header{"Origin": {"http://attacker.example"}, "Sec-Fetch-Site": {"cross-site"}}, true},
		"another site, told by its origin":  {mutation, http.Header{"Origin": {"http://attacker.example"}}, true},
		"another site, told by the browser": {mutation, http.Header{"Sec-Fetch-Site": {"cross-site"}}, true},
		"another port of this machine":      {mutation, http.Header{"Origin": {"http://localhost:3000"}}, true},
		"an opaque origin":                  {mutation, http.Header{"Origin": {"null"}}, true},
		"two origins":                       {query, http.Header{"Origin": {"http://localhost", "http://attacker.example"}}, true},
		"a query of another site":           {query, http.Header{"Origin": {"http://attacker.example"}}, true},
		"a query of an opaque origin":       {query, http.Header{"Origin": {"null"}}, true},
		"a query with a broken origin":      {query, http.Header{"Origin": {"http://%zz"}}, true},
		"a query without an origin":         {query, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"no-cors"}}, true},
		"a query of another port":           {query, http.Header{"Sec-Fetch-Site": {"same-site"}}, true},
		"a link of another site":            {query, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}, true},
		"two sites":                         {query, http.Header{"Sec-Fetch-Site": {"none", "cross-site"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.request()
			r.Host = "localhost"
			for key, values := range c.header {
				r.Header[key] = values
			}
			a := d.send(t, r)
			if refused := a.status == http.StatusForbidden && a.code(t) == "FORBIDDEN" && a.Data == nil; refused != c.refused {
				t.Errorf("got %d %s", a.status, a.body)
			}
			if got := a.header.Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("Access-Control-Allow-Origin: %s", got)
			}
		})
	}
}

// TestPagesOfOtherSitesReachNothing of what is asked for by its address, but for links to
// exports that people follow.
func TestPagesOfOtherSitesReachNothing(t *testing.T) {
	link := http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}
	frame := http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"}}
	script := http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"script"}}
	near := http.Header{"Sec-Fetch-Site": {"same-site"}, "Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"image"}}
	own := http.Header{"Sec-Fetch-Site": {"same-origin"}, "Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}}
	for name, c := range map[string]struct {
		path   string
		header http.Header
		status int
	}{
		"a feed, linked":            {"/changes", link, http.StatusForbidden},
		"a feed, of a script":       {"/changes", script, http.StatusForbidden},
		"a feed, of our page":       {"/changes", own, http.StatusOK},
		"an export, linked":         {"/export/all", link, http.StatusOK},
		"an export, framed":         {"/export/all", frame, http.StatusForbidden},
		"an export, of a script":    {"/export/all", script, http.StatusForbidden},
		"an export, of a neighbour": {"/export/all", near, http.StatusForbidden},
		"an export, of our page":    {"/export/all", own, http.StatusOK},
	} {
		d := open(t, feeding(&tap{pieces: []string{"1\n"}}), exporting(&store{write: writing("a\n", nil)}))
		r := listen(c.path)
		r.Header = c.header.Clone()
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestEveryAnswerKeepsABrowserSafe(t *testing.T) {
	d := open(t)
	for name, r := range map[string]*http.Request{
		"of data":      ask(`{hello}`),
		"of an error":  ask(`{`),
		"of a refusal": httptest.NewRequest(http.MethodGet, "http://attacker.example/graphql", nil),
		"of nothing":   httptest.NewRequest(http.MethodGet, "http://localhost/nothing", nil),
		"of health":    httptest.NewRequest(http.MethodGet, "http://localhost/livez", nil),
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			for key, want := range map[string]string{
				"X-Content-Type-Options":       "nosniff",
				"Referrer-Policy":              "no-referrer",
				"Content-Security-Policy":      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
				"Cross-Origin-Resource-Policy": "same-origin",
				"Cross-Origin-Opener-Policy":   "same-origin",
			} {
				if got := w.Header().Get(key); got != want {
					t.Errorf("%s: %q", key, got)
				}
			}
		})
	}
}

func TestWhatIsNotServedIsNotFound(t *testing.T) {
	d := open(t)
	for _, path := range []string{"/", "/assets/playground.js", "/debug/pprof/", "/metrics", "/graphql/", "/../etc/passwd"} {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != http.StatusNotFound && w.Code != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestHealth(t *testing.T) {
	var broken error
	d := open(t, func(o *web.Options) { o.Ready = func(context.Context) error { return broken } })
	check := func(path string, status int, body string) {
		t.Helper()
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://10.0.0.1"+path, nil))
		if w.Code != status || w.Body.String() != body || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
	}
	check("/livez", 200, "ok\n")
	check("/readyz", 200, "ok\n")
	broken = errors.New("the store at /srv/hudna is full")
	check("/livez", 200, "ok\n")
	check("/readyz", 503, "not ready\n")
	if !strings.Contains(d.log.String(), "ready: the store at /srv/hudna is full") {
		t.Errorf("log: %s", d.log)
	}
}

func TestALongAnswerIsCompressedForThoseWhoAsk(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		accept string
		bytes  int
		want   string
	}{
		"long":               {"gzip", 10_000, "gzip"},
		"short":              {"gzip", 100, ""},
		"long, but not able": {"identity", 10_000, ""},
		"long, and not said": {"", 10_000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := ask(fmt.Sprintf(`{long(bytes:%d)}`, c.bytes))
			if c.accept != "" {
				r.Header.Set("Accept-Encoding", c.accept)
			}
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			res := w.Result()
			if got := res.Header.Get("Content-Encoding"); got != c.want {
				t.Fatalf("Content-Encoding: %q", got)
			}
			if vary := strings.Join(res.Header.Values("Vary"), ", "); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Authorization") {
				t.Errorf("Vary: %s", vary)
			}
			var body io.Reader = res.Body
			if c.want == "gzip" {
				unzipped, err := gzip.NewReader(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = unzipped
			}
			text, err := io.ReadAll(body)
			if want := fmt.Sprintf("{\"data\":{\"long\":%q}}\n", strings.Repeat("x", c.bytes)); err != nil || string(text) != want {
				t.Errorf("%v %.100s", err, text)
			}
		})
	}
}
