package network

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// spectrum are the eigenvalues of a network's Laplacian, from high to low and
// adding up to 1: of the degrees less the weights, what is negative left out. By
// DNA, they are those of the degrees alone, as its subtraction is thrown away.
func spectrum(weights [][]float64, d Definition) []float64 {
	n := len(weights)
	if n == 0 {
		return nil
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
	values := make([]float64, n)
	var e mat.EigenSym
	if !e.Factorize(m, false) {
		return values
	}
	e.Values(values)
	sum := 0.0
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		values[i], values[j] = values[j], values[i]
	}
	for i := range values {
		values[i] = max(0, values[i])
		sum += values[i]
	}
	for i := range values {
		values[i] = ratio(values[i], sum)
	}
	return values
}

// apart adds up how far two spectra of as many nodes differ.
func apart(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Abs(a[i] - b[i])
	}
	return sum
}
