package ledger_test

import (
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/storage/memkv"
)

// A sweep is answered as everybody else is, from what is kept and from the store.
func TestASweepReadsTheSame(t *testing.T) {
	g := open(t, memkv.New())
	if err := graphtest.LoadWorld(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, clearance := range graph.Markings() {
		r := g.At(graph.View{Revision: head.Revision, Clearance: clearance})
		for _, kind := range graph.Kinds() {
			var swept []graph.Record
			for record, err := range r.Scan(graph.WithSweep(t.Context()), kind) {
				if err != nil {
					t.Fatal(err)
				}
				swept = append(swept, record)
			}
			for record, err := range r.Scan(t.Context(), kind) {
				if err != nil {
					t.Fatal(err)
				}
				if len(swept) == 0 || !graph.Equal(swept[0], record) {
					t.Fatalf("%s: %s is otherwise in a sweep", clearance, record.Shared().ID)
				}
				swept = swept[1:]
			}
			if len(swept) > 0 {
				t.Errorf("%s: a sweep sees %d more of kind %s", clearance, len(swept), kind)
			}
		}
	}
}
