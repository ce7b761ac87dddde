package own_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"hudna/graph/ingest/own"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
	"hudna/graph/ndjson"
)

// FuzzLines: whatever stands in a table, what is made of it are lines that say one
// record each or are refused as lines, and what is no row is told.
func FuzzLines(f *testing.F) {
	for _, rows := range []string{
		"codebook/a,,PUBLIC,,,,,made,1,\"a \"\"title\"\"\",,\n",
		"codebook/a,[],,,,{},\"[{\"\"name\"\":\"\"a\"\",\"\"value\"\":\"\"b\"\"}]\",made,1,\"two\r\nlines\",,'=x\n\n",
		"codebook/a\n", "\"", "\x00,\xff",
	} {
		f.Add(rows)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		s := source.Of("made.csv", header+rows)
		in, err := own.Lines(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		var fault *table.Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if line == "" {
				continue
			}
			if l, err := ndjson.Decode([]byte(line)); err == nil && l.Record == nil {
				t.Errorf("%q is no record", line)
			}
		}
	})
}
