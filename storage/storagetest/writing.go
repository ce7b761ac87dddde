package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"

	"hudna/storage"
)

// The laws of writing.

func readYourWrites(s *subject) {
	s.put("b", "2", "c", "3", "e", "5")
	s.update(func(tx storage.WriteTx) {
		s.set(tx, "a", "1", "d", "4")
		s.wantPairs(tx, "a=1 b=2 c=3 d=4 e=5")
		s.set(tx, "c", "changed", "a", "changed")
		s.wantPairs(tx, "a=changed b=2 c=changed d=4 e=5")
		s.delete(tx, "a", "b", "c", "x")
		s.wantPairs(tx, "d=4 e=5")
		s.wantAbsent(tx, "a", "b", "c", "x")
		s.set(tx, "b", "again", "f", "6")
		s.wantPairs(tx, "b=again d=4 e=5 f=6")
		s.delete(tx, "e", "f", "b", "d")
		s.wantPairs(tx, "")
		s.set(tx, "c", "last")
		// A view inside sees the store without this update.
		s.holds("b=2 c=3 e=5")
	})
	s.holds("c=last")
	s.update(func(storage.WriteTx) {}) // one that writes nothing is no error
	s.holds("c=last")
}

var errMadeUp = errors.New("made up")

func rollbackOnError(s *subject) {
	s.put("a", "1", "b", "2")
	err := s.Update(context.Background(), func(tx storage.WriteTx) error {
		s.set(tx, "a", "changed", "c", "3")
		s.delete(tx, "b")
		s.wantPairs(tx, "a=changed c=3")
		return errMadeUp
	})
	if !same(err, errMadeUp) {
		s.Errorf("update returns %v, want the function's very error", err)
	}
	s.holds("a=1 b=2")
	err = s.View(context.Background(), func(storage.ReadTx) error { return errMadeUp })
	if !same(err, errMadeUp) {
		s.Errorf("view returns %v, want the function's very error", err)
	}
	s.put("c", "3")
	s.holds("a=1 b=2 c=3")
	s.reopen()
	s.holds("a=1 b=2 c=3")
}

// panics returns what fn panics with.
func panics(fn func()) (value any) {
	defer func() { value = recover() }()
	fn()
	return nil
}

func rollbackOnPanic(s *subject) {
	s.put("a", "1", "b", "2")
	thrown := &struct{ name string }{"made up"}
	caught := panics(func() {
		_ = s.Update(context.Background(), func(tx storage.WriteTx) error {
			s.set(tx, "a", "changed", "c", "3")
			tx.Cursor(storage.Range{}).Next() // left open
			for _, err := range tx.Scan(storage.Range{}) {
				if err == nil {
					panic(thrown)
				}
				return err
			}
			return nil
		})
	})
	if caught != thrown {
		s.Errorf("out of update comes the panic %v, want the function's own", caught)
	}
	caught = panics(func() {
		_ = s.View(context.Background(), func(tx storage.ReadTx) error {
			tx.Cursor(storage.Range{Reverse: true}).Next()
			for _, err := range tx.Scan(storage.Range{}) {
				if err == nil {
					panic(thrown)
				}
				return err
			}
			return nil
		})
	})
	if caught != thrown {
		s.Errorf("out of view comes the panic %v, want the function's own", caught)
	}
	s.holds("a=1 b=2")
	s.put("c", "3")
	s.holds("a=1 b=2 c=3")
	s.reopen()
	s.holds("a=1 b=2 c=3")
}

// rollbackOnExit leaves by way of runtime.Goexit, as a failing test does.
func rollbackOnExit(s *subject) {
	s.put("a", "1")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Update(context.Background(), func(tx storage.WriteTx) error {
			s.set(tx, "a", "changed")
			tx.Cursor(storage.Range{}).Next()
			runtime.Goexit()
			return nil
		})
	}()
	<-done
	s.holds("a=1")
	s.put("b", "2")
	s.holds("a=1 b=2")
}

// refuses checks that write is refused, that the update that swallowed the
// refusal is refused with the same error, and that nothing is written.
func (s *subject) refuses(what string, want error, write func(storage.WriteTx) error) {
	s.Helper()
	var refused error
	err := s.Update(context.Background(), func(tx storage.WriteTx) error {
		s.set(tx, "before", "x")
		refused = write(tx)
		if again := tx.Set([]byte("after"), []byte("x")); !same(again, refused) {
			s.Errorf("%s: the write after the refused one returns %v, want %v", what, again, refused)
		}
		if again := tx.Delete([]byte("after")); !same(again, refused) {
			s.Errorf("%s: the deletion after the refused write returns %v, want %v", what, again, refused)
		}
		return nil
	})
	if !errors.Is(refused, want) {
		s.Errorf("%s: the write returns %v, want %v", what, refused, want)
	}
	if !errors.Is(err, want) {
		s.Errorf("%s: the update that swallowed the refusal returns %v, want %v", what, err, want)
	}
	s.view(func(tx storage.ReadTx) { s.wantAbsent(tx, "before", "after") })
}

func refusal(s *subject) {
	s.refuses("an empty key", storage.ErrInvalid, func(tx storage.WriteTx) error { return tx.Set(nil, []byte("x")) })
	s.holds("")
	s.put("a", "1")
	s.holds("a=1")
}

func empties(s *subject) {
	s.put("a", "1")
	refused := map[string]func(storage.WriteTx) error{
		"an empty key":     func(tx storage.WriteTx) error { return tx.Set([]byte{}, []byte("x")) },
		"no key":           func(tx storage.WriteTx) error { return tx.Set(nil, []byte("x")) },
		"an empty value":   func(tx storage.WriteTx) error { return tx.Set([]byte("a"), []byte{}) },
		"no value":         func(tx storage.WriteTx) error { return tx.Set([]byte("a"), nil) },
		"nothing":          func(tx storage.WriteTx) error { return tx.Set(nil, nil) },
		"deleting no key":  func(tx storage.WriteTx) error { return tx.Delete(nil) },
		"deleting nothing": func(tx storage.WriteTx) error { return tx.Delete([]byte{}) },
	}
	for what, write := range refused {
		s.refuses(what, storage.ErrInvalid, write)
	}
	s.holds("a=1")
}

func sizeLimits(s *subject) {
	key, value := keyOf(1, storage.MaxKey), valueOf(2, storage.MaxValue)
	write := func(key, value []byte) func(storage.WriteTx) error {
		return func(tx storage.WriteTx) error { return tx.Set(key, value) }
	}
	s.refuses("a key too long", storage.ErrTooLarge, write(append(key, 'k'), value))
	s.refuses("a value too long", storage.ErrTooLarge, write(key, append(value, 'v')))
	s.refuses("deleting a key too long", storage.ErrTooLarge, func(tx storage.WriteTx) error { return tx.Delete(append(key, 'k')) })

	read := func(tx storage.ReadTx) {
		if got, err := tx.Get(key); err != nil || !bytes.Equal(got, value) {
			s.Errorf("the longest key has a value of %d bytes, %v", len(got), err)
		}
		n := 0
		for p, err := range tx.Scan(storage.Range{}) {
			if n++; err != nil || !bytes.Equal(p.Key, key) || !bytes.Equal(p.Value, value) {
				s.Errorf("the scan yields %.20q, %d bytes, %v", p.Key, len(p.Value), err)
			}
		}
		if n != 1 {
			s.Errorf("%d pairs, want one", n)
		}
	}
	s.update(func(tx storage.WriteTx) {
		if err := tx.Set(key, value); err != nil {
			s.Fatalf("the longest key and value: %v", err)
		}
		read(tx)
	})
	s.view(read)
	s.reopen()
	s.view(read)
	s.update(func(tx storage.WriteTx) { s.delete(tx, string(key)) })
	s.holds("")
}

// fill writes until the transaction is full by write's count, and then checks
// that it commits whole, and that one write more is refused with all of it.
func (s *subject) fill(writes int, write func(tx storage.WriteTx, i int) error, over func(storage.WriteTx) error, left int) {
	s.Helper()
	err := s.Update(context.Background(), func(tx storage.WriteTx) error {
		for i := range writes {
			if err := write(tx, i); err != nil {
				return fmt.Errorf("write %d: %w", i, err)
			}
		}
		return over(tx)
	})
	if !errors.Is(err, storage.ErrTooLarge) {
		s.Errorf("over the limit: %v, want ErrTooLarge", err)
	}
	s.holds("")
	s.update(func(tx storage.WriteTx) {
		for i := range writes {
			if err := write(tx, i); err != nil {
				s.Fatalf("write %d of %d: %v", i, writes, err)
			}
		}
	})
	for range 2 {
		s.view(func(tx storage.ReadTx) {
			n := 0
			for _, err := range tx.Scan(storage.Range{}) {
				if err != nil {
					s.Fatal(err)
				}
				n++
			}
			if n != left {
				s.Errorf("%d pairs after a full transaction, want %d", n, left)
			}
		})
		s.reopen()
	}
}

func writeLimit(s *subject) {
	// Every tenth write is a deletion and every tenth repeats a key: all count.
	write := func(tx storage.WriteTx, i int) error {
		switch i % 10 {
		case 8:
			return tx.Set(keyOf(i-1, 16), valueOf(i, 20))
		case 9:
			return tx.Delete(keyOf(i-2, 16))
		}
		return tx.Set(keyOf(i, 16), valueOf(i, 20))
	}
	over := func(tx storage.WriteTx) error { return tx.Delete([]byte("one more")) }
	s.fill(storage.MaxWrites, write, over, storage.MaxWrites/10*7)
}

func byteLimit(s *subject) {
	const values = storage.MaxBytes / storage.MaxValue
	write := func(tx storage.WriteTx, i int) error { return tx.Set(keyOf(i, 8), valueOf(i, storage.MaxValue-8)) }
	over := func(tx storage.WriteTx) error { return tx.Set([]byte("o"), []byte("x")) }
	s.fill(values, write, over, values)
}
