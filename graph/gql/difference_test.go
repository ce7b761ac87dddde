package gql_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func TestDifferencesAreRefused(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	for name, c := range map[string]struct{ query, code, message string }{
		"from after to":         {`{ differences(from: 9, to: 3) { nodes { id } } }`, "BAD_USER_INPUT", "from: is 9, which comes after 3"},
		"from after the newest": {`{ differences(from: 99) { nodes { id } } }`, "BAD_USER_INPUT", "from: is 99, which comes after 17"},
		"to after what is read": {`query @asOf(revision: 5) { diff(id: "topic/x", from: 1, to: 6) { id } }`, "BAD_USER_INPUT", "to: is 6; the operation reads revision 5"},
		"a page that is none":   {`{ differences(from: 1, first: 0) { nodes { id } } }`, "BAD_USER_INPUT", "first: is 0; a page has 1 to 500 items"},
		"a cursor of another": {
			`{ comparison(where: {}, from: 1, after: "x") { came } }`, "INVALID_CURSOR", "the cursor is broken, or of another list",
		},
		"an actor who is not there": {
			`{ comparison(where: {by: {anyOf: ["actor/nobody"]}}, from: 1) { came } }`, "BAD_USER_INPUT", "where.by.anyOf[0]: there is no actor/nobody",
		},
		"touching what is not there": {`{ revisions(where: {touches: "topic/nothing"}) { totalCount } }`, "BAD_USER_INPUT", "where.touches: there is no record topic/nothing"},
		"touching what is hidden": {
			fmt.Sprintf(`{ revisions(where: {touches: %q}) { totalCount } }`, graphtest.HiddenWitness), "BAD_USER_INPUT",
			"where.touches: there is no record " + string(graphtest.HiddenWitness),
		},
		"touching what is no record": {`{ revisions(where: {touches: "utterance/x"}) { totalCount } }`, "BAD_USER_INPUT", "where.touches: \"utterance/x\" is no id of a record"},
		"two bounds in one":          {`{ revisions(where: {after: {revision: 1, time: "2020-05-15T09:30:00Z"}}) { totalCount } }`, "BAD_USER_INPUT", "where.after: give either revision or time, exactly one of the two"},
		"no bound":                   {`{ revisions(where: {before: {}}) { totalCount } }`, "BAD_USER_INPUT", "where.before: give either revision or time, exactly one of the two"},
	} {
		t.Run(name, func(t *testing.T) {
			code, message, _ := failure(t, ask(t, api, c.query, ""))
			if code != c.code || !strings.HasPrefix(message, c.message) {
				t.Errorf("%s %q, want %s %q", code, message, c.code, c.message)
			}
		})
	}
}

// Who was not there yet at the earlier revision is met by nothing there, and is no
// mistake.
func TestComparisonWithWhoWasNotThere(t *testing.T) {
	for of, g := range graphs(t) {
		got := data(t, serving(t, g, graph.MarkingPublic), `{ comparison(where: {by: {anyOf: ["actor/lake-council"]}}, from: 15) { came went changed } }`, "")
		if at(t, got, "comparison", "came") == json.Number("0") || at(t, got, "comparison", "went") != json.Number("0") {
			t.Errorf("%s: %v", of, got)
		}
	}
}

// What is hidden differs in nothing, comes and goes nowhere, and was entered by
// nobody.
func TestDifferencesOfWhatIsHidden(t *testing.T) {
	g := loaded(t)
	const question = `{
	  differences(from: 0, first: 500) { nodes { id changes { path before after } before { id } after { id } } }
	  comparison(where: {status: [DRAFT, PUBLISHED, RETRACTED], basis: [CODED, EXTRACTED, MACHINE_CODED]}, from: 0, first: 500) {
	    came nodes { after { id text } changes { before after } }
	  }
	  revisions(first: 500) { nodes { author message } }
	}`
	for clearance, words := range secrets {
		below := map[graph.Marking]graph.Marking{graph.MarkingRestricted: graph.MarkingPublic, graph.MarkingProtected: graph.MarkingRestricted}[clearance]
		text, err := json.Marshal(data(t, serving(t, g, below), question, ""))
		if err != nil {
			t.Fatal(err)
		}
		all, err := json.Marshal(data(t, serving(t, g, graph.MarkingProtected), question, ""))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if strings.Contains(string(text), word) {
				t.Errorf("%s is told of %q", below, word)
			}
		}
		if !strings.Contains(string(all), words[0]) {
			t.Errorf("nobody is told of %q", words[0])
		}
	}
}
