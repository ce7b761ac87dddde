package analysis

import (
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
)

// For whom one stands comes in one order, however the actors were read.
func TestSidesAreInOrder(t *testing.T) {
	actors, same := map[graph.ID]*graph.Actor{}, map[graph.ID]graph.ID{}
	want := []graph.ID{"actor/a"}
	for i := range 40 {
		org := fmt.Sprintf("made-up-%02d", i)
		a := actor(fmt.Sprintf("a%02d", i), graph.ActorPerson, graph.Affiliation{Organisation: graph.ID("actor/" + org), Kind: graph.AffiliationMember, SpeaksFor: true})
		actors[a.ID], same[a.ID] = a, "actor/a" // one person in many records
		want = append(want, graph.ID("actor/"+org))
	}
	if got := newSides(actors, same).reach([]graph.ID{"actor/a"}, boundsOf(nil), true); !slices.Equal(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}
