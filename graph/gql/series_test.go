package gql_test

import (
	"encoding/json"
	"testing"

	"hudna/graph"
)

// TestSeriesOfTheWorld: the API says when who spoke what the oracle says, and
// there is something to be said.
func TestSeriesOfTheWorld(t *testing.T) {
	var answers []any
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		d := data(t, api, `{
			months: series(period: MONTH, by: SPEAKER, first: 3) {
				groups { value node { id } statements points { period statements utterances stances { scale count mean } } }
				distinct statements without undated spanning
			}
			years: series(period: YEAR) { groups { value node { id } agreement points { period statements } } distinct }
			positions: series(period: YEAR, by: POSITION) { groups { value agreement statements } }
		}`, "")
		if groups, _ := at(t, d, "months", "groups").([]any); len(groups) != 3 {
			t.Errorf("%s: %d groups of months", of, len(groups))
		}
		same(t, at(t, d, "years", "distinct"), any(json.Number("1")))
		answers = append(answers, d)
	}
	for _, a := range answers[1:] {
		same(t, a, answers[0])
	}
}

// TestWhatASeriesRefuses: each argument is named by its own place, and too much
// is said to be so.
func TestWhatASeriesRefuses(t *testing.T) {
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		for what, test := range map[string]struct {
			query, code string
			path        any
		}{
			"no period":            {`{ series(period: DAY, periods: 0) { distinct } }`, "BAD_USER_INPUT", "periods"},
			"too many groups":      {`{ series(period: DAY, by: ACT, first: 501) { distinct } }`, "BAD_USER_INPUT", "first"},
			"groups of periods":    {`{ series(period: DAY, by: MONTH) { distinct } }`, "BAD_USER_INPUT", "by"},
			"nobody in the filter": {`{ series(period: DAY, where: {by: {anyOf: ["actor/nobody"]}}) { distinct } }`, "BAD_USER_INPUT", "where.by.anyOf[0]"},
			"unknown zone":         {`{ series(period: DAY, zone: "Mars/Olympus") { distinct } }`, "BAD_USER_INPUT", "zone"},
			"a window too long":    {`{ series(period: YEAR) { groups { windows(of: 4000) { mean } } } }`, "BAD_USER_INPUT", "of"},
			"spread over too much": {`{ series(period: HOUR, inexact: SPREAD, periods: 20) { distinct } }`, "TOO_COMPLEX", nil},
			"more periods":         {`{ series(period: DAY, periods: 2) { distinct } }`, "TOO_COMPLEX", nil},
		} {
			t.Run(of+"/"+what, func(t *testing.T) {
				errs, _ := ask(t, api, test.query, "")["errors"].([]any)
				if len(errs) != 1 {
					t.Fatalf("%d errors", len(errs))
				}
				extensions, _ := at(t, errs[0], "extensions").(map[string]any)
				same(t, extensions["code"], any(test.code))
				same(t, extensions["field"], test.path)
			})
		}
	}
}
