package ledger_test

import (
	"context"
	"os"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/badgerkv"
	"hudna/storage/memkv"
	"hudna/storage/storagetest"
)

// open opens a ledger in memory, with a clock that the test does not depend on.
func open(tb testing.TB, disk *memkv.Disk, edit ...func(*ledger.Options)) *ledger.Ledger {
	tb.Helper()
	opts := ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }}
	for _, e := range edit {
		e(&opts)
	}
	l, err := ledger.Open(tb.Context(), opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}

func world(tb testing.TB) (*ledger.Ledger, *memkv.Disk) {
	tb.Helper()
	disk := memkv.New()
	l := open(tb, disk)
	if err := graphtest.LoadWorld(tb.Context(), l); err != nil {
		tb.Fatal(err)
	}
	return l, disk
}

func wantClean(tb testing.TB, l *ledger.Ledger) {
	tb.Helper()
	report, err := l.Check(context.WithoutCancel(tb.Context()), nil)
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range report.Findings {
		tb.Errorf("check: %s", f)
	}
}

func TestTheWorldIsKeptAndChecked(t *testing.T) {
	l, _ := world(t)
	wantClean(t, l)
	head, err := l.Head(t.Context())
	if err != nil || head.Revision != graph.Revision(len(graphtest.World())) {
		t.Fatalf("head %d, %v", head.Revision, err)
	}
	if want := graphtest.WorldTime(head.Revision); !head.Time.Equal(want) {
		t.Errorf("head of %s, want %s", head.Time, want)
	}
}

// histories holds the ledger on an engine against the oracle.
func histories(t *testing.T, opening func(testing.TB) storagetest.Open, o graphtest.Options) {
	t.Helper()
	o.Histories = fewer(o.Histories)
	n := 0
	graphtest.Run(t, func(tb testing.TB) graph.Graph {
		tb.Helper()
		opens := opening(tb)
		n++
		l, err := ledger.Open(tb.Context(), ledger.Options{Open: opens, KeepToKeys: n%2 == 0})
		if err != nil {
			tb.Fatal(err)
		}
		if n%4 == 1 { // from the first revision on, so that lists go by it too
			if err := l.Project(tb.Context()); err != nil {
				tb.Fatal(err)
			}
		}
		tb.Cleanup(func() {
			wantClean(tb, l)
			if err := l.Close(); err != nil {
				tb.Error(err)
			}
		})
		return l
	}, o)
}

func inMemory(testing.TB) storagetest.Open { return memkv.New().Open }

func onDisk(tb testing.TB) storagetest.Open {
	tb.Helper()
	dir := tb.TempDir()
	return func(ctx context.Context) (storage.Store, error) {
		return badgerkv.Open(ctx, dir, badgerkv.Options{Floor: -1, Ballast: -1})
	}
}

// fewer is a sixth of so many histories in a short run: the race detector makes each
// of them many times slower, and sees in a few what it would in all.
func fewer(histories int) int {
	if os.Getenv("HUDNA_RACE") != "" {
		return (histories + 5) / 6
	}
	return histories
}

func TestHistoriesInMemory(t *testing.T) {
	histories(t, inMemory, graphtest.Options{Seed: 100, Histories: 60})
}

func TestHistoriesOnDisk(t *testing.T) {
	histories(t, onDisk, graphtest.Options{Seed: 1000, Histories: 10})
}

// Random filters of statements, each field of a query often, and at least half
// of them with something in the answer.
func TestSoakFilters(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes minutes: make soak")
	}
	t.Run("in memory", func(t *testing.T) {
		histories(t, inMemory, graphtest.Options{Seed: 30_000, Filters: 20_000, Each: 200})
	})
	t.Run("on disk", func(t *testing.T) { histories(t, onDisk, graphtest.Options{Seed: 40_000, Filters: 20_000, Each: 200}) })
}

func TestSoakHistories(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes an hour: make soak")
	}
	t.Run("in memory", func(t *testing.T) { histories(t, inMemory, graphtest.Options{Seed: 10_000, Histories: 1000}) })
	t.Run("on disk", func(t *testing.T) { histories(t, onDisk, graphtest.Options{Seed: 20_000, Histories: 1000}) })
}
