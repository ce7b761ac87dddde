package graphtest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A package that implements a graph holds it against the oracle in a test.
func ExampleRun() {
	var t *testing.T // the test's own
	open := func(testing.TB) graph.Graph {
		// Open an empty graph here, and leave closing it to Cleanup.
		return graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	}
	graphtest.Run(t, open, graphtest.Options{Seed: 1, Histories: 50})
}

// Who accuses Avaria of having breached the truce, and who told us so?
func ExampleLoadWorld() {
	ctx := context.Background()
	g := graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	if err := graphtest.LoadWorld(ctx, g); err != nil {
		fmt.Println(err)
		return
	}
	head, err := g.Head(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).Statements(ctx, graph.StatementQuery{StatementSet: graph.StatementSet{
		About: []graph.AboutSet{
			{Roles: []graph.AboutRole{graph.AboutAccused}, Actor: &graph.ActorSet{AnyOf: []graph.ID{graphtest.Avaria}}},
			{Roles: []graph.AboutRole{graph.AboutBreached}, Agreement: graphtest.Truce},
		},
	}}, graph.Page{First: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range list.Items {
		s := item.Value
		fmt.Printf("%s, %s, as %s tells it on %s\n", s.Speakers[0].Actor.Name(), s.Acts[1].Force, s.Relays[0].Actor.Name(), s.Said.EDTF)
	}
	// Output: anton-rikard, PRESUPPOSED, as mira-dolan tells it on 2019-04-18
}

// A realistic statement for a benchmark of commits.
func ExampleRealistic() {
	op := graphtest.Realistic(1, graphtest.NewDice(1))
	fmt.Println(op.Verb, op.Target())
	fmt.Println(op.Record.Validate())
	// Output:
	// CREATE statement/realistic-s1
	// <nil>
}
