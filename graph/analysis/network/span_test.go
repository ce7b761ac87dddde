package network

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// spread are so many rows over so many days, all of them of one actor and concept.
func spread(rows, days int) []Row {
	all := make([]Row, rows)
	for i := range all {
		at := int64(i*days/rows) * daySeconds
		all[i] = Row{Statement: fmt.Sprintf("s%06d", i), Actor: "avaria", Concept: "truce", First: at, Last: at, Dated: true}
	}
	return all
}

// The rows of all slices together have a bound, which is known before they are
// gathered, and those of one are gathered when it is its turn.
func TestManyRowsInManySlices(t *testing.T) {
	rows := spread(60_000, 12_000)
	for name, w := range map[string]Window{
		"days":     {Unit: Days, Size: 4_001},
		"events":   {Unit: Events, Size: 10_000},
		"a kernel": {Unit: Days, Size: 4_000, Kernel: Uniform, Indent: true},
	} {
		t.Run(name, func(t *testing.T) {
			from, some := int64(0), rows
			if w.Unit == Events {
				some = rows[:16_000]
			}
			q := Query{Window: &w, From: &from}.Filled()
			_, err := q.spans(some, faults{})
			if !errors.Is(err, graph.ErrTooComplex) || !strings.Contains(err.Error(), "uses of concepts") {
				t.Error(err)
			}
		})
	}
	// 41 million in 8,000 slices of 1,000 days: 330 MB of numbers, if all were held.
	from := int64(0)
	q := Query{Window: &Window{Unit: Days, Size: 1_001}, From: &from}.Filled()
	rows = spread(41_000, 9_001)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	spans, err := q.spans(rows, faults{})
	runtime.ReadMemStats(&after)
	if err != nil || len(spans) != 8_001 {
		t.Fatalf("%d, %v", len(spans), err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 20<<20 {
		t.Errorf("%d bytes", got)
	}
	s := spans[8_000]
	s.gather()
	numbers := func(from, to int) (list []int) {
		for i := range rows {
			if n, _ := Days.of(&rows[i]); n >= from && n <= to {
				list = append(list, i)
			}
		}
		return list
	}
	if !slices.Equal(s.rows, numbers(8_000, 9_000)) || spans[8_000].rows != nil {
		t.Errorf("%d rows", len(s.rows))
	}
}
