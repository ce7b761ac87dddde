// Package audit keeps account of who read what is hidden from others, who changed
// something, and who was refused.
//
// An [Account] is of one request: it stands in the context of what answers it, and
// a graph that is watched ([Watch]) notes in it what it gives and takes. [Log.Settle]
// writes it down: a line of JSON for each kind of thing that happened, with the time,
// the number of the request, the caller, and ids or a revision. Nothing of the
// contents is written, no document and no variable; ids of what is hidden are opaque.
package audit

import (
	"context"
	"slices"
	"sync"

	"hudna/graph"
)

// maxPending is of how many reads it is found out at once whether they are of what is
// hidden, so that nobody fills an account with what everybody may see.
const maxPending = graph.MaxPage

// A read is of a record as it was at a revision.
type read struct {
	id graph.ID
	at graph.Revision
}

// An Account is what was done for one request. It is safe for use by several
// goroutines.
type Account struct {
	Caller string // tells callers apart
	By     graph.Principal

	mu         sync.Mutex
	pending    map[read]bool     // of which it is not known yet
	protected  map[graph.ID]bool // that were read, maxNamed at most
	restricted map[graph.ID]bool // likewise
	more       int               // hidden records beyond those
	unsure     error             // why something was taken for hidden
	questions  []string
	written    []Written
	refused    bool
}

// A Written is a revision that was made.
type Written struct {
	Revision graph.Revision `json:"revision"`
	Changes  int            `json:"changes"`
}

type accountKey struct{}

// WithAccount has what is done with a context noted in an account.
func WithAccount(ctx context.Context, a *Account) context.Context {
	return context.WithValue(ctx, accountKey{}, a)
}

// AccountOf is the account of a context, nil where there is none.
func AccountOf(ctx context.Context) *Account {
	a, _ := ctx.Value(accountKey{}).(*Account)
	return a
}

// Empty reports whether there is nothing to write down.
func (a *Account) Empty() bool {
	if a == nil {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.pending)+len(a.protected)+len(a.restricted)+a.more+len(a.questions)+len(a.written) == 0 && !a.refused
}

// named notes a record that a graph gave, as it was at a revision.
func (a *Account) named(ctx context.Context, g graph.Graph, id graph.ID, at graph.Revision) {
	if a == nil || id == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.protected[id] {
		return
	}
	if a.pending == nil {
		a.pending = map[read]bool{}
	}
	a.pending[read{id, at}] = true
	if len(a.pending) >= maxPending {
		a.judge(ctx, g)
	}
}

// counted notes a question whose answer is made of records without naming them.
func (a *Account) counted(question string) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Contains(a.questions, question) {
		a.questions = append(a.questions, question)
	}
}

// wrote notes a revision that was made.
func (a *Account) wrote(w Written) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.written = append(a.written, w)
}

// forbade notes that something was refused which the asker may not do.
func (a *Account) forbade() {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused = true
}
