package network

import (
	"testing"
)

// Of each rule, how often avaria speaks of the truce.
func TestDuplicates(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + 2016-04-04 doc=d1 utterance=u1
		avaria truce + 2016-04-10 doc=d1 utterance=u2
		avaria truce - 2016-04-11 doc=d1 utterance=u3
		avaria truce + 2016-04-29 doc=d2 utterance=u3
		avaria truce + 2017-04-08 doc=d3 utterance=u4
		avaria truce + 2017-05-08 doc=d4 utterance=u4
		avaria truce + 2017-05-08
	`)
	for name, c := range map[string]struct {
		rule                DuplicateRule
		ignore, subtract    int // as it should be
		ignoreDNA, signsDNA int
	}{
		"all":          {Include, 7, 7, 7, 7},
		"per document": {PerDocument, 5, 6, 5, 6},
		// u4 once; u3 once or, where the qualifier counts, twice
		"per utterance": {PerUtterance, 5, 6, 5, 6},
		// weeks 14, 15 and 17 of 2016, 14 and 19 of 2017; without years, 14 is one
		"per week": {PerWeek, 5, 5, 4, 4},
		// April 2016 (for and against), April and May 2017; without years, April is one
		"per month": {PerMonth, 3, 4, 2, 3},
		"per year":  {PerYear, 2, 3, 2, 3},
		"once":      {AcrossTheLot, 1, 2, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			count := func(a Aggregation, d Definition) int {
				n, err := Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Qualifier: Boolean, Aggregation: a, Duplicates: c.rule, Definition: d})
				if err != nil {
					t.Fatal(err)
				}
				if differs := c.ignore != c.ignoreDNA; (len(n.Notes) > 0) != differs {
					t.Errorf("notes %v", n.Notes)
				}
				if n.Rows+n.Left.Duplicate != len(rows) {
					t.Errorf("%d rows and %d duplicates of %d", n.Rows, n.Left.Duplicate, len(rows))
				}
				return n.Slices[0].RowCounts[0]
			}
			if got := [4]int{count(Ignore, Corrected), count(Subtract, Corrected), count(Ignore, DNA), count(Subtract, DNA)}; got != [4]int{c.ignore, c.subtract, c.ignoreDNA, c.signsDNA} {
				t.Errorf("%v, want %v", got, c)
			}
		})
	}
}

func TestJointStatements(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + statement=joint
		berun  truce + statement=joint
		avaria truce + 2016-04-11
		corda  truce + 2016-04-12
	`)
	for joint, want := range map[Joint]string{
		Split:  "avaria berun corda; avaria 0 2 2; berun 2 0 1; corda 2 1 0",
		AsUnit: "avaria berun corda; avaria 0 1 2; berun 1 0 1; corda 2 1 0", // by what avaria says alone
		Drop:   "avaria corda; avaria 0 1; corda 1 0",
	} {
		n, err := Compute(t.Context(), usesOf(rows), Query{Joint: joint})
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(&n.Slices[0]); got != want {
			t.Errorf("%s: %s, want %s", joint, got, want)
		}
	}
}

// What is reported of one utterance is one text, whoever reports it.
func TestOneUtteranceTiesNobody(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + utterance=u1 doc=d1
		berun  truce + utterance=u1 doc=d2
	`)
	n, err := Compute(t.Context(), usesOf(rows), Query{Joint: AsUnit, Qualifier: Boolean, Aggregation: Congruence})
	if err != nil || n.Slices[0].Weights[0][1] != 0 {
		t.Errorf("%v, %v", n, err)
	}
}

func TestWordsOfCounterparts(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + utterance=u1 counterpart
		avaria truce + utterance=u1
		avaria aid   + utterance=u2 counterpart
		avaria aid   + counterpart
	`)
	n, err := Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Firsthand: true})
	if err != nil || shown(&n.Slices[0]) != "truce; avaria 2" || n.Left.Counterpart != 2 {
		t.Errorf("%v, %v", n, err)
	}
}

func TestExclusions(t *testing.T) {
	for name, c := range map[string]struct {
		e    Exclusion
		want int
	}{
		"an actor":            {Exclusion{Field: ByActor, Values: []string{"avaria", "nobody"}}, 4},
		"all other actors":    {Exclusion{Field: ByActor, Values: []string{"avaria"}, Invert: true}, 3},
		"a concept":           {Exclusion{Field: ByConcept, Values: []string{"aid"}}, 5},
		"who agrees":          {Exclusion{Field: ByQualifier, Values: []string{"1"}}, 3},
		"who does not":        {Exclusion{Field: ByQualifier, Values: []string{"1"}, Invert: true}, 4},
		"documents":           {Exclusion{Field: ByDocument, Values: []string{"d1", "d4"}}, 3},
		"all other documents": {Exclusion{Field: ByDocument, Values: []string{"d1", "d4"}, Invert: true}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := Compute(t.Context(), usesOf(rowsOf(t, few)), Query{Qualifier: Boolean, Aggregation: Congruence, Exclude: []Exclusion{c.e}})
			if err != nil || n.Rows != c.want || n.Left.Excluded != 7-c.want {
				t.Errorf("%+v, %v; want %d", n, err, c.want)
			}
		})
	}
}
