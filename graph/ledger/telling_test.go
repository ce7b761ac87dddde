package ledger

import (
	"fmt"
	"testing"

	"hudna/graph"
)

// The tellings of an utterance are those of what was published of it at a revision, and
// seen: however many they are, and whether its list is read or kept.
func TestTheTellingsOfAnUtterance(t *testing.T) {
	t.Run("few", func(t *testing.T) { toldOf(t, 20, 20) })
	t.Run("many", func(t *testing.T) { toldOf(t, maxStrip+10, maxStrip) })
}

// toldOf has some statements report an utterance, and expects so many entries of its
// list to be kept.
func toldOf(t *testing.T, some, kept int) {
	t.Helper()
	l := onDisk(t)
	by := graph.Principal{Name: "made-up editor", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	commit := func(ops ...graph.Op) graph.Revision {
		t.Helper()
		r, err := l.Commit(t.Context(), by, graph.Change{Ops: ops})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	speaker := &graph.Actor{Kind: graph.ActorPerson, Names: []graph.Name{{Text: "Made-up Speaker", Lang: "en"}}}
	speaker.ID = "actor/made-up-speaker"
	last := commit(graph.Op{Verb: graph.VerbCreate, Record: speaker})

	// Each statement is told by a document of its own.
	told := func(i int) *graph.Statement {
		s := &graph.Statement{
			Speakers: []graph.Speaker{{Actor: speaker.ID}}, Attribution: graph.AttributionNamed, Transmission: graph.TransmissionDirect,
			Acts: []graph.SpeechAct{{Act: graph.Acts()[0]}}, Evidence: []graph.Evidence{{Document: graph.ID(fmt.Sprintf("document/made-up-%d", i))}},
			Text: "Made-up words.", Lang: "en", Utterance: "utterance/made-up-call",
		}
		if s.ID = graph.ID(fmt.Sprintf("statement/00000000-0000-4000-8000-%012d", i)); i%7 == 3 {
			s.Status = graph.StatusDraft
		}
		if i%5 == 2 {
			s.Marking = graph.MarkingProtected
		}
		return s
	}
	type expected struct{ public, all int }
	want := map[graph.Revision]expected{}
	counts := func(i int) expected {
		switch {
		case i%7 == 3:
			return expected{}
		case i%5 == 2:
			return expected{0, 1}
		}
		return expected{1, 1}
	}
	var now expected
	for i := range some {
		d := &graph.Document{Title: "Made-up paper"}
		d.ID = graph.ID(fmt.Sprintf("document/made-up-%d", i))
		last = commit(graph.Op{Verb: graph.VerbCreate, Record: d}, graph.Op{Verb: graph.VerbCreate, Record: told(i)})
		c := counts(i)
		now = expected{now.public + c.public, now.all + c.all}
		want[last] = now
		// Another one, which is not of this utterance but begins with its name.
		other := told(some + i)
		other.Utterance, other.Evidence = "utterance/made-up-call-2", told(i).Evidence
		last = commit(graph.Op{Verb: graph.VerbCreate, Record: other})
		want[last] = now
	}
	for i := 1; i < some; i += 9 {
		last = commit(graph.Op{Verb: graph.VerbRetract, ID: told(i).ID, Reason: "to try"})
		c := counts(i)
		now = expected{now.public - c.public, now.all - c.all}
		want[last] = now
	}
	asked := told(0)
	for range 2 {
		for at := last; want[at] != (expected{}); at-- {
			for clearance, n := range map[graph.Marking]int{graph.MarkingPublic: want[at].public, graph.MarkingProtected: want[at].all} {
				got, err := l.At(graph.View{Revision: at, Clearance: clearance}).SourcesOf(t.Context(), asked)
				if err != nil || got != n {
					t.Fatalf("revision %d, %s: %d tellings, error %v; want %d", at, clearance, got, err, n)
				}
			}
		}
	}
	longest := 0
	for _, k := range l.looked.Load().strips.all().Values() {
		longest = max(longest, len(k.entries))
	}
	if longest != kept {
		t.Errorf("%d entries are kept of a list of %d, not %d", longest, some, kept)
	}
}
