package network

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// spectrum are the eigenvalues of a network's Laplacian, from high to low and
// adding up to 1: of the degrees less the weights, what is negative left out. By
// DNA, they are those of the degrees alone, as its subtraction is thrown away.
func spectrum(ctx context.Context, weights [][]float64, d Definition) ([]float64, error) {
	n := len(weights)
	if n == 0 {
		return nil, nil
	}
	m := mat.NewSymDense(n, nil)
	for i := range weights {
		degree := 0.0
		for j, w := range weights[i] {
			if i != j && w > 0 {
				degree += w
				if d != DNA {
					m.SetSym(i, j, -w)
				}
			}
		}
		m.SetSym(i, i, degree)
	}
	values, err := eigenvalues(ctx, m)
	if err != nil {
		return nil, err
	}
	slices.Reverse(values)
	sum := 0.0
	for i := range values {
		values[i] = max(0, values[i])
		sum += values[i]
	}
	for i := range values {
		values[i] = ratio(values[i], sum)
	}
	return values, nil
}

// apart adds up how far two spectra of as many nodes differ.
func apart(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Abs(a[i] - b[i])
	}
	return sum
}
