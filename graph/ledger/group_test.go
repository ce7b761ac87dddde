package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

// Whether changes are written one by one or in groups, and whether the engine
// runs a group again or refuses it first, must make no difference to what is in
// the store in the end, byte by byte, and to what each is answered.
func TestGroupsWriteWhatSingleChangesWrite(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var steps []graphtest.Step
				for h := graphtest.NewHistory(seed, graphtest.HistoryOptions{Commits: 80}); ; {
					s, ok := h.Next()
					if !ok {
						break
					}
					steps = append(steps, s)
				}
				clock := func(o *ledger.Options) {
					o.Clock = func() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }
					o.HoldOverlays = true // when they are carried out is a matter of chance
				}
				alone := memkv.New()
				l := open(t, alone, clock, func(o *ledger.Options) { o.MaxGroup = 1 })
				var want []string
				for _, s := range steps {
					r, err := l.Commit(t.Context(), s.By, cloned(s.Change))
					want = append(want, fmt.Sprint(r, err))
				}
				if err := l.Close(); err != nil {
					t.Fatal(err)
				}
				merged, got := inGroups(t, seed, steps, want, clock)
				for i := range want {
					if got[i] != want[i] {
						t.Errorf("%s: in a group %s, alone %s", steps[i].What, got[i], want[i])
					}
				}
				a, b := lasting(t, alone), lasting(t, merged)
				for i := range max(len(a), len(b)) {
					if i >= len(a) || i >= len(b) || !bytes.Equal(a[i].Key, b[i].Key) || !bytes.Equal(a[i].Value, b[i].Value) {
						t.Fatalf("the stores differ from key %d of %d and %d on", i, len(a), len(b))
					}
				}
			})
		})
	}
}

// cloned copies a change, as the graph keeps what it is given.
func cloned(c graph.Change) graph.Change {
	ops := make([]graph.Op, len(c.Ops))
	for i, op := range c.Ops {
		op.Record = graph.Clone(op.Record)
		ops[i] = op
	}
	c.Ops = ops
	return c
}

// inGroups brings steps so that several wait while the engine is at one. What
// each comes to alone is known: a group that is refused is tried one by one, but
// a change that is alone in it, as others were refused before they waited, is not.
func inGroups(t *testing.T, seed uint64, steps []graphtest.Step, alone []string, edit ...func(*ledger.Options)) (*memkv.Disk, []string) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 3))
	disk := memkv.New()
	var faults storagetest.Faults
	held := &holding{}
	opening := storagetest.Faulty(disk.Open, &faults)
	l := open(t, nil, append(edit, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := opening(ctx)
			held.Store = s
			return held, err
		}
	})...)
	got := make([]string, len(steps))
	for from := 0; from < len(steps); {
		to := min(from+1+rnd.IntN(30), len(steps))
		waiting := 0
		for i := from; i < to; i++ {
			if strings.HasSuffix(alone[i], "<nil>") {
				waiting++
			}
		}
		if waiting > 2 { // one alone, and the others, two at least, in one group
			faults.Plan(storagetest.Fault{}, []storagetest.Fault{{}, storagetest.Conflict, storagetest.Refused}[rnd.IntN(3)])
		}
		held.gate = make(chan struct{})
		held.on.Store(true)
		for i := from; i < to; i++ {
			go func() {
				r, err := l.Commit(context.Background(), steps[i].By, cloned(steps[i].Change))
				got[i] = fmt.Sprint(r, err)
			}()
			synctest.Wait() // until it waits in the queue
		}
		held.on.Store(false)
		close(held.gate)
		synctest.Wait()
		from = to
	}
	wantClean(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return disk, got
}

// lasting is what is in a store but for what is drawn at random: the secret, and
// the hashes that are made with it.
func lasting(t *testing.T, disk *memkv.Disk) (some []storage.Pair) {
	t.Helper()
	for _, p := range pairs(t, disk) {
		key, err := keys.Parse(p.Key)
		if err != nil {
			t.Fatal(err)
		}
		if key.Tag != keys.Epoch && key.Tag != keys.Idempotency && key.Tag != keys.FormerID {
			some = append(some, p)
		}
	}
	return some
}

// The numbers that a lost group had given out are given to other records. What
// was looked up while the group was made must not stick to them.
func TestTheNumbersOfALostGroupAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		located := func(id, within graph.ID) *graph.Location {
			l := &graph.Location{Kind: graph.LocationRegion, Within: within}
			l.ID = id
			return l
		}
		steps := []graphtest.Step{
			{By: coder(), Change: create(actor("first"))},
			{By: coder(), Change: create(located("location/lost", ""))},
			{By: coder(), Change: create(located("location/within", "location/lost"))},
		}
		var faults storagetest.Faults
		held := &holding{gate: make(chan struct{})}
		opening := storagetest.Faulty(memkv.New().Open, &faults)
		l := open(t, nil, func(o *ledger.Options) {
			o.Open = func(ctx context.Context) (storage.Store, error) {
				s, err := opening(ctx)
				held.Store = s
				return held, err
			}
		})
		faults.Plan(storagetest.Fault{}, storagetest.Lost)
		held.on.Store(true)
		errs := make([]error, len(steps))
		for i, s := range steps {
			go func() { _, errs[i] = l.Commit(context.Background(), s.By, s.Change) }()
			synctest.Wait()
		}
		held.on.Store(false)
		close(held.gate)
		time.Sleep(time.Minute) // the engine is opened anew by then
		synctest.Wait()         // orders what the committers wrote before what is read here
		if errs[0] != nil || errs[1] == nil || errs[2] == nil {
			t.Fatalf("outcomes %v", errs)
		}
		commit(t, l, create(located("location/other", ""), located("location/another", "location/other")))
		for _, id := range []graph.ID{"location/other", "location/another"} {
			record, err := at(t, l).Record(t.Context(), id)
			if err != nil || record.Shared().ID != id {
				t.Errorf("%s is %v, %v", id, record, err)
			}
		}
		// Nor does the text that a document had in it.
		faults.Plan(storagetest.Fault{}, storagetest.Lost)
		held.gate = make(chan struct{})
		held.on.Store(true)
		texted := func(text string) graph.Change {
			return graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: document("d", text)}}}
		}
		for i, c := range []graph.Change{create(document("d", "")), texted("Long enough."), create(spoken("statement/lost", "document/d", 0, 5))} {
			go func() { _, errs[i] = l.Commit(context.Background(), coder(), c) }()
			synctest.Wait()
		}
		held.on.Store(false)
		close(held.gate)
		time.Sleep(time.Minute)
		synctest.Wait()
		if errs[0] != nil || errs[1] == nil || errs[2] == nil {
			t.Fatalf("outcomes %v", errs)
		}
		commit(t, l, texted("Not."))
		if _, err := l.Commit(t.Context(), coder(), create(spoken("statement/s", "document/d", 0, 5))); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("a quotation that would fit the text that was lost: %v", err)
		}
		if record, err := at(t, l).Record(t.Context(), "location/lost"); err == nil {
			t.Errorf("what was lost is %v", record)
		}
		wantClean(t, l)
	})
}
