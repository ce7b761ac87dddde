package graph

import (
	"context"
	"sync"
)

// A Trace collects how a graph answered the questions that were asked with a
// context from [WithTrace]. It may be used by several goroutines; questions
// that run beside each other stand in it in the order in which they ended. Its
// zero value is ready.
type Trace struct {
	mu        sync.Mutex
	questions []Traced
	left      int
}

// MaxTraced bounds the questions that a [Trace] keeps.
const MaxTraced = 100

// usuallyTraced is for how many there is room from the start.
const usuallyTraced = 8

// A Traced is one question and what its answer took.
type Traced struct {
	Question string    // the method of the [Reader]: "Statements", "Facets", "Records"
	Plan     *PlanStep // nil where there is nothing to choose: of what is looked up
	KeysRead int       // keys and index entries read from the store
	Records  int       // versions of records looked at, decoded or from the cache
	Rows     int       // of the answer
}

// A PlanStep is one operator of a plan. What it says does not depend on what
// others ask at the same time, nor on what was asked before.
type PlanStep struct {
	// Op is what is done. "list", "union": walk through one list or several.
	// "hits": walk through what a search found. "and", "or", "not": join the
	// steps below. "entry": look at the index entry of each candidate.
	// "projection": look at what is held in memory of each statement.
	// "counters": look up how long a list is.
	// "record": look at its record. "nothing": no record can meet it. "order":
	// put what was found into another order.
	Op string
	// Part is the part of the query that the step answers: "by",
	// "or[1].about[0].event"; empty for a step that joins several.
	Part string
	// List is the index that is walked through: "said-by", "about".
	List string
	// Lists is how many lists of the index are walked through.
	Lists int
	// Length is how long the lists are at the head of the graph, all classes
	// that are asked for together; of what joins them, how many candidates
	// there can be at most.
	Length uint64
	// Exact says that the step decides by itself; otherwise, the records of
	// its candidates do.
	Exact bool
	Steps []PlanStep
}

// Add adds a question. Beyond [MaxTraced] they are only counted.
func (t *Trace) Add(q Traced) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.questions) == MaxTraced {
		t.left++
		return
	}
	if t.questions == nil {
		t.questions = make([]Traced, 0, usuallyTraced)
	}
	t.questions = append(t.questions, q)
}

// Questions are those that were answered so far, and how many more there were
// than are kept.
func (t *Trace) Questions() (questions []Traced, left int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Traced(nil), t.questions...), t.left
}

type traceKey struct{}

// WithTrace asks for the plans of the questions that are asked with the context.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceOf is the trace of a context, or nil.
func TraceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}
