package projection_test

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hudna/graph/projection"
)

// sizes of the tables that are measured: 1,000,000 statements take some seconds
// to be made up.
var sizes = []int{100_000, 1_000_000}

// each measures with a table of each size.
func each(b *testing.B, measure func(b *testing.B, t *projection.Table)) {
	b.Helper()
	for _, size := range sizes {
		b.Run(fmt.Sprintf("statements=%d", size), func(b *testing.B) {
			t := made(b, size)
			b.ReportAllocs()
			b.ResetTimer()
			measure(b, t)
			b.ReportMetric(float64(t.Bytes())/float64(t.Rows()), "B/version")
		})
	}
}

func BenchmarkMatrix(b *testing.B) {
	for name, said := range map[string]*projection.Window{"all": nil, "days=30": {From: 2000 * aDay, To: 2030 * aDay}} {
		b.Run(name, func(b *testing.B) {
			each(b, func(b *testing.B, t *projection.Table) {
				b.Helper()
				scan := scanOf(t, said)
				for b.Loop() {
					if m, err := t.Matrix(scan, onAndOn); err != nil || m.Statements == 0 {
						b.Fatal(m.Statements, err)
					}
				}
			})
		})
	}
}

// BenchmarkMatrixOfActors counts without roll-ups: a cell for each two actors.
func BenchmarkMatrixOfActors(b *testing.B) {
	each(b, func(b *testing.B, t *projection.Table) {
		b.Helper()
		scan := scanOf(t, nil)
		scan.Rows, scan.Columns = projection.Side{Canonical: self}, projection.Side{Canonical: self}
		for b.Loop() {
			if m, err := t.Matrix(scan, onAndOn); err != nil || m.Statements == 0 {
				b.Fatal(m.Statements, err)
			}
		}
	})
}

// BenchmarkPaths looks for the shortest chain between actors of whom little is
// said.
func BenchmarkPaths(b *testing.B) {
	each(b, func(b *testing.B, t *projection.Table) {
		b.Helper()
		from := projection.Node(1000)
		for b.Loop() {
			scan := pathScan(from, from-90, 6)
			scan.Revision, scan.Clearance, scan.Roles, scan.First = t.Revision(), 1, ^uint64(0), 1
			if paths, err := t.Paths(scan, onAndOn); err != nil || len(paths) == 0 {
				b.Fatal(paths, err)
			}
			if from--; from < 900 {
				from = 1000
			}
		}
	})
}

// BenchmarkApply applies a commit of one statement.
func BenchmarkApply(b *testing.B) {
	each(b, func(b *testing.B, t *projection.Table) {
		b.Helper()
		node := projection.Node(3_000_000)
		for b.Loop() {
			v := said(t.Revision()+1, "2019-04-18", 1)
			if err := t.Apply(t.Revision()+1, []projection.Change{{Node: node, Version: v}}); err != nil {
				b.Fatal(err)
			}
			node++
		}
	})
}

// BenchmarkCheckpoint writes a checkpoint and reads it back.
func BenchmarkCheckpoint(b *testing.B) {
	each(b, func(b *testing.B, t *projection.Table) {
		b.Helper()
		for b.Loop() {
			var file bytes.Buffer
			if err := t.Save(&file, projection.Binding{}); err != nil {
				b.Fatal(err)
			}
			if _, err := projection.Load(bytes.NewReader(file.Bytes()), int64(file.Len()), projection.Binding{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// spent is how long this process has had processors, which other load on the
// machine does not change much.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkScans tells how many times as much of the processors a matrix and the
// positions take as a scan that does nothing but look at each part of each row that
// holds, in turns.
func BenchmarkScans(b *testing.B) {
	t := made(b, 1_000_000)
	sel := projection.Selection{View: projection.View{Revision: t.Revision(), Statuses: 1}, Keep: every}
	look := func() error {
		var parts atomic.Int64
		return t.Each(&sel, func() func(int) error {
			return func(i int) error {
				p := t.Parts(i)
				for j := range p {
					if p[j].As == projection.AboutActor && p[j].Node == 0 {
						parts.Add(1)
					}
				}
				return nil
			}
		}, onAndOn)
	}
	matrix := scanOf(t, nil)
	positions := projection.PositionScan{Selection: sel, Actors: sides(), Targets: sides(), Roles: ^uint64(0), Canonical: self, Most: 10_000_000}
	told := positions
	told.Tellings, told.MaxCopies = true, 10
	for _, c := range []struct {
		name string
		run  func() error
	}{
		{"matrix", func() error { _, err := t.Matrix(matrix, onAndOn); return err }},
		{"matrix-first", func() error { _, err := t.Matrix(scanOf(t, nil), onAndOn); return err }},
		{"positions", func() error { _, err := t.Positions(&positions, onAndOn); return err }},
		{"positions-told", func() error { _, err := t.Positions(&told, onAndOn); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var scans, runs time.Duration
			for b.Loop() {
				begin := spent(b)
				if err := look(); err != nil {
					b.Fatal(err)
				}
				between := spent(b)
				if err := c.run(); err != nil {
					b.Fatal(err)
				}
				scans, runs = scans+between-begin, runs+spent(b)-between
			}
			b.ReportMetric(float64(runs)/float64(scans), "scans")
			b.ReportMetric(runs.Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
}
