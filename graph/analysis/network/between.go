package network

import "context"

// between is on how many of the shortest paths between two others each node lies,
// counted from either end; where there are several between two, each counts its
// share (Brandes, A faster algorithm for betweenness centrality, 2001).
func (t *ties) between(ctx context.Context) ([]float64, error) {
	n := len(t.to)
	sum := make([]float64, n)
	far, paths, share := make([]int, n), make([]float64, n), make([]float64, n)
	reached := make([]int, 0, n) // in the order of how far they are
	for from := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range n {
			far[i], paths[i], share[i] = -1, 0, 0
		}
		far[from], paths[from] = 0, 1
		reached = append(reached[:0], from)
		for next := 0; next < len(reached); next++ {
			v := reached[next]
			for _, w := range t.to[v] {
				if far[w] < 0 {
					far[w] = far[v] + 1
					reached = append(reached, w)
				}
				if far[w] == far[v]+1 {
					paths[w] += paths[v]
				}
			}
		}
		for i := len(reached) - 1; i > 0; i-- {
			w := reached[i]
			for _, v := range t.to[w] {
				if far[v] == far[w]-1 {
					share[v] += paths[v] / paths[w] * (1 + share[w])
				}
			}
			sum[w] += share[w]
		}
	}
	return sum, nil
}
