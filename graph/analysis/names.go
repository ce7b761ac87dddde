package analysis

import (
	"context"
	"slices"
	"sync"

	"hudna/graph"
)

// Names are the ids of the statements of some positions, which are read when they
// are asked for, many at a time. Several goroutines may ask.
type Names struct {
	q       graph.PositionQuery
	mu      sync.Mutex
	known   map[int]graph.ID
	awaited []int
}

// NamesOf are those of what a query finds.
func NamesOf(q graph.PositionQuery) *Names { return &Names{q: q, known: map[int]graph.ID{}} }

// Await notes that statements may be asked for.
func (n *Names) Await(numbers ...int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.awaited = append(n.awaited, numbers...)
}

// Of gives the ids of some statements, [graph.MaxPage] at most, and reads those
// that are awaited with them, as many as one may.
func (n *Names) Of(ctx context.Context, r graph.Reader, numbers []int) ([]graph.ID, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := n.read(ctx, r, numbers); err != nil {
		return nil, err
	}
	ids := make([]graph.ID, len(numbers))
	for i, number := range numbers {
		ids[i] = n.known[number]
	}
	return ids, nil
}

func (n *Names) read(ctx context.Context, r graph.Reader, numbers []int) error {
	var unknown []int
	add := func(list []int) {
		for _, number := range list {
			if _, ok := n.known[number]; !ok && len(unknown) < graph.MaxIdentify {
				n.known[number] = ""
				unknown = append(unknown, number)
			}
		}
	}
	add(numbers)
	if len(unknown) == 0 {
		return nil
	}
	add(n.awaited)
	q := n.q
	q.Identify = unknown
	p, err := r.Positions(ctx, q)
	if err != nil {
		for _, number := range unknown {
			delete(n.known, number)
		}
		return err
	}
	for i, number := range unknown {
		n.known[number] = p.IDs[i]
	}
	n.awaited = slices.DeleteFunc(n.awaited, func(number int) bool { return n.known[number] != "" })
	return nil
}
