package graphtest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
)

// Options say how much [Run] does.
type Options struct {
	Seed      uint64 // of the first history; the others count on from it
	Histories int    // 50 unless given
	Commits   int    // accepted in each history; 50 unless given
	// Filters is how many filters of statements have to be compared: beyond
	// the histories asked for, others follow until they were.
	Filters int
	// Each is how often at least every field of a query has to take part; once
	// where 40 histories were compared unless given.
	Each int
}

// enoughForAll is how many histories it takes before everything has to have
// taken part.
const enoughForAll = 40

// Run holds a graph against the oracle: it opens an empty one for each history,
// brings every change of the history to both, those that are refused included,
// and compares after each of them the head, all records for every clearance,
// and drawn questions as of the head and of earlier revisions.
//
// Given a *testing.T, each history is a test of its own, named after its seed.
// A difference ends the history, and its message holds the seed, the step, the
// question and both answers. At the end Run logs what took part and how often;
// when 40 histories or more were compared, it fails if any kind of change,
// refusal, question or filter never did, or if more than half of the filters of
// statements were answered with nothing.
func Run(tb testing.TB, open func(testing.TB) graph.Graph, o Options) Stats {
	tb.Helper()
	if o.Histories == 0 && o.Filters == 0 {
		o.Histories = 50
	}
	stats := newStats(o.Seed)
	for i := 0; i < o.Histories || stats.Filters < o.Filters && !tb.Failed(); i++ {
		seed := o.Seed + uint64(i)
		history := func(tb testing.TB) {
			tb.Helper()
			if err := try(context.Background(), open(tb), seed, o.Commits, &stats); err != nil {
				tb.Fatal(err)
			}
		}
		if t, ok := tb.(*testing.T); ok {
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { history(t) })
			continue
		}
		history(tb)
	}
	tb.Log(stats.String())
	if missing := stats.missing(); len(missing) > 0 && stats.Histories >= enoughForAll && !tb.Failed() {
		tb.Errorf("never took part: %s", strings.Join(missing, "; "))
	}
	if rare := stats.rarer(o.Each); len(rare) > 0 && !tb.Failed() {
		tb.Errorf("took part less than %d times: %s", o.Each, strings.Join(rare, "; "))
	}
	if 2*stats.Met < stats.Filters && stats.Histories >= enoughForAll && !tb.Failed() {
		tb.Errorf("of %d filters %d were answered with something", stats.Filters, stats.Met)
	}
	return stats
}
