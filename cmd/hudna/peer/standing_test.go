package peer

import (
	"testing"

	"hudna/graph"
)

// TestWhoStandsWhen has an organisation (1) with a part (2), for which one (3)
// spoke in a post (4) from 2015 to 2016.
func TestWhoStandsWhen(t *testing.T) {
	key := func(id graph.ID) int {
		return map[graph.ID]int{"actor/whole": 1, "actor/part": 2, "actor/one": 3, "actor/post": 4, "actor/member": 5}[id]
	}
	all := ties{}
	for _, a := range []*graph.Actor{
		{Meta: graph.Meta{ID: "actor/part"}, Affiliations: []graph.Affiliation{{Organisation: "actor/whole", Kind: graph.AffiliationPartOf}}},
		{Meta: graph.Meta{ID: "actor/one"}, Affiliations: []graph.Affiliation{{
			Organisation: "actor/part", Kind: graph.AffiliationHoldsPost, Post: "actor/post", SpeaksFor: true,
			From: &graph.Date{EDTF: "2015"}, To: &graph.Date{EDTF: "2016"},
		}}},
		{Meta: graph.Meta{ID: "actor/member"}, Affiliations: []graph.Affiliation{{Organisation: "actor/part", Kind: graph.AffiliationMember}}},
	} {
		all.add(a, key)
	}
	var members []int
	held := map[int]window{}
	for _, in := range all.standing(1) {
		members = append(members, in.member)
		held[in.member] = in.windows[0]
	}
	if len(members) != 4 || held[1] != always || held[2] != always || held[4] != held[3] {
		t.Fatalf("%v, %v", members, held)
	}
	for edtf, want := range map[graph.EDTF]bool{
		"2014-12-31": false, "2015-01-01": true, "2016-12-31": true, "2017-01-01": false, "2014/2018": true, "": true, "2016-12/2017-03": true,
	} {
		m, err := MomentOf(&graph.Date{EDTF: edtf})
		if err != nil || held[3].holds(m) != want {
			t.Errorf("%q: %v, want %v, %v", edtf, held[3].holds(m), want, err)
		}
	}
}
