package start

import (
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hudna/graph/web"
)

// A view is what the page shows.
type view struct {
	Options
	T         map[string]string // its words in its language
	Lang, Dir string
	Query     string // what is looked for
	Graph     overview
	Found     *found // nil where nothing is looked for
	Refused   string // why there is nothing of the graph on the page
	Partial   string // why something is missing

	status int
	header http.Header
}

type count struct{ TotalCount *int }

type overview struct {
	Revision *struct {
		Number        uint64
		Time, Message string
	}
	Statements struct {
		TotalCount *int
		Nodes      []*statement
	}
	Earliest, Latest struct {
		Nodes []struct{ Said *said }
	}
	Actors, Events, Agreements, Locations, Topics count
	Documents                                     struct {
		TotalCount *int
		Nodes      []*source
	}
}

type said struct{ EDTF string }

type statement struct {
	ID, Text, Lang, Attribution string
	Translations                []written
	Said                        *said
	Speakers                    []struct{ Actor, OnBehalfOf *named }
	Relays                      []struct{ Actor *named }
	Acts                        []struct{ Act, Force string }
	Evidence                    []evidence

	More        bool         `json:"-"` // there is more evidence
	Translation *written     `json:"-"` // in the language of the page
	Ask         template.URL `json:"-"`
}

type evidence struct{ Document *source }

// mostSources bounds the documents that are named beside a statement.
const mostSources = 3

type named struct{ Name string }

type written struct{ Lang, Text string }

type source struct {
	ID, Title, Lang, URL string
	Published            *said
	Publisher            *named

	Ask template.URL `json:"-"`
}

// Link is where the document can be read, if a browser is to go there.
func (d *source) Link() string {
	if at, err := url.Parse(d.URL); err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
		return ""
	}
	return d.URL
}

type found struct {
	Search struct {
		Edges    []*edge
		PageInfo struct {
			HasNextPage bool
			EndCursor   string
		}
	}
	Next string
	Why  string // nothing was found out
}

type edge struct {
	Highlights []highlight
	Node       struct {
		Typename                    string `json:"__typename"`
		ID, Name, Text, Lang, Title string
		Names, Translations         []written
		Said, Published             *said
		URL                         string
		Speakers                    []struct{ Actor *named }
	}

	Kind  string       `json:"-"`
	Lines []line       `json:"-"`
	Ask   template.URL `json:"-"`
}

type highlight struct {
	Path       string
	Start, End int
}

// A line is a text of a record, in pieces of which some were looked for.
type line struct {
	Lang   string
	Pieces []piece
}

type piece struct {
	Text   string
	Sought bool
}

// refused notes what is missing on the page, and why.
func (v *view) refused(said web.Said) {
	switch {
	case said.Code == "":
		return
	case said.Data != nil && said.Status < http.StatusBadRequest:
		v.Partial = v.T["partial"] + " (" + said.Code + ")"
		return
	case said.Code == "UNAUTHENTICATED":
		v.Refused = v.T["token"]
	case said.Code == "FORBIDDEN":
		v.Refused = v.T["forbidden"]
	default:
		v.Refused = v.T["busy"] + " (" + said.Code + ")"
	}
	v.status, v.header = max(said.Status, http.StatusBadRequest), said.Header
}

// A counted is how many records of a kind there are.
type counted struct {
	Name, N string
}

// Counts are the counts of the page.
func (v *view) Counts() []counted {
	g := &v.Graph
	var out []counted
	for _, c := range []struct {
		name string
		n    *int
	}{
		{"statements", g.Statements.TotalCount},
		{"documents", g.Documents.TotalCount},
		{"actors", g.Actors.TotalCount},
		{"events", g.Events.TotalCount},
		{"agreements", g.Agreements.TotalCount},
		{"locations", g.Locations.TotalCount},
		{"topics", g.Topics.TotalCount},
	} {
		n := "–"
		if c.n != nil {
			n = grouped(*c.n)
		}
		out = append(out, counted{v.T[c.name], n})
	}
	return out
}

// When is when the newest revision was made, to the minute.
func (v *view) When() string {
	at, err := time.Parse(time.RFC3339Nano, v.Graph.Revision.Time)
	if err != nil {
		return v.Graph.Revision.Time
	}
	return at.UTC().Format("2006-01-02 15:04 UTC")
}

// grouped is a number with thin spaces between its thousands.
func grouped(n int) string {
	const thousand = 3
	digits := strconv.Itoa(n)
	for i := len(digits) - thousand; i > 0; i -= thousand {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}

// Span is when what was said was said, from the first date to the last.
func (v *view) Span() []string {
	var out []string
	for _, nodes := range [][]struct{ Said *said }{v.Graph.Earliest.Nodes, v.Graph.Latest.Nodes} {
		if len(nodes) == 0 || nodes[0].Said == nil || nodes[0].Said.EDTF == "" {
			return nil
		}
		out = append(out, nodes[0].Said.EDTF)
	}
	return out
}

// dress adds to what was answered what the page says of it.
func (v *view) dress(lang string) {
	for _, s := range v.Graph.Statements.Nodes {
		for i := range s.Translations {
			if w := &s.Translations[i]; tongue(w.Lang) == lang && tongue(s.Lang) != lang {
				s.Translation = w
			}
		}
		s.Evidence = slices.CompactFunc(s.Evidence, func(a, b evidence) bool {
			return a.Document != nil && b.Document != nil && a.Document.ID == b.Document.ID
		})
		if len(s.Evidence) > mostSources {
			s.Evidence, s.More = s.Evidence[:mostSources], true
		}
		s.Ask = asking("statement", s.ID)
	}
	for _, d := range v.Graph.Documents.Nodes {
		d.Ask = asking("document", d.ID)
	}
}

// An asked is a question with where the playground has it.
type asked struct {
	Title string
	Ask   template.URL
}

// Asks are the questions that the page leads to.
func (v *view) Asks() []asked {
	var out []asked
	if v.Playground {
		for _, q := range v.Questions {
			out = append(out, asked{q.Title, fragment(q.Query)})
		}
	}
	return out
}

// tongue is the language of a tag, without its script and region.
func tongue(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return lang
}

// fields are what the playground is asked of a record that the page leads to.
var fields = map[string]string{
	"statement": "text\n    lang\n    translations { lang text }\n    speakers { actor { id name } onBehalfOf { id name } }\n    relays { actor { id name } }\n" +
		"    acts { act force }\n    said { edtf words basis }\n    evidence { document { id title url } part start end exact }",
	"document": "title\n    kind\n    url\n    published { edtf }\n    publisher { id name }\n    statements(first: 20) { totalCount nodes { id text } }",
}

// asking leads to the playground with a question about a record.
func asking(kind, id string) template.URL {
	quoted := strconv.Quote(id) // an id has letters, digits and a few signs, and is quoted as in GraphQL
	if of, ok := fields[kind]; ok {
		return fragment("{\n  " + kind + "(id: " + quoted + ") {\n    id\n    " + of + "\n  }\n}")
	}
	return fragment("{\n  node(id: " + quoted + ") {\n    id\n    __typename\n    ... on Named { names { text lang } }\n  }\n}")
}

// fragment is where the playground has a question: behind the sign of a fragment, which a
// browser sends to nobody.
func fragment(query string) template.URL {
	encoded := strings.ReplaceAll(url.Values{"query": {query}}.Encode(), "+", "%20")
	return template.URL("playground#" + encoded) //nolint:gosec // of characters that Encode leaves
}

var placed = regexp.MustCompile(`^(names|translations)\[(\d+)\]\.text$`)

// dress says of a record that was found what is shown of it.
func (e *edge) dress(t map[string]string, lang string) {
	n := &e.Node
	e.Kind = t[strings.ToLower(n.Typename)]
	kind := ""
	switch n.Typename {
	case "Statement":
		kind = "statement"
		e.Lines = append(e.Lines, e.line("text", written{n.Lang, n.Text}))
	case "Document":
		kind = "document"
		e.Lines = append(e.Lines, e.line("title", written{n.Lang, n.Title}))
	default:
		e.Lines = append(e.Lines, line{Pieces: []piece{{Text: n.Name}}})
	}
	seen := map[string]bool{}
	for _, h := range e.Highlights {
		m := placed.FindStringSubmatch(h.Path)
		if m == nil || seen[h.Path] {
			continue
		}
		seen[h.Path] = true
		texts := n.Names
		if m[1] == "translations" {
			texts = n.Translations
		}
		i, err := strconv.Atoi(m[2])
		if err != nil || i >= len(texts) {
			continue
		}
		if l := e.line(h.Path, texts[i]); texts[i].Text == n.Name && m[1] == "names" {
			e.Lines[0] = l
		} else {
			e.Lines = append(e.Lines, l)
		}
	}
	for i, w := range n.Translations {
		if path := "translations[" + strconv.Itoa(i) + "].text"; tongue(w.Lang) == lang && tongue(n.Lang) != lang && !seen[path] {
			e.Lines = append(e.Lines, e.line(path, w))
		}
	}
	e.Ask = asking(kind, n.ID)
}

// line is a text of the record with what was looked for in it.
func (e *edge) line(path string, w written) line {
	l := line{Lang: w.Lang}
	rest, done := w.Text, 0
	for _, h := range e.Highlights {
		if h.Path != path || h.Start < done {
			continue
		}
		before, within, after := cut(rest, h.Start-done, h.End-done)
		l.Pieces = append(l.Pieces, piece{before, false}, piece{within, true})
		rest, done = after, h.End
	}
	l.Pieces = append(l.Pieces, piece{rest, false})
	return l
}
