package network_test

import (
	"context"
	"fmt"

	"hudna/graph/analysis/network"
)

// Two who agree on one proposition and not on another one.
func ExampleCompute() {
	rows := []network.Row{
		{Statement: "statement/1", Actor: "actor/avaria", Concept: "topic/truce", Value: 1},
		{Statement: "statement/2", Actor: "actor/berun", Concept: "topic/truce", Value: 1},
		{Statement: "statement/3", Actor: "actor/avaria", Concept: "topic/corridors", Value: 1},
		{Statement: "statement/4", Actor: "actor/berun", Concept: "topic/corridors", Value: -1},
	}
	for _, a := range []network.Aggregation{network.Congruence, network.Conflict} {
		n, err := network.Compute(context.Background(), rows, network.Query{Qualifier: network.Boolean, Aggregation: a})
		if err != nil {
			panic(err)
		}
		fmt.Println(a, n.Slices[0].Weights[0][1])
	}
	// Output:
	// CONGRUENCE 1
	// CONFLICT 1
}
