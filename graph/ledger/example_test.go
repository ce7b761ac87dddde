package ledger_test

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// A graph in memory, a statement in it, and the same question as of the
// revision before and after a correction.
func Example() {
	ctx := context.Background()
	l, err := ledger.Open(ctx, ledger.Options{Open: memkv.New().Open})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = l.Close() }()

	report := &graph.Document{Kind: graph.DocumentReport, Title: "A made-up report"}
	report.ID = "document/report"
	avaria := &graph.Actor{Kind: graph.ActorState, Names: []graph.Name{{Text: "Avaria (made up)", Lang: "en"}}}
	avaria.ID = "actor/avaria"
	promise := &graph.Statement{
		Speakers: []graph.Speaker{{Actor: avaria.ID}},
		Text:     "Avaria will hold its fire.",
		Evidence: []graph.Evidence{{Document: report.ID}},
	}
	promise.ID = "statement/promise"
	by := graph.Principal{Name: "made-up coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
	first, err := l.Commit(ctx, by, graph.Change{Message: "code the report", Ops: []graph.Op{
		{Verb: graph.VerbCreate, Record: promise},
		{Verb: graph.VerbCreate, Record: report},
		{Verb: graph.VerbCreate, Record: avaria},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}

	dated := *promise
	dated.Said = &graph.Date{EDTF: "2024-05-01"}
	second, err := l.Commit(ctx, by, graph.Change{Message: "date it", Ops: []graph.Op{
		{Verb: graph.VerbCorrect, Record: &dated, Expected: first},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}

	for _, revision := range []graph.Revision{first, second} {
		reader := l.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic})
		said, err := reader.Statements(ctx, graph.StatementQuery{StatementSet: graph.StatementSet{
			By:   &graph.ActorSet{AnyOf: []graph.ID{avaria.ID}},
			Said: &graph.DateRange{From: "2024"},
		}}, graph.Page{First: 10})
		fmt.Println("revision", revision, "dated statements:", len(said.Items), err)
	}
	// Output:
	// revision 1 dated statements: 0 <nil>
	// revision 2 dated statements: 1 <nil>
}
