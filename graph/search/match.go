package search

import (
	"slices"

	"hudna/graph"
	"hudna/graph/text"
)

// MaxHighlights bounds the highlights of one record.
const MaxHighlights = 100

// Match reports whether a record is found by the query.
func (q *Query) Match(r graph.Record) bool {
	met := make([]bool, len(q.items))
	for _, f := range Fields(r) {
		q.look(f.Text, func(i, _, _ int) bool {
			met[i] = true
			return true
		})
	}
	return !slices.Contains(met, false)
}

// Highlights gives what the query finds in a record, in the order of its
// texts: each word, and each phrase from the beginning of its first word to the
// end of its last. What overlaps is one highlight. Only the first
// [MaxHighlights] are given.
func (q *Query) Highlights(r graph.Record) []graph.Highlight {
	var found []graph.Highlight
	for _, f := range Fields(r) {
		var here []graph.Highlight
		q.look(f.Text, func(_, start, end int) bool {
			here = append(here, graph.Highlight{Path: f.Path, Start: start, End: end})
			return true
		})
		slices.SortFunc(here, func(a, b graph.Highlight) int {
			if a.Start != b.Start {
				return a.Start - b.Start
			}
			return b.End - a.End
		})
		for _, h := range here {
			if last := len(found) - 1; last >= 0 && found[last].Path == h.Path && h.Start < found[last].End {
				found[last].End = max(found[last].End, h.End)
				continue
			}
			if len(found) == MaxHighlights {
				return found
			}
			found = append(found, h)
		}
	}
	return found
}

// look tells where the items of the query stand in a text, until the taker has
// enough: for each word in turn the items that begin there.
func (q *Query) look(s string, take func(item, start, end int) bool) {
	tokens := text.Tokens(s)
	known := map[string][]int{} // of the words of the text, which come again
	for at, token := range tokens {
		own := term(token.Text)
		items, ok := known[own]
		if !ok {
			items = q.at(own, formsOf)
			known[own] = items
		}
		for _, i := range items {
			end := token.End
			if it := &q.items[i]; it.phrase {
				if !it.stands(tokens[at:]) {
					continue
				}
				end = tokens[at+len(it.words)-1].End
			}
			if !take(i, token.Start, end) {
				return
			}
		}
	}
}

// stands reports whether tokens begin with the words of a phrase.
func (i item) stands(tokens []text.Token) bool {
	if len(tokens) < len(i.words) {
		return false
	}
	for n, word := range i.words {
		if term(tokens[n].Text) != word {
			return false
		}
	}
	return true
}
