package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/source"
)

// TestDocumentedMappings imports the tables of docs/import.md by its mappings.
func TestDocumentedMappings(t *testing.T) {
	const page = "../../docs/import.md"
	mappings, tables := blocks(t, page, "yaml"), blocks(t, page, "csv")
	if len(mappings) != 2 || len(tables) != 2 {
		t.Fatalf("%d mappings and %d tables", len(mappings), len(tables))
	}
	for i, want := range []struct {
		kind    graph.Kind
		records int
	}{{graph.KindStatement, 3}, {graph.KindEvent, 2}} {
		m, err := formats.Mapping(strings.NewReader(mappings[i]))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "table.csv")
		if err := os.WriteFile(path, []byte(tables[i]), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := source.Open(t.Context(), path, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		report, err := ingest.Load(t.Context(), graphtest.NewNaive(time.Now), s, ingest.LoadOptions{Principal: graphtest.Curator(), Format: m, Spare: 0})
		if err != nil || !report.OK() || report.New != want.records || report.Rows.Kinds[want.kind] != int64(want.records) {
			t.Errorf("%v, %+v, %+v", err, report, report.Rows)
		}
	}
}

// TestDocumentedFormats: docs/import.md has a row for each format.
func TestDocumentedFormats(t *testing.T) {
	f, err := os.Open("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range formats.Names() {
		if !strings.Contains(string(text), "| `"+name+"`") && !strings.Contains(string(text), "`, `"+name+"` |") {
			t.Errorf("docs/import.md has no row for %s", name)
		}
	}
}
