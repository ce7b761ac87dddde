package gql

import (
	"context"
	"errors"
	"testing"

	"hudna/graph"
)

// What differs may be long, and counts among the texts of an answer.
func TestChangesCountAmongTheTexts(t *testing.T) {
	op := newOperation(&shelf{}, &shelf{}, graph.Commit{}, graph.Commit{})
	op.texts.left = 100
	one := &session{}
	one.now.Store(op)
	ctx := context.WithValue(t.Context(), operationKey{}, one)
	short := &graph.Topic{Meta: graph.Meta{ID: "topic/a"}}
	long := &graph.Topic{Meta: graph.Meta{ID: "topic/a"}, Names: make([]graph.Name, 10)}
	if changes, err := changes(ctx, short, &graph.Topic{Meta: graph.Meta{ID: "topic/a"}, Broader: "topic/b"}); err != nil || len(changes) != 1 {
		t.Errorf("%v %v", changes, err)
	}
	if changes, err := changes(ctx, short, long); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("%v %v", changes, err)
	}
}
