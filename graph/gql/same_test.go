package gql_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// The words of hidden statements, and their ids, are made up like all others.
const hiddenReport = graph.ID("statement/5e0c5b0e-7a55-4b0e-9d3e-6a0f0b6f3c21")

// reported adds two papers that tell of one briefing: what the spokesman said in
// it, and what he said that his minister had said. A third report is hidden.
func reported(t *testing.T, g graph.Graph) {
	t.Helper()
	create := func(r graph.Record) graph.Op { return graph.Op{Verb: graph.VerbCreate, Record: r} }
	actor := func(id string) graph.Op {
		return create(&graph.Actor{Meta: graph.Meta{ID: graph.ID("actor/" + id)}, Kind: graph.ActorPerson})
	}
	var ops []graph.Op
	ops = append(ops, actor("u-minister"), actor("u-spokesman"), actor("u-rival"),
		create(&graph.Topic{Meta: graph.Meta{ID: "topic/u-claim"}, Kind: graph.TopicProposition}))
	for _, paper := range []graph.ID{"u-gazette", "u-courier"} {
		document, telling := "document/"+paper, "utterance/"+paper
		ops = append(ops, create(&graph.Document{Meta: graph.Meta{ID: document}, Kind: graph.DocumentReport}),
			create(&graph.Statement{
				Meta:     graph.Meta{ID: graph.ID("statement/" + string(paper) + "-briefing")},
				Speakers: []graph.Speaker{{Actor: "actor/u-spokesman"}}, Said: &graph.Date{EDTF: "2019-04-18"}, Utterance: telling,
				Text: "the minister was very clear with them on this", Lang: "en", Evidence: []graph.Evidence{{Document: document}},
			}),
			create(&graph.Statement{
				Meta:     graph.Meta{ID: graph.ID("statement/" + string(paper) + "-minister")},
				Speakers: []graph.Speaker{{Actor: "actor/u-minister"}}, Relays: []graph.Relay{{Speaker: graph.Speaker{Actor: "actor/u-spokesman"}, Utterance: telling}},
				Transmission: graph.TransmissionRelayed, Said: &graph.Date{EDTF: "2019-04-17"}, Positions: []graph.Stand{{Topic: "topic/u-claim", Agreement: graph.Agree}},
				Text: "the mill and the bridge are ours to mend", Lang: "en", Evidence: []graph.Evidence{{Document: document}},
			}))
	}
	ops = append(ops, create(&graph.Document{Meta: graph.Meta{ID: "document/u-herald"}, Kind: graph.DocumentReport}), create(&graph.Statement{
		Meta:     graph.Meta{ID: hiddenReport, Marking: graph.MarkingProtected},
		Speakers: []graph.Speaker{{Actor: "actor/u-minister"}}, Said: &graph.Date{EDTF: "2019-04-17"},
		Text: "the mill and the bridge are ours to mend", Lang: "en", Evidence: []graph.Evidence{{Document: "document/u-herald"}},
	}))
	commit(t, g, graph.Change{Ops: ops})
}

const pairsAsked = `{ sameUtterance(where: {by: {anyOf: ["actor/u-minister", "actor/u-spokesman"]}}) { total refused found { a { id } b { id } score } } }`

func pairsOf(t *testing.T, answer map[string]any) (found []string) {
	t.Helper()
	list, _ := at(t, answer, "sameUtterance", "found").([]any)
	for _, p := range list {
		found = append(found, fmt.Sprint(at(t, p, "a", "id"), " ", at(t, p, "b", "id")))
	}
	return found
}

func TestSameUtteranceIsJudged(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			reported(t, g)
			api, open := serving(t, g, graph.MarkingPublic), serving(t, g, graph.MarkingProtected)
			write := writing(t, g, reviewing, graph.MarkingProtected)
			judge := func(ids, verdict string) map[string]any {
				return ask(t, write, `mutation { judgeUtterance(input: {ids: [`+ids+`], verdict: `+verdict+`}) { revision { number } records { id } errors { code message } } }`, "")
			}
			const ministers = `"statement/u-gazette-minister", "statement/u-courier-minister"`
			const briefings = `"statement/u-gazette-briefing", "statement/u-courier-briefing"`
			counted := func() string {
				answer := data(t, api, `{ positions(topics: ["topic/u-claim"]) { cells { all { count utterances sources } } } }`, "")
				all := at(t, answer, "positions", "cells", 0, "all")
				return fmt.Sprintf("%v %v %v", at(t, all, "count"), at(t, all, "utterances"), at(t, all, "sources"))
			}
			if got := counted(); got != "2 2 2" {
				t.Errorf("before anything is judged: %s", got)
			}
			// What is hidden is no candidate, and none is counted.
			if got := pairsOf(t, data(t, api, pairsAsked, "")); len(got) != 2 || strings.Contains(fmt.Sprint(got), string(hiddenReport)) {
				t.Errorf("candidates: %q", got)
			}
			if got := pairsOf(t, data(t, open, pairsAsked, "")); len(got) != 4 {
				t.Errorf("candidates for who sees more: %q", got)
			}
			judge(ministers, "SAME")
			if got := counted(); got != "2 1 2" {
				t.Errorf("of one utterance, in two tellings: %s", got)
			}
			// The tellings become one, and with them the sources.
			judge(briefings, "SAME")
			if got := counted(); got != "2 1 1" {
				t.Errorf("of one utterance, in one telling: %s", got)
			}
			if got := pairsOf(t, data(t, api, pairsAsked, "")); got != nil {
				t.Errorf("candidates after both: %q", got)
			}
			// Taken apart, they are two again, and no candidates any more.
			judge(briefings, "DIFFERENT")
			if got := counted(); got != "2 1 2" {
				t.Errorf("of two tellings again: %s", got)
			}
			answer := data(t, api, pairsAsked, "")
			if got := pairsOf(t, answer); got != nil || at(t, answer, "sameUtterance", "refused") != json.Number("1") {
				t.Errorf("refused, and offered again: %v", answer)
			}
			// What is refused of one that is hidden stands with that one.
			judge(`"statement/u-gazette-minister", "`+string(hiddenReport)+`"`, "DIFFERENT")
			if got := fmt.Sprint(data(t, api, `{ statement(id: "statement/u-gazette-minister") { variables { name } } }`, "")); strings.Contains(got, "distinct") {
				t.Errorf("a public statement tells of a hidden one: %s", got)
			}
			answer = data(t, open, pairsAsked, "")
			if got := pairsOf(t, answer); got != nil || at(t, answer, "sameUtterance", "refused") != json.Number("3") {
				t.Errorf("refused for one report, and offered for another one of the same utterance: %v", answer)
			}
			// The later judgement holds.
			judge(briefings, "SAME")
			if got := counted(); got != "2 1 1" {
				t.Errorf("judged the same again: %s", got)
			}
			for ids, verdict := range map[string]string{`"statement/u-gazette-minister"`: "SAME", ministers + ", " + briefings: "DIFFERENT", `"statement/nowhere", "statement/never"`: "SAME", `"actor/u-rival", "actor/u-minister"`: "SAME", briefings: "UNSURE"} {
				if got := fmt.Sprint(judge(ids, verdict)); !strings.Contains(got, "code:") {
					t.Errorf("%s %s: %s", ids, verdict, got)
				}
			}
		})
	}
}

// comparedQuestion asks for every field of what is compared.
const comparedQuestion = `{
  sameUtterance(of: "statement/accuses") {
    definition above of { id } read cut total refused
    found { key a { id } b { id } score evidence { kind weight a b nodes } }
  }
  copies(of: "document/gazette") {
    definition of { id } read without cut total refused
    found {
      key original { id } copy { id } how certain score shared ofCopy ofOriginal others
      losses { definition texts statements more found { kind } }
    }
  }
  document(id: "document/courier") {
    losses {
      texts statements more
      found {
        kind words instead actor { id } node { ... on Record { id } } original { start end words } copy { start end words }
        originalStatement { id } copyStatement { id }
      }
    }
  }
  event(id: "event/call") {
    readouts {
      definition read clauseCount
      sides { actor { id } tellers { id } documents { id } statementCount }
      clauses { given { side statements { id } } omittedBy sameActs relabels { node { ... on Record { id } } sideA termA sideB termB } }
    }
  }
}`

const judgingReports = `mutation {
  judgeUtterance(input: {ids: ["statement/accuses", "statement/accuses-too"], verdict: SAME}) { revision { number } }
}`

// compared is a graph of made-up reports, copies and readouts.
func compared(t *testing.T) graph.Graph {
	t.Helper()
	text, err := os.ReadFile("testdata/compared.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	var c graph.Change
	for line := range bytes.Lines(text) {
		l, err := ndjson.Decode(bytes.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: l.Record})
	}
	g := bare(t)["ledger"]
	commit(t, g, c)
	return g
}
