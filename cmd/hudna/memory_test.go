package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestTheHeapMayGrowByTheRoomOrByAsMuchAsIsAlive(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		alive, room uint64
		want        int
	}{
		{128 * mib, 384 * mib, 300},
		{384 * mib, 384 * mib, 100},
		{2048 * mib, 384 * mib, 100},
		{10 * mib, 384 * mib, 1000},
		{0, 384 * mib, 1000},
		{math.MaxUint64, math.MaxUint64 / 100, 100},
	} {
		if got := growth(c.alive, c.room); got != c.want {
			t.Errorf("%d alive, room for %d: grows by %d %%, want %d", c.alive, c.room, got, c.want)
		}
	}
}

// TestRoomIsLeftWhileItIsAskedFor: the collector is told so, and afterwards all is as
// before.
func TestRoomIsLeftWhileItIsAskedFor(t *testing.T) {
	was := debug.SetGCPercent(70)
	defer debug.SetGCPercent(was)
	told := func() int { // without a change, which could undo one that is made meanwhile
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return int(sample[0].Value.Uint64())
	}
	runtime.GC()
	stop := leaveRoom(1 << 40)
	for begun := time.Now(); told() != mostGrowth && time.Since(begun) < 30*time.Second; {
		time.Sleep(10 * time.Millisecond)
	}
	if got := told(); got != mostGrowth {
		t.Errorf("the heap grows by %d %% while there is room", got)
	}
	if stop(); told() != 70 {
		t.Errorf("the heap grows by %d %% afterwards, and by 70 before", told())
	}
}
