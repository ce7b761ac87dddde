package network_test

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/analysis/network"
)

// Two who agree on one proposition and not on another one.
func ExampleCompute() {
	u := &network.Uses{
		Actors: []string{"actor/avaria", "actor/berun"}, Concepts: []string{"topic/corridors", "topic/truce"},
		Qualifiers: []network.Qualified{{Value: -1, Text: "DISAGREE"}, {Value: 1, Text: "AGREE"}},
		Dates:      make([]graph.SaidBetween, 1), Statements: make([]graph.Positioned, 4), // of which no date is known
		List: []network.Use{
			{Statement: 0, Actor: 0, Concept: 1, Qualifier: 1},
			{Statement: 1, Actor: 1, Concept: 1, Qualifier: 1},
			{Statement: 2, Actor: 0, Concept: 0, Qualifier: 1},
			{Statement: 3, Actor: 1, Concept: 0, Qualifier: 0},
		},
	}
	for _, a := range []network.Aggregation{network.Congruence, network.Conflict} {
		n, err := network.Compute(context.Background(), u, network.Query{Qualifier: network.Boolean, Aggregation: a})
		if err != nil {
			panic(err)
		}
		fmt.Println(a, n.Slices[0].Weights[0][1])
	}
	// Output:
	// CONGRUENCE 1
	// CONFLICT 1
}
