package search

import (
	"hudna/graph"
	"hudna/graph/text"
)

// Called is what the names of records are asked for: words of a name, and how
// one begins; see [text.MatchName] and [text.MatchNameStart].
type Called struct{ Names, Starts []string }

// Highlights gives the words of the names of a record that meet what is asked,
// in the order of the names. Names that do not meet any of it have none. What
// overlaps is one highlight. Only the first [MaxHighlights] are given.
func (c *Called) Highlights(r graph.Record) []graph.Highlight {
	return highlights(r, func(name string, mark func(start, end int)) {
		for _, query := range c.Names {
			for _, token := range text.MarkName(query, name) {
				mark(token.Start, token.End)
			}
		}
		for _, query := range c.Starts {
			for _, token := range text.MarkNameStart(query, name) {
				mark(token.Start, token.End)
			}
		}
	})
}
