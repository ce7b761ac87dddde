package model_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"hudna/graph"
	"hudna/graph/gql/model"
)

func Example() {
	page := model.StatementConnection{
		Nodes: []*graph.Statement{{Text: "made-up words"}},
		Count: func(context.Context) (graph.StatementCount, error) { return graph.StatementCount{Statements: 41}, nil },
	}
	all, err := page.TotalCount(context.Background())
	fmt.Println(len(page.Nodes), "of", all, err)
	// Output: 1 of 41 <nil>
}

func TestStatementConnection(t *testing.T) {
	c := model.StatementConnection{Count: func(context.Context) (graph.StatementCount, error) {
		return graph.StatementCount{Statements: 5, Utterances: 4, Sources: 3}, graph.ErrTooComplex
	}}
	for what, of := range map[string]struct {
		read func(context.Context) (int, error)
		want int
	}{
		"all statements":   {c.TotalCount, 5},
		"acts of speaking": {c.Utterances, 4},
		"acts of telling":  {c.Sources, 3},
	} {
		t.Run(what, func(t *testing.T) {
			if n, err := of.read(t.Context()); n != of.want || !errors.Is(err, graph.ErrTooComplex) {
				t.Errorf("got %d and %v", n, err)
			}
		})
	}
}
