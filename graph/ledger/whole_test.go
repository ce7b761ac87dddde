package ledger_test

import (
	"testing"

	"hudna/graph"
	"hudna/storage/memkv"
)

// TestAWholeListIsCountedByItsCounters: as of the head, for each clearance, and by going
// through it as of an earlier revision.
func TestAWholeListIsCountedByItsCounters(t *testing.T) {
	l := open(t, memkv.New())
	hidden := actor("0195b000-0000-7000-8000-000000000001")
	hidden.Marking = graph.MarkingProtected
	commit(t, l, create(actor("first")))
	commit(t, l, create(actor("second")))
	commit(t, l, create(hidden))
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: "actor/second", Reason: "made up"}}})
	for _, c := range []struct {
		view     graph.View
		query    any
		want     int
		counters bool
	}{
		{graph.View{Revision: 4, Clearance: graph.MarkingPublic}, graph.ActorQuery{}, 1, true},
		{graph.View{Revision: 4, Clearance: graph.MarkingProtected}, graph.ActorQuery{}, 2, true},
		{graph.View{Revision: 3, Clearance: graph.MarkingPublic}, graph.ActorQuery{}, 2, false},
		{graph.View{Revision: 1, Clearance: graph.MarkingPublic}, graph.ActorQuery{}, 1, false},
		{graph.View{Revision: 4, Clearance: graph.MarkingPublic}, graph.ActorQuery{Kinds: []graph.ActorKind{graph.ActorPost}}, 0, false},
		{graph.View{Revision: 4, Clearance: graph.MarkingPublic}, graph.StatementQuery{}, 0, true},
		{graph.View{Revision: 4, Clearance: graph.MarkingPublic}, graph.EventQuery{}, 0, true},
	} {
		var trace graph.Trace
		n, err := l.At(c.view).Count(graph.WithTrace(t.Context(), &trace), c.query)
		if err != nil || n != c.want {
			t.Errorf("%T as of %d for %s: %d, %v, want %d", c.query, c.view.Revision, c.view.Clearance, n, err, c.want)
		}
		asked, _ := trace.Questions()
		if got := len(asked) == 1 && asked[0].Plan != nil && asked[0].Plan.Op == "counters"; got != c.counters {
			t.Errorf("%T as of %d: by the counters: %v", c.query, c.view.Revision, got)
		}
	}
}
