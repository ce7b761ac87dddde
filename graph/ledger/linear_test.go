package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

// An act is what one client did to the one record of a register, and when: the
// times are of a clock that goes on with each event.
type act struct {
	called, returned int64
	value            int            // that was to be written; 0 for an act that read
	expected         graph.Revision // of a write
	saw              graph.Revision // of the version that was written or read; 0 for none
	outcome          outcome
}

type outcome int

const (
	done      outcome = iota // written, or read
	surpassed                // refused because saw was newer than expected
	undone                   // refused, and not written
	unknown                  // written or not
)

// A register is one record that several clients write and read, each version of
// it with a value of its own.
type register struct {
	l     *ledger.Ledger
	clock atomic.Int64
	next  atomic.Int64
	mu    sync.Mutex
	acts  []act
}

const registerID = graph.ID("actor/register")

func valued(value int) *graph.Actor {
	a := actor(registerID.Name())
	a.Names[0].Text = fmt.Sprintf("Made-up value %d", value)
	return a
}

func (r *register) note(a act) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acts = append(r.acts, a)
}

// read reads the newest version, and gives its revision. What fails tells
// nothing.
func (r *register) read() graph.Revision {
	a := act{called: r.clock.Add(1)}
	head, err := r.l.Head(context.Background())
	if err != nil {
		return 0
	}
	list, err := r.l.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).
		History(context.Background(), registerID, graph.Page{First: 1})
	if err != nil || len(list.Items) != 1 {
		return 0
	}
	a.saw, a.returned = list.Items[0].Value.Commit.Revision, r.clock.Add(1)
	r.note(a)
	return a.saw
}

// write writes a new value, and repeats it under one key until the outcome is
// known, or for so many times.
func (r *register) write(expected graph.Revision, tries int) {
	a := act{called: r.clock.Add(1), value: int(r.next.Add(1)), expected: expected, outcome: undone}
	for ; tries > 0; tries-- {
		revision, err := r.l.Commit(context.Background(), coder(), graph.Change{
			IdempotencyKey: fmt.Sprintf("value %d", a.value),
			Ops:            []graph.Op{{Verb: graph.VerbCorrect, Record: valued(a.value), Expected: expected}},
		})
		var conflict *graph.RecordConflict
		switch {
		case err == nil:
			a.saw, a.outcome, tries = revision, done, 1
		case errors.As(err, &conflict):
			a.saw, a.outcome, tries = conflict.Actual, surpassed, 1
		case errors.Is(err, graph.ErrUnknown):
			a.outcome = unknown
		} // else it was not written this time; a time before that is unknown it may have been
	}
	a.returned = r.clock.Add(1)
	r.note(a)
}

// check holds what the clients saw against the versions that there were in the
// end. As these have one order, a history is linearizable if no act contradicts
// another that ended before it began.
func (r *register) check(t *testing.T) {
	t.Helper()
	head := mustHead(t, r.l)
	versions := map[string]graph.Revision{} // by value
	before := map[graph.Revision]graph.Revision{}
	last := graph.Revision(0)
	for c, err := range r.l.Changes(context.Background(), graph.View{Revision: head, Clearance: graph.MarkingPublic}, 0) {
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Ops {
			if op.ID != registerID {
				continue
			}
			a, ok := op.Record.(*graph.Actor)
			if !ok {
				t.Fatalf("revision %d left a %T", c.Revision, op.Record)
			}
			value := a.Names[0].Text
			if other, twice := versions[value]; twice {
				t.Errorf("%s was written in revisions %d and %d", value, other, c.Revision)
			}
			versions[value] = c.Revision
			before[c.Revision] = last
			last = c.Revision
		}
	}
	for i := range r.acts {
		a := &r.acts[i]
		written := versions[valued(a.value).Names[0].Text]
		switch {
		case a.value == 0 || a.outcome == surpassed && written == 0:
		case a.outcome == done && written != a.saw:
			t.Errorf("the write of %d was acknowledged as revision %d, and is %d", a.value, a.saw, written)
		case a.outcome == unknown && written != 0: // it was, at some time
			a.saw, a.outcome, a.returned = written, done, math.MaxInt64
		case a.outcome != done && written != 0:
			t.Errorf("the write of %d was refused, and is revision %d", a.value, written)
		}
		if _, there := before[a.saw]; a.saw != 0 && !there {
			t.Errorf("revision %d was seen, and did nothing to the record", a.saw)
		}
		if a.value > 0 && a.outcome == done && a.expected != 0 && before[a.saw] != a.expected {
			t.Errorf("revision %d was made against %d, and came after %d", a.saw, a.expected, before[a.saw])
		}
		if a.outcome == surpassed && a.saw == a.expected {
			t.Errorf("a write against revision %d was refused because of it", a.expected)
		}
	}
	for _, a := range r.acts {
		for _, b := range r.acts {
			if a.saw == 0 || b.saw == 0 || a.returned >= b.called {
				continue
			}
			newer := b.value > 0 && b.outcome == done // and so not what a has seen
			if a.saw > b.saw || newer && a.saw == b.saw {
				t.Errorf("revision %d was seen, and after that %d: %+v, %+v", a.saw, b.saw, a, b)
			}
		}
	}
}

// Whatever the engine does, what clients see of one record is what they would
// have seen had all happened one after the other.
func TestOneRecordIsLinearizable(t *testing.T) {
	const clients, each = 6, 30
	outcomes := map[outcome]int{}
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(seed, 1))
				var faults storagetest.Faults
				l, err := ledger.Open(t.Context(), ledger.Options{Open: storagetest.Faulty(memkv.New().Open, &faults)})
				if err != nil {
					t.Fatal(err)
				}
				r := &register{l: l}
				commit(t, l, create(valued(0)))
				for range clients * each / 4 {
					fault := []storagetest.Fault{{}, {}, storagetest.Kept, storagetest.Lost, storagetest.Conflict, storagetest.Full, storagetest.Refused}[rnd.IntN(7)]
					faults.Plan(fault)
				}
				for range clients * each / 8 {
					if rnd.IntN(3) > 0 {
						faults.PlanOpen(nil)
						continue
					}
					for range 1 + rnd.IntN(8) { // now and then more often than the writer tries
						faults.PlanOpen(errors.New("no such disk"))
					}
				}
				var wg sync.WaitGroup
				for c := range clients {
					rnd := rand.New(rand.NewPCG(seed, uint64(c)))
					wg.Go(func() {
						for n := range each {
							saw := r.read()
							switch rnd.IntN(4) {
							case 0:
								r.write(0, 1+rnd.IntN(2))
							case 1: // something else, for the group
								_, _ = l.Commit(context.Background(), coder(), create(actor(fmt.Sprintf("a-%d-%d", c, n))))
							default:
								r.write(saw, 1+rnd.IntN(3))
							}
							if rnd.IntN(8) == 0 {
								time.Sleep(time.Second) // a lost engine comes back
							}
						}
					})
				}
				wg.Wait()
				time.Sleep(time.Hour)
				r.check(t)
				wantClean(t, l)
				if err := l.Close(); err != nil {
					t.Error(err)
				}
				for _, a := range r.acts {
					outcomes[a.outcome]++
				}
			})
		})
	}
	for _, o := range []outcome{done, surpassed, undone} {
		if outcomes[o] < 20 {
			t.Errorf("outcome %d came %d times only: %v", o, outcomes[o], outcomes)
		}
	}
	t.Logf("outcomes: %v", outcomes)
}
