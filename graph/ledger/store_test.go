package ledger_test

import (
	"context"
	"iter"
	"sync/atomic"
	"testing"

	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// holding is a store whose updates can be made to wait.
type holding struct {
	storage.Store
	gate    chan struct{}
	on      atomic.Bool
	updates atomic.Int32
}

func (h *holding) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if h.on.Load() {
		<-h.gate
	}
	h.updates.Add(1)
	return h.Store.Update(ctx, fn)
}

// unclosed is a store that several share.
type unclosed struct{ storage.Store }

func (unclosed) Close() error { return nil }

func nothing(storage.WriteTx) error { return nil }

// pairs2 closes a ledger and reads its whole store.
func pairs2(tb testing.TB, l *ledger.Ledger, disk *memkv.Disk) []storage.Pair {
	tb.Helper()
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	return pairs(tb, disk)
}

// countingTx counts what is read.
type countingTx struct {
	storage.WriteTx
	c *counting
}

func (tx countingTx) Get(key []byte) ([]byte, error) {
	if k, err := keys.Parse(key); err == nil && k.Tag == keys.Chunk {
		tx.c.chunks++
	}
	return tx.WriteTx.Get(key)
}

func (tx countingTx) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	return func(yield func(storage.Pair, error) bool) {
		for pair, err := range tx.WriteTx.Scan(r) {
			tx.c.pairs++
			if !yield(pair, err) {
				return
			}
		}
	}
}
