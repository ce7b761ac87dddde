package projection

import (
	"io"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestTheNetworkIsHeardWhileAllProcessorsRead: who breathes between two pieces of work
// lets those be heard of whom only the network knows. Were they to yield, they would
// breathe fifty times until Go asks the network.
func TestTheNetworkIsHeardWhileAllProcessorsRead(t *testing.T) {
	const messages, most = 200, 20
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.Copy(c, c)
	}()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var done atomic.Bool
	var breaths atomic.Int64
	var readers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		readers.Go(func() {
			var others breather
			defer others.close()
			for !done.Load() {
				for begun := time.Now(); time.Since(begun) < between; {
				}
				if others.breathe() {
					breaths.Add(1)
				}
			}
		})
	}
	message := []byte("x")
	for range messages {
		if _, err = c.Write(message); err == nil {
			_, err = io.ReadFull(c, message)
		}
		if err != nil {
			break
		}
	}
	done.Store(true)
	readers.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if n := breaths.Load(); n > messages*most*int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%d readers breathed %d times while %d messages were answered", runtime.GOMAXPROCS(0), n, messages)
	} else {
		t.Logf("%.1f breaths of each reader for a message", float64(n)/float64(runtime.GOMAXPROCS(0))/messages)
	}
}

// TestWhoWaitsHasTheirTurnBeforeALongReadEnds, and no more read at a time than may.
func TestWhoWaitsHasTheirTurnBeforeALongReadEnds(t *testing.T) {
	table := New()
	table.turns = newTurns(1)
	const rows = 20 * breath
	table.node, table.since, table.until = make([]uint32, rows), make([]uint32, rows), make([]uint32, rows)
	table.hides, table.facts, table.before = make([]uint8, rows), make([]Facts, rows), make([]uint32, rows)
	table.newest, table.marking = make([]uint32, 1), make([]uint8, 1)
	for i := range rows {
		table.until[i] = 2
	}
	var begun, reading atomic.Int32
	const pieces = rows / breath
	read := func(rest time.Duration) error {
		sel := Selection{View: View{Revision: 1, Statuses: 1}, Keep: func() Keep { return nil }}
		return table.Each(&sel, func() func(int) error {
			n := 0
			return func(int) error {
				if n++; n%breath == 0 {
					if reading.Add(1) > 1 {
						t.Error("two read at a time")
					}
					begun.Add(1)
					time.Sleep(rest)
					reading.Add(-1)
				}
				return nil
			}
		}, func() error { return nil })
	}
	table.busy.Store(1 << 20) // nobody helps
	var all sync.WaitGroup
	all.Go(func() {
		if err := read(2 * between); err != nil {
			t.Error(err)
		}
	})
	for begun.Load() == 0 && t.Context().Err() == nil {
		time.Sleep(between)
	}
	table.turns.take()
	n := begun.Load()
	if n == pieces {
		t.Error("the long read had come to its end before")
	}
	if time.Sleep(5 * between); begun.Load() != n {
		t.Error("it reads on while another has the turn")
	}
	table.turns.give()
	all.Wait()
	if n := begun.Load(); n != pieces {
		t.Errorf("%d pieces were read of %d", n, pieces)
	}
}
