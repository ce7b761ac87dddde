package main

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// limitMemory has the collector keep the process below so many bytes, as far as it
// can, unless whoever started the process asked for fewer (GOMEMLIMIT), until the
// function that it gives is called.
func limitMemory(bytes int64) func() {
	was := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(was, bytes))
	return func() { debug.SetMemoryLimit(was) }
}

// How the heap may grow between two collections, in percent of what is alive.
const (
	usualGrowth = 100 // what Go lets it grow by
	mostGrowth  = 400
)

// growth is the growth that leaves so many bytes of room, or the usual one if that is
// more room.
func growth(alive, room uint64) int {
	return int(min(max(usualGrowth, 100*room/max(alive, 1)), mostGrowth))
}

// roomIn is how much of the room that is asked for there is: an eighth of the memory of
// the machine, or of that which a container may have. Where nobody knows, all.
func roomIn(memory func() (uint64, error), asked uint64) uint64 {
	have, err := memory()
	if err != nil {
		return asked
	}
	return min(asked, have/8)
}

// memory is how much there is.
func memory() (uint64, error) {
	return memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)()
}

// leaveRoom has the collector wait until so many bytes are garbage, until the function
// that it gives is called: a small graph has little that is alive and, while it answers,
// as much garbage as a large one, and would be collected all the time. Of a large one
// nothing changes.
func leaveRoom(room uint64) func() {
	was := debug.SetGCPercent(usualGrowth)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		now, alive := usualGrowth, []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for ctx.Err() == nil {
			metrics.Read(alive)
			// To change it stops everything for a moment: not for a little.
			if to := growth(alive[0].Value.Uint64(), room); to > now+now/10 || to < now-now/10 {
				debug.SetGCPercent(to)
				now = to
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	}()
	return func() {
		stop()
		<-done
		debug.SetGCPercent(was)
	}
}
