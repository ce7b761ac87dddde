package ledger

import (
	"hudna/graph"
	"hudna/graph/search"
)

// wordsOf is what a query looks for in the texts of all documents that it lists;
// nil where that is nothing, and for records of another kind.
func wordsOf(query any) (*search.Query, error) {
	set, ok := query.(graph.DocumentSet)
	if !ok {
		return nil, nil
	}
	var queries []*search.Query
	for sets := []graph.DocumentSet{set}; len(sets) > 0; sets = sets[1:] {
		if words := sets[0].Text; words != "" {
			q, err := search.Parse("text", words)
			if err != nil {
				return nil, err
			}
			queries = append(queries, q)
		}
		sets = append(sets, sets[0].And...)
	}
	if queries == nil {
		return nil, nil
	}
	return search.Join(queries...), nil
}

// marked adds to why a record is listed where the words stand in it that were
// looked for.
func marked(m *graph.Match, words *search.Query, r graph.Record) *graph.Match {
	if words == nil {
		return m
	}
	if m == nil {
		m = new(graph.Match)
	}
	m.Highlights = words.Highlights(r)
	return m
}
