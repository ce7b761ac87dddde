package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// describing notes what is registered with it, also what has counted nothing yet.
type describing struct {
	prometheus.Registerer
	names []string
}

var metricForm = regexp.MustCompile(`fqName: "([^"]+)".*constLabels: \{([^}]*)\}, variableLabels: \{([^}]*)\}`)

func (d *describing) Register(c prometheus.Collector) error {
	descriptions := make(chan *prometheus.Desc, 10)
	c.Describe(descriptions)
	close(descriptions)
	for one := range descriptions {
		m := metricForm.FindStringSubmatch(one.String())
		var labels []string
		for _, label := range strings.FieldsFunc(m[2]+","+m[3], func(r rune) bool { return r == ',' }) {
			name, _, _ := strings.Cut(label, "=")
			labels = append(labels, name)
		}
		name := m[1]
		if len(labels) > 0 {
			name += "{" + strings.Join(labels, ", ") + "}"
		}
		d.names = append(d.names, name)
	}
	return d.Registerer.Register(c)
}

// TestOperationsTellsOfEveryMetricAndCode holds docs/operations.md against what a server
// counts and which codes there are: each has a row, and no row is of nothing.
func TestOperationsTellsOfEveryMetricAndCode(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	g := opened(t, dir, openFlags{})
	registry, err := newRegistry(g, dir, 1000)
	if err != nil {
		t.Fatal(err)
	}
	described := &describing{Registerer: registry}
	_, err = tested(t).server(g, graph.MarkingPublic, web.Options{Metrics: described})
	if err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var counted, codes []string
	for _, f := range families {
		if name := f.GetName(); strings.HasPrefix(name, "hudna_") && len(f.GetMetric()[0].GetLabel()) == 0 {
			counted = append(counted, name)
		}
	}
	counted = append(counted, described.names...)
	slices.Sort(counted)
	counted = slices.Compact(counted)
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
