package projection

import (
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

// turns are those of who reads many rows: some read together, and the others wait for
// theirs.
type turns struct {
	held  chan struct{}
	waits atomic.Int32 // how many wait
}

func newTurns(together int) *turns { return &turns{held: make(chan struct{}, together)} }

// take waits for a turn, behind those who wait already.
func (t *turns) take() {
	select {
	case t.held <- struct{}{}:
	default:
		t.waits.Add(1)
		t.held <- struct{}{}
		t.waits.Add(-1)
	}
}

func (t *turns) give() { <-t.held }

// awaited says whether somebody waits.
func (t *turns) awaited() bool { return t.waits.Load() > 0 }

// A breather lets whoever else wants the processor have it now and then, those among them
// of whom the network has something and nobody knows yet. To yield is not enough for that:
// Go asks the network when a processor has nothing to do, and else every ten milliseconds;
// and who yields is something to do. So a breather has a pipe, and waits until what it
// wrote there was found by asking. It takes some microseconds.
type breather struct {
	last    time.Time // when it was let, or the work begun
	in, out *os.File
	found   chan struct{}
}

// between is how long is worked between two breaths.
const between = 200 * time.Microsecond

// breathe does so if it is time to, and says whether it was.
func (b *breather) breathe() bool {
	now := time.Now() //nolint:forbidigo // how long it works, and not what time it is
	switch {
	case b.last.IsZero():
		b.last = now
		return false
	case now.Sub(b.last) < between:
		return false
	}
	if b.in == nil {
		b.open()
	}
	if b.in == nil {
		runtime.Gosched()
	} else if _, err := b.in.Write([]byte{0}); err == nil {
		<-b.found
	}
	b.last = time.Now() //nolint:forbidigo // as above
	return true
}

// open makes the pipe, if one can be had.
func (b *breather) open() {
	out, in, err := os.Pipe()
	if err != nil {
		return
	}
	b.in, b.out, b.found = in, out, make(chan struct{})
	go func() {
		defer close(b.found)
		for drop := make([]byte, 1); ; {
			if _, err := out.Read(drop); err != nil {
				return
			}
			b.found <- struct{}{}
		}
	}()
}

// close ends it.
func (b *breather) close() {
	if b.in == nil {
		return
	}
	_ = b.in.Close() // which ends what reads
	<-b.found
	_ = b.out.Close()
}
