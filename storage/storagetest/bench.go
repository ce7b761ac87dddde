package storagetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"strconv"
	"testing"

	"hudna/storage"
)

// Bench measures an engine: durable updates that each merge some statements
// into one transaction, and reads of a store of a hundred thousand pairs.
func Bench(b *testing.B, e Engine) {
	b.Helper()
	for _, group := range []int{1, 8, 64} {
		b.Run("update/"+strconv.Itoa(group), func(b *testing.B) { newBench(b, e).benchUpdate(b, group) })
	}
	s := newBench(b, e)
	s.load()
	// Once as the load left the store, once as a new start finds it.
	for _, where := range []string{"warm", "reopened"} {
		b.Run(where+"/get", func(b *testing.B) { s.benchGet(b) })
		b.Run(where+"/getmany", func(b *testing.B) { s.benchGetMany(b) })
		b.Run(where+"/scan", func(b *testing.B) { s.benchWalk(b, storage.Range{}) })
		b.Run(where+"/scan-reverse", func(b *testing.B) { s.benchWalk(b, storage.Range{Reverse: true}) })
		b.Run(where+"/seek", func(b *testing.B) { s.benchSeek(b) })
		b.Run(where+"/cursor", func(b *testing.B) { s.benchCursor(b) })
		b.Run(where+"/view", func(b *testing.B) { s.benchView(b) })
		s.reopen()
	}
}

// A statement is written as one record and its index entries.
const (
	recordSize = 500
	entries    = 25
	benchPairs = 100_000
)

type bench struct {
	*subject
	at int
}

func newBench(b *testing.B, e Engine) *bench {
	b.Helper()
	return &bench{subject: newSubject(b, e)}
}

// any returns the key of some pair, no two in a row near each other.
func (s *bench) any() []byte {
	s.at = (s.at + 61_803) % benchPairs
	return benchKey('k', s.at)
}

// benchKey is an index entry's key: a tag, a node, and what orders it.
func benchKey(tag byte, i int) []byte {
	key := make([]byte, 30)
	key[0] = tag
	binary.BigEndian.PutUint64(key[1:], uint64(i)*0x9e3779b97f4a7c15) // spread over the key space
	binary.BigEndian.PutUint64(key[20:], uint64(i))
	return key
}

func (s *bench) benchUpdate(b *testing.B, group int) {
	b.Helper()
	record, entry := bytes.Repeat([]byte{'r'}, recordSize), bytes.Repeat([]byte{'e'}, 12)
	n := 0
	for b.Loop() {
		s.update(func(tx storage.WriteTx) {
			for range group {
				n++
				if err := tx.Set(benchKey('r', n), record); err != nil {
					b.Fatal(err)
				}
				for i := range entries {
					if err := tx.Set(benchKey(byte(i), n), entry); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "statements/s")
	b.ReportMetric(float64(n*(entries+1))/b.Elapsed().Seconds(), "sets/s")
}

func (s *bench) load() {
	value := bytes.Repeat([]byte{'v'}, 40)
	for at := 0; at < benchPairs; at += 10_000 {
		s.update(func(tx storage.WriteTx) {
			for i := at; i < at+10_000; i++ {
				if err := tx.Set(benchKey('k', i), value); err != nil {
					s.Fatal(err)
				}
			}
		})
	}
}

func (s *bench) inView(b *testing.B, fn func(storage.ReadTx) error) {
	b.Helper()
	b.ReportAllocs()
	if err := s.View(context.Background(), fn); err != nil {
		b.Fatal(err)
	}
}

func (s *bench) benchGet(b *testing.B) {
	b.Helper()
	s.inView(b, func(tx storage.ReadTx) error {
		for b.Loop() {
			if _, err := tx.Get(s.any()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *bench) benchGetMany(b *testing.B) {
	b.Helper()
	s.inView(b, func(tx storage.ReadTx) error {
		keys := make([][]byte, 50)
		for b.Loop() {
			for i := range keys {
				keys[i] = s.any()
			}
			if _, err := tx.GetMany(keys); err != nil {
				return err
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/key")
		return nil
	})
}

func (s *bench) benchWalk(b *testing.B, r storage.Range) {
	b.Helper()
	s.inView(b, func(tx storage.ReadTx) error {
		n := 0
		for b.Loop() {
			for _, err := range tx.Scan(r) {
				if err != nil {
					return err
				}
				n++
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/pair")
		return nil
	})
}

func (s *bench) benchSeek(b *testing.B) {
	b.Helper()
	s.inView(b, func(tx storage.ReadTx) error {
		c := tx.Cursor(storage.Range{})
		defer c.Close()
		for b.Loop() {
			if !c.Seek(s.any()) {
				b.Fatal("sought in vain")
			}
		}
		return c.Err()
	})
}

func (s *bench) benchCursor(b *testing.B) {
	b.Helper()
	s.inView(b, func(tx storage.ReadTx) error {
		for b.Loop() {
			c := tx.Cursor(storage.Prefix(s.any()[:9]))
			if !c.Next() || len(c.Value()) == 0 {
				b.Fatal("an empty range")
			}
			c.Close()
		}
		return nil
	})
}

func (s *bench) benchView(b *testing.B) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := s.View(context.Background(), func(storage.ReadTx) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
