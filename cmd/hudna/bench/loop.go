package bench

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A load is what is asked, over and over in turn, and for how long.
type load struct {
	ask      Ask
	requests []Request
	count    int           // of answers
	limit    time.Duration // after which no more is asked
	// after, when given, is handed each answer before the next request, outside
	// of the time that is measured. It is for one client.
	after func(body []byte) error
}

// A tally is what came of a load.
type tally struct {
	times  []time.Duration // of the answers without errors, from short to long
	failed int
	reason []byte // an answer with errors
	bytes  int    // of all answers
	took   time.Duration
	err    error // the first that kept an answer from coming
}

// inFlight bounds how many requests of an open loop wait for their answers. One
// that comes when so many wait is late from its start on.
const inFlight = 512

// closed lets some clients ask, each as soon as it has its answer.
func (l load) closed(ctx context.Context, clients int) tally {
	var next atomic.Int64
	tallies := make([]tally, clients)
	start := time.Now()
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			t := &tallies[c]
			for asked := 0; ; asked++ {
				n := int(next.Add(1)) - 1
				begun := time.Now()
				if n >= l.count || asked > 0 && begun.Sub(start) > l.limit || t.err != nil || ctx.Err() != nil {
					return
				}
				t.one(ctx, l, n, begun)
			}
		})
	}
	all.Wait()
	return join(tallies, time.Since(start))
}

// open asks at a rate, whether or not there are answers yet. An answer takes as
// long as it comes after the time at which it was to be asked for.
func (l load) open(ctx context.Context, perSecond float64) tally {
	start := time.Now()
	slots := make(chan int, inFlight)
	tallies := make([]tally, inFlight)
	for i := range inFlight {
		slots <- i
	}
	var all sync.WaitGroup
	for n := range l.count {
		due := time.Duration(float64(n) / perSecond * float64(time.Second))
		if due > l.limit || ctx.Err() != nil {
			break
		}
		if wait := due - time.Since(start); wait > 0 {
			time.Sleep(wait)
		}
		slot := <-slots
		all.Go(func() {
			tallies[slot].one(ctx, l, n, start.Add(due))
			slots <- slot
		})
	}
	all.Wait()
	return join(tallies, time.Since(start))
}

// one asks once.
func (t *tally) one(ctx context.Context, l load, n int, begun time.Time) {
	body, err := l.ask(ctx, l.requests[n%len(l.requests)])
	took := time.Since(begun)
	switch {
	case err != nil:
		t.err = err
		t.failed++
	case failedAt(body):
		t.failed++
		t.reason = body
	default:
		t.times = append(t.times, took)
		t.bytes += len(body)
		if l.after != nil {
			t.err = l.after(body)
		}
	}
}

func join(tallies []tally, took time.Duration) tally {
	all := tally{took: took}
	for i := range tallies {
		t := &tallies[i]
		all.times = append(all.times, t.times...)
		all.failed += t.failed
		all.bytes += t.bytes
		if all.reason == nil {
			all.reason = t.reason
		}
		if all.err == nil {
			all.err = t.err
		}
	}
	slices.Sort(all.times)
	return all
}

// quantile is the time within which so many of a thousand answers came, by the
// nearest rank; 0 without answers.
func (t *tally) quantile(perMille int) time.Duration {
	if len(t.times) == 0 {
		return 0
	}
	rank := (len(t.times)*perMille + 999) / 1000
	return t.times[max(rank-1, 0)]
}

// perSecond is how many answers came in a second.
func (t *tally) perSecond() float64 {
	if t.took <= 0 {
		return 0
	}
	return float64(len(t.times)) / t.took.Seconds()
}
