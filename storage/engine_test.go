package storage_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"

	"hudna/storage"
)

func TestTally(t *testing.T) {
	one := []byte{1}
	fill := func(writes, key, value int) func(*storage.Tally) error {
		return func(tally *storage.Tally) error {
			for range writes {
				if err := tally.Set(make([]byte, key), make([]byte, value)); err != nil {
					return err
				}
			}
			return nil
		}
	}
	tests := map[string]struct {
		write func(*storage.Tally) error
		is    error
		text  string
	}{
		"the longest key and value":  {fill(1, storage.MaxKey, storage.MaxValue), nil, ""},
		"the shortest key and value": {fill(1, 1, 1), nil, ""},
		"as many writes as allowed":  {fill(storage.MaxWrites, 8, 8), nil, ""},
		"as many bytes as allowed":   {fill(storage.MaxBytes/storage.MaxValue, 4, storage.MaxValue-4), nil, ""},
		"an empty key":               {fill(1, 0, 1), storage.ErrInvalid, "storage: empty key: invalid key or value"},
		"an empty value":             {fill(1, 1, 0), storage.ErrInvalid, "storage: empty value: invalid key or value"},
		"a key too long":             {fill(1, storage.MaxKey+1, 1), storage.ErrTooLarge, "storage: key of 1025 bytes, at most 1024: too large"},
		"a value too long":           {fill(1, 1, storage.MaxValue+1), storage.ErrTooLarge, "storage: value of 65537 bytes, at most 65536: too large"},
		"a write too many": {
			fill(storage.MaxWrites+1, 8, 8), storage.ErrTooLarge,
			"storage: transaction of more than 50000 writes: too large",
		},
		"a byte too many": {
			func(tally *storage.Tally) error {
				if err := fill(storage.MaxBytes/storage.MaxValue, 4, storage.MaxValue-4)(tally); err != nil {
					return err
				}
				return tally.Delete(one)
			}, storage.ErrTooLarge, "storage: transaction of more than 4194304 bytes: too large",
		},
		"deletes are counted with sets": {
			func(tally *storage.Tally) error {
				if err := fill(storage.MaxWrites, 1, 1)(tally); err != nil {
					return err
				}
				return tally.Delete(one)
			}, storage.ErrTooLarge, "storage: transaction of more than 50000 writes: too large",
		},
		"deleting an empty key":         {func(tally *storage.Tally) error { return tally.Delete(nil) }, storage.ErrInvalid, "storage: empty key: invalid key or value"},
		"deleting a key too long":       {func(tally *storage.Tally) error { return tally.Delete(make([]byte, storage.MaxKey+1)) }, storage.ErrTooLarge, "storage: key of 1025 bytes, at most 1024: too large"},
		"a refusal is not taken back":   {func(tally *storage.Tally) error { _ = tally.Set(nil, one); return tally.Set(one, one) }, storage.ErrInvalid, "storage: empty key: invalid key or value"},
		"nor is it by a later deletion": {func(tally *storage.Tally) error { _ = tally.Set(one, nil); return tally.Delete(one) }, storage.ErrInvalid, "storage: empty value: invalid key or value"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var tally storage.Tally
			err := test.write(&tally)
			if !errors.Is(err, test.is) || (err != nil && err.Error() != test.text) {
				t.Errorf("got %v, want %q", err, test.text)
			}
			if tally.Err() != err {
				t.Errorf("the tally keeps %v, want %v", tally.Err(), err)
			}
		})
	}
}

func TestTallyCountsWrites(t *testing.T) {
	var tally storage.Tally
	for _, err := range []error{tally.Set([]byte("a"), []byte("1")), tally.Set([]byte("a"), []byte("2")), tally.Delete([]byte("a"))} {
		if err != nil {
			t.Error(err)
		}
	}
	if err := tally.Set(nil, nil); err == nil {
		t.Error("takes nothing for a key")
	}
	if tally.Writes() != 3 {
		t.Errorf("counted %d writes, want 3", tally.Writes())
	}
}

// steps is a cursor over made-up pairs that overwrites what it lends.
type steps struct {
	left   int
	buffer []byte
	err    error
	closed bool
}

func (s *steps) Next() bool {
	if s.left == 0 {
		return false
	}
	s.left--
	s.buffer[0]++
	return true
}
func (s *steps) Seek([]byte) bool { return false }
func (s *steps) Key() []byte      { return s.buffer }
func (s *steps) Value() []byte    { return s.buffer }
func (s *steps) Err() error       { return s.err }
func (s *steps) Close()           { s.closed = true }

func TestPairsAreTheCallersOwn(t *testing.T) {
	c := &steps{left: 3, buffer: []byte("0x")}
	var kept []storage.Pair
	for p, err := range storage.Pairs(func() storage.Cursor { return c }) {
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.Key, p.Value) {
			t.Errorf("key %q, value %q", p.Key, p.Value)
		}
		_ = append(p.Key, '!') // would write into a value that shares its memory
		kept = append(kept, p)
	}
	for i, want := range []string{"1x", "2x", "3x"} {
		if string(kept[i].Key) != want || string(kept[i].Value) != want {
			t.Errorf("pair %d became %q %q, want %q", i, kept[i].Key, kept[i].Value, want)
		}
	}
	if !c.closed {
		t.Error("the cursor stays open")
	}
}

func TestPairsEndsWithTheCursorsError(t *testing.T) {
	c := &steps{left: 1, buffer: []byte("0"), err: storage.ErrCorrupt}
	var errs []error
	for p, err := range storage.Pairs(func() storage.Cursor { return c }) {
		errs = append(errs, err)
		if err != nil && (p.Key != nil || p.Value != nil) {
			t.Errorf("the error comes with the pair %q", p)
		}
	}
	if len(errs) != 2 || errs[0] != nil || errs[1] != storage.ErrCorrupt {
		t.Errorf("yielded the errors %v, want nil and %v", errs, storage.ErrCorrupt)
	}
}

func TestPairsClosesTheCursorWhenTheLoopIsLeft(t *testing.T) {
	c := &steps{left: 3, buffer: []byte("0")}
	for _, err := range storage.Pairs(func() storage.Cursor { return c }) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if !c.closed || c.left != 2 {
		t.Errorf("closed: %v, %d steps left, want it closed after one step", c.closed, c.left)
	}
}

func TestGateWaitsForThoseInside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g storage.Gate
		for range 2 {
			if err := g.Enter(); err != nil {
				t.Fatal(err)
			}
		}
		closed := false
		go func() { closed = g.Close() }()
		synctest.Wait()
		if err := g.Enter(); err != storage.ErrClosed {
			t.Errorf("entering a closing gate: %v", err)
		}
		g.Leave()
		synctest.Wait()
		if closed {
			t.Error("closed while one is inside")
		}
		g.Leave()
		synctest.Wait()
		if !closed {
			t.Error("still waiting after the last has left")
		}
		if g.Close() {
			t.Error("closed a second time")
		}
	})
}

func TestGateClosesAtOnceWhenEmpty(t *testing.T) {
	var g storage.Gate
	if !g.Close() || g.Close() {
		t.Error("the first Close closes, the second does not")
	}
	if err := g.Enter(); err != storage.ErrClosed {
		t.Errorf("entering a closed gate: %v", err)
	}
}
