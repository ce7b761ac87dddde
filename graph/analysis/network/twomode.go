package network

import (
	"math"

	"hudna/graph"
)

// twoMode is the matrix of a slice from nodes to things.
func (q *Query) twoMode(b *bundle, f faults) ([][]float64, error) {
	w, total, magnitude := matrix(len(b.nodes), len(b.things)), matrix(len(b.nodes), len(b.things)), matrix(len(b.nodes), len(b.things))
	for thing, uses := range b.uses {
		for _, u := range uses {
			total[u.node][thing] += u.n
			switch q.Aggregation {
			case Subtract:
				part := u.n * b.levels.sign(u.level)
				w[u.node][thing] += part
				magnitude[u.node][thing] += math.Abs(part)
			case Combine:
				w[u.node][thing] += float64(uint64(1) << (b.levels.len() - 1 - u.level))
			default:
				w[u.node][thing] += u.n
			}
		}
	}
	for i := range w {
		for j := range w[i] {
			w[i][j] = settled(w[i][j], magnitude[i][j])
		}
	}
	if q.Aggregation == Combine { // by how many there are, whatever they combine
		for i := range w {
			for j, n := range w[i] {
				total[i][j] = 0
				if n > 0 {
					total[i][j] = 1
				}
			}
		}
	}
	switch q.Normalization {
	case Activity:
		for i := range w {
			sum := 0.0
			for _, n := range total[i] {
				sum += n
			}
			for j := range w[i] {
				w[i][j] = ratio(w[i][j], sum)
			}
		}
	case Prominence:
		transposed := f.transposed && q.Aggregation == Combine
		if transposed && len(b.nodes) != len(b.things) {
			return nil, &graph.FieldError{Path: "normalization", Reason: "is PROMINENCE of combined weights, which DNA computes only where there are as many actors as concepts; ask for the definition CORRECTED"}
		}
		for j := range b.things {
			sum := 0.0
			for i := range w {
				if transposed {
					sum += total[j][i]
				} else {
					sum += total[i][j]
				}
			}
			for i := range w {
				w[i][j] = ratio(w[i][j], sum)
			}
		}
	}
	return w, nil
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
