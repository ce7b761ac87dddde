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

// The keys of a commit and of a scan are built and read in buffers that are
// used again: none of this may allocate.
func TestHotPathsDoNotAllocate(t *testing.T) {
	buf, closed := make([]byte, 0, 64), make([]byte, 0, 64)
	h := keys.Hot{Revision: 12345, Acts: 1 << 32, Depth: 1}
	value := keys.AppendHot(nil, h)
	for name, do := range map[string]func() error{
		"building a key": func() error {
			buf = keys.AppendMember(keys.AppendList(buf[:0], keys.Live, keys.SaidBy, 7), 0, benchPosition)
			closed = keys.AppendClosed(closed[:0], buf, 3)
			return nil
		},
		"building a key with a string": func() error {
			buf = keys.AppendNodeOfID(buf[:0], "actor/avaria-spokesman")
			return nil
		},
		"reading a member":    func() error { _, err := keys.ParseMember(closed); return err },
		"reading a whole key": func() error { _, err := keys.Parse(closed); return err },
		"writing a value":     func() error { buf = keys.AppendHot(buf[:0], h); return nil },
		"reading a value":     func() error { _, err := keys.ParseHot(value); return err },
	} {
		closed = keys.AppendClosed(closed[:0], keys.AppendMember(keys.AppendList(nil, keys.Live, keys.SaidBy, 7), 0, benchPosition), 3)
		if err := do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := testing.AllocsPerRun(100, func() { _ = do() }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
