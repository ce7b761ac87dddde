package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hudna/graph/web"
)

// drawing is a picture of what an operation answers; errors are of the one who
// asks.
func drawing(p web.Picture, err error) func(*web.Options) {
	return func(o *web.Options) {
		exporting(&store{})(o)
		o.Plot = func(_ context.Context, name string, parameters map[string]string) (*web.Picture, error) {
			if name != "timeline.svg" || len(parameters) > 1 {
				return nil, errors.New("picture: is none")
			}
			return &p, err
		}
	}
}

func double(n int) web.Picture {
	return web.Picture{
		Query: `query($n: Int!) { double(number: $n) }`, Variables: map[string]any{"n": n},
		Draw: func(data json.RawMessage, _ map[string]any) ([]byte, error) {
			return []byte("<svg>" + string(data) + "</svg>"), nil
		},
	}
}

// A picture is drawn from what /graphql would answer, is guarded like it, and is
// given again only where it is another one.
func TestPictures(t *testing.T) {
	d := open(t, drawing(double(21), nil))
	get := func(edit func(*http.Request)) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), listen("/plot/timeline.svg?title=made-up")
		edit(r)
		d.ServeHTTP(w, r)
		return w
	}
	first := get(func(*http.Request) {})
	if first.Code != http.StatusOK || first.Body.String() != `<svg>{"double":42}</svg>` {
		t.Fatalf("%d %s", first.Code, first.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	} {
		if got := first.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if vary := strings.Join(first.Header().Values("Vary"), ", "); !strings.Contains(vary, "Authorization, Hudna-Revision") {
		t.Errorf("it varies by %q", vary)
	}
	tag := first.Header().Get("Etag")
	for given, want := range map[string]int{tag: 304, `"other", W/` + tag: 304, "*": 304, `"other"`: 200, "": 200} {
		again := get(func(r *http.Request) { r.Header.Set("If-None-Match", given) })
		if again.Code != want || again.Header().Get("Etag") != tag || want == 304 && again.Body.Len() > 0 {
			t.Errorf("%s: %d", given, again.Code)
		}
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	elsewhere := listen("/plot/timeline.svg")
	elsewhere.Header.Set("Origin", "http://elsewhere.example")
	dated := listen("/plot/timeline.svg")
	dated.Header.Set("Hudna-Revision", "7")
	as := func(edit func(*web.Picture)) web.Picture {
		p := double(21)
		edit(&p)
		return p
	}
	for name, c := range map[string]struct {
		request *http.Request
		p       web.Picture
		status  int
		code    string
	}{
		"another method":         {httptest.NewRequest(http.MethodPost, "http://localhost/plot/timeline.svg", nil), double(1), 405, "BAD_REQUEST"},
		"a page of another site": {elsewhere, double(1), 403, "FORBIDDEN"},
		"another picture":        {listen("/plot/wishes.svg"), double(1), 400, "BAD_USER_INPUT"},
		"a title twice":          {listen("/plot/timeline.svg?title=a&title=b"), double(1), 400, "BAD_REQUEST"},
		"two revisions":          {dated, as(func(p *web.Picture) { p.Revision = "8" }), 400, "BAD_USER_INPUT"},
		"what is refused":        {listen("/plot/timeline.svg"), as(func(p *web.Picture) { p.Query = "{ refuse }"; p.Variables = nil }), 400, "BAD_USER_INPUT"},
		"what is too much":       {listen("/plot/timeline.svg"), as(func(p *web.Picture) { p.Query = "{ items(first: 60000) { text } }"; p.Variables = nil }), 400, "TOO_COMPLEX"},
		"what cannot be drawn": {listen("/plot/timeline.svg"), as(func(p *web.Picture) {
			p.Draw = func(json.RawMessage, map[string]any) ([]byte, error) { return nil, errors.New("no room") }
		}), 400, "BAD_USER_INPUT"},
	} {
		t.Run(name, func(t *testing.T) {
			a := open(t, drawing(c.p, nil)).send(t, c.request)
			if got := a.code(t); a.status != c.status || got != c.code {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}
