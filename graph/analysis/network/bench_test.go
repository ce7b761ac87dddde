package network

import (
	"fmt"
	"testing"
)

// BenchmarkCompute makes networks of 200 actors and 100 concepts by 100,000
// uses, of all time and by month.
func BenchmarkCompute(b *testing.B) {
	d := dice(1)
	rows := make([]Row, 100_000)
	for i := range rows {
		r := &rows[i]
		r.Statement, r.Actor, r.Concept = fmt.Sprintf("%08d", i), fmt.Sprintf("a%03d", d.Uint64()%200), fmt.Sprintf("c%03d", d.Uint64()%100)
		r.Value = float64(d.Uint64()%2)*2 - 1
		r.First = int64(d.Uint64()%3000) * daySeconds
		r.Last, r.Dated = r.First, true
	}
	for name, q := range map[string]Query{
		"all":    {Qualifier: Boolean, Aggregation: Congruence, Normalization: Average},
		"slices": {Qualifier: Boolean, Aggregation: Congruence, Normalization: Average, Window: &Window{Unit: Months, Size: 1}},
		"two":    {Mode: TwoMode, Qualifier: Boolean, Aggregation: Subtract},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compute(b.Context(), rows, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
