package keys_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hudna/storage/keys"
)

func hot(t *rapid.T) keys.Hot {
	small := rapid.OneOf(rapid.SampledFrom([]uint8{0, 1, 127, 128, 254, 255}), rapid.Byte())
	return keys.Hot{
		Revision: since.Draw(t, "revision"),
		Roles:    rapid.OneOf(rapid.SampledFrom([]uint32{0, 1, math.MaxUint32}), rapid.Uint32()).Draw(t, "roles"),
		Acts:     unsigned.Draw(t, "acts"),
		Main:     small.Draw(t, "main"),
		Depth:    small.Draw(t, "depth"),
		Level:    small.Draw(t, "level"),
		Basis:    small.Draw(t, "basis"),
	}
}

func TestHotComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := hot(t)
		b := keys.AppendHot([]byte("kept"), h)
		if len(b) == 4 || len(b) > 4+keys.MaxHot || string(b[:4]) != "kept" {
			t.Errorf("%+v is written %x", h, b)
		}
		if got, err := keys.ParseHot(b[4:]); err != nil || got != h {
			t.Errorf("%+v comes back as %+v, %v", h, got, err)
		}
		for n := range len(b) - 4 { // A value cut off is another value or none, never the same.
			if got, err := keys.ParseHot(b[4 : 4+n]); err == nil && got == h {
				t.Errorf("%+v is still read from %d bytes of %x", h, n, b)
			}
		}
	})
}

func TestHotOfAnyVersion(t *testing.T) {
	none := keys.Hot{Depth: keys.NoDepth}
	with := func(edit func(*keys.Hot)) keys.Hot {
		h := none
		edit(&h)
		return h
	}
	most := keys.Hot{math.MaxUint64, math.MaxUint32, math.MaxUint64, 255, 254, 255, 255}
	for name, c := range map[string]struct {
		value []byte
		want  keys.Hot
	}{
		"nothing at all takes a byte":         {[]byte{0}, none},
		"what ends with the revision":         {[]byte{0xac, 2}, with(func(h *keys.Hot) { h.Revision = 300 })},
		"what ends with the roles":            {[]byte{0, 1}, with(func(h *keys.Hot) { h.Roles = 1 })},
		"what ends with the acts":             {[]byte{0, 0, 1}, with(func(h *keys.Hot) { h.Acts = 1 })},
		"what ends with the main act":         {[]byte{0, 0, 0, 1}, with(func(h *keys.Hot) { h.Main = 1 })},
		"what ends with the depth":            {[]byte{0, 0, 0, 0, 1}, with(func(h *keys.Hot) { h.Depth = 0 })},
		"what ends with the level":            {[]byte{0, 0, 0, 0, 0, 1}, with(func(h *keys.Hot) { h.Level = 1 })},
		"what has all, and a depth of nobody": {[]byte{0, 0, 0, 0, 0, 0, 1}, with(func(h *keys.Hot) { h.Basis = 1 })},
		"the most there can be":               {keys.AppendHot(nil, most), most},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := keys.ParseHot(c.value)
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
			if again := keys.AppendHot(nil, c.want); !bytes.Equal(again, c.value) {
				t.Errorf("written %x, want %x", again, c.value)
			}
		})
	}
	if n := len(keys.AppendHot(nil, most)); n != keys.MaxHot {
		t.Errorf("the longest value has %d bytes, MaxHot is %d", n, keys.MaxHot)
	}
}

func TestMalformedHotIsRefused(t *testing.T) {
	over := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2}
	for name, c := range map[string]struct {
		value []byte
		want  string
	}{
		"nothing":                           {nil, "entry: revision: malformed: cut off"},
		"a revision cut off":                {[]byte{0x80}, "entry: revision: malformed: cut off"},
		"a revision over 64 bits":           {over, "entry: revision: malformed: a number over 64 bits"},
		"a revision with a zero too many":   {[]byte{0x81, 0}, "entry: revision: malformed: a number longer than it need be"},
		"a zero with a zero too many":       {[]byte{0x80, 0}, "entry: revision: malformed: a number longer than it need be"},
		"a zero at the end":                 {[]byte{1, 0}, "entry: field 1: malformed: a zero at the end"},
		"a zero behind another field":       {[]byte{1, 1, 0}, "entry: field 2: malformed: a zero at the end"},
		"acts cut off":                      {[]byte{1, 1, 0x80}, "entry: field 2: malformed: cut off"},
		"roles over 32 bits":                {[]byte{1, 0x80, 0x80, 0x80, 0x80, 0x10}, "entry: field 1: malformed: 4294967296 is over 4294967295"},
		"a main act over a byte":            {[]byte{1, 0, 0, 0x80, 2}, "entry: field 3: malformed: 256 is over 255"},
		"a basis over a byte":               {[]byte{1, 0, 0, 0, 0, 0, 0x80, 2}, "entry: field 6: malformed: 256 is over 255"},
		"a field that nobody has added":     {[]byte{1, 0, 0, 0, 0, 0, 1, 1}, "entry: malformed: 1 bytes too many"},
		"many fields that nobody has added": {append([]byte{1, 0, 0, 0, 0, 0, 0}, make([]byte, 99)...), "entry: malformed: 99 bytes too many"},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := keys.ParseHot(c.value)
			if !errors.Is(err, keys.ErrMalformed) || err.Error() != c.want || h != (keys.Hot{}) {
				t.Errorf("got %+v, %v, want %s", h, err, c.want)
			}
		})
	}
}

func FuzzHot(f *testing.F) {
	for _, h := range []keys.Hot{{}, {Depth: keys.NoDepth}, {1, 2, 3, 4, 5, 6, 7}, {math.MaxUint64, math.MaxUint32, math.MaxUint64, 255, 255, 255, 255}} {
		f.Add(keys.AppendHot(nil, h))
	}
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0x80, 2})
	f.Add([]byte{0x80, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := keys.ParseHot(b)
		if err != nil {
			if !errors.Is(err, keys.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again := keys.AppendHot(nil, h); !bytes.Equal(again, b) {
			t.Errorf("%x reads as %+v, which is written %x", b, h, again)
		}
	})
}
