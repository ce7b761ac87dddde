package graph_test

import (
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

func TestDayOfTruce(t *testing.T) {
	const damascus = "Asia/Damascus"
	started := graph.Date{EDTF: "2016-02-27"}
	midnight := graph.Date{EDTF: "2016-02-27T00:00:00", Zone: damascus}
	ended := &graph.Date{EDTF: "2016-04-20"}
	type days struct{ from, to int }
	for name, test := range map[string]struct {
		inForce graph.Date
		ended   *graph.Date
		zone    string
		date    graph.Date
		want    days // zero: not ok
	}{
		"the first day":                          {started, nil, damascus, graph.Date{EDTF: "2016-02-27"}, days{1, 1}},
		"the leap day":                           {started, nil, damascus, graph.Date{EDTF: "2016-02-29"}, days{3, 3}},
		"15 April":                               {started, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 49}},
		"15 April in no zone":                    {started, nil, "", graph.Date{EDTF: "2016-04-15"}, days{49, 49}},
		"from midnight of the zone":              {midnight, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 49}},
		"a day of the zone":                      {started, nil, damascus, graph.Date{EDTF: "2016-04-15", Zone: damascus}, days{49, 49}},
		"late in the evening of UTC":             {started, nil, damascus, graph.Date{EDTF: "2016-04-15T21:30:00Z"}, days{50, 50}},
		"late in the evening of the zone":        {started, nil, damascus, graph.Date{EDTF: "2016-04-15T21:30:00+03:00"}, days{49, 49}},
		"an evening in Washington":               {started, nil, damascus, graph.Date{EDTF: "2016-04-15T18:00:00", Zone: "America/New_York"}, days{50, 50}},
		"a day in Washington is two days":        {started, nil, damascus, graph.Date{EDTF: "2016-04-15", Zone: "America/New_York"}, days{49, 50}},
		"a day in Tokyo is two days":             {started, nil, damascus, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Tokyo"}, days{48, 49}},
		"a time of day without a zone":           {started, nil, damascus, graph.Date{EDTF: "2016-04-15T23:59:59"}, days{49, 49}},
		"one of three days":                      {started, nil, damascus, graph.Date{EDTF: "[2016-04-14..2016-04-16]"}, days{48, 50}},
		"three days":                             {started, nil, damascus, graph.Date{EDTF: "2016-04-14/2016-04-16"}, days{48, 50}},
		"a month":                                {started, nil, damascus, graph.Date{EDTF: "2016-04"}, days{35, 64}},
		"the month of the start":                 {started, nil, damascus, graph.Date{EDTF: "2016-02"}, days{1, 3}},
		"around the start":                       {started, nil, damascus, graph.Date{EDTF: "[2016-02-20..2016-03-01]"}, days{1, 4}},
		"up to a day":                            {started, nil, damascus, graph.Date{EDTF: "../2016-03-01"}, days{1, 4}},
		"the day before":                         {started, nil, damascus, graph.Date{EDTF: "2016-02-26"}, days{}},
		"a second before midnight":               {midnight, nil, damascus, graph.Date{EDTF: "2016-02-26T23:59:59", Zone: damascus}, days{}},
		"midnight by another clock":              {midnight, nil, damascus, graph.Date{EDTF: "2016-02-26T22:00:00Z"}, days{1, 1}},
		"a second before, by another clock":      {midnight, nil, damascus, graph.Date{EDTF: "2016-02-26T21:59:59Z"}, days{}},
		"undated":                                {started, nil, damascus, graph.Date{Words: "then"}, days{}},
		"no date of any calendar":                {started, nil, damascus, graph.Date{EDTF: "2016-04-31"}, days{}},
		"a truce with no date":                   {graph.Date{Words: "soon"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{}},
		"a truce with a wrong date":              {graph.Date{EDTF: "2016-02-30"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{}},
		"a zone that does not exist":             {started, nil, "Asia/Atlantis", graph.Date{EDTF: "2016-04-15"}, days{}},
		"a date's zone that does not exist":      {started, nil, damascus, graph.Date{EDTF: "2016-04-15", Zone: "Asia/Atlantis"}, days{}},
		"open ahead, and so is the truce":        {started, nil, damascus, graph.Date{EDTF: "2016-04-15/.."}, days{}},
		"open ahead, and the truce ended":        {started, ended, damascus, graph.Date{EDTF: "2016-04-15/.."}, days{49, 54}},
		"the last day":                           {started, ended, damascus, graph.Date{EDTF: "2016-04-20"}, days{54, 54}},
		"the day after the last":                 {started, ended, damascus, graph.Date{EDTF: "2016-04-21"}, days{}},
		"around the last day":                    {started, ended, damascus, graph.Date{EDTF: "[2016-04-19..2016-04-25]"}, days{53, 54}},
		"a truce that ended some day":            {started, &graph.Date{EDTF: "2016-04"}, damascus, graph.Date{EDTF: "2016-04-30"}, days{64, 64}},
		"after a truce that ended some day":      {started, &graph.Date{EDTF: "2016-04"}, damascus, graph.Date{EDTF: "2016-05-01"}, days{}},
		"an end at noon, in the morning":         {started, &graph.Date{EDTF: "2016-04-20T12:00:00"}, damascus, graph.Date{EDTF: "2016-04-20T09:00:00"}, days{54, 54}},
		"an end at noon, in the afternoon":       {started, &graph.Date{EDTF: "2016-04-20T12:00:00"}, damascus, graph.Date{EDTF: "2016-04-20T15:00:00"}, days{}},
		"an end by the clock of UTC":             {started, &graph.Date{EDTF: "2016-04-20T22:00:00Z"}, damascus, graph.Date{EDTF: "2016-04-21"}, days{55, 55}},
		"an end without a date":                  {started, &graph.Date{Words: "later"}, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 49}},
		"a truce that began some day":            {graph.Date{EDTF: "2016-02"}, nil, damascus, graph.Date{EDTF: "2016-03-01"}, days{2, 30}},
		"within the days it may have begun":      {graph.Date{EDTF: "2016-02"}, nil, damascus, graph.Date{EDTF: "2016-02-10"}, days{1, 10}},
		"a truce that began one of two days":     {graph.Date{EDTF: "[2016-02-26..2016-02-27]"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 50}},
		"a truce from a day on":                  {graph.Date{EDTF: "2016-02-27/.."}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 49}},
		"a truce that began on a day or later":   {graph.Date{EDTF: "[2016-02-27..]"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{1, 49}},
		"a truce that began by a day":            {graph.Date{EDTF: "[..2016-02-27]"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{}},
		"a truce of unknown beginning":           {graph.Date{EDTF: "/2016-07"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{}},
		"a truce for a period":                   {graph.Date{EDTF: "2016-02-27/2016-04-20"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 49}},
		"after a truce for a period":             {graph.Date{EDTF: "2016-02-27/2016-04-20"}, nil, damascus, graph.Date{EDTF: "2016-04-21"}, days{}},
		"after a truce for one day":              {graph.Date{EDTF: "2016-02-27/2016-02-27"}, nil, damascus, graph.Date{EDTF: "2016-02-28"}, days{}},
		"a period that ended early":              {graph.Date{EDTF: "2016-02-27/2016-05"}, ended, damascus, graph.Date{EDTF: "2016-04-21"}, days{}},
		"an end after the period":                {graph.Date{EDTF: "2016-02-27/2016-03-31"}, ended, damascus, graph.Date{EDTF: "2016-04-15"}, days{}},
		"a period of another zone":               {graph.Date{EDTF: "2016-02-27/2016-04-20", Zone: "Asia/Tokyo"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 50}},
		"a period from some day of another zone": {graph.Date{EDTF: "2016-02-27/..", Zone: "Asia/Tokyo"}, nil, damascus, graph.Date{EDTF: "2016-04-15"}, days{49, 50}},
		"after a period of another zone":         {graph.Date{EDTF: "2016-02-27/2016-04-20", Zone: "Asia/Tokyo"}, nil, damascus, graph.Date{EDTF: "2016-04-20T18:00:00"}, days{}},
		"a day of 23 hours is one day":           {started, nil, damascus, graph.Date{EDTF: "2016-03-25", Zone: damascus}, days{28, 28}},
		"a day of 25 hours is one day":           {started, nil, damascus, graph.Date{EDTF: "2016-10-27", Zone: damascus}, days{244, 244}},
		"the second of two same hours":           {started, nil, damascus, graph.Date{EDTF: "2016-10-27T21:30:00+00:00"}, days{244, 244}},
		"a far year":                             {graph.Date{EDTF: "0001-01-01"}, nil, "", graph.Date{EDTF: "0401-01-01"}, days{146098, 146098}},
	} {
		t.Run(name, func(t *testing.T) {
			from, to, ok := graph.DayOfTruce(test.inForce, test.ended, test.zone, test.date)
			if got := (days{from, to}); got != test.want || ok != (test.want != days{}) {
				t.Errorf("day %d to %d, %t, want %+v", from, to, ok, test.want)
			}
		})
	}
}

// Civil days are counted one by one.
func TestDayOfTruceCountsDays(t *testing.T) {
	oracle := newEDTFOracle()
	valid := rapid.Custom(drawEDTF).Filter(func(s string) bool {
		_, err := graph.EDTF(s).Parse()
		return err == nil
	})
	number := make(map[string]int, len(oracle.days))
	for i, day := range oracle.days {
		number[day] = i
	}
	rapid.Check(t, func(t *rapid.T) {
		inForce := graph.EDTF(drawDate(t, allShapes...))
		if rapid.Bool().Draw(t, "choice") {
			inForce = graph.EDTF("[" + drawDate(t, "day") + "..2019-12-31]")
		}
		date := graph.Date{EDTF: graph.EDTF(valid.Draw(t, "date"))}
		var ended *graph.Date
		last := oracle.days[len(oracle.days)-1]
		if rapid.Bool().Draw(t, "has ended") {
			ended = &graph.Date{EDTF: graph.EDTF(drawDate(t, allShapes...))}
			_, last = oracle.span(string(ended.EDTF))
		}
		zone := rapid.SampledFrom([]string{"", "Asia/Damascus", "Asia/Tokyo"}).Draw(t, "zone")

		// Every day that the truce may have begun on, with every day of it
		// that the date may have been.
		begin, beginLast := oracle.span(string(inForce))
		first, until := oracle.span(string(date.EDTF))
		wantFrom, wantTo, want := 0, 0, false
		unending := until == "" && ended == nil
		for _, b := range []string{begin, beginLast} {
			for day := number[b]; day < len(oracle.days) && !unending; day++ {
				name := oracle.days[day]
				if first != "" && name < first || until != "" && name > until || name > last {
					continue
				}
				n := day - number[b] + 1
				if !want || n < wantFrom {
					wantFrom = n
				}
				wantTo, want = max(wantTo, n), true
			}
		}
		// Between the first and the last day that it may have begun on lies
		// the one on which the date was day 1.
		if want && first <= beginLast {
			wantFrom = 1
		}
		from, to, ok := graph.DayOfTruce(graph.Date{EDTF: inForce}, ended, zone, date)
		if from != wantFrom || to != wantTo || ok != want {
			t.Fatalf("in force %s, ended %v, %s is day %d to %d, %t, want %d to %d, %t",
				inForce, ended, date.EDTF, from, to, ok, wantFrom, wantTo, want)
		}
	})
}
