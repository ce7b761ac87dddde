package gql_test

import (
	"encoding/json"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
)

const networkOfTheWorld = `query($by: NetworkBy) { network(by: $by) {
  version parameters notes levels uses left unqualified sliceCount
  slices { number middle from to rows { id uses node { id } } columns { id } tieCount ties { row column weight } measures { modularity communities nodes { id community degree strength betweenness eigenvector } } }
  csv: file(format: CSV) dl: file(format: DL) graphml: file(format: GRAPHML) gexf: file(format: GEXF)
} }`

// TestNetworksOfTheWorld: the API makes the network that the oracle's positions
// make, the same each time, and there is something to be said.
func TestNetworksOfTheWorld(t *testing.T) {
	for name, by := range map[string]string{
		"who speaks of the same": `{"on": "TARGETS"}`,
		"in which role":          `{"on": "TARGETS", "qualifier": "TEXT", "aggregation": "CONGRUENCE", "normalization": "COSINE", "definition": "DNA"}`,
		"states":                 `{"on": "TARGETS", "actors": {"kinds": ["STATE"]}, "targets": {"kinds": ["STATE"]}, "joint": "UNIT", "duplicates": "UTTERANCE"}`,
		"who agrees":             `{"qualifier": "BOOLEAN", "aggregation": "CONGRUENCE"}`,
		"by year":                `{"on": "TARGETS", "window": {"unit": "YEARS", "size": 1}, "isolates": true}`,
	} {
		t.Run(name, func(t *testing.T) {
			var answers []any
			for of, g := range graphs(t) {
				api := serving(t, g, graph.MarkingPublic)
				d := data(t, api, networkOfTheWorld, `{"by": `+by+`}`)
				same(t, data(t, api, networkOfTheWorld, `{"by": `+by+`}`), d)
				if n, _ := at(t, d, "network", "uses").(json.Number); n == "" || n == "0" {
					t.Errorf("%s: %v uses", of, n)
				}
				answers = append(answers, d)
			}
			for _, a := range answers[1:] {
				same(t, a, answers[0])
			}
		})
	}
}

const edgeOfTheWorld = `query($row: ID!, $column: ID!) { network(by: {mode: TWO_MODE, on: TARGETS}) {
  edge(row: $row, column: $column) { weight raw partCount parts(first: 500) { thing statement other weight } statementCount statements(first: 500) { id } }
} }`

// TestEdgesOpen: each weight of a network has as many statements as it counts.
func TestEdgesOpen(t *testing.T) {
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		d := data(t, api, `{ network(by: {mode: TWO_MODE, on: TARGETS}) { slices { ties { row column weight } } } }`, "")
		slices, _ := at(t, d, "network", "slices").([]any)
		ties, _ := at(t, slices[0], "ties").([]any)
		if len(ties) == 0 {
			t.Errorf("%s: no ties", of)
		}
		for _, tie := range ties {
			row, _ := at(t, tie, "row").(string)
			column, _ := at(t, tie, "column").(string)
			e := at(t, data(t, api, edgeOfTheWorld, `{"row": "`+row+`", "column": "`+column+`"}`), "network", "edge")
			same(t, at(t, e, "weight"), at(t, tie, "weight"))
			same(t, at(t, e, "raw"), at(t, tie, "weight"))
			parts, _ := at(t, e, "parts").([]any)
			same(t, json.Number(itoa(len(parts))), at(t, tie, "weight"))
		}
	}
}

func itoa(n int) string {
	b, err := json.Marshal(n)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

const positionsOfTheWorld = `{
  topics: positions { cells { actor { id } target { id } all { count for against neutral utterances sources first last statements { id } } contradictory } distinct statements without }
  targets: positions(on: TARGETS, actors: {kinds: [STATE]}, earlier: {to: "2016-04-14"}, later: {from: "2016-04-15"}) { cells {
    actor { id } target { id } shift
    all { count for against stance { scale count mean } scales statements(first: 500) { id } } earlier { count statements(first: 500) { id } } later { count statements(first: 500) { id } }
  } distinct statements without version parameters }
}`

// TestPositionsOfTheWorld: the API says who takes which positions as the oracle
// does, and each count opens into as many statements.
func TestPositionsOfTheWorld(t *testing.T) {
	var answers []any
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		d := data(t, api, positionsOfTheWorld, "")
		for _, field := range []string{"topics", "targets"} {
			cells, _ := at(t, d, field, "cells").([]any)
			if len(cells) == 0 {
				t.Errorf("%s: nobody takes positions on %s", of, field)
			}
			for _, c := range cells {
				for _, sums := range []string{"all", "earlier", "later"} {
					of, ok := c.(map[string]any)[sums].(map[string]any)
					if !ok {
						continue
					}
					statements, _ := of["statements"].([]any)
					same(t, any(json.Number(itoa(len(statements)))), of["count"])
				}
			}
		}
		answers = append(answers, d)
	}
	for _, a := range answers[1:] {
		same(t, a, answers[0])
	}
}

// TestWhatNetworksAndPositionsRefuse: each argument is named by its own place,
// and the message says what would work.
func TestWhatNetworksAndPositionsRefuse(t *testing.T) {
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		for what, test := range map[string]struct {
			query, path, says string
		}{
			"a normalization of the other mode":   {`{ network(by: {normalization: ACTIVITY}) { uses } }`, "by.normalization", "[NONE AVERAGE JACCARD COSINE]"},
			"an aggregation without a qualifier":  {`{ network(by: {aggregation: CONFLICT}) { uses } }`, "by.aggregation", "without a qualifier"},
			"a window longer than the range":      {`{ network(by: {on: TARGETS, window: {unit: YEARS, size: 99}}) { uses } }`, "by.window.size", "ask for a shorter window"},
			"no statements":                       {`{ network(where: {by: {anyOf: []}}) { uses } }`, "where", "leaves no statement"},
			"no scale":                            {`{ network(by: {on: TARGETS, qualifier: INTEGER, aggregation: SUBTRACT}) { uses } }`, "by.scale", "one scale only"},
			"agreement with targets":              {`{ network(by: {on: TARGETS, qualifier: BOOLEAN}) { uses } }`, "by.qualifier", "ask for INTEGER"},
			"a topic that is none":                {`{ network(by: {topics: ["actor/avaria"]}) { uses } }`, "by.topics[0]", ""},
			"an issue":                            {`{ positions(topics: ["topic/aid-to-karvela"]) { distinct } }`, "topics[0]", "of kind ISSUE; one agrees or disagrees with a PROPOSITION only"},
			"a topic that is not there":           {`{ network(by: {topics: ["topic/nothing"]}) { uses } }`, "by.topics[0]", "there is no"},
			"neutral positions counted by DNA":    {`{ network(by: {definition: DNA, neutral: COUNT}) { uses } }`, "by.neutral", "by DNA"},
			"a range that ends before":            {`{ network(by: {from: "2016", to: "2015"}) { uses } }`, "by.to", "before"},
			"no seed":                             {`{ network(by: {seed: -1}) { uses } }`, "by.seed", "0 or more"},
			"a slice that there is not":           {`{ network(by: {on: TARGETS}) { file(format: DL, slice: 7) } }`, "slice", "0 to 0"},
			"states of one slice":                 {`{ network(by: {on: TARGETS, isolates: true}) { phases(distance: ABSDIFF, states: 2) { states } } }`, "states", "have 1 to 1"},
			"camps without a qualifier":           {`{ network(by: {on: TARGETS}) { camps { distance } } }`, "qualifier", "ask for BOOLEAN"},
			"a backbone of two modes":             {`{ network(by: {on: TARGETS, mode: TWO_MODE}) { backbone { loss } } }`, "mode", "how ACTORS are tied"},
			"a filter that names nobody":          {`{ network(where: {by: {anyOf: ["actor/nobody"]}}) { uses } }`, "where.by.anyOf[0]", "there is no"},
			"on behalf":                           {`{ network(by: {actors: {kinds: [STATE], include: [ON_BEHALF]}}) { uses } }`, "by.actors.include", "ON_BEHALF"},
			"an exclusion that the filter is for": {`{ positions(first: 0) { distinct } }`, "first", "1 to 2500"},
			"a scale of topics":                   {`{ positions(scale: "x") { distinct } }`, "scale", "ask for TARGETS"},
			"topics of targets":                   {`{ positions(on: TARGETS, topics: []) { distinct } }`, "topics", "ask for TOPICS"},
			"one period":                          {`{ positions(earlier: {from: "2016"}) { distinct } }`, "later", "goes with earlier"},
			"a period that is no date":            {`{ positions(earlier: {from: "2017", to: "2016"}, later: {}) { distinct } }`, "earlier.to", "before"},
		} {
			t.Run(of+"/"+what, func(t *testing.T) {
				errs, _ := ask(t, api, test.query, "")["errors"].([]any)
				if len(errs) != 1 {
					t.Fatalf("%d errors", len(errs))
				}
				same(t, at(t, errs[0], "extensions", "code"), any("BAD_USER_INPUT"))
				same(t, at(t, errs[0], "extensions", "field"), any(test.path))
				if message, _ := at(t, errs[0], "message").(string); !strings.Contains(message, test.says) {
					t.Errorf("%s does not say %q", message, test.says)
				}
			})
		}
	}
}

// TestPositionsAreNamedTogether: the statements of all cells are named by one
// question for each of a table's sums, however many cells there are.
func TestPositionsAreNamedTogether(t *testing.T) {
	g := &counted{Graph: crowd(t, 20)}
	api := servingWith(t, g, gql.Options{})
	d := data(t, api, `{ positions(on: TARGETS, earlier: {}, later: {}) { cells { earlier { count statements { id } } later { count statements { id } } } } }`, "")
	cells, _ := at(t, d, "positions", "cells").([]any)
	if len(cells) != 40 {
		t.Errorf("%d cells", len(cells))
	}
	if n := g.take()["Positions"]; n != 3 { // the table, and the names of either period
		t.Errorf("%d questions", n)
	}
}
