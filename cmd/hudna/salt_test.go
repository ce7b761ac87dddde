package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"hudna/graph"
	"hudna/graph/web"
)

// TestTagsOutliveARestart: who has an answer is told so by the next process as well; by
// another program, another graph and a copy that went on otherwise they are not.
func TestTagsOutliveARestart(t *testing.T) {
	program := filepath.Join(t.TempDir(), "made-up-program")
	version := func(text string) {
		if err := os.WriteFile(program, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// asked opens a graph, commits to it, asks, and closes it again.
	asked := func(dir, given string, names ...graph.ID) (tag string, status int) {
		t.Helper()
		p := tested(t)
		g, err := p.open(t.Context(), dir, openFlags{ballast: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := g.Close(); err != nil {
				t.Error(err)
			}
		}()
		for _, name := range names {
			place := &graph.Location{Meta: graph.Meta{ID: name}, Names: []graph.Name{{Text: "made up", Lang: "en"}}}
			if _, err := g.Commit(t.Context(), operator("made up"), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: place}}}); err != nil {
				t.Fatal(err)
			}
			mark := graph.Op{Verb: graph.VerbMark, ID: name, Marking: graph.MarkingRestricted, Reason: "made up"}
			if _, err := g.Commit(t.Context(), operator("made up"), graph.Change{Ops: []graph.Op{mark}}); err != nil {
				t.Fatal(err)
			}
		}
		server, err := p.server(g, graph.MarkingPublic, web.Options{Salt: saltOf(g, program)})
		if err != nil {
			t.Fatal(err)
		}
		// Of a revision that all of them have.
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/graphql?query=query%20%40asOf(revision:1)%7Blocations%7BtotalCount%7D%7D", nil)
		r.Header.Set("If-None-Match", given)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Header().Get("ETag") == "" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		return w.Header().Get("ETag"), w.Code
	}
	version("1")
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	before, _ := asked(dir, "", "location/mill")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	tag, _ := asked(dir, "", "location/bridge")
	if tag == before {
		t.Error("another record was marked, and the answer as of a revision before that has the same tag")
	}
	if again, status := asked(dir, tag); again != tag || status != http.StatusNotModified {
		t.Errorf("after a restart: %d, %s and %s", status, tag, again)
	}
	if other, status := asked(copied, tag, "location/ford"); other == tag || status != http.StatusOK {
		t.Errorf("a copy in which another record was marked by the revision of the same number: %d", status)
	}
	if other, status := asked(t.TempDir(), tag, "location/mill", "location/bridge"); other == tag || status != http.StatusOK {
		t.Errorf("another graph: %d", status)
	}
	version("2")
	if other, status := asked(dir, tag); other == tag || status != http.StatusOK {
		t.Errorf("another program: %d", status)
	}
}
