package analysis_test

import (
	"context"
	"fmt"
	"testing"

	"hudna/graph"
	"hudna/graph/analysis"
)

// A namer names the statements that it is asked for, as many as may be asked for.
type namer struct {
	graph.Reader
	asked int
}

// Positions names statements.
func (n *namer) Positions(_ context.Context, q graph.PositionQuery) (p graph.Positions, err error) {
	n.asked++
	if err := q.Check(); err != nil {
		return p, err
	}
	for _, number := range q.Identify {
		p.IDs = append(p.IDs, graph.ID(fmt.Sprint("statement/", number)))
	}
	return p, nil
}

// An edge of 10,000 pairs may have 20,000 statements, which are named in parts.
func TestNamesOfManyStatements(t *testing.T) {
	var numbers []string
	for i := range 2*graph.MaxIdentify - 1 {
		numbers = append(numbers, fmt.Sprintf("%08d", i))
	}
	d := analysis.Discourse{Question: analysis.NetworkQuestion{PositionQuery: graph.PositionQuery{On: graph.OnTopics}}}
	var n namer
	ids, err := d.Named(t.Context(), &n, numbers)
	if err != nil || len(ids) != len(numbers) || n.asked != 2 {
		t.Fatalf("%d names in %d parts, %v", len(ids), n.asked, err)
	}
	for i, number := range numbers {
		if want := fmt.Sprint("statement/", i); ids[number] != want {
			t.Fatalf("%s is %s", number, ids[number])
		}
	}
}
