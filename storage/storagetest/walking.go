package storagetest

import (
	"bytes"
	"fmt"
	"strings"

	"hudna/storage"
)

// The laws of cursors.

// A walk is a sequence of moves and where each leads: "next=a seek:b=c" means
// that Next leads to a and then Seek("b") leads to c. A move that leads nowhere
// ends in "=-".
func (s *subject) walk(tx storage.ReadTx, r storage.Range, walk string) {
	s.Helper()
	c := tx.Cursor(r)
	defer c.Close()
	if c.Key() != nil || c.Value() != nil || c.Err() != nil {
		s.Errorf("a fresh cursor stands on %q, %q, %v", c.Key(), c.Value(), c.Err())
	}
	for _, step := range strings.Fields(walk) {
		move, want, _ := strings.Cut(step, "=")
		var ok bool
		if key, seek := strings.CutPrefix(move, "seek:"); seek {
			ok = c.Seek([]byte(key))
		} else {
			ok = c.Next()
		}
		got := "-"
		if ok {
			got = string(c.Key())
		} else if c.Key() != nil || c.Value() != nil {
			s.Errorf("after %s the cursor that stands nowhere has %q, %q", step, c.Key(), c.Value())
		}
		if got != want || c.Err() != nil {
			s.Fatalf("walk %q: %s leads to %s, %v", walk, move, got, c.Err())
		}
		if ok && string(c.Value()) != "v"+got {
			s.Errorf("%q has the value %q", got, c.Value())
		}
	}
}

// walks runs check in a view of b, d, f and h, in an update, and in an update
// in which they are partly its own writes over others.
func (s *subject) walks(check func(storage.ReadTx)) {
	s.put("b", "vb", "d", "vd", "f", "vf", "h", "vh")
	s.view(check)
	s.update(func(tx storage.WriteTx) { check(tx) })
	s.update(func(tx storage.WriteTx) {
		s.delete(tx, "b", "d", "f", "h")
		s.set(tx, "a", "x", "b", "vb", "d", "vd", "e", "x", "f", "vf", "h", "vh", "i", "x")
		s.delete(tx, "a", "e", "i")
		check(tx)
	})
	s.put("a", "x", "c", "x", "g", "x", "i", "x", "d", "x", "h", "x")
	s.update(func(tx storage.WriteTx) {
		s.delete(tx, "a", "c", "g", "i")
		s.set(tx, "d", "vd", "h", "vh")
		check(tx)
	})
	s.view(check)
}

func cursors(s *subject) {
	s.walks(func(tx storage.ReadTx) {
		all := storage.Range{}
		s.walk(tx, all, "next=b next=d next=f next=h next=- next=-")
		s.walk(tx, all, "seek:a=b next=d")
		s.walk(tx, all, "seek:b=b next=d")
		s.walk(tx, all, "seek:c=d next=f next=h next=-")
		s.walk(tx, all, "seek:=b next=d")
		s.walk(tx, all, "next=b next=d seek:g=h seek:b=b next=d seek:d=d seek:d=d next=f")
		s.walk(tx, all, "seek:i=- next=- seek:h=h next=- next=- seek:a=b next=d")
		part := storage.Range{Start: []byte("c"), End: []byte("h")}
		s.walk(tx, part, "next=d next=f next=- next=-")
		s.walk(tx, part, "seek:a=d next=f seek:c=d seek:=d")
		s.walk(tx, part, "seek:f=f next=- seek:g=- next=- seek:h=- seek:x=- seek:e=f next=-")
		s.walk(tx, storage.Range{Start: []byte("h"), End: []byte("b")}, "next=- seek:d=- seek:h=- next=-")
		s.walk(tx, storage.Prefix([]byte("d")), "seek:b=d next=- seek:d=d seek:e=- seek:d=d")
	})
}

func reverseCursors(s *subject) {
	s.walks(func(tx storage.ReadTx) {
		all := storage.Range{Reverse: true}
		s.walk(tx, all, "next=h next=f next=d next=b next=- next=-")
		s.walk(tx, all, "seek:i=h next=f")
		s.walk(tx, all, "seek:h=h next=f")
		s.walk(tx, all, "seek:g=f next=d next=b next=-")
		s.walk(tx, all, "next=h next=f seek:c=b seek:h=h next=f seek:f=f seek:f=f next=d")
		s.walk(tx, all, "seek:a=- next=- seek:b=b next=- next=- seek:i=h next=f")
		s.walk(tx, all, "seek:=- next=- seek:x=h")
		part := storage.Range{Start: []byte("d"), End: []byte("h"), Reverse: true}
		s.walk(tx, part, "next=f next=d next=- next=-")
		s.walk(tx, part, "seek:x=f next=d seek:h=f seek:g=f seek:f=f")
		s.walk(tx, part, "seek:d=d next=- seek:c=- next=- seek:=- seek:e=d next=-")
		s.walk(tx, storage.Range{Start: []byte("h"), End: []byte("b"), Reverse: true}, "next=- seek:d=- seek:h=- next=-")
		s.walk(tx, storage.Prefix([]byte("d")).Reversed(), "seek:x=d next=- seek:d=d seek:c=- seek:d=d")
	})
}

func manyCursors(s *subject) {
	s.walks(func(tx storage.ReadTx) {
		var open []storage.Cursor
		for i := range 40 {
			open = append(open, tx.Cursor(storage.Range{Reverse: i%2 == 1}))
		}
		var got [2]string
		for range 4 {
			for i, c := range open {
				if !c.Next() {
					s.Fatalf("cursor %d ends early: %v", i, c.Err())
				}
				if i < 2 {
					got[i] += fmt.Sprintf("%s=%s ", c.Key(), c.Value())
				} else if !bytes.Equal(c.Key(), open[i%2].Key()) {
					s.Errorf("cursor %d stands on %q, another on %q", i, c.Key(), open[i%2].Key())
				}
			}
		}
		if got[0] != "b=vb d=vd f=vf h=vh " || got[1] != "h=vh f=vf d=vd b=vb " {
			s.Errorf("the cursors walked over %q", got)
		}
		for _, c := range open[:20] { // the others are closed by the end of the transaction
			c.Close()
			c.Close()
			if c.Next() || c.Seek([]byte("b")) || c.Key() != nil || c.Value() != nil {
				s.Error("a closed cursor moves")
			}
		}
		if c := open[20]; !c.Seek([]byte("b")) || string(c.Key()) != "b" {
			s.Errorf("closing other cursors moved this one to %q, %v", c.Key(), c.Err())
		}
	})
}

func cursorsAndWrites(s *subject) {
	s.put("b", "vb", "d", "vd", "f", "vf")
	s.update(func(tx storage.WriteTx) {
		s.set(tx, "c", "vc")
		early := tx.Cursor(storage.Range{})
		back := tx.Cursor(storage.Range{Reverse: true})
		early.Next()
		back.Next()
		s.set(tx, "a", "va", "bb", "vbb", "d", "other", "g", "vg")
		s.delete(tx, "c", "f")
		got := string(early.Key())
		for early.Next() {
			got += " " + string(early.Key()) + "=" + string(early.Value())
		}
		got += " back " + string(back.Key())
		for back.Next() {
			got += " " + string(back.Key()) + "=" + string(back.Value())
		}
		if want := "b c=vc d=vd f=vf back f d=vd c=vc b=vb"; got != want {
			s.Errorf("the cursors opened before the writes walked %q, want %q", got, want)
		}
		if !early.Seek([]byte("c")) || string(early.Key()) != "c" {
			s.Errorf("seek c leads to %q, %v", early.Key(), early.Err())
		}
		// A scan takes its place when the loop begins, not when it is made.
		scan := tx.Scan(storage.Prefix([]byte("x")))
		s.set(tx, "x", "1")
		for p, err := range scan {
			if err != nil || string(p.Value) != "1" {
				s.Errorf("the scan yields %q, %v", p, err)
			}
			s.set(tx, "xx", "2", "x", "3")
		}
		s.wantPairs(tx, "a=va b=vb bb=vbb d=other g=vg x=3 xx=2")
	})
	s.holds("a=va b=vb bb=vbb d=other g=vg x=3 xx=2")
}
