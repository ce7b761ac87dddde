package analysis

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// held is a ledger of made-up records, of which it reads everything once.
func held(b *testing.B, records []graph.Record) graph.Reader {
	b.Helper()
	disk := memkv.New()
	l, err := ledger.Open(context.WithoutCancel(b.Context()), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := l.Close(); err != nil {
			b.Error(err)
		}
	})
	by := graph.Principal{Name: "made-up curator", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	var head graph.Revision
	for len(records) > 0 {
		n := min(1_000, len(records))
		var c graph.Change
		for _, r := range records[:n] {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
		}
		if head, err = l.Commit(b.Context(), by, c); err != nil {
			b.Fatal(err)
		}
		records = records[n:]
	}
	if err := l.Project(b.Context()); err != nil {
		b.Fatal(err)
	}
	return l.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
}

// turns runs two things in turns, and tells how many times as much of the processors
// the first one takes as the second one, which reads what it reads.
func turns(b *testing.B, run, scan func() error) {
	b.Helper()
	spent := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	b.ReportAllocs()
	var scans, runs time.Duration
	for b.Loop() {
		begin := spent()
		if err := scan(); err != nil {
			b.Fatal(err)
		}
		between := spent()
		if err := run(); err != nil {
			b.Fatal(err)
		}
		scans, runs = scans+between-begin, runs+spent()-between
	}
	b.ReportMetric(float64(runs)/float64(scans), "scans")
	b.ReportMetric(runs.Seconds()*1000/float64(b.N), "cpu-ms/op")
}

// listed reads all statements page by page: what no question about them can do
// without.
func listedOnce(b *testing.B, r graph.Reader, set graph.StatementSet, want int) error {
	b.Helper()
	n := 0
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := r.Statements(b.Context(), graph.StatementQuery{StatementSet: set}, page)
		if err != nil {
			return err
		}
		if n += len(list.Items); !list.More {
			if n != want {
				return fmt.Errorf("%d statements, not %d", n, want)
			}
			return nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// BenchmarkDisputes says what is in dispute under an agreement, of 10,000 made-up
// statements: allegations of 2,000 utterances and of events, each of them answered.
func BenchmarkDisputes(b *testing.B) {
	records := cast()
	for i := range 5_000 {
		event := []string{"breaches=truce", "event=shelling", "event=raid breaches=truce"}[i%3]
		for _, line := range []string{
			fmt.Sprintf("c%d: by=berun-speaker accuses=avaria-brigade %s utterance=u%d", i, event, i%2_000),
			fmt.Sprintf("a%d: by=%s %s=c%d", i, []string{"avaria-speaker", "monitor", "berun"}[i%3], []string{"DENIES", "CONFIRMS"}[i%2], i),
		} {
			s, err := written(line)
			if err != nil {
				b.Fatal(err)
			}
			records = append(records, s)
		}
	}
	r := held(b, records)
	turns(b, func() error {
		d, err := DisputesOf(b.Context(), r, DisputeQuestion{Agreement: "agreement/truce"})
		if err == nil && (d.Read != 10_000 || len(d.Disputes) == 0) {
			err = fmt.Errorf("%d disputes of %d statements", len(d.Disputes), d.Read)
		}
		return err
	}, func() error { return listedOnce(b, r, graph.StatementSet{}, 10_000) })
}

// BenchmarkTrace says how a claim travelled through 1,800 made-up statements around it,
// over four steps: each is repeated by others, which are repeated in turn, told in
// several reports.
func BenchmarkTrace(b *testing.B) {
	records := cast()
	add := func(line string) {
		s, err := written(line)
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, s)
	}
	add("s0: by=berun-speaker breaches=truce utterance=u0")
	for i := 1; i < 1_800; i++ {
		// Of each claim six others take it up, and every third of these is told twice.
		line := fmt.Sprintf("s%d: by=%s REPEATS=s%d", i, []string{"avaria-speaker", "monitor", "berun-speaker"}[i%3], (i-1)/6)
		if i%3 == 0 {
			line += fmt.Sprintf(" utterance=u%d", i/6)
		}
		add(line)
	}
	r := held(b, records)
	q := TraceQuestion{From: "statement/s0", To: "statement/s1000", MaxSteps: 4, First: 10}
	turns(b, func() error {
		t, err := TraceOf(b.Context(), r, q)
		if err == nil && (t.Read < 1_000 || len(t.Trails) == 0) {
			err = fmt.Errorf("%d trails among %d statements", len(t.Trails), t.Read)
		}
		return err
	}, func() error { return listedOnce(b, r, graph.StatementSet{}, 1_800) })
}
