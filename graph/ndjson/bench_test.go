package ndjson_test

import (
	"testing"

	"hudna/graph/ndjson"
)

func BenchmarkDecodeStatement(b *testing.B) {
	line := lines(b)["Statement"]
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ndjson.Decode(line); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeStatement(b *testing.B) {
	line, err := ndjson.Decode(lines(b)["Statement"])
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ndjson.Encode(line); err != nil {
			b.Fatal(err)
		}
	}
}
