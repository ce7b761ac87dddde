package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/web"
)

// TestDocumentedChange sends the change that docs/api.md shows, twice, to the
// graph that the program keeps and to the naive one.
func TestDocumentedChange(t *testing.T) {
	var mutations []string
	for _, block := range blocks(t, "../../docs/api.md", "graphql") {
		if strings.HasPrefix(block, "mutation {\n  commit(") {
			mutations = append(mutations, block)
		}
	}
	if len(mutations) != 1 {
		t.Fatalf("%d mutations", len(mutations))
	}
	p := tested(t)
	kept, err := p.open(t.Context(), sampled(t), openFlags{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	by := graph.Principal{Name: "A. Coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
	for of, g := range map[string]graph.Graph{"kept": kept, "naive": naiveSample(t)} {
		server, err := p.writingServer(g, by, web.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var answers []string
		for range 2 {
			body, err := json.Marshal(map[string]any{"query": mutations[0]})
			if err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(string(body)))
			request.Header.Set("Content-Type", "application/json")
			var a answer
			server.ServeHTTP(&a, request)
			var said struct {
				Data struct {
					Commit struct {
						Records  []struct{ ID graph.ID }
						Revision struct{ Author string }
						Errors   []any
					}
				}
				Errors []any
			}
			if err := json.Unmarshal(a.body.Bytes(), &said); err != nil {
				t.Fatal(err)
			}
			got := said.Data.Commit
			if len(said.Errors)+len(got.Errors) > 0 || len(got.Records) != 3 || got.Revision.Author != by.Name || !got.Records[2].ID.Opaque() {
				t.Fatalf("%s: %s", of, a.body.Bytes())
			}
			answers = append(answers, a.body.String())
		}
		if answers[0] != answers[1] {
			t.Errorf("%s: sent twice, the answers are\n%s\n%s", of, answers[0], answers[1])
		}
	}
}
