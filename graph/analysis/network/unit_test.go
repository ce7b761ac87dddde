package network

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// One text that so many rows report is bounded as other pairs are: what an actor
// says with one qualifier is one use, and what is left is compared.
func TestOneTextOfManyRows(t *testing.T) {
	rows := make([]Row, 20_000)
	for i := range rows {
		rows[i] = Row{Statement: fmt.Sprintf("s%05d", i), Actor: []string{"avaria", "berun"}[i%2], Concept: "truce", Utterance: "u", Value: 1}
	}
	q := Query{Joint: AsUnit, Qualifier: Boolean, Aggregation: Congruence}.Filled()
	k, err := q.retain(t.Context(), usesOf(rows), faults{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := q.bundler(&division{retained: k, list: k.list}).bundle(t.Context(), &span{end: len(k.list)})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.own) != 1 || len(b.own[0]) != 2 || b.about[0] != 0 || b.ties() != 2 {
		t.Errorf("%d texts, %d pairs", len(b.own), b.ties())
	}
	n, err := Compute(t.Context(), usesOf(slices.Concat(rows, []Row{{Statement: "t", Actor: "berun", Concept: "truce", Value: 1}})), q)
	if err != nil || n.Slices[0].Weights[0][1] != 10_000 { // all of avaria's by the one of another text
		t.Errorf("%v, %v", n, err)
	}
	rows = make([]Row, 14*1_990)
	for i := range rows {
		rows[i] = Row{Statement: fmt.Sprint("s", i), Actor: fmt.Sprint("a", i/14), Concept: fmt.Sprint("c", i%14), Utterance: "u", Value: 1}
	}
	if _, err := Compute(t.Context(), usesOf(rows), q); !errors.Is(err, graph.ErrTooComplex) || !strings.Contains(err.Error(), "pairs of statements") {
		t.Error(err)
	}
}

// The differences of what is alike and of what is not cancel each other out, and
// leave nothing that is a tie.
func TestNoTieOfWhatCancelsOut(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce -1
		avaria truce -1
		berun  truce -0.5
		berun  truce 0
		corda  truce 0.5
	`)
	n, err := Compute(t.Context(), usesOf(rows), Query{Qualifier: Integer, Aggregation: Subtract})
	if err != nil {
		t.Fatal(err)
	}
	if w := n.Slices[0].Weights[0][1]; w != 0 {
		t.Errorf("avaria-berun %v", w)
	}
	rows = rowsOf(t, `
		avaria truce 0.1
		avaria truce 0.2
		avaria truce -0.3
	`)
	n, err = Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Qualifier: Integer, Aggregation: Subtract})
	if err != nil || n.Slices[0].Weights[0][0] != 0 {
		t.Errorf("%v, %v", n, err)
	}
}

// What co-speakers say together by a kernel ties them by nothing.
func TestNoTieOfCoSpeakersByAKernel(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + 2016-04-01 utterance=u1
		berun  truce + 2016-04-01 utterance=u1
		avaria truce + 2016-04-02 utterance=u2
		berun  truce + 2016-04-02 utterance=u3
		avaria truce + 2016-04-04 utterance=u4
		berun  truce + 2016-04-04 utterance=u4
		avaria truce + 2016-04-07 utterance=u5
		berun  truce + 2016-04-07 utterance=u5
		corda  truce + 2016-04-09
	`)
	for i := range rows {
		rows[i].Utterance = "u"
	}
	for _, kernel := range []Kernel{Gaussian, Epanechnikov, Triangular} {
		n, err := Compute(t.Context(), usesOf(rows), Query{
			Joint: AsUnit, Qualifier: Boolean, Aggregation: Congruence, Isolates: true, Window: &Window{Unit: Days, Size: 7, Kernel: kernel},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n.Slices {
			if w := n.Slices[i].Weights[0][1]; w != 0 {
				t.Errorf("%s, slice %d: %v", kernel, i, w)
			}
		}
	}
}

// Those who make one statement together are not tied by it, whoever of them comes
// first.
func TestNoTieOfTwoCoSpeakers(t *testing.T) {
	for _, order := range [][]string{{"avaria", "berun"}, {"berun", "avaria"}} {
		rows := []Row{{Statement: "t", Actor: "corda", Concept: "truce", Value: 1}}
		for i, actor := range order {
			rows = append(rows, Row{Statement: fmt.Sprint("s", i), Actor: actor, Concept: "truce", Utterance: "u", Value: 1})
		}
		n, err := Compute(t.Context(), usesOf(rows), Query{Joint: AsUnit, Qualifier: Boolean, Aggregation: Congruence})
		if err != nil {
			t.Fatal(err)
		}
		if w := n.Slices[0].Weights; w[0][1] != 0 || w[1][0] != 0 || w[0][2] != 1 || w[1][2] != 1 {
			t.Errorf("%v: %v", order, w)
		}
	}
}
