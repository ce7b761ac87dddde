package graphtest_test

import (
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func TestRealisticStatementsAreTaken(t *testing.T) {
	g := graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	by := graphtest.Curator()
	if _, err := g.Commit(t.Context(), by, graphtest.RealisticBase()); err != nil {
		t.Fatal(err)
	}
	dice := graphtest.NewDice(1)
	for i := range 200 {
		op := graphtest.Realistic(i, dice)
		if _, err := g.Commit(t.Context(), by, graph.Change{Ops: []graph.Op{op}}); err != nil {
			t.Fatal(err)
		}
		s, ok := op.Record.(*graph.Statement)
		if !ok || len(s.Text) < 150 || len(s.Text) > 250 {
			t.Fatalf("the text of %s has %d bytes", s.ID, len(s.Text))
		}
	}
	count, err := g.At(graph.View{Revision: 201, Clearance: graph.MarkingPublic}).CountStatements(t.Context(), graph.StatementQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if count.Statements != 200 || count.Utterances != 67 {
		t.Errorf("%+v, want 200 statements of 67 utterances", count)
	}
}
