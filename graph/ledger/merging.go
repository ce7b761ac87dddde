package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
)

// A commit leaves the words of its texts pending; see [search]. Beyond so much,
// they are merged into postings: one goroutine works out the steps, each from a
// view of what is acknowledged, and the writer writes them between its groups,
// as it is the only one who writes. Below that, who searches reads what is
// pending as well, which takes a few milliseconds at most.
func (l *Ledger) mergeFrom() search.Backlog {
	if l.opts.Bulk {
		return search.Backlog{Rows: 64 * l.opts.MergeFrom, Bytes: 48 << 20}
	}
	rows := l.opts.MergeFrom
	if l.merging.busy.Load() {
		rows *= busyRows
	}
	return search.Backlog{Rows: rows, Bytes: 512 << 10}
}

// Where many write at once, so that groups are of so many changes, more of them
// wait to be merged: a list that many of them add to is written again for all.
const (
	busyGroup = 8
	busyRows  = 4
)

// mergeBatch is how much is merged at once; nothing for the usual. What an import
// has left that was broken off is merged as the import would have.
func (l *Ledger) mergeBatch() (b search.Backlog) {
	if l.opts.Bulk || over(l.head.Load().pending, l.maxPending()) {
		b.Rows, b.Bytes = 8*search.MaxBatchRows, 32*search.MaxBatchBytes
	}
	return b
}

// maxPending bounds what is pending: beyond it, changes wait until some of it
// has been merged.
func (l *Ledger) maxPending() search.Backlog {
	if l.opts.Bulk {
		return search.Backlog{Rows: 256 * l.opts.MergeFrom, Bytes: 96 << 20}
	}
	return search.Backlog{Rows: 64 * l.opts.MergeFrom, Bytes: 8 << 20}
}

// over reports whether a backlog passes a bound.
func over(b, bound search.Backlog) bool { return b.Rows >= bound.Rows || b.Bytes >= bound.Bytes }

// merging is how the writer and the goroutine that merges work together.
type merging struct {
	wake  chan struct{} // there is something to merge
	steps chan mergeStep
	all   chan chan error // asks for everything to be merged
	busy  atomic.Bool     // the last group was of many changes
	done  chan struct{}   // closed when the goroutine has ended
}

func newMerging() merging {
	return merging{
		wake:  make(chan struct{}, 1),
		steps: make(chan mergeStep),
		all:   make(chan chan error),
		done:  make(chan struct{}),
	}
}

// A mergeStep is handed to the writer: a step, or why there is none.
type mergeStep struct {
	step  *search.Step
	err   error
	wrote chan error // gets what became of the step
}

// merge is the goroutine that merges.
func (l *Ledger) merge() {
	defer close(l.merging.done)
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // lasts as long as the ledger is open
	defer cancel()
	go func() {
		select {
		case <-l.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	m := search.NewMerger(l.opts.MergeStep, l.mergeBatch())
	_ = l.mergeDown(ctx, m, l.mergeFrom()) // what was left; the writer is told
	for {
		select {
		case <-l.closing:
			return
		case <-l.merging.wake:
			_ = l.mergeDown(ctx, m, l.mergeFrom()) // the writer is told
		case answer := <-l.merging.all:
			answer <- l.mergeDown(ctx, m, search.Backlog{Rows: 1})
		}
	}
}

// mergeDown merges until less is pending than a bound.
func (l *Ledger) mergeDown(ctx context.Context, m *search.Merger, bound search.Backlog) error {
	for m.Midway() || over(l.head.Load().pending, bound) {
		var step *search.Step
		err := l.view(ctx, func(tx storage.ReadTx) error {
			s, err := l.snapshot(tx)
			if err != nil {
				return err
			}
			s.writing = true
			step, err = m.Next(tx, s.merged, s.knownRevision, s.source)
			return err
		})
		if err == nil && step == nil {
			return nil
		}
		handed := mergeStep{step: step, err: err, wrote: make(chan error, 1)}
		select {
		case l.merging.steps <- handed:
		case <-l.closing:
			return graph.ErrClosed
		}
		if err == nil {
			select {
			case err = <-handed.wrote:
			case <-l.done: // it may have been written just before
				return graph.ErrClosed
			}
		}
		if err != nil {
			m.Forget()
			return err
		}
		m.Wrote(step)
	}
	return nil
}

// Merge merges all that is pending at some moment of the call. Searching needs
// no merge; it is for those who want what follows to be as cheap as it can be,
// such as a benchmark.
func (l *Ledger) Merge(ctx context.Context) error {
	if l.opts.ReadOnly {
		return fmt.Errorf("%w: the store is opened for reading only", graph.ErrForbidden)
	}
	answer := make(chan error, 1)
	select {
	case l.merging.all <- answer:
	case <-l.merging.done:
		return graph.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-answer:
		return err
	case <-l.merging.done:
		return graph.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// afterGroup has what is pending merged if it is much, and waits while it is
// too much.
func (w *writer) afterGroup() {
	l := w.l
	w.full = nil
	for {
		pending := l.head.Load().pending
		if over(pending, l.mergeFrom()) {
			select {
			case l.merging.wake <- struct{}{}:
			default: // has been woken already
			}
		}
		if !over(pending, l.maxPending()) {
			select {
			case s := <-l.merging.steps:
				_ = w.mergeStep(s) // who merges is told
			case s := <-l.remarks.steps:
				w.remarkStep(s)
			default:
			}
			return
		}
		select {
		case s := <-l.merging.steps:
			if err := w.mergeStep(s); err != nil {
				w.full = fmt.Errorf("too many texts wait to be merged: %w", err)
				return
			}
		case <-l.closing:
			return
		}
	}
}

// mergeStep writes a step.
func (w *writer) mergeStep(s mergeStep) error {
	if s.err != nil {
		return s.err
	}
	err := w.writeStep(s.step)
	s.wrote <- err
	return err
}

func (w *writer) writeStep(s *search.Step) error {
	l := w.l
	store := l.engine.Load().store
	if store == nil {
		return errNoStorage
	}
	err := store.Update(context.Background(), func(tx storage.WriteTx) error { //nolint:forbidigo // what has begun runs to its end
		var row pb.Head
		if err := readRow(tx, headKey, &row, "head"); err != nil {
			return err
		}
		if row.Epoch != l.epoch {
			return fmt.Errorf("%w: another writer has taken over this store", graph.ErrClosed)
		}
		for _, write := range s.Writes {
			var err error
			if write.Value == nil {
				err = tx.Delete(write.Key)
			} else {
				err = tx.Set(write.Key, write.Value)
			}
			if err != nil {
				return err
			}
		}
		if s.Merged == 0 {
			return nil
		}
		row.Merged = uint64(s.Merged)
		return setRow(tx, headKey, &row)
	})
	if errors.Is(err, storage.ErrUnknown) {
		w.recover(nil) // what is there then is found out by reading it
	}
	if err != nil {
		return storageError(err)
	}
	h := *l.head.Load()
	h.pending.Sub(s.Freed)
	h.merged = max(h.merged, s.Merged)
	l.setHead(&h)
	return nil
}
