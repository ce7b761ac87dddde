package storagetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"hudna/storage"
)

// TestConflictsKeepEveryLaw shows that the laws hold for an engine that runs
// functions again, and that the faults do not break them.
func TestConflictsKeepEveryLaw(t *testing.T) {
	Run(t, func(tb testing.TB) Open {
		tb.Helper()
		var f Faults
		f.Plan(slices.Repeat([]Fault{Conflict, {}}, 10_000)...)
		return Faulty(naiveWith("")(tb), &f)
	})
}

func faultySubject(t *testing.T) (*subject, *Faults) {
	t.Helper()
	f := new(Faults)
	return newSubject(t, func(testing.TB) Open { return Faulty(naiveWith("")(t), f) }), f
}

func TestFaults(t *testing.T) {
	const planned = "storagetest: planned: "
	unknown := planned + "outcome unknown until the store is closed and reopened"
	tests := map[string]struct {
		fault Fault
		is    error
		text  string
		then  string // what the store holds after it was opened again
	}{
		"a lost update is not there":         {Lost, storage.ErrUnknown, unknown, "a=1"},
		"a kept update is there":             {Kept, storage.ErrUnknown, unknown, "a=2"},
		"a full store writes nothing":        {Full, storage.ErrFull, planned + "storage full", "a=1"},
		"a refused update writes nothing":    {Refused, storage.ErrConflict, planned + "conflicting update", "a=1"},
		"another error writes nothing":       {Fault{Err: errMadeUp}, errMadeUp, planned + "made up", "a=1"},
		"a conflict commits in the next run": {Conflict, nil, "", "a=2"},
		"no fault lets the update pass":      {Fault{}, nil, "", "a=2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, f := faultySubject(t)
			s.put("a", "1")
			f.Plan(test.fault)
			set := func(tx storage.WriteTx) error { return tx.Set([]byte("a"), []byte("2")) }
			err := s.Update(context.Background(), set)
			if !errors.Is(err, test.is) || (err != nil && err.Error() != test.text) {
				t.Errorf("update: %v, want %q", err, test.text)
			}
			if f.Left() != 0 {
				t.Errorf("%d faults left", f.Left())
			}
			if errors.Is(test.is, storage.ErrUnknown) {
				if err := s.View(context.Background(), func(storage.ReadTx) error { return nil }); !errors.Is(err, storage.ErrUnknown) {
					t.Errorf("view of a doubtful store: %v", err)
				}
				if err := s.Update(context.Background(), set); !errors.Is(err, storage.ErrUnknown) {
					t.Errorf("update of a doubtful store: %v", err)
				}
			} else {
				s.holds(test.then)
			}
			s.reopen()
			s.holds(test.then)
			s.put("a", "3")
			s.holds("a=3")
		})
	}
}

func TestFaultsComeInOrder(t *testing.T) {
	s, f := faultySubject(t)
	f.Plan(Full, Fault{})
	f.Plan(Refused)
	for i, want := range []error{storage.ErrFull, nil, storage.ErrConflict, nil} {
		err := s.Update(context.Background(), func(tx storage.WriteTx) error { return tx.Set([]byte{'a' + byte(i)}, []byte("x")) })
		if !errors.Is(err, want) {
			t.Errorf("update %d: %v, want %v", i, err, want)
		}
	}
	s.holds("b=x d=x")
}

func TestFaultsWaitForAnUpdateThatWouldCommit(t *testing.T) {
	s, f := faultySubject(t)
	f.Plan(Full)
	if err := s.Update(context.Background(), func(storage.WriteTx) error { return errMadeUp }); err != errMadeUp {
		t.Errorf("update: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if err := s.Update(ctx, func(storage.WriteTx) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("update: %v", err)
	}
	if f.Left() != 1 {
		t.Errorf("%d faults left, want the one planned", f.Left())
	}
}

func TestConflictsEndInErrConflict(t *testing.T) {
	s, f := faultySubject(t)
	f.Plan(slices.Repeat([]Fault{Conflict}, storage.MaxRuns)...)
	runs := 0
	err := s.Update(context.Background(), func(tx storage.WriteTx) error { runs++; return tx.Set([]byte("a"), []byte("x")) })
	if !errors.Is(err, storage.ErrConflict) || runs != storage.MaxRuns {
		t.Errorf("after %d runs: %v", runs, err)
	}
	s.holds("")
}

func TestNothingGetsPastADoubt(t *testing.T) {
	s, f := faultySubject(t)
	f.Plan(Kept)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := s.Update(context.Background(), func(tx storage.WriteTx) error {
				if got := s.scan(tx, storage.Range{}); got != "" {
					t.Errorf("an update sees %q, which is in doubt", got)
				}
				return tx.Set([]byte("a"), []byte("x"))
			})
			if !errors.Is(err, storage.ErrUnknown) {
				t.Errorf("update: %v", err)
			}
		})
	}
	wg.Wait()
	s.reopen()
	s.holds("a=x")
}

func TestPlannedErrorsOfOpen(t *testing.T) {
	s, f := faultySubject(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f.PlanOpen(storage.ErrLocked, nil)
	if _, err := s.open(context.Background()); !errors.Is(err, storage.ErrLocked) || err.Error() != "storagetest: planned: locked" {
		t.Errorf("open: %v", err)
	}
	s.start()
	s.holds("")
}
