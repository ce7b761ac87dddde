package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// TestExportsOfMadeUpHistoriesComeBack exports graphs with made-up histories,
// corrections, retractions and restorations among them, imports that into empty
// ones, and exports these.
func TestExportsOfMadeUpHistoriesComeBack(t *testing.T) {
	records, incomplete := 0, 0
	for seed := range uint64(12) {
		g := inMemory(t)
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{})
		for {
			step, ok := h.Next()
			if !ok {
				break
			}
			// Some steps are meant to be refused.
			_, _ = g.Commit(t.Context(), step.By, step.Change)
		}
		for _, clearance := range graph.Markings() {
			text, summary := exportOf(t, g, clearance)
			records += summary.Total()
			incomplete += len(summary.Incomplete)
			second := inMemory(t)
			report, err := ingest.Run(t.Context(), second, []ingest.Input{{
				Name: "export", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
			}}, ingest.Options{Principal: operator("test"), Clock: madeUpNow})
			if err != nil {
				t.Fatal(err)
			}
			if len(summary.Incomplete) > 0 {
				refusedAre(t, seed, report, summary.Incomplete)
				continue
			}
			if !report.OK() || report.New != summary.Total() {
				t.Fatalf("seed %d, %s: %+v", seed, clearance, report)
			}
			again, _ := exportOf(t, second, clearance)
			if again != text {
				t.Fatalf("seed %d, %s: the second export is\n%s\nnot\n%s", seed, clearance, again, text)
			}
			whole, err := second.Check(t.Context(), nil)
			if err != nil || !whole.Clean() {
				t.Fatalf("seed %d, %s: check: %v, %v", seed, clearance, err, whole.Findings)
			}
		}
	}
	t.Logf("%d records came back, or were named as incomplete: %d", records, incomplete)
}

// refusedAre demands that an import refuses just the records that the export
// named.
func refusedAre(t *testing.T, seed uint64, report *ingest.Report, incomplete []graph.ID) {
	t.Helper()
	refused := map[graph.ID]bool{}
	for _, r := range report.Refused {
		refused[r.ID] = true
	}
	for _, id := range incomplete {
		if !refused[id] {
			t.Errorf("seed %d: %s was named, and is not refused", seed, id)
		}
		delete(refused, id)
	}
	// What refers to a refused record is refused with it.
	for _, r := range report.Refused {
		if refused[r.ID] && !strings.HasPrefix(r.Reason, "there is no record ") {
			t.Errorf("seed %d: refused, and was not named: %s", seed, r)
		}
	}
}

func madeUpNow() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }

func inMemory(t *testing.T) *ledger.Ledger {
	t.Helper()
	disk := memkv.New()
	g, err := ledger.Open(context.WithoutCancel(t.Context()), ledger.Options{
		Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }, Clock: madeUpNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func exportOf(t *testing.T, g graph.Graph, clearance graph.Marking) (string, *export.Summary) {
	t.Helper()
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	s, err := export.Records(t.Context(), g.At(graph.View{Revision: head.Revision, Clearance: clearance}), &b, export.Options{})
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", clearance, err))
	}
	return b.String(), s
}
