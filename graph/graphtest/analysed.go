package graphtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
)

// RunAnalyses holds what a graph answers from its projection against the
// oracle, as [Run] does with everything else: after each change of a history at
// the head for every clearance, and at the end at every revision, in turn who
// spoke how of whom, when, by which statements actors are connected, facets, and how
// many statements there are. Every analysis has to have taken part where 15
// histories or more were compared.
func RunAnalyses(t *testing.T, open func(testing.TB) graph.Graph, o Options) Stats {
	t.Helper()
	stats := newStats(o.Seed)
	for i := range o.Histories {
		seed := o.Seed + uint64(i) //nolint:gosec // it counts histories
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			if err := tryAnalyses(t.Context(), open(t), seed, o.Commits, &stats); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Log(stats.String())
	if o.Histories < enoughAnalyses || t.Failed() {
		return stats
	}
	for _, what := range []string{
		"a matrix without cells", "a matrix with stances", "a matrix without stances",
		"a series of nothing", "a series with stances", "a series without stances", "a series with gaps", "a series with dates that are spread", "a series that spans too much",
		"positions of nobody", "positions on topics", "positions on targets", "a joint position", "the position of a counterpart", "one text of several statements",
		"no path", "a path of several steps", "paths of several lengths",
		"verb: CORRECT of statement", "verb: RETRACT of statement", "verb: MARK of statement", "verb: MARK of actor",
		"verb: MARK of document", "verb: CREATE of judgement", "verb: RETRACT of judgement",
	} {
		if stats.Took[what] == 0 {
			t.Errorf("never took part: %s", what)
		}
	}
	for _, f := range facets {
		if stats.Took["facet: "+string(f)] == 0 {
			t.Errorf("never took part: facet %s", f)
		}
	}
	return stats
}

// enoughAnalyses is how many histories it takes before every analysis has to
// have taken part.
const enoughAnalyses = 15

// analyses are what is answered from the projection.
var analyses = []question{(*trial).askMatrix, (*trial).askPaths, (*trial).askSeries, (*trial).askPositions, (*trial).askFacets, (*trial).askTotal}

// tryAnalyses holds the analyses of a graph, which is empty, against the oracle
// on one history.
func tryAnalyses(ctx context.Context, g graph.Graph, seed uint64, commits int, stats *Stats) error {
	t, h := newTrial(g, seed, commits, stats)
	t.asks.cards = slices.Clone(analyses)
	for {
		s, ok := h.Next()
		if !ok {
			break
		}
		if err := t.commit(ctx, s); err != nil {
			return err
		}
		for _, clearance := range graph.Markings() {
			if err := t.ask(ctx, graph.View{Revision: t.naive.head(), Clearance: clearance}); err != nil {
				return err
			}
		}
	}
	for at := range t.naive.head() + 1 {
		for _, ask := range analyses {
			if err := ask(t, ctx, graph.View{Revision: at, Clearance: pick(t.asker.Dice, graph.Markings())}); err != nil {
				return err
			}
		}
	}
	return nil
}

// askFacets compares what is counted by the values of a facet.
func (t *trial) askFacets(ctx context.Context, v graph.View) error {
	q := graph.StatementQuery{StatementSet: t.analysedSet(v)}
	by, first := pick(t.asker.Dice, facets), 1+t.asker.N(20)
	t.stats.take("reader: Facets")
	t.stats.take("facet: " + string(by))
	return asked(ctx, t, v, fmt.Sprintf("Facets(%s, by %s, first %d)", readable(q), by, first), func(r graph.Reader) (graph.FacetCount, error) {
		return r.Facets(ctx, q, by, first)
	})
}

// askTotal compares how many statements there are, and how often the words of
// one were said.
func (t *trial) askTotal(ctx context.Context, v graph.View) error {
	q := graph.StatementQuery{StatementSet: t.analysedSet(v)}
	t.stats.take("reader: CountStatements")
	return asked(ctx, t, v, fmt.Sprintf("CountStatements(%s)", readable(q)), func(r graph.Reader) (graph.StatementCount, error) {
		return r.CountStatements(ctx, q)
	})
}
