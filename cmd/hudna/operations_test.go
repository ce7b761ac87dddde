package main

import (
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// TestOperationsTellsOfEveryMetricAndCode holds docs/operations.md against what a server
// counts and which codes there are: each has a row, and no row is of nothing.
func TestOperationsTellsOfEveryMetricAndCode(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	g := opened(t, dir, openFlags{})
	registry, err := newRegistry(g, dir)
	if err != nil {
		t.Fatal(err)
	}
	server, err := tested(t).server(g, graph.MarkingPublic, web.Options{Metrics: registry})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	defer listening.Close()
	posted(t, listening.URL+"/graphql", "{ head { number } }") // so that what has labels has some

	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var counted, codes []string
	for _, f := range families {
		if name := f.GetName(); strings.HasPrefix(name, "hudna_") {
			for _, m := range f.GetMetric() {
				var labels []string
				for _, l := range m.GetLabel() {
					labels = append(labels, l.GetName())
				}
				slices.SortFunc(labels, func(a, b string) int { return strings.Compare(b, a) }) // route before outcome
				if len(labels) > 0 {
					name = f.GetName() + "{" + strings.Join(labels, ", ") + "}"
				}
			}
			counted = append(counted, name)
		}
	}
	for _, c := range gql.Codes() {
		codes = append(codes, string(c))
	}
	for what, c := range map[string]struct {
		row  string
		have []string
	}{
		"metric": {"(?m)^\\| `(hudna_[^`]+)` \\|", counted},
		"code":   {"(?m)^\\| `([A-Z_]+)` \\|", codes},
	} {
		var rows []string
		for _, m := range regexp.MustCompile(c.row).FindAllStringSubmatch(string(text), -1) {
			rows = append(rows, m[1])
		}
		slices.Sort(rows)
		slices.Sort(c.have)
		for _, name := range c.have {
			if !slices.Contains(rows, name) {
				t.Errorf("docs/operations.md does not tell of the %s %s", what, name)
			}
		}
		for _, name := range rows {
			if !slices.Contains(c.have, name) {
				t.Errorf("docs/operations.md tells of the %s %s, which there is not", what, name)
			}
		}
	}
}
