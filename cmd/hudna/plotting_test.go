package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hudna/graph/plot"
)

// The metadata of a picture hold a citation of what it was drawn from, which holds,
// and the question, the seed and the definition.
func TestAPictureCitesWhatItIsDrawnFrom(t *testing.T) {
	do := citing(t)
	// A network of nothing is refused, and so has no picture.
	for _, name := range []string{"timeline", "positions", "map"} {
		code, picture, stderr := do("plot", name, "--revision", "1")
		if code != codeOK {
			t.Fatal(name, stderr)
		}
		var svg struct {
			Metadata string `xml:"metadata"`
		}
		if err := xml.Unmarshal([]byte(picture), &svg); err != nil {
			t.Fatal(err)
		}
		var about struct {
			Definition, Picture, Query, Clearance string
			Seed, Revision                        int
			Citation                              json.RawMessage
		}
		if err := json.Unmarshal([]byte(svg.Metadata), &about); err != nil {
			t.Fatal(err)
		}
		if about.Definition != plotDefinition || about.Picture != name || about.Seed != 1 || about.Revision != 1 || about.Clearance != "PUBLIC" || about.Query != plotKinds()[name].document {
			t.Errorf("%s: %s", name, svg.Metadata)
		}
		file := filepath.Join(t.TempDir(), "citation.json")
		if err := os.WriteFile(file, about.Citation, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, stdout, stderr := do("verify-citation", file); code != codeOK || !strings.HasPrefix(stdout, "SAME ") {
			t.Errorf("%s: %d %s%s", name, code, stdout, stderr)
		}
	}
}

// However long a source is that is given: where a picture comes from, that it claims
// only words, and its citation stand there.
func TestALongSourceHidesNoCitation(t *testing.T) {
	do := citing(t)
	code, picture, stderr := do("plot", "timeline", "--revision", "1", "--source", strings.Repeat("MADE-UP ", maxPlotText/8))
	if code != codeOK {
		t.Fatal(stderr)
	}
	for _, want := range []string{">hudna, revision 1 of ", ">A statement claims only that words were uttered.</text>", ">hudna:cite:", "MADE-UP…</text>"} {
		if !strings.Contains(picture, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

// Who speaks and who is spoken of are two nodes of a network of two modes, also where
// they are one actor.
func TestANetworkOfTwoModesHasTwoSides(t *testing.T) {
	const side = `[{"id": "actor/avaria", "uses": 3}, {"id": "actor/berun", "uses": 2}]`
	data := json.RawMessage(`{"network": {"version": "made-up/1", "slices": [{"rows": ` + side + `, "columns": ` + side + `, "tieCount": 2,
		"ties": [{"row": "actor/avaria", "column": "actor/berun", "weight": 2}, {"row": "actor/berun", "column": "actor/berun", "weight": 1}]}]}}`)
	for mode, want := range map[string]int{"ACTORS": 2, "TWO_MODE": 4} {
		r := &plotRequest{parameters: map[string]string{}, variables: map[string]any{"by": map[string]any{"mode": mode}}}
		d, err := drawNetwork(data, r)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := d.(*plot.Network)
		second := 0
		for _, node := range n.Nodes {
			if node.Second {
				second++
			}
		}
		if len(n.Nodes) != want || second != want-2 || len(n.Ties) != 2 || mode == "TWO_MODE" && n.Ties[1].From == n.Ties[1].To {
			t.Errorf("%s: %+v, %v", mode, n.Nodes, n.Ties)
		}
		if note := fmt.Sprintf("%d nodes, 2 ties.", want); !strings.HasPrefix(n.Notes[0], note) {
			t.Errorf("%s: it notes %q", mode, n.Notes)
		}
	}
}

// What is alleged is set apart on a map, and what was put to a place in another one
// is not put exactly there.
func TestAMapSetsApartWhatIsAlleged(t *testing.T) {
	r := &plotRequest{parameters: map[string]string{}, variables: map[string]any{}}
	d, err := drawMap(json.RawMessage(`{"eventPlaces": {"events": 3, "distinct": 1, "places": [{"location": {"id": "location/north", "point": {"lat": 36, "lon": 37}},
		"events": 3, "exact": 1, "bases": [{"basis": "REPORTED", "events": 1}, {"basis": "ALLEGED", "events": 1}, {"basis": "MACHINE_CODED", "events": 1}]}]}}`), r)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := d.(*plot.Map)
	if p := m.Places[0]; p.Exact != 1 || p.Alleged != 1 || p.Coded != 1 {
		t.Errorf("%+v", p)
	}
	svg, err := d.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"location/north: 3 (alleged 1, coded by machine 1)", "only alleged"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

// Windows come one after the other, whatever their labels: where a clock goes back, a
// later hour has the lesser one.
func TestWindowsComeInTheirOrder(t *testing.T) {
	var s seriesTold
	if err := json.Unmarshal([]byte(`{"Groups": [{"Value": "a", "Windows": [{"From": "2016-10-29T23:00+03:00"}, {"From": "2016-10-29T23:00+02:00"}]},
		{"Value": "b", "Windows": [{"From": "2016-10-29T23:00+03:00"}, {"From": "2016-10-29T23:00+02:00"}]}]}`), &s); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range s.sheet(true).rows {
		got = append(got, row[0][16:19]+row[2])
	}
	if want := []string{"+03a", "+03b", "+02a", "+02b"}; !slices.Equal(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}
