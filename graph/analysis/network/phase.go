package network

import (
	"context"
	"fmt"
	"math"

	"hudna/graph"
)

// A Distance says how far apart two slices are.
type Distance string

// The distances.
const (
	AbsDiff  Distance = "ABSDIFF"  // of the weights, added up
	Spectral Distance = "SPECTRAL" // of the eigenvalues of the Laplacians
)

// MaxPhased bounds the slices that are compared, each with each.
const MaxPhased = 1_000

// Phases are which slices of a network are alike.
type Phases struct {
	Distances [][]float64 // of the slices; from 0 for the same
	// Of is the state of each slice, from 0, in the order of their first slices.
	Of []int
	// Changes are the slices with which another state begins.
	Changes []int
}

// PhasesOf says how far apart the slices of a network are, and puts them into so
// many states: those first together whose furthest slices are nearest (complete
// linkage), among equals the earlier ones. The network is of one mode and has the
// same nodes in each slice, as with isolates. Distances are divided by the
// greatest.
func PhasesOf(ctx context.Context, n *Network, by Distance, states int) (*Phases, error) {
	count := len(n.Slices)
	switch {
	case by != AbsDiff && by != Spectral:
		return nil, &graph.FieldError{Path: "distance", Reason: fmt.Sprintf("is %q; it may be one of %v", by, []Distance{AbsDiff, Spectral})}
	case !n.Query.Isolates:
		return nil, &graph.FieldError{Path: "isolates", Reason: "is false; slices compare only if all of them have the same nodes: ask for isolates"}
	case states < 1 || states > count:
		return nil, &graph.FieldError{Path: "states", Reason: fmt.Sprintf("is %d; %d slices have 1 to %d", states, count, count)}
	case count > MaxPhased:
		return nil, fmt.Errorf("%w: %d slices would be compared with each other, more than %d: ask for a longer unit, or for less time", graph.ErrTooComplex, count, MaxPhased)
	}
	p := &Phases{Distances: matrix(count, count), Of: make([]int, count)}
	spectra := make([][]float64, count)
	for i := range n.Slices {
		if err := n.Slices[i].measurable(n.Query.Mode); err != nil {
			return nil, err
		}
		if size := len(n.Slices[i].Rows); by == AbsDiff && count*count*size*size/2 > MaxTies*10 {
			return nil, fmt.Errorf("%w: %d slices of %d nodes are too many to compare with each other: ask for fewer, or for the distance %s", graph.ErrTooComplex, count, size, Spectral)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if by == Spectral {
			var err error
			if spectra[i], err = spectrum(ctx, n.Slices[i].Weights, n.Query.Definition); err != nil {
				return nil, err
			}
		}
	}
	most := 0.0
	for i := range count {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j := range i {
			d := 0.0
			if by == Spectral {
				d = apart(spectra[i], spectra[j])
			} else {
				for r, w := range n.Slices[i].Weights {
					d += apart(w, n.Slices[j].Weights[r])
				}
			}
			p.Distances[i][j], p.Distances[j][i] = d, d
			most = max(most, d)
		}
	}
	for i := range p.Distances {
		for j := range p.Distances[i] {
			p.Distances[i][j] = rounded(ratio(p.Distances[i][j], most))
		}
	}
	if err := p.join(ctx, states); err != nil {
		return nil, err
	}
	for i := 1; i < count; i++ {
		if p.Of[i] != p.Of[i-1] {
			p.Changes = append(p.Changes, i)
		}
	}
	return p, nil
}

// join puts slices together until so many states are left.
func (p *Phases) join(ctx context.Context, states int) error {
	n := len(p.Distances)
	far := matrix(n, n)
	for i := range far {
		copy(far[i], p.Distances[i])
		p.Of[i] = i
	}
	gone := make([]bool, n)
	for left := n; left > states; left-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, b, least := -1, -1, math.Inf(1)
		for i := range n {
			for j := i + 1; j < n && !gone[i]; j++ {
				if !gone[j] && far[i][j] < least {
					a, b, least = i, j, far[i][j]
				}
			}
		}
		gone[b] = true
		for i := range n {
			far[a][i] = max(far[a][i], far[b][i])
			far[i][a] = far[a][i]
			if p.Of[i] == b {
				p.Of[i] = a
			}
		}
	}
	p.Of = numbered(p.Of)
	return nil
}
