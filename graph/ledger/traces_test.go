package ledger

import (
	"strings"
	"testing"
)

// TestTraces finds what lies anywhere in bytes, unless it stays elsewhere, and
// keeps to a bound.
func TestTraces(t *testing.T) {
	traces := newTraces()
	traces.add([]byte("the harbour of Quxelbryn"))
	traces.add([]byte("short"))
	traces.drop([]byte("in the harbour of another"))
	for text, want := range map[string]string{
		"Quxelbryn":                          "Quxelbry",
		"...Quxelbryn":                       "Quxelbry",
		"of Quxelb":                          "of Quxel",
		strings.Repeat(".", 99) + "uxelbryn": "uxelbryn",
		"the harbour of others":              "",
		"Quxelbr":                            "",
		"short":                              "",
		"":                                   "",
	} {
		piece, found := traces.Find([]byte(text))
		if string(piece) != want || found != (want != "") {
			t.Errorf("in %q it finds %q", text, piece)
		}
	}
	bare := newTraces()
	bare.add([]byte("\x01\x32truce\x00 and a word"))
	for text, plain := range map[string]bool{"\x01\x32truce\x00": false, "\x32truce\x00 ": false, "and a word": true} {
		_, found := bare.Find([]byte(text))
		if _, foundPlain := bare.FindPlain([]byte(text)); !found || foundPlain != plain {
			t.Errorf("%q is found: %v, plain: %v", text, found, foundPlain)
		}
	}
	traces.most = 12
	if n, more := traces.Len(); n != 9 || more {
		t.Errorf("there are %d, more: %v", n, more)
	}
	traces.add([]byte("0123456789"))
	if n, more := traces.Len(); n != 12 || more {
		t.Errorf("at the bound there are %d, more: %v", n, more)
	}
	traces.add([]byte("abcdefgh"))
	if n, more := traces.Len(); n != 12 || !more {
		t.Errorf("beyond it there are %d, more: %v", n, more)
	}
}
