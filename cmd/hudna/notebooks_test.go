package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/web"
)

// sampleServed is a server of the sample.
func sampleServed(t *testing.T) string {
	t.Helper()
	p := tested(t)
	g, err := p.open(t.Context(), sampled(t), openFlags{readOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	server, err := p.server(g, graph.MarkingPublic, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	serving := httptest.NewServer(server)
	t.Cleanup(serving.Close)
	return serving.URL
}

// TestNotebooks runs what stands in the cells of the notebooks: that for Python always,
// that for R where there is R.
func TestNotebooks(t *testing.T) {
	url := sampleServed(t)
	run := func(program, name, code string) {
		t.Helper()
		path, err := exec.LookPath(program)
		if err != nil {
			if program != "Rscript" {
				needed(t, "the notebook needs %s: %v", program, err)
			}
			t.Logf("there is no %s", program)
			return
		}
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), path, file) //nolint:gosec // a notebook of this repository
		command.Env = append(os.Environ(), "HUDNA_URL="+url)
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		for _, want := range []string{"1 statements accuse somebody", "John Kerry", "Syrian government", "2016-04-15", "7"} {
			contains(t, string(out), want)
		}
	}
	var book struct {
		Cells []struct {
			Type   string `json:"cell_type"`
			Source []string
		}
	}
	if err := json.Unmarshal([]byte(readFile(t, "../../docs/notebooks/statements.ipynb")), &book); err != nil {
		t.Fatal(err)
	}
	var python strings.Builder
	for _, c := range book.Cells {
		if c.Type == "code" {
			python.WriteString(strings.Join(c.Source, "") + "\n")
		}
	}
	run("python3", "statements.py", python.String())
	var r strings.Builder
	for _, chunk := range regexp.MustCompile("(?s)```\\{r\\}\n(.*?)```").FindAllStringSubmatch(readFile(t, "../../docs/notebooks/statements.Rmd"), -1) {
		r.WriteString(chunk[1])
	}
	run("Rscript", "statements.R", r.String())
}

// A grafanaTarget is what a panel asks by the Infinity data source.
type grafanaTarget struct {
	URL     string
	Root    string `json:"root_selector"`
	Columns []struct{ Selector, Type string }
	Options struct {
		Method    string
		Query     string `json:"body_graphql_query"`
		Variables string `json:"body_graphql_variables"`
	} `json:"url_options"`
}

// TestTheGrafanaDashboard asks what its panels ask, with the time of the dashboard and the
// variables put in as Grafana does, and finds the columns in what it gets.
func TestTheGrafanaDashboard(t *testing.T) {
	server := sampleServed(t)
	var board struct {
		Panels []struct {
			Title   string
			Targets []grafanaTarget
		}
	}
	if err := json.Unmarshal([]byte(readFile(t, "../../docs/grafana/dashboard.json")), &board); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("${server}", server, "${agreement}", "agreement/syria-cessation-2016",
		"${__from:date:YYYY-MM-DD}", "2016-01-01", "${__to:date:YYYY-MM-DD}", "2016-12-31")
	ranged := 0
	for _, p := range board.Panels {
		for _, q := range p.Targets {
			if strings.Contains(q.Options.Variables, "${__from") {
				ranged++
			}
			if err := q.replay(t, fill); err != nil {
				t.Errorf("%s: %v", p.Title, err)
			}
		}
	}
	if len(board.Panels) < 5 || ranged < 3 {
		t.Errorf("%d panels, %d of them of the time that is looked at", len(board.Panels), ranged)
	}
}

func (q grafanaTarget) replay(t *testing.T, fill *strings.Replacer) error {
	t.Helper()
	var variables map[string]any
	if err := json.Unmarshal([]byte(fill.Replace(q.Options.Variables)), &variables); err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"query": fill.Replace(q.Options.Query), "variables": variables})
	if err != nil {
		return err
	}
	if strings.Contains(string(body), "${") || q.Options.Method != http.MethodPost {
		return fmt.Errorf("%s %s", q.Options.Method, body)
	}
	r, err := http.NewRequestWithContext(t.Context(), q.Options.Method, fill.Replace(q.URL), strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var all any
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		return err
	}
	rows, ok := selected(all, q.Root).([]any)
	if !ok || len(rows) == 0 {
		return fmt.Errorf("nothing at %s of %v", q.Root, all)
	}
	for _, c := range q.Columns {
		value := selected(rows[0], c.Selector)
		_, text := value.(string)
		_, number := value.(float64)
		if text == number || number != (c.Type == "number") {
			return fmt.Errorf("%s of %v is no %s", c.Selector, rows[0], c.Type)
		}
	}
	return nil
}

// selected is what stands at a path such as data.series.
func selected(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		fields, _ := value.(map[string]any)
		value = fields[name]
	}
	return value
}
