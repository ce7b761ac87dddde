package bench_test

import (
	"testing"

	"hudna/cmd/hudna/bench"
)

// TestWorks: what is done beside, in some of the rounds, does not count.
func TestWorks(t *testing.T) {
	g := newMade()
	s, err := bench.Look(t.Context(), g.ask)
	if err != nil {
		t.Fatal(err)
	}
	calls, objects := 0, uint64(0)
	works, err := bench.Works(t.Context(), g.ask, s, []int{50}, func() uint64 {
		if calls++; calls%10 == 0 { // after each fifth round
			objects += 64_000
		} else {
			objects += 6_400
		}
		return objects
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(works) != 10*2 {
		t.Fatalf("%d works", len(works))
	}
	if w := works[0]; w.Question != "Q1" || w.At != "head" || w.Rows != 1 || w.KeysRead != 30 || w.Records != 20 || w.Allocs != 100 {
		t.Errorf("%+v", w)
	}
	if w := works[1]; w.At != "50 %" {
		t.Errorf("%+v", w)
	}
	g.failing = "Q4"
	if _, err := bench.Works(t.Context(), g.ask, s, nil, func() uint64 { return 0 }); err == nil {
		t.Error("an answer with errors is taken for one")
	}
	requests, err := bench.Questions()[0].Requests(s)
	if err != nil || len(requests) != 64 || requests[0].Revision != 0 {
		t.Errorf("%d requests: %v", len(requests), err)
	}
}
