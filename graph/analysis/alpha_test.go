package analysis

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// published is the example with four observers and twelve units of which
// Krippendorff gives the results; 0 is a value that is missing.
func published() (units [][]float64) {
	observers := [][]float64{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
		{0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0},
	}
	for u := range observers[0] {
		var values []float64
		for _, o := range observers {
			if o[u] != 0 {
				values = append(values, o[u])
			}
		}
		units = append(units, values)
	}
	return units
}

func TestAlphaOfThePublishedExample(t *testing.T) {
	for name, test := range map[string]struct {
		difference func(a, b float64) float64
		want       float64
	}{
		"nominal":  {Nominal[float64], 0.743},
		"interval": {Interval, 0.849},
	} {
		r, err := Alpha(published(), test.difference)
		if err != nil || !r.Defined || math.Abs(r.Alpha-test.want) > 0.0005 {
			t.Errorf("%s: %+v, %v, want %v", name, r, err, test.want)
		}
		if r.Units != 11 || r.Values != 40 {
			t.Errorf("%s: %d units with %d values, want 11 with 40", name, r.Units, r.Values)
		}
	}
}

// By hand: two coders, four units, a a, a b, b b, b b. Eight values: 3 a, 5 b.
// Observed: one unit of two values that differ, (1+1)/(2-1) = 2, over 8: 0.25.
// Expected: 2·3·5 = 30 over 8·7 = 56. Alpha = 1 - 0.25·56/30 = 0.5333.
func TestAlphaWorkedByHand(t *testing.T) {
	r, err := Alpha([][]string{{"a", "a"}, {"a", "b"}, {"b", "b"}, {"b", "b"}, {"a"}}, Nominal[string])
	if want := 1 - 0.25*56/30; err != nil || !r.Defined || math.Abs(r.Alpha-want) > 1e-12 || r.Units != 4 {
		t.Errorf("%+v, %v, want %v", r, err, want)
	}
}

func TestAlphaIsNotDefinedWithoutVariation(t *testing.T) {
	for _, units := range [][][]string{nil, {{"a"}}, {{"a", "a"}, {"a", "a"}}} {
		if r, err := Alpha(units, Nominal[string]); err != nil || r.Defined {
			t.Errorf("%v: %+v, %v", units, r, err)
		}
	}
	var units [][]float64
	for i := range MaxDistinct + 1 {
		units = append(units, []float64{float64(i), float64(i)})
	}
	if _, err := Alpha(units, Interval); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("%v", err)
	}
}

// The distances of Passonneau 2006: of the same sets, of one within the other
// (2/3 of the share), of sets that overlap (1/3) and of others.
func TestMASI(t *testing.T) {
	for _, test := range []struct {
		a, b []string
		want float64
	}{
		{nil, nil, 0},
		{[]string{"a"}, nil, 1},
		{[]string{"a"}, []string{"b"}, 1},
		{[]string{"a", "b"}, []string{"b", "a", "a"}, 0},
		{[]string{"a"}, []string{"a", "b"}, 1 - 2.0/3*1/2},
		{[]string{"a", "b"}, []string{"b", "c"}, 1 - 1.0/3*1/3},
		{[]string{"a", "b", "c"}, []string{"b", "c"}, 1 - 2.0/3*2/3},
	} {
		if got := MASI(test.a, test.b); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%v and %v: %v, want %v", test.a, test.b, got, test.want)
		}
		if MASI(test.a, test.b) != MASI(test.b, test.a) {
			t.Errorf("%v and %v: not symmetric", test.a, test.b)
		}
	}
}

// Alpha is at most 1, reaches it where all agree, and does not change with the
// order of units or of values.
func TestAlphaHoldsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.SliceOf(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 4)).Draw(t, "units")
		r, err := Alpha(units, Nominal[string])
		if err != nil || r.Alpha > 1+1e-12 {
			t.Fatalf("%+v, %v", r, err)
		}
		agree := true
		for _, u := range units {
			for _, v := range u {
				agree = agree && (len(u) < 2 || v == u[0])
			}
		}
		if r.Defined && agree != (math.Abs(r.Alpha-1) < 1e-12) {
			t.Fatalf("%v: alpha %v", units, r.Alpha)
		}
		turned := make([][]string, 0, len(units))
		for _, u := range units {
			back := []string{}
			for _, v := range u {
				back = append([]string{v}, back...)
			}
			turned = append([][]string{back}, turned...)
		}
		if again, err := Alpha(turned, Nominal[string]); err != nil || math.Abs(again.Alpha-r.Alpha) > 1e-12 || again.Units != r.Units {
			t.Fatalf("%+v and %+v, %v", r, again, err)
		}
	})
}
