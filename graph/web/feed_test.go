package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph/web"
)

// A tap is a feed of a test: what it was asked, and what it gives.
type tap struct {
	after  uint64
	follow bool
	pieces []string
	fails  error
	more   chan string // of one that is followed, until it is closed
}

func (p *tap) feed(ctx context.Context, after uint64, follow bool) iter.Seq2[[]byte, error] {
	p.after, p.follow = after, follow
	return func(yield func([]byte, error) bool) {
		for _, piece := range p.pieces {
			if !yield([]byte(piece), nil) {
				return
			}
		}
		for follow {
			if !yield(nil, nil) {
				return
			}
			select {
			case piece := <-p.more:
				if !yield([]byte(piece), nil) {
					return
				}
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
		}
		if p.fails != nil {
			yield(nil, p.fails)
		}
	}
}

func feeding(p *tap) func(*web.Options) {
	return func(o *web.Options) {
		o.Feed = p.feed
		o.Present = func(_ context.Context, err error) *gqlerror.Error {
			return &gqlerror.Error{Message: err.Error(), Err: err, Extensions: map[string]any{"code": "BAD_USER_INPUT"}}
		}
	}
}

func listen(target string) *http.Request {
	return httptest.NewRequest(http.MethodGet, "http://localhost"+target, nil)
}

func TestChangesAreStreamed(t *testing.T) {
	p := &tap{pieces: []string{"{\"a\":1}\n{\"b\":2}\n", "{\"c\":3}\n"}}
	d := open(t, feeding(p))
	w := httptest.NewRecorder()
	d.ServeHTTP(w, listen("/changes?after=7&follow=false"))
	if w.Code != http.StatusOK || w.Body.String() != strings.Join(p.pieces, "") || w.Header().Get("Content-Type") != "application/x-ndjson" ||
		w.Header().Get("Cache-Control") != "private, no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
	if p.after != 7 || p.follow {
		t.Errorf("asked %+v", p)
	}
	p.pieces = nil
	w = httptest.NewRecorder()
	d.ServeHTTP(w, listen("/changes"))
	if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Type") != "application/x-ndjson" || p.after != 0 {
		t.Errorf("nothing new: %d %v %q", w.Code, w.Header(), w.Body)
	}
}

func TestChangesThatAreRefused(t *testing.T) {
	many := listen("/changes")
	many.Header.Set("Origin", "http://elsewhere.example")
	elsewhere := listen("/changes")
	elsewhere.Host = "elsewhere.example"
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		code    string
		message string
	}{
		"another method":            {httptest.NewRequest(http.MethodPost, "http://localhost/changes", nil), 405, "BAD_REQUEST", "the feed is asked for with GET"},
		"a page of another site":    {many, 403, "FORBIDDEN", "a request from a page of another origin is refused"},
		"another host":              {elsewhere, 421, "FORBIDDEN", "this server does not answer to that host name"},
		"what is no number":         {listen("/changes?after=x"), 400, "BAD_REQUEST", "after is no number of a revision"},
		"what is less than nothing": {listen("/changes?after=-1"), 400, "BAD_REQUEST", "after is no number of a revision"},
		"a number that is too long": {listen("/changes?after=9223372036854775808"), 400, "BAD_REQUEST", "after is no number of a revision"},
		"a number twice":            {listen("/changes?after=1&after=2"), 400, "BAD_REQUEST", "after is given more than once"},
		"another parameter":         {listen("/changes?since=1"), 400, "BAD_REQUEST", "there is no parameter since: there are after and follow"},
		"a truth that is none":      {listen("/changes?follow=1"), 400, "BAD_REQUEST", "follow is neither true nor false"},
		"what cannot be read":       {listen("/changes?after=%zz"), 400, "BAD_REQUEST", "the parameters of the address cannot be read"},
		"what the graph refuses":    {listen("/changes?after=9"), 400, "BAD_USER_INPUT", "after: is 9"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, feeding(&tap{fails: errors.New("after: is 9")}))
			a := d.send(t, c.request)
			if got := a.code(t); a.status != c.status || got != c.code || a.Errors[0].Message != c.message {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	t.Run("where there is none", func(t *testing.T) {
		w := httptest.NewRecorder()
		open(t).ServeHTTP(w, listen("/changes"))
		if w.Code != http.StatusNotFound {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// follow asks a house for its feed, which has begun when its header is here.
func (h *house) follow(t *testing.T) io.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+h.address+"/changes?follow=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() }) // it may have been read to its end
	return res.Body
}

// Who follows gets each commit when it comes, and the end of the feed when the
// server stops: the server does not wait for it.
func TestChangesAreFollowedUntilTheServerStops(t *testing.T) {
	p := &tap{pieces: []string{"1\n"}, more: make(chan string)}
	h := serve(t, feeding(p))
	lines := bufio.NewReader(h.follow(t))
	for _, next := range []string{"1\n", "2\n", "\n", "3\n"} {
		if next != "1\n" {
			p.more <- next
		}
		if got, err := lines.ReadString('\n'); got != next || err != nil {
			t.Fatalf("got %q %v, want %q", got, err, next)
		}
	}
	h.stop()
	if rest, err := io.ReadAll(lines); len(rest) > 0 || err != nil {
		t.Errorf("after the stop: %q %v", rest, err)
	}
	if err := <-h.stopped; err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	if h.log.String() != "" {
		t.Errorf("log: %s", h.log)
	}
}

func TestOnlySoManyFeedsAtOnce(t *testing.T) {
	p := &tap{more: make(chan string)}
	h := serve(t, feeding(p), func(o *web.Options) { o.Limits.Feeds = 1 })
	h.follow(t)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, listen("/changes"))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "OVERLOADED") || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// A feed that fails on the way is cut off, and why is in the log.
func TestAFeedThatFailsIsCutOff(t *testing.T) {
	h := serve(t, feeding(&tap{pieces: []string{"1\n"}, fails: fmt.Errorf("a page is torn")}))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+h.address+"/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err == nil {
		defer res.Body.Close()
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("the feed looks whole")
	}
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	if !strings.Contains(h.log.String(), "feed: a page is torn") {
		t.Errorf("log: %s", h.log)
	}
}
