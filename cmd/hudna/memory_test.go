package main

import (
	"errors"
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
		{10 * mib, 384 * mib, 400},
		{0, 384 * mib, 400},
		{math.MaxUint64, math.MaxUint64 / 100, 100},
	} {
		if got := growth(c.alive, c.room); got != c.want {
			t.Errorf("%d alive, room for %d: grows by %d %%, want %d", c.alive, c.room, got, c.want)
		}
	}
}

func TestRoomIsAnEighthOfTheMemoryAtMost(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		memory uint64
		err    error
		want   uint64
	}{
		{24 << 30, nil, 384 * mib},
		{512 * mib, nil, 64 * mib},
		{0, errors.New("made up"), 384 * mib},
	} {
		if got := roomIn(func() (uint64, error) { return c.memory, c.err }, 384*mib); got != c.want {
			t.Errorf("of %d, %v: room for %d, not %d", c.memory, c.err, got, c.want)
		}
	}
	if have, err := memory(); err != nil || have < 16*mib || have > 1<<50 {
		t.Errorf("this machine has %d bytes of memory, %v", have, err)
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
