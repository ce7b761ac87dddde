package graph_test

import (
	"context"
	"errors"
	"testing"

	"hudna/graph"
)

// A shelf is a reader of nothing but records.
type shelf struct {
	graph.Reader
	records map[graph.ID]graph.Record
	fails   error
}

func (s shelf) Records(_ context.Context, ids []graph.ID) ([]graph.Record, error) {
	found := make([]graph.Record, len(ids))
	for i, id := range ids {
		found[i] = s.records[id]
	}
	return found, s.fails
}

func TestBetween(t *testing.T) {
	topic := func(broader graph.ID) graph.Record {
		return &graph.Topic{Meta: graph.Meta{ID: "topic/a"}, Broader: broader}
	}
	before := shelf{records: map[graph.ID]graph.Record{"topic/a": topic("topic/b"), "topic/old": topic("")}}
	after := shelf{records: map[graph.ID]graph.Record{"topic/a": topic(""), "topic/new": topic("")}}
	// What the later reader does not see is cut from both: it differs in nothing.
	d, there, err := graph.Between(t.Context(), before, after, "topic/a")
	if err != nil || !there || len(d.Changes()) != 0 {
		t.Errorf("%v %v %v", d.Changes(), there, err)
	}
	after.records["topic/b"] = topic("")
	if d, there, err = graph.Between(t.Context(), before, after, "topic/a"); err != nil || !there || len(d.Changes()) != 1 || d.Changes()[0].Path != "broader" {
		t.Errorf("%v %v %v", d.Changes(), there, err)
	}
	if d, there, err = graph.Between(t.Context(), before, after, "topic/new"); err != nil || !there || d.Before != nil || d.After == nil {
		t.Errorf("new: %+v %v %v", d, there, err)
	}
	if d, there, err = graph.Between(t.Context(), before, after, "topic/old"); err != nil || !there || d.Before == nil || d.After != nil {
		t.Errorf("gone: %+v %v %v", d, there, err)
	}
	if _, there, err = graph.Between(t.Context(), before, after, "topic/never"); err != nil || there {
		t.Errorf("never: %v %v", there, err)
	}
	failing := shelf{fails: graph.ErrClosed}
	for _, of := range [][2]graph.Reader{{failing, after}, {before, failing}} {
		if _, _, err := graph.Between(t.Context(), of[0], of[1], "topic/a"); !errors.Is(err, graph.ErrClosed) {
			t.Errorf("a reader that fails: %v", err)
		}
	}
}

func TestCommitQueryCheck(t *testing.T) {
	for id, ok := range map[graph.ID]bool{"": true, "topic/a": true, "utterance/a": false, "nonsense": false, "topic/": false} {
		if err := (graph.CommitQuery{Touches: id}).Check(); (err == nil) != ok || !ok && !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if err := graph.CheckFrom(2, 2); err != nil {
		t.Error(err)
	}
	if err := graph.CheckFrom(3, 2); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
