package graphtest

import (
	"slices"
	"testing"

	"hudna/graph"
)

// Whatever is given as a date, domain and oracle agree whether it is one and
// what it means.
func FuzzMomentIsThatOfTheDomain(f *testing.F) {
	for _, e := range slices.Concat(edtfs, dstDays, bounds) {
		f.Add(string(e), "")
		f.Add(string(e)+"?", "Asia/Damascus")
	}
	for _, e := range []string{"2016-02-30", "2016-02-29T24:00:00", "[2016,2017]", "2016-04-15T12:00:00-00:00", "-0001-02-28/..", "Y20162/Y20163", "[Y-20162..2016]"} {
		f.Add(e, "Europe/Moscow")
	}
	f.Fuzz(func(t *testing.T, edtf, zone string) {
		if len(edtf) > graph.MaxEDTF || edtf == "" {
			return
		}
		if !slices.Contains(zones, zone) {
			zone = ""
		}
		d := graph.Date{EDTF: graph.EDTF(edtf), Zone: zone}
		want, wantErr := d.Bounds()
		got, err := momentOf(&d)
		if err == nil && wantErr != nil && got.zone != nil && got.offset == nil && shown(got.zone, got.earliest) > got.civilLast {
			return // a time that the clocks of the zone skipped, which only the domain refuses
		}
		if (wantErr == nil) != (err == nil) {
			t.Fatalf("%q in %q: %v, the oracle says %v", edtf, zone, wantErr, err)
		}
		if err == nil && (got.earliest != want.Earliest || got.latest != want.Latest || got.width != int(want.Bucket())) {
			t.Fatalf("%q in %q: %+v, the oracle says %+v", edtf, zone, want, got)
		}
	})
}

// Whatever is given as a cursor, it is refused or it is the one that is made
// for its place.
func FuzzCursor(f *testing.F) {
	f.Add(newCursor("commits", place{Number: 3}).String())
	f.Add(newCursor("statements-1", place{Earliest: -5, Width: 2, Number: 9}).String())
	f.Add("e30")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parseCursor(s, "commits")
		if err == nil && newCursor("commits", p).String() != s {
			t.Errorf("%q is a cursor for %+v", s, p)
		}
	})
}
