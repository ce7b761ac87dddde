package keys_test

import (
	"testing"

	"hudna/storage/keys"
)

var benchPosition = keys.Position{Earliest: 1460592000, Bucket: keys.Day, Node: 42}

func BenchmarkAppendMember(b *testing.B) {
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = keys.AppendMember(keys.AppendList(buf[:0], keys.Live, keys.SaidBy, 7), 0, benchPosition)
	}
}

func BenchmarkAppendClosed(b *testing.B) {
	live := keys.AppendMember(keys.AppendList(nil, keys.Live, keys.SaidBy, 7), 0, benchPosition)
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = keys.AppendClosed(buf[:0], live, 3)
	}
}

func BenchmarkParseMember(b *testing.B) {
	key := keys.AppendMember(keys.AppendList(nil, keys.Live, keys.SaidBy, 7), 0, benchPosition)
	b.ReportAllocs()
	for b.Loop() {
		if m, err := keys.ParseMember(key); err != nil || m.Position != benchPosition {
			b.Fatal(m, err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	key := keys.AppendMember(keys.AppendList(nil, keys.Live, keys.SaidBy, 7), 0, benchPosition)
	b.ReportAllocs()
	for b.Loop() {
		if k, err := keys.Parse(key); err != nil || k.Node != 42 {
			b.Fatal(k, err)
		}
	}
}

func BenchmarkAppendString(b *testing.B) {
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = keys.AppendString(buf[:0], "actor/avaria-spokesman")
	}
}

func BenchmarkHot(b *testing.B) {
	buf := make([]byte, 0, keys.MaxHot)
	h := keys.Hot{Revision: 12345, Roles: 2, Acts: 1<<4 | 1<<20, Main: 4, Depth: 1}
	b.ReportAllocs()
	for b.Loop() {
		buf = keys.AppendHot(buf[:0], h)
		if got, err := keys.ParseHot(buf); err != nil || got != h {
			b.Fatal(got, err)
		}
	}
}
