package export

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
)

// sampled is the sample that was coded by hand.
func sampled(t *testing.T) *ledger.Ledger {
	t.Helper()
	g := empty(t)
	entries, err := sample.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var inputs []ingest.Input
	for _, e := range entries {
		inputs = append(inputs, ingest.Input{Name: e.Name(), Open: func() (io.ReadCloser, error) { return sample.FS.Open(e.Name()) }})
	}
	by := graph.Principal{Name: "made-up curator", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	report, err := ingest.Run(t.Context(), g, inputs, ingest.Options{Principal: by, Clock: time.Now})
	if err != nil || !report.OK() {
		t.Fatal(err, report)
	}
	return g
}

// TestGolden writes the sample in every form that people can read.
func TestGolden(t *testing.T) {
	r := at(t, sampled(t), graph.MarkingPublic)
	for _, c := range goldens {
		name := string(c.kind) + "." + string(c.format)
		t.Run(name, func(t *testing.T) {
			got, _ := wrote(t, r, Request{Format: c.format, Selection: Selection{Kind: c.kind}})
			file := filepath.Join("testdata", "sample", name)
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("it is not what is in %s (UPDATE=1 writes it anew):\n%s", file, got)
			}
		})
	}
}

var goldens = []struct {
	kind   graph.Kind
	format Format
}{
	{graph.KindStatement, CSV},
	{graph.KindEvent, TSV},
	{graph.KindActor, CSV},
	{graph.KindStatement, JSONLD},
	{graph.KindStatement, GEXF},
	{graph.KindStatement, GraphML},
	{graph.KindEvent, GeoJSON},
	{graph.KindLocation, GeoJSON},
}

// tool finds a program of others by which what was written is read, or skips
// the test; where HUDNA_CI is set it has to be there.
func tool(t *testing.T, name string, probe ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil && len(probe) > 0 {
		err = exec.CommandContext(t.Context(), path, probe...).Run()
	}
	if err != nil {
		if os.Getenv("HUDNA_CI") != "" {
			t.Fatalf("%s %q: %v", name, probe, err)
		}
		t.Skipf("%s %q: %v", name, probe, err)
	}
	return path
}
