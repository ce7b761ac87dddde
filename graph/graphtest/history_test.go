package graphtest_test

import (
	"errors"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A history knows which of its steps are accepted without asking the oracle, so
// each is a check of the other.
func TestOracleTakesHistoriesAsTheyAreMeant(t *testing.T) {
	for seed := range uint64(100) {
		clock := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		g := graphtest.NewNaive(func() time.Time { return clock })
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{})
		head := graph.Revision(0)
		for n := 0; ; n++ {
			s, ok := h.Next()
			if !ok {
				break
			}
			r, err := g.Commit(t.Context(), s.By, s.Change)
			switch {
			case s.Want != nil:
				if !errors.Is(err, s.Want) {
					t.Fatalf("seed %d, step %d, %s: %v, want %v", seed, n, s.What, err, s.Want)
				}
			case err != nil:
				t.Fatalf("seed %d, step %d, %s: %v", seed, n, s.What, err)
			case s.Repeats != 0:
				if r != s.Repeats {
					t.Fatalf("seed %d, step %d, %s: revision %d, want %d", seed, n, s.What, r, s.Repeats)
				}
			default:
				head++
				if r != head {
					t.Fatalf("seed %d, step %d, %s: revision %d, want %d", seed, n, s.What, r, head)
				}
			}
		}
		if head != 50 {
			t.Fatalf("seed %d made %d commits", seed, head)
		}
	}
}
