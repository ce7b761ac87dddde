package network

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// middles are where the slices of a network lie, and how many rows they have.
func middles(n *Network) (all []string) {
	for i := range n.Slices {
		s := &n.Slices[i]
		count := 0
		for _, c := range s.RowCounts {
			count += c
		}
		all = append(all, fmt.Sprintf("%s..%s %s: %d", s.From, s.To, s.Middle, count))
	}
	return all
}

// Seven statements over three years; 4 April 2016 is a Monday.
const years = `
	avaria truce + 2016-04-04
	berun  truce + 2016-04-05
	avaria truce + 2016-04-07
	corda  truce + 2016-04-20
	avaria truce + 2016-06-01
	berun  truce + 2017-01-31
	corda  truce + 2018-12-31
`

func TestWindows(t *testing.T) {
	for name, c := range map[string]struct {
		window Window
		from   string
		to     string
		want   []string
	}{
		"a day at a time": {Window{Unit: Days, Size: 1}, "2016-04-04", "2016-04-08", []string{
			"2016-04-04..2016-04-04 2016-04-04: 1", "2016-04-05..2016-04-05 2016-04-05: 1",
			"2016-04-06..2016-04-06 2016-04-06: 0", "2016-04-07..2016-04-07 2016-04-07: 1",
		}},
		"three days": {Window{Unit: Days, Size: 3}, "2016-04-04", "2016-04-09", []string{
			"2016-04-04..2016-04-06 2016-04-05: 2", "2016-04-05..2016-04-07 2016-04-06: 2", "2016-04-06..2016-04-08 2016-04-07: 1",
		}},
		// half of three is rounded up to two, to either side
		"four days are five": {Window{Unit: Days, Size: 4}, "2016-04-03", "2016-04-09", []string{
			"2016-04-03..2016-04-07 2016-04-05: 3", "2016-04-04..2016-04-08 2016-04-06: 3",
		}},
		"weeks": {Window{Unit: Weeks, Size: 1}, "2016-04-04", "2016-04-25", []string{
			"2016-04-04..2016-04-10 2016-04-04: 3", "2016-04-11..2016-04-17 2016-04-11: 0", "2016-04-18..2016-04-24 2016-04-18: 1",
		}},
		"months": {Window{Unit: Months, Size: 3}, "2016-03-01", "2016-07-01", []string{
			"2016-03-01..2016-05-31 2016-04-01: 4", "2016-04-01..2016-06-30 2016-05-01: 5",
		}},
		"years": {Window{Unit: Years, Size: 1}, "", "", []string{
			"2016-01-01..2016-12-31 2016-01-01: 5", "2017-01-01..2017-12-31 2017-01-01: 1", "2018-01-01..2018-12-31 2018-01-01: 1",
		}},
		// the months that begin or end outside of the range are none of it
		"months of a range that cuts them": {Window{Unit: Months, Size: 1}, "2016-04-05", "2016-07-15", []string{
			"2016-05-01..2016-05-31 2016-05-01: 0", "2016-06-01..2016-06-30 2016-06-01: 1",
		}},
		"events": {Window{Unit: Events, Size: 3}, "", "2017-01-01", []string{
			"2016-04-04..2016-04-07 s02: 3", "2016-04-05..2016-04-20 s03: 3", "2016-04-07..2016-06-01 s04: 3",
		}},
		"four events are five": {Window{Unit: Events, Size: 4}, "", "2017-01-01", []string{"2016-04-04..2016-06-01 s03: 5"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, d := range []Definition{DNA, Corrected} {
				q := Query{Window: &c.window, From: second(t, c.from), To: second(t, c.to), Definition: d}
				n, err := Compute(t.Context(), usesOf(rowsOf(t, years)), q)
				if err != nil {
					t.Fatal(err)
				}
				if got := middles(n); !slices.Equal(got, c.want) || n.Notes != nil {
					t.Errorf("%s: %q, want %q; notes %q", d, got, c.want, n.Notes)
				}
			}
		})
	}
}

func second(tb testing.TB, date string) *int64 {
	tb.Helper()
	if date == "" {
		return nil
	}
	r := said(tb, "avaria truce + "+date)
	return &r.First
}

// A month is a date for a window of months, and none for one of weeks.
func TestLongDates(t *testing.T) {
	rows := rowsOf(t, years)
	rows[0].Last = rows[0].First + 20*daySeconds
	for unit, want := range map[Unit]int{Months: 0, Weeks: 1, Days: 1, Years: 0, Events: 1} {
		n, err := Compute(t.Context(), usesOf(rows), Query{Window: &Window{Unit: unit, Size: 1}})
		if err != nil || n.Left.Undated != want {
			t.Errorf("%s: %v, %v", unit, n, err)
		}
	}
}

// As many slices as DNA makes of the days from 26 January to 16 February 2005
// with a kernel.
func TestKernelSlices(t *testing.T) {
	rows := rowsOf(t, "avaria truce + 2005-01-26\nberun truce + 2005-02-16")
	n, err := Compute(t.Context(), usesOf(rows), Query{Window: &Window{Unit: Days, Size: 8, Kernel: Gaussian}})
	if err != nil || len(n.Slices) != 22 || n.Slices[0].Middle != "2005-01-26" || n.Slices[21].Middle != "2005-02-16" {
		t.Errorf("%v, %v", n, err)
	}
	n, err = Compute(t.Context(), usesOf(rows), Query{Window: &Window{Unit: Days, Size: 8, Kernel: Gaussian, Indent: true}})
	if err != nil || len(n.Slices) != 14 || n.Slices[0].Middle != "2005-01-30" {
		t.Errorf("%v, %v", n, err)
	}
}

// Statements at two days before a middle, one day before, and on it, with a window
// of four days: u is 1, 1/2 and 0, for who came before.
func TestKernels(t *testing.T) {
	const days = `
		avaria truce + 2016-04-01
		avaria aid   + 2016-04-02
		berun  truce - 2016-04-03
		berun  aid   + 2016-04-03
		corda  other + 2016-04-05
	`
	gauss := func(u float64) float64 { return math.Exp(-u*u/2) / math.Sqrt(2*math.Pi) }
	for name, c := range map[string]struct {
		kernel           Kernel
		definition       Definition
		two, one, middle float64 // days before, and on it
	}{
		"uniform":           {Uniform, Corrected, 0.5, 0.5, 0.5},
		"epanechnikov":      {Epanechnikov, Corrected, 0, 0.75 * 0.75, 0.75},
		"triangular":        {Triangular, Corrected, 0, 0.5, 1},
		"gaussian":          {Gaussian, Corrected, gauss(1), gauss(0.5), gauss(0)},
		"uniform, DNA":      {Uniform, DNA, 0.5, 0.5, 0.5},
		"epanechnikov, DNA": {Epanechnikov, DNA, 0, 0.75 * 0.75, 0.75},
		"triangular, DNA":   {Triangular, DNA, 0, 0.5, 1},
		"gaussian, DNA":     {Gaussian, DNA, gauss(1), gauss(0.5), gauss(0)},
	} {
		t.Run(name, func(t *testing.T) {
			q := Query{
				Mode: TwoMode, Qualifier: Boolean, Aggregation: Subtract, Definition: c.definition, Isolates: true,
				Window: &Window{Unit: Days, Size: 4, Kernel: c.kernel},
			}
			at := func(q Query) map[string]float64 {
				n, err := Compute(t.Context(), usesOf(rowsOf(t, days)), q)
				if err != nil {
					t.Fatal(err)
				}
				s := n.Slices[2]
				if s.Middle != "2016-04-03" {
					t.Fatalf("%+v", s)
				}
				if differs := c.kernel == Triangular; differs != strings.Contains(fmt.Sprint(n.Notes), "triangular") {
					t.Errorf("notes %q", n.Notes)
				}
				w := map[string]float64{}
				for i, row := range s.Rows {
					for j, column := range s.Columns {
						w[row+" "+column] = s.Weights[i][j]
					}
				}
				return w
			}
			for edge, want := range map[string]float64{"avaria truce": c.two, "avaria aid": c.one, "berun truce": -c.middle, "berun aid": c.middle} {
				if got := at(q)[edge]; math.Abs(got-want) > 1e-12 {
					t.Errorf("%s: %v, want %v", edge, got, want)
				}
			}
			// Of one mode, each pair weighs as the root of both.
			q.Mode, q.Aggregation = Actors, Congruence
			if got, want := at(q)["avaria berun"], math.Sqrt(c.one*c.middle); math.Abs(got-want) > 1e-12 {
				t.Errorf("congruence: %v, want %v", got, want)
			}
			q.Aggregation = Conflict
			if got, want := at(q)["avaria berun"], math.Sqrt(c.two*c.middle); math.Abs(got-want) > 1e-12 {
				t.Errorf("conflict: %v, want %v", got, want)
			}
			q.Aggregation = Subtract
			if got, want := at(q)["avaria berun"], math.Sqrt(c.one*c.middle)-math.Sqrt(c.two*c.middle); math.Abs(got-want) > 1e-12 {
				t.Errorf("subtract: %v, want %v", got, want)
			}
		})
	}
}

// DNA's triangle rises towards the future: |1-u| is 2 where the future ends.
func TestTriangleOfDNA(t *testing.T) {
	for u, want := range map[float64]float64{-1: 0, -0.5: 0.5, 0: 1, 0.5: 1.5, 1: 2, 1.5: 0} {
		if got := Triangular.weigh(u, faults{triangular: true}); got != want {
			t.Errorf("%v: %v, want %v", u, got, want)
		}
	}
}

// An average with a kernel: by the mean of how much the two weigh; by DNA, by one
// over the sum of 2/(x+y).
func TestAveragesWithKernels(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + 2016-04-03
		avaria aid   + 2016-04-03
		berun  truce + 2016-04-03
		berun  truce + 2016-04-03
		corda  other + 2016-04-01
		corda  other + 2016-04-05
	`)
	for definition, want := range map[Definition]float64{
		// avaria 2·½, berun 2·½: the truce 1·2·½ by 1
		Corrected: 1,
		// the truce 2/(1+2), aid 2/1
		DNA: 1 * (2.0/3 + 2),
	} {
		n, err := Compute(t.Context(), usesOf(rows), Query{Normalization: Average, Definition: definition, Isolates: true, Window: &Window{Unit: Days, Size: 2, Kernel: Uniform}})
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Slices[2].Weights[0][1]; math.Abs(got-want) > 1e-12 || len(n.Notes) != 1 {
			t.Errorf("%s: %v, want %v; notes %q", definition, got, want, n.Notes)
		}
	}
}

// Which of the statements of one day are beside the one in the middle is drawn by
// DNA, and follows from their ids as the method means it.
func TestStatementsOfOneDay(t *testing.T) {
	var lines strings.Builder
	for i := range 12 {
		fmt.Fprintf(&lines, "a%02d truce + 2016-04-0%d\n", i, 1+i/6)
	}
	rows := rowsOf(t, lines.String())
	of := func(d Definition, seed uint64) *Network {
		n, err := Compute(t.Context(), usesOf(rows), Query{Window: &Window{Unit: Events, Size: 3}, Definition: d, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	same := func(a, b *Network) bool {
		return slices.EqualFunc(a.Slices, b.Slices, func(a, b Slice) bool { return a.same(&b) })
	}
	if n := of(Corrected, 1); n.Slices[0].Middle != "s02" || !same(n, of(Corrected, 2)) || len(n.Notes) != 1 {
		t.Errorf("%v", n)
	}
	if n := of(DNA, 1); !same(n, of(DNA, 1)) || same(n, of(DNA, 2)) || len(n.Notes) != 1 {
		t.Errorf("%v", n)
	}
}

// Who says in a slice what nobody else says there is in conflict with those of
// other slices, too, and an edge to them opens.
func TestEdgesOfIsolates(t *testing.T) {
	q := Query{Qualifier: Text, Aggregation: Conflict, Isolates: true, Window: &Window{Unit: Days, Size: 1}}
	n, err := Compute(t.Context(), usesOf(rowsOf(t, years)), q)
	if err != nil || n.Slices[0].Weights[0][1] != 1 {
		t.Fatalf("%v, %v", n, err)
	}
	e, err := Drill(t.Context(), usesOf(rowsOf(t, years)), q, 0, "avaria", "berun")
	if err != nil || e.Weight != 1 || e.Raw != 1 || len(e.Parts) != 1 {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestIsolates(t *testing.T) {
	for isolates, want := range map[bool]int{false: 1, true: 3} {
		n, err := Compute(t.Context(), usesOf(rowsOf(t, years)), Query{Isolates: isolates, Window: &Window{Unit: Days, Size: 1}})
		if err != nil || len(n.Slices[0].Rows) != want {
			t.Errorf("%v: %v, %v", isolates, n, err)
		}
	}
}
