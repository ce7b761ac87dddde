package ledger_test

import (
	"fmt"
	"runtime"
	"testing"

	"hudna/graph"
	"hudna/storage/memkv"
)

// Of dates that are spread over many periods only those of the groups that are given
// are shared out: a speaker each, or one, costs the same.
func TestASeriesSharesOutWhatItGives(t *testing.T) {
	l := open(t, memkv.New())
	c := graph.Change{Message: "create"}
	c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Document{Meta: graph.Meta{ID: "document/made-up"}, Title: "A made-up paper"}})
	const speakers = 300
	for i := range speakers {
		a := actor(fmt.Sprintf("speaker-%03d", i))
		s := &graph.Statement{Speakers: []graph.Speaker{{Actor: a.ID}}, Said: &graph.Date{EDTF: "2016"}, Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Text: "Made-up words.", Lang: "en", Evidence: []graph.Evidence{{Document: "document/made-up"}}}
		s.ID = graph.ID(fmt.Sprintf("statement/of-%03d", i))
		for _, r := range []graph.Record{a, s} {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
		}
	}
	commit(t, l, c)
	r := at(t, l)
	q := graph.SeriesQuery{Period: graph.PeriodDay, Inexact: graph.InexactSpread, By: graph.FacetSpeaker, First: 1, Periods: 9_000}
	if _, err := r.Series(t.Context(), q); err != nil { // which makes ready what is counted from
		t.Fatal(err)
	}
	q.Period = graph.PeriodHour
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := r.Series(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if s.Distinct != speakers || len(s.Groups) != 1 || len(s.Groups[0].Points) != 366*24 || s.Groups[0].Spread != 1 || s.Groups[0].Points[0].Spread == 0 {
		t.Fatalf("%d groups of %d, the first %d with %d points", len(s.Groups), s.Distinct, s.Groups[0].Spread, len(s.Groups[0].Points))
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 12 {
		t.Errorf("one group took %d MiB", used)
	}
}
