package main

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/web"
)

// blocks are the blocks of a language in a page of the documentation.
func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	return out
}

// naiveSample is the sample in a naive graph.
func naiveSample(t *testing.T) graph.Graph {
	t.Helper()
	g := graphtest.NewNaive(func() time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) })
	names, err := fs.Glob(sample.FS, "*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	var inputs []ingest.Input
	for _, name := range names {
		inputs = append(inputs, ingest.Input{Name: name, Open: func() (io.ReadCloser, error) { return sample.FS.Open(name) }})
	}
	report, err := ingest.Run(t.Context(), g, inputs, ingest.Options{Principal: graphtest.Curator()})
	if err != nil || len(report.Refused) > 0 {
		t.Fatalf("%v, %+v", err, report)
	}
	return g
}

// shaped is the answer to a list of statements.
type shaped struct {
	Data struct {
		Statements struct {
			Edges []struct {
				Node           struct{ ID string }
				MatchedThrough []struct {
					Path           string
					Asked, Matched struct{ ID string }
				}
			}
			Nodes      []struct{ ID string }
			TotalCount int
		}
	}
	Errors []struct{ Message string }
}

// TestDocumentedFilters asks what docs/filters.md asks of the sample: the long
// question, the one that it is compared with, and every shape, of the graph that
// the program keeps and of the naive one. They answer alike.
func TestDocumentedFilters(t *testing.T) {
	const page = "../../docs/filters.md"
	questions, variables := blocks(t, page, "graphql"), blocks(t, page, "json")
	if len(questions) != 2+30 || len(variables) != 1 {
		t.Fatalf("%d questions with %d sets of variables", len(questions), len(variables))
	}
	p := tested(t)
	kept, err := p.open(t.Context(), sampled(t), openFlags{readOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	answers := map[string]map[string]shaped{}
	for of, g := range map[string]graph.Graph{"kept": kept, "naive": naiveSample(t)} {
		server, err := p.server(g, graph.MarkingPublic, web.Options{})
		if err != nil {
			t.Fatal(err)
		}
		answers[of] = map[string]shaped{}
		for _, q := range questions {
			body, err := json.Marshal(map[string]any{"query": q, "variables": json.RawMessage(variables[0])})
			if err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(string(body)))
			request.Header.Set("Content-Type", "application/json")
			var a answer
			server.ServeHTTP(&a, request)
			var s shaped
			if err := json.Unmarshal(a.body.Bytes(), &s); err != nil || len(s.Errors) > 0 {
				t.Fatalf("%s: %s: %v, %s", of, q, err, a.body.Bytes())
			}
			answers[of][q] = s
		}
	}
	found := 0
	for _, q := range questions {
		kept, naive := answers["kept"][q], answers["naive"][q]
		if got, want := idsIn(kept), idsIn(naive); got != want {
			t.Errorf("%s:\nkept  %s\nnaive %s", q, got, want)
		}
		if idsIn(naive) != "" {
			found++
		}
	}
	if found < 20 {
		t.Errorf("only %d questions find anything", found)
	}
	for of := range answers {
		if long := answers[of][questions[0]].Data.Statements; len(long.Edges) > 0 || long.TotalCount != 0 {
			t.Errorf("%s: the long question finds %v", of, long)
		}
		short := answers[of][questions[1]].Data.Statements
		if len(short.Edges) != 1 || short.TotalCount != 1 || short.Edges[0].Node.ID != "statement/damascus-must-stop-its-violations" {
			t.Fatalf("%s: the shorter question finds %v", of, short)
		}
		var through []string
		for _, m := range short.Edges[0].MatchedThrough {
			through = append(through, m.Path+" for "+m.Asked.ID)
		}
		if got := strings.Join(through, ", "); got != "by for actor/united-states, to for actor/russia, about[0].actor for actor/syria" {
			t.Errorf("%s: it came in through %s", of, got)
		}
	}
}

func idsIn(s shaped) string {
	var ids []string
	for _, n := range s.Data.Statements.Nodes {
		ids = append(ids, n.ID)
	}
	for _, e := range s.Data.Statements.Edges {
		ids = append(ids, e.Node.ID)
	}
	return strings.Join(ids, " ")
}
