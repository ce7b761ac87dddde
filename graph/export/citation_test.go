package export

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"hudna/graph"
)

func made(t *testing.T) *Citation {
	t.Helper()
	c, err := Cite(Citation{
		Title: "What Avaria's spokesperson said  100% & more", Revision: 12, Time: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Clearance: graph.MarkingPublic,
		Query: &Query{Document: "{ statements { nodes { id } } }", Variables: []byte(`{"b": 1.0, "a": "x"}`)},
	}, []byte(`{"statements": {"nodes": []}}`))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACitationIsReadAsItWasMade(t *testing.T) {
	c := made(t)
	b, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadCitation(bytes.NewReader(b))
	if err != nil || back.ID != c.ID {
		t.Fatalf("%+v, %v", back, err)
	}
	for result, want := range map[string]bool{
		`{"statements":{"nodes":[]}}`:          true,
		"{\"statements\": {\n\"nodes\": []} }": true, // the same JSON
		`{"statements":{"nodes":[{}]}}`:        false,
	} {
		if same, err := back.Matches([]byte(result)); err != nil || same != want {
			t.Errorf("%s: %v, %v", result, same, err)
		}
	}
	if _, err := back.Matches([]byte("{")); err == nil {
		t.Error("what is no JSON is compared")
	}
}

// The spelling of the variables does not matter; what they say does.
func TestTheHashOfAQueryIsOfWhatItSays(t *testing.T) {
	hash := func(variables string) string {
		c, err := Cite(Citation{Clearance: graph.MarkingPublic, Query: &Query{Document: "{ a }", Variables: []byte(variables)}}, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		return c.QueryHash
	}
	if hash(`{"a":1,"b":2}`) != hash(`{ "b": 2.0, "a": 1 }`) {
		t.Error("the order of the variables matters")
	}
	if hash(`{"a":1}`) == hash(`{"a":2}`) {
		t.Error("the value of a variable does not matter")
	}
}

func TestAnEditedCitationIsInvalid(t *testing.T) {
	b, err := made(t).JSON()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		edited := bytes.Clone(b)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		edited[i] = byte(rapid.IntRange(' ', '~').Draw(t, "now"))
		c, err := ReadCitation(bytes.NewReader(edited))
		var was, is any
		if json.Unmarshal(b, &was) == nil && json.Unmarshal(edited, &is) == nil && equal(was, is) {
			return // white space
		}
		if !errors.Is(err, graph.ErrInvalid) {
			t.Fatalf("%s: %+v, %v", edited, c, err)
		}
	})
	for _, bad := range []string{"", "{}", "[]", "null", `{"id":"hudna:cite:00"}`, `{"record":"actor/a","query":{"document":"{ a }"}}`, strings.Repeat(" ", MaxCitation+1)} {
		if _, err := ReadCitation(strings.NewReader(bad)); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%.40s: %v", bad, err)
		}
	}
}

func equal(a, b any) bool {
	x, _ := json.Marshal(a, json.Deterministic(true))
	y, _ := json.Marshal(b, json.Deterministic(true))
	return bytes.Equal(x, y)
}

func TestOneThingIsCited(t *testing.T) {
	for _, c := range []Citation{{}, {Record: "actor/a", Query: &Query{Document: "{ a }"}}} {
		if _, err := Cite(c, nil); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestStylesOfCitations(t *testing.T) {
	c := made(t)
	if got, want := c.Plain(), "What Avaria's spokesperson said 100% & more. hudna, a knowledge graph: the answer to a query with SHA-256 "+c.QueryHash+
		" as of revision 12 (4 March 2026, 05:06:07 UTC). "+c.ID+". SHA-256 of the result: "+c.ResultHash+"."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	b, err := c.CSLJSON()
	if err != nil {
		t.Fatal(err)
	}
	var items []struct {
		ID, Type, Title, Version string
		Issued                   struct {
			Parts [][]int `json:"date-parts"`
		}
	}
	if err := json.Unmarshal(b, &items, json.MatchCaseInsensitiveNames(true)); err != nil || len(items) != 1 {
		t.Fatalf("%s: %v", b, err)
	}
	if i := items[0]; i.ID != c.ID || i.Type != "dataset" || i.Title != c.Title || i.Version != "revision 12" || i.Issued.Parts[0][1] != 3 {
		t.Errorf("%+v", i)
	}
	bib := c.BibTeX()
	for _, want := range []string{"@misc{hudna-", `title = {What Avaria's spokesperson said 100\% \& more},`, "year = {2026},", "month = mar,", c.ID} {
		if !strings.Contains(bib, want) {
			t.Errorf("%s: without %s", bib, want)
		}
	}
	if strings.Count(bib, "{") != strings.Count(bib, "}") {
		t.Errorf("%s: the braces do not pair", bib)
	}
}

// A paraphrase is never shown in quotation marks.
func TestTitlesOfStatements(t *testing.T) {
	s := &graph.Statement{Text: "They stopped", Wording: graph.WordingAsPrinted}
	if got := TitleOf(s); got != "\u201cThey stopped\u201d" {
		t.Error(got)
	}
	for _, w := range []graph.Wording{graph.WordingParaphrase, graph.WordingTranslation, ""} {
		if s.Wording = w; strings.ContainsAny(TitleOf(s), "\u201c\u201d\"\u00ab\u00bb") {
			t.Errorf("%s: %s", w, TitleOf(s))
		}
	}
}
