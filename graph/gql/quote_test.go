package gql

import (
	"context"
	"errors"
	"strings"
	"testing"

	"hudna/graph"
)

// TestBudget: texts are given up to the bound, and not beyond it.
func TestBudget(t *testing.T) {
	op := newOperation(&shelf{}, &shelf{}, graph.Commit{}, graph.Commit{})
	half := strings.Repeat("x", maxTexts/2)
	for range 2 {
		if s, err := op.give(half); err != nil || *s != half {
			t.Fatal(err)
		}
	}
	if s, err := op.give(""); err != nil || *s != "" {
		t.Fatal(err)
	}
	_, err := op.give("x")
	var limit *limitError
	if !errors.Is(err, graph.ErrTooLarge) || !errors.As(err, &limit) || limit.most != maxTexts {
		t.Errorf("got %v", err)
	}
	if err.Error() != "the texts in the answer have more than 33554432 bytes" {
		t.Errorf("got %q", err)
	}
}

// TestQuotesAreKept: the parts of one quotation read the document once, and no
// more are kept than the bound says.
func TestQuotesAreKept(t *testing.T) {
	s := &shelf{text: maxQuotes + 10}
	op := newOperation(s, s, graph.Commit{}, graph.Commit{})
	ctx := contextOf(t, op)
	for i := range maxQuotes + 5 {
		q, err := op.quote(ctx, "evidence.document", span{"document/long", i, i + 1}, "")
		if err != nil || q.exact != "x" || !q.ok {
			t.Fatalf("%d: %+v, %v", i, q, err)
		}
	}
	if len(op.quotes) != maxQuotes || len(s.calls) != 1 {
		t.Errorf("%d quotations are kept, after %d reads", len(op.quotes), len(s.calls))
	}
}

// contextOf is the context of an operation's resolvers.
func contextOf(t *testing.T, op *operation) context.Context {
	t.Helper()
	s := new(session)
	s.now.Store(op)
	return context.WithValue(t.Context(), operationKey{}, s)
}
