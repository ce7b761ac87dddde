package network

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"hudna/graph"
)

// Two groups of three who agree, and one tie between them: a-b-c and d-e-f, by
// c-d.
func twoGroups() *Slice {
	names := []string{"a", "b", "c", "d", "e", "f"}
	s := &Slice{Rows: names, Columns: names, Weights: matrix(6, 6)}
	for _, tie := range [][2]int{{0, 1}, {0, 2}, {1, 2}, {3, 4}, {3, 5}, {4, 5}, {2, 3}} {
		s.Weights[tie[0]][tie[1]], s.Weights[tie[1]][tie[0]] = 1, 1
	}
	s.Weights[0][5], s.Weights[5][0] = -2, -2 // which is no tie
	return s
}

func TestMeasure(t *testing.T) {
	m, err := Measure(t.Context(), twoGroups(), Actors, 7)
	if err != nil {
		t.Fatal(err)
	}
	var of []int
	for _, n := range m.Nodes {
		of = append(of, n.Community)
	}
	if !slices.Equal(of, []int{0, 0, 0, 1, 1, 1}) || m.Clusters != 2 {
		t.Errorf("communities %v", of)
	}
	// 7 ties: 6 within, and each group has half of the ends: 6/7 - 2·(7/14)²
	if want := 6.0/7 - 0.5; math.Abs(m.Modularity-want) > 1e-9 {
		t.Errorf("modularity %v, want %v", m.Modularity, want)
	}
	// c: from a and b to d, e and f, in both directions: 12 of 5·4 pairs
	c := m.Nodes[2]
	if c.Node != "c" || c.Degree != 3 || c.Strength != 3 || math.Abs(c.Betweenness-0.6) > 1e-9 || math.Abs(c.Eigenvector-1) > 1e-8 {
		t.Errorf("%+v", c)
	}
	// a and c in the first eigenvector: of λa = a+c, λc = 2a+c comes λ = 1+√2
	if a := m.Nodes[0]; a.Degree != 2 || a.Betweenness != 0 || math.Abs(a.Eigenvector-math.Sqrt2/2) > 1e-8 {
		t.Errorf("%+v", a)
	}
	again, err := Measure(t.Context(), twoGroups(), Actors, 7)
	if err != nil || fmt.Sprint(again) != fmt.Sprint(m) {
		t.Errorf("%v, then %v", m, again)
	}
}

func TestMeasureOfLittle(t *testing.T) {
	for _, names := range [][]string{nil, {"a"}, {"a", "b"}} {
		m, err := Measure(t.Context(), &Slice{Rows: names, Columns: names, Weights: matrix(len(names), len(names))}, Actors, 1)
		if err != nil || m.Clusters != len(names) || m.Modularity != 0 {
			t.Errorf("%v: %+v, %v", names, m, err)
		}
	}
}

func TestMeasureRefuses(t *testing.T) {
	_, err := Measure(t.Context(), &Slice{Rows: []string{"a"}, Columns: []string{"a"}, Weights: matrix(1, 1)}, TwoMode, 1)
	wants(t, err, "mode", "only networks of one mode")
	names := make([]string, MaxMeasured+1)
	if _, err = Measure(t.Context(), &Slice{Rows: names, Columns: names}, Actors, 1); !errors.Is(err, graph.ErrTooComplex) {
		t.Error(err)
	}
}

// Of two parts that nothing ties and whose first eigenvalues are the same, neither
// is before the other, whatever the names; of a heavier one, the other is nothing.
func TestEigenvectorOfSeveralParts(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	for name, c := range map[string]struct {
		ties map[[2]int]float64
		want []float64
	}{
		"two pairs":           {map[[2]int]float64{{0, 1}: 1, {2, 3}: 1}, []float64{1, 1, 1, 1, 0, 0}},
		"two pairs, renamed":  {map[[2]int]float64{{0, 4}: 1, {1, 3}: 1}, []float64{1, 1, 0, 1, 1, 0}},
		"three pairs":         {map[[2]int]float64{{0, 5}: 0.3, {1, 3}: 0.3, {2, 4}: 0.3}, []float64{1, 1, 1, 1, 1, 1}},
		"a pair and a path":   {map[[2]int]float64{{0, 1}: math.Sqrt2, {2, 3}: 1, {3, 4}: 1}, []float64{0.828427125, 0.828427125, 0.707106781, 1, 0.707106781, 0}},
		"one pair is heavier": {map[[2]int]float64{{0, 1}: 1, {2, 3}: 2}, []float64{0, 0, 1, 1, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Slice{Rows: names, Columns: names, Weights: matrix(6, 6)}
			for at, w := range c.ties {
				s.Weights[at[0]][at[1]], s.Weights[at[1]][at[0]] = w, w
			}
			m, err := Measure(t.Context(), s, Actors, 1)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				if got := m.Nodes[i].Eigenvector; math.Abs(got-want) > 2e-9 {
					t.Errorf("%s: %v, want %v", names[i], got, want)
				}
			}
		})
	}
}

// On a square each node is between its neighbours for one of two ways, and a
// measurement that is broken off says so.
func TestBetweenness(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	s := &Slice{Rows: names, Columns: names, Weights: matrix(4, 4)}
	for i := range 4 {
		s.Weights[i][(i+1)%4], s.Weights[(i+1)%4][i] = 1, 1
	}
	m, err := Measure(t.Context(), s, Actors, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range m.Nodes { // ½ of 2 of the 6 pairs of others, from either end
		if math.Abs(n.Betweenness-1.0/6) > 1e-9 {
			t.Errorf("%+v", n)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Measure(ctx, s, Actors, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Four actors: a and b agree, as do c and d, by 1 each; all others are in
// conflict, by 1 each. These are perfect camps: 4 of agreement in 4 cells within, 8
// of conflict in 8 between. By DNA, what is expected of a cell within is a half of
// that: 2·1/4 · 4/4 = ½, as of a cell between: 2·2/8 · 8/8 = ½.
func TestPolarize(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	slice := func(w ...float64) *Slice { // ab ac ad bc bd cd
		s := &Slice{Rows: names, Columns: names, Weights: matrix(4, 4)}
		for i, at := range [][2]int{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}} {
			s.Weights[at[0]][at[1]], s.Weights[at[1]][at[0]] = w[i], w[i]
		}
		return s
	}
	agree, against := slice(1, 0, 0, 0, 0, 1), slice(0, 1, 1, 1, 1, 0)
	p, err := Polarize(t.Context(), agree, against, 2, 3, Corrected)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Of, []int{0, 0, 1, 1}) || p.Distance != 0 || p.Polarization != 1 || len(p.Notes) != 2 {
		t.Errorf("%+v", p)
	}
	// The camps of one apiece have nothing within; 4 of agreement and 8 of conflict in
	// 12 cells between, 2/3 expected: 4 of 1 + 2/3 and 8 of 1/3: 28/3 of 24.
	if p, err = Polarize(t.Context(), agree, against, 4, 3, Corrected); err != nil || math.Abs(p.Distance-28.0/72) > 1e-9 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = Polarize(t.Context(), agree, against, 2, 3, DNA); err != nil {
		t.Fatal(err)
	}
	// The camps a, c and b, d: within, ½ + 1 for 4 cells; between, 4 of ½ and 4 of
	// 1 + ½: 6 + 2 + 6 = 14 of 24.
	if !slices.Equal(p.Of, []int{0, 1, 0, 1}) && !slices.Equal(p.Of, []int{0, 1, 1, 0}) || math.Abs(p.Polarization-14.0/24) > 1e-9 || len(p.Notes) != 2 {
		t.Errorf("by DNA: %+v", p)
	}
	// Three camps, of two and two and one, are as perfect as two are.
	names = append(names, "e")
	wide := func(s *Slice, fill float64) *Slice {
		w := &Slice{Rows: names, Columns: names, Weights: matrix(5, 5)}
		for i := range 4 {
			copy(w.Weights[i], s.Weights[i])
			w.Weights[i][4], w.Weights[4][i] = fill, fill
		}
		return w
	}
	if p, err = Polarize(t.Context(), wide(agree, 0), wide(against, 1), 3, 3, Corrected); err != nil || !slices.Equal(p.Of, []int{0, 0, 1, 1, 2}) || p.Distance != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = Polarize(t.Context(), agree, against, 5, 3, Corrected)
	wants(t, err, "camps", "4 actors fall into 2 to 4 camps")
	_, err = Polarize(t.Context(), slice(0, 0, 0, 0, 0, 0), slice(0, 0, 0, 0, 0, 0), 2, 3, Corrected)
	wants(t, err, "camps", "nobody here does")
}

// A path of three by weights of 1: the eigenvalues of its Laplacian are 3, 1, 0,
// and its degrees 2, 1, 1.
func TestSpectrum(t *testing.T) {
	path := [][]float64{{0, 1, 0}, {1, 0, 1}, {0, 1, 0}}
	for d, want := range map[Definition][]float64{Corrected: {0.75, 0.25, 0}, DNA: {0.5, 0.25, 0.25}} {
		if got, err := spectrum(t.Context(), path, d); err != nil || apart(got, want) > 1e-9 {
			t.Errorf("%s: %v, want %v, %v", d, got, want, err)
		}
	}
}

// Two days on which avaria and berun are tied, and two on which corda and berun
// are.
func TestPhases(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce + 2016-04-01
		berun  truce + 2016-04-01
		avaria truce + 2016-04-02
		berun  truce + 2016-04-02
		corda  truce + 2016-04-03
		berun  truce + 2016-04-03
		corda  truce + 2016-04-04
		berun  truce + 2016-04-04
	`)
	n, err := Compute(t.Context(), usesOf(rows), Query{Isolates: true, Window: &Window{Unit: Days, Size: 1}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := PhasesOf(t.Context(), n, AbsDiff, 2)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Of, []int{0, 0, 1, 1}) || !slices.Equal(p.Changes, []int{2}) || p.Distances[0][1] != 0 || p.Distances[1][2] != 1 {
		t.Errorf("%+v", p)
	}
	// Who is tied to whom makes no difference to the eigenvalues.
	if p, err = PhasesOf(t.Context(), n, Spectral, 1); err != nil || p.Distances[1][2] != 0 || p.Changes != nil {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = PhasesOf(t.Context(), n, AbsDiff, 5)
	wants(t, err, "states", "4 slices have 1 to 4")
	_, err = PhasesOf(t.Context(), n, "FAR", 1)
	wants(t, err, "distance", "[ABSDIFF SPECTRAL]")
	n.Query.Isolates = false
	_, err = PhasesOf(t.Context(), n, AbsDiff, 1)
	wants(t, err, "isolates", "ask for isolates")
}

// What one concept says, said again by two others, and one more that nobody
// shares: the one and its likes are exchangeable, and any of them is enough.
func TestBackbone(t *testing.T) {
	var rows []Row
	for _, concept := range []string{"x1", "x2", "x3"} {
		for _, actor := range []string{"a", "b", "c"} {
			rows = append(rows, Row{Statement: actor + concept, Actor: actor, Concept: concept, Value: 1})
		}
	}
	rows = append(rows, Row{Statement: "s", Actor: "d", Concept: "alone", Value: 1})
	q := Query{Qualifier: Boolean, Aggregation: Congruence}
	b, err := BackboneOf(t.Context(), usesOf(rows), q, BackboneQuery{Penalty: 5.5, Steps: 300, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	if b.Loss > 1e-9 || b.Penalized > 1e-9 {
		t.Errorf("%+v", b)
	}
	b, err = BackboneOf(t.Context(), usesOf(rows), q, BackboneQuery{Size: 1, Steps: 100, Seed: 5})
	if err != nil || len(b.Concepts) != 1 || b.Concepts[0] == "alone" || len(b.Redundant) != 3 || b.Loss > 1e-9 {
		t.Errorf("%+v, %v", b, err)
	}
	again, err := BackboneOf(t.Context(), usesOf(rows), q, BackboneQuery{Size: 1, Steps: 100, Seed: 5})
	if err != nil || fmt.Sprint(again) != fmt.Sprint(b) {
		t.Errorf("%+v, then %+v", b, again)
	}
	for name, c := range map[string]struct {
		q          Query
		b          BackboneQuery
		path, text string
	}{
		"two modes":    {Query{Mode: TwoMode}, BackboneQuery{Steps: 1}, "mode", "how ACTORS are tied"},
		"a window":     {Query{Window: &Window{Unit: Days, Size: 1}}, BackboneQuery{Steps: 1}, "window", "without one"},
		"no steps":     {Query{}, BackboneQuery{}, "steps", "1 to 100000"},
		"too much":     {Query{}, BackboneQuery{Steps: 1, Penalty: 101}, "penalty", "0 to 100"},
		"too many":     {Query{}, BackboneQuery{Steps: 1, Size: 5}, "size", "there are 4 concepts"},
		"no statement": {Query{Exclude: []Exclusion{{Field: ByActor, Invert: true}}}, BackboneQuery{Steps: 1}, "where", "leaves no statement"},
	} {
		_, err := BackboneOf(t.Context(), usesOf(rows), c.q, c.b)
		t.Run(name, func(t *testing.T) { wants(t, err, c.path, c.text) })
	}
}

// A search has a bound by what its steps weigh, also where the actors are few.
func TestBackboneOfManyPairs(t *testing.T) {
	var rows []Row
	for i := range 20_000 {
		rows = append(rows, Row{Statement: fmt.Sprint("s", i), Actor: fmt.Sprint("a", i%2), Concept: fmt.Sprint("c", i/2%100), Value: float64(i / 200)})
	}
	_, err := BackboneOf(t.Context(), usesOf(rows), Query{Qualifier: Integer, Aggregation: Congruence}, BackboneQuery{Steps: MaxSteps})
	if !errors.Is(err, graph.ErrTooComplex) {
		t.Error(err)
	}
}

// A countdown is a context that is cancelled after it was asked some times.
type countdown struct {
	context.Context
	left int
}

// Err says whether it is cancelled.
func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// What takes long asks now and then whether to go on: communities before each time
// that all nodes are gone through, eigenvalues for each column, pairs after some.
func TestMeasureEnds(t *testing.T) {
	d := dice(3)
	s := &Slice{Weights: matrix(120, 120)}
	for i := range 120 {
		s.Rows = append(s.Rows, fmt.Sprintf("a%03d", i))
		for j := range i {
			n := float64(d.Uint64() % 9)
			s.Weights[i][j], s.Weights[j][i] = n, n
		}
	}
	g := tiesOf(s.Weights)
	for name, c := range map[string]struct {
		asked int // at least
		run   func(ctx context.Context) error
	}{
		"communities": {120, func(ctx context.Context) error { _, err := communities(ctx, g, 1); return err }},
		"eigenvector": {119, func(ctx context.Context) error { _, err := g.leading(ctx); return err }},
		"spectrum":    {119, func(ctx context.Context) error { _, err := spectrum(ctx, s.Weights, Corrected); return err }},
		"pairs": {2, func(ctx context.Context) error {
			uses := make([]use, 1000)
			for i := range uses {
				uses[i] = use{node: i / 10, level: i % 10, n: 1}
			}
			p := pairing{weights: matrix(100, 100)}
			return p.add(ctx, [][]use{uses, uses}, func(int, int) float64 { return 1 })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			all := &countdown{t.Context(), math.MaxInt}
			if err := c.run(all); err != nil {
				t.Fatal(err)
			}
			asked := math.MaxInt - all.left
			if asked < c.asked {
				t.Errorf("was asked %d times", asked)
			}
			for _, after := range []int{0, asked / 2, asked - 1} {
				ctx := &countdown{t.Context(), after}
				if err := c.run(ctx); !errors.Is(err, context.Canceled) || ctx.left < -2 {
					t.Errorf("after %d of %d: %v, asked on to %d", after, asked, err, ctx.left)
				}
			}
		})
	}
}
