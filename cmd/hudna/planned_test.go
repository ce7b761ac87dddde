package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hudna/cmd/hudna/bench"
	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// mostPlanned is how many of a hundred standard questions take a plan at least. Of
// documents that are drawn over the whole schema, a test of package gql tells it.
const mostPlanned = 60

// TestTheQuestionsTakePlans counts of the questions with which the playground opens,
// and of those of the benchmark, how many are answered without the executor.
func TestTheQuestionsTakePlans(t *testing.T) {
	p := tested(t)
	demo, err := p.open(t.Context(), sampled(t), openFlags{readOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer demo.Close()
	var documents [][]byte
	for _, q := range questions {
		body, err := json.Marshal(map[string]any{"query": q.query})
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, body)
	}
	wantPlanned(t, "the playground's", demo, documents)

	g, _, survey := standardGraph(t)
	pairs, err := bench.Pairs(survey)
	if err != nil {
		t.Fatal(err)
	}
	documents = nil
	for _, pair := range pairs {
		documents = append(documents, pair.Own.Body)
	}
	wantPlanned(t, "the benchmark's", g, documents)
}

func wantPlanned(t *testing.T, whose string, g graph.Graph, documents [][]byte) {
	t.Helper()
	api, err := gql.New(g, gql.Options{Clearance: graph.MarkingPublic})
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Options{Schema: api.Schema(), Present: gql.Present, Prepare: withoutRequest(api.Prepare)})
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range documents {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if answer := w.Body.String(); w.Code != http.StatusOK || strings.HasPrefix(answer, `{"errors"`) {
			t.Fatalf("%s\n%d %.500s", body, w.Code, answer)
		}
	}
	share := 100 * api.Planned() / len(documents)
	t.Logf("of %d documents, %s, %d %% were answered by their plans", len(documents), whose, share)
	if share < mostPlanned {
		t.Errorf("fewer than %d %%", mostPlanned)
	}
}
