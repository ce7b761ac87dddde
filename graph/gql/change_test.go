package gql_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/rogpeppe/go-internal/txtar"

	"hudna/graph"
	"hudna/graph/gql"
)

// coder is who changes the record in these tests.
var coder = graph.Principal{Name: "made-up coder", Role: graph.RoleCoder}

// whoAsks is who puts a request of testdata/changes.txtar: what decides about the work
// of others takes a reviewer.
func whoAsks(request string) graph.Principal {
	if strings.HasPrefix(request, "review") {
		return graph.Principal{Name: coder.Name, Role: graph.RoleReviewer, Clearance: graph.MarkingPublic}
	}
	return graph.Principal{Name: coder.Name, Role: coder.Role, Clearance: graph.MarkingPublic}
}

// numbered gives ids that tell in which order they were made.
func numbered() func(graph.Kind, graph.Marking) (graph.ID, error) {
	var made atomic.Int64 // fields of a query are answered side by side
	return func(k graph.Kind, _ graph.Marking) (graph.ID, error) {
		return graph.ID(fmt.Sprintf("%s/00000000-0000-7000-8000-%012d", k, made.Add(1))), nil
	}
}

// writing is an API by which a principal changes a graph.
func writing(tb testing.TB, g graph.Graph, by graph.Principal, clearance graph.Marking) *gql.API {
	tb.Helper()
	api, err := gql.New(g, gql.Options{Clearance: clearance, By: by, NewID: numbered()})
	if err != nil {
		tb.Fatal(err)
	}
	return api
}

const changes = "testdata/changes.txtar"

// changing gives the requests of testdata/changes.txtar in their order.
func changing(tb testing.TB) *txtar.Archive {
	tb.Helper()
	archive, err := txtar.ParseFile(changes)
	if err != nil || len(archive.Files) < 10 {
		tb.Fatalf("%d files, %v", len(archive.Files), err)
	}
	return archive
}

// TestChanges puts every request of testdata/changes.txtar to a graph, one after
// the other, and compares the answers with those that were written down beside
// them. UPDATE=1 writes them anew.
func TestChanges(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			api := writing(t, g, coder, graph.MarkingPublic)
			archive := changing(t)
			for i := 0; i+1 < len(archive.Files); i += 2 {
				asked, wanted := &archive.Files[i], &archive.Files[i+1]
				if of == "oracle" && strings.HasPrefix(asked.Name, "ledger-") {
					continue // it finds less at once
				}
				answer := answerOf(t, answered(graph.WithPrincipal(t.Context(), whoAsks(asked.Name)), api, request(string(asked.Data))))
				if os.Getenv("UPDATE") != "" && of == "ledger" {
					wanted.Data = indented(t, answer)
				}
				var want map[string]any
				decode(t, wanted.Data, &want)
				t.Run(strings.TrimSuffix(asked.Name, ".graphql"), func(t *testing.T) { same(t, answer, want) })
			}
			if os.Getenv("UPDATE") != "" && of == "ledger" {
				if err := os.WriteFile(changes, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func indented(tb testing.TB, v any) []byte {
	tb.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		tb.Fatal(err)
	}
	return text.Bytes()
}

// request is a question without variables.
func request(query string) *graphql.RawParams { return &graphql.RawParams{Query: query} }
