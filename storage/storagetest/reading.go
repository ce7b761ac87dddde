package storagetest

import (
	"bytes"
	"slices"
	"strings"

	"hudna/storage"
)

// The laws of reading.

func absence(s *subject) {
	long := strings.Repeat("k", storage.MaxKey+1)
	s.view(func(tx storage.ReadTx) {
		s.wantAbsent(tx, "a", "", long)
		s.wantPairs(tx, "")
	})
	s.put("a", "1", "c", "3")
	s.view(func(tx storage.ReadTx) {
		s.wantAbsent(tx, "", "b", "aa", "a\x00", "\x00", "\xff", "A", long)
		many := [][]byte{[]byte("c"), []byte("b"), []byte("a"), nil, []byte("c"), []byte(long)}
		got, err := tx.GetMany(many)
		if err != nil || len(got) != len(many) ||
			string(got[0]) != "3" || got[1] != nil || string(got[2]) != "1" || got[3] != nil || string(got[4]) != "3" || got[5] != nil {
			s.Errorf("get many of c, b, a, none, c, too long = %q, %v", got, err)
		}
		if got, err := tx.GetMany(nil); err != nil || len(got) != 0 {
			s.Errorf("get many of nothing = %q, %v", got, err)
		}
	})
	s.update(func(tx storage.WriteTx) {
		s.delete(tx, "a", "b") // to delete what is absent is no error
		s.wantAbsent(tx, "a", "b")
	})
	s.holds("c=3")
	s.put("a", "again")
	s.holds("a=again c=3")
}

func ownership(s *subject) {
	s.put("a", "1", "b", "2")
	var kept []storage.Pair
	read := func(tx storage.ReadTx) {
		kept = nil
		for range 2 { // the second time around shows what the spoiling did
			a, err := tx.Get([]byte("a"))
			if err != nil || string(a) != "1" {
				s.Fatalf("get a = %q, %v", a, err)
			}
			b, err := tx.GetMany([][]byte{[]byte("b"), []byte("b")})
			if err != nil || string(b[0]) != "2" || string(b[1]) != "2" {
				s.Fatalf("get many of b, b = %q, %v", b, err)
			}
			kept = append(kept, storage.Pair{Key: a, Value: b[1]})
			b[0][0] = 'x'
			for p, err := range tx.Scan(storage.Range{}) {
				if err != nil {
					s.Fatal(err)
				}
				kept = append(kept, storage.Pair{Key: slices.Clone(p.Key), Value: p.Value})
				p.Key[0] = 'x'
				_ = append(p.Key, 'x')
			}
			a, _ = tx.Get([]byte("a"))
			a[0] = 'x'
		}
	}
	check := func() {
		want := "12 a1 b2 12 a1 b2"
		var got []string
		for _, p := range kept {
			got = append(got, string(p.Key)+string(p.Value))
		}
		if strings.Join(got, " ") != want {
			s.Errorf("what was kept became %q, want %q", strings.Join(got, " "), want)
		}
	}
	s.view(read)
	s.put("a", "3", "b", "4")
	check()
	s.put("a", "1", "b", "2")
	s.update(func(tx storage.WriteTx) {
		s.set(tx, "a", "1", "b", "2") // so that the update reads its own writes
		read(tx)
		s.set(tx, "a", "3", "b", "4")
	})
	check()
	s.reopen()
	check()
	s.holds("a=3 b=4")
}

func copies(s *subject) {
	s.update(func(tx storage.WriteTx) {
		key, value := []byte("a"), []byte("1")
		if err := tx.Set(key, value); err != nil {
			s.Fatal(err)
		}
		key[0], value[0] = 'x', 'x'
		s.set(tx, "b", "2", "c", "3")
		gone := []byte("b")
		if err := tx.Delete(gone); err != nil {
			s.Fatal(err)
		}
		gone[0] = 'c'
		s.wantPairs(tx, "a=1 c=3")
	})
	s.holds("a=1 c=3")

	s.view(func(tx storage.ReadTx) {
		start, end, seek := []byte("a"), []byte("c"), []byte("a")
		c := tx.Cursor(storage.Range{Start: start, End: end})
		defer c.Close()
		start[0], end[0] = 'x', 'x'
		if !c.Seek(seek) {
			s.Errorf("seek a finds nothing: %v", c.Err())
		}
		seek[0] = 'x'
		if string(c.Key()) != "a" || c.Next() {
			s.Errorf("the cursor stands on %q: its bounds and place are the caller's bytes", c.Key())
		}
	})
}

func order(s *subject) {
	var want []string
	for i := range 256 {
		b := string([]byte{byte(i)})
		want = append(want, b, b+"\x00", b+b, b+"\xff")
	}
	// Some engines keep keys of their own among those of the user.
	want = append(want, "!badger!", "!badger!txn", "!badger!head", "!badger ", "!badger", "!badger\"", "!badger \x00", "!badger \x01",
		strings.Repeat("k", storage.MaxKey), strings.Repeat("\xff", storage.MaxKey), strings.Repeat("\x00", storage.MaxKey))
	slices.Sort(want)
	want = slices.Compact(want)
	shuffled := make([]string, len(want))
	for i, key := range want {
		shuffled[i*7919%len(want)] = key // a prime, so each place is taken once
	}

	compare := func(tx storage.ReadTx) {
		for _, reverse := range []bool{false, true} {
			var got []string
			for p, err := range tx.Scan(storage.Range{Reverse: reverse}) {
				if err != nil {
					s.Fatal(err)
				}
				if !bytes.Equal(p.Key, p.Value) {
					s.Errorf("%.40q has the value of %.40q", p.Key, p.Value)
				}
				got = append(got, string(p.Key))
			}
			if reverse {
				slices.Reverse(got)
			}
			if !slices.Equal(got, want) {
				s.Fatalf("reversed %v: %d keys, want %d, or not in order: %.1000q", reverse, len(got), len(want), got)
			}
		}
		for _, key := range want {
			if got, err := tx.Get([]byte(key)); err != nil || string(got) != key {
				s.Errorf("get %.40q = %.40q, %v", key, got, err)
			}
		}
	}
	s.update(func(tx storage.WriteTx) {
		for _, key := range shuffled {
			s.set(tx, key, key)
		}
		compare(tx)
	})
	s.view(compare)
	s.reopen()
	s.view(compare)
}

// traps are keys that are prefixes of each other, or lie next to each other,
// or end in the bytes that are hard to count up.
var traps = []string{
	"\x00", "\x00\x00", "\x00\x01", "\x00\xff", "\x01", "a", "a\x00", "a\x00\x00", "a\x00\xff", "a\x01", "aa", "ab", "ab\x00", "ab\xff",
	"ab\xff\x00", "ab\xff\xff", "abc", "ac", "a\xfe", "a\xfe\xff", "a\xff", "a\xff\x00", "a\xff\xff", "b", "\xfe", "\xfe\xff", "\xff",
	"\xff\x00", "\xff\xfe", "\xff\xff", "\xff\xff\xff", "!badger", "!badger ", "!badger!", "!badger!a", "!badger\"",
}

// halfTraps returns every second trap, so that half of the bounds that the laws
// try lie on keys and half lie between them.
func halfTraps() []string {
	var half []string
	for i := 0; i < len(traps); i += 2 {
		half = append(half, traps[i])
	}
	return half
}

func (s *subject) putTraps() {
	s.Helper()
	s.update(func(tx storage.WriteTx) {
		for _, key := range halfTraps() {
			s.set(tx, key, "v"+key)
		}
	})
}

// wantRange compares a scan of r, forth and back, with a filter over all traps.
func (s *subject) wantRange(tx storage.ReadTx, r storage.Range, in func(key string) bool) {
	s.Helper()
	var want []string
	for _, key := range halfTraps() {
		if in(key) {
			want = append(want, key)
		}
	}
	slices.Sort(want)
	for _, reverse := range []bool{false, true} {
		r.Reverse = reverse
		var got []string
		for p, err := range tx.Scan(r) {
			if err != nil {
				s.Fatal(err)
			}
			if string(p.Value) != "v"+string(p.Key) {
				s.Errorf("%q has the value %q", p.Key, p.Value)
			}
			got = append(got, string(p.Key))
		}
		if reverse {
			slices.Reverse(got)
		}
		if !slices.Equal(got, want) {
			s.Fatalf("[%.20q, %.20q) reversed %v = %q, want %q", r.Start, r.End, reverse, got, want)
		}
	}
}

func bounds(s *subject) {
	s.putTraps()
	tries := append([]string{"", strings.Repeat("a", 2*storage.MaxKey)}, traps...)
	check := func(tx storage.ReadTx) {
		for _, start := range tries {
			for _, end := range tries {
				in := func(key string) bool { return key >= start && (end == "" || key < end) }
				s.wantRange(tx, storage.Range{Start: []byte(start), End: []byte(end)}, in)
			}
		}
		s.wantRange(tx, storage.Range{}, func(string) bool { return true })
	}
	s.view(check)
	s.update(func(tx storage.WriteTx) {
		for i, key := range halfTraps() { // half of it the update's own
			if i%2 == 0 {
				s.delete(tx, key)
				s.set(tx, key, "v"+key)
			}
		}
		check(tx)
	})
}

func prefixes(s *subject) {
	s.putTraps()
	s.view(func(tx storage.ReadTx) {
		for _, prefix := range append([]string{"", "c", "\xff\xff\xff\xff"}, traps...) {
			s.wantRange(tx, storage.Prefix([]byte(prefix)), func(key string) bool { return strings.HasPrefix(key, prefix) })
		}
	})
}

func scans(s *subject) {
	s.put("a", "1", "b", "2", "c", "3")
	check := func(tx storage.ReadTx) {
		scan := tx.Scan(storage.Range{})
		for range 2 { // a scan that was left starts anew
			for p, err := range scan {
				if err != nil || string(p.Key) != "a" {
					s.Errorf("first pair = %q, %v", p.Key, err)
				}
				break
			}
		}
		var got []string
		for p, err := range scan {
			if err != nil {
				s.Fatal(err)
			}
			for q, err := range tx.Scan(storage.Range{Start: p.Key, Reverse: true}) {
				if err != nil {
					s.Fatal(err)
				}
				got = append(got, string(p.Key)+string(q.Key))
			}
		}
		if want := "ac ab aa bc bb cc"; strings.Join(got, " ") != want {
			s.Errorf("nested scans = %q, want %q", strings.Join(got, " "), want)
		}
	}
	s.view(check)
	s.update(func(tx storage.WriteTx) { check(tx) })
}
