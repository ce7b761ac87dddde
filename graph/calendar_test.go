package graph_test

import (
	"errors"
	"testing"
	"time"

	"hudna/graph"
)

// A calendar goes from each period to the one in which the last second after it
// lies, names it as the clocks show it, and counts as far as it goes.
func TestCalendar(t *testing.T) {
	for name, test := range map[string]struct {
		period      graph.Period
		zone        string
		from        string
		labels      []string
		last        string // a second of the last of them
		withoutLast bool
	}{
		"days of no zone":                         {graph.PeriodDay, "", "2015-12-31T05:00:00Z", []string{"2015-12-31", "2016-01-01"}, "2016-01-01T23:59:59Z", false},
		"weeks are those of ISO 8601":             {graph.PeriodWeek, "", "2015-12-31T05:00:00Z", []string{"2015-W53", "2016-W01"}, "2016-01-10T23:59:59Z", false},
		"months":                                  {graph.PeriodMonth, "", "2016-01-31T05:00:00Z", []string{"2016-01", "2016-02", "2016-03"}, "2016-03-31T23:59:59Z", false},
		"a day that begins an hour late":          {graph.PeriodDay, "Asia/Damascus", "2016-03-24T12:00:00Z", []string{"2016-03-24", "2016-03-25", "2016-03-26"}, "2016-03-26T20:59:59Z", false},
		"an hour that the clocks show twice":      {graph.PeriodHour, "Europe/Berlin", "2016-10-30T00:10:00Z", []string{"2016-10-30T02:00+02:00", "2016-10-30T02:00+01:00", "2016-10-30T03:00+01:00"}, "2016-10-30T02:59:59Z", false},
		"an hour that the clocks leave out":       {graph.PeriodHour, "Europe/Berlin", "2016-03-27T00:10:00Z", []string{"2016-03-27T01:00+01:00", "2016-03-27T03:00+02:00"}, "2016-03-27T01:59:59Z", false},
		"a clock that is changed by half an hour": {graph.PeriodHour, "Australia/Lord_Howe", "2016-04-02T14:10:00Z", []string{"2016-04-03T01:00+11:00", "2016-04-03T01:30+10:30", "2016-04-03T02:00+10:30"}, "2016-04-02T16:29:59Z", true},
		"an hour in which the clock is changed":   {graph.PeriodHour, "America/St_Johns", "2005-10-30T02:30:10Z", []string{"2005-10-30T00:00-02:30", "2005-10-29T23:01-03:30", "2005-10-30T00:00-03:30"}, "2005-10-30T04:29:59Z", true},
		"a day that a zone left out":              {graph.PeriodDay, "Pacific/Apia", "2011-12-29T12:00:00Z", []string{"2011-12-29", "2011-12-31"}, "2011-12-31T09:59:59Z", true},
		"years":                                   {graph.PeriodYear, "America/New_York", "2015-12-31T23:00:00-05:00", []string{"2015", "2016"}, "2016-12-31T23:59:59-05:00", false},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := test.period.In(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			second := func(s string) int64 {
				at, err := time.Parse(time.RFC3339, s)
				if err != nil {
					t.Fatal(err)
				}
				return at.Unix()
			}
			begins := c.Begin(second(test.from))
			first, last := begins, second(test.last)
			for i, label := range test.labels {
				if got := c.Label(begins); got != label {
					t.Errorf("period %d is %s, not %s", i, got, label)
				}
				next := c.Next(begins)
				if c.Begin(next-1) != begins || c.Begin(next) != next {
					t.Errorf("%s ends where %s begins, and does not hold its last second", label, c.Label(next))
				}
				if i == len(test.labels)-1 {
					if last != next-1 || c.Begin(last) != begins {
						t.Errorf("the last second is %s, not %s", time.Unix(next-1, 0).UTC(), test.last)
					}
					if n := c.Between(first, begins); n != len(test.labels) && !test.withoutLast {
						t.Errorf("%d periods, not %d", n, len(test.labels))
					}
				}
				begins = next
			}
		})
	}
}

// Where a date lies depends on whose clocks are asked.
func TestWithin(t *testing.T) {
	for name, test := range map[string]struct {
		period graph.Period
		zone   string
		date   graph.Date
		label  string // empty where it lies in none
	}{
		"a day of its own clock":       {graph.PeriodDay, "", graph.Date{EDTF: "2016-04-11"}, "2016-04-11"},
		"a civil day in any zone":      {graph.PeriodDay, "Asia/Damascus", graph.Date{EDTF: "2016-04-11"}, "2016-04-11"},
		"a day of another zone":        {graph.PeriodDay, "UTC", graph.Date{EDTF: "2016-04-11", Zone: "Asia/Damascus"}, ""},
		"its month":                    {graph.PeriodMonth, "UTC", graph.Date{EDTF: "2016-04-11", Zone: "Asia/Damascus"}, "2016-04"},
		"late in the evening":          {graph.PeriodDay, "Asia/Damascus", graph.Date{EDTF: "2016-04-11T22:30:00Z"}, "2016-04-12"},
		"late in the evening, its own": {graph.PeriodDay, "", graph.Date{EDTF: "2016-04-11T22:30:00Z"}, "2016-04-11"},
		"a month by days":              {graph.PeriodDay, "", graph.Date{EDTF: "2016-04"}, ""},
		"one of two days":              {graph.PeriodDay, "", graph.Date{EDTF: "[2016-04-11..2016-04-12]"}, ""},
		"one of two days in a week":    {graph.PeriodWeek, "", graph.Date{EDTF: "[2016-04-11..2016-04-12]"}, "2016-W15"},
		"an open end":                  {graph.PeriodYear, "", graph.Date{EDTF: "2016-04-11/.."}, ""},
		"a day by hours":               {graph.PeriodHour, "", graph.Date{EDTF: "2016-04-11"}, ""},
		"a time by hours":              {graph.PeriodHour, "", graph.Date{EDTF: "2016-04-11T22:30:00"}, "2016-04-11T22:00"},
		"a time by hours in a zone":    {graph.PeriodHour, "Asia/Kathmandu", graph.Date{EDTF: "2016-04-11T22:30:00Z"}, "2016-04-12T04:00+05:45"},
		"a year before Christ":         {graph.PeriodYear, "", graph.Date{EDTF: "-0044-03-15"}, "-0044"},
		"no date":                      {graph.PeriodYear, "", graph.Date{Words: "long ago"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := test.period.In(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			begins, ok := c.Within(test.date)
			if bounds, err := test.date.Bounds(); err == nil {
				if again, same := c.WithinOf(test.date, bounds); again != begins || same != ok {
					t.Errorf("by its bounds it is %s: %v", c.Label(again), same)
				}
			}
			if ok != (test.label != "") || ok && c.Label(begins) != test.label {
				t.Errorf("in %s: %v", c.Label(begins), ok)
			}
		})
	}
}

func TestUnknownZones(t *testing.T) {
	var wrong *graph.FieldError
	for _, zone := range []string{"Mars/Olympus", "Local", "../etc/passwd"} {
		if _, err := graph.PeriodDay.In(zone); !errors.As(err, &wrong) || wrong.Path != "zone" {
			t.Errorf("%s: %v", zone, err)
		}
	}
	if _, err := graph.Period("DECADE").In(""); !errors.As(err, &wrong) || wrong.Path != "period" {
		t.Errorf("a period that is none: %v", err)
	}
}

// A moving window adds up each whole run of periods, and says what would do where
// there is none.
func TestWindows(t *testing.T) {
	g := graph.SeriesGroup{Points: []graph.SeriesPoint{{Period: "2016", Statements: 1}, {Period: "2017", Spread: 0.5}, {Period: "2018", Statements: 4, Spread: 0.25}}}
	got, err := g.Windows(2)
	want := []graph.SeriesWindow{
		{From: "2016", To: "2017", Statements: 1, Spread: 0.5, Mean: 0.75},
		{From: "2017", To: "2018", Statements: 4, Spread: 0.75, Mean: 2.375},
	}
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v, %v", got, err)
	}
	for of, says := range map[int]string{
		0: "of: is 0; a window has 1 period or more",
		4: "of: is 4, and the series has 3 periods: ask for a window of 3 at most, for shorter periods or for more time",
	} {
		if _, err := g.Windows(of); err == nil || err.Error() != says || !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("of %d: %v", of, err)
		}
	}
}

// The flat form has a row for each point, or for each that has something in it.
func TestRows(t *testing.T) {
	s := graph.Series{Groups: []graph.SeriesGroup{
		{Value: "DENY", Points: []graph.SeriesPoint{{Period: "2016", Statements: 1}, {Period: "2017"}}},
		{Value: "ASK", Points: []graph.SeriesPoint{{Period: "2016"}, {Period: "2017", Spread: 0.5}}},
	}}
	if rows := s.Rows(true); len(rows) != 4 || rows[1] != (graph.SeriesRow{Time: "2016", Key: "ASK"}) {
		t.Errorf("%+v", rows)
	}
	if rows := s.Rows(false); len(rows) != 2 || rows[1] != (graph.SeriesRow{Time: "2017", Key: "ASK", Spread: 0.5}) {
		t.Errorf("%+v", rows)
	}
	if rows := new(graph.Series).Rows(true); rows == nil || len(rows) != 0 {
		t.Errorf("of nothing: %v", rows)
	}
}
