package gql_test

import (
	"context"
	"testing"

	"hudna/graph"
)

// marked is a graph whose readers find words in the first statement and in the
// first document that they list, where they are told to.
type marked struct {
	graph.Graph
	in []graph.Highlight
}

func (g marked) At(v graph.View) graph.Reader { return markedReader{g.Graph.At(v), g.in} }

type markedReader struct {
	graph.Reader
	in []graph.Highlight
}

func (r markedReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	list, err := r.Reader.Statements(ctx, q, p)
	list.Items[0].Match = &graph.Match{Highlights: r.in}
	return list, err
}

func (r markedReader) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	list, err := r.Reader.Documents(ctx, q, p)
	list.Items[0].Match = &graph.Match{Highlights: r.in}
	return list, err
}

const (
	ofPromise = `{ list: statements(first: 1) { edges { highlights { path start end text } } } }`
	ofMinutes = `{ list: documents(where: {anyOf: ["document/lake-minutes"]}) { edges { highlights { path start end text } } } }`
)

// TestHighlights: the words of a highlight are those that stand there, counted
// in code points, in whichever text of the record.
func TestHighlights(t *testing.T) {
	for what, c := range map[string]struct {
		query string
		h     graph.Highlight
		want  string
	}{
		"in the text of a statement": {ofPromise, graph.Highlight{Path: "text", Start: 9, End: 13}, "keep"},
		"in a translation":           {ofPromise, graph.Highlight{Path: "translations[0].text", Start: 15, End: 18}, "على"},
		"in a title":                 {ofMinutes, graph.Highlight{Path: "title", Start: 0, End: 7}, "Minutes"},
		"in the text of a document":  {ofMinutes, graph.Highlight{Path: "text", Start: 18, End: 39}, "“We (all) keep quiet."},
		"to the end":                 {ofMinutes, graph.Highlight{Path: "text", Start: 47, End: 51}, "was."},
	} {
		t.Run(what, func(t *testing.T) {
			api := serving(t, marked{loaded(t), []graph.Highlight{c.h}}, graph.MarkingPublic)
			same(t, at(t, data(t, api, c.query, ""), "list", "edges", 0, "highlights", 0, "text"), c.want)
		})
	}
	for what, h := range map[string]graph.Highlight{
		"beyond the end":                     {Path: "text", Start: 47, End: 53},
		"before the beginning":               {Path: "text", Start: -1, End: 3},
		"from behind":                        {Path: "text", Start: 7, End: 3},
		"in no text there is":                {Path: "texts", Start: 0, End: 1},
		"in a translation that is not there": {Path: "translations[1].text", Start: 0, End: 1},
	} {
		t.Run(what, func(t *testing.T) {
			api := serving(t, marked{loaded(t), []graph.Highlight{h}}, graph.MarkingPublic)
			for _, query := range []string{ofPromise, ofMinutes} {
				if code, _, _ := failure(t, ask(t, api, query, "")); code != "INTERNAL" {
					t.Errorf("got %s", code)
				}
			}
		})
	}
}
