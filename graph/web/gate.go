package web

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// A gate lets a number of operations work at one time, and a number wait for a
// while. The others are turned away at once: a queue that only grows helps
// nobody.
//
// Of those who can be told apart nobody has more than half of the places at work, nor
// more than a quarter of those in the queue. Where several wait, it is the turn of who
// has the fewest at work, and among equals of who has waited longest.
type gate struct {
	slots, queue  int
	each, waiters int // the most that one caller has of them
	wait          time.Duration

	mu      sync.Mutex
	working int
	waiting int
	callers map[string]*places // of those who have any
	turn    uint64             // of whoever waits next
}

// places are what a caller has.
type places struct {
	working int
	waiting []*waiter // the first one came first
}

// A waiter is told when its turn has come.
type waiter struct {
	turn uint64
	told chan struct{}
}

func newGate(operations, waiting int, wait time.Duration) *gate {
	const half, quarter = 2, 4
	return &gate{
		slots: operations, queue: waiting, wait: wait, callers: map[string]*places{},
		each: max(operations/half, 1), waiters: max(waiting/quarter, 1),
	}
}

// callerOf tells callers apart; it is empty where whoever asks is not bounded.
func callerOf(ctx context.Context) string {
	if a := admissionOf(ctx); a != nil {
		return a.Caller
	}
	return ""
}

// enter waits for a turn. Whoever got one calls back when it is done; it is nil where
// enter failed.
func (g *gate) enter(ctx context.Context) (back func(), f *failure) {
	caller := callerOf(ctx)
	g.mu.Lock()
	p := g.callers[caller]
	if p == nil {
		p = &places{}
		g.callers[caller] = p
	}
	// Where somebody waits for whom there would be room, it was given to them already.
	if g.working < g.slots && g.mayWork(caller, p) {
		g.working++
		p.working++
		g.mu.Unlock()
		return func() { g.leave(caller, p) }, nil
	}
	switch {
	case g.waiting == g.queue:
		f = overloaded("Waiting")
	case caller != "" && len(p.waiting) == g.waiters:
		f = fail(http.StatusTooManyRequests, CodeRateLimited, "you have too many operations waiting; try again").
			with("Retry-After", "1").because("Share")
	}
	if f != nil {
		g.forget(caller, p)
		g.mu.Unlock()
		return nil, f
	}
	w := &waiter{turn: g.turn, told: make(chan struct{})}
	g.turn++
	g.waiting++
	p.waiting = append(p.waiting, w)
	g.mu.Unlock()
	return g.patiently(ctx, caller, p, w)
}

// patiently waits for a turn, for as long as anybody does.
func (g *gate) patiently(ctx context.Context, caller string, p *places, w *waiter) (back func(), f *failure) {
	patience := time.NewTimer(g.wait)
	defer patience.Stop()
	select {
	case <-w.told:
		return func() { g.leave(caller, p) }, nil
	case <-patience.C:
		f = overloaded("Operations")
	case <-ctx.Done():
		f = cut(ctx)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-w.told: // meanwhile
		return func() { g.leave(caller, p) }, nil
	default:
	}
	for i := range p.waiting {
		if p.waiting[i] == w {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			break
		}
	}
	g.waiting--
	g.forget(caller, p)
	return nil, f
}

// overloaded is the answer to who finds no place.
func overloaded(limit string) *failure {
	return fail(http.StatusServiceUnavailable, CodeOverloaded, "too many operations at once; try again").
		with("Retry-After", "1").because(limit)
}

func (g *gate) mayWork(caller string, p *places) bool { return caller == "" || p.working < g.each }

// leave gives a place back, to who has the first claim to it.
func (g *gate) leave(caller string, p *places) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.working--
	p.working--
	if g.waiting > 0 {
		g.next()
	}
	g.forget(caller, p)
}

// next gives a free place to who waits.
func (g *gate) next() {
	var best *places
	for caller, p := range g.callers {
		if len(p.waiting) == 0 || !g.mayWork(caller, p) {
			continue
		}
		if best == nil || p.working < best.working || p.working == best.working && p.waiting[0].turn < best.waiting[0].turn {
			best = p
		}
	}
	if best == nil {
		return
	}
	w := best.waiting[0]
	best.waiting = best.waiting[1:]
	best.working++
	g.working++
	g.waiting--
	close(w.told)
}

// forget lets go of a caller who has no place.
func (g *gate) forget(caller string, p *places) {
	if p.working == 0 && len(p.waiting) == 0 {
		delete(g.callers, caller)
	}
}

// state is how many are at work and waiting, for the metrics.
func (g *gate) state() (working, waiting int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.working, g.waiting
}
