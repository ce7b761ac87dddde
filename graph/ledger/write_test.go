package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

// coder is a made-up person who may do everything here.
func coder() graph.Principal {
	return graph.Principal{Name: "made-up coder", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
}

// actor is a made-up actor.
func actor(name string) *graph.Actor {
	a := &graph.Actor{Kind: graph.ActorOrganisation, Names: []graph.Name{{Text: "Made-up " + name, Lang: "en"}}}
	a.ID = graph.ID("actor/" + name)
	return a
}

func create(records ...graph.Record) graph.Change {
	c := graph.Change{Message: "create"}
	for _, r := range records {
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	return c
}

func commit(tb testing.TB, g graph.Graph, c graph.Change) graph.Revision {
	tb.Helper()
	r, err := g.Commit(tb.Context(), coder(), c)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func at(tb testing.TB, g graph.Graph) graph.Reader {
	tb.Helper()
	return g.At(graph.View{Revision: mustHead(tb, g), Clearance: graph.MarkingProtected})
}

// faulty opens a ledger on a disk that fails as planned.
func faulty(tb testing.TB, f *storagetest.Faults, edit ...func(*ledger.Options)) (*ledger.Ledger, *memkv.Disk) {
	tb.Helper()
	disk := memkv.New()
	opening := storagetest.Faulty(disk.Open, f)
	edit = append([]func(*ledger.Options){func(o *ledger.Options) { o.Open = opening }}, edit...)
	return open(tb, disk, edit...), disk
}

func TestAnUnknownOutcomeIsSettledBeforeItIsAnswered(t *testing.T) {
	for what, test := range map[string]struct {
		fault   storagetest.Fault
		written bool
	}{
		"the group was written":     {storagetest.Kept, true},
		"the group was not written": {storagetest.Lost, false},
	} {
		t.Run(what, func(t *testing.T) {
			var faults storagetest.Faults
			l, _ := faulty(t, &faults)
			commit(t, l, create(actor("first")))
			faults.Plan(test.fault)
			revision, err := l.Commit(t.Context(), coder(), create(actor("second")))
			if test.written != (err == nil) || test.written && revision != 2 {
				t.Errorf("revision %d, %v", revision, err)
			}
			if err != nil && errors.Is(err, graph.ErrUnknown) {
				t.Errorf("the outcome is known, but the answer is %v", err)
			}
			_, err = at(t, l).Record(t.Context(), "actor/second")
			if test.written != (err == nil) {
				t.Errorf("reading it: %v", err)
			}
			next := commit(t, l, create(actor("third")))
			if want := map[bool]graph.Revision{true: 3, false: 2}[test.written]; next != want {
				t.Errorf("the next revision is %d, want %d", next, want)
			}
			wantClean(t, l)
		})
	}
}

func TestAStoreThatCannotBeOpenedAgainLeavesTheOutcomeUnknown(t *testing.T) {
	var faults storagetest.Faults
	l, _ := faulty(t, &faults)
	commit(t, l, create(actor("first")))
	faults.Plan(storagetest.Kept)
	broken := errors.New("no such disk")
	faults.PlanOpen(broken, broken, broken, broken, broken)
	if _, err := l.Commit(t.Context(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrUnknown) {
		t.Fatalf("want an unknown outcome, got %v", err)
	}
	// The next change finds the disk back, and the one before on it.
	if r := commit(t, l, create(actor("third"))); r != 3 {
		t.Errorf("revision %d, want 3", r)
	}
	if _, err := at(t, l).Record(t.Context(), "actor/second"); err != nil {
		t.Error(err)
	}
	wantClean(t, l)
}

func TestConcurrentChangesSurviveFaults(t *testing.T) {
	var faults storagetest.Faults
	l, _ := faulty(t, &faults)
	const committers, each = 16, 20
	for i := range committers * each / 8 {
		faults.Plan(storagetest.Fault{}, []storagetest.Fault{storagetest.Kept, storagetest.Lost, storagetest.Conflict, storagetest.Full, storagetest.Refused}[i%5])
	}
	var mu sync.Mutex
	acknowledged := map[graph.Revision]graph.ID{}
	var wg sync.WaitGroup
	for c := range committers {
		wg.Go(func() {
			for n := range each {
				a := actor(fmt.Sprintf("a-%d-%d", c, n))
				for try := 0; ; try++ {
					change := create(actor(a.ID.Name()))
					change.IdempotencyKey = string(a.ID)
					r, err := l.Commit(context.Background(), coder(), change)
					if err == nil {
						mu.Lock()
						if other, taken := acknowledged[r]; taken {
							t.Errorf("revision %d answers %s and %s", r, a.ID, other)
						}
						acknowledged[r] = a.ID
						mu.Unlock()
						break
					}
					if try > 200 {
						t.Errorf("%s: %v", a.ID, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	if faults.Left() > 0 {
		t.Logf("%d faults did not happen", faults.Left())
	}
	if n := mustHead(t, l); n != committers*each {
		t.Errorf("%d revisions, want %d: a change was made twice", n, committers*each)
	}
	for commit, err := range l.Changes(t.Context(), graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingProtected}, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if id := acknowledged[commit.Revision]; len(commit.Ops) != 1 || commit.Ops[0].ID != id {
			t.Errorf("revision %d did %v, and answered for %s", commit.Revision, commit.Ops, id)
		}
	}
	wantClean(t, l)
}

// Who leaves before the writer has come to it has changed nothing; what has begun
// runs to its end, and is answered.
func TestWhoLeavesInTimeHasChangedNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := memkv.New()
		held := &holding{gate: make(chan struct{})}
		l := open(t, disk, func(o *ledger.Options) {
			o.Open = func(ctx context.Context) (storage.Store, error) {
				s, err := disk.Open(ctx)
				held.Store = s
				return held, err
			}
		})
		held.on.Store(true)
		ctx, cancel := context.WithCancel(t.Context())
		var revisions [2]graph.Revision
		var errs [2]error
		for i, name := range []string{"begun", "waiting"} {
			go func() { revisions[i], errs[i] = l.Commit(ctx, coder(), create(actor(name))) }()
			synctest.Wait()
		}
		cancel()
		synctest.Wait()
		held.on.Store(false)
		close(held.gate)
		synctest.Wait()
		if revisions[0] != 1 || errs[0] != nil {
			t.Errorf("what had begun: revision %d, %v", revisions[0], errs[0])
		}
		if !errors.Is(errs[1], context.Canceled) {
			t.Errorf("what waited: revision %d, %v", revisions[1], errs[1])
		}
		if r := commit(t, l, create(actor("third"))); r != 2 {
			t.Errorf("the next revision is %d, want 2", r)
		}
		if _, err := at(t, l).Record(t.Context(), "actor/waiting"); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("who has left wrote: %v", err)
		}
		wantClean(t, l)
	})
}

// Where there is no storage, those who wait together are refused together: it is
// looked for once.
func TestAGroupLooksForTheStorageOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := memkv.New()
		broken := errors.New("no such disk")
		var faults storagetest.Faults
		opening := storagetest.Faulty(disk.Open, &faults)
		opens, away := 0, make(chan struct{})
		l := open(t, nil, func(o *ledger.Options) {
			o.Open = func(ctx context.Context) (storage.Store, error) {
				if opens++; opens == 7 {
					<-away // until others wait
				}
				return opening(ctx)
			}
		})
		faults.Plan(storagetest.Lost)
		for range 100 {
			faults.PlanOpen(broken)
		}
		if _, err := l.Commit(t.Context(), coder(), create(actor("first"))); !errors.Is(err, graph.ErrUnknown) {
			t.Fatalf("want an unknown outcome, got %v", err)
		}
		errs := make([]error, 4)
		for i := range errs {
			go func() { _, errs[i] = l.Commit(t.Context(), coder(), create(actor(fmt.Sprint(i)))) }()
			synctest.Wait()
		}
		before := opens // one is being looked for, by the first of them
		close(away)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		for i, err := range errs {
			if !errors.Is(err, graph.ErrClosed) || !strings.Contains(err.Error(), "the change was not written") {
				t.Errorf("change %d: %v", i, err)
			}
		}
		if looked := opens - before; looked > 4+5+5 { // the first, the others, and the writer by itself
			t.Errorf("the storage was looked for %d times", looked)
		}
	})
}

func TestAFullStoreRefusesWritesAndIsRead(t *testing.T) {
	var faults storagetest.Faults
	l, _ := faulty(t, &faults)
	commit(t, l, create(actor("first")))
	faults.Plan(storagetest.Full)
	if _, err := l.Commit(t.Context(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrFull) {
		t.Errorf("want a full store, got %v", err)
	}
	if _, err := at(t, l).Record(t.Context(), "actor/first"); err != nil {
		t.Error(err)
	}
}

func TestAnIdempotencyKeyMakesOneRevision(t *testing.T) {
	l := open(t, memkv.New())
	change := func(name string) graph.Change {
		c := create(actor(name))
		c.IdempotencyKey = "key"
		return c
	}
	if r := commit(t, l, change("first")); r != 1 {
		t.Fatalf("revision %d", r)
	}
	if r := commit(t, l, change("first")); r != 1 {
		t.Errorf("the same change again made revision %d", r)
	}
	if _, err := l.Commit(t.Context(), coder(), change("other")); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("another change with the same key: %v", err)
	}
	if n := mustHead(t, l); n != 1 {
		t.Errorf("%d revisions", n)
	}
}

func TestARefusedChangeLeavesItsGroupAlone(t *testing.T) {
	// The store waits at the first change, so that the others make one group.
	disk := memkv.New()
	gate := make(chan struct{})
	held := &holding{gate: gate}
	l := open(t, disk, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			held.Store = s
			return held, err
		}
	})
	commit(t, l, create(actor("taken")))
	held.on.Store(true)
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() {
			name := fmt.Sprintf("a-%d", i)
			if i%4 == 3 {
				name = "taken"
			}
			_, errs[i] = l.Commit(context.Background(), coder(), create(actor(name)))
		})
		time.Sleep(time.Millisecond)
	}
	held.on.Store(false)
	close(gate)
	wg.Wait()
	for i, err := range errs {
		if (i%4 == 3) != errors.Is(err, graph.ErrConflict) || (i%4 != 3) != (err == nil) {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if n := mustHead(t, l); n != 16 {
		t.Errorf("%d revisions, want 16", n)
	}
	if updates := held.updates.Load(); updates > 6 {
		t.Errorf("%d transactions for 20 changes: they were not merged", updates)
	}
	wantClean(t, l)
}

func TestALongTextIsKeptInPieces(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	d := &graph.Document{Kind: graph.DocumentReport, Text: strings.Repeat("نص مصنوع لا يقول شيئا. ", 20_000), MediaType: "text/plain"}
	d.ID = "document/long"
	commit(t, l, create(d))
	titled := *d
	titled.Title = "Made up"
	commit(t, l, graph.Change{Message: "title", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &titled}}})
	for r, want := range map[graph.Revision]string{1: "", 2: "Made up"} {
		got, err := l.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}).Record(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := got.(*graph.Document); !ok || got.Text != d.Text || got.Title != want {
			t.Errorf("as of revision %d: %+v", r, got)
		}
	}
	wantClean(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	chunk := storage.Pair{}
	all := pairs(t, disk)
	for _, p := range all {
		if key, _ := keys.Parse(p.Key); key.Tag == keys.Chunk {
			chunk = p
		}
	}
	if found := findings(t, diskOf(t, all, func(tx storage.WriteTx) error { return tx.Delete(chunk.Key) })); len(found) == 0 {
		t.Error("a piece of a text was taken away, and nothing was found")
	}
}

func TestTooMuchIsRefusedWhole(t *testing.T) {
	l := open(t, memkv.New())
	var records []graph.Record
	for i := range 4 {
		d := &graph.Document{Text: strings.Repeat("x", 1<<20)}
		d.ID = graph.ID(fmt.Sprintf("document/d-%d", i))
		records = append(records, d)
	}
	if _, err := l.Commit(t.Context(), coder(), create(records...)); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("four long texts at once: %v", err)
	}
	commit(t, l, create(records[:2]...))
	wantClean(t, l)
}

func TestTimeAlwaysGoesOn(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	l := open(t, memkv.New(), func(o *ledger.Options) { o.Clock = func() time.Time { return now } })
	commit(t, l, create(actor("first")))
	commit(t, l, create(actor("second")))
	now = now.Add(-time.Hour)
	commit(t, l, create(actor("third")))
	last := time.Time{}
	for c, err := range l.Changes(t.Context(), graph.View{Revision: 3, Clearance: graph.MarkingPublic}, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if !c.Time.After(last) {
			t.Errorf("revision %d is of %s, not after %s", c.Revision, c.Time, last)
		}
		last = c.Time
	}
	for what, given := range map[string]time.Time{
		"before the head":  now.Add(-time.Minute),
		"after the clock":  now.Add(2 * time.Hour),
		"the head's again": last,
	} {
		c := create(actor("late"))
		c.Time = given
		if _, err := l.Commit(t.Context(), coder(), c); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("a time %s: %v", what, err)
		}
	}
}

func TestOpeningRefuses(t *testing.T) {
	dir := t.TempDir()
	witness := ledger.FileWitness(filepath.Join(dir, "witness"))
	disk := memkv.New()
	opts := ledger.Options{Open: disk.Open, Witness: witness}
	l, err := ledger.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, l, create(actor("first")))
	older := pairs2(t, l, disk)
	if l, err = ledger.Open(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	commit(t, l, create(actor("second")))
	newest := pairs2(t, l, disk)
	if seen, err := witness.Load(); err != nil || seen != 2 {
		t.Fatalf("the witness has seen %d, %v", seen, err)
	}

	behind := diskOf(t, older, nothing)
	if _, err := ledger.Open(t.Context(), ledger.Options{Open: behind.Open, Witness: witness}); !errors.Is(err, graph.ErrCorrupt) || !strings.Contains(err.Error(), "lost revisions") {
		t.Errorf("a store that is behind its witness: %v", err)
	}
	if err := witness.Store(1); err != nil {
		t.Fatal(err)
	}
	l, err = ledger.Open(t.Context(), ledger.Options{Open: diskOf(t, newest, nothing).Open, Witness: witness})
	if err != nil {
		t.Fatalf("a witness that is behind: %v", err)
	}
	if seen, _ := witness.Load(); seen != 2 {
		t.Errorf("the witness was not moved up: %d", seen)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(witness), []byte("hudna witness 1\nxxxxxxxxxxxx"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Open(t.Context(), ledger.Options{Open: diskOf(t, newest, nothing).Open, Witness: witness}); !errors.Is(err, graph.ErrCorrupt) {
		t.Errorf("a damaged witness: %v", err)
	}

	newer := diskOf(t, newest, func(tx storage.WriteTx) error {
		return tx.Set(keys.AppendTag(nil, keys.Row, keys.Format), keys.AppendFormat(nil, keys.FormatVersion+1))
	})
	if _, err := ledger.Open(t.Context(), ledger.Options{Open: newer.Open}); !errors.As(err, new(*ledger.FormatError)) {
		t.Errorf("a newer format: %v", err)
	}
	foreign := diskOf(t, []storage.Pair{{Key: []byte("somebody"), Value: []byte("else's")}}, nothing)
	if _, err := ledger.Open(t.Context(), ledger.Options{Open: foreign.Open}); !errors.Is(err, graph.ErrCorrupt) {
		t.Errorf("somebody else's store: %v", err)
	}
}

func TestASecondWriterStopsTheFirst(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	commit(t, l, create(actor("first")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all := pairs(t, disk)
	// Both write to one engine, as two servers on a distributed one would.
	shared := diskOf(t, all, nothing)
	store, err := shared.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	both := func(context.Context) (storage.Store, error) { return unclosed{store}, nil }
	older := open(t, nil, func(o *ledger.Options) { o.Open = both })
	commit(t, older, create(actor("second")))
	newer := open(t, nil, func(o *ledger.Options) { o.Open = both })
	if _, err := older.Commit(t.Context(), coder(), create(actor("third"))); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("the older writer: %v", err)
	}
	if r := commit(t, newer, create(actor("third"))); r != 3 {
		t.Errorf("revision %d, want 3", r)
	}
}

func TestAClosedLedgerRefuses(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(actor("first")))
	r := at(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(t.Context(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("commit: %v", err)
	}
	if _, err := r.Record(t.Context(), "actor/first"); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("read: %v", err)
	}
	if _, err := l.Head(t.Context()); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("head: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestReadOnlyWritesNothing(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	commit(t, l, create(actor("first")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	before := pairs(t, disk)
	r := open(t, disk, func(o *ledger.Options) { o.ReadOnly = true })
	if _, err := at(t, r).Record(t.Context(), "actor/first"); err != nil {
		t.Error(err)
	}
	if _, err := r.Commit(t.Context(), coder(), create(actor("second"))); !errors.Is(err, graph.ErrForbidden) {
		t.Errorf("commit: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if after := pairs(t, disk); fmt.Sprint(before) != fmt.Sprint(after) {
		t.Error("a ledger opened for reading has written")
	}
}

// What others take a position on stays a proposition, unless they are changed
// with it.
func TestAPropositionStaysOneWhilePositionsAreTaken(t *testing.T) {
	l := open(t, memkv.New())
	topic := &graph.Topic{Kind: graph.TopicProposition}
	topic.ID = "topic/made-up"
	s := spoken("statement/agreeing", "document/d", 0, 5)
	s.Positions = []graph.Stand{{Topic: topic.ID, Agreement: graph.Agree}}
	commit(t, l, create(document("d", ""), topic, s))
	turned := *topic
	turned.Kind = graph.TopicIssue
	turn := graph.Op{Verb: graph.VerbCorrect, Record: &turned}
	var field *graph.FieldError
	if _, err := l.Commit(t.Context(), coder(), graph.Change{Ops: []graph.Op{turn}}); !errors.As(err, &field) || field.Path != "kind" {
		t.Errorf("a topic on which a position is taken: %v", err)
	}
	away := *s
	away.Positions = nil
	commit(t, l, graph.Change{Ops: []graph.Op{turn, {Verb: graph.VerbCorrect, Record: &away}}})
}

// What the writer has counted for a commit that came to nothing does not count.
func TestCountersOfALostCommitAreForgotten(t *testing.T) {
	var faults storagetest.Faults
	l, _ := faulty(t, &faults)
	commit(t, l, create(actor("speaker")))
	for i, fault := range []storagetest.Fault{storagetest.Refused, storagetest.Lost} {
		faults.Plan(fault)
		if _, err := l.Commit(t.Context(), coder(), create(actor(fmt.Sprintf("lost-%d", i)))); err == nil {
			t.Fatalf("%v: no error", fault)
		}
		commit(t, l, create(actor(fmt.Sprintf("kept-%d", i))))
	}
	wantClean(t, l)
}
