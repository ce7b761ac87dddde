package ledger

import (
	"slices"
	"testing"

	"hudna/graph"
	"hudna/graph/projection"
)

// What several goroutines counted of a series is one count: an utterance that two
// of them met counts once.
func TestTimelinesAreAddedUp(t *testing.T) {
	here, there := spot{value: 7, begins: 86400}, spot{value: 8}
	counted := func(at spot, statements, alone int, utterances ...uint64) spotted {
		return spotted{
			spot: at, statements: statements, alone: alone, utterances: utterances,
			stances: projection.StanceSums{{Scale: 1, Count: statements, Sum: projection.StanceUnit / 2 * int64(statements)}},
		}
	}
	a := &timeline{at: map[spot]uint32{}, spread: map[spreading]int{}}
	a.join(&timeline{spots: []spotted{counted(here, 3, 1, 100, 200)}, statements: 3, without: 1, undated: 2})
	a.join(&timeline{spots: []spotted{counted(there, 1, 1), counted(here, 2, 1, 200)}, statements: 3, spanning: 4, undated: 5})
	if a.statements != 6 || a.without != 1 || a.undated != 7 || a.spanning != 4 || len(a.spots) != 2 {
		t.Errorf("%d statements, %d without, %d undated, %d spanning, %d spots", a.statements, a.without, a.undated, a.spanning, len(a.spots))
	}
	var p graph.SeriesPoint
	a.spot(here).tell(&p, []string{"tone"})
	if p.Statements != 5 || p.Utterances != 4 || !slices.Equal(p.Stances, []graph.MeanStance{{Scale: "tone", Count: 5, Mean: 0.5}}) {
		t.Errorf("%+v", p)
	}
}
