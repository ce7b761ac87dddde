package ledger

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// A tallied store counts what it is given to write, by sort of key. Each update
// first waits at the gate.
type tallied struct {
	storage.Store
	gate func()

	mu      sync.Mutex
	sorts   map[[2]byte]int
	updates int
}

func (s *tallied) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	s.gate()
	return s.Store.Update(ctx, func(tx storage.WriteTx) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.updates++
		return fn(tallyTx{tx, s.sorts})
	})
}

type tallyTx struct {
	storage.WriteTx
	sorts map[[2]byte]int
}

func (tx tallyTx) Set(key, value []byte) error {
	tx.sorts[[2]byte(key)]++
	return tx.WriteTx.Set(key, value)
}

func (tx tallyTx) Delete(key []byte) error {
	tx.sorts[[2]byte(key)]++
	return tx.WriteTx.Delete(key)
}

// entriesOfAGroup commits so many changes of a statement each, all in one
// transaction, and gives what that wrote by sort of key. What is merged behind
// the commits does not count.
func entriesOfAGroup(t *testing.T, statements int) map[[2]byte]int {
	t.Helper()
	s := &tallied{gate: func() {}, sorts: map[[2]byte]int{}}
	l, err := Open(t.Context(), Options{Open: func(ctx context.Context) (_ storage.Store, err error) {
		s.Store, err = memkv.New().Open(ctx)
		return s, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := graphtest.LoadWorld(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	// Those who come while the first waits at the gate are written together.
	arrived, open := make(chan struct{}), make(chan struct{})
	first := true
	s.gate = func() {
		if first {
			first = false
			close(arrived)
			<-open
			s.sorts, s.updates = map[[2]byte]int{}, 0
		}
	}
	var wg sync.WaitGroup
	commit := func(n int) {
		r := graphtest.RelayChain()
		r.ID = graph.ID(fmt.Sprintf("statement/s-%d", n))
		wg.Go(func() {
			if _, err := l.Commit(t.Context(), graphtest.Curator(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: r}}}); err != nil {
				t.Error(err)
			}
		})
	}
	commit(0)
	<-arrived
	if statements > 1 {
		for n := range statements {
			commit(n + 1)
		}
		for len(l.queue) < statements { // who is not there yet is about to be
			select {
			case <-t.Context().Done():
				t.Fatal(t.Context().Err())
			case <-time.After(time.Millisecond):
			}
		}
	}
	close(open)
	wg.Wait()
	want := 1
	if statements > 1 {
		want = 2
	}
	if s.updates != want {
		t.Fatalf("%d transactions, want %d", s.updates, want)
	}
	return s.sorts
}

// TestEntriesOfAStatement counts what the engine is given to write for a
// statement that is committed alone, and for one of 64 in a transaction. More of
// them is slower writing: who adds one says so in the golden file.
func TestEntriesOfAStatement(t *testing.T) {
	const many = 64
	alone, both := entriesOfAGroup(t, 1), entriesOfAGroup(t, many)
	var text bytes.Buffer
	fmt.Fprintf(&text, "%-22s %5s %8s\n", "", "alone", "of 64")
	total, shared := 0, 0
	sorts := slices.SortedFunc(maps.Keys(both), func(a, b [2]byte) int { return bytes.Compare(a[:], b[:]) })
	for _, sort := range sorts {
		among := both[sort] - alone[sort] // the first was alone
		total, shared = total+alone[sort], shared+among
		fmt.Fprintf(&text, "%-22s %5d %8.2f\n", keys.Space(sort[0]).String()+" "+keys.Tag(sort[1]).String(), alone[sort], float64(among)/many)
	}
	fmt.Fprintf(&text, "%-22s %5d %8.2f\n", "all", total, float64(shared)/many)
	golden := filepath.Join("testdata", "entries.txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, text.Bytes()) {
		t.Errorf("what is written for a statement has changed:\n%s\nwas\n%s", text.Bytes(), want)
	}
}
