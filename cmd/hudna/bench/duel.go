package bench

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// DuelOptions say how two sides are measured.
type DuelOptions struct {
	Rounds  int           // in each of which both sides are asked
	Slice   time.Duration // how long a side is asked at a time
	Clients []int         // how many ask at a time, each as soon as it has its answer
	Writers []int         // how many write at a time (Q8); none for not
	// Progress, when given, is told what is measured next.
	Progress func(what string)
}

// A Score is what a question took by both sides, at so many clients.
type Score struct {
	Question string `json:"question"`
	Clients  int    `json:"clients"`
	Own      Taken  `json:"hudna"`
	Peer     Taken  `json:"peer"`
	// Ratios are how many times as good hudna is: medians of the rounds'.
	PerSecond float64 `json:"perSecondRatio"`
	P50       float64 `json:"p50Ratio"`
	P99       float64 `json:"p99Ratio"`
	CPU       float64 `json:"cpuRatio,omitempty"`
}

// Taken is what one side took: medians of the rounds, times in microseconds.
type Taken struct {
	Answers   int     `json:"answers"`
	PerSecond float64 `json:"perSecond"`
	P50       float64 `json:"p50"`
	P99       float64 `json:"p99"`
	Bytes     float64 `json:"bytes"`
	CPU       float64 `json:"cpu,omitempty"`      // for an answer
	Resident  uint64  `json:"resident,omitempty"` // afterwards
	// Control is the side against itself: how many times as many answers it
	// gave in the first slice of a round as in the second, the median of the
	// rounds and the furthest from 1.
	Control    float64   `json:"control"`
	ControlFar float64   `json:"controlFar"`
	Quantiles  []float64 `json:"quantiles"` // of all answers: [perMilles]
}

// perMilles are the parts of the answers of which it is told within which time
// they came.
var perMilles = []int{10, 50, 100, 250, 500, 750, 900, 950, 990, 995, 999}

// A slice is what one side took in one turn.
type slice struct {
	tally
	cpu time.Duration
}

// A contest is one question, as each side is asked.
type contest struct {
	question string
	requests [2][]Request
}

// Duel asks both sides each question by turns and hands on what they took. In
// each round each side has two turns, so that it is compared with itself, too;
// who begins alternates.
func Duel(ctx context.Context, own, theirs Side, pairs []Pair, o DuelOptions, each func(Score) error) error {
	for at := 0; at < len(pairs); {
		c := contest{question: pairs[at].Question}
		for ; at < len(pairs) && pairs[at].Question == c.question; at++ {
			c.requests[0], c.requests[1] = append(c.requests[0], pairs[at].Own), append(c.requests[1], pairs[at].Peer)
		}
		for _, clients := range o.Clients {
			s, err := c.fight(ctx, own, theirs, clients, o)
			if err != nil {
				return fmt.Errorf("%s, %d clients: %w", c.question, clients, err)
			}
			if err := each(*s); err != nil {
				return err
			}
		}
	}
	return nil
}

// fight measures the question. One slice of each side comes before the first
// round and is not counted: caches fill, and the peer's connections plan.
func (c *contest) fight(ctx context.Context, own, theirs Side, clients int, o DuelOptions) (*Score, error) {
	if o.Progress != nil {
		o.Progress(fmt.Sprintf("%s, %d clients", c.question, clients))
	}
	sides := [2]*Side{&own, &theirs}
	var turns [2][]slice
	for i, side := range sides {
		if _, err := c.turn(ctx, side, i, clients, o.Slice); err != nil {
			return nil, err
		}
	}
	for round := range o.Rounds {
		for turn := range 4 {
			i := (turn + round) % 2
			s, err := c.turn(ctx, sides[i], i, clients, o.Slice)
			if err != nil {
				return nil, err
			}
			turns[i] = append(turns[i], *s)
		}
	}
	s := &Score{Question: c.question, Clients: clients, Own: taken(turns[0]), Peer: taken(turns[1])}
	s.Own.Resident, s.Peer.Resident = own.used().Resident, theirs.used().Resident
	s.compare(turns)
	return s, ctx.Err()
}

// turn asks one side for a while.
func (c *contest) turn(ctx context.Context, side *Side, i, clients int, long time.Duration) (*slice, error) {
	const most = 10_000_000
	before := side.used()
	l := load{ask: side.Ask, requests: c.requests[i], count: most, limit: long}
	s := &slice{tally: l.closed(ctx, clients)}
	s.cpu = side.used().CPU - before.CPU
	switch {
	case s.err != nil:
		return nil, fmt.Errorf("%s: %w", side.Name, s.err)
	case s.failed > 0:
		return nil, fmt.Errorf("%s: %d of %d answers failed: %.300s", side.Name, s.failed, s.failed+len(s.times), s.reason)
	case len(s.times) == 0:
		return nil, fmt.Errorf("%s: no answer came", side.Name)
	}
	return s, nil
}

func taken(turns []slice) Taken {
	var t Taken
	tallies := make([]tally, len(turns))
	var cpu time.Duration
	bytes := 0
	for i := range turns {
		tallies[i] = turns[i].tally
		cpu += turns[i].cpu
		bytes += turns[i].bytes
	}
	all := join(tallies, 0)
	t.Answers = len(all.times)
	t.Bytes = float64(bytes) / float64(t.Answers)
	t.CPU = micros(cpu) / float64(t.Answers)
	t.PerSecond = middle(turns, (*slice).perSecond)
	t.P50 = middle(turns, func(s *slice) float64 { return micros(s.quantile(500)) })
	t.P99 = middle(turns, func(s *slice) float64 { return micros(s.quantile(990)) })
	for _, p := range perMilles {
		t.Quantiles = append(t.Quantiles, micros(all.quantile(p)))
	}
	var controls []float64
	for i := 0; i+1 < len(turns); i += 2 {
		controls = append(controls, turns[i].perSecond()/turns[i+1].perSecond())
	}
	t.Control = median(controls)
	t.ControlFar = slices.MaxFunc(controls, func(a, b float64) int { return cmp.Compare(max(a, 1/a), max(b, 1/b)) })
	return t
}

// compare finds the ratios: of each round, the mean of a side's two turns.
func (s *Score) compare(turns [2][]slice) {
	ratios := func(of func(*slice) float64, more bool) float64 {
		var all []float64
		for i := 0; i+1 < len(turns[0]); i += 2 {
			own, theirs := of(&turns[0][i])+of(&turns[0][i+1]), of(&turns[1][i])+of(&turns[1][i+1])
			switch {
			case own == 0 || theirs == 0: // it is not known
			case more:
				all = append(all, own/theirs)
			default:
				all = append(all, theirs/own)
			}
		}
		return median(all)
	}
	s.PerSecond = ratios((*slice).perSecond, true)
	s.P50 = ratios(func(t *slice) float64 { return micros(t.quantile(500)) }, false)
	s.P99 = ratios(func(t *slice) float64 { return micros(t.quantile(990)) }, false)
	s.CPU = ratios(func(t *slice) float64 { return micros(t.cpu) / float64(len(t.times)) }, false)
}

func middle(turns []slice, of func(*slice) float64) float64 {
	all := make([]float64, len(turns))
	for i := range turns {
		all[i] = of(&turns[i])
	}
	return median(all)
}

// median is the middle one; of an even number, between the two in the middle; 0
// of none.
func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	half := len(all) / 2
	if len(all)%2 == 1 {
		return all[half]
	}
	return (all[half-1] + all[half]) / 2
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
