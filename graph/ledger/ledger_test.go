package ledger_test

import (
	"context"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
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

func TestHistoriesAreRefusedAndKeptAsTheOracleSays(t *testing.T) {
	for seed := range uint64(20) {
		clock := func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) }
		l := open(t, memkv.New(), func(o *ledger.Options) { o.Clock = clock })
		naive := graphtest.NewNaive(clock)
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{})
		for n := 0; ; n++ {
			step, ok := h.Next()
			if !ok {
				break
			}
			want, wantErr := naive.Commit(t.Context(), step.By, step.Change)
			got, err := l.Commit(t.Context(), step.By, step.Change)
			if got != want || (err == nil) != (wantErr == nil) {
				t.Fatalf("seed %d, step %d, %s: revision %d, %v; the oracle says %d, %v", seed, n, step.What, got, err, want, wantErr)
			}
		}
		wantClean(t, l)
	}
}
