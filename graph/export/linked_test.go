package export

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"hudna/graph"
)

// noNetwork loads no context from anywhere: ours is in the document.
type noNetwork struct{}

func (noNetwork) LoadDocument(u string) (*ld.RemoteDocument, error) {
	return nil, errors.New("nothing is loaded from " + u)
}

func linkedOptions() *ld.JsonLdOptions {
	o := ld.NewJsonLdOptions("")
	o.DocumentLoader = noNetwork{}
	return o
}

// expanded are the nodes of a document, expanded by another's library, by their
// ids.
func expanded(t *testing.T, text string) map[string]map[string]any {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	list, err := ld.NewJsonLdProcessor().Expand(document, linkedOptions())
	if err != nil {
		t.Fatal(err)
	}
	nodes := map[string]map[string]any{}
	for _, each := range list {
		node, ok := each.(map[string]any)
		id, isID := node["@id"].(string)
		if !ok || !isID || nodes[id] != nil {
			t.Fatalf("%v is no node, or is there twice", each)
		}
		nodes[id] = node
	}
	return nodes
}

// values are the ids or values under a name.
func values(node map[string]any, name string) (all []string) {
	list, _ := node[name].([]any)
	for _, each := range list {
		switch v := each.(type) {
		case string:
			all = append(all, v)
		case map[string]any:
			for _, key := range []string{"@id", "@value"} {
				if s, ok := v[key].(string); ok {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// TestLinkedDataExpands has every record expanded, and sees that each is there
// with what the vocabularies say of it.
func TestLinkedDataExpands(t *testing.T) {
	for name, g := range map[string]graph.Graph{"world": world(t), "sample": sampled(t), "empty": empty(t)} {
		r := at(t, g, graph.MarkingProtected)
		for _, k := range graph.Kinds() {
			text, p := wrote(t, r, Request{Format: JSONLD, Selection: everything(k)})
			nodes := expanded(t, text)
			if len(nodes) != p.Records {
				t.Errorf("%s: %d nodes of %d records of kind %s", name, len(nodes), p.Records, k)
			}
			for id, node := range nodes {
				record, err := r.Record(t.Context(), graph.ID(strings.TrimPrefix(id, "urn:hudna:")))
				if err != nil {
					t.Fatal(err)
				}
				if s, ok := record.(*graph.Statement); ok {
					holdsStatement(t, node, s)
				}
				if len(values(node, "@type")) == 0 {
					t.Errorf("%s has no type", id)
				}
			}
		}
	}
}

func holdsStatement(t *testing.T, node map[string]any, s *graph.Statement) {
	t.Helper()
	var speakers []string
	for _, who := range s.Speakers {
		if id := "urn:hudna:" + string(who.Actor); !slices.Contains(speakers, id) {
			speakers = append(speakers, id)
		}
	}
	if got := values(node, "https://schema.org/author"); !slices.Equal(got, speakers) {
		t.Errorf("%s: authors %v, want %v", s.ID, got, speakers)
	}
	if got := values(node, "https://schema.org/text"); s.Text != "" && !slices.Equal(got, []string{s.Text}) {
		t.Errorf("%s: text %q, want %q", s.ID, got, s.Text)
	}
	var whose []string
	for _, e := range s.Evidence {
		if e.Quoted != nil && e.Quoted.Whose != "" && (e.Quoted.Kind == "FULL" || e.Quoted.Kind == "PARTIAL") {
			whose = append(whose, "urn:hudna:"+string(e.Quoted.Whose))
		}
	}
	if got := values(node, "https://schema.org/spokenByCharacter"); !slices.Equal(got, whose) {
		t.Errorf("%s: the words are said to be those of %v, want %v", s.ID, got, whose)
	}
	if quotation := slices.Contains(values(node, "@type"), "https://schema.org/Quotation"); quotation != (len(whose) > 0) {
		t.Errorf("%s: it is a Quotation: %t", s.ID, quotation)
	}
	if evidence, _ := node["urn:hudna:term:evidence"].([]any); len(evidence) != len(s.Evidence) {
		t.Errorf("%s: %d annotations, want %d", s.ID, len(evidence), len(s.Evidence))
	}
}

// TestLinkedDataMeans compares the triples of the sample's statements, in their
// canonical form, with those that were read once.
func TestLinkedDataMeans(t *testing.T) {
	r := at(t, sampled(t), graph.MarkingPublic)
	text, _ := wrote(t, r, Request{Format: JSONLD, Selection: Selection{Kind: graph.KindStatement}})
	var document any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	o := linkedOptions()
	o.Format, o.Algorithm = "application/n-quads", ld.AlgorithmURDNA2015
	got, err := ld.NewJsonLdProcessor().Normalize(document, o)
	if err != nil {
		t.Fatal(err)
	}
	triples, ok := got.(string)
	if !ok {
		t.Fatalf("%T", got)
	}
	file := filepath.Join("testdata", "sample", "statement.nq")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(triples), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || triples != string(want) {
		t.Errorf("the triples are not those of %s (UPDATE=1 writes them anew), %v:\n%s", file, err, triples)
	}
}

// TestSelectorsQuote sees that a passage whose text is held is quoted with what
// stands around it.
func TestSelectorsQuote(t *testing.T) {
	g := empty(t)
	d := document("held")
	d.Text = "Before it, «the ünit» stood."
	s := statement("held", d.ID)
	start, end := 12, 20
	s.Evidence[0].Start, s.Evidence[0].End = &start, &end
	commit(t, g, d, s)
	text, _ := wrote(t, at(t, g, graph.MarkingPublic), Request{Format: JSONLD, Selection: Selection{Kind: graph.KindStatement}})
	for _, want := range []string{`"oa:exact":"the ünit"`, `"oa:prefix":"Before it, «"`, `"oa:suffix":"» stood."`, `"@value":"12"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}
