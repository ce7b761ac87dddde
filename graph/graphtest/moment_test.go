package graphtest

import (
	"math"
	"testing"
	"time"
	_ "time/tzdata" // zones of the tests must not hang on the machine

	"hudna/graph"
)

func TestMomentOfDates(t *testing.T) {
	at := func(s string) int64 {
		switch s {
		case "past":
			return math.MinInt64
		case "future":
			return math.MaxInt64
		}
		instant, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return instant.Unix()
	}
	for name, test := range map[string]struct {
		date         graph.Date
		first, last  string
		widthBetween int
	}{
		"a day":                              {graph.Date{EDTF: "2016-04-15"}, "2016-04-15T00:00:00Z", "2016-04-15T23:59:59Z", 0},
		"a day in a zone":                    {graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, "2016-04-14T21:00:00Z", "2016-04-15T20:59:59Z", 0},
		"a day of 23 hours":                  {graph.Date{EDTF: "2016-03-25", Zone: "Asia/Damascus"}, "2016-03-24T22:00:00Z", "2016-03-25T20:59:59Z", 0},
		"a day of 25 hours is more than one": {graph.Date{EDTF: "2016-10-27", Zone: "Asia/Damascus"}, "2016-10-26T21:00:00Z", "2016-10-27T21:59:59Z", 1},
		"a month":                            {graph.Date{EDTF: "2016-02~"}, "2016-02-01T00:00:00Z", "2016-02-29T23:59:59Z", 1},
		"a year":                             {graph.Date{EDTF: "2016?"}, "2016-01-01T00:00:00Z", "2016-12-31T23:59:59Z", 2},
		"a year and a day":                   {graph.Date{EDTF: "2015-01-01/2016-01-02"}, "2015-01-01T00:00:00Z", "2016-01-02T23:59:59Z", 3},
		"winter goes into the next year":     {graph.Date{EDTF: "2016-24"}, "2016-12-01T00:00:00Z", "2017-02-28T23:59:59Z", 2},
		"a decade":                           {graph.Date{EDTF: "201X"}, "2010-01-01T00:00:00Z", "2019-12-31T23:59:59Z", 3},
		"a century":                          {graph.Date{EDTF: "20XX"}, "2000-01-01T00:00:00Z", "2099-12-31T23:59:59Z", 3},
		"some month":                         {graph.Date{EDTF: "2016-XX"}, "2016-01-01T00:00:00Z", "2016-12-31T23:59:59Z", 2},
		"some day of a month":                {graph.Date{EDTF: "2016-04-XX"}, "2016-04-01T00:00:00Z", "2016-04-30T23:59:59Z", 1},
		"a second with an offset":            {graph.Date{EDTF: "2016-04-15T15:30:00+03:00"}, "2016-04-15T12:30:00Z", "2016-04-15T12:30:00Z", 0},
		"an offset counts, not the zone":     {graph.Date{EDTF: "2016-04-15T12:30:00Z", Zone: "Asia/Damascus"}, "2016-04-15T12:30:00Z", "2016-04-15T12:30:00Z", 0},
		"a second in a zone":                 {graph.Date{EDTF: "2016-04-15T15:30:00", Zone: "Asia/Damascus"}, "2016-04-15T12:30:00Z", "2016-04-15T12:30:00Z", 0},
		"an hour that came twice":            {graph.Date{EDTF: "2016-10-27T23:30:00", Zone: "Asia/Damascus"}, "2016-10-27T20:30:00Z", "2016-10-27T21:30:00Z", 0},
		"an interval":                        {graph.Date{EDTF: "2016-02-27/2016-03"}, "2016-02-27T00:00:00Z", "2016-03-31T23:59:59Z", 2},
		"since a day":                        {graph.Date{EDTF: "2016-02-27/.."}, "2016-02-27T00:00:00Z", "future", 3},
		"until a day":                        {graph.Date{EDTF: "/2016-02-27"}, "past", "2016-02-27T23:59:59Z", 3},
		"one of some days":                   {graph.Date{EDTF: "[2016-04-14..2016-04-15]"}, "2016-04-14T00:00:00Z", "2016-04-15T23:59:59Z", 1},
		"a day up to another":                {graph.Date{EDTF: "[..2016-04-15]"}, "past", "2016-04-15T23:59:59Z", 3},
		"the year zero":                      {graph.Date{EDTF: "0000"}, "0000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", 2},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := momentOf(&test.date)
			if err != nil {
				t.Fatal(err)
			}
			if m.earliest != at(test.first) || m.latest != at(test.last) || m.width != test.widthBetween || m.undated {
				t.Errorf("%s to %s, width %d", time.Unix(m.earliest, 0).UTC(), time.Unix(m.latest, 0).UTC(), m.width)
			}
		})
	}
	for _, d := range []*graph.Date{nil, {}, {Words: "recently"}} {
		if m, err := momentOf(d); err != nil || !m.undated {
			t.Errorf("%+v: %+v, %v", d, m, err)
		}
	}
	for _, wrong := range []graph.EDTF{
		"2016-02-30", "2016-13", "16", "2016-4", "2016-00", "-0000", "2016/2015", "[2016]", "[..]", "/", "../..", "2016-25", "Y2016",
		"2016-04-15T24:00:00", "2016-04-15T12:00:00/2017", "201X/2017", "[2016-21..2017]", "yesterday", "2X16",
	} {
		if m, err := momentOf(&graph.Date{EDTF: wrong}); err == nil {
			t.Errorf("%s: %+v", wrong, m)
		}
	}
}

func TestPeriodHolds(t *testing.T) {
	type want struct{ possibly, certainly bool }
	for name, test := range map[string]struct {
		date     graph.Date
		from, to graph.EDTF
		want     want
	}{
		"a day in its month":                        {graph.Date{EDTF: "2016-04-15"}, "2016-04", "2016-04", want{true, true}},
		"a month around a day":                      {graph.Date{EDTF: "2016-04"}, "2016-04-15", "2016-04-15", want{true, false}},
		"a day before":                              {graph.Date{EDTF: "2016-04-14"}, "2016-04-15", "", want{false, false}},
		"April is April wherever the date is from":  {graph.Date{EDTF: "2016-04-01T00:30:00+03:00"}, "2016-04", "2016-04", want{true, true}},
		"and in a zone":                             {graph.Date{EDTF: "2016-04-30", Zone: "Asia/Damascus"}, "2016-04", "2016-04", want{true, true}},
		"an offset by the clocks of the zone":       {graph.Date{EDTF: "2016-03-31T22:30:00Z", Zone: "Asia/Damascus"}, "2016-04", "2016-04", want{true, true}},
		"instants by instants":                      {graph.Date{EDTF: "2016-04-15T15:30:00+03:00"}, "2016-04-15T12:30:00Z", "2016-04-15T12:30:00Z", want{true, true}},
		"a civil date by its own clock":             {graph.Date{EDTF: "2016-04-15T15:30:00"}, "2016-04-15T15:00:00+03:00", "2016-04-15T16:00:00+03:00", want{true, true}},
		"a zoned day by instants":                   {graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, "2016-04-14T21:00:00Z", "2016-04-15T20:59:59Z", want{true, true}},
		"a zoned day by a second less":              {graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, "2016-04-14T21:00:01Z", "2016-04-15T20:59:59Z", want{true, false}},
		"a civil side becomes an instant of a zone": {graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}, "2016-04-15", "2016-04-20T00:00:00Z", want{true, true}},
		"what is open is possible":                  {graph.Date{EDTF: "2016/.."}, "2020", "2021", want{true, false}},
		"undated":                                   {graph.Date{Words: "once"}, "2016", "", want{false, false}},
		"undated without a range":                   {graph.Date{Words: "once"}, "", "", want{true, true}},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := momentOf(&test.date)
			if err != nil {
				t.Fatal(err)
			}
			for certainty, want := range map[graph.DateCertainty]bool{
				graph.DatePossibly: test.want.possibly, graph.DateCertainly: test.want.certainly,
			} {
				p, err := periodOf(graph.DateRange{From: test.from, To: test.to, Certainty: certainty})
				if err != nil {
					t.Fatal(err)
				}
				if got := p.holds(m); got != want {
					t.Errorf("%s: %t", certainty, got)
				}
			}
		})
	}
}
