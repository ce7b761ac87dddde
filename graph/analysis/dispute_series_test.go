package analysis

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
)

// What is alleged is counted by the state that it is in, when it was said; what
// several days may be meant by is spread over them or set apart.
func TestSeriesOfDisputes(t *testing.T) {
	said := func(utterance graph.ID, edtf graph.EDTF) *graph.Statement {
		s := &graph.Statement{Utterance: utterance}
		if edtf != "" {
			s.Said = &graph.Date{EDTF: edtf}
		}
		return s
	}
	one := said("utterance/made-up", "2019-04-01")
	d := &Disputes{Disputes: []*Dispute{
		{Allegations: []Allegation{
			{Statement: one, State: DisputeDenied},
			{Statement: said("utterance/made-up", "2019-04-01"), State: DisputeDenied},
			{Statement: said("", "2019-04-03/2019-04-04"), State: DisputeAlleged},
			{Statement: said("", "2019-04-02"), Withdrawn: true},
			{Statement: said("", ""), State: DisputeAlleged},
			{Statement: said("", "2019-04-02/.."), State: DisputeAlleged},
		}},
		{Allegations: []Allegation{{Statement: one, State: DisputeAdmitted}}},
	}}
	point := func(period string, statements, utterances int, spread float64) graph.SeriesPoint {
		return graph.SeriesPoint{Period: period, Statements: statements, Utterances: utterances, Spread: spread}
	}
	for name, test := range map[string]struct {
		inexact graph.Inexact
		want    graph.Series
	}{
		"set apart": {"", graph.Series{Distinct: 2, Statements: 2, Without: 1, Undated: 1, Spanning: 2, Groups: []graph.SeriesGroup{
			{Value: "DENIED", Statements: 2, Points: []graph.SeriesPoint{point("2019-04-01", 2, 1, 0)}},
			{Value: "ADMITTED", Statements: 1, Points: []graph.SeriesPoint{point("2019-04-01", 1, 1, 0)}},
		}}},
		"spread": {graph.InexactSpread, graph.Series{Distinct: 3, Statements: 2, Spread: 1, Without: 1, Undated: 1, Spanning: 1, Groups: []graph.SeriesGroup{
			{Value: "ALLEGED", Spread: 1, Points: []graph.SeriesPoint{point("2019-04-01", 0, 0, 0), point("2019-04-02", 0, 0, 0), point("2019-04-03", 0, 0, 0.5), point("2019-04-04", 0, 0, 0.5)}},
			{Value: "DENIED", Statements: 2, Points: []graph.SeriesPoint{point("2019-04-01", 2, 1, 0), point("2019-04-02", 0, 0, 0), point("2019-04-03", 0, 0, 0), point("2019-04-04", 0, 0, 0)}},
			{Value: "ADMITTED", Statements: 1, Points: []graph.SeriesPoint{point("2019-04-01", 1, 1, 0), point("2019-04-02", 0, 0, 0), point("2019-04-03", 0, 0, 0), point("2019-04-04", 0, 0, 0)}},
		}}},
	} {
		got, err := d.Series(SeriesQuestion{Period: graph.PeriodDay, Inexact: test.inexact, Periods: 4})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := d.Series(SeriesQuestion{Period: graph.PeriodDay, Inexact: graph.InexactSpread, Periods: 3}); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("four days of three: %v", err)
	}
	if _, err := d.Series(SeriesQuestion{Period: graph.PeriodDay, Periods: 3, Zone: "Mars/Olympus"}); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a zone that is none: %v", err)
	}
}
