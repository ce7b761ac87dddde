package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// exportServer serves the sample, and gives what it serves.
func exportServer(t *testing.T) (*httptest.Server, graph.Graph) {
	t.Helper()
	p := tested(t)
	g, err := p.open(t.Context(), t.TempDir(), openFlags{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := p.demo(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	server, err := p.server(g, graph.MarkingPublic, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(server)
	t.Cleanup(s.Close)
	return s, g
}

// A fetch is an answer that was read to its end.
type fetch struct {
	status          int
	header, trailer http.Header
}

func fetched(t *testing.T, address string) (fetch, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fetch{res.StatusCode, res.Header, res.Trailer}, body
}

// TestExportOverHTTP asks for everything in every form, as of two revisions: it
// is what is written here, with the same provenance.
func TestExportOverHTTP(t *testing.T) {
	s, g := exportServer(t)
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range exportNames {
		for _, format := range export.Formats() {
			if format.Network() != (of.name == "network") || format.Holds(of.kind) != nil {
				continue
			}
			for _, revision := range []graph.Revision{head.Revision, head.Revision - 1} {
				res, body := fetched(t, fmt.Sprintf("%s/export/%s.%s?revision=%d", s.URL, of.name, format, revision))
				var want bytes.Buffer
				p, err := export.Write(t.Context(), g.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic}), &want, export.Request{Format: format, Selection: export.Selection{Kind: of.kind}})
				if err != nil {
					t.Fatal(err)
				}
				if res.status != http.StatusOK || !bytes.Equal(body, want.Bytes()) {
					t.Errorf("%s.%s as of %d: %d, not what is written here:\n%s", of.name, format, revision, res.status, body)
				}
				if res.header.Get("Hudna-Revision") != fmt.Sprint(revision) || res.header.Get("Hudna-Clearance") != "PUBLIC" || res.header.Get("Hudna-Revision-Time") == "" ||
					res.trailer.Get("Hudna-Records") != fmt.Sprint(p.Records) || res.trailer.Get("Hudna-SHA256") != p.SHA256 {
					t.Errorf("%s.%s: %v, and at the end %v", of.name, format, res.header, res.trailer)
				}
			}
		}
	}
}

// TestExportIsTheListOfTheAPI asks with filters both ways.
func TestExportIsTheListOfTheAPI(t *testing.T) {
	s, _ := exportServer(t)
	for _, filter := range []string{
		`{}`,
		`{by: {anyOf: ["actor/john-kerry"]}}`,
		`{by: {anyOf: ["actor/united-states"], include: [SELF, REPRESENTATIVES, PARTS]}}`,
		`{said: {from: "2016-04", to: "2016-04-20~"}, depth: {max: 1}}`,
		`{text: "cessation"}`,
		`{not: {linked: {kinds: [DENIES]}}, or: [{acts: [{act: DEMAND}]}, {about: [{roles: [BREACHED]}]}]}`,
		`{status: [DRAFT, PUBLISHED, RETRACTED], basis: [CODED, EXTRACTED, MACHINE_CODED], superseded: [true, false]}`,
	} {
		res, body := fetched(t, s.URL+"/export/statements.ndjson?filter="+url.QueryEscape(filter))
		if res.status != http.StatusOK || res.header.Get("Hudna-Filter") != url.PathEscape(filter) {
			t.Fatalf("%s: %d %s %v", filter, res.status, body, res.header)
		}
		var got []string
		for line := range strings.Lines(string(body)) {
			var record struct{ ID string }
			if err := json.Unmarshal([]byte(line), &record); err != nil {
				t.Fatal(err)
			}
			got = append(got, record.ID)
		}
		var answer struct {
			Data struct {
				Statements struct{ Nodes []struct{ ID string } }
			}
			Errors []any
		}
		question := "{ statements(where: " + filter + ", first: 100) { nodes { id } } }"
		if err := json.Unmarshal([]byte(posted(t, s.URL+"/graphql", question)), &answer); err != nil || len(answer.Errors) > 0 {
			t.Fatal(err, answer.Errors)
		}
		var want []string
		for _, n := range answer.Data.Statements.Nodes {
			want = append(want, n.ID)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: exported\n%v, the API lists\n%v", filter, got, want)
		}
	}
}

func TestExportRefusals(t *testing.T) {
	s, _ := exportServer(t)
	for target, says := range map[string]string{
		"statements":                                        "is no format",
		"statements.xls":                                    "is no format",
		"wishes.csv":                                        `\"wishes\" is nothing that is exported`,
		"statements.gexf":                                   "are the forms of network",
		"statements.csv?order=1":                            "is no parameter",
		"statements.csv?revision=x":                         `\"x\" is not what it takes`,
		"statements.csv?revision=999999":                    "is beyond the newest",
		"statements.csv?spreadsheet=1":                      `\"1\" is not what it takes`,
		"statements.parquet?spreadsheet=true":               "is for csv and tsv",
		"statements.csv?filter=by":                          "is more than one filter, or none",
		"judgements.csv?filter=%7B%7D":                      "which have none",
		"statements.csv?filter=%7Butterance:%22event/x%22}": "utterance",
	} {
		if res, body := fetched(t, s.URL+"/export/"+target); res.status != http.StatusBadRequest || !strings.Contains(string(body), says) {
			t.Errorf("%s: %d %s, want %q", target, res.status, body, says)
		}
	}
}

func TestLicenceField(t *testing.T) {
	long := strings.Repeat("x", maxLicenceField-1)
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"none":                     {nil, ""},
		"with commas in a line":    {[]string{"Data, CC BY 4.0", "Other"}, "Data%2C%20CC%20BY%204.0,Other"},
		"as long as there is room": {[]string{long}, long},
		"one too many":             {[]string{long, "y"}, long},
	} {
		if got := licenceField(c.lines); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestEveryFilterIsRead reads the filters of the long questions, as the API does.
func TestEveryFilterIsRead(t *testing.T) {
	for kind, text := range map[graph.Kind]string{
		graph.KindStatement: `{about: [{event: {place: {anyOf: ["location/aleppo"], descendants: true}}}], figures: {what: [DEATHS]}}`,
		graph.KindEvent:     `{participants: [{roles: [PERPETRATOR], certainties: [ALLEGED]}]}`,
	} {
		if q, err := gql.ParseFilter(context.WithoutCancel(t.Context()), kind, text); err != nil || q == nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
