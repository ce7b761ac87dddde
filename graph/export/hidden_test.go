package export

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// secretsOf are the ids that a clearance does not cover, and the names and texts
// that stand in nothing else.
func secretsOf(t *testing.T, g graph.Graph, clearance graph.Marking) (secrets []string) {
	t.Helper()
	all, r := at(t, g, graph.MarkingProtected), at(t, g, clearance)
	public, _ := exported(t, r)
	text, _ := exported(t, all)
	for _, record := range decoded(t, text) {
		id := record.Shared().ID
		if _, err := r.Record(t.Context(), id); !errors.Is(err, graph.ErrNotFound) {
			continue
		}
		words := []string{string(id)}
		switch record := record.(type) {
		case *graph.Actor:
			for _, n := range record.Names {
				words = append(words, n.Text)
			}
		case *graph.Location:
			for _, n := range record.Names {
				words = append(words, n.Text)
			}
		case *graph.Statement:
			words = append(words, record.Text)
		case *graph.Document:
			words = append(words, record.Title, record.Text)
		}
		for _, word := range words {
			if len(word) > 5 && !strings.Contains(public, word) {
				secrets = append(secrets, word)
			}
		}
	}
	return secrets
}

// TestNothingHiddenLeaves looks for what is hidden in every form of everything.
func TestNothingHiddenLeaves(t *testing.T) {
	graphs := map[string]graph.Graph{"world": world(t)}
	for seed := range uint64(2) {
		g := empty(t)
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{Commits: 40})
		for step, ok := h.Next(); ok; step, ok = h.Next() {
			_, _ = g.Commit(t.Context(), step.By, step.Change) // what is refused is not there
		}
		graphs[fmt.Sprintf("history %d", seed)] = g
	}
	for name, g := range graphs {
		for _, clearance := range []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted} {
			secrets := secretsOf(t, g, clearance)
			if len(secrets) == 0 {
				t.Errorf("%s: nothing is hidden from %s", name, clearance)
			}
			for _, format := range Formats() {
				for _, k := range graph.Kinds() {
					if format.Holds(k) == nil {
						hidesAll(t, at(t, g, clearance), Request{Format: format, Selection: everything(k)}, secrets)
					}
				}
			}
		}
	}
}

func hidesAll(t *testing.T, r graph.Reader, q Request, secrets []string) {
	t.Helper()
	text, _ := wrote(t, r, q)
	if q.Format == Parquet { // its pages are compressed
		_, rows, _ := byAnother(t, text)
		text = fmt.Sprint(rows)
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in the %s of %s for %s", secret, q.Format, q.Kind, r.View().Clearance)
		}
	}
}
