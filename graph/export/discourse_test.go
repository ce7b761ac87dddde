package export_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"hudna/graph"
	discourse "hudna/graph/analysis/network"
	"hudna/graph/export"
)

// Two who speak of each other are four nodes in a network of two modes: each once
// as who speaks and once as of whom is spoken, in every slice.
func TestTwoModesOfTheSameActors(t *testing.T) {
	u := &discourse.Uses{
		Actors: []string{"actor/avaria", "actor/berun"}, Concepts: []string{"actor/avaria", "actor/berun", "actor/corda"}, Qualifiers: make([]discourse.Qualified, 1),
		Dates:      []graph.SaidBetween{{Dated: true}, {First: 86400, Last: 86400, Dated: true}},
		Statements: []graph.Positioned{{Date: 0}, {Date: 1}, {Date: 1}},
		List:       []discourse.Use{{Statement: 0, Actor: 0, Concept: 1}, {Statement: 1, Actor: 1, Concept: 0}, {Statement: 2, Actor: 1, Concept: 2}},
	}
	for name, window := range map[string]*discourse.Window{"all": nil, "by day": {Unit: discourse.Days, Size: 1}} {
		n, err := discourse.Compute(t.Context(), u, discourse.Query{Mode: discourse.TwoMode, Window: window})
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []export.NetworkFormat{export.NetworkGraphML, export.NetworkGEXF} {
			if window != nil && format == export.NetworkGraphML {
				continue // it holds one slice
			}
			t.Run(name+"/"+string(format), func(t *testing.T) {
				var b strings.Builder
				if err := export.WriteDiscourse(&b, &export.DiscourseFile{Network: n, Format: format}); err != nil {
					t.Fatal(err)
				}
				nodes, edges := map[string]int{}, [][2]string{}
				for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
					token, err := d.Token()
					if err != nil {
						break
					}
					start, ok := token.(xml.StartElement)
					if !ok {
						continue
					}
					attr := map[string]string{}
					for _, a := range start.Attr {
						attr[a.Name.Local] = a.Value
					}
					switch start.Name.Local {
					case "node":
						nodes[attr["id"]]++
					case "edge":
						edges = append(edges, [2]string{attr["source"], attr["target"]})
					}
				}
				for _, id := range []string{"actor/avaria", "actor/berun", "column:actor/avaria", "column:actor/berun", "actor/corda"} {
					if nodes[id] != 1 {
						t.Errorf("%s is %d nodes", id, nodes[id])
					}
				}
				if len(nodes) != 5 || len(edges) != 3 {
					t.Errorf("%v, %v", nodes, edges)
				}
				for _, e := range edges {
					if nodes[e[0]] == 0 || nodes[e[1]] == 0 || strings.HasPrefix(e[0], "column:") {
						t.Errorf("%v", e)
					}
				}
			})
		}
	}
}
