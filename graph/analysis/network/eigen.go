package network

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	lapack "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/mat"
)

// eigenvalues are those of a symmetric matrix, from low to high; the matrix is lost.
// It is brought to three diagonals column by column (Householder; LAPACK's dsytd2),
// and asked between columns whether to go on, which gonum's own EigenSym is not.
func eigenvalues(ctx context.Context, m *mat.SymDense) ([]float64, error) {
	a := m.RawSymmetric() // of which the upper half counts
	n := a.N
	diagonal, beside := make([]float64, n), make([]float64, max(0, n-1))
	by := make([]float64, n)
	var l lapack.Implementation
	for i := range n - 1 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		diagonal[i] = a.Data[i*a.Stride+i]
		row := a.Data[i*a.Stride+i+1 : i*a.Stride+n]
		var tau float64
		beside[i], tau = l.Dlarfg(len(row), row[0], row[1:], 1)
		if tau == 0 {
			continue
		}
		row[0] = 1
		v, p := blas64.Vector{N: len(row), Data: row, Inc: 1}, blas64.Vector{N: len(row), Data: by[:len(row)], Inc: 1}
		rest := blas64.Symmetric{N: len(row), Stride: a.Stride, Data: a.Data[(i+1)*a.Stride+i+1:], Uplo: blas.Upper}
		blas64.Symv(tau, rest, v, 0, p)
		blas64.Axpy(-tau/2*blas64.Dot(p, v), v, p)
		blas64.Syr2(-1, v, p, rest)
	}
	diagonal[n-1] = a.Data[(n-1)*a.Stride+n-1]
	if !l.Dsterf(n, diagonal, beside) {
		return nil, fmt.Errorf("the eigenvalues of a matrix of %d rows are not found", n)
	}
	return diagonal, nil
}

// alike is how far below the first eigenvalue, as a share of it, another one is
// taken for the same.
const alike = 1e-9

// maxIterations bounds those of a search for an eigenvector, of which a few are
// enough unless another eigenvalue is hardly less than the first.
const maxIterations = 100

// leading is the first eigenvector of the weights, the greatest part being 1. Parts
// of a network that nothing ties have one each; where several have the first
// eigenvalue, it is the one of them all that is nearest to having the same part
// everywhere, so that no order of the nodes matters.
func (t *ties) leading(ctx context.Context) ([]float64, error) {
	vector := make([]float64, len(t.to))
	type part struct {
		nodes  []int
		value  float64
		vector []float64
	}
	var parts []part
	first := 0.0
	for _, nodes := range t.parts() {
		value, of, err := t.leadingOf(ctx, nodes)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{nodes, value, of})
		first = max(first, value)
	}
	most := 0.0
	for _, p := range parts {
		if p.value < first*(1-alike) {
			continue
		}
		sum, squares := 0.0, 0.0
		for _, x := range p.vector {
			sum, squares = sum+x, squares+x*x
		}
		for i, node := range p.nodes {
			vector[node] = p.vector[i] * ratio(sum, squares)
			most = max(most, vector[node])
		}
	}
	for i := range vector {
		vector[i] = ratio(vector[i], most)
	}
	return vector, nil
}

// parts are the nodes of each part of a network that nothing ties to others, but
// for nodes without a tie.
func (t *ties) parts() (all [][]int) {
	met := make([]bool, len(t.to))
	for from := range t.to {
		if met[from] || len(t.to[from]) == 0 {
			continue
		}
		met[from] = true
		nodes := []int{from}
		for next := 0; next < len(nodes); next++ {
			for _, to := range t.to[nodes[next]] {
				if !met[to] {
					met[to] = true
					nodes = append(nodes, to)
				}
			}
		}
		all = append(all, nodes)
	}
	return all
}

// leadingOf is the first eigenvalue of a part and its vector, by inverse iteration
// with a shift that is just above the first eigenvalue.
func (t *ties) leadingOf(ctx context.Context, nodes []int) (float64, []float64, error) {
	n := len(nodes)
	weights := func(sign, shift float64) *mat.SymDense {
		m := mat.NewSymDense(n, nil)
		for i, a := range nodes {
			m.SetSym(i, i, shift)
			for j := i + 1; j < n; j++ {
				m.SetSym(i, j, sign*t.weights[a][nodes[j]])
			}
		}
		return m
	}
	values, err := eigenvalues(ctx, weights(1, 0))
	if err != nil {
		return 0, nil, err
	}
	first := values[n-1]
	var c mat.Cholesky
	if !c.Factorize(weights(-1, first*(1+alike))) {
		return 0, nil, fmt.Errorf("the first eigenvalue of a matrix of %d rows is not %v", n, first)
	}
	x := mat.NewVecDense(n, nil)
	for i := range n {
		x.SetVec(i, 1)
	}
	for range maxIterations {
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		var next mat.VecDense
		if err := c.SolveVecTo(&next, x); err != nil {
			return 0, nil, fmt.Errorf("the first eigenvector of a matrix of %d rows: %w", n, err)
		}
		next.ScaleVec(1/mat.Max(&next), &next)
		moved := 0.0
		for i := range n {
			moved = max(moved, math.Abs(next.AtVec(i)-x.AtVec(i)))
		}
		x.CopyVec(&next)
		if moved < 1e-13 {
			break
		}
	}
	return first, x.RawVector().Data, nil
}
