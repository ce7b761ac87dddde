package analysis

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
)

// Events stand at their places as near as they were put to them, and in the
// governorate around these. All of it is made up.
func TestPlacesOf(t *testing.T) {
	place := func(id graph.ID, kind graph.LocationKind, within graph.ID) graph.Record {
		return &graph.Location{Meta: graph.Meta{ID: id}, Kind: kind, Names: []graph.Name{{Text: "A made-up place", Lang: "en"}}, Within: within}
	}
	event := func(id graph.ID, basis graph.EventBasis, places ...graph.EventPlace) graph.Record {
		return &graph.Event{Meta: graph.Meta{ID: id}, Kind: graph.EventShelling, Basis: basis, Places: places}
	}
	list := []graph.Record{
		place("location/avaria", graph.LocationCountry, ""),
		place("location/north", graph.LocationGovernorate, "location/avaria"),
		place("location/karvela", graph.LocationSettlement, "location/north"),
		place("location/mill", graph.LocationSite, "location/karvela"),
		place("location/sea", graph.LocationRegion, ""),
		event("event/1", graph.EventReported, graph.EventPlace{Location: "location/karvela", Precision: graph.PlaceAround}),
		event("event/2", graph.EventMachineCoded, graph.EventPlace{Location: "location/karvela", Precision: graph.PlaceExact}, graph.EventPlace{Location: "location/mill"}),
		event("event/3", graph.EventReported, graph.EventPlace{Location: "location/sea", Precision: graph.PlaceWithin}),
		event("event/4", graph.EventReported),
	}
	for name, g := range graphs(t) {
		r := g.At(graph.View{Revision: commit(t, g, list...), Clearance: graph.MarkingPublic})
		for what, test := range map[string]struct {
			question PlaceQuestion
			want     EventPlaces
		}{
			"by the places that are named": {PlaceQuestion{First: 2}, EventPlaces{Distinct: 3, Events: 3, Nowhere: 1, Places: []EventPlace{
				{"location/karvela", 2, 1, []PrecisionCount{{graph.PlaceExact, 1}, {graph.PlaceAround, 1}}, []BasisCount{{graph.EventReported, 1}, {graph.EventMachineCoded, 1}}},
				{"location/mill", 1, 0, []PrecisionCount{{"", 1}}, []BasisCount{{graph.EventMachineCoded, 1}}},
			}}},
			"by governorate": {PlaceQuestion{First: 500, Level: graph.LocationGovernorate}, EventPlaces{Distinct: 1, Events: 2, Nowhere: 1, Outside: 1, Places: []EventPlace{
				{"location/north", 2, 0, []PrecisionCount{{graph.PlaceExact, 1}, {graph.PlaceAround, 1}, {"", 1}}, []BasisCount{{graph.EventReported, 1}, {graph.EventMachineCoded, 1}}},
			}}},
			"of none": {PlaceQuestion{First: 500, EventSet: graph.EventSet{Kinds: []graph.EventKind{graph.EventSiege}}}, EventPlaces{}},
		} {
			got, err := PlacesOf(t.Context(), r, test.question)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Errorf("%s, %s: %s", name, what, diff)
			}
		}
	}
}
