package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/memkv"
)

func TestAnAllowanceIsTakenInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := allowance{left: 10}
		closing := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		outcome := map[string]error{}
		come := func(name string, ctx context.Context, amount int) {
			go func() {
				err := a.take(ctx, amount, closing)
				mu.Lock()
				defer mu.Unlock()
				outcome[name] = err
			}()
			synctest.Wait()
		}
		want := func(when, outcomes string, left int) {
			t.Helper()
			synctest.Wait()
			if got := fmt.Sprint(outcome); got != outcomes || a.left != left {
				t.Errorf("%s: %s and %d left, want %s and %d", when, got, a.left, outcomes, left)
			}
		}
		come("a", t.Context(), 4)
		come("b", t.Context(), 6)
		want("all of it", "map[a:<nil> b:<nil>]", 0)
		come("c", ctx, 5)
		come("d", t.Context(), 1)
		a.give(4)
		want("who came first needs more than there is", "map[a:<nil> b:<nil>]", 4)
		cancel()
		want("the first has left", "map[a:<nil> b:<nil> c:context canceled d:<nil>]", 3)
		come("e", t.Context(), 10)
		close(closing)
		want("the end", "map[a:<nil> b:<nil> c:context canceled d:<nil> e:closed]", 3)
	})
}

// gated is a store whose updates wait.
type gated struct {
	storage.Store
	gate chan struct{}
}

func (g gated) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	<-g.gate
	return g.Store.Update(ctx, fn)
}

// What waits for the writer is bounded in bytes, and who brings more waits for
// room. To leave makes room.
func TestTheQueueIsBoundedInBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{}, 1)
		gate <- struct{}{} // for the opening
		disk := memkv.New()
		l, err := Open(t.Context(), Options{Open: func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			return gated{s, gate}, err
		}})
		if err != nil {
			t.Fatal(err)
		}
		by := graph.Principal{Name: "made-up coder", Role: graph.RoleAdmin, Clearance: graph.MarkingPublic}
		change := func(n, text int) graph.Change {
			d := &graph.Document{Text: strings.Repeat("x", text)}
			d.ID = graph.ID(fmt.Sprintf("document/d-%03d", n))
			return graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: d}}}
		}
		size := func(c graph.Change) int {
			r, err := l.request(by, c)
			if err != nil {
				t.Fatal(err)
			}
			return r.size
		}
		errs := make([]error, 100)
		n := 0
		bring := func(ctx context.Context, text int) {
			i := n
			n++
			go func() { _, errs[i] = l.Commit(ctx, by, change(i, text)) }()
			synctest.Wait()
		}
		const long = 1 << 20
		each := size(change(0, long))
		whole := maxQueueBytes / each
		for range whole - 1 {
			bring(t.Context(), long)
		}
		rest := maxQueueBytes - (whole-1)*each
		first, second := rest/2, rest-rest/2
		over := size(change(0, long/2)) - long/2
		leaving, leave := context.WithCancel(t.Context())
		bring(leaving, first-over)
		bring(t.Context(), second-over)
		if l.room.left != 0 || len(l.queue) != n-1 { // the writer is at one
			t.Fatalf("%d changes wait, and %d bytes are left", len(l.queue), l.room.left)
		}
		bring(t.Context(), 1)
		impatient, tire := context.WithCancel(t.Context())
		bring(impatient, 1)
		if len(l.queue) != n-3 {
			t.Errorf("%d changes wait in the queue, and two should wait for room in it", len(l.queue))
		}
		tire()
		leave()
		synctest.Wait()
		if len(l.queue) != n-2 {
			t.Errorf("%d changes wait in the queue, and the one who left has made room for one", len(l.queue))
		}
		close(gate)
		synctest.Wait()
		for i, err := range errs[:n] {
			if left := i == n-4 || i == n-1; left != errors.Is(err, context.Canceled) || !left && err != nil {
				t.Errorf("change %d: %v", i, err)
			}
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if l.room.left != maxQueueBytes {
			t.Errorf("%d bytes were not given back", maxQueueBytes-l.room.left)
		}
	})
}
