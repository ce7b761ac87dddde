package badgerkv_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"hudna/storage"
	"hudna/storage/badgerkv"
	"hudna/storage/storagetest"
)

func engine(tb testing.TB) storagetest.Open {
	tb.Helper()
	dir := tb.TempDir()
	return func(ctx context.Context) (storage.Store, error) {
		return badgerkv.Open(ctx, dir, badgerkv.Options{Ballast: -1})
	}
}

func TestEngine(t *testing.T) { storagetest.Run(t, engine) }

// An engine for many updates has a journal.
func TestEngineWithAJournal(t *testing.T) {
	storagetest.Run(t, func(tb testing.TB) storagetest.Open {
		tb.Helper()
		dir := tb.TempDir()
		return func(ctx context.Context) (storage.Store, error) {
			return badgerkv.Open(ctx, dir, badgerkv.Options{Ballast: -1, Bulk: true})
		}
	})
}

func BenchmarkEngine(b *testing.B) { storagetest.Bench(b, engine) }

func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	store, err := badgerkv.Open(ctx, dir, badgerkv.Options{Logger: slog.Default(), Ballast: -1})
	if err != nil {
		panic(err)
	}
	err = store.Update(ctx, func(tx storage.WriteTx) error {
		return errors.Join(
			tx.Set([]byte("day/1"), []byte("truce")),
			tx.Set([]byte("day/2"), []byte("shelling")),
		)
	})
	if err != nil {
		panic(err) // errors.Is(err, storage.ErrUnknown): close and open again
	}
	if err := store.Close(); err != nil {
		panic(err)
	}

	reader, err := badgerkv.Open(ctx, dir, badgerkv.Options{ReadOnly: true})
	if err != nil {
		panic(err)
	}
	defer reader.Close()
	err = reader.View(ctx, func(tx storage.ReadTx) error {
		c := tx.Cursor(storage.Prefix([]byte("day/")))
		defer c.Close()
		for ok := c.Seek([]byte("day/2")); ok; ok = c.Next() {
			fmt.Printf("%s: %s\n", c.Key(), c.Value())
		}
		return c.Err()
	})
	if err != nil {
		panic(err)
	}
	// Output: day/2: shelling
}
