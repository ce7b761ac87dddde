package badgerkv_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"hudna/storage"
	"hudna/storage/badgerkv"
)

// TestManyKeys: many keys are what each of them is by itself, near to each other
// or far apart, there or not, in whatever order, also in the middle of an update.
func TestManyKeys(t *testing.T) {
	store, err := badgerkv.Open(t.Context(), t.TempDir(), badgerkv.Options{Ballast: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	name := func(i int) []byte { return fmt.Appendf(nil, "key/%06d", i) }
	const keys = 3000
	if err := store.Update(t.Context(), func(tx storage.WriteTx) error {
		for i := range keys {
			if i%3 != 0 {
				if err := tx.Set(name(i), fmt.Appendf(nil, "value %d", i)); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	lists := map[string][][]byte{"few": {name(1), name(2), name(3)}, "with an empty one": {nil}}
	add := func(what string, i int) { lists[what] = append(lists[what], name(i)) }
	for i := range 100 {
		add("near", 500+i)
		add("far apart", 29*i)
		add("backwards", 500-i)
		add("all absent", 3*i)
		add("at random", random.IntN(2*keys))
		add("the same again", 7)
		add("behind the last", keys+i)
		add("with an empty one", 10*i)
	}
	check := func(ctx context.Context, tx storage.ReadTx) error {
		for what, list := range lists {
			values, err := tx.GetMany(list)
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			for i, key := range list {
				want, err := tx.Get(key)
				if err != nil {
					want = nil
				}
				if !bytes.Equal(values[i], want) || (values[i] == nil) != (want == nil) {
					t.Errorf("%s: %s is %q among many, and %q alone", what, key, values[i], want)
				}
			}
		}
		return ctx.Err()
	}
	if err := store.View(t.Context(), func(tx storage.ReadTx) error { return check(t.Context(), tx) }); err != nil {
		t.Error(err)
	}
	if err := store.Update(t.Context(), func(tx storage.WriteTx) error {
		if err := tx.Set(name(501), []byte("written in the update")); err != nil {
			return err
		}
		return check(t.Context(), tx)
	}); err != nil {
		t.Error(err)
	}
}
