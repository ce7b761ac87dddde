package ledger

import (
	"maps"
	"testing"
)

// What several goroutines counted is one count, of values of which there are few
// as of nodes.
func TestTalliesAreAddedUp(t *testing.T) {
	a, b := tally{many: map[uint64]int{300: 1, 1 << 40: 2}, without: 1}, tally{many: map[uint64]int{300: 5, 400: 1}, without: 2}
	a.few[3], b.few[3], b.few[255] = 7, 1, 2
	a.join(&b)
	got := map[uint64]int{}
	a.each(func(value uint64, n int) { got[value] += n })
	if want := (map[uint64]int{3: 8, 255: 2, 300: 6, 400: 1, 1 << 40: 2}); !maps.Equal(got, want) || a.without != 3 {
		t.Errorf("%v and %d without, not %v and 3", got, a.without, want)
	}
}
