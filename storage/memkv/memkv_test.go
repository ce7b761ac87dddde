package memkv_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"hudna/storage"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

func engine(testing.TB) storagetest.Open { return memkv.New().Open }

func TestEngine(t *testing.T) { storagetest.Run(t, engine) }

func BenchmarkEngine(b *testing.B) { storagetest.Bench(b, engine) }

func TestASecondStoreOnADiskIsRefused(t *testing.T) {
	disk := memkv.New()
	store, err := disk.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	_, err = disk.Open(context.Background())
	if !errors.Is(err, storage.ErrLocked) || err.Error() != "memkv: a store is open on this disk: locked" {
		t.Errorf("opened twice: %v", err)
	}
}

func Example() {
	ctx := context.Background()
	disk := memkv.New()
	store, err := disk.Open(ctx)
	if err != nil {
		panic(err)
	}
	err = store.Update(ctx, func(tx storage.WriteTx) error {
		return errors.Join(
			tx.Set([]byte("day/1"), []byte("truce")),
			tx.Set([]byte("day/2"), []byte("truce")),
			tx.Set([]byte("night"), []byte("silence")),
		)
	})
	if err != nil {
		panic(err)
	}
	if err := store.Close(); err != nil {
		panic(err)
	}

	store, err = disk.Open(ctx) // the disk keeps what the store committed
	if err != nil {
		panic(err)
	}
	defer store.Close()
	err = store.View(ctx, func(tx storage.ReadTx) error {
		for p, err := range tx.Scan(storage.Prefix([]byte("day/")).Reversed()) {
			if err != nil {
				return err
			}
			fmt.Printf("%s: %s\n", p.Key, p.Value)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// day/2: truce
	// day/1: truce
}
