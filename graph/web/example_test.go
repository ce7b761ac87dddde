package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph/web"
)

func Example() {
	server, err := web.New(web.Options{
		Schema: newTiny(), // what gqlgen generates
		Prepare: func(ctx context.Context, r *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
			revision := r.Header.Get("Hudna-Revision")
			return ctx, map[string]any{"revision": revision}, nil
		},
		Limits: web.Limits{Depth: 3},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, query := range []string{`{item{text}}`, `{item{parent{parent{id}}}}`} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", strings.NewReader(`{"query":"`+query+`"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Hudna-Revision", "12")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		fmt.Print(w.Code, " ", w.Body)
	}
	// Output:
	// 200 {"data":{"item":{"text":"وقف الأعمال العدائية"}},"extensions":{"revision":"12"}}
	// 200 {"errors":[{"message":"the document nests fields deeper than 3","extensions":{"code":"TOO_COMPLEX","limit":"Depth","max":3}}]}
}
