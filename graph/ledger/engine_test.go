package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

// opener opens one store after the other, each attempt by a function of its
// own; the last one serves for all that follow.
type opener struct {
	mu   sync.Mutex
	next []storagetest.Open
}

func (o *opener) open(ctx context.Context) (storage.Store, error) {
	o.mu.Lock()
	open := o.next[0]
	if len(o.next) > 1 {
		o.next = o.next[1:]
	}
	o.mu.Unlock()
	return open(ctx)
}

// copyOf is another disk with what stands on one now.
func copyOf(tb testing.TB, disk *memkv.Disk) *memkv.Disk {
	tb.Helper()
	return diskOf(tb, pairs(tb, disk), nothing)
}

// What the engine is opened on again has to be what it was: a ledger that went
// on with less would give out numbers that are taken.
func TestAnotherStoreInThePlaceOfTheFirstIsRefused(t *testing.T) {
	for what, other := range map[string]func(t *testing.T, older *memkv.Disk) *memkv.Disk{
		"an older copy": func(_ *testing.T, older *memkv.Disk) *memkv.Disk { return older },
		"an empty one":  func(*testing.T, *memkv.Disk) *memkv.Disk { return memkv.New() },
		"another graph": func(t *testing.T, _ *memkv.Disk) *memkv.Disk {
			t.Helper()
			disk := memkv.New()
			l := open(t, disk)
			commit(t, l, create(actor("one")))
			commit(t, l, create(actor("two")))
			commit(t, l, create(actor("three")))
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			return disk
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				disk := memkv.New()
				l := open(t, disk)
				commit(t, l, create(actor("first")))
				if err := l.Close(); err != nil {
					t.Fatal(err)
				}
				older := copyOf(t, disk)
				var faults storagetest.Faults
				opening := &opener{next: []storagetest.Open{storagetest.Faulty(disk.Open, &faults), other(t, older).Open}}
				l = open(t, nil, func(o *ledger.Options) { o.Open = opening.open })
				commit(t, l, create(actor("second")))
				faults.Plan(storagetest.Lost)
				if _, err := l.Commit(t.Context(), coder(), create(actor("third"))); !errors.Is(err, graph.ErrCorrupt) {
					t.Errorf("the commit after which the store was another: %v", err)
				}
				if _, err := l.Commit(t.Context(), coder(), create(actor("fourth"))); err == nil {
					t.Error("a change was taken into another store")
				}
				if _, err := at2(l).Record(t.Context(), "actor/second"); !errors.Is(err, graph.ErrCorrupt) {
					t.Errorf("reading: %v", err)
				}
			})
		})
	}
}

// at2 reads as of the second revision.
func at2(l *ledger.Ledger) graph.Reader {
	return l.At(graph.View{Revision: 2, Clearance: graph.MarkingProtected})
}

// While the engine is being opened again, those who read wait no longer than
// they want to.
func TestReadersWaitForTheEngineAsLongAsTheyLike(t *testing.T) {
	disk := memkv.New()
	var faults storagetest.Faults
	opened, begun := make(chan struct{}), make(chan struct{})
	faulty := storagetest.Faulty(disk.Open, &faults)
	slow := func(ctx context.Context) (storage.Store, error) {
		close(begun)
		<-opened
		return faulty(ctx)
	}
	opening := &opener{next: []storagetest.Open{faulty, slow, faulty}}
	l := open(t, nil, func(o *ledger.Options) { o.Open = opening.open })
	commit(t, l, create(actor("first")))
	r := at(t, l)
	faults.Plan(storagetest.Kept)
	committed := make(chan error, 1)
	go func() {
		_, err := l.Commit(context.Background(), coder(), create(actor("second")))
		committed <- err
	}()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := r.Record(ctx, "actor/first"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who wanted to wait for a moment only got %v", err)
	}
	if head, err := l.Head(t.Context()); err != nil || head.Revision != 1 {
		t.Errorf("the head meanwhile: %d, %v", head.Revision, err)
	}
	patient := make(chan error, 1)
	go func() {
		_, err := r.Record(context.Background(), "actor/first")
		patient <- err
	}()
	close(opened)
	if err := <-patient; err != nil {
		t.Errorf("who waited got %v", err)
	}
	if err := <-committed; err != nil {
		t.Errorf("the commit: %v", err)
	}
}

// A graph that is only read comes back by itself when its disk does.
func TestAnEngineThatWasLostIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := memkv.New()
		var faults storagetest.Faults
		l, err := ledger.Open(t.Context(), ledger.Options{Open: storagetest.Faulty(disk.Open, &faults)})
		if err != nil {
			t.Fatal(err)
		}
		commit(t, l, create(actor("first")))
		r := at(t, l)
		broken := errors.New("no such disk")
		faults.Plan(storagetest.Kept)
		for range 10 {
			faults.PlanOpen(broken)
		}
		if _, err := l.Commit(t.Context(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrUnknown) {
			t.Errorf("the commit: %v", err)
		}
		_, err = r.Record(t.Context(), "actor/first")
		if !errors.Is(err, graph.ErrClosed) || errors.Is(err, graph.ErrUnknown) || !errors.Is(err, broken) {
			t.Errorf("reading without an engine: %v", err)
		}
		time.Sleep(time.Hour)
		if _, err := r.Record(t.Context(), "actor/first"); err != nil {
			t.Errorf("reading an hour later: %v", err)
		}
		if head := mustHead(t, l); head != 2 {
			t.Errorf("the head is %d, and the last commit was kept", head)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

// shy is a store that is read only so often, and says then that it is in doubt.
type shy struct {
	storage.Store
	views atomic.Int32
}

func (s *shy) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	if s.views.Add(-1) < 0 {
		return storage.ErrUnknown
	}
	return s.Store.View(ctx, fn)
}

// The writer is the one who opens the engine again. Where the next one fails as
// well, it does not wait for somebody to open another.
func TestTheWriterDoesNotWaitForItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := memkv.New()
		var faults storagetest.Faults
		opening := &opener{next: []storagetest.Open{
			storagetest.Faulty(disk.Open, &faults),
			func(ctx context.Context) (storage.Store, error) {
				s, err := disk.Open(ctx)
				next := &shy{Store: s}
				next.views.Store(1) // to open the ledger on it
				return next, err
			},
		}}
		l := open(t, nil, func(o *ledger.Options) { o.Open = opening.open })
		commit(t, l, create(actor("first")))
		faults.Plan(storagetest.Kept)
		if _, err := l.Commit(t.Context(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrUnknown) {
			t.Errorf("the commit: %v", err)
		}
	})
}

func TestClosingEndsTheWaitForTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := memkv.New()
		var faults storagetest.Faults
		l, err := ledger.Open(t.Context(), ledger.Options{Open: storagetest.Faulty(disk.Open, &faults)})
		if err != nil {
			t.Fatal(err)
		}
		commit(t, l, create(actor("first")))
		r := at(t, l)
		faults.Plan(storagetest.Lost)
		for range 1000 {
			faults.PlanOpen(errors.New("no such disk"))
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := l.Commit(context.Background(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrUnknown) {
				t.Errorf("the commit: %v", err)
			}
		})
		time.Sleep(time.Millisecond)
		wg.Go(func() {
			if _, err := r.Record(context.Background(), "actor/first"); !errors.Is(err, graph.ErrClosed) {
				t.Errorf("reading: %v", err)
			}
		})
		synctest.Wait()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait()
	})
}

// A refused open leaves the store as it was, so that it can be looked into.
func TestARefusedOpenWritesNothing(t *testing.T) {
	for what, disk := range map[string]*memkv.Disk{"a store behind its witness": nil, "an empty one": memkv.New()} {
		if disk == nil {
			disk = memkv.New()
			l := open(t, disk)
			commit(t, l, create(actor("first")))
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
		}
		before := pairs(t, disk)
		_, err := ledger.Open(t.Context(), ledger.Options{Open: disk.Open, Witness: seen(7)})
		if !errors.Is(err, graph.ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
		if after := pairs(t, disk); fmt.Sprint(before) != fmt.Sprint(after) {
			t.Errorf("%s: it was refused and written to", what)
		}
	}
}

// seen is a witness of a revision.
type seen graph.Revision

func (s seen) Load() (graph.Revision, error) { return graph.Revision(s), nil }

func (s seen) Store(graph.Revision) error { return errors.New("a witness that is not written") }

// hooked is a store of which one view is interrupted, after it has begun and
// before anything is read in it.
type hooked struct {
	storage.Store
	hook *atomic.Pointer[func()]
}

func (h hooked) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	return h.Store.View(ctx, func(tx storage.ReadTx) error {
		if hook := h.hook.Swap(nil); hook != nil {
			(*hook)()
		}
		return fn(tx)
	})
}

// interrupted opens a ledger; what is put into the pointer runs within the next
// view.
func interrupted(tb testing.TB, edit ...func(*ledger.Options)) (*ledger.Ledger, *atomic.Pointer[func()]) {
	tb.Helper()
	hook := new(atomic.Pointer[func()])
	disk := memkv.New()
	return open(tb, disk, append(edit, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			return hooked{s, hook}, err
		}
	})...), hook
}

// What one view has found out about ids must not be taken for what is there in
// the snapshot of another that began before.
func TestARecordThatCameDuringAViewIsNotInIt(t *testing.T) {
	l, hook := interrupted(t)
	commit(t, l, create(actor("first")))
	r := at(t, l)
	meanwhile := func() {
		commit(t, l, create(actor("second")))
		if _, err := at(t, l).Record(t.Context(), "actor/second"); err != nil {
			t.Error(err)
		}
	}
	hook.Store(&meanwhile)
	if _, err := r.Record(t.Context(), "actor/second"); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("want that it is not found, got %v", err)
	}
}

// Who guesses the number of the next revision does not get an answer as of an
// earlier one.
func TestAGuessedRevisionIsNotAnsweredFromAnOlderSnapshot(t *testing.T) {
	l, hook := interrupted(t)
	commit(t, l, create(actor("first")))
	guess := l.At(graph.View{Revision: 2, Clearance: graph.MarkingPublic})
	meanwhile := func() { commit(t, l, create(actor("second"))) }
	hook.Store(&meanwhile)
	records, err := guess.Records(t.Context(), []graph.ID{"actor/second"})
	if err == nil && records[0] == nil || err != nil && !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("got %v, %v", records, err)
	}
}

// An engine may run a transaction again. What the writer learnt in the first
// run is not so in the second.
func TestAGroupThatRunsAgainBeginsAnew(t *testing.T) {
	disk := memkv.New()
	var faults storagetest.Faults
	held := &holding{gate: make(chan struct{})}
	opening := storagetest.Faulty(disk.Open, &faults)
	l := open(t, nil, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := opening(ctx)
			held.Store = s
			return held, err
		}
	})
	above := &graph.Location{Kind: graph.LocationRegion, Names: []graph.Name{{Text: "Made-up region", Lang: "en"}}}
	above.ID = "location/above"
	within := &graph.Location{Kind: graph.LocationSettlement, Names: []graph.Name{{Text: "Made-up town", Lang: "en"}}, Within: above.ID}
	within.ID = "location/within"
	commit(t, l, create(above))
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: above.ID, Reason: "made up"}}})
	faults.Plan(storagetest.Fault{}, storagetest.Conflict)
	held.on.Store(true)
	var wg sync.WaitGroup
	errs := make([]error, 3)
	for i, c := range []graph.Change{
		create(actor("first")), // holds the writer up, so that the others make one group
		create(within),
		{Ops: []graph.Op{{Verb: graph.VerbRestore, ID: above.ID}}},
	} {
		wg.Go(func() { _, errs[i] = l.Commit(context.Background(), coder(), c) })
		time.Sleep(20 * time.Millisecond)
	}
	held.on.Store(false)
	close(held.gate)
	wg.Wait()
	if left := faults.Left(); left > 0 {
		t.Fatalf("%d faults did not happen", left)
	}
	if errs[0] != nil || errs[2] != nil || !errors.Is(errs[1], graph.ErrInvalid) {
		t.Errorf("a town in a region that is taken back later: %v", errs)
	}
	wantClean(t, l)
}
