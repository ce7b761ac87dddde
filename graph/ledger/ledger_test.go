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
func open(t testing.TB, disk *memkv.Disk, edit ...func(*ledger.Options)) *ledger.Ledger {
	t.Helper()
	opts := ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }}
	for _, e := range edit {
		e(&opts)
	}
	l, err := ledger.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func world(t testing.TB) (*ledger.Ledger, *memkv.Disk) {
	t.Helper()
	disk := memkv.New()
	l := open(t, disk)
	if err := graphtest.LoadWorld(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	return l, disk
}

func wantClean(t testing.TB, l *ledger.Ledger) {
	t.Helper()
	report, err := l.Check(context.WithoutCancel(t.Context()), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("check: %s", f)
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
	graphtest.Run(t, func(t testing.TB) graph.Graph {
		opens := opening(t)
		l, err := ledger.Open(t.Context(), ledger.Options{Open: opens})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			wantClean(t, l)
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
		return l
	}, o)
}

func inMemory(testing.TB) storagetest.Open { return memkv.New().Open }

func onDisk(t testing.TB) storagetest.Open {
	dir := t.TempDir()
	return func(ctx context.Context) (storage.Store, error) {
		return badgerkv.Open(ctx, dir, badgerkv.Options{Floor: -1, Ballast: -1})
	}
}

func TestHistoriesInMemory(t *testing.T) { histories(t, inMemory, graphtest.Options{Histories: 30}) }

func TestHistoriesOnDisk(t *testing.T) {
	histories(t, onDisk, graphtest.Options{Seed: 1000, Histories: 10})
}

func TestSoakHistories(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes an hour: make soak")
	}
	t.Run("in memory", func(t *testing.T) { histories(t, inMemory, graphtest.Options{Seed: 10_000, Histories: 1000}) })
	t.Run("on disk", func(t *testing.T) { histories(t, onDisk, graphtest.Options{Seed: 20_000, Histories: 1000}) })
}
