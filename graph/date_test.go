package graph_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/graph"
)

// instant reads an instant as it is written in these tests.
func instant(t *testing.T, s string) int64 {
	t.Helper()
	switch s {
	case "open past":
		return math.MinInt64
	case "open future":
		return math.MaxInt64
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

func TestDateBounds(t *testing.T) {
	for name, test := range map[string]struct {
		date             graph.Date
		earliest, latest string
		bucket           graph.WidthBucket
	}{
		"a civil day stands as if in UTC": {
			graph.Date{EDTF: "2016-04-15"},
			"2016-04-15T00:00:00Z", "2016-04-15T23:59:59Z", graph.WidthDay,
		},
		"a civil time stands as if in UTC": {
			graph.Date{EDTF: "2016-04-15T21:30:00"},
			"2016-04-15T21:30:00Z", "2016-04-15T21:30:00Z", graph.WidthDay,
		},
		"an offset makes an instant": {
			graph.Date{EDTF: "2016-04-15T21:30:00+03:00"},
			"2016-04-15T18:30:00Z", "2016-04-15T18:30:00Z", graph.WidthDay,
		},
		"a western offset": {
			graph.Date{EDTF: "2016-04-15T21:30:00-04"},
			"2016-04-16T01:30:00Z", "2016-04-16T01:30:00Z", graph.WidthDay,
		},
		"a given offset outweighs the zone": {
			graph.Date{EDTF: "2016-04-15T21:30:00Z", Zone: "Asia/Damascus"},
			"2016-04-15T21:30:00Z", "2016-04-15T21:30:00Z", graph.WidthDay,
		},
		"a summer day in a zone": {
			graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"},
			"2016-04-14T21:00:00Z", "2016-04-15T20:59:59Z", graph.WidthDay,
		},
		"a winter day in a zone": {
			graph.Date{EDTF: "2016-02-27", Zone: "Asia/Damascus"},
			"2016-02-26T22:00:00Z", "2016-02-27T21:59:59Z", graph.WidthDay,
		},
		"a day without midnight begins when its clocks begin": {
			graph.Date{EDTF: "2016-03-25", Zone: "Asia/Damascus"}, // 00:00 became 01:00
			"2016-03-24T22:00:00Z", "2016-03-25T20:59:59Z", graph.WidthDay,
		},
		"a day of 25 hours is over the limit of a day": {
			graph.Date{EDTF: "2016-10-27", Zone: "Asia/Damascus"}, // 24:00 became 23:00
			"2016-10-26T21:00:00Z", "2016-10-27T21:59:59Z", graph.WidthMonth,
		},
		"the day after 25 hours begins when the second midnight is over": {
			graph.Date{EDTF: "2016-10-28", Zone: "Asia/Damascus"},
			"2016-10-27T22:00:00Z", "2016-10-28T21:59:59Z", graph.WidthDay,
		},
		"a time that the clocks showed twice": {
			graph.Date{EDTF: "2016-10-27T23:30:00", Zone: "Asia/Damascus"},
			"2016-10-27T20:30:00Z", "2016-10-27T21:30:00Z", graph.WidthDay,
		},
		"a month with a change of clocks": {
			graph.Date{EDTF: "2016-03", Zone: "Asia/Damascus"},
			"2016-02-29T22:00:00Z", "2016-03-31T20:59:59Z", graph.WidthMonth,
		},
		"an interval in a zone": {
			graph.Date{EDTF: "2016-02-27/2016-04-15", Zone: "Asia/Damascus"},
			"2016-02-26T22:00:00Z", "2016-04-15T20:59:59Z", graph.WidthYear,
		},
		"an open interval in a zone": {
			graph.Date{EDTF: "2016-02-27/..", Zone: "Asia/Damascus"},
			"2016-02-26T22:00:00Z", "open future", graph.WidthLong,
		},
		"an unknown start in a zone": {
			graph.Date{EDTF: "/2016-02-27", Zone: "Asia/Damascus"},
			"open past", "2016-02-27T21:59:59Z", graph.WidthLong,
		},
		"one unknown day": {
			graph.Date{EDTF: "[2016-04-14..2016-04-16]"},
			"2016-04-14T00:00:00Z", "2016-04-16T23:59:59Z", graph.WidthMonth,
		},
		"a month of 31 days":      {graph.Date{EDTF: "2016-03"}, "2016-03-01T00:00:00Z", "2016-03-31T23:59:59Z", graph.WidthMonth},
		"32 days":                 {graph.Date{EDTF: "2016-03-01/2016-04-01"}, "2016-03-01T00:00:00Z", "2016-04-01T23:59:59Z", graph.WidthYear},
		"two days":                {graph.Date{EDTF: "2016-03-01/2016-03-02"}, "2016-03-01T00:00:00Z", "2016-03-02T23:59:59Z", graph.WidthMonth},
		"a leap year":             {graph.Date{EDTF: "2016"}, "2016-01-01T00:00:00Z", "2016-12-31T23:59:59Z", graph.WidthYear},
		"a year and a day":        {graph.Date{EDTF: "2016-01-01/2017-01-01"}, "2016-01-01T00:00:00Z", "2017-01-01T23:59:59Z", graph.WidthLong},
		"366 days over two years": {graph.Date{EDTF: "2017-01-01/2018-01-01"}, "2017-01-01T00:00:00Z", "2018-01-01T23:59:59Z", graph.WidthYear},
		"a decade":                {graph.Date{EDTF: "201X"}, "2010-01-01T00:00:00Z", "2019-12-31T23:59:59Z", graph.WidthLong},
		"words are no date":       {graph.Date{Words: "shortly before"}, "open past", "open future", graph.WidthUndated},
		"nothing is no date":      {graph.Date{}, "open past", "open future", graph.WidthUndated},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := test.date.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			want := graph.Bounds{
				Earliest: instant(t, test.earliest), Latest: instant(t, test.latest),
				Undated: test.bucket == graph.WidthUndated,
			}
			if b != want {
				t.Errorf("bounds %s to %s (undated: %t), want %s to %s", time.Unix(b.Earliest, 0).UTC(), time.Unix(b.Latest, 0).UTC(), b.Undated, test.earliest, test.latest)
			}
			if got := b.Bucket(); got != test.bucket {
				t.Errorf("width bucket %d, want %d", got, test.bucket)
			}
			if err := test.date.Validate(); err != nil {
				t.Errorf("invalid: %v", err)
			}
		})
	}
}

func TestWidthBucketLimits(t *testing.T) {
	for bucket, seconds := range map[graph.WidthBucket]int64{
		graph.WidthDay: 86400, graph.WidthMonth: 2678400, graph.WidthYear: 31622400,
	} {
		if bucket.Seconds() != seconds {
			t.Errorf("bucket %d is up to %d seconds, want %d", bucket, bucket.Seconds(), seconds)
		}
		for _, earliest := range []int64{0, -1, 1460678400, -3155695262167219200} {
			if got := (graph.Bounds{Earliest: earliest, Latest: earliest + seconds - 1}).Bucket(); got != bucket {
				t.Errorf("%d seconds are in bucket %d, want %d", seconds, got, bucket)
			}
			if got := (graph.Bounds{Earliest: earliest, Latest: earliest + seconds}).Bucket(); got != bucket+1 {
				t.Errorf("%d seconds are in bucket %d, want %d", seconds+1, got, bucket+1)
			}
		}
	}
	for _, bucket := range []graph.WidthBucket{graph.WidthLong, graph.WidthUndated} {
		if bucket.Seconds() != math.MaxInt64 {
			t.Errorf("bucket %d is up to %d seconds, want no limit", bucket, bucket.Seconds())
		}
	}
}

func TestDateValidate(t *testing.T) {
	derived := graph.Date{
		EDTF: "2016-04-14", Words: "last Thursday", Basis: graph.DateDerived,
		Anchor: &graph.Anchor{Words: "Friday", Document: "document/made-up-bulletin", Start: 10, End: 16},
		Zone:   "Asia/Damascus",
	}
	if err := derived.Validate(); err != nil {
		t.Fatal(err)
	}
	anchored := func(edit func(*graph.Anchor)) func(*graph.Date) {
		return func(d *graph.Date) {
			a := *d.Anchor
			edit(&a)
			d.Anchor = &a
		}
	}
	for name, test := range map[string]struct {
		edit func(*graph.Date)
		want string
	}{
		"nothing at all":                 {func(d *graph.Date) { *d = graph.Date{} }, ""},
		"words alone":                    {func(d *graph.Date) { *d = graph.Date{Words: "in spring"} }, ""},
		"given words alone":              {func(d *graph.Date) { *d = graph.Date{Words: "in spring", Basis: graph.DateGiven} }, ""},
		"no basis":                       {func(d *graph.Date) { d.Basis, d.Anchor = "", nil }, ""},
		"derived without an anchor":      {func(d *graph.Date) { d.Anchor = nil }, ""},
		"an anchor of words alone":       {anchored(func(a *graph.Anchor) { *a = graph.Anchor{Words: "Friday"} }), ""},
		"an anchor of a document alone":  {anchored(func(a *graph.Anchor) { *a = graph.Anchor{Document: "document/made-up"} }), ""},
		"words at the limit":             {func(d *graph.Date) { d.Words = strings.Repeat("x", graph.MaxDateWords) }, ""},
		"no date of any calendar":        {func(d *graph.Date) { d.EDTF = "2016-02-30" }, `edtf: "2016-02-30" is no date: February 2016 has 29 days`},
		"a time that was skipped":        {func(d *graph.Date) { d.EDTF = "2016-03-25T00:30:00" }, `edtf: "2016-03-25T00:30:00" is a time that the clocks of Asia/Damascus skipped`},
		"a day that was skipped":         {func(d *graph.Date) { d.EDTF, d.Zone = "2011-12-30", "Pacific/Apia" }, `edtf: "2011-12-30" is a time that the clocks of Pacific/Apia skipped`},
		"an unknown zone":                {func(d *graph.Date) { d.Zone = "Asia/Atlantis" }, `zone: "Asia/Atlantis" is no time zone of the IANA database`},
		"the zone of the machine":        {func(d *graph.Date) { d.Zone = "Local" }, `zone: "Local" is no time zone of the IANA database`},
		"a path for a zone":              {func(d *graph.Date) { d.Zone = "../../etc/passwd" }, `zone: "../../etc/passwd" is no time zone of the IANA database`},
		"an endless zone":                {func(d *graph.Date) { d.Zone = strings.Repeat("Asia/", 1000) }, `zone: "` + strings.Repeat("Asia/", 13)[:64] + `" is no time zone of the IANA database`},
		"an unknown zone without a date": {func(d *graph.Date) { *d = graph.Date{Words: "noon", Zone: "Asia/Atlantis"} }, `zone: "Asia/Atlantis" is no time zone of the IANA database`},
		"an unknown zone and an offset":  {func(d *graph.Date) { d.EDTF, d.Zone = "2016-04-14T10:00:00Z", "Asia/Atlantis" }, `zone: "Asia/Atlantis" is no time zone of the IANA database`},
		"an unknown basis":               {func(d *graph.Date) { d.Basis, d.Anchor = "GUESSED", nil }, `basis: is "GUESSED", not GIVEN or DERIVED`},
		"derived and no date":            {func(d *graph.Date) { d.EDTF = "" }, `basis: is DERIVED and there is no edtf`},
		"an anchor of a given date":      {func(d *graph.Date) { d.Basis = graph.DateGiven }, `anchor: is for a date whose basis is DERIVED`},
		"words beyond the limit":         {func(d *graph.Date) { d.Words = strings.Repeat("x", graph.MaxDateWords+1) }, `words: is longer than 1024 bytes`},
		"blank words":                    {func(d *graph.Date) { d.Words = " \u00a0" }, `words: is blank`},
		"words that are not UTF-8":       {func(d *graph.Date) { d.Words = "\xff" }, `words: is not UTF-8`},
		"an empty anchor":                {anchored(func(a *graph.Anchor) { *a = graph.Anchor{} }), `anchor: is empty`},
		"long words of an anchor":        {anchored(func(a *graph.Anchor) { a.Words = strings.Repeat("x", graph.MaxDateWords+1) }), `anchor.words: is longer than 1024 bytes`},
		"a span without a document":      {anchored(func(a *graph.Anchor) { a.Document = "" }), `anchor.document: is missing: there is a span`},
		"a span before the text":         {anchored(func(a *graph.Anchor) { a.Start = -1 }), `anchor.start: is negative`},
		"a span of nothing":              {anchored(func(a *graph.Anchor) { a.End = a.Start }), `anchor.end: is not after start`},
		"a span that ends first":         {anchored(func(a *graph.Anchor) { a.End = 1 }), `anchor.end: is not after start`},
		"several problems": {
			func(d *graph.Date) { d.EDTF, d.Words, d.Basis = "2016-13", "\xff", graph.DateGiven },
			"edtf: \"2016-13\" is no date: there is no month 13\nwords: is not UTF-8\nanchor: is for a date whose basis is DERIVED",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := derived
			test.edit(&d)
			err := d.Validate()
			if test.want == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			var field *graph.FieldError
			if !errors.As(err, &field) || !errors.Is(err, graph.ErrInvalid) {
				t.Fatalf("error %v is no FieldError", err)
			}
			if err.Error() != test.want {
				t.Errorf("error %s\n want %s", err, test.want)
			}
		})
	}
}

func TestDateIsZero(t *testing.T) {
	if !(graph.Date{}).IsZero() {
		t.Error("the zero Date is not zero")
	}
	for _, d := range []graph.Date{{EDTF: "2016"}, {Words: "then"}, {Basis: graph.DateGiven}, {Anchor: &graph.Anchor{}}, {Zone: "UTC"}} {
		if d.IsZero() {
			t.Errorf("%+v is zero", d)
		}
	}
}

func TestDateJSON(t *testing.T) {
	for d, want := range map[*graph.Date]string{
		{}:                                `{}`,
		{EDTF: "2016-04", Words: "April"}: `{"edtf":"2016-04","words":"April"}`,
		{EDTF: "2016-04-15", Zone: "UTC"}: `{"edtf":"2016-04-15","zone":"UTC"}`,
		{EDTF: "2016", Basis: "DERIVED", Anchor: &graph.Anchor{Words: "then", Document: "document/made-up", End: 4}}: `{"edtf":"2016","basis":"DERIVED","anchor":{"words":"then","document":"document/made-up","start":0,"end":4}}`,
	} {
		got, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("written as %s, want %s", got, want)
		}
	}
}

func TestCompareDates(t *testing.T) {
	// Newest first; among equals the narrower; the undated last.
	sorted := []graph.Date{
		{EDTF: "2017"},
		{EDTF: "2016-04-15T21:30:00Z"},
		{EDTF: "2016-04-15"},
		{EDTF: "2016-04-15/2016-04-16"},
		{EDTF: "2016-04-15/2016-06"},
		{EDTF: "2016-04-15/.."},
		{EDTF: "2016-04-15", Zone: "Asia/Damascus"},
		{EDTF: "2016-04-14"},
		{EDTF: "2016-04-01"},
		{EDTF: "2016-04"},
		{EDTF: "-0044"},
		{EDTF: "../2016"},
		{Words: "at some time"},
	}
	for i, a := range sorted {
		for j, b := range sorted {
			want := 0
			switch {
			case i < j:
				want = -1
			case i > j:
				want = 1
			}
			if got := graph.CompareDates(a, b); got != want {
				t.Errorf("%+v against %+v is %d, want %d", a, b, got, want)
			}
		}
	}
	same := [][2]graph.Date{
		{{EDTF: "2016-04-15"}, {EDTF: "2016-04-15?"}},
		{{EDTF: "2016-04-15T10:00:00Z"}, {EDTF: "2016-04-15T12:00:00+02"}},
		{{EDTF: "[..2016]"}, {EDTF: "/1999"}},
		{{Words: "then"}, {EDTF: "2016-02-30"}},
	}
	for _, pair := range same {
		if got := graph.CompareDates(pair[0], pair[1]); got != 0 {
			t.Errorf("%+v against %+v is %d, want 0", pair[0], pair[1], got)
		}
	}
}

func TestBoundsCompareIsAnOrder(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) graph.Bounds {
		if rapid.IntRange(0, 9).Draw(t, "undated") == 0 {
			b, err := graph.Date{}.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		earliest := rapid.SampledFrom([]int64{math.MinInt64, -5, 0, 7}).Draw(t, "earliest")
		width := rapid.SampledFrom([]int64{1, 86400, 86401, 2678401, 31622401}).Draw(t, "width")
		return graph.Bounds{Earliest: earliest, Latest: max(earliest, -100) + width}
	})
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(draw, 3, 8).Draw(t, "bounds")
		slices.SortFunc(list, graph.Bounds.Compare)
		for i, a := range list {
			for _, b := range list[i+1:] {
				if a.Compare(b) > 0 || a.Compare(b) != -b.Compare(a) {
					t.Fatalf("%+v and %+v are out of order", a, b)
				}
				first := a.Undated == b.Undated && (a.Earliest > b.Earliest || a.Earliest == b.Earliest && a.Bucket() <= b.Bucket())
				if !first && !(b.Undated && !a.Undated) {
					t.Fatalf("%+v stands before %+v", a, b)
				}
			}
		}
	})
}

func BenchmarkDateBounds(b *testing.B) {
	for name, d := range map[string]graph.Date{
		"day":          {EDTF: "2016-04-15"},
		"time":         {EDTF: "2016-04-15T21:30:00+03:00"},
		"interval":     {EDTF: "2016-02-27/2016-04-15"},
		"day in zone":  {EDTF: "2016-04-15", Zone: "Asia/Damascus"},
		"time in zone": {EDTF: "2016-04-15T21:30:00", Zone: "Asia/Damascus"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Bounds(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A date is bounded for every index entry and every comparison.
func TestDateBoundsDoNotAllocate(t *testing.T) {
	for _, d := range []graph.Date{{EDTF: "2016-04-15"}, {EDTF: "2016-02-27/.."}, {EDTF: "2016-04-15", Zone: "Asia/Damascus"}, {Words: "then"}} {
		if allocs := testing.AllocsPerRun(100, func() {
			if _, err := d.Bounds(); err != nil {
				t.Error(err)
			}
		}); allocs != 0 {
			t.Errorf("bounding %+v allocates %v times", d, allocs)
		}
	}
}
