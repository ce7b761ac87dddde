package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb/geojson"

	"hudna/graph"
)

// validGeoJSON holds a text against RFC 7946, as far as points go, and gives its
// features by their ids.
func validGeoJSON(t *testing.T, text string) map[string]map[string]any {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	list, ok := c["features"].([]any)
	if c["type"] != "FeatureCollection" || !ok {
		t.Fatalf("it is no FeatureCollection: %s", text)
	}
	for _, forbidden := range []string{"coordinates", "geometries", "geometry", "properties", "crs"} { // sections 4 and 7.1
		if _, there := c[forbidden]; there {
			t.Errorf("a FeatureCollection has no %s", forbidden)
		}
	}
	found := map[string]map[string]any{}
	for _, each := range list {
		f, ok := each.(map[string]any)
		if !ok || f["type"] != "Feature" {
			t.Fatalf("%v is no Feature", each)
		}
		id, ok := f["id"].(string)
		if !ok || found[id] != nil {
			t.Errorf("the id of %v is none, or is repeated", f)
		}
		found[id] = f
		geometry, there := f["geometry"]
		if _, object := f["properties"].(map[string]any); !there || !object {
			t.Errorf("%s has no geometry or no properties", id)
		}
		if geometry == nil {
			continue
		}
		if err := validPoint(geometry); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if read, err := geojson.UnmarshalFeatureCollection([]byte(text)); err != nil || len(read.Features) != len(found) {
		t.Errorf("another reader: %v", err)
	}
	return found
}

func validPoint(geometry any) error {
	point, ok := geometry.(map[string]any)
	if !ok || point["type"] != "Point" {
		return fmt.Errorf("%v is no Point", geometry)
	}
	at, ok := point["coordinates"].([]any)
	if !ok || len(at) != 2 {
		return fmt.Errorf("%v is no position", point["coordinates"])
	}
	lon, isLon := at[0].(float64)
	lat, isLat := at[1].(float64)
	if !isLon || !isLat || lon < -180 || lon > 180 || lat < -90 || lat > 90 {
		return fmt.Errorf("%v lies nowhere", at)
	}
	return nil
}

func TestGeoJSONIsValid(t *testing.T) {
	for _, g := range []graph.Graph{world(t), sampled(t), empty(t)} {
		r := at(t, g, graph.MarkingProtected)
		for _, k := range []graph.Kind{graph.KindEvent, graph.KindLocation} {
			text, _ := wrote(t, r, Request{Format: GeoJSON, Selection: everything(k)})
			validGeoJSON(t, text)
		}
	}
}

// TestNoPointIsMoreExactThanKnown tries every precision at every kind of
// location.
func TestNoPointIsMoreExactThanKnown(t *testing.T) {
	g := empty(t)
	var records []graph.Record
	points := map[string]bool{}
	for i, kind := range append(graph.LocationKinds(), "") {
		for _, known := range []bool{true, false} {
			at := &graph.Location{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("location/l%d-%t", i, known))}, Kind: kind}
			if known {
				at.Point = &graph.Point{Lat: float64(i), Lon: -float64(i)}
			}
			records = append(records, at)
			for j, precision := range append(graph.PlacePrecisions(), "") {
				e := &graph.Event{
					Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("event/e%d-%d-%t", i, j, known))}, Basis: graph.EventReported,
					Places: []graph.EventPlace{{Location: at.ID, Precision: precision}},
				}
				records = append(records, e)
				points[string(e.ID)] = known && precision == graph.PlaceExact && slices.Contains([]graph.LocationKind{graph.LocationSettlement, graph.LocationSite}, kind)
			}
		}
	}
	records = append(records, &graph.Event{Meta: graph.Meta{ID: "event/nowhere"}, Basis: graph.EventReported}, &graph.Event{
		Meta: graph.Meta{ID: "event/two"}, Basis: graph.EventReported,
		Places: []graph.EventPlace{{Location: "location/l5-true", Precision: graph.PlaceExact}, {Location: "location/l0-true", Precision: graph.PlaceWithin}},
	})
	points["event/nowhere"], points["event/two@location/l5-true"], points["event/two@location/l0-true"] = false, true, false
	commit(t, g, records...)
	text, p := wrote(t, at(t, g, graph.MarkingPublic), Request{Format: GeoJSON, Selection: Selection{Kind: graph.KindEvent}})
	found := validGeoJSON(t, text)
	if len(found) != len(points) || p.Records != len(points)-1 {
		t.Errorf("%d features of %d records, want %d", len(found), p.Records, len(points))
	}
	for id, want := range points {
		if f := found[id]; f == nil || (f["geometry"] != nil) != want {
			t.Errorf("%s is %v, want a point: %t", id, f, want)
		}
	}
}
