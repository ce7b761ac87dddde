package ingest_test

import (
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
)

// spoken is a source that knows a person by a name that says who it is.
const spoken = `{"type":"Actor","id":"actor/maro-ilinn","kind":"PERSON","names":[{"text":"Maro Ilinn"}]}
{"type":"Document","id":"document/report","kind":"REPORT","title":"An invented report"}
{"type":"Statement","id":"statement/one","speakers":[{"actor":"actor/maro-ilinn"}],"attribution":"NAMED","transmission":"DIRECT","acts":[{"act":"ASSERT"}],"text":"Nothing was said.","wording":"PARAPHRASE","evidence":[{"document":"document/report"}]}
`

func imported(t *testing.T, g graph.Graph, by graph.Principal, text string) *ingest.Report {
	t.Helper()
	report, err := ingest.Run(t.Context(), g, []ingest.Input{feeding([]byte(text))}, ingest.Options{Principal: by})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A source that is imported again finds the records whose markings were raised by
// the ids that it has for them: what is the same stays, what is new is said of
// them, and what is corrected keeps its marking.
func TestASourceFindsWhatWasReidentified(t *testing.T) {
	g := memory(t)
	if report := imported(t, g, mirroring, spoken); !report.OK() {
		t.Fatalf("%+v", report)
	}
	if _, err := g.Commit(t.Context(), mirroring, marks("actor/maro-ilinn", graph.MarkingProtected)); err != nil {
		t.Fatal(err)
	}
	if report := imported(t, g, mirroring, spoken); !report.OK() || report.Same != 3 || report.First != 0 {
		t.Errorf("%+v", report)
	}
	for name, commit := range map[string]string{"loose": "", "in a commit": `{"type":"Commit","message":"more"}` + "\n"} {
		before := headOf(t, g)
		another := strings.NewReplacer("statement/one", "statement/"+strings.ReplaceAll(name, " ", "-"), "Nothing", "All, "+name+",").Replace(spoken)
		corrected := strings.Replace(another, `"PERSON"`, `"PERSON","sectors":["GOV"]`, 1)
		if name == "loose" {
			corrected = another
		}
		report := imported(t, g, mirroring, commit+corrected)
		if changed := strings.Count(corrected, "sectors"); !report.OK() || report.New != 1 || report.Changed != changed || headOf(t, g) != before+1 {
			t.Errorf("%s: %+v", name, report)
		}
	}
	for _, m := range graph.Markings() {
		text := canonical(t, g, graph.View{Revision: headOf(t, g), Clearance: m})
		sees := m == graph.MarkingProtected
		if strings.Contains(text, "maro-ilinn") || strings.Contains(text, "Maro") != sees || strings.Count(text, "statement/") > 0 != sees {
			t.Errorf("%s:\n%s", m, text)
		}
	}
	// Who does not see the record finds that the id is taken, and nothing else.
	public := graph.Principal{Name: "made-up coder", Role: graph.RoleAdmin, Clearance: graph.MarkingPublic}
	report := imported(t, g, public, strings.SplitAfter(spoken, "\n")[0])
	if len(report.Refused) != 1 || report.Refused[0].Reason != "conflicting change: the id is taken" {
		t.Errorf("%+v", report)
	}
	report = imported(t, g, public, strings.Replace(spoken[strings.Index(spoken, "\n")+1:], "statement/one", "statement/other", 1))
	if len(report.Refused) != 1 || report.Refused[0].Reason != "there is no record actor/maro-ilinn" {
		t.Errorf("%+v", report)
	}
}

// A withdrawal finds the record too, and a change of its marking that was made
// already is the same.
func TestLinesAboutWhatWasReidentified(t *testing.T) {
	g := memory(t)
	places(t, g, "kestrel")
	const mark = `{"type":"Commit"}` + "\n" + `{"type":"Mark","id":"location/kestrel","marking":"RESTRICTED"}` + "\n"
	if report := imported(t, g, mirroring, mark); report.Changed != 1 {
		t.Errorf("%+v", report)
	}
	if report := imported(t, g, mirroring, `{"type":"Commit","message":"once more"}`+mark[len(`{"type":"Commit"}`):]); report.Same != 1 || headOf(t, g) != 2 {
		t.Errorf("%+v", report)
	}
	for i, verb := range []string{"Retract", "Restore"} {
		report := imported(t, g, mirroring, `{"type":"Commit"}`+"\n"+`{"type":"`+verb+`","id":"location/kestrel","reason":"made up"}`+"\n")
		if !report.OK() || headOf(t, g) != graph.Revision(3+i) {
			t.Errorf("%s: %+v", verb, report)
		}
	}
}
