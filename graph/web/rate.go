package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// A Rate bounds what each caller may ask: an allowance of objects that fills up with
// time. An operation takes from it the objects that may be in its answer. The zero
// Rate bounds nothing.
type Rate struct {
	PerSecond int // objects by which an allowance grows
	Most      int // objects that it holds at most; at least what one operation may cost
}

// What is taken for what has no cost of its own.
const (
	costOfExport = 10_000
	costOfFeed   = 1_000
)

// mostCallers bounds how many callers are told apart at one time; of more, those
// are forgotten who asked least recently, and begin with a full allowance.
const mostCallers = 10_000

// An Allowance is what a caller has left.
type Allowance struct {
	Cost, Most, Left int
	Full             time.Time // when nothing will be missing, if nothing else is asked
}

// rates are the allowances of the callers of late.
type rates struct {
	rate Rate
	now  func() time.Time

	mu      sync.Mutex
	callers *simplelru.LRU[string, *purse]
}

// A purse is the allowance of a caller.
type purse struct {
	*rate.Limiter
	// Of all who wait for it, one looks whether it has grown: one of those who are told
	// what happens, and one of those who read what has gone by, which costs more.
	turn, goneTurn chan struct{}
}

// newRates is nil where nothing is bounded.
func newRates(r Rate, l Limits) (*rates, error) {
	if r == (Rate{}) {
		return nil, nil
	}
	if r.PerSecond <= 0 || r.Most < max(l.Complexity, costOfExport) {
		return nil, fmt.Errorf("rate: %d objects a second and %d at most do not cover one operation of %d", r.PerSecond, r.Most, l.Complexity)
	}
	callers, err := simplelru.NewLRU[string, *purse](mostCallers, nil)
	if err != nil {
		return nil, fmt.Errorf("rate: %w", err)
	}
	return &rates{rate: r, now: time.Now, callers: callers}, nil
}

// take takes what something costs from the allowance of who asks, or refuses. It
// is false where nothing bounds them.
func (r *rates) take(ctx context.Context, cost int) (left Allowance, ok bool, f *failure) {
	a := admissionOf(ctx)
	if r == nil || a == nil || a.Caller == "" {
		return Allowance{}, false, nil
	}
	now, limiter := r.now(), r.purse(a.Caller)
	allowed := limiter.AllowN(now, cost)
	tokens := max(limiter.TokensAt(now), 0)
	wait := func(missing float64) time.Duration {
		return time.Duration(missing / float64(r.rate.PerSecond) * float64(time.Second))
	}
	left = Allowance{Cost: cost, Most: r.rate.Most, Left: int(tokens), Full: now.Add(wait(float64(r.rate.Most) - tokens))}
	if allowed {
		return left, true, nil
	}
	f = fail(http.StatusTooManyRequests, CodeRateLimited, "this asks for more than your allowance covers now; try again later").
		because("Rate").with("Retry-After", strconv.Itoa(int(math.Ceil(wait(float64(cost)-tokens).Seconds()))))
	e := f.errors[0].Extensions
	e["cost"], e["remaining"], e["resetAt"] = left.Cost, left.Left, left.Full.UTC().Format(time.RFC3339Nano)
	return left, true, f
}

// purse is that of a caller.
func (r *rates) purse(caller string) *purse {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, known := r.callers.Get(caller)
	if !known {
		p = &purse{rate.NewLimiter(rate.Limit(r.rate.PerSecond), r.rate.Most), make(chan struct{}, 1), make(chan struct{}, 1)}
		r.callers.Add(caller, p)
	}
	return p
}

// costOfEvent is what an event of a subscription costs at most that is told when it
// happens. Nobody chooses how much others record, and most events are of few records: who
// may ask for 100,000 objects a second is told of 10,000 events without waiting.
const costOfEvent = 10

// costOfTelling is what an event costs of a subscription that may cost so much.
func costOfTelling(cost int, gone bool) int {
	if gone {
		return cost
	}
	return min(cost, costOfEvent)
}

// shortest is how long is waited at least for an allowance to grow.
const shortest = 10 * time.Millisecond

// wait takes what something costs from the allowance of a caller as soon as it is
// covered, of one after the other: thousands of subscriptions may wait for one allowance.
// What happens does not wait behind what has gone by. Its only error is that of the
// context.
func (r *rates) wait(ctx context.Context, a *Admission, cost int, gone bool) error {
	p := r.purse(a.Caller)
	turn := p.turn
	if gone {
		turn = p.goneTurn
	}
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	asked := context.WithValue(ctx, admissionKey{}, a)
	for {
		left, _, f := r.take(asked, cost)
		if f == nil {
			return nil
		}
		missing := time.Duration(float64(cost-left.Left) / float64(r.rate.PerSecond) * float64(time.Second))
		timer := time.NewTimer(max(missing, shortest))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

type allowanceKey struct{}

// AllowanceOf is what the one who asks has left after the operation that a context
// belongs to; false where nothing bounds it.
func AllowanceOf(ctx context.Context) (Allowance, bool) {
	a, ok := ctx.Value(allowanceKey{}).(Allowance)
	return a, ok
}
