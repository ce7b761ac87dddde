package gql_test

import (
	"encoding/json"
	"strings"
	"testing"

	"hudna/graph"
)

// A record tells the import that brought it, as far as the asker may see that,
// and one that nobody imported tells nothing.
func TestProvenance(t *testing.T) {
	const event, run = graph.ID("event/made-up-7"), graph.ID("import-run/made-up-file")
	text := func(name, value string) graph.Variable {
		return graph.Variable{Name: name, Type: graph.VariableText, Value: value}
	}
	asked := `query($id: ID!) { event(id: $id) { provenance { run { id fileName sha256 format options } line row flag } } }`
	sum := strings.Repeat("0a", 32)
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			bringing := func(id graph.ID, variables ...graph.Variable) graph.Op {
				return graph.Op{Verb: graph.VerbCreate, Record: &graph.Event{Meta: graph.Meta{ID: id, Variables: variables}, Kind: graph.EventOther, Basis: graph.EventReported}}
			}
			commit(t, g, graph.Change{Ops: []graph.Op{
				{Verb: graph.VerbCreate, Record: &graph.ImportRun{Meta: graph.Meta{ID: run}, FileName: "made-up.csv", SHA256: sum, Format: "csv", Options: "--keep-rows"}},
				bringing(event, text(graph.VariableRun, string(run)), graph.Variable{Name: graph.VariableLine, Type: graph.VariableInteger, Value: "4"},
					text(graph.VariableRow, graph.PackRow("7,\"Karvela\",نقطة\r\n")), text(graph.VariableFlag, "low is above high")),
				bringing("event/made-up-8", text(graph.VariableRun, string(run)), text(graph.VariableLine, "four")),
				bringing("event/made-up-9", text(graph.VariableLine, "9")),
				bringing("event/made-up-10", text(graph.VariableRun, "actor/avaria"), text(graph.VariableRow, "%")),
				bringing("event/made-up-11", text(graph.VariableRun, "actor/avaria"), text(graph.VariableRow, graph.PackRow("\xff"))),
			}})
			api := serving(t, g, graph.MarkingPublic)
			told := func(id graph.ID) any {
				e, _ := data(t, api, asked, `{"id": "`+string(id)+`"}`)["event"].(map[string]any)
				return e["provenance"]
			}
			file := map[string]any{"id": string(run), "fileName": "made-up.csv", "sha256": sum, "format": "csv", "options": "--keep-rows"}
			same(t, told(event), map[string]any{"run": file, "line": json.Number("4"), "row": `7,"Karvela",نقطة`, "flag": "low is above high"})
			same(t, told("event/made-up-8"), map[string]any{"run": file, "line": nil, "row": nil, "flag": nil})
			same(t, told("event/made-up-9"), nil)
			none := map[string]any{"run": nil, "line": nil, "row": nil, "flag": nil}
			same(t, told("event/made-up-10"), none)
			same(t, told("event/made-up-11"), none)
			commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbMark, ID: run, Marking: graph.MarkingRestricted}}})
			same(t, told(event), map[string]any{"run": nil, "line": json.Number("4"), "row": `7,"Karvela",نقطة`, "flag": "low is above high"})
		})
	}
}

// comeFrom asks of a record of each kind where it comes from.
const comeFrom = `{ nodes(ids: [
  "actor/imported", "statement/imported", "event/imported", "location/imported", "agreement/imported", "document/imported", "topic/imported",
  "import-run/imported", "judgement/imported", "codebook/imported"
]) { ... on Record { provenance { run { id } line row flag } } } }`

// waits asks for all that is told of what waits.
const waits = `{ undecided { edges { node { judgement { id } named { ... on Node { id } } candidate { ... on Node { id } } score evidence } }
  nodes { judgement { id } } pageInfo { hasNextPage } totalCount } }`

// imported adds a record of each kind that says that it was imported.
func imported(t *testing.T, g graph.Graph) {
	t.Helper()
	c := graph.Change{}
	for _, kind := range graph.Kinds() {
		r := graph.New(kind)
		r.Shared().ID = graph.ID(string(kind) + "/imported")
		r.Shared().Variables = []graph.Variable{
			{Name: graph.VariableRun, Type: graph.VariableText, Value: "import-run/imported"},
			{Name: graph.VariableLine, Type: graph.VariableInteger, Value: "3"},
			{Name: graph.VariableRow, Type: graph.VariableText, Value: graph.PackRow("made,up")},
			{Name: graph.VariableFlag, Type: graph.VariableText, Value: "made up"},
		}
		switch r := r.(type) {
		case *graph.Statement:
			r.Attribution, r.Text, r.Evidence = graph.AttributionAnonymous, "made up", []graph.Evidence{{Document: "document/imported"}}
		case *graph.Event:
			r.Kind, r.Basis = graph.EventOther, graph.EventReported
		case *graph.Agreement:
			r.Kind = graph.AgreementOther
		case *graph.Judgement:
			r.A, r.B, r.Verdict, r.Why = "actor/imported", "actor/lake-council", graph.VerdictUnsure, "made up"
		case *graph.Codebook:
			r.Scheme = "imported"
		}
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	commit(t, g, c)
}
