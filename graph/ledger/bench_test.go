package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/badgerkv"
)

// BenchmarkCommit measures synced commits of one statement each, as a coder
// would enter it: speaker and relay with their posts, an addressee, three that
// it is about, the occasion, spans. "merged" is how the ledger writes, "alone"
// gives each change a transaction of its own. Entries are what the engine is
// given to write, the merge of words behind the commits included.
func BenchmarkCommit(b *testing.B) {
	for _, committers := range []int{1, 8, 64} {
		for _, mode := range []struct {
			name  string
			group int
		}{{"merged", 0}, {"alone", 1}} {
			b.Run(fmt.Sprintf("%s/committers=%d", mode.name, committers), func(b *testing.B) {
				dir := b.TempDir()
				var entries atomic.Int64
				l, err := ledger.Open(b.Context(), ledger.Options{
					Open: func(ctx context.Context) (storage.Store, error) {
						s, err := badgerkv.Open(ctx, dir, badgerkv.Options{Floor: -1, Ballast: -1})
						return tallied{s, &entries}, err
					},
					MaxGroup: mode.group,
				})
				if err != nil {
					b.Fatal(err)
				}
				if err := graphtest.LoadWorld(b.Context(), l); err != nil {
					b.Fatal(err)
				}
				before := mustHead(b, l)
				entries.Store(0)
				var next atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for range committers {
					wg.Go(func() {
						for {
							n := next.Add(1)
							if n > int64(b.N) {
								return
							}
							s := graphtest.RelayChain()
							s.ID = graph.ID(fmt.Sprintf("statement/s-%d", n))
							if _, err := l.Commit(context.Background(), graphtest.Curator(), create(s)); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				b.StopTimer()
				if got := mustHead(b, l) - before; got != graph.Revision(b.N) {
					b.Errorf("%d revisions for %d changes", got, b.N)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
				b.ReportMetric(float64(entries.Load())/float64(b.N), "entries/op")
				if err := l.Close(); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// A tallied store counts what is written to it.
type tallied struct {
	storage.Store
	entries *atomic.Int64
}

func (s tallied) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	return s.Store.Update(ctx, func(tx storage.WriteTx) error { return fn(tallyTx{tx, s.entries}) })
}

type tallyTx struct {
	storage.WriteTx
	entries *atomic.Int64
}

func (t tallyTx) Set(key, value []byte) error {
	t.entries.Add(1)
	return t.WriteTx.Set(key, value)
}

func (t tallyTx) Delete(key []byte) error {
	t.entries.Add(1)
	return t.WriteTx.Delete(key)
}
