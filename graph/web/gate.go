package web

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// A gate lets a number of operations work at one time, and a number wait for a
// while. The others are turned away at once: a queue that only grows helps
// nobody.
type gate struct {
	slots   chan struct{}
	waiting atomic.Int64
	queue   int64
	wait    time.Duration
}

func newGate(operations, waiting int, wait time.Duration) *gate {
	return &gate{slots: make(chan struct{}, operations), queue: int64(waiting), wait: wait}
}

// enter waits for a turn. The caller calls leave when it is done, unless enter
// failed.
func (g *gate) enter(ctx context.Context) *failure {
	select {
	case g.slots <- struct{}{}:
		return nil
	default:
	}
	overloaded := func() *failure {
		return fail(http.StatusServiceUnavailable, CodeOverloaded, "too many operations at once; try again").
			with("Retry-After", "1")
	}
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		return overloaded()
	}
	defer g.waiting.Add(-1)
	patience := time.NewTimer(g.wait)
	defer patience.Stop()
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-patience.C:
		return overloaded()
	case <-ctx.Done():
		return cut(ctx)
	}
}

func (g *gate) leave() { <-g.slots }
