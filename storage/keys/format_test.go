package keys_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"hudna/storage/keys"
)

func TestFormat(t *testing.T) {
	const newest = keys.FormatVersion
	for name, c := range map[string]struct {
		value   string
		version uint32
		want    string // The error.
	}{
		"the newest version":           {string(keys.AppendFormat(nil, newest)), newest, ""},
		"an older version":             {"hudna format 1", 1, "the store has format 1, this program reads format 3: it has to be upgraded"},
		"a newer version":              {"hudna format 4", 4, "the store has format 4, this program reads format 3"},
		"the newest version there can": {string(keys.AppendFormat(nil, math.MaxUint32)), math.MaxUint32, "the store has format 4294967295, this program reads format 3"},
		"nothing":                      {"", 0, "format: malformed: not the store of a hudna graph"},
		"another program's store":      {"badger format 1", 0, "format: malformed: not the store of a hudna graph"},
		"no version":                   {"hudna format ", 0, `format: malformed: version ""`},
		"version 0":                    {"hudna format 0", 0, `format: malformed: version "0"`},
		"a zero before the version":    {"hudna format 01", 0, `format: malformed: version "01"`},
		"a sign before the version":    {"hudna format +1", 0, `format: malformed: version "+1"`},
		"something behind it":          {"hudna format 1\n", 0, `format: malformed: version "1\n"`},
		"a version over 32 bits":       {"hudna format 4294967296", 0, `format: malformed: version "4294967296"`},
		"a version that is no number":  {"hudna format a very long word, cut in the message", 0, `format: malformed: version "a very long word, cu"`},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := keys.ParseFormat([]byte(c.value))
			if v != c.version {
				t.Errorf("got version %d, want %d", v, c.version)
			}
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var newer *keys.FormatError
			if err == nil || err.Error() != c.want || errors.As(err, &newer) != (c.version > 0) || errors.Is(err, keys.ErrMalformed) != (c.version == 0) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if newer != nil && *newer != (keys.FormatError{Found: c.version, Supported: newest}) {
				t.Errorf("got %+v", newer)
			}
		})
	}
}

func FuzzFormat(f *testing.F) {
	f.Add(keys.AppendFormat(nil, keys.FormatVersion))
	f.Add([]byte("hudna format 01"))
	f.Add([]byte("hudna format 4294967296"))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := keys.ParseFormat(b)
		var newer *keys.FormatError
		switch {
		case errors.Is(err, keys.ErrMalformed):
		case err != nil && !errors.As(err, &newer):
			t.Error(err)
		case (newer != nil) != (v != keys.FormatVersion):
			t.Errorf("version %d: %v", v, err)
		case !bytes.Equal(keys.AppendFormat(nil, v), b):
			t.Errorf("%q reads as version %d", b, v)
		}
	})
}
