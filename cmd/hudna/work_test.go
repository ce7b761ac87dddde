package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"hudna/cmd/hudna/bench"
	"hudna/cmd/hudna/fiction"
	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
)

// workStatements is how large the graph is of which the work of the standard
// questions is told.
const workStatements = 2000

// standard opens a made-up graph whose words are merged, and asks it through all
// of the server but the network.
func standard(tb testing.TB) (bench.Ask, *bench.Survey) {
	tb.Helper()
	_, ask, survey := standardGraph(tb)
	return ask, survey
}

func standardGraph(tb testing.TB) (*ledger.Ledger, bench.Ask, *bench.Survey) {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), "made.ndjson")
	if err := writeFile(file, func(w io.Writer) error {
		_, err := fiction.Write(tb.Context(), w, fiction.Options{Statements: workStatements, Seed: 1})
		return err
	}); err != nil {
		tb.Fatal(err)
	}
	p := tested(tb)
	g, err := p.open(tb.Context(), filepath.Join(tb.TempDir(), "graph"), openFlags{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := g.Close(); err != nil {
			tb.Error(err)
		}
	})
	report, err := ingest.Run(tb.Context(), g, []ingest.Input{fileInput(file)}, ingest.Options{Principal: operator("bench"), Clock: p.now})
	if err != nil || !report.OK() {
		tb.Fatal(err, report)
	}
	if err := g.Merge(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	ask, err := p.inProcess(g, graph.Principal{Clearance: graph.MarkingPublic})
	if err != nil {
		tb.Fatal(err)
	}
	survey, err := bench.Look(tb.Context(), ask)
	if err != nil {
		tb.Fatal(err)
	}
	return g, ask, survey
}

// What a question may take more than is written down. Keys are counted; objects
// depend a little on when the collector empties the pools.
const (
	moreKeys   = 1.01
	moreAllocs = 1.05
)

const workFile = "testdata/work.txt"

const workHead = `The work of the standard questions of docs/bench/README.md in a made-up graph of 2000 statements, on average for each form:
keys of the store read, records decoded, objects allocated. TestTheQuestionsAreNoMoreWork fails where one takes more; where the
change is meant, UPDATE=1 go test ./cmd/hudna -run TestTheQuestionsAreNoMoreWork writes the file anew.

question     | as of |   rows |   keys | records | allocs
-------------|-------|-------:|-------:|--------:|------:
`

// TestTheQuestionsAreNoMoreWork compares what the standard questions take with
// what they took when that was written down. Nobody else may run in the process.
func TestTheQuestionsAreNoMoreWork(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates more; make work runs this without it")
	}
	ask, survey := standard(t)
	works, err := bench.Works(t.Context(), ask, survey, []int{50}, func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m) // exactly, which metrics are not
		return m.Mallocs
	})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		var b strings.Builder
		b.WriteString(workHead)
		for _, w := range works {
			fmt.Fprintf(&b, "%-12s | %-5s | %6.1f | %6.1f | %7.1f | %6.0f\n", w.Question, w.At, w.Rows, w.KeysRead, w.Records, w.Allocs)
		}
		if err := os.WriteFile(workFile, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recorded := recordedWork(t)
	for _, w := range works {
		name := w.Question + " as of " + w.At
		was, ok := recorded[name]
		delete(recorded, name)
		if !ok {
			t.Errorf("%s stands in no row of %s", name, workFile)
			continue
		}
		for _, of := range []struct {
			what     string
			now, was float64
			factor   float64
		}{
			{"keys", w.KeysRead, was.KeysRead, moreKeys},
			{"records", w.Records, was.Records, moreKeys},
			{"objects", w.Allocs, was.Allocs, moreAllocs},
		} {
			switch {
			case of.now > of.was*of.factor+0.5:
				t.Errorf("%s takes %.1f %s; it took %.1f", name, of.now, of.what, of.was)
			case of.now < of.was/of.factor-0.5:
				t.Logf("%s takes %.1f %s; it took %.1f, which UPDATE=1 forgets", name, of.now, of.what, of.was)
			}
		}
		if w.Rows < was.Rows-0.05 {
			t.Errorf("%s answers %.1f rows; it answered %.1f", name, w.Rows, was.Rows)
		}
	}
	for name := range recorded {
		t.Errorf("%s is asked no more", name)
	}
}

// recordedWork reads the rows of the file, by question and revision.
func recordedWork(t *testing.T) map[string]bench.Work {
	t.Helper()
	text, err := os.ReadFile(workFile)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bench.Work{}
	_, rows, _ := strings.Cut(string(text), "-:\n")
	for line := range strings.Lines(rows) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			t.Fatalf("%s: %q", workFile, line)
		}
		var numbers [4]float64
		for i := range numbers {
			if numbers[i], err = strconv.ParseFloat(strings.TrimSpace(cells[2+i]), 64); err != nil {
				t.Fatalf("%s: %q: %v", workFile, line, err)
			}
		}
		question, at := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])
		all[question+" as of "+at] = bench.Work{Rows: numbers[0], KeysRead: numbers[1], Records: numbers[2], Allocs: numbers[3]}
	}
	return all
}

// BenchmarkQuestions asks the standard questions, each form in turn.
func BenchmarkQuestions(b *testing.B) {
	ask, survey := standard(b)
	for _, q := range bench.Questions() {
		requests, err := q.Requests(survey)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strings.ReplaceAll(q.Name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := ask(b.Context(), requests[i%len(requests)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
