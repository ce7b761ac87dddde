package export

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
)

// what says what is cited, for a note.
func (c *Citation) what() string {
	if c.Query != nil {
		return "the answer to a query with SHA-256 " + c.QueryHash
	}
	return string(c.Record)
}

// Plain gives the citation as a line for people.
func (c *Citation) Plain() string {
	return fmt.Sprintf("%s. hudna, a knowledge graph: %s as of revision %d (%s). %s. SHA-256 of the result: %s.",
		strings.TrimRight(c.Title, ". "), c.what(), c.Revision, c.Time.UTC().Format("2 January 2006, 15:04:05 MST"), c.ID, c.ResultHash)
}

// csl is an item of CSL-JSON, the data of the Citation Style Language
// (https://github.com/citation-style-language/schema, csl-data.json).
type csl struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Title   string  `json:"title"`
	Issued  cslDate `json:"issued"`
	Version string  `json:"version"`
	Number  string  `json:"number"`
	Archive string  `json:"archive"`
	Note    string  `json:"note"`
}

type cslDate struct {
	DateParts [][]int `json:"date-parts"`
}

// CSLJSON gives the citation as CSL-JSON: an array with one item, as reference
// managers import it.
func (c *Citation) CSLJSON() ([]byte, error) {
	t := c.Time.UTC()
	return json.Marshal([]csl{{
		ID: c.ID, Type: "dataset", Title: c.Title,
		Issued:  cslDate{[][]int{{t.Year(), int(t.Month()), t.Day()}}},
		Version: fmt.Sprintf("revision %d", c.Revision), Number: c.ID, Archive: "hudna, a knowledge graph",
		Note: c.what() + "; SHA-256 of the result: " + c.ResultHash,
	}}, jsontext.WithIndent("  "))
}

// BibTeX gives the citation as an entry of BibTeX.
func (c *Citation) BibTeX() string {
	t := c.Time.UTC()
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{hudna-%s,\n", strings.TrimPrefix(c.ID, scheme)[:12])
	for _, f := range [][2]string{
		{"title", c.Title},
		{"howpublished", "hudna, a knowledge graph"},
		{"edition", fmt.Sprintf("revision %d", c.Revision)},
		{"year", fmt.Sprint(t.Year())},
		{"month", strings.ToLower(t.Format("Jan"))},
		{"note", fmt.Sprintf("%s; %s; SHA-256 of the result: %s", c.what(), c.ID, c.ResultHash)},
	} {
		if f[0] == "month" {
			fmt.Fprintf(&b, "  month = %s,\n", f[1]) // BibTeX's own abbreviations
			continue
		}
		fmt.Fprintf(&b, "  %s = {%s},\n", f[0], tex.Replace(f[1]))
	}
	b.WriteString("}\n")
	return b.String()
}

// tex writes what means something to TeX as what it looks like.
var tex = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
)

// TitleOf names a record for its citation. The words of a statement stand in
// quotation marks only where they are the words as printed.
func TitleOf(r graph.Record) string {
	first := func(names []graph.Name) string {
		for _, n := range names {
			return n.Text
		}
		return string(r.Shared().ID)
	}
	switch r := r.(type) {
	case *graph.Statement:
		if r.Wording == graph.WordingAsPrinted {
			return "\u201c" + r.Text + "\u201d"
		}
		return r.Text + " (paraphrase or translation)"
	case *graph.Document:
		if r.Title != "" {
			return r.Title
		}
	case *graph.Codebook:
		if r.Title != "" {
			return r.Title
		}
	case *graph.Actor:
		return first(r.Names)
	case *graph.Location:
		return first(r.Names)
	case *graph.Agreement:
		return first(r.Names)
	case *graph.Topic:
		return first(r.Names)
	}
	return string(r.Shared().ID)
}
