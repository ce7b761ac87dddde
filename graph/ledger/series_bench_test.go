package ledger

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage"
	"hudna/storage/badgerkv"
)

// BenchmarkSeries counts all statements of a copy of a data directory by day, with a
// scan of the same columns to compare with:
//
//	HUDNA_BENCH_DATA=DIR go test ./graph/ledger -run - -bench Series
func BenchmarkSeries(b *testing.B) {
	dir := os.Getenv("HUDNA_BENCH_DATA")
	if dir == "" {
		b.Skip("HUDNA_BENCH_DATA names no data directory, of which a copy is measured")
	}
	l, err := Open(b.Context(), Options{Open: func(ctx context.Context) (storage.Store, error) {
		return badgerkv.Open(ctx, filepath.Join(dir, "store"), badgerkv.Options{})
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := l.Project(b.Context()); err != nil {
		b.Fatal(err)
	}
	head, err := l.Head(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	r, _ := l.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).(*reader)
	b.Run("scan", func(b *testing.B) {
		defer cpu(b)()
		for b.Loop() {
			err := r.analyse(b.Context(), "Series", graph.StatementSet{}, func(_ *snapshot, _ *graph.Traced, table *projection.Table, sel *selection) error {
				return table.Read(func() error {
					return table.Each(&sel.Selection, func() func(int) error {
						sum := uint64(0)
						return func(row int) error {
							sum += uint64(table.Facts(row).Date)
							for i := range table.Parts(row) {
								sum += uint64(table.Parts(row)[i].As)
							}
							return nil
						}
					}, b.Context().Err)
				})
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, q := range map[string]graph.SeriesQuery{
		"days":           {Period: graph.PeriodDay},
		"days in a zone": {Period: graph.PeriodDay, Zone: "Asia/Damascus"},
		"days spread":    {Period: graph.PeriodDay, Inexact: graph.InexactSpread},
		"months by act":  {Period: graph.PeriodMonth, By: graph.FacetAct},
	} {
		q.First, q.Periods = 10, graph.MaxPoints
		b.Run(name, func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				if _, err := r.Series(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// cpu reports what the processors worked for each operation, which what else the
// machine does changes less than how long it took.
func cpu(b *testing.B) func() {
	b.Helper()
	worked := func() int64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	before := worked()
	return func() { b.ReportMetric(float64(worked()-before)/float64(b.N), "cpu-ns/op") }
}
