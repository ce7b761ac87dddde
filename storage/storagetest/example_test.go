package storagetest_test

import (
	"context"
	"errors"
	"fmt"

	"hudna/storage"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

func ExampleFaulty() {
	ctx := context.Background()
	var faults storagetest.Faults
	open := storagetest.Faulty(memkv.New().Open, &faults)
	store, err := open(ctx)
	if err != nil {
		panic(err)
	}
	faults.Plan(storagetest.Kept)
	write := func(tx storage.WriteTx) error { return tx.Set([]byte("a"), []byte("1")) }
	fmt.Println(errors.Is(store.Update(ctx, write), storage.ErrUnknown))

	if err := store.Close(); err != nil {
		panic(err)
	}
	store, err = open(ctx)
	if err != nil {
		panic(err)
	}
	defer store.Close()
	err = store.View(ctx, func(tx storage.ReadTx) error {
		value, err := tx.Get([]byte("a"))
		fmt.Printf("a=%s\n", value)
		return err
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// true
	// a=1
}
