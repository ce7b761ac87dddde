package storage_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"hudna/storage"
)

func TestPrefix(t *testing.T) {
	tests := map[string]struct{ prefix, end string }{
		"of nothing is every key":                       {"", ""},
		"ends where the last byte is counted up":        {"ab", "ac"},
		"of a zero byte ends at one":                    {"a\x00", "a\x01"},
		"cuts off what cannot be counted up":            {"a\xff\xff", "b"},
		"of 0xff alone has no end":                      {"\xff\xff", ""},
		"counts 0xfe up to 0xff":                        {"\xff\xfe", "\xff\xff"},
		"leaves bytes before the last countable alone":  {"\xff\x01\xff", "\xff\x02"},
		"of bytes above ASCII counts like any other":    {"\u0647", "\u0648"},
		"of a byte below 0xff in the middle of the key": {"\x00\xff\x00", "\x00\xff\x01"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := storage.Prefix([]byte(test.prefix))
			if string(r.Start) != test.prefix || string(r.End) != test.end || r.Reverse {
				t.Errorf("Prefix(%q) = [%q, %q) reversed %v, want the end %q", test.prefix, r.Start, r.End, r.Reverse, test.end)
			}
		})
	}
}

// someKey draws short keys from few bytes, so that they are often prefixes of
// each other and often end in the bytes that are hard to count up.
func someKey(t *rapid.T, name string) []byte {
	return rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xfe, 0xff}), 0, 4).Draw(t, name)
}

func TestPrefixHoldsExactlyItsKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix, key := someKey(t, "prefix"), someKey(t, "key")
		if got, want := storage.Prefix(prefix).Contains(key), bytes.HasPrefix(key, prefix); got != want {
			t.Fatalf("Prefix(%q) contains %q: %v, want %v", prefix, key, got, want)
		}
	})
}

func TestCommonPrefix(t *testing.T) {
	tests := map[string]struct{ start, end, want string }{
		"of the range of a prefix is the prefix":            {"ab", "ac", "ab"},
		"of an open end is nothing":                         {"ab", "", ""},
		"of an open start is nothing":                       {"", "ab", ""},
		"of a start within a prefix is the prefix":          {"ab\x00x", "ac", "ab"},
		"takes in 0xff before the end":                      {"ab\xff\xffx", "ac", "ab\xff\xff"},
		"of bounds with a common stem is the stem":          {"abc", "abf", "ab"},
		"of a longer end stops where more than one may lie": {"ab", "ac\x00", "a"},
		"of a start that begins the end is the start":       {"ab", "ab\x01", "ab"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := storage.Range{Start: []byte(test.start), End: []byte(test.end)}
			if got := r.CommonPrefix(); string(got) != test.want {
				t.Errorf("CommonPrefix of [%q, %q) = %q, want %q", test.start, test.end, got, test.want)
			}
		})
	}
}

func TestCommonPrefixIsCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := storage.Range{Start: someKey(t, "start"), End: someKey(t, "end")}
		key := someKey(t, "key")
		if r.Contains(key) && !bytes.HasPrefix(key, r.CommonPrefix()) {
			t.Fatalf("%q lies in [%q, %q) but does not begin with %q", key, r.Start, r.End, r.CommonPrefix())
		}
	})
}

func TestReversedTurnsOnlyTheDirection(t *testing.T) {
	r := storage.Prefix([]byte("a")).Reversed()
	if !r.Reverse || string(r.Start) != "a" || string(r.End) != "b" {
		t.Errorf("reversed: %+v", r)
	}
	if r.Reversed().Reverse {
		t.Error("reversed twice is still reversed")
	}
}
