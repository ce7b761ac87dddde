package graphtest_test

import (
	"os"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// The oracle is held against itself: that shows that histories, questions and
// paging are sound, and that everything takes part. Whether the oracle is right
// is asked in oracle_test.go, whether lies are noticed in liar_test.go.
func TestRunTakesEverythingIn(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	t.Parallel()
	stats := graphtest.Run(t, func(testing.TB) graph.Graph {
		clock := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		return graphtest.NewNaive(func() time.Time {
			clock = clock.Add(time.Millisecond)
			return clock
		})
	}, graphtest.Options{Seed: 100, Histories: 40})
	if stats.Commits != 2000 || stats.Answered < 2*stats.Empty {
		t.Errorf("%d commits, %d lists with something in them, %d without", stats.Commits, stats.Answered, stats.Empty)
	}
}
