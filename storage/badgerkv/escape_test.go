package badgerkv

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestEscape(t *testing.T) {
	tests := map[string]struct{ key, want string }{
		"an empty key stays":                       {"", ""},
		"any key stays":                            {"a", "a"},
		"a key of Badger's stem stays":             {"!badger", "!badger"},
		"so does one just below":                   {"!badger\x1f!", "!badger\x1f!"},
		"so does one just above":                   {"!badger\"", "!badger\""},
		"so does one that only begins like it":     {"!bad", "!bad"},
		"Badger's prefix moves":                    {"!badger!", "!badger \x01"},
		"so does a key of Badger's":                {"!badger!txn", "!badger \x01txn"},
		"what lies where it moves to makes room":   {"!badger ", "!badger \x00"},
		"what looks like a moved key is not taken": {"!badger \x01txn", "!badger \x00\x01txn"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := escape([]byte(test.key))
			if string(got) != test.want {
				t.Errorf("escape(%q) = %q, want %q", test.key, got, test.want)
			}
			if back := unescape(got); string(back) != test.key {
				t.Errorf("unescape(%q) = %q, want %q", got, back, test.key)
			}
		})
	}
}

func TestEscapeKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.Custom(func(t *rapid.T) []byte {
			stem := rapid.SampledFrom([]string{"", "!", "!badger", "!badger ", "!badger!", "!badger \x00", "!badger \x01"}).Draw(t, "stem")
			return append([]byte(stem), rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0x1f, ' ', '!', '"', 't', 0xff}), 0, 3).Draw(t, "rest")...)
		})
		a, b := key.Draw(t, "a"), key.Draw(t, "b")
		if bytes.Compare(a, b) != bytes.Compare(escape(a), escape(b)) {
			t.Fatalf("%q and %q are ordered otherwise than %q and %q", a, b, escape(a), escape(b))
		}
		if bytes.HasPrefix(escape(a), []byte("!badger!")) {
			t.Fatalf("%q becomes %q, which is Badger's", a, escape(a))
		}
		if !bytes.Equal(unescape(escape(a)), a) {
			t.Fatalf("%q comes back as %q", a, unescape(escape(a)))
		}
	})
}

func FuzzEscape(f *testing.F) {
	f.Add([]byte("!badger!txn"))
	f.Add([]byte("!badger \x01"))
	f.Fuzz(func(t *testing.T, key []byte) {
		if back := unescape(escape(key)); !bytes.Equal(back, key) {
			t.Errorf("%q comes back as %q", key, back)
		}
	})
}
