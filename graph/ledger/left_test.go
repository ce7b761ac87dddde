package ledger

import (
	"testing"
	"time"

	"hudna/graph/graphtest"
	"hudna/storage/memkv"
)

// TestWhatWasLeftPendingIsMerged opens a graph in which many words wait to be
// merged, as after an import that was broken off: that is done though nobody
// commits anything.
func TestWhatWasLeftPendingIsMerged(t *testing.T) {
	disk := memkv.New()
	open := func(mergeFrom int) *Ledger {
		l, err := Open(t.Context(), Options{Open: disk.Open, MergeFrom: mergeFrom})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	shut := func(l *Ledger) {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	l := open(1 << 20)
	if err := graphtest.LoadWorld(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	shut(l)

	l = open(1 << 20)
	if n := l.head.Load().pending.Rows; n == 0 {
		t.Fatal("nothing was left")
	}
	shut(l)
	l = open(1)
	defer shut(l)
	patience := time.After(30 * time.Second)
	for l.head.Load().pending.Rows > 0 {
		select {
		case <-patience:
			t.Fatalf("%d rows are pending still", l.head.Load().pending.Rows)
		case <-time.After(time.Millisecond):
		}
	}
}
