package network

import (
	"errors"
	"testing"

	"hudna/graph"
)

// An actor who is named in two roles by one statement: it counts once, unless the
// roles are the qualifier that is counted.
func TestOneStatementCountsOnce(t *testing.T) {
	var rows []Row
	for _, actor := range []string{"avaria", "berun"} {
		for _, role := range []string{"ACCUSED", "ASKED"} {
			rows = append(rows, Row{Statement: "by-" + actor, Actor: actor, Concept: "corda", Text: role})
		}
	}
	for name, c := range map[string]struct {
		q    Query
		want string
		uses int
	}{
		"no qualifier":            {Query{}, "avaria berun; avaria 0 1; berun 1 0", 2},
		"roles that are ignored":  {Query{Qualifier: Text}, "avaria berun; avaria 0 1; berun 1 0", 2},
		"roles that are compared": {Query{Qualifier: Text, Aggregation: Congruence}, "avaria berun; avaria 0 2; berun 2 0", 4},
		"one stance":              {Query{Qualifier: Integer, Aggregation: Congruence}, "avaria berun; avaria 0 1; berun 1 0", 2},
		"two modes":               {Query{Mode: TwoMode}, "corda; avaria 1; berun 1", 2},
		"roles that are combined": {Query{Mode: TwoMode, Qualifier: Text, Aggregation: Combine}, "corda; avaria 3; berun 3", 4},
	} {
		t.Run(name, func(t *testing.T) {
			c.q.Exclude = []Exclusion{{Field: ByActor, Values: []string{"nobody"}}}
			n, err := Compute(t.Context(), usesOf(rows), c.q)
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(&n.Slices[0]); got != c.want || n.Rows != c.uses || n.Left != (Left{}) {
				t.Errorf("%s of %d, want %s of %d; %v", got, n.Rows, c.want, c.uses, n.Left)
			}
		})
	}
	// What is left out is not what counts in place of the other.
	n, err := Compute(t.Context(), usesOf(rows), Query{Qualifier: Text, Exclude: []Exclusion{{Field: ByQualifier, Values: []string{"ACCUSED"}}}})
	if err != nil || n.Rows != 2 || n.Slices[0].Weights[0][1] != 1 {
		t.Errorf("%v, %v", n, err)
	}
}

// Who is neutral to a proposition is so whatever the qualifier is.
func TestNeutralWithEveryQualifier(t *testing.T) {
	rows := []Row{
		{Statement: "s1", Actor: "avaria", Concept: "truce", Value: 1, Text: string(graph.Agree)},
		{Statement: "s2", Actor: "berun", Concept: "truce", Text: string(graph.Neutral)},
		{Statement: "s3", Actor: "corda", Concept: "truce", Value: -1, Text: string(graph.Disagree)},
	}
	for _, qualifier := range []Qualifier{NoQualifier, Boolean, Integer, Text} {
		for _, definition := range []Definition{DNA, Corrected} {
			q := Query{Qualifier: qualifier, Definition: definition, Neutral: NeutralDropped}
			n, err := Compute(t.Context(), usesOf(rows), q)
			if err != nil || n.Rows != 2 || n.Left.Neutral != 1 {
				t.Errorf("%s, %s: %v, %v", qualifier, definition, n, err)
			}
			q.Neutral = NeutralRefused
			_, err = Compute(t.Context(), usesOf(rows), q)
			if !errors.Is(err, graph.ErrInvalid) {
				t.Fatalf("%s, %s: %v", qualifier, definition, err)
			}
			wants(t, err, "neutral", "there are neutral statements")
		}
		// By DNA it is refused unless told otherwise; else it counts.
		_, err := Compute(t.Context(), usesOf(rows), Query{Qualifier: qualifier, Definition: DNA})
		wants(t, err, "neutral", "ask for DROP")
		if n, err := Compute(t.Context(), usesOf(rows), Query{Qualifier: qualifier}); err != nil || n.Rows != 3 {
			t.Errorf("%s: %v, %v", qualifier, n, err)
		}
	}
	// A stance of 0 on a target is no position on a proposition.
	targets := []Row{{Statement: "s1", Actor: "avaria", Concept: "berun", Scale: "tone"}, {Statement: "s2", Actor: "corda", Concept: "berun", Value: 1, Scale: "tone"}}
	if n, err := Compute(t.Context(), usesOf(targets), Query{Qualifier: Integer, Definition: DNA}); err != nil || n.Rows != 2 {
		t.Errorf("%v, %v", n, err)
	}
}
