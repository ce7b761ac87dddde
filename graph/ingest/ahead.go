package ingest

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"hudna/graph/ndjson"
)

// What is read ahead of what is being committed: so many batches of so many
// bytes or lines. A line may be longer than a batch, and makes one by itself
// then.
const (
	aheadBytes   = 128 << 10
	aheadLines   = 256
	aheadBatches = 24
)

// A looked is a line that has been looked at as far as it can be by itself.
type looked struct {
	ndjson.Line
	err     error  // the line cannot be decoded, or the input not be read
	invalid error  // what is wrong with its record
	encoded []byte // the canonical form
	end     int64  // how many bytes of the input it and the lines before it are
}

// A batch is some lines on their way: as texts at first.
type batch struct {
	texts  []ndjson.Text
	held   []byte // the bytes of the texts
	err    error  // with which the input ends behind them, or another line at fault
	looked []looked
	done   chan struct{} // closed when looked is filled in
}

// ahead reads an input and gives its lines in order, looked at by as many
// goroutines as there are processors. It ends after the first error that is not
// about a line alone, and when yield says so.
//
// Stop has to make reads of the input end: it is called before ahead waits for
// its own goroutines.
func ahead(ctx context.Context, in io.Reader, stop func() error, yield func(looked) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	order, work := make(chan *batch, aheadBatches), make(chan *batch, aheadBatches)
	var all sync.WaitGroup
	all.Go(func() {
		defer close(order)
		defer close(work)
		split(ctx, ndjson.NewReader(in), func(b *batch) bool {
			for _, to := range []chan<- *batch{order, work} {
				select {
				case to <- b:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
	})
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for b := range work {
				b.look()
				close(b.done)
			}
		})
	}
	give(ctx, order, yield)
	cancel()
	err := stop()
	all.Wait()
	return err
}

// give hands the lines of the batches on, as they come to be looked at.
func give(ctx context.Context, order <-chan *batch, yield func(looked) bool) {
	for b := range order {
		select {
		case <-b.done:
		case <-ctx.Done():
			return
		}
		for _, l := range b.looked {
			if !yield(l) {
				return
			}
		}
	}
}

// split divides the texts of an input into batches. One ends also where the
// input may have nothing more for now: what has come is not kept waiting.
func split(ctx context.Context, r *ndjson.Reader, give func(*batch) bool) {
	for ctx.Err() == nil {
		b := &batch{done: make(chan struct{})}
		for len(b.texts) < aheadLines && len(b.held) < aheadBytes && (len(b.texts) == 0 || !r.Waiting()) {
			var t ndjson.Text
			if t, b.err = r.Text(); b.err != nil {
				break
			}
			from := len(b.held)
			b.held = append(b.held, t.Bytes...)
			t.Bytes = b.held[from:len(b.held):len(b.held)]
			b.texts = append(b.texts, t)
		}
		last := b.err != nil && !ofLine(b.err)
		if !give(b) || last {
			return
		}
	}
}

// ofLine tells what is wrong with one line from what is wrong with its input.
func ofLine(err error) bool {
	var of *ndjson.LineError
	return errors.As(err, &of)
}

// look decodes and validates the lines, and encodes them anew.
func (b *batch) look() {
	b.looked = make([]looked, 0, len(b.texts)+1)
	for _, t := range b.texts {
		l := looked{end: t.End}
		if l.Line, l.err = t.Line(); l.err == nil {
			if l.Record != nil {
				l.invalid = l.Record.Validate()
			}
			if l.invalid == nil {
				if l.encoded, l.err = ndjson.Encode(l.Line); l.err != nil {
					l.err = &ndjson.LineError{Number: t.Number, Err: l.err}
				}
			}
		}
		b.looked = append(b.looked, l)
	}
	if b.err != nil && !errors.Is(b.err, io.EOF) {
		b.looked = append(b.looked, looked{err: b.err})
	}
	b.texts, b.held = nil, nil
}
