package web

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// emptied are rates of which somebody has used up their allowance, and how often it was
// looked at since.
func emptied(t *testing.T, perSecond int) (r *rates, a *Admission, looks *atomic.Int64) {
	t.Helper()
	r, err := newRates(Rate{PerSecond: perSecond, Most: costOfExport}, Limits{Complexity: 1})
	if err != nil {
		t.Fatal(err)
	}
	a, looks = &Admission{Caller: "somebody"}, new(atomic.Int64)
	r.now = func() time.Time { looks.Add(1); return time.Now() }
	if _, _, f := r.take(context.WithValue(t.Context(), admissionKey{}, a), costOfExport); f != nil {
		t.Fatal(f.errors)
	}
	looks.Store(0)
	return r, a, looks
}

// TestThoseWhoWaitForOneAllowanceTakeTurns: all of them come to what they wait for, and one
// at a time looks whether it is there.
func TestThoseWhoWaitForOneAllowanceTakeTurns(t *testing.T) {
	const waiters = 200
	r, a, looks := emptied(t, 1_000)
	var all sync.WaitGroup
	for range waiters {
		all.Go(func() {
			if err := r.wait(t.Context(), a, 1, true); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := looks.Load(); n < waiters || n > 2*waiters {
		t.Errorf("%d looks of %d who wait", n, waiters)
	}
}

// TestWhoLeavesWaitsForNoTurn: also while somebody else has it.
func TestWhoLeavesWaitsForNoTurn(t *testing.T) {
	r, a, looks := emptied(t, 1)
	first, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.wait(first, a, costOfExport, true) }()
	for looks.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	gone, left := context.WithCancel(t.Context())
	left()
	second := make(chan error, 1)
	go func() { second <- r.wait(gone, a, costOfExport, true) }()
	select {
	case err := <-second:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it waits")
	}
	leave()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestWhatHappensCostsLittle: who is told of what others record does not pay for all that
// the operation may read, as for what has gone by.
func TestWhatHappensCostsLittle(t *testing.T) {
	for _, c := range []struct {
		cost int
		gone bool
		want int
	}{{5_000, true, 5_000}, {5_000, false, 10}, {3, false, 3}} {
		if got := costOfTelling(c.cost, c.gone); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// TestWhatHappensDoesNotWaitBehindWhatHasGoneBy: of one caller, who reads what has gone by
// waits for long, and who is told what happens for what that costs.
func TestWhatHappensDoesNotWaitBehindWhatHasGoneBy(t *testing.T) {
	r, a, looks := emptied(t, 500)
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.wait(ctx, a, costOfExport, true) }()
	for looks.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	told := make(chan error, 1)
	go func() { told <- r.wait(t.Context(), a, costOfEvent, false) }()
	select {
	case err := <-told:
		if err != nil {
			t.Error(err)
		}
	case err := <-done:
		t.Fatalf("what costs a thousand times as much was first: %v", err)
	}
	leave()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("who left: %v", err)
	}
}
