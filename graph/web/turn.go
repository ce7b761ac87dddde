package web

import (
	"context"
	"net/http"
	"sync"
)

// turns are for what lasts: so many at one time, and of one caller no more than leaves
// some for others.
type turns struct {
	limit string        // its name
	under chan struct{} // one in it for each that is under way
	each  int

	mu sync.Mutex
	by map[string]int // how many callers have, of those who have any
}

func newTurns(limit string, most int) *turns {
	const share, atLeast = 4, 2
	return &turns{limit: limit, under: make(chan struct{}, most), each: max(most/share, atLeast), by: map[string]int{}}
}

// take takes a turn, to be given back, or refuses.
func (t *turns) take(ctx context.Context, what, wait string) (back func(), f *failure) {
	caller := callerOf(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	if caller != "" && t.by[caller] == t.each {
		return nil, fail(http.StatusTooManyRequests, CodeRateLimited, "you have too many "+what+" at once; end one, or try again").with("Retry-After", wait).because("Share")
	}
	select {
	case t.under <- struct{}{}:
	default:
		return nil, fail(http.StatusServiceUnavailable, CodeOverloaded, "too many "+what+" at once; try again").with("Retry-After", wait).because(t.limit)
	}
	if caller == "" {
		return func() { <-t.under }, nil
	}
	t.by[caller]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		<-t.under
		if t.by[caller]--; t.by[caller] == 0 {
			delete(t.by, caller)
		}
	}, nil
}
