package ledger

import (
	"hudna/graph"
	"hudna/storage/keys"
)

// hits finds the records of a kind and of some classes that have the words of a
// text, in the order of positions, with the score of each.
func (s *snapshot) hits(path string, _ graph.Kind, _ string, _ []keys.Class, _ graph.View) ([]stop, error) {
	return nil, &graph.FieldError{Path: path, Reason: "is not searched for"}
}

// highlights shows where a record has the words of texts.
func highlights(graph.Record, []string) []graph.Highlight { return nil }

// text is met by the records of a kind that a search finds.
func (c *compiler) text(path string, k graph.Kind, words string) (*condition, error) {
	found, err := c.s.hits(path, k, words, allClasses(c.view.Clearance), c.view)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return never, nil
	}
	met := make(map[keys.Node]bool, len(found))
	for i := range found {
		met[found[i].Node] = true
	}
	return &condition{
		op: opLists, part: path, stops: found,
		match: func(r *candidate) (bool, error) { return met[r.Node], nil },
	}, nil
}
