package network

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
)

// What a search for a backbone costs at most.
const (
	MaxBackbone = 200     // concepts to choose from
	MaxSteps    = 100_000 // of the search
	MaxPenalty  = 100
	// maxSpectra bounds the steps by the nodes, whose eigenvalues each of them
	// takes, n³, and by the pairs of uses that it weighs.
	maxSpectra = 2_000_000_000
)

// A BackboneQuery says how a backbone is sought.
type BackboneQuery struct {
	// Size is how many concepts it has; 0 for as many as are best by the penalty.
	Size    int
	Penalty float64 // of a concept more, in a search without a size; DNA suggests 5.5, 7.5 or 12
	Steps   int     // of the search
	Seed    uint64
}

// A Backbone is the concepts by which actors are tied much as by all of them. It has
// one at least and, where no size was given, not all of several, which would always
// be best.
type Backbone struct {
	Concepts  []string // in their order
	Redundant []string
	// Loss is how far the eigenvalues of the Laplacians of the two networks differ.
	Loss float64
	// Penalized is the loss by the penalty: times exp(-p(n-b)/n), with b of n
	// concepts in the backbone. It is the loss itself where a size was given.
	Penalized float64
}

// BackboneOf seeks the concepts that matter to how actors are tied in a network
// of one mode, of actors, without a window: by simulated annealing. It begins with
// concepts that the seed draws. Each step takes one in, leaves one out or, as
// always with a size, exchanges one. What is better is kept; what is worse by d,
// as the seed draws, with the probability exp(-d)·T, where T falls from nearly 1
// to nearly 0: T = 1-1/(1+exp(5-12s)) with the share s of the steps that are done.
// The best of all counts.
func BackboneOf(ctx context.Context, u *Uses, q Query, b BackboneQuery) (*Backbone, error) {
	q = q.Filled()
	if err := q.Check(); err != nil {
		return nil, err
	}
	switch {
	case q.Mode != Actors:
		return nil, &graph.FieldError{Path: "mode", Reason: fmt.Sprintf("is %s; a backbone is of how %s are tied", q.Mode, Actors)}
	case q.Window != nil:
		return nil, &graph.FieldError{Path: "window", Reason: "is given; a backbone is of a network without one"}
	case b.Steps < 1 || b.Steps > MaxSteps:
		return nil, &graph.FieldError{Path: "steps", Reason: fmt.Sprintf("is %d; a search has 1 to %d", b.Steps, MaxSteps)}
	case b.Penalty < 0 || b.Penalty > MaxPenalty || math.IsNaN(b.Penalty):
		return nil, &graph.FieldError{Path: "penalty", Reason: fmt.Sprintf("is %v; it may be 0 to %d", b.Penalty, MaxPenalty)}
	}
	f := q.faultsOf()
	k, err := q.retain(ctx, u, f)
	if err != nil {
		return nil, err
	}
	all, err := q.bundler(&division{retained: k, list: k.list}).bundle(ctx, &span{end: len(k.list)})
	if err != nil {
		return nil, err
	}
	n := len(all.things)
	switch nodes := len(all.nodes); {
	case b.Size < 0 || b.Size > n:
		return nil, &graph.FieldError{Path: "size", Reason: fmt.Sprintf("is %d; there are %d concepts to choose from", b.Size, n)}
	case n > MaxBackbone || nodes > MaxMeasured || b.Steps*(nodes*nodes*nodes+all.ties()) > maxSpectra:
		return nil, fmt.Errorf("%w: %d steps through %d concepts of %d actors who use them in %d pairs; a search has %d concepts and %d actors at most, and fewer steps the more of these there are: ask for fewer",
			graph.ErrTooComplex, b.Steps, n, nodes, all.ties(), MaxBackbone, MaxMeasured)
	}
	s := &annealing{q: &q, all: all, faults: f, dice: dice(b.Seed), by: b}
	return s.search(ctx)
}

type annealing struct {
	q      *Query
	all    *bundle
	faults faults
	full   []float64 // the spectrum of all
	dice   dice
	by     BackboneQuery
}

func (s *annealing) search(ctx context.Context) (*Backbone, error) {
	n := len(s.all.things)
	in := make([]bool, n)
	for i := range in {
		in[i] = true
	}
	var err error
	if s.full, err = s.spectrum(ctx, in); err != nil {
		return nil, err
	}
	size := s.by.Size
	if size == 0 {
		size = 1 + s.n(max(1, n-1))
	}
	for left := n; left > size; left-- {
		in[s.which(in, true)] = false
	}
	now, err := s.loss(ctx, in)
	if err != nil {
		return nil, err
	}
	best, least := slices.Clone(in), now
	for step := range s.by.Steps {
		next := slices.Clone(in)
		if !s.move(next) {
			break // there is nothing to choose
		}
		loss, err := s.loss(ctx, next)
		if err != nil {
			return nil, err
		}
		if loss <= now || s.chance() < math.Exp(now-loss)*temperature(float64(step)/float64(s.by.Steps)) {
			in, now = next, loss
		}
		if now < least {
			best, least = slices.Clone(in), now
		}
	}
	those, err := s.spectrum(ctx, best)
	if err != nil {
		return nil, err
	}
	out := &Backbone{Loss: rounded(apart(s.full, those)), Penalized: rounded(least)}
	for i, concept := range s.all.things {
		if best[i] {
			out.Concepts = append(out.Concepts, concept)
		} else {
			out.Redundant = append(out.Redundant, concept)
		}
	}
	return out, nil
}

func temperature(done float64) float64 { return 1 - 1/(1+math.Exp(5-12*done)) }

// move changes a choice by a step, or says that there is no other one.
func (s *annealing) move(in []bool) bool {
	count := 0
	for _, x := range in {
		if x {
			count++
		}
	}
	n, exchange := len(in), s.by.Size > 0
	switch {
	case n == 1 || exchange && count == n:
		return false
	case exchange:
	default:
		switch kind := s.n(3); {
		case kind == 0 && count > 1:
			in[s.which(in, true)] = false
			return true
		case kind == 1 && count < n-1:
			in[s.which(in, false)] = true
			return true
		}
	}
	out, into := s.which(in, true), s.which(in, false)
	in[out], in[into] = false, true
	return true
}

// which draws one of those that are in, or of those that are not.
func (s *annealing) which(in []bool, wanted bool) int {
	var those []int
	for i, x := range in {
		if x == wanted {
			those = append(those, i)
		}
	}
	return those[s.n(len(those))]
}

// n draws a number below one.
func (s *annealing) n(below int) int { return int(s.dice.Uint64() % uint64(below)) } //nolint:gosec // it is below an int

// chance draws a number from 0 up to 1.
func (s *annealing) chance() float64 { return float64(s.dice.Uint64()>>11) / (1 << 53) }

func (s *annealing) loss(ctx context.Context, in []bool) (float64, error) {
	those, err := s.spectrum(ctx, in)
	if err != nil {
		return 0, err
	}
	loss := apart(s.full, those)
	if s.by.Size > 0 {
		return loss, nil
	}
	chosen := 0
	for _, x := range in {
		if x {
			chosen++
		}
	}
	n := float64(len(in))
	return loss * math.Exp(-s.by.Penalty*(n-float64(chosen))/n), nil
}

// spectrum is that of the network of all actors by some of the concepts.
func (s *annealing) spectrum(ctx context.Context, in []bool) ([]float64, error) {
	weights, err := s.q.oneMode(ctx, s.all.of(in), s.faults)
	if err != nil {
		return nil, err
	}
	return spectrum(ctx, weights, s.q.Definition)
}
