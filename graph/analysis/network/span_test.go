package network

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"hudna/graph"
)

// spread are uses in so many statements over so many days, each of several
// concepts, all of them by one actor.
func spread(statements, days, concepts int) *Uses {
	u := &Uses{Actors: []string{"avaria"}, Qualifiers: make([]Qualified, 1)}
	for i := range concepts {
		u.Concepts = append(u.Concepts, fmt.Sprint("c", i))
	}
	for i := range days {
		u.Dates = append(u.Dates, graph.SaidBetween{First: int64(i) * daySeconds, Last: int64(i) * daySeconds, Dated: true})
	}
	for i := range statements {
		u.Statements = append(u.Statements, graph.Positioned{Date: uint32(i * days / statements)}) //nolint:gosec // there are few
		for c := range concepts {
			u.List = append(u.List, Use{Statement: uint32(i), Concept: uint32(c)}) //nolint:gosec // likewise
		}
	}
	return u
}

// The uses of all slices together have a bound, which is known before they are
// looked at, and a slice holds no list of its own.
func TestManyRowsInManySlices(t *testing.T) {
	divided := func(u *Uses, w Window) (*division, error) {
		from := int64(0)
		q := Query{Window: &w, From: &from}.Filled()
		k, err := q.retain(t.Context(), u, faults{})
		if err != nil {
			t.Fatal(err)
		}
		return q.divide(k, faults{})
	}
	for name, c := range map[string]struct {
		u *Uses
		w Window
	}{
		"days":     {spread(12_000, 12_000, 32), Window{Unit: Days, Size: 4_001}},
		"events":   {spread(16_000, 12_000, 17), Window{Unit: Events, Size: 10_000}},
		"a kernel": {spread(12_000, 12_000, 32), Window{Unit: Days, Size: 4_000, Kernel: Uniform, Indent: true}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := divided(c.u, c.w)
			if !errors.Is(err, graph.ErrTooComplex) || !strings.Contains(err.Error(), "uses of concepts") {
				t.Error(err)
			}
		})
	}
	// 41 million in 8,000 slices of 1,000 days: 330 MB of numbers, if all were held.
	u := spread(41_000, 9_001, 1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, err := divided(u, Window{Unit: Days, Size: 1_001})
	runtime.ReadMemStats(&after)
	if err != nil || len(d.spans) != 8_001 {
		t.Fatal(err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 20<<20 {
		t.Errorf("%d bytes", got)
	}
	s, counted := d.spans[8_000], 0
	for i := range d.list {
		n, _ := Days.of(&d.Dates[d.list[i].date])
		if within := n >= 8_000 && n <= 9_000; within != (i >= s.begin && i < s.end) {
			t.Fatalf("use %d of day %d", i, n)
		} else if within {
			counted++
		}
	}
	if counted == 0 {
		t.Error("an empty slice")
	}
}
