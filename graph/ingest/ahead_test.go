package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"hudna/graph/ndjson"
)

func topics(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"type\":\"Topic\",\"id\":\"topic/t%06d\",\"names\":[{\"text\":\"%s\"}]}\n", i, strings.Repeat("x", 1+i%300))
	}
	return b.String()
}

func noStop() error { return nil }

func TestLinesComeInTheirOrder(t *testing.T) {
	text := topics(3000) + "{\n" + topics(1) + strings.Repeat("y", ndjson.MaxLine+3) + "\n\n" + topics(1)
	want, bad, end := 0, 0, int64(0)
	err := ahead(t.Context(), strings.NewReader(text), noStop, func(l looked) bool {
		if l.err != nil {
			bad++
			var of *ndjson.LineError
			if !errors.As(l.err, &of) || of.Number != 3001 && of.Number != 3003 {
				t.Errorf("%v", l.err)
			}
			return true
		}
		if l.end <= end || l.invalid != nil || !strings.HasPrefix(string(l.encoded), `{"type":"Topic","id":"`) {
			t.Fatalf("%+v", l)
		}
		end = l.end
		if id := string(l.Record.Shared().ID); want < 3000 && id != fmt.Sprintf("topic/t%06d", want) {
			t.Fatalf("%s comes as number %d", id, want)
		}
		want++
		return true
	})
	if err != nil || want != 3002 || bad != 2 || end != int64(len(text)) {
		t.Errorf("%d lines, %d of them bad, up to byte %d of %d; %v", want+bad, bad, end, len(text), err)
	}
}

func TestAheadSaysWhatIsInvalid(t *testing.T) {
	got := 0
	err := ahead(t.Context(), strings.NewReader(`{"type":"Topic","id":"actor/x"}`), noStop, func(l looked) bool {
		if got++; l.err != nil || l.invalid == nil || l.encoded != nil {
			t.Errorf("%+v", l)
		}
		return true
	})
	if err != nil || got != 1 {
		t.Errorf("%d lines, %v", got, err)
	}
}

// An endless gives lines for ever, and counts their bytes.
type endless struct {
	line []byte
	read atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.line) <= len(p) {
		n += copy(p[n:], e.line)
	}
	e.read.Add(int64(n))
	return n, nil
}

// Nothing is read but what is needed soon, however slowly it is taken.
func TestAheadIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &endless{line: []byte(strings.Replace(topics(1), `"x"`, `"`+strings.Repeat("x", 900)+`"`, 1))}
		taken := 0
		err := ahead(t.Context(), in, noStop, func(looked) bool {
			if taken++; taken == 1 {
				synctest.Wait() // until whoever reads has to wait
			}
			return taken < 10
		})
		// Those that wait in a channel, one in the making and one in each pair
		// of hands, and what the reader has in its buffer.
		most := int64(aheadBatches+2+runtime.GOMAXPROCS(0)) * aheadBytes
		if got := in.read.Load(); err != nil || got > most || got < most/4 {
			t.Errorf("%d bytes were read ahead of %d lines; %v", got, taken, err)
		}
	})
}

// What has come is looked at, though more may come.
func TestAheadKeepsNothingWaiting(t *testing.T) {
	in, out := io.Pipe()
	go func() { _, _ = io.WriteString(out, topics(3)) }() // and nothing more
	got := 0
	if err := ahead(t.Context(), in, in.Close, func(looked) bool { got++; return got < 3 }); err != nil || got != 3 {
		t.Errorf("%d lines, %v", got, err)
	}
}

func TestAheadLeavesNothingRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in, out := io.Pipe()
	go func() {
		_, _ = io.WriteString(out, topics(3))
		// And nothing more: whoever reads waits, until the input is closed.
	}()
	closed := errors.New("closed at last")
	err := ahead(ctx, in, func() error { return errors.Join(in.Close(), closed) }, func(looked) bool { return false })
	if !errors.Is(err, closed) {
		t.Error(err)
	}
	cancelled, cancelNow := context.WithCancel(t.Context())
	cancelNow()
	if err := ahead(cancelled, &endless{line: []byte(topics(1))}, noStop, func(looked) bool { return true }); err != nil {
		t.Error(err)
	}
	lost := errors.New("the disk is gone")
	var last error
	err = ahead(t.Context(), io.MultiReader(strings.NewReader(topics(2)), failing{lost}), noStop, func(l looked) bool {
		last = l.err
		return true
	})
	if err != nil || !errors.Is(last, lost) {
		t.Errorf("%v, %v", last, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
