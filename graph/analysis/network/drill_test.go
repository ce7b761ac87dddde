package network

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// What is compared for an edge has a bound, also where it comes to nothing.
func TestEdgesOfNothing(t *testing.T) {
	rows := make([]Row, 0, 15_000)
	for i := range 15_000 {
		r := Row{Statement: fmt.Sprintf("s%05d", i), Actor: "avaria", Concept: "truce", Value: 1, Text: "yes"}
		if i%2 == 1 {
			r.Actor, r.Value, r.Text = "berun", -1, "no"
		}
		rows = append(rows, r)
	}
	q := Query{Qualifier: Boolean, Aggregation: Congruence}
	_, err := Drill(t.Context(), usesOf(rows), q, 0, "avaria", "berun")
	if !errors.Is(err, graph.ErrTooComplex) || !strings.Contains(err.Error(), "would be compared") {
		t.Error(err)
	}
	e, err := Drill(t.Context(), usesOf(rows[:4_000]), q, 0, "avaria", "berun")
	if err != nil || len(e.Parts) != 0 || e.Weight != 0 {
		t.Errorf("%v, %v", e, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f := q.Filled()
	k, err := f.retain(t.Context(), usesOf(rows[:4_000]), faults{})
	if err != nil {
		t.Fatal(err)
	}
	of := span{end: 4_000}
	if err := f.parts(ctx, &Edge{Row: "avaria", Column: "berun"}, &division{retained: k, list: k.list}, &of); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Whatever one says in other words than the other is found by looking it up: here
// are 9,000 statements of as many concepts.
func TestEdgesOfManyWords(t *testing.T) {
	var rows []Row
	for i := range 9_000 {
		rows = append(rows, Row{Statement: fmt.Sprintf("s%05d", i), Actor: []string{"avaria", "berun"}[i%2], Concept: fmt.Sprint("c", i/4), Text: fmt.Sprint("w", i%4/2+i%2)})
	}
	e, err := Drill(t.Context(), usesOf(rows), Query{Qualifier: Text, Aggregation: Conflict}, 0, "avaria", "berun")
	if err != nil {
		t.Fatal(err)
	}
	// Of each concept avaria says w0 and w1, berun w1 and w2: two of the four are alone.
	if len(e.Parts) != 4_500 || e.Weight != 4_500 || !slices.IsSorted(e.Statements) {
		t.Errorf("%d parts, %v", len(e.Parts), e.Weight)
	}
}
