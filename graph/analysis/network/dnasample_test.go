package network

import (
	"math"
	"testing"
)

// The 40 statements of the sample project that comes with DNA (leifeld/dna,
// rDNA/inst/extdata/sample.dna, version 1.21 of its format): the hearing, the
// organization and the concept, each by how it begins, whether the coders read it as
// agreement, and the date. The coding is that of DNA's authors, of testimony before the
// Congress of the United States in 2005; no words of it are here.
const dnaSample = `
	Ener hurt - 2005-01-26 doc=1
	Ener hurt - 2005-01-26 doc=1
	Ener CO2  - 2005-01-26 doc=1
	Ener CO2  + 2005-01-26 doc=1
	Sena hurt - 2005-02-02 doc=2
	Sena law  + 2005-02-02 doc=2
	Sena hurt - 2005-02-02 doc=2
	Sena CO2  - 2005-02-02 doc=2
	Sena law  + 2005-02-02 doc=2
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi hurt - 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Envi law  + 2005-02-02 doc=3
	Alli CO2  + 2005-02-10 doc=4
	Alli law  + 2005-02-10 doc=4
	Alli gas  + 2005-02-10 doc=4
	Alli CO2  + 2005-02-10 doc=4
	Sier real + 2005-02-16 doc=5
	Sier CO2  + 2005-02-16 doc=5
	Sier hurt + 2005-02-16 doc=5
	Sier gas  + 2005-02-16 doc=5
	Sier law  + 2005-02-16 doc=5
	Sier hurt + 2005-02-16 doc=5
	US   real + 2005-02-16 doc=6
	US   real + 2005-02-16 doc=6
	US   hurt + 2005-02-16 doc=6
	US   gas  + 2005-02-16 doc=6
	US   CO2  + 2005-02-16 doc=6
	US   cap  + 2005-02-16 doc=6
	Nati hurt - 2005-02-16 doc=7
	Nati law  - 2005-02-16 doc=7
	Nati law  - 2005-02-16 doc=7
	Nati hurt - 2005-02-16 doc=7
`

// What DNA gives for its own sample, as far as it says so: the tests of rDNA
// (leifeld-lab/dna at 08ce7fc and 2b77f7b, rDNA/rDNA/tests/testthat: test-network.R,
// test-backbone.R, test-polarization.R) and its help pages.
func TestSampleOfDNA(t *testing.T) {
	u := usesOf(rowsOf(t, dnaSample))
	compute := func(q Query) *Network {
		t.Helper()
		q.Definition = DNA
		n, err := Compute(t.Context(), u, q)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	count := func(s *Slice) (sum float64, edges int) {
		for i := range s.Weights {
			for _, w := range s.Weights[i] {
				if sum += w; w != 0 {
					edges++
				}
			}
		}
		return sum, edges
	}
	at := func(s *Slice, row, column string) float64 {
		for i, r := range s.Rows {
			for j, c := range s.Columns {
				if r == row && c == column {
					return s.Weights[i][j]
				}
			}
		}
		t.Fatalf("no %s by %s", row, column)
		return 0
	}

	two := &compute(Query{Mode: TwoMode}).Slices[0]
	if sum, edges := count(two); len(two.Rows) != 7 || len(two.Columns) != 6 || sum != 40 || edges != 22 {
		t.Errorf("two modes: %d by %d, %v in %d edges; DNA has 7 by 6, 40 in 22", len(two.Rows), len(two.Columns), sum, edges)
	}
	// The second row and the first two columns of what is printed: "Ener* 2 0".
	if hurt, gas := at(two, "Ener", "hurt"), at(two, "Ener", "gas"); hurt != 2 || gas != 0 {
		t.Errorf("Ener: %v and %v; DNA has 2 and 0", hurt, gas)
	}
	one := &compute(Query{}).Slices[0]
	if sum, edges := count(one); len(one.Rows) != 7 || sum != 276 || edges != 2*21 {
		t.Errorf("one mode: %d, %v in %d cells; DNA has 7, 276 in 21 edges", len(one.Rows), sum, edges)
	}
	// Likewise "Envi* 10 2", of the columns "Alli*" and "Ener*".
	if alli, ener := at(one, "Envi", "Alli"), at(one, "Envi", "Ener"); alli != 10 || ener != 2 {
		t.Errorf("Envi: %v and %v; DNA has 10 and 2", alli, ener)
	}
	if one.From != "2005-01-26" || one.To != "2005-02-16" {
		t.Errorf("from %s to %s; DNA has 26 January to 16 February 2005", one.From, one.To)
	}

	averaged := Query{Qualifier: Boolean, Aggregation: Subtract, Normalization: Average, Duplicates: PerDocument, Definition: DNA}
	if n := compute(averaged); n.Rows != 23 {
		t.Errorf("%d statements once in a document; DNA has 23", n.Rows)
	}
	for size, c := range map[int]struct {
		BackboneQuery
		in, out int
	}{
		0: {BackboneQuery{Penalty: 3.5, Steps: 10_000, Seed: 1}, 3, 3},
		4: {BackboneQuery{Size: 4, Steps: 2_000, Seed: 1}, 4, 2},
	} {
		b, err := BackboneOf(t.Context(), u, averaged, c.BackboneQuery)
		if err != nil || len(b.Concepts) != c.in || len(b.Redundant) != c.out || b.Loss <= 0 {
			t.Errorf("backbone of size %d: %+v, %v; DNA has %d concepts, and %d are redundant", size, b, err, c.in, c.out)
		}
	}

	days := Query{Qualifier: Boolean, Aggregation: Congruence, Normalization: Average, Window: &Window{Unit: Days, Size: 8, Kernel: Gaussian}}
	if n := compute(days); len(n.Slices) != 22 {
		t.Errorf("%d slices; DNA has 22", len(n.Slices))
	}
	days.Window = nil
	congruence := &compute(days).Slices[0]
	days.Aggregation = Conflict
	conflict := &compute(days).Slices[0]
	// DNA's genetic search gives 0.5342493, which its test takes for right within a
	// tenth of itself.
	camps, err := Polarize(t.Context(), congruence, conflict, 2, 1, DNA)
	if err != nil || math.Abs(camps.Polarization-0.5342493) > 0.1*0.5342493 {
		t.Errorf("%+v, %v; DNA has a polarization of 0.534", camps, err)
	}
}
