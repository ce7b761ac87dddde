package network

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"hudna/graph"
)

// made are uses of 100 concepts by 200 actors over twelve years, of which half are
// for and half against.
func made(uses int) *Uses {
	const days = 4380
	d := dice(1)
	u := &Uses{
		Qualifiers: []Qualified{{Value: -1, Text: "DISAGREE"}, {Value: 1, Text: "AGREE"}}, Dates: make([]graph.SaidBetween, days),
		Statements: make([]graph.Positioned, uses), List: make([]Use, uses),
	}
	for i := range 200 {
		u.Actors = append(u.Actors, fmt.Sprintf("a%03d", i))
	}
	for i := range 100 {
		u.Concepts = append(u.Concepts, fmt.Sprintf("c%03d", i))
	}
	for i := range u.Dates {
		u.Dates[i] = graph.SaidBetween{First: int64(i) * daySeconds, Last: int64(i+1)*daySeconds - 1, Dated: true}
	}
	n := func(below int) uint32 { return uint32(d.Uint64() % uint64(below)) } //nolint:gosec // it is below an int
	for i := range u.List {
		u.Statements[i] = graph.Positioned{Date: n(days), Text: uint32(i), Document: n(uses / 3)} //nolint:gosec // there are not as many
		u.List[i] = Use{Statement: uint32(i), Actor: n(200), Concept: n(100), Qualifier: n(2)}    //nolint:gosec // likewise
	}
	return u
}

// scan adds up how many uses each actor has of each concept with each qualifier,
// and what their dates are: what no network of them can do without.
func scan(u *Uses) (sum int64) {
	counts := make([]int32, len(u.Actors)*len(u.Concepts)*len(u.Qualifiers))
	for i := range u.List {
		use := &u.List[i]
		counts[(int(use.Actor)*len(u.Concepts)+int(use.Concept))*len(u.Qualifiers)+int(use.Qualifier)]++
		sum += u.Dates[u.Statements[use.Statement].Date].First
	}
	return sum + int64(counts[0])
}

// spent is how long this process has had a processor, which other load on the
// machine does not change much.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCompute makes networks of 1,000,000 uses, and tells how much of a
// processor one takes, and how many times as much as a scan of the same columns, in
// turns.
func BenchmarkCompute(b *testing.B) {
	u, joint := made(1_000_000), made(1_000_000)
	for i := range joint.List { // two speak, whatever they say
		joint.Statements[i].Text = uint32(i / 2) //nolint:gosec // there are not as many
		joint.List[i].Concept = joint.List[i/2*2].Concept
	}
	for _, c := range []struct {
		name string
		q    Query
	}{
		{"all", Query{Qualifier: Boolean, Aggregation: Congruence, Normalization: Average}},
		{"subtract", Query{Qualifier: Boolean, Aggregation: Subtract, Normalization: Jaccard}},
		{"unit", Query{Qualifier: Boolean, Aggregation: Congruence, Joint: AsUnit, Duplicates: PerUtterance}},
		{"unit-joint", Query{Qualifier: Boolean, Aggregation: Congruence, Joint: AsUnit, Duplicates: PerUtterance}},
		{"two-mode", Query{Mode: TwoMode, Qualifier: Boolean, Aggregation: Subtract, Normalization: Activity}},
		{"cosine", Query{Qualifier: Boolean, Aggregation: Congruence, Normalization: Cosine}},
		{"slices=144", Query{Qualifier: Boolean, Aggregation: Congruence, Window: &Window{Unit: Months, Size: 1}}},
		{"slices=120x25", Query{Qualifier: Boolean, Aggregation: Congruence, Normalization: Average, Window: &Window{Unit: Months, Size: 25}}},
		{"kernel=144", Query{Qualifier: Boolean, Aggregation: Congruence, Window: &Window{Unit: Months, Size: 12, Kernel: Gaussian}}},
	} {
		u := u
		if c.name == "unit-joint" {
			u = joint
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var scans, networks time.Duration
			for b.Loop() {
				begin := spent(b)
				if scan(u) == 0 {
					b.Fatal("nothing")
				}
				between := spent(b)
				if _, err := Compute(b.Context(), u, c.q); err != nil {
					b.Fatal(err)
				}
				scans, networks = scans+between-begin, networks+spent(b)-between
			}
			b.ReportMetric(float64(networks)/float64(scans), "scans")
			b.ReportMetric(networks.Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
}
