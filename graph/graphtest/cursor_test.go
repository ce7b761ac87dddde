package graphtest_test

import (
	"errors"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func TestCursorsBelongToOneList(t *testing.T) {
	r := at(t, public, worldHead)
	all := graph.StatementQuery{}
	page, err := r.Statements(t.Context(), all, graph.Page{First: 2})
	if err != nil || !page.More || len(page.Items) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	after := page.Items[1].Cursor
	for name, ask := range map[string]func() error{
		"another order": func() error {
			_, err := r.Statements(t.Context(), graph.StatementQuery{Order: graph.SaidAscending}, graph.Page{First: 1, After: after})
			return err
		},
		"another query": func() error {
			_, err := r.Statements(t.Context(), graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: graphtest.CallUtterance}}, graph.Page{First: 1, After: after})
			return err
		},
		"another list": func() error {
			_, err := r.Commits(t.Context(), graph.CommitQuery{}, graph.Page{First: 1, After: after})
			return err
		},
		"a letter less": func() error {
			_, err := r.Statements(t.Context(), all, graph.Page{First: 1, After: after[1:]})
			return err
		},
	} {
		if err := ask(); !errors.Is(err, graph.ErrInvalidCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The defaults written out are the same query, and an earlier revision has
	// the same places: the second of the list is not there yet, what follows is.
	defaults := graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: []graph.Status{graph.StatusPublished}, Bases: []graph.Basis{graph.BasisCoded, graph.BasisExtracted}}, Order: graph.SaidDescending}
	earlier, err := at(t, public, 5).Statements(t.Context(), defaults, graph.Page{First: 1, After: after})
	if err != nil || len(earlier.Items) != 1 || earlier.Items[0].Value.ID != graphtest.RelayChainID || !earlier.More {
		t.Errorf("%+v, %v", earlier, err)
	}
}
