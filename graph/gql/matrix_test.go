package gql_test

import (
	"testing"

	"hudna/graph"
)

const statesOfStates = `{ matrix(
  rows: {kinds: [STATE]} columns: {kinds: [STATE], include: [SELF, PARTS], certainty: POSSIBLY} first: 10
) { cells { row { id name(lang: ["en"]) } column { id } count stances { scale count mean } } distinct statements without } }`

const connected = `query($from: ID!, $to: ID!, $links: [PathLink!], $most: Int) { shortestPaths(from: $from, to: $to, links: $links, maxSteps: $most, first: 3) {
  length steps { from { id } to { id } count statements { id text } }
} }`

// TestMatrixAndPathsOfTheWorld: the API says of who spoke of whom what the oracle
// says, and there is something to be said.
func TestMatrixAndPathsOfTheWorld(t *testing.T) {
	answers := map[string]map[string]any{}
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		m := data(t, api, statesOfStates, "")
		p := data(t, api, connected, `{"from": "actor/avaria", "to": "actor/ruritania", "links": ["SPOKE_OF", "SPOKE_TO", "RELAYED"]}`)
		answers[of] = map[string]any{"matrix": m, "paths": p}
		if cells, _ := at(t, m, "matrix", "cells").([]any); len(cells) == 0 {
			t.Errorf("%s: the matrix has no cells", of)
		}
		if paths, _ := at(t, p, "shortestPaths").([]any); len(paths) == 0 {
			t.Errorf("%s: there are no paths", of)
		}
	}
	first := ""
	for of := range answers {
		if first == "" {
			first = of
		}
		same(t, answers[of], answers[first])
	}
}

// TestWhatAnAnalysisRefuses: each argument is named by its own place.
func TestWhatAnAnalysisRefuses(t *testing.T) {
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		for what, test := range map[string]struct{ query, path string }{
			"too many cells":        {`{ matrix(first: 2501) { distinct } }`, "first"},
			"no cell":               {`{ matrix(first: 0) { distinct } }`, "first"},
			"on behalf":             {`{ matrix(rows: {kinds: [STATE], include: [ON_BEHALF]}) { distinct } }`, "rows.include"},
			"nobody in the filter":  {`{ matrix(where: {by: {anyOf: ["actor/nobody"]}}) { distinct } }`, "where.by.anyOf[0]"},
			"nobody at the end":     {`{ shortestPaths(from: "actor/avaria", to: "actor/nobody") { length } }`, "to"},
			"a document at the end": {`{ shortestPaths(from: "document/lake-minutes", to: "actor/avaria") { length } }`, "from"},
			"too many steps":        {`{ shortestPaths(from: "actor/avaria", to: "actor/ruritania", maxSteps: 7) { length } }`, "maxSteps"},
			"no step":               {`{ shortestPaths(from: "actor/avaria", to: "actor/ruritania", maxSteps: 0) { length } }`, "maxSteps"},
			"too many paths":        {`{ shortestPaths(from: "actor/avaria", to: "actor/ruritania", first: 21) { length } }`, "first"},
		} {
			t.Run(of+"/"+what, func(t *testing.T) {
				errs, _ := ask(t, api, test.query, "")["errors"].([]any)
				if len(errs) != 1 {
					t.Fatalf("%d errors", len(errs))
				}
				same(t, at(t, errs[0], "extensions", "code"), any("BAD_USER_INPUT"))
				same(t, at(t, errs[0], "extensions", "field"), any(test.path))
			})
		}
	}
}
