package network

import (
	"context"
	"fmt"
	"math"

	"hudna/graph"
)

// What a search for camps costs at most.
const (
	maxCamps = 20
	attempts = 10 // to begin anew, of which the best counts
	maxTurns = 1_000
)

// Camps are how far some actors fall into camps that are equal in size, agree
// within and disagree between each other.
type Camps struct {
	// Of is the camp of each actor, from 0, in the order of their first actors.
	Of []int
	// Distance is how far they are from perfect camps, from 0 to 1: in these, all
	// cells within camps have the same share of the agreement, and all between camps
	// of the conflict. By DNA, each share is divided among the camps once more, so
	// that perfect camps have a distance, too.
	Distance float64
	// Polarization is 1 less the distance. DNA gives the distance itself, of the
	// camps that are furthest from being perfect.
	Polarization float64
	// Notes say why the other definition gives other numbers.
	Notes []string
}

// Polarize finds the camps into which actors fall best, by a network of how they
// agree and one of how they are in conflict, of the same actors and averaged. The
// search begins ten times with camps that the seed draws, and changes the places
// of two actors while that is better. By DNA, worse is taken for better.
func Polarize(ctx context.Context, congruence, conflict *Slice, camps int, seed uint64, d Definition) (*Camps, error) {
	if err := congruence.measurable(Actors); err != nil {
		return nil, err
	}
	if n := len(congruence.Rows); camps < 2 || camps > maxCamps || camps > n {
		return nil, &graph.FieldError{Path: "camps", Reason: fmt.Sprintf("is %d; %d actors fall into 2 to %d camps", camps, n, min(n, maxCamps))}
	}
	p := &polarizing{c: congruence.Weights, f: conflict.Weights, camps: camps, sign: 1}
	if d == DNA {
		p.dna, p.sign = true, -1
	}
	p.prepare()
	if p.agreement+p.conflict == 0 {
		return nil, &graph.FieldError{Path: "camps", Reason: "need actors who take positions on the same; nobody here does"}
	}
	random := dice(seed)
	var best []int
	least := math.Inf(1)
	for range attempts {
		of := p.drawn(&random)
		if err := p.swap(ctx, of); err != nil {
			return nil, err
		}
		if distance := p.sign * p.distance(of); distance < least-1e-12 {
			best, least = of, distance
		}
	}
	out := &Camps{Of: numbered(best), Distance: rounded(p.distance(best) / (2 * (p.agreement + p.conflict)))}
	out.Notes = []string{
		"DNA divides what perfect camps have in a cell by the camps once more, so that they have a distance, which grows with the number of camps",
		"DNA seeks the camps that are furthest from being perfect, and takes their distance for the polarization",
	}
	out.Polarization = rounded(1 - out.Distance)
	if d == DNA {
		out.Polarization = out.Distance
	}
	return out, nil
}

// numbered gives camps their numbers in the order of their first actors.
func numbered(of []int) []int {
	number := map[int]int{}
	out := make([]int, len(of))
	for i, c := range of {
		if _, ok := number[c]; !ok {
			number[c] = len(number)
		}
		out[i] = number[c]
	}
	return out
}

type polarizing struct {
	c, f                [][]float64
	camps               int
	dna                 bool
	sign                float64 // 1 to seek the least distance, -1 the greatest
	sizes               []float64
	agreement, conflict float64 // in all
	within, between     float64 // how many cells there are
}

func (p *polarizing) prepare() {
	n := len(p.c)
	p.sizes = make([]float64, p.camps)
	for i := range n {
		p.sizes[i%p.camps]++
		for j := range n {
			if i != j {
				p.agreement += p.c[i][j]
				p.conflict += p.f[i][j]
			}
		}
	}
	for _, s := range p.sizes {
		p.within += s * (s - 1)
	}
	p.between = float64(n*(n-1)) - p.within
}

// drawn are camps of as equal a size as can be.
func (p *polarizing) drawn(d *dice) []int {
	of := make([]int, len(p.c))
	for i := range of {
		of[i] = i % p.camps
	}
	for i := len(of) - 1; i > 0; i-- {
		j := int(d.Uint64() % uint64(i+1)) //nolint:gosec // it is not above i
		of[i], of[j] = of[j], of[i]
	}
	return of
}

// cell is how far two actors are from what they would be in perfect camps.
func (p *polarizing) cell(of []int, i, j int) float64 {
	a, b := p.sizes[of[i]], p.sizes[of[j]]
	if of[i] == of[j] {
		expected := ratio(p.agreement, p.within)
		if p.dna {
			expected *= ratio(a*(a-1), p.within)
		}
		return math.Abs(p.c[i][j]-expected) + math.Abs(p.f[i][j])
	}
	expected := ratio(p.conflict, p.between)
	if p.dna {
		expected *= ratio(a*b, p.between)
	}
	return math.Abs(p.c[i][j]) + math.Abs(p.f[i][j]-expected)
}

// distance adds up all cells, each two actors being two.
func (p *polarizing) distance(of []int) float64 {
	sum := 0.0
	for i := range of {
		for j := range i {
			sum += 2 * p.cell(of, i, j)
		}
	}
	return sum
}

// row adds up the cells of two actors.
func (p *polarizing) rows(of []int, a, b int) float64 {
	sum := 0.0
	for j := range of {
		if j != a {
			sum += p.cell(of, a, j)
		}
		if j != b && j != a {
			sum += p.cell(of, b, j)
		}
	}
	return sum
}

// swap changes the places of two while that is better.
func (p *polarizing) swap(ctx context.Context, of []int) error {
	for range maxTurns {
		better := false
		for a := range of {
			if err := ctx.Err(); err != nil {
				return err
			}
			for b := range a {
				if of[a] == of[b] {
					continue
				}
				before := p.rows(of, a, b)
				of[a], of[b] = of[b], of[a]
				if p.sign*(p.rows(of, a, b)-before) < -1e-12 {
					better = true
				} else {
					of[a], of[b] = of[b], of[a]
				}
			}
		}
		if !better {
			break
		}
	}
	return nil
}
