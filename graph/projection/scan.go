package projection

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
)

// A Keep says whether a row that holds at a view is wanted. It is used by one
// goroutine.
type Keep func(row int) (bool, error)

// A Selection says which rows are read.
type Selection struct {
	View
	// Keep makes what says of the rows that hold at the view which are wanted.
	// Each goroutine that reads makes one of its own, which is nil where all are.
	Keep func() Keep
	// Said, when given, is where the dates lie of all that is wanted, but for
	// what has none.
	Said *Window
}

// breath is how many rows are read until it is asked whether to go on, and
// whoever else wants the processor has a turn: some 0.3 ms.
const breath = 64 * zoneRows

// Each gives the rows of a selection to what take makes, once for each goroutine
// that reads: the one that asks, and others that help while nobody waits for the
// processors that they use, for all who ask at a time one less than there are of
// these. It asks now and then whether to go on, and the first error ends it.
func (t *Table) Each(sel *Selection, take func() func(row int) error, goOn func() error) error {
	pieces := (t.Rows() + breath - 1) / breath
	if pieces == 0 {
		return goOn()
	}
	var next atomic.Int64
	var failed atomic.Bool
	read := func(helps bool) error {
		if !helps {
			t.turns.take()
			defer t.turns.give()
		}
		var others breather
		defer others.close()
		keep, take := sel.Keep(), take()
		for !failed.Load() {
			piece := int(next.Add(1)) - 1
			if piece >= pieces {
				break
			}
			err := goOn()
			if err == nil {
				err = t.piece(sel, piece, keep, take)
			}
			if err != nil {
				failed.Store(true)
				return err
			}
			if !others.breathe() {
				continue
			}
			switch awaited := t.turns.awaited(); {
			case helps && (awaited || waiting()):
				return nil
			case awaited && !helps:
				t.turns.give()
				t.turns.take()
			}
		}
		return nil
	}
	helpers := t.helpers(pieces)
	defer t.busy.Add(-helpers)
	errs := make([]error, helpers)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = read(true) })
	}
	err := read(false)
	all.Wait()
	for _, e := range errs {
		if err == nil {
			err = e
		}
	}
	return err
}

// helpers is how many goroutines may help with so many pieces, which are counted
// as busy.
func (t *Table) helpers(pieces int) int32 {
	if pieces < 2 || t.turns.awaited() || waiting() {
		return 0
	}
	for {
		busy := t.busy.Load()
		more := min(int32(runtime.GOMAXPROCS(0))-1-busy, int32(pieces/2)) //nolint:gosec // there are no more pieces than rows
		if more <= 0 {
			return 0
		}
		if t.busy.CompareAndSwap(busy, busy+more) {
			return more
		}
	}
}

// waiting says whether goroutines wait for a processor.
func waiting() bool {
	runnable := []metrics.Sample{{Name: "/sched/goroutines/runnable:goroutines"}}
	metrics.Read(runnable)
	return runnable[0].Value.Kind() == metrics.KindUint64 && runnable[0].Value.Uint64() > 0
}

// piece gives the rows of some zones.
func (t *Table) piece(sel *Selection, piece int, keep Keep, take func(int) error) error {
	end := min((piece+1)*breath, t.Rows())
	for from := piece * breath; from < end; from += zoneRows {
		if sel.Said != nil && !t.zones[from/zoneRows].within(sel.Said) {
			continue
		}
		for i := from; i < min(from+zoneRows, end); i++ {
			if !t.Sees(sel.View, i) {
				continue
			}
			ok, err := true, error(nil)
			if keep != nil {
				ok, err = keep(i)
			}
			if ok && err == nil {
				err = take(i)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
