package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"hudna/storage"
	"hudna/storage/memkv"
)

// Every update of a graph reads and writes one common key, its head, so that
// of two at the same time only one succeeds from the same snapshot.
func ExampleStore() {
	ctx := context.Background()
	store, err := memkv.New().Open(ctx)
	if err != nil {
		panic(err)
	}
	defer store.Close()

	head := []byte("head")
	commit := func(words string) (revision int, err error) {
		err = store.Update(ctx, func(tx storage.WriteTx) error {
			revision = 1 // set anew, as the function may run again
			last, err := tx.Get(head)
			switch {
			case err == nil:
				n, err := strconv.Atoi(string(last))
				if err != nil {
					return err
				}
				revision = n + 1
			case !errors.Is(err, storage.ErrNotFound):
				return err
			}
			number := []byte(strconv.Itoa(revision))
			if err := tx.Set(append([]byte("commit/"), number...), []byte(words)); err != nil {
				return err
			}
			return tx.Set(head, number)
		})
		return revision, err
	}
	for _, words := range []string{"a truce is declared", "a truce is denied", ""} {
		revision, err := commit(words)
		if err != nil {
			fmt.Println("nothing was written:", err)
			continue
		}
		fmt.Println("revision", revision)
	}

	err = store.View(ctx, func(tx storage.ReadTx) error {
		for p, err := range tx.Scan(storage.Prefix([]byte("commit/"))) {
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
	// revision 1
	// revision 2
	// nothing was written: storage: empty value: invalid key or value
	// commit/1: a truce is declared
	// commit/2: a truce is denied
}

func ExamplePrefix() {
	fmt.Printf("%q\n", storage.Prefix([]byte("a\xff")).End)
	fmt.Println(storage.Prefix([]byte("actor/")).Contains([]byte("actor/x")))
	// Output:
	// "b"
	// true
}
