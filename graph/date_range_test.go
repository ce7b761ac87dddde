package graph_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/graph"
)

func TestDateRangeMatch(t *testing.T) {
	april := graph.DateRange{From: "2016-04", To: "2016-04"}
	day15 := graph.DateRange{From: "2016-04-15", To: "2016-04-15"}
	since := graph.DateRange{From: "2016-02-27"}
	until := graph.DateRange{To: "2016-04-15"}
	evening := graph.DateRange{From: "2016-04-15T18:00:00Z", To: "2016-04-15T20:00:00Z"}
	fromEvening := graph.DateRange{From: "2016-04-15T18:00:00+03:00"}
	mixed := graph.DateRange{From: "2016-04-15T12:00:00", To: "2016-04-15T08:00:00Z"}
	mixedOther := graph.DateRange{From: "2016-04-15T08:00:00Z", To: "2016-04-15T18:00:00"}
	decade := graph.DateRange{From: "201X", To: "201X"}
	choice := graph.DateRange{From: "[2016-04-10..2016-04-12]", To: "[2016-04-14..2016-04-16]"}
	openRange := graph.DateRange{From: "../2016-03", To: "2016-04-15/.."}

	const (
		never = iota
		possibly
		certainly // and so possibly
	)
	for name, test := range map[string]struct {
		asked graph.DateRange
		date  graph.Date
		want  int
	}{
		"a day in its month":                        {april, graph.Date{EDTF: "2016-04-15"}, certainly},
		"a month in itself":                         {april, graph.Date{EDTF: "2016-04"}, certainly},
		"a month that touches the range":            {april, graph.Date{EDTF: "2016-04-30/2016-05-02"}, possibly},
		"a year around the range":                   {april, graph.Date{EDTF: "2016"}, possibly},
		"the day before":                            {april, graph.Date{EDTF: "2016-03-31"}, never},
		"the day after":                             {april, graph.Date{EDTF: "2016-05-01"}, never},
		"the first second":                          {april, graph.Date{EDTF: "2016-04-01T00:00:00"}, certainly},
		"the last second":                           {april, graph.Date{EDTF: "2016-04-30T23:59:59"}, certainly},
		"the second before":                         {april, graph.Date{EDTF: "2016-03-31T23:59:59"}, never},
		"the second after":                          {april, graph.Date{EDTF: "2016-05-01T00:00:00"}, never},
		"an approximate day is taken as given":      {april, graph.Date{EDTF: "2016-04-01~"}, certainly},
		"a decade around the range":                 {april, graph.Date{EDTF: "201X"}, possibly},
		"spring around the range":                   {april, graph.Date{EDTF: "2016-21"}, possibly},
		"an interval over the range":                {april, graph.Date{EDTF: "2016-02-27/.."}, possibly},
		"one of some days, all in the range":        {april, graph.Date{EDTF: "[2016-04-14..2016-04-16]"}, certainly},
		"one of some days, some in the range":       {april, graph.Date{EDTF: "[2016-04-30..2016-05-02]"}, possibly},
		"one of some days, none in the range":       {april, graph.Date{EDTF: "[2016-05-01..2016-05-02]"}, never},
		"what began after the range":                {april, graph.Date{EDTF: "2016-05/.."}, never},
		"what ended before the range":               {april, graph.Date{EDTF: "../2016-03"}, never},
		"what may have ended in the range":          {april, graph.Date{EDTF: "2016-03/"}, possibly},
		"what is open ahead, from a day on":         {since, graph.Date{EDTF: "2016-02-27/.."}, certainly},
		"what is open behind, from a day on":        {since, graph.Date{EDTF: "../2016-03"}, possibly},
		"what is open behind, up to a day":          {until, graph.Date{EDTF: "../2016-04-15"}, certainly},
		"what is open ahead, up to a day":           {until, graph.Date{EDTF: "2016-04-15/.."}, possibly},
		"a far year, from a day on":                 {since, graph.Date{EDTF: "Y100000000000"}, certainly},
		"a far year, up to a day":                   {until, graph.Date{EDTF: "Y-1E11"}, certainly},
		"the first year of a decade":                {decade, graph.Date{EDTF: "2010-01-01"}, certainly},
		"the last year of a decade":                 {decade, graph.Date{EDTF: "2019-12-31"}, certainly},
		"from the first of some days":               {choice, graph.Date{EDTF: "2016-04-10"}, certainly},
		"to the last of some days":                  {choice, graph.Date{EDTF: "2016-04-16"}, certainly},
		"beyond the last of some days":              {choice, graph.Date{EDTF: "2016-04-17"}, never},
		"sides that are open":                       {openRange, graph.Date{EDTF: "2020"}, certainly},
		"a day is the day of the zone":              {day15, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, certainly},
		"a day is the day of a far zone":            {day15, graph.Date{EDTF: "2016-04-15", Zone: "Pacific/Kiritimati"}, certainly},
		"a day is the day of the offset":            {day15, graph.Date{EDTF: "2016-04-15T00:30:00+03:00"}, certainly}, // 14 April in UTC
		"another day of the offset":                 {day15, graph.Date{EDTF: "2016-04-16T00:30:00+03:00"}, never},     // 15 April in UTC
		"an offset and a zone: the zone's day":      {day15, graph.Date{EDTF: "2016-04-14T22:30:00Z", Zone: "Asia/Damascus"}, certainly},
		"an offset and a zone: another day":         {day15, graph.Date{EDTF: "2016-04-15T22:30:00Z", Zone: "Asia/Damascus"}, never},
		"an instant in a range of instants":         {evening, graph.Date{EDTF: "2016-04-15T21:30:00+03:00"}, certainly},
		"an instant before a range of instants":     {evening, graph.Date{EDTF: "2016-04-15T18:30:00+03:00"}, never},
		"a local time in a range of instants":       {evening, graph.Date{EDTF: "2016-04-15T21:30:00", Zone: "Asia/Damascus"}, certainly},
		"a local day around a range of instants":    {evening, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, possibly},
		"a local day beside a range of instants":    {evening, graph.Date{EDTF: "2016-04-16", Zone: "Asia/Damascus"}, never},
		"a civil time by the clock of the range":    {evening, graph.Date{EDTF: "2016-04-15T19:00:00"}, certainly},
		"a civil time by the clock of its offset":   {fromEvening, graph.Date{EDTF: "2016-04-15T18:00:00"}, certainly},
		"a civil time before it by that clock":      {fromEvening, graph.Date{EDTF: "2016-04-15T17:59:59"}, never},
		"an instant from an offset on":              {fromEvening, graph.Date{EDTF: "2016-04-15T15:00:00Z"}, certainly},
		"an instant before an offset":               {fromEvening, graph.Date{EDTF: "2016-04-15T14:59:59Z"}, never},
		"no local time is in both sides":            {mixed, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, never}, // 12:00 to 11:00
		"some local time is in both sides":          {mixed, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Tokyo"}, possibly}, // 12:00 to 17:00
		"a local time in both sides":                {mixed, graph.Date{EDTF: "2016-04-15T13:00:00", Zone: "Asia/Tokyo"}, certainly},
		"an offset in both sides":                   {mixed, graph.Date{EDTF: "2016-04-15T13:00:00+09:00"}, certainly},
		"an offset in the civil side alone":         {mixed, graph.Date{EDTF: "2016-04-15T18:00:00+09:00"}, never},
		"a civil time with sides that do not meet":  {mixed, graph.Date{EDTF: "2016-04-15"}, never},
		"an offset and a zone in both sides":        {mixed, graph.Date{EDTF: "2016-04-15T04:00:00Z", Zone: "Asia/Tokyo"}, certainly},
		"a local day and a civil end":               {mixedOther, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Tokyo"}, possibly},      // 17:00 to 18:00
		"a local day and a civil end before":        {mixedOther, graph.Date{EDTF: "2016-04-15", Zone: "Pacific/Kiritimati"}, never}, // 22:00 to 18:00
		"a local time and a civil end":              {mixedOther, graph.Date{EDTF: "2016-04-15T18:00:00", Zone: "Asia/Tokyo"}, certainly},
		"a local time after a civil end":            {mixedOther, graph.Date{EDTF: "2016-04-15T18:00:01", Zone: "Asia/Tokyo"}, never},
		"no date of any calendar":                   {april, graph.Date{EDTF: "2016-04-31"}, never},
		"a day that its zone skipped":               {graph.DateRange{From: "2011"}, graph.Date{EDTF: "2011-12-30", Zone: "Pacific/Apia"}, never},
		"a zone that does not exist":                {since, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Atlantis"}, never},
		"no date of any calendar in an empty range": {graph.DateRange{}, graph.Date{EDTF: "2016-04-31"}, never},
		"a date in an empty range":                  {graph.DateRange{}, graph.Date{EDTF: "../2016"}, certainly},
		"the undated in an empty range":             {graph.DateRange{}, graph.Date{Words: "then"}, certainly},
		"the undated in a range":                    {april, graph.Date{Words: "in April"}, never},
		"the undated in an open range":              {openRange, graph.Date{Words: "then"}, never},
		"the undated where asked for":               {graph.DateRange{From: "2016", Undated: true}, graph.Date{Words: "then"}, certainly},
		"the dated where the undated are asked for": {graph.DateRange{From: "2016", Undated: true}, graph.Date{EDTF: "2015"}, never},
	} {
		t.Run(name, func(t *testing.T) {
			got := never
			for level, certainty := range map[int]graph.DateCertainty{possibly: graph.DatePossibly, certainly: graph.DateCertainly} {
				test.asked.Certainty = certainty
				compiled, err := test.asked.Compile()
				if err != nil {
					t.Fatal(err)
				}
				if compiled.Match(test.date) {
					got = max(got, level)
				}
			}
			if got != test.want {
				t.Errorf("%+v in %s to %s: %d, want %d (0 never, 1 possibly, 2 certainly)", test.date, test.asked.From, test.asked.To, got, test.want)
			}
		})
	}
}

func TestDateRangeRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		asked graph.DateRange
		want  string
	}{
		"a start of no calendar": {graph.DateRange{From: "2016-02-30"}, `from: "2016-02-30" is no date: February 2016 has 29 days`},
		"an end of no calendar":  {graph.DateRange{To: "2016-13"}, `to: "2016-13" is no date: there is no month 13`},
		"an unknown certainty":   {graph.DateRange{Certainty: "PERHAPS"}, `certainty: is "PERHAPS", not POSSIBLY or CERTAINLY`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := test.asked.Compile()
			var field *graph.FieldError
			if !errors.As(err, &field) || !errors.Is(err, graph.ErrInvalid) {
				t.Fatalf("error %v is no FieldError", err)
			}
			if err.Error() != test.want {
				t.Errorf("error %s\n want %s", err, test.want)
			}
		})
	}
	for name, asked := range map[string]graph.DateRange{
		"nothing":                      {},
		"one day":                      {From: "2016-04-15", To: "2016-04-15"},
		"one instant":                  {From: "2016-04-15T10:00:00Z", To: "2016-04-15T13:00:00+03:00"},
		"a month that begins earlier":  {From: "2016-04-15", To: "2016-04"},
		"an open start and an instant": {From: "../2016", To: "2015-04-15T20:00:00Z"},
		"an instant and a civil end":   {From: "2016-04-15T12:00:00-10:00", To: "2016-04-15"},
		"sides that some zone joins":   {From: "2016-04-16", To: "2016-04-15T20:00:00Z"},
		"possibly":                     {Certainty: graph.DatePossibly},
		"an end before the start":      {From: "2016-04-15", To: "2016-04-14"},
	} {
		if _, err := asked.Compile(); err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
}

// Of civil dates, everything is decided day by day.
func TestDateRangeMatchesAsTheOracleSays(t *testing.T) {
	oracle := newEDTFOracle()
	rapid.Check(t, func(t *rapid.T) {
		side := func(label string) graph.EDTF {
			if rapid.IntRange(0, 3).Draw(t, "no "+label) == 0 {
				return ""
			}
			return graph.EDTF(rapid.Custom(drawEDTF).Filter(func(s string) bool {
				_, err := graph.EDTF(s).Parse()
				return err == nil
			}).Draw(t, label))
		}
		asked := graph.DateRange{
			From: side("from"), To: side("to"), Undated: rapid.Bool().Draw(t, "undated"),
			Certainty: rapid.SampledFrom([]graph.DateCertainty{"", graph.DatePossibly, graph.DateCertainly}).Draw(t, "certainty"),
		}
		d := graph.Date{EDTF: side("date"), Zone: rapid.SampledFrom([]string{"", "", "Asia/Damascus", "Pacific/Apia"}).Draw(t, "zone")}

		from, to := "", ""
		if asked.From != "" {
			from, _ = oracle.span(string(asked.From))
		}
		if asked.To != "" {
			_, to = oracle.span(string(asked.To))
		}
		compiled, err := asked.Compile()
		if err != nil {
			t.Fatal(err)
		}
		var want bool
		if d.EDTF == "" {
			want = asked.Undated || asked.From == "" && asked.To == ""
		} else {
			// One day beyond each end of the oracle's calendar stands for
			// all that an open end can mean.
			first, last := oracle.span(string(d.EDTF))
			some, all := false, true
			for _, day := range append([]string{"0001", "9999"}, oracle.days...) {
				if (first == "" || first <= day) && (last == "" || day <= last) {
					in := (from == "" || from <= day) && (to == "" || day <= to)
					some, all = some || in, all && in
				}
			}
			want = some
			if asked.Certainty == graph.DateCertainly {
				want = all
			}
		}
		if got := compiled.Match(d); got != want {
			t.Fatalf("%+v in %+v is %t, want %t", d, asked, got, want)
		}
	})
}

// What matches is never outside the window by which an index is scanned.
func TestDateRangeWindowHoldsEveryMatch(t *testing.T) {
	matches, inner := 0, 0
	offsets := []string{"", "", "Z", "+14:00", "-12:00", "+23:59", "-23:59"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) graph.EDTF {
			if rapid.Bool().Draw(t, label+" is a moment") {
				at := time.Unix(1460678400+rapid.Int64Range(-2*86400, 2*86400).Draw(t, label), 0).UTC()
				return graph.EDTF(at.Format("2006-01-02T15:04:05") + rapid.SampledFrom(offsets).Draw(t, label+" offset"))
			}
			day := time.Unix(1460678400+86400*rapid.Int64Range(-4, 4).Draw(t, label), 0).UTC().Format(time.DateOnly)
			return graph.EDTF(fmt.Sprintf(rapid.SampledFrom([]string{"%s", "%s/..", "../%s", "[%s..]"}).Draw(t, label+" form"), day))
		}
		d := graph.Date{EDTF: draw("date"), Zone: rapid.SampledFrom([]string{"", "Pacific/Kiritimati", "Pacific/Pago_Pago"}).Draw(t, "zone")}
		asked := graph.DateRange{
			From: draw("from"), To: draw("to"), Undated: true,
			Certainty: rapid.SampledFrom([]graph.DateCertainty{graph.DatePossibly, graph.DateCertainly}).Draw(t, "certainty"),
		}
		compiled, err := asked.Compile()
		if err != nil {
			t.Fatal(err)
		}
		lo, hi := compiled.Window()
		from, to := compiled.Inner()
		for _, d := range []graph.Date{d, {}} {
			b, err := d.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			sure := from <= to && b.Earliest <= to && b.Latest >= from
			if compiled.Certainly() {
				sure = from <= b.Earliest && b.Latest <= to
			}
			if !compiled.Match(d) {
				if sure && !b.Undated {
					t.Fatalf("%+v (%+v) does not match %+v, between %d and %d", d, b, asked, from, to)
				}
				continue
			}
			matches++
			if sure && asked.From != "" {
				inner++
			}
			if b.Earliest > hi || b.Latest < lo {
				t.Fatalf("%+v (%+v) matches %+v outside of its window %d to %d", d, b, asked, lo, hi)
			}
		}
	})
	if matches < 50 || inner < 5 {
		t.Errorf("only %d matches were tried, %d of them sure", matches, inner)
	}
}

func TestDateRangeWindow(t *testing.T) {
	for asked, want := range map[graph.DateRange][2]string{
		{}:                             {"open past", "open future"},
		{From: "2016-04-15"}:           {"2016-04-14T00:00:00Z", "open future"},
		{To: "2016-04-15"}:             {"open past", "2016-04-16T23:59:59Z"},
		{From: "../2016", To: "2017/"}: {"open past", "open future"},
		{From: "2016-04-15T10:00:00Z"}: {"2016-04-15T10:00:00Z", "open future"},
		{From: "2016-04-15T10:00:00+03:00", To: "2016-04-15T11:00:00+03:00"}: {"2016-04-15T07:00:00Z", "2016-04-15T11:00:00Z"},
		{From: "2016-04-15T10:00:00-03:00", To: "2016-04-15T11:00:00-03:00"}: {"2016-04-15T10:00:00Z", "2016-04-15T14:00:00Z"},
	} {
		compiled, err := asked.Compile()
		if err != nil {
			t.Fatal(err)
		}
		lo, hi := compiled.Window()
		if lo != instant(t, want[0]) || hi != instant(t, want[1]) {
			t.Errorf("%+v has the window %d to %d, want %s to %s", asked, lo, hi, want[0], want[1])
		}
	}
}

func TestEmptyDateRanges(t *testing.T) {
	for name, test := range map[string]struct {
		asked graph.DateRange
		want  bool
	}{
		"an end before the start":      {graph.DateRange{From: "2016-04-15", To: "2016-04-14"}, true},
		"instants in wrong order":      {graph.DateRange{From: "2016-04-15T10:00:00Z", To: "2016-04-15T12:00:00+03:00"}, true},
		"sides that no clock joins":    {graph.DateRange{From: "2016-04-17", To: "2016-04-16T12:00:00+14:00"}, true},
		"sides that no zone joins":     {graph.DateRange{From: "2016-04-17", To: "2016-04-14T12:00:00Z"}, true},
		"one day":                      {graph.DateRange{From: "2016-04-15", To: "2016-04-15"}, false},
		"a month that begins earlier":  {graph.DateRange{From: "2016-04-15", To: "2016-04"}, false},
		"sides that some zone joins":   {graph.DateRange{From: "2016-04-16", To: "2016-04-15T20:00:00Z"}, false},
		"an open start and an instant": {graph.DateRange{From: "../2016", To: "2015-04-15T20:00:00Z"}, false},
		"nothing":                      {graph.DateRange{}, false},
	} {
		compiled, err := test.asked.Compile()
		if err != nil {
			t.Fatal(err)
		}
		if got := compiled.Empty(); got != test.want {
			t.Errorf("%s: empty: %t", name, got)
		}
		for _, d := range []graph.Date{{EDTF: "2016-04-15"}, {EDTF: "2016"}, {EDTF: "2016-04-16", Zone: "Pacific/Apia"}} {
			if compiled.Empty() && compiled.Match(d) {
				t.Errorf("%s: %+v lies in it", name, d)
			}
		}
	}
}

func TestDateRangeThatIsRefusedLetsNothingThrough(t *testing.T) {
	compiled, err := graph.DateRange{From: "2016-13", Undated: true}.Compile()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, d := range []graph.Date{{}, {EDTF: "2016"}, {EDTF: "2015-12"}} {
		if compiled.Match(d) {
			t.Errorf("%+v matches", d)
		}
	}
}

func BenchmarkDateRangeMatch(b *testing.B) {
	compiled, err := graph.DateRange{From: "2016-02-27", To: "2016-04-15"}.Compile()
	if err != nil {
		b.Fatal(err)
	}
	for name, d := range map[string]graph.Date{
		"civil day":   {EDTF: "2016-04-15"},
		"offset":      {EDTF: "2016-04-15T21:30:00+03:00"},
		"day in zone": {EDTF: "2016-04-15", Zone: "Asia/Damascus"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !compiled.Match(d) {
					b.Fatal("no match")
				}
			}
		})
	}
}
