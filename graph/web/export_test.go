package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph/web"
)

// A store is what is exported in a test: what was asked, and what it gives.
type store struct {
	name       string
	parameters map[string]string
	refuses    error
	write      func(ctx context.Context, w http.ResponseWriter) (map[string]string, error)
}

func (s *store) export(_ context.Context, name string, parameters map[string]string) (*web.Download, error) {
	s.name, s.parameters = name, parameters
	return &web.Download{
		MediaType: "text/csv", FileName: "statements-r1.csv", Header: map[string]string{"Hudna-Revision": "1"}, Trailer: []string{"Hudna-Records"},
		Write: s.write,
	}, s.refuses
}

func exporting(s *store) func(*web.Options) {
	return func(o *web.Options) {
		o.Export = s.export
		o.Present = func(_ context.Context, err error) *gqlerror.Error {
			return &gqlerror.Error{Message: err.Error(), Err: err, Extensions: map[string]any{"code": "BAD_USER_INPUT"}}
		}
	}
}

// writing gives some text, and then ends with an error or without one.
func writing(text string, err error) func(context.Context, http.ResponseWriter) (map[string]string, error) {
	return func(_ context.Context, w http.ResponseWriter) (map[string]string, error) {
		if text != "" {
			if _, err := io.WriteString(w, text); err != nil {
				return nil, err
			}
		}
		return map[string]string{"Hudna-Records": "2"}, err
	}
}

// A download is an answer that may go on. The trailer is there when the body was
// read.
type download struct {
	*http.Response
}

// get asks a house for an export.
func (h *house) get(ctx context.Context, t *testing.T, target string) download {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.address+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() }) // it may have been read to its end
	return download{res}
}

func TestExportsAreStreamed(t *testing.T) {
	for _, text := range []string{"id,text\n", "", strings.Repeat("long ", 10_000)} {
		s := &store{write: writing(text, nil)}
		res := serve(t, exporting(s)).get(t.Context(), t, "/export/statements.csv?filter=%7B%7D&revision=1")
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || string(body) != text {
			t.Errorf("%d %v, %d bytes of %d", res.StatusCode, err, len(body), len(text))
		}
		for name, want := range map[string]string{
			"Content-Type": "text/csv", "Content-Disposition": `attachment; filename="statements-r1.csv"`, "Hudna-Revision": "1",
			"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if got := res.Trailer.Get("Hudna-Records"); got != "2" {
			t.Errorf("at the end there were %q records", got)
		}
		if s.name != "statements.csv" || len(s.parameters) != 2 || s.parameters["filter"] != "{}" || s.parameters["revision"] != "1" {
			t.Errorf("asked for %q with %v", s.name, s.parameters)
		}
	}
}

func TestExportsThatAreRefused(t *testing.T) {
	elsewhere := listen("/export/statements.csv")
	elsewhere.Header.Set("Origin", "http://elsewhere.example")
	for name, c := range map[string]struct {
		request *http.Request
		s       store
		status  int
		code    string
		message string
	}{
		"another method":         {httptest.NewRequest(http.MethodPost, "http://localhost/export/statements.csv", nil), store{}, 405, "BAD_REQUEST", "an export is asked for with GET"},
		"a page of another site": {elsewhere, store{}, 403, "FORBIDDEN", "a request from a page of another origin is refused"},
		"a filter twice":         {listen("/export/statements.csv?filter=a&filter=b"), store{}, 400, "BAD_REQUEST", "filter is given more than once"},
		"what cannot be read":    {listen("/export/statements.csv?filter=%zz"), store{}, 400, "BAD_REQUEST", "the parameters of the address cannot be read"},
		"what is not exported":   {listen("/export/wishes.csv"), store{refuses: errors.New("kind: no")}, 400, "BAD_USER_INPUT", "kind: no"},
		"what the graph refuses": {listen("/export/statements.csv"), store{write: writing("", errors.New("by: no"))}, 400, "BAD_USER_INPUT", "by: no"},
	} {
		t.Run(name, func(t *testing.T) {
			a := open(t, exporting(&c.s)).send(t, c.request)
			if got := a.code(t); a.status != c.status || got != c.code || a.Errors[0].Message != c.message {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

// TestExportsThatFailAreCutOff sees that half an export does not look like a
// whole one.
func TestExportsThatFailAreCutOff(t *testing.T) {
	h := serve(t, exporting(&store{write: writing("id\n", errors.New("the disk is gone"))}))
	res := h.get(t.Context(), t, "/export/statements.csv")
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("it ended as if it were whole: %q", body)
	}
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	if !strings.Contains(h.log.String(), "export: the disk is gone") {
		t.Errorf("log: %s", h.log)
	}
}

// TestExportsEndWithWhoeverAskedForThem sees that work stops within a second when
// a download is aborted.
func TestExportsEndWithWhoeverAskedForThem(t *testing.T) {
	ended := make(chan struct{})
	s := &store{write: func(ctx context.Context, w http.ResponseWriter) (map[string]string, error) {
		for {
			if _, err := io.WriteString(w, strings.Repeat("a line of an export\n", 100)); err != nil || ctx.Err() != nil {
				close(ended)
				return nil, errors.Join(err, ctx.Err())
			}
		}
	}}
	h := serve(t, exporting(s))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	res := h.get(ctx, t, "/export/statements.csv")
	if _, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	cancel()
	select {
	case <-ended:
	case <-time.After(time.Second):
		t.Error("it goes on")
	}
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	if h.log.String() != "" {
		t.Errorf("log: %s", h.log)
	}
}

func TestExportsAtOnceAreBounded(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	s := &store{write: func(_ context.Context, w http.ResponseWriter) (map[string]string, error) {
		_, err := io.WriteString(w, "id\n")
		begun <- struct{}{}
		<-end
		return nil, err
	}}
	h := serve(t, exporting(s), func(o *web.Options) { o.Limits.Exports = 1 })
	first := h.get(t.Context(), t, "/export/statements.csv")
	<-begun
	if res := h.get(t.Context(), t, "/export/statements.csv"); res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	close(end)
	if _, err := io.ReadAll(first.Body); err != nil {
		t.Error(err)
	}
}
