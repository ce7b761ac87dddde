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

// maxNoted bounds the records that one account names; of more it has the number.
const maxNoted = 2_000

// An Account is what was done for one request. It is safe for use by several
// goroutines.
type Account struct {
	Caller string // tells callers apart
	By     graph.Principal

	mu        sync.Mutex
	read      map[graph.ID]bool
	more      int // records beyond those
	questions []string
	written   []Written
	refused   bool
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
	return len(a.read)+a.more+len(a.questions)+len(a.written) == 0 && !a.refused
}

// gave notes a record that was given.
func (a *Account) gave(r graph.Record) {
	if a == nil || r == nil {
		return
	}
	a.named(r.Shared().ID)
}

func (a *Account) named(id graph.ID) {
	if a == nil || id == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.read[id]:
	case len(a.read) == maxNoted:
		a.more++
	case a.read == nil:
		a.read = map[graph.ID]bool{id: true}
	default:
		a.read[id] = true
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
