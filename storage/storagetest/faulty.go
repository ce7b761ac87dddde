package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"hudna/storage"
)

// A Fault is what goes wrong with one update, after its function has returned
// without an error. The zero Fault lets the update pass.
type Fault struct {
	Err     error // what Update returns
	Applied bool  // the writes are committed nevertheless
	Again   bool  // instead of all this, the function runs once more
}

// The faults that the contract allows.
var (
	// Lost leaves the outcome unknown, and the writes are not there.
	Lost = Fault{Err: storage.ErrUnknown}
	// Kept leaves the outcome unknown, and the writes are there.
	Kept = Fault{Err: storage.ErrUnknown, Applied: true}
	// Full refuses the writes for want of space.
	Full = Fault{Err: storage.ErrFull}
	// Refused refuses the writes because others got in between too often.
	Refused = Fault{Err: storage.ErrConflict}
	// Conflict rolls back and runs the function again.
	Conflict = Fault{Again: true}
)

// Faults makes a store fail in ways that were planned. Its zero value has
// nothing planned. What it promises is the contract: above all, once an update
// has returned [storage.ErrUnknown], the store refuses every View and Update
// with it until it is closed and opened again. It may be used by any number of
// goroutines.
type Faults struct {
	mu      sync.Mutex
	updates []Fault
	opens   []error
}

// Plan plans faults for the next updates whose functions return no error, one
// each, in this order and after those planned before.
func (f *Faults) Plan(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.updates = append(f.updates, faults...)
}

// PlanOpen plans errors for the next attempts to open the store, one each. A
// nil lets one attempt pass.
func (f *Faults) PlanOpen(errs ...error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opens = append(f.opens, errs...)
}

// Left returns how many planned faults of updates have not happened yet.
func (f *Faults) Left() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.updates)
}

// next returns the fault planned for the update under way. Its error says that
// it was planned.
func (f *Faults) next() Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.updates) == 0 {
		return Fault{}
	}
	next := f.updates[0]
	f.updates = f.updates[1:]
	if next.Err != nil {
		next.Err = fmt.Errorf("storagetest: planned: %w", next.Err)
	}
	return next
}

func (f *Faults) nextOpen() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.opens) == 0 {
		return nil
	}
	next := f.opens[0]
	f.opens = f.opens[1:]
	if next != nil {
		next = fmt.Errorf("storagetest: planned: %w", next)
	}
	return next
}

// Faulty returns an open whose stores fail as f plans.
func Faulty(open Open, f *Faults) Open {
	return func(ctx context.Context) (storage.Store, error) {
		if err := f.nextOpen(); err != nil {
			return nil, err
		}
		s, err := open(ctx)
		if err != nil {
			return nil, err
		}
		return &faulty{Store: s, faults: f}, nil
	}
}

type faulty struct {
	storage.Store
	faults *Faults
	gate   storage.Gate // that Close waits for updates between two runs too

	mu    sync.Mutex
	doubt error // the unknown outcome of an update
}

func (s *faulty) doubtful() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.doubt
}

func (s *faulty) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	if err := s.gate.Enter(); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := s.doubtful(); err != nil {
		return err
	}
	return s.Store.View(ctx, fn)
}

// Update lets the store below have the outcome that the fault wants, by way of
// what the function returns to it. A doubt is noted before that, so that no
// view can begin between the commit and the doubt about it.
func (s *faulty) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if err := s.gate.Enter(); err != nil {
		return err
	}
	defer s.gate.Leave()
	for range storage.MaxRuns {
		var fault Fault
		err := s.Store.Update(ctx, func(tx storage.WriteTx) error {
			fault = Fault{}
			if err := s.doubtful(); err != nil {
				return err
			}
			if err := fn(tx); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err // as the store below would
			}
			fault = s.faults.next()
			if errors.Is(fault.Err, storage.ErrUnknown) {
				s.mu.Lock()
				s.doubt = fault.Err
				s.mu.Unlock()
			}
			if fault.Again || (fault.Err != nil && !fault.Applied) {
				return errRollback
			}
			return nil
		})
		switch {
		case fault.Again:
			continue
		case fault.Err != nil:
			return fault.Err
		default:
			return err
		}
	}
	return fmt.Errorf("storagetest: planned conflicts: %w", storage.ErrConflict)
}

func (s *faulty) Close() error {
	s.gate.Close()
	return s.Store.Close()
}

var errRollback = errors.New("storagetest: rolled back as planned")
