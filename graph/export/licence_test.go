package export

import (
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func commit(t *testing.T, g graph.Graph, records ...graph.Record) {
	t.Helper()
	var ops []graph.Op
	for _, r := range records {
		ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Message: "Made up for the test", Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

// closed has statements and events of documents that may be passed on and of
// such that may not.
func closed(t *testing.T) graph.Graph {
	t.Helper()
	g := empty(t)
	licence := func(line, redistribution string) (v []graph.Variable) {
		if line != "" {
			v = append(v, graph.Variable{Name: VariableLicence, Value: line})
		}
		if redistribution != "" {
			v = append(v, graph.Variable{Name: VariableRedistribution, Value: redistribution})
		}
		return v
	}
	forbidding := &graph.Actor{Meta: graph.Meta{ID: "actor/data-vault", Variables: licence("Data Vault terms", RedistributionForbidden)}, Kind: graph.ActorOrganisation}
	published := func(d *graph.Document) *graph.Document { d.Publisher = forbidding.ID; return d }
	copied := document("copy")
	copied.CopyOf = &graph.CopyOf{Document: "document/of-publisher"}
	event := func(id string, in graph.ID) *graph.Event {
		return &graph.Event{Meta: graph.Meta{ID: graph.ID("event/" + id)}, Kind: graph.EventShelling, Basis: graph.EventReported, Documents: []graph.ID{in}}
	}
	commit(t, g, forbidding,
		document("open", licence("Open Data, CC BY 4.0", RedistributionAllowed)...),
		document("silent"),
		document("forbidden", licence("Sealed Data", RedistributionForbidden)...),
		published(document("of-publisher")),
		published(document("released", licence("Released Data", RedistributionAllowed)...)),
		copied)
	commit(t, g,
		statement("open", "document/open"), statement("silent", "document/silent"), statement("forbidden", "document/forbidden"),
		statement("of-publisher", "document/of-publisher"), statement("released", "document/released"), statement("copy", "document/copy"),
		event("open", "document/open"), event("forbidden", "document/forbidden"),
		&graph.Event{Meta: graph.Meta{ID: "event/itself", Variables: licence("", RedistributionForbidden)}, Kind: graph.EventCall, Basis: graph.EventReported})
	return g
}

// TestSchemesHaveTheTermsOfTheirDataset has places that were coded by the scheme
// of a dataset that may not be passed on, and others.
func TestSchemesHaveTheTermsOfTheirDataset(t *testing.T) {
	g := empty(t)
	coded := func(scheme string) *graph.Coding { return &graph.Coding{Coder: "import", Scheme: scheme} }
	place := func(id, scheme string) *graph.Location {
		return &graph.Location{Meta: graph.Meta{ID: graph.ID("location/" + id), Coding: coded(scheme)}}
	}
	dataset := func(id, scheme string, kind graph.DocumentKind) *graph.Document {
		d := document(id, graph.Variable{Name: VariableRedistribution, Value: RedistributionForbidden})
		d.Coding, d.Kind = coded(scheme), kind
		return d
	}
	source := document("row-source")
	source.Coding = coded("sealed")
	commit(t, g, dataset("sealed", "sealed", graph.DocumentDataset), dataset("report", "report", graph.DocumentReport), dataset("other", "sealed", graph.DocumentDataset), source,
		place("sealed", "sealed"), place("report", "report"), place("other", "other"), place("unknown", "no such scheme"), place("mine", ""))
	commit(t, g, statement("by-source", source.ID))
	r := at(t, g, graph.MarkingPublic)
	text, p := wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: graph.KindLocation}})
	got := idsOf(decoded(t, text))
	slices.Sort(got)
	if want := []graph.ID{"location/mine", "location/other", "location/report", "location/unknown"}; !slices.Equal(got, want) || p.Withheld != 1 {
		t.Errorf("%v and %d withheld, want %v", got, p.Withheld, want)
	}
	if _, p := wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: graph.KindStatement}}); p.Withheld != 1 {
		t.Errorf("a statement of a document of the scheme is passed on: %+v", p)
	}
}

func TestLicencesForbid(t *testing.T) {
	r := at(t, closed(t), graph.MarkingPublic)
	cases := map[string]struct {
		kind     graph.Kind
		stays    []graph.ID
		withheld int
		licences []string
	}{
		"statements": {graph.KindStatement, []graph.ID{"statement/open", "statement/released", "statement/silent"}, 3, []string{"Open Data, CC BY 4.0", "Released Data"}},
		"events":     {graph.KindEvent, []graph.ID{"event/open"}, 2, []string{"Open Data, CC BY 4.0"}},
		"documents":  {graph.KindDocument, []graph.ID{"document/open", "document/released", "document/silent"}, 3, []string{"Open Data, CC BY 4.0", "Released Data"}},
		"actors":     {graph.KindActor, nil, 1, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text, p := wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: c.kind}})
			got := idsOf(decoded(t, text))
			slices.Sort(got)
			if !slices.Equal(got, c.stays) || p.Withheld != c.withheld || p.Restricted != 0 || !slices.Equal(p.Licences, c.licences) {
				t.Errorf("%v, %+v", got, p)
			}
			_, p = wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: c.kind}, IncludeRestricted: true})
			if p.Records != len(c.stays)+c.withheld || p.Withheld != 0 || p.Restricted != c.withheld {
				t.Errorf("with what is restricted: %+v", p)
			}
		})
	}
	// The same holds for an export of everything.
	text, summary := exported(t, r)
	if summary.Withheld != 3+2+3+1 || strings.Contains(text, "Sealed Data") || strings.Contains(text, `"id":"statement/copy"`) {
		t.Errorf("%+v of\n%s", summary, text)
	}
}
