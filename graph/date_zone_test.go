package graph_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
	_ "time/tzdata" // zones of the tests must not hang on the machine

	"pgregory.net/rapid"

	"hudna/graph"
)

// In a zone, what a date means is found by asking the clocks every half
// minute what they show.
func TestDateBoundsInZonesAsTheClocksShow(t *testing.T) {
	zones := []string{
		"Asia/Damascus", "Asia/Gaza", "Africa/Cairo", "America/St_Johns", // clocks set at midnight or a minute past
		"Pacific/Apia", "Pacific/Kwajalein", // which left out a day
		"Australia/Lord_Howe", "Africa/Monrovia", "Asia/Kathmandu", "America/Juneau", "Europe/Kyiv", "UTC",
	}
	changes := map[string][]string{ // days with or near a change of clocks
		"Asia/Damascus":       {"2016-03-25", "2016-10-27", "2016-10-28", "2022-10-28"},
		"Asia/Gaza":           {"2016-03-26", "2016-10-29", "2008-08-29"},
		"America/St_Johns":    {"2006-10-28", "2006-10-29", "2006-04-02"},
		"Pacific/Apia":        {"2011-12-29", "2011-12-30", "2011-12-31"},
		"Pacific/Kwajalein":   {"1993-08-20", "1993-08-21", "1993-08-22"},
		"Australia/Lord_Howe": {"2016-04-03", "2016-10-02"},
		"Africa/Monrovia":     {"1972-01-06", "1972-01-07"},
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		day := time.Unix(rapid.Int64Range(0, 1800000000).Draw(t, "day"), 0).UTC().Format(time.DateOnly)
		if near := changes[zone]; near != nil && rapid.Bool().Draw(t, "change") {
			day = rapid.SampledFrom(near).Draw(t, "day of change")
		}
		layout, shown := time.DateOnly, day
		if rapid.Bool().Draw(t, "time of day") {
			layout = "2006-01-02T15:04:05"
			shown += fmt.Sprintf("T%02d:%02d:00", rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
		}
		midnight, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		// Since 1970 every clock has been a multiple of 30 seconds from UTC.
		const step = 30
		from := midnight.Unix() - 36*3600
		earliest, latest := int64(math.MaxInt64), int64(math.MinInt64)
		for at := from; at < from+4*24*3600; at += step {
			if time.Unix(at, 0).In(loc).Format(layout) == shown {
				earliest, latest = min(earliest, at), max(latest, at)
			}
		}
		if layout == time.DateOnly {
			latest += step - 1
		}
		b, err := graph.Date{EDTF: graph.EDTF(shown), Zone: zone}.Bounds()
		if earliest > latest {
			var field *graph.FieldError
			want := fmt.Sprintf("%q is a time that the clocks of %s skipped", shown, zone)
			if !errors.As(err, &field) || field.Path != "edtf" || field.Reason != want {
				t.Fatalf("bounds %v, error %v, want: %s", b, err, want)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if b.Earliest != earliest || b.Latest != latest {
			t.Fatalf("%s in %s is from %d to %d, want %d to %d", shown, zone, b.Earliest, b.Latest, earliest, latest)
		}
	})
}

// Of instants, everything is decided half an hour by half an hour, by the
// clocks of each.
func TestDateRangeMatchesInZonesAsTheClocksShow(t *testing.T) {
	const step = 1800
	origin := time.Date(2016, 10, 25, 0, 0, 0, 0, time.UTC) // the clocks of Damascus and Berlin change in this week
	zones := []string{"Asia/Damascus", "Europe/Berlin", "Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati"}
	offsets := []string{"Z", "+03:00", "-08", "+05:30"}
	layout := "2006-01-02T15:04:05"
	rapid.Check(t, func(t *rapid.T) {
		moment := func(label string) string {
			at := origin.Add(time.Duration(rapid.IntRange(0, 7*48).Draw(t, label)) * step * time.Second)
			return at.Format(layout)
		}
		// A side is a civil day, a moment with an offset, or missing.
		side := func(label string) string {
			switch rapid.IntRange(0, 2).Draw(t, label+" kind") {
			case 0:
				return ""
			case 1:
				return moment(label)[:len("2006-01-02")]
			default:
				return moment(label) + rapid.SampledFrom(offsets).Draw(t, label+" offset")
			}
		}
		from, to := side("from"), side("to")
		d := graph.Date{}
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		switch rapid.IntRange(0, 3).Draw(t, "date kind") {
		case 0:
			d = graph.Date{EDTF: graph.EDTF(moment("date")[:len("2006-01-02")]), Zone: zone}
		case 1:
			d = graph.Date{EDTF: graph.EDTF(moment("date")), Zone: zone}
		case 2:
			d = graph.Date{EDTF: graph.EDTF(moment("date") + rapid.SampledFrom(offsets).Draw(t, "offset"))}
		case 3:
			d = graph.Date{EDTF: graph.EDTF(moment("date") + rapid.SampledFrom(offsets).Draw(t, "offset")), Zone: zone}
		}
		read := func(s string) time.Time {
			for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z07", layout, time.DateOnly} {
				if at, err := time.Parse(layout, s); err == nil {
					return at
				}
			}
			t.Fatalf("cannot read %q", s)
			return time.Time{}
		}
		loc, err := time.LoadLocation(d.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if d.Zone == "" {
			loc = read(string(d.EDTF)).Location()
		}
		hasOffset := func(s string) bool { return len(s) > len(layout) }

		some, all := false, true
		try := func(at time.Time) {
			local := at.In(loc).Format(layout)
			if hasOffset(string(d.EDTF)) {
				if !at.Equal(read(string(d.EDTF))) {
					return
				}
			} else if local[:len(d.EDTF)] != string(d.EDTF) {
				return
			}
			in := true
			switch {
			case from == "":
			case hasOffset(from):
				in = !at.Before(read(from))
			default:
				in = local[:len(from)] >= from
			}
			switch {
			case to == "":
			case hasOffset(to):
				in = in && !at.After(read(to))
			default:
				in = in && local[:len(to)] <= to
			}
			some, all = some || in, all && in
		}
		for at := origin.Add(-3 * 24 * time.Hour); at.Before(origin.Add(11 * 24 * time.Hour)); at = at.Add(step * time.Second) {
			try(at)
			try(at.Add((step - 1) * time.Second))
		}
		if !some && all { // no such local time
			return
		}
		for certainty, want := range map[graph.DateCertainty]bool{graph.DatePossibly: some, graph.DateCertainly: all} {
			asked := graph.DateRange{From: graph.EDTF(from), To: graph.EDTF(to), Certainty: certainty}
			compiled, err := asked.Compile()
			if err != nil {
				if some {
					t.Fatalf("%+v is refused, but %+v lies in it: %v", asked, d, err)
				}
				continue
			}
			if got := compiled.Match(d); got != want {
				t.Fatalf("%+v in %+v is %t, want %t", d, asked, got, want)
			}
		}
	})
}
