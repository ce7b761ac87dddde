package gql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// TestPlansAnswerLikeTheExecutor draws documents over the whole schema and
// compares the answers, byte for byte, for two clearances.
func TestPlansAnswerLikeTheExecutor(t *testing.T) { testDrawn(t, 300) }

// TestSoakPlansAnswerLikeTheExecutor does so for many.
func TestSoakPlansAnswerLikeTheExecutor(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes some minutes: make soak")
	}
	testDrawn(t, 100_000)
}

func testDrawn(t *testing.T, documents int) {
	t.Helper()
	g := graphs(t)["ledger"]
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	apis := []*gql.API{serving(t, g, graph.MarkingPublic), serving(t, g, graph.MarkingRestricted)}
	d := &drawer{Rand: rand.New(rand.NewPCG(1, 2)), schema: apis[0].Schema().Schema(), revisions: int(head.Revision)}
	asked, failed, invalid := 0, 0, 0
	for asked < documents {
		params := d.document()
		if _, errs := gqlparser.LoadQueryWithRules(d.schema, params.Query, nil); len(errs) > 0 {
			if invalid++; invalid > documents/2 {
				t.Fatalf("%s\n%v", params.Query, errs)
			}
			continue // such as two fields of one name that cannot be merged
		}
		asked++
		if r := answered(t.Context(), apis[asked%2], params); len(r.Errors) > 0 {
			failed++
		}
	}
	planned := 0
	for _, api := range apis {
		planned += api.Planned()
	}
	t.Logf("of %d documents %d were answered by their plans and %d failed; %d were not valid", asked, planned, failed, invalid)
	if planned < asked*6/10 {
		t.Errorf("of %d documents only %d were answered by their plans", asked, planned)
	}
	if failed < asked/50 {
		t.Errorf("of %d documents only %d failed", asked, failed)
	}
}

// One document, whose fields depend on variables, has several plans.
func TestPlansAreForTheirConditions(t *testing.T) {
	api := servingWith(t, graphs(t)["ledger"], gql.Options{})
	server := exactly(t, api)
	for range 2 {
		for variables, want := range map[string]string{
			`{"named": true}`:  `{"actor":{"id":"actor/avaria","name":"Avaria"}}`,
			`{"named": false}`: `{"actor":{"id":"actor/avaria"}}`,
		} {
			if got := server(`query Q($named: Boolean!) { actor(id: "actor/avaria") { id name(lang: ["en"]) @include(if: $named) } }`, variables); got != want {
				t.Errorf("%s: %s, want %s", variables, got, want)
			}
		}
	}
	if got := api.Planned(); got != 4 {
		t.Errorf("%d of 4 were answered by plans", got)
	}
}

// exactly asks an API over HTTP, where documents are kept, and gives the data as
// it came.
func exactly(t *testing.T, api *gql.API) func(query, variables string) string {
	t.Helper()
	server, err := web.New(web.Options{Schema: api.Schema(), Present: gql.Present, Prepare: func(ctx context.Context, _ *http.Request, op *graphql.OperationContext) (context.Context, map[string]any, error) {
		return api.Prepare(ctx, op)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return func(query, variables string) string {
		body, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		var answer struct{ Data json.RawMessage }
		decode(t, w.Body.Bytes(), &answer)
		return string(answer.Data)
	}
}
