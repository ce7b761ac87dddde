package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/badgerkv"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// worded makes statements whose words have a natural frequency: the n-th most
// frequent one comes about 1/n as often as the first (Zipf).
type worded struct {
	dice *graphtest.Dice
	zipf *rand.Zipf
}

func newWorded() *worded {
	rnd := rand.New(rand.NewPCG(1, 2))
	return &worded{graphtest.NewDice(1), rand.NewZipf(rnd, 1.07, 2, 50_000)}
}

func (w *worded) change(first, n int) graph.Change {
	c := graph.Change{Message: "made-up words"}
	for i := first; i < first+n; i++ {
		op := graphtest.Realistic(i, w.dice)
		words := make([]string, 24)
		for j := range words {
			words[j] = fmt.Sprintf("كلمه%d", w.zipf.Uint64())
		}
		if s, ok := op.Record.(*graph.Statement); ok {
			s.Text, s.Wording = strings.Join(words, " "), graph.WordingParaphrase
		}
		c.Ops = append(c.Ops, op)
	}
	return c
}

func benched(b *testing.B, onDisk bool) *ledger.Ledger {
	b.Helper()
	disk := memkv.New()
	dir := b.TempDir()
	l, err := ledger.Open(b.Context(), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) {
		if onDisk {
			return badgerkv.Open(ctx, dir, badgerkv.Options{Floor: -1, Ballast: -1})
		}
		return disk.Open(ctx)
	}})
	if err != nil {
		b.Fatal(err)
	}
	commit(b, l, graphtest.RealisticBase())
	return l
}

// BenchmarkWords measures what a statement of 24 words costs to record, and to
// merge, in changes of 500.
func BenchmarkWords(b *testing.B) {
	for _, engine := range []string{"memory", "badger"} {
		b.Run(engine, func(b *testing.B) {
			l := benched(b, engine == "badger")
			w := newWorded()
			const each = 500
			b.ResetTimer()
			for n := 0; n < b.N; n += each {
				commit(b, l, w.change(n, each))
			}
			committed := b.Elapsed()
			if err := l.Merge(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.Elapsed()-committed)/float64(b.N), "ns-left/op")
			b.StopTimer()
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkSearchPending measures a word while as much is pending as may be
// before it is merged.
func BenchmarkSearchPending(b *testing.B) {
	l := benched(b, true)
	w := newWorded()
	n := 0
	for l.Pending() < 250 {
		commit(b, l, w.change(n, 4))
		n += 4
	}
	v := graph.View{Revision: mustHead(b, l), Clearance: graph.MarkingPublic}
	q, err := search.Parse("text", "كلمه300")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Hits(b.Context(), v, q, graph.KindStatement, []keys.Status{keys.Curated}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n), "statements")
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSearch measures a rare, a middling and a common word among 20,000
// statements, with scores.
func BenchmarkSearch(b *testing.B) {
	for _, engine := range []string{"memory", "badger"} {
		b.Run(engine, func(b *testing.B) {
			l := benched(b, engine == "badger")
			w := newWorded()
			for n := 0; n < 20_000; n += 500 {
				commit(b, l, w.change(n, 500))
			}
			if err := l.Merge(b.Context()); err != nil {
				b.Fatal(err)
			}
			v := graph.View{Revision: mustHead(b, l), Clearance: graph.MarkingPublic}
			for _, word := range []string{"كلمه5000", "كلمه300", "كلمه0", "كلمه0 كلمه300", "«كلمه0 كلمه1»"} {
				q, err := search.Parse("text", word)
				if err != nil {
					b.Fatal(err)
				}
				b.Run(strings.ReplaceAll(word, " ", "_"), func(b *testing.B) {
					hits := 0
					b.ReportAllocs()
					for b.Loop() {
						found, err := l.Hits(b.Context(), v, q, graph.KindStatement, []keys.Status{keys.Curated})
						if err != nil {
							b.Fatal(err)
						}
						hits = len(found)
					}
					b.ReportMetric(float64(hits), "hits")
				})
			}
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
