package graphtest

import (
	"slices"
	"strings"

	"hudna/graph"
)

// nameStarts reports whether every word of a query but the last is a word of
// one of the names, and the last one begins a word of it.
func nameStarts(names []graph.Name, query string) bool {
	asked := nameTokens(query)
	if len(asked) == 0 {
		return false
	}
	return slices.ContainsFunc(names, func(n graph.Name) bool {
		tokens := nameTokens(n.Text)
		for i, token := range asked {
			if !slices.ContainsFunc(tokens, func(t string) bool {
				return sameToken(t, token) || i == len(asked)-1 && strings.HasPrefix(t, token)
			}) {
				return false
			}
		}
		return true
	})
}

func worded(query string, texts ...string) bool { return false }

func (k *seeker) relevance(q graph.StatementQuery) func(*graph.Statement) float64 {
	return func(*graph.Statement) float64 { return 0 }
}

func (k *seeker) matchOf(s *graph.Statement, q graph.StatementQuery, score float64) *graph.Match {
	m := graph.Match{Score: score, Through: k.throughOf(s, q.StatementSet)}
	if m.Score == 0 && m.Through == nil {
		return nil
	}
	return &m
}
