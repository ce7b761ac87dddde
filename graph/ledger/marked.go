package ledger

import (
	"hudna/graph"
	"hudna/graph/search"
)

// A marker finds the words in a record that a query looks for.
type marker interface {
	Highlights(r graph.Record) []graph.Highlight
}

// markerOf finds what a query looks for in all that it lists: in the texts of
// documents, or in the names of other records. It is nil where that is nothing,
// and for statements, whose texts are looked for all together.
func markerOf(query any) (marker, error) {
	var called search.Called
	switch q := query.(type) {
	case graph.DocumentSet:
		return wordsOf(q)
	case graph.ActorQuery:
		everySet(q, func(q graph.ActorQuery) []graph.ActorQuery {
			look(&called, q.Name, q.Starts)
			return q.And
		})
	case graph.LocationSet:
		everySet(q, func(q graph.LocationSet) []graph.LocationSet {
			look(&called, q.Name, q.Starts)
			return q.And
		})
	case graph.TopicSet:
		everySet(q, func(q graph.TopicSet) []graph.TopicSet {
			look(&called, q.Name, q.Starts)
			return q.And
		})
	case graph.AgreementSet:
		everySet(q, func(q graph.AgreementSet) []graph.AgreementSet {
			look(&called, q.Name, "")
			return q.And
		})
	case graph.EventSet:
		everySet(q, func(q graph.EventSet) []graph.EventSet {
			look(&called, q.Name, "")
			return q.And
		})
	}
	if called.Names == nil && called.Starts == nil {
		return nil, nil
	}
	return &called, nil
}

// everySet visits a set and all that have to be met with it, in And.
func everySet[S any](set S, visit func(S) (and []S)) {
	for sets := []S{set}; len(sets) > 0; sets = sets[1:] {
		sets = append(sets, visit(sets[0])...)
	}
}

// look adds what the names of a record are asked for.
func look(c *search.Called, name, starts string) {
	if name != "" {
		c.Names = append(c.Names, name)
	}
	if starts != "" {
		c.Starts = append(c.Starts, starts)
	}
}

// wordsOf is what a query looks for in the texts of documents.
func wordsOf(set graph.DocumentSet) (marker, error) {
	var queries []*search.Query
	var failed error
	everySet(set, func(set graph.DocumentSet) []graph.DocumentSet {
		if set.Text != "" && failed == nil {
			q, err := search.Parse("text", set.Text)
			queries, failed = append(queries, q), err
		}
		return set.And
	})
	if failed != nil || queries == nil {
		return nil, failed
	}
	return search.Join(queries...), nil
}

// marked adds to why a record is listed where the words stand in it that were
// looked for.
func marked(m *graph.Match, words marker, r graph.Record) *graph.Match {
	if words == nil {
		return m
	}
	if m == nil {
		m = new(graph.Match)
	}
	m.Highlights = words.Highlights(r)
	return m
}
