package ledger_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// The projection is what the oracle counts at every revision of random
// histories, through merges, retractions and markings, while the graph is closed
// and opened again with the checkpoint that it left, and while it dies after a
// commit is on disk and before the projection has it.
func TestTheProjectionIsTheOracle(t *testing.T) { projectedHistories(t, 70_000, fewer(20)) }

func TestSoakTheProjectionIsTheOracle(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes an hour: make soak")
	}
	projectedHistories(t, 80_000, 1000)
}

func projectedHistories(t *testing.T, seed uint64, histories int) {
	t.Helper()
	var total mortal
	graphtest.RunAnalyses(t, func(tb testing.TB) graph.Graph {
		tb.Helper()
		m := &mortal{tb: tb, disk: memkv.New(), file: filepath.Join(tb.TempDir(), "projection")}
		m.dice = rand.New(rand.NewPCG(seed, uint64(total.lives))) //nolint:gosec // a count
		m.live()
		tb.Cleanup(func() {
			wantClean(tb, m.Ledger)
			closed(tb, m.Ledger)
			total.lives++
			total.deaths += m.deaths
			total.cut += m.cut
			total.reopened += m.reopened
			total.checkpoints += m.checkpoints
		})
		return m
	}, graphtest.Options{Seed: seed, Histories: histories})
	t.Logf("opened again %d times, by a checkpoint %d times; died %d times, %d of them in a commit", total.reopened, total.checkpoints, total.deaths, total.cut)
	if total.cut < histories || total.checkpoints < histories {
		t.Errorf("died %d times in a commit, used %d checkpoints", total.cut, total.checkpoints)
	}
}

// A mortal graph is closed and opened again between some of its commits, and dies
// in the middle of others.
type mortal struct {
	*ledger.Ledger
	tb   testing.TB
	disk *memkv.Disk
	file string
	dice *rand.Rand
	dies *dying

	lives, deaths, cut, reopened, checkpoints int
}

// A dying store is cut off, where it is doomed, right after an update has been
// synced: nobody is told that it was.
type dying struct {
	storage.Store
	doomed atomic.Bool
	dead   chan struct{}
}

var errDead = errors.New("the process is dead")

func (s *dying) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	wrote := false
	err := s.Store.Update(ctx, func(tx storage.WriteTx) error {
		return fn(&noticing{tx, &wrote})
	})
	if err != nil || !wrote || !s.doomed.Load() {
		return err
	}
	select {
	case <-s.dead:
	default:
		close(s.dead)
	}
	return errors.Join(storage.ErrUnknown, errDead)
}

// A noticing transaction notes that something is written.
type noticing struct {
	storage.WriteTx
	wrote *bool
}

func (tx *noticing) Set(key, value []byte) error {
	*tx.wrote = true
	return tx.WriteTx.Set(key, value)
}

// live opens the graph as another process would.
func (m *mortal) live() {
	m.dies = nil
	l, err := ledger.Open(m.tb.Context(), ledger.Options{
		Open: func(ctx context.Context) (storage.Store, error) {
			if m.dies != nil {
				return nil, errDead // it does not open the engine again
			}
			store, err := m.disk.Open(ctx)
			if err != nil {
				return nil, err
			}
			m.dies = &dying{Store: store, dead: make(chan struct{})}
			return m.dies, nil
		},
		Checkpoint: m.file,
		Unsaved:    func(err error) { m.tb.Error(err) },
	})
	if err != nil {
		m.tb.Fatal(err)
	}
	m.Ledger = l
}

func (m *mortal) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	switch m.dice.IntN(8) {
	case 0:
		m.reopen()
	case 1:
		if err := m.Project(ctx); err != nil {
			return 0, err
		}
		return m.die(ctx, by, c)
	}
	return m.Ledger.Commit(ctx, by, c)
}

// reopen closes the graph, which leaves a checkpoint, and opens it by that.
func (m *mortal) reopen() {
	if err := m.Project(m.tb.Context()); err != nil {
		m.tb.Fatal(err)
	}
	closed(m.tb, m.Ledger)
	m.live()
	m.reopened++
	if m.UsesCheckpoint() {
		m.checkpoints++
	}
}

// die has the process die once a commit is on disk, and looks at what is there
// afterwards.
func (m *mortal) die(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	before, err := m.Head(ctx)
	if err != nil {
		return 0, err
	}
	victim, dead := m.Ledger, m.dies.dead
	m.dies.doomed.Store(true)
	buried := make(chan struct{})
	answered := make(chan struct{})
	go func() {
		defer close(buried)
		select {
		case <-dead:
			_ = victim.Close() // what is left of it says that it is dead
		case <-answered:
		}
	}()
	revision, err := victim.Commit(ctx, by, c)
	close(answered)
	<-buried
	select {
	case <-dead:
	default: // it was refused, and nothing was written
		m.dies.doomed.Store(false)
		return revision, err
	}
	_ = victim.Close() // which may not have been seen to be dead in time
	m.live()
	m.deaths++
	after, err := m.Head(ctx)
	if err != nil {
		return 0, err
	}
	if after.Revision == before.Revision { // it died while it moved what a marking concerns
		return m.Ledger.Commit(ctx, by, c)
	}
	m.cut++
	return after.Revision, nil
}
