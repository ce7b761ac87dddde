package graphtest_test

import (
	"testing"
	"time"
	_ "time/tzdata" // zones of the fixtures must not hang on the machine

	"hudna/graph"
	"hudna/graph/graphtest"
)

// loaded is the made-up world in the oracle.
func loaded(t *testing.T) *graphtest.Naive {
	t.Helper()
	g := graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	if err := graphtest.LoadWorld(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestWorldIsValid(t *testing.T) {
	for _, r := range graphtest.WorldRecords() {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", r.Shared().ID, err)
		}
	}
	loaded(t)
	_ = graph.ErrInvalid
}
