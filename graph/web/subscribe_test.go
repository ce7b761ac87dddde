package web_test

import (
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph/web"
)

// A bell is what tests subscribe to: whoever listens hears the next number that is rung.
type bell struct {
	rings   chan int
	refuses error
	ends    chan error
	under   atomic.Int64
	begun   func(*listener) // nil where nobody wants to know
}

func newBell() *bell { return &bell{rings: make(chan int, 100), ends: make(chan error, 1)} }

func (b *bell) subscribe(ctx context.Context, op *graphql.OperationContext, run web.Run, pace func(ctx context.Context, gone bool) error) (web.Subscription, error) {
	if b.refuses != nil {
		return nil, b.refuses
	}
	b.under.Add(1)
	l := &listener{bell: b, values: context.WithoutCancel(ctx), op: op, run: run, pace: pace}
	if b.begun != nil {
		b.begun(l)
	}
	return l, nil
}

// A listener is one who subscribed to a bell.
type listener struct {
	bell   *bell
	values context.Context
	op     *graphql.OperationContext
	run    web.Run
	pace   func(ctx context.Context, gone bool) error
	heard  int
}

func (l *listener) Next(ctx context.Context) ([]byte, error) {
	select {
	case n := <-l.bell.rings:
		l.heard = n
		return l.run(context.WithValue(l.values, tickKey{}, n), l.op, map[string]any{"revision": n})
	case err := <-l.bell.ends:
		return nil, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *listener) After() uint64 { return uint64(l.heard) } //nolint:gosec // numbers that tests give

func (l *listener) Close() { l.bell.under.Add(-1) }

func ringing(b *bell) func(*web.Options) {
	return func(o *web.Options) { o.Subscribe = b.subscribe }
}

// slow is why a bell ends for whoever listens too slowly.
func slow() error {
	return &gqlerror.Error{Message: "too slow", Extensions: map[string]any{"code": "OVERLOADED"}}
}
