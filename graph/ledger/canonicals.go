package ledger

import "hudna/graph"

// canonicals find the records that stand for others, each of them once.
type canonicals struct {
	s     *snapshot
	view  graph.View
	known map[graph.ID]graph.ID
}

func newCanonicals(s *snapshot, view graph.View) *canonicals {
	return &canonicals{s: s, view: view, known: map[graph.ID]graph.ID{}}
}

// of gives for each id the record that stands for it.
func (c *canonicals) of(ids []graph.ID) ([]graph.ID, error) {
	var unknown []graph.ID
	for _, id := range ids {
		if _, ok := c.known[id]; !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		found, err := c.s.canonical(unknown, c.view)
		if err != nil {
			return nil, err
		}
		for i, id := range unknown {
			c.known[id] = found[i]
		}
	}
	found := make([]graph.ID, len(ids))
	for i, id := range ids {
		found[i] = c.known[id]
	}
	return found, nil
}
