package graph_test

import (
	"fmt"
	"time"

	"hudna/graph"
)

func ExampleEDTF_Parse() {
	for _, edtf := range []graph.EDTF{"2016-04-15?", "2015-24", "[2016-04-14..2016-04-16]", "2016-04-31", "1950S2"} {
		p, err := edtf.Parse()
		if err != nil {
			fmt.Println(err)
			continue
		}
		first, last := p.Civil()
		fmt.Printf("%s: %s to %s, uncertain: %t\n", p,
			time.Unix(first, 0).UTC().Format(time.DateOnly), time.Unix(last, 0).UTC().Format(time.DateOnly), p.Uncertain())
	}
	// Output:
	// 2016-04-15?: 2016-04-15 to 2016-04-15, uncertain: true
	// 2015-24: 2015-12-01 to 2016-02-29, uncertain: false
	// [2016-04-14..2016-04-16]: 2016-04-14 to 2016-04-16, uncertain: false
	// edtf: "2016-04-31" is no date: April 2016 has 30 days
	// edtf: "1950S2" counts significant digits, which is level 2
}

func ExampleDateRange() {
	april, err := graph.DateRange{From: "2016-04", To: "2016-04", Certainty: graph.DateCertainly}.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(april.Match(graph.Date{EDTF: "2016-04-15", Zone: "Asia/Damascus"}))
	fmt.Println(april.Match(graph.Date{EDTF: "2016-21"})) // spring may be in April and need not be
	fmt.Println(april.Match(graph.Date{Words: "around then"}))
	// Output:
	// true
	// false
	// false
}

func ExampleDayOfTruce() {
	from, to, ok := graph.DayOfTruce(graph.Date{EDTF: "2016-02-27"}, nil, "Asia/Damascus", graph.Date{EDTF: "2016-04-15"})
	fmt.Println(from, to, ok)
	// One of these days, the first of which was before the truce.
	from, to, ok = graph.DayOfTruce(graph.Date{EDTF: "2016-02-27"}, nil, "Asia/Damascus", graph.Date{EDTF: "[2016-02-26..2016-02-28]"})
	fmt.Println(from, to, ok)
	// Output:
	// 49 49 true
	// 1 2 true
}
