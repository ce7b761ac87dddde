package bench

import (
	"context"
	"fmt"
	"time"
)

// Options say how a graph is measured.
type Options struct {
	Percents []int // of the revisions, as of which is asked beside the newest
	Clients  int   // of the closed loop
	// Rate is how many requests a second the open loop makes; 0 for half of
	// what the closed loop reached.
	Rate     float64
	Requests int           // of each question as of each revision, in each loop
	Limit    time.Duration // of each loop
	// Allocated, when given, tells what this process has allocated so far: it
	// is for a graph in the same process.
	Allocated func() (objects, bytes uint64)
	// Resident tells the memory of the process that answers; 0 where it is not
	// known.
	Resident func() Memory
	// Progress, when given, is told what is measured next.
	Progress func(what string)
}

// Memory is how much of a process is in memory, in bytes.
type Memory struct {
	All uint64 `json:"all"` // with the pages of files that are mapped, which the system may take back
	Own uint64 `json:"own"` // without these
}

// A Result is what one question took as of one revision.
type Result struct {
	Question   string  `json:"question"`
	At         string  `json:"at"`
	Percent    int     `json:"percent"`
	Statements int     `json:"statements"`
	Rows       float64 `json:"rows"` // on average, as the numbers below
	Bytes      float64 `json:"bytes"`
	KeysRead   float64 `json:"keysRead"`
	Records    float64 `json:"recordsDecoded"`
	// Allocations of the process while it answered one client, 0 where they
	// are not known.
	Allocs     float64 `json:"allocs,omitempty"`
	AllocBytes float64 `json:"allocBytes,omitempty"`
	Closed     Times   `json:"closed"`
	Open       Times   `json:"open"`
	Memory     Memory  `json:"memory"` // afterwards
	// Engine is what of the time to write is the engine's, where that was
	// measured beside.
	Engine *Beside `json:"engine,omitempty"`
}

// A Beside is what of the time to write a change is whose.
type Beside struct {
	Commit Times `json:"commit"` // of the graph, without the API
	Alone  Times `json:"alone"`  // of the engine, to write the same bytes
}

// Times are how long answers took, in microseconds.
type Times struct {
	Clients   int     `json:"clients,omitempty"`
	Rate      float64 `json:"rate,omitempty"`
	Answers   int     `json:"answers"`
	Failed    int     `json:"failed"`
	PerSecond float64 `json:"perSecond"`
	P50       float64 `json:"p50"`
	P99       float64 `json:"p99"`
	P999      float64 `json:"p999"`
}

func (t *tally) summed() Times {
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	return Times{
		Answers: len(t.times), Failed: t.failed, PerSecond: t.perSecond(),
		P50: micro(t.quantile(500)), P99: micro(t.quantile(990)), P999: micro(t.quantile(999)),
	}
}

// Measure asks every question as of every moment, and hands on what each took.
func Measure(ctx context.Context, ask Ask, s *Survey, o Options, each func(Result) error) error {
	for _, q := range Questions() {
		for _, m := range s.moments(o.Percents) {
			if o.Progress != nil {
				o.Progress(q.Name + " at " + m.String())
			}
			r, err := measure(ctx, ask, s, q, m, o)
			if err != nil {
				return fmt.Errorf("%s at %s: %w", q.Name, m, err)
			}
			if err := each(*r); err != nil {
				return err
			}
		}
	}
	return nil
}

func measure(ctx context.Context, ask Ask, s *Survey, q Question, m Moment, o Options) (*Result, error) {
	r := &Result{Question: q.Name, At: m.String(), Percent: m.Percent, Statements: s.Statements}
	requests, err := r.explain(ctx, ask, s, q, m)
	if err != nil {
		return nil, err
	}
	l := load{ask: ask, requests: requests, count: len(requests), limit: o.Limit}
	if t := l.closed(ctx, 1); t.err != nil { // what is asked for the first time is not measured
		return nil, t.err
	}
	l.count = o.Requests
	if o.Allocated != nil {
		r.allocations(ctx, l, o.Allocated)
	}
	closed := l.closed(ctx, o.Clients)
	rate := o.Rate
	if rate == 0 {
		rate = max(closed.perSecond()/2, 1)
	}
	open := l.open(ctx, rate)
	for _, t := range []tally{closed, open} {
		if t.err != nil {
			return nil, t.err
		}
	}
	r.Closed, r.Open = closed.summed(), open.summed()
	r.Closed.Clients, r.Open.Rate = o.Clients, rate
	if n := len(closed.times); n > 0 {
		r.Bytes = float64(closed.bytes) / float64(n)
	}
	if o.Resident != nil {
		r.Memory = o.Resident()
	}
	return r, ctx.Err()
}

// explain asks each form once and has it explained, and gives the requests that
// are to be asked without.
func (r *Result) explain(ctx context.Context, ask Ask, s *Survey, q Question, m Moment) ([]Request, error) {
	var requests []Request
	var rows, keys, records int
	for _, variables := range q.forms(s, m.Percent) {
		explained, err := request(q.query, variables, m.Revision, true)
		if err != nil {
			return nil, err
		}
		body, err := ask(ctx, explained)
		if err != nil {
			return nil, err
		}
		a, err := said(body)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", variables, err)
		}
		n, err := a.rows()
		if err != nil {
			return nil, err
		}
		rows += n
		if e := a.Extensions.Explain; e != nil {
			keys += e.KeysRead
			records += e.RecordsDecoded
		}
		plain, err := request(q.query, variables, m.Revision, false)
		if err != nil {
			return nil, err
		}
		requests = append(requests, plain)
	}
	n := float64(len(requests))
	r.Rows, r.KeysRead, r.Records = float64(rows)/n, float64(keys)/n, float64(records)/n
	return requests, nil
}

// counted is how many answers allocations are counted over, at most.
const counted = 200

func (r *Result) allocations(ctx context.Context, l load, allocated func() (objects, bytes uint64)) {
	l.count = min(l.count, counted)
	objects, bytes := allocated()
	t := l.closed(ctx, 1)
	moreObjects, moreBytes := allocated()
	if n := float64(len(t.times)); n > 0 {
		r.Allocs, r.AllocBytes = float64(moreObjects-objects)/n, float64(moreBytes-bytes)/n
	}
}
