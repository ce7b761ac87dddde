package ndjson_test

import (
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// TestDiffIsCanonical: what a difference to no version shows is, field by field,
// the line of the record.
func TestDiffIsCanonical(t *testing.T) {
	odd := &graph.Location{
		Meta:  graph.Meta{ID: "location/odd", Variables: []graph.Variable{{Name: "n", Value: "<b>&'\"\\\n\t\b\f\r\u0001\u001f\u007f\u2028ناطق\u200d🕊</b>"}}},
		Point: &graph.Point{Lat: -1e-7, Lon: 100.25},
	}
	records := []graph.Record{odd, &graph.Location{Meta: graph.Meta{ID: "location/null"}, Point: &graph.Point{Lat: 5e-324, Lon: 1e21}}}
	for name, line := range lines(t) {
		decoded, err := ndjson.Decode(line)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if decoded.Record != nil {
			records = append(records, decoded.Record)
		}
	}
	for _, r := range records {
		graph.Normalize(r)
		want, err := ndjson.Encode(ndjson.Line{Record: r})
		if err != nil {
			t.Fatal(err)
		}
		parts := []string{`{"type":"` + ndjson.TypeOf(r.RecordKind()) + `"`}
		for _, c := range graph.Diff(nil, r) {
			parts = append(parts, `"`+c.Path+`":`+string(c.After))
		}
		if got := strings.Join(parts, ",") + "}"; got != string(want) {
			t.Errorf("%s\ngot  %s\nwant %s", r.Shared().ID, got, want)
		}
	}
}
