package audit_test

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/audit"
	"hudna/graph/graphtest"
)

// What is done with the context of a request is noted in its account.
func Example() {
	g := audit.Watch(graphtest.NewNaive(clock))
	by := graph.Principal{Name: "A. Coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
	account := &audit.Account{Caller: "token/made-up", By: by}
	ctx := audit.WithAccount(context.Background(), account)
	fmt.Println(account.Empty())
	_, err := g.Commit(ctx, by, graph.Change{Message: "begin", Ops: []graph.Op{{
		Verb: graph.VerbCreate, Record: &graph.Topic{Meta: graph.Meta{ID: "topic/quiet", Marking: graph.MarkingPublic}, Kind: graph.TopicIssue},
	}}})
	fmt.Println(err, account.Empty())
	// Output:
	// true
	// <nil> false
}
