package network

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// drawn are random rows of few actors and concepts.
func drawn(t *rapid.T) (rows []Row) {
	for i := range rapid.IntRange(1, 30).Draw(t, "rows") {
		r := Row{
			Statement: fmt.Sprintf("s%02d", i), Actor: rapid.SampledFrom([]string{"avaria", "berun", "corda", "delm"}).Draw(t, "actor"),
			Concept: rapid.SampledFrom([]string{"aid", "talks", "truce"}).Draw(t, "concept"), Value: float64(rapid.IntRange(-1, 1).Draw(t, "value")),
			First: int64(rapid.IntRange(0, 20).Draw(t, "day")) * daySeconds, Dated: true,
			Document: rapid.SampledFrom([]string{"", "d1", "d2"}).Draw(t, "document"), Utterance: rapid.SampledFrom([]string{"", "", "u1", "u2"}).Draw(t, "utterance"),
		}
		r.Last, r.Text = r.First, fmt.Sprint(r.Value)
		rows = append(rows, r)
	}
	return rows
}

func drawnQuery(t *rapid.T) (q Query) {
	q.Mode = rapid.SampledFrom([]Mode{Actors, Concepts, TwoMode}).Draw(t, "mode")
	q.Qualifier = rapid.SampledFrom([]Qualifier{NoQualifier, Boolean, Integer, Text}).Draw(t, "qualifier")
	q.Aggregation = rapid.SampledFrom([]Aggregation{Ignore, Congruence, Conflict, Subtract, Combine}).Draw(t, "aggregation")
	q.Normalization = rapid.SampledFrom([]Normalization{NoNormalization, Average, Jaccard, Cosine, Activity, Prominence}).Draw(t, "normalization")
	q.Duplicates = rapid.SampledFrom([]DuplicateRule{Include, PerDocument, PerUtterance, PerWeek, AcrossTheLot}).Draw(t, "duplicates")
	q.Joint = rapid.SampledFrom([]Joint{Split, AsUnit}).Draw(t, "joint")
	q.Isolates = rapid.Bool().Draw(t, "isolates")
	if rapid.Bool().Draw(t, "window") {
		q.Window = &Window{
			Unit: rapid.SampledFrom(Units()).Draw(t, "unit"), Size: rapid.IntRange(1, 5).Draw(t, "size"),
			Kernel: rapid.SampledFrom([]Kernel{NoKernel, Uniform, Gaussian, Epanechnikov, Triangular}).Draw(t, "kernel"),
		}
	}
	return q
}

// The parts of an edge add up to it, on every edge.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawn(t), drawnQuery(t)
		q.Normalization = NoNormalization
		n, err := Compute(context.Background(), usesOf(rows), q)
		if err != nil {
			var f *graph.FieldError
			if !errors.As(err, &f) {
				t.Fatal(err)
			}
			return
		}
		i := rapid.IntRange(0, len(n.Slices)-1).Draw(t, "slice")
		s := &n.Slices[i]
		for r, row := range s.Rows {
			for c, column := range s.Columns {
				e, err := Drill(context.Background(), usesOf(rows), q, i, row, column)
				if err != nil {
					t.Fatal(err)
				}
				if e.Weight != s.Weights[r][c] || math.Abs(e.Raw-e.Weight) > 1e-9 {
					t.Fatalf("%s-%s: %v in the slice, %+v", row, column, s.Weights[r][c], e)
				}
			}
		}
	})
}

// Another order of the rows gives the same, and other names of the actors the
// same in another order; mirrored qualifiers mirror what is for and against.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawn(t), drawnQuery(t)
		n, err := Compute(context.Background(), usesOf(rows), q)
		if err != nil {
			return
		}
		mixed, err := Compute(context.Background(), usesOf(rapid.Permutation(rows).Draw(t, "order")), q)
		if err != nil || fmt.Sprint(mixed.Slices) != fmt.Sprint(n.Slices) {
			t.Fatalf("%v, and in another order %v, %v", n, mixed, err)
		}
		names := map[string]string{"avaria": "z", "berun": "y", "corda": "x", "delm": "w"}
		renamed := slices.Clone(rows)
		for i := range renamed {
			renamed[i].Actor = names[renamed[i].Actor]
		}
		other, err := Compute(context.Background(), usesOf(renamed), q)
		if err != nil || len(other.Slices) != len(n.Slices) {
			t.Fatal(err)
		}
		for i := range n.Slices {
			a, b := &n.Slices[i], &other.Slices[i]
			for r, row := range a.Rows {
				for c, column := range a.Columns {
					if q.Mode == Actors {
						column = names[column]
					}
					r2, _ := slices.BinarySearch(b.Rows, cmp.Or(names[row], row))
					c2, _ := slices.BinarySearch(b.Columns, column)
					if math.Abs(a.Weights[r][c]-b.Weights[r2][c2]) > 1e-9 {
						t.Fatalf("slice %d: %v, renamed %v", i, a, b)
					}
				}
			}
		}
		if q.Aggregation != Subtract || q.Mode != TwoMode || q.Qualifier == Text || q.Duplicates != Include {
			return
		}
		mirrored := slices.Clone(rows)
		for i := range mirrored {
			mirrored[i].Value = -mirrored[i].Value
		}
		against, err := Compute(context.Background(), usesOf(mirrored), q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n.Slices {
			for r, w := range n.Slices[i].Weights {
				for c := range w {
					if math.Abs(w[c]+against.Slices[i].Weights[r][c]) > 1e-9 {
						t.Fatalf("slice %d: %v, mirrored %v", i, n.Slices[i], against.Slices[i])
					}
				}
			}
		}
	})
}

// Some concepts of a bundle are what comes of their rows.
func TestSomeConcepts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawn(t), drawnQuery(t)
		q.Mode, q.Window = Actors, nil
		if q = q.Filled(); q.Check() != nil {
			return
		}
		k, err := q.retain(t.Context(), usesOf(rows), faults{})
		if err != nil {
			t.Fatal(err)
		}
		one := func(b *bundle, err error) [][]float64 {
			if err != nil {
				t.Fatal(err)
			}
			w, err := q.oneMode(t.Context(), b, faults{})
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		whole := &division{retained: k, list: k.list}
		all, err := q.bundler(whole).bundle(t.Context(), &span{end: len(k.list)})
		if err != nil {
			t.Fatal(err)
		}
		in, wanted := make([]bool, len(all.things)), map[string]bool{}
		for thing, concept := range all.things {
			in[thing] = rapid.Bool().Draw(t, concept)
			wanted[concept] = in[thing]
		}
		isolates := q // all nodes are to be in what has some of the concepts
		isolates.Isolates = true
		some := isolates.bundler(whole)
		some.list = slices.DeleteFunc(slices.Clone(k.list), func(u dated) bool { return !wanted[k.Concepts[u.Concept]] })
		got, want := one(all.of(in), nil), one(some.bundle(t.Context(), &span{end: len(some.list)}))
		for i := range want {
			if apart(got[i], want[i]) > 1e-9 {
				t.Fatalf("%v, want %v", got, want)
			}
		}
	})
}
