package graph_test

import (
	"fmt"
	"testing"

	"hudna/graph"
)

func TestMarkingsCover(t *testing.T) {
	const unknown = graph.Marking("SECRET")
	markings := []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted, graph.MarkingProtected, unknown, ""}
	levels := []int{0, 1, 2, 3, 3}
	covers := [][]bool{ // clearance by marking
		{true, false, false, false, false},
		{true, true, false, false, false},
		{true, true, true, false, false},
		{false, false, false, false, false},
		{false, false, false, false, false},
	}
	for i, clearance := range markings {
		if got := clearance.Level(); got != levels[i] {
			t.Errorf("%q is at level %d", clearance, got)
		}
		for j, marking := range markings {
			if got := clearance.Covers(marking); got != covers[i][j] {
				t.Errorf("%q covers %q: %t", clearance, marking, got)
			}
		}
	}
}

func TestRolesAllow(t *testing.T) {
	roles := []graph.Role{"KING", "", graph.RoleReader, graph.RoleCoder, graph.RoleReviewer, graph.RoleAdmin}
	for i, have := range roles {
		for j, need := range roles {
			// Every known role includes the known ones before it.
			want := j >= 2 && i >= j
			if got := have.Allows(need); got != want {
				t.Errorf("%q allows %q: %t", have, need, got)
			}
		}
	}
}

func ExampleMarking_Covers() {
	fmt.Println(graph.MarkingRestricted.Covers(graph.MarkingPublic), graph.MarkingRestricted.Covers(graph.MarkingProtected))
	// Output: true false
}
