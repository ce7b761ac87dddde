package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph/web"
)

// A sheet is a page that asks one query, and prints what it is told.
type sheet struct{ query string }

func (s sheet) ServePage(w http.ResponseWriter, _ *http.Request, ask web.Ask) {
	said := ask(s.query, map[string]any{"name": "you"})
	w.WriteHeader(said.Status)
	fmt.Fprintf(w, "%s|%s|%s", said.Data, said.Code, said.Header.Get("WWW-Authenticate"))
}

func TestAPageIsToldWhatWhoAsksForItMayKnow(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"Bearer good": {}}}
	who := ""
	for name, c := range map[string]struct {
		shown, query, want string
		status             int
	}{
		"an answer":                       {"Bearer good", `query Q($name: String) { hello(name: $name) }`, `{"hello":"hello you"}||`, http.StatusOK},
		"no token":                        {"", `{ hello }`, `|UNAUTHENTICATED|Bearer realm="hudna"`, http.StatusUnauthorized},
		"a mutation, which no page makes": {"Bearer good", `mutation { add(text: "x") { id } }`, `|BAD_REQUEST|`, http.StatusMethodNotAllowed},
		"a query that is too dear":        {"Bearer good", "{" + strings.Repeat(" hello", 3000) + "}", `|TOO_COMPLEX|`, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, guarded(l), func(o *web.Options) {
				o.Start = sheet{c.query}
				o.Prepare = func(ctx context.Context, _ *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
					who, _ = ctx.Value(whoKey{}).(string)
					return ctx, nil, nil
				}
			})
			r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
			if c.shown != "" {
				r.Header.Set("Authorization", c.shown)
			}
			w := httptest.NewRecorder()
			who = ""
			d.ServeHTTP(w, r)
			body, err := io.ReadAll(w.Result().Body)
			if err != nil || w.Code != c.status || string(body) != c.want {
				t.Errorf("%d %s, want %d %s", w.Code, body, c.status, c.want)
			}
			if w.Code == http.StatusOK && who != c.shown {
				t.Errorf("it was answered for %q", who)
			}
			if told := l.told(); len(told) == 0 || told[len(told)-1].Path != "/" {
				t.Errorf("the page has no account: %v", told)
			}
		})
	}
}
