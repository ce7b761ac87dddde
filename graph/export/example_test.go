package export_test

import (
	"context"
	"fmt"
	"os"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

func ExampleRecords() {
	ctx := context.Background()
	disk := memkv.New()
	g, err := ledger.Open(ctx, ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	revision, err := g.Commit(ctx, graph.Principal{Name: "A. Coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}, graph.Change{Ops: []graph.Op{
		{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: "location/school"}, Within: "location/karvela"}},
		{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: "location/karvela"}, Names: []graph.Name{{Text: "Karvela", Lang: "en"}}}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	summary, err := export.Records(ctx, g.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic}), os.Stdout, export.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Total(), "records")
	// Output:
	// {"type":"Location","id":"location/karvela","marking":"PUBLIC","status":"PUBLISHED","names":[{"text":"Karvela","lang":"en","kind":"PRIMARY"}]}
	// {"type":"Location","id":"location/school","marking":"PUBLIC","status":"PUBLISHED","within":"location/karvela"}
	// 2 records
}
