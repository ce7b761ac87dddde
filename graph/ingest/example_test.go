package ingest_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

func Example() {
	ctx := context.Background()
	disk := memkv.New()
	g, err := ledger.Open(ctx, ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	const places = `{"type":"Commit","author":"A. Coder","message":"Two made-up places"}
{"type":"Location","id":"location/karvela","names":[{"text":"Karvela","lang":"en"}]}
{"type":"Location","id":"location/school","within":"location/karvela"}
{"type":"Commit","message":"A place within nothing"}
{"type":"Location","id":"location/bridge","within":"location/river"}
`
	report, err := ingest.Run(ctx, g, []ingest.Input{{
		Name: "places.ndjson",
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(places)), nil },
	}}, ingest.Options{Principal: graph.Principal{Name: "importer", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d new, revisions %d to %d\n", report.New, report.First, report.Last)
	for _, r := range report.Refused {
		fmt.Println(r)
	}
	// Output:
	// 2 new, revisions 1 to 1
	// places.ndjson:5: location/bridge: within: there is no record location/river
}
