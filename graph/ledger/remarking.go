package ledger

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// A change of a marking may concern millions of index entries. The commit
// leaves an overlay, which every read obeys at once. Behind it, a goroutine
// finds out which records are concerned, and the writer moves their entries to
// the classes in which they belong, some records in a transaction between its
// groups. None of that makes a revision. How far it has come stands in the
// overlay, so that it may break off anywhere.

// remarking is how the writer and the goroutine that carries out changes of
// markings work together.
type remarking struct {
	wake  chan struct{} // an overlay is pending
	steps chan remarkStep
	all   chan chan error // asks for all overlays to be carried out
	done  chan struct{}   // closed when the goroutine has ended
}

func newRemarking() remarking {
	return remarking{
		wake:  make(chan struct{}, 1),
		steps: make(chan remarkStep),
		all:   make(chan chan error),
		done:  make(chan struct{}),
	}
}

// The bounds of a transaction that carries out a part of an overlay.
const (
	maxRemarked      = 256  // records
	maxRemarkWrites  = 8000 // after which it takes in no other record
	maxRemarkBytes   = 2 << 20
	maxRemarkPortion = 1000 // moves of a record that does not fit into a transaction
)

// A remarkStep asks the writer to carry out a part of an overlay.
type remarkStep struct {
	overlay overlay
	nodes   []keys.Node // some of the records that are concerned, in order
	last    bool        // there are no others
	wrote   chan remarkWrote
}

// A remarkWrote says how far the writer has come.
type remarkWrote struct {
	nodes int // that are done
	err   error
}

// remark is the goroutine that carries out changes of markings.
func (l *Ledger) remark() {
	defer close(l.remarks.done)
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // lasts as long as the ledger is open
	defer cancel()
	go func() {
		select {
		case <-l.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	l.wakeRemarks() // for what was left when the store was closed
	for {
		select {
		case <-l.closing:
			return
		case <-l.remarks.wake:
			_ = l.settleAll(ctx) // tried again with the next change, or when the store is opened
		case answer := <-l.remarks.all:
			answer <- l.settleAll(ctx)
		}
	}
}

// wakeRemarks has overlays carried out.
func (l *Ledger) wakeRemarks() {
	if l.opts.HoldOverlays || l.opts.ReadOnly {
		return
	}
	select {
	case l.remarks.wake <- struct{}{}:
	default: // has been woken already
	}
}

// Settle waits until every change of a marking that was made before has been
// carried out: until then reading is as right, and slower. It is no part of the
// change, which holds from its commit on.
func (l *Ledger) Settle(ctx context.Context) error {
	if l.opts.ReadOnly {
		return fmt.Errorf("%w: the store is opened for reading only", graph.ErrForbidden)
	}
	answer := make(chan error, 1)
	select {
	case l.remarks.all <- answer:
	case <-l.remarks.done:
		return graph.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-answer:
		return err
	case <-l.remarks.done:
		return graph.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Unsettled says how many changes of markings are still being carried out.
func (l *Ledger) Unsettled(ctx context.Context) (n int, err error) {
	err = l.view(ctx, func(tx storage.ReadTx) error {
		s, err := l.snapshot(tx)
		if err == nil {
			n = len(s.overlays)
		}
		return err
	})
	return n, err
}

// settleAll carries out all overlays, the oldest first.
func (l *Ledger) settleAll(ctx context.Context) error {
	for {
		var o *overlay
		var set nodeSet
		err := l.view(ctx, func(tx storage.ReadTx) error {
			o = nil
			s, err := l.snapshot(tx)
			if err != nil || len(s.overlays) == 0 {
				return err
			}
			o, set = &s.overlays[0], s.newNodeSet()
			return s.guarded(set, o.node)
		})
		if err != nil || o == nil {
			return err
		}
		if err := l.settleOne(*o, set); err != nil {
			return err
		}
	}
}

// settleOne carries out an overlay.
func (l *Ledger) settleOne(o overlay, set nodeSet) error {
	for {
		var nodes []keys.Node
		for n := range set.from(o.done) {
			if nodes = append(nodes, n); len(nodes) == maxRemarked {
				break
			}
		}
		step := remarkStep{overlay: o, nodes: nodes, last: len(nodes) < maxRemarked, wrote: make(chan remarkWrote, 1)}
		select {
		case l.remarks.steps <- step:
		case <-l.closing:
			return graph.ErrClosed
		}
		var wrote remarkWrote
		select {
		case wrote = <-step.wrote:
		case <-l.done: // it may have been written just before
			return graph.ErrClosed
		}
		if wrote.err != nil || step.last && wrote.nodes == len(nodes) {
			return wrote.err
		}
		if wrote.nodes > 0 {
			o.done = nodes[wrote.nodes-1] + 1
		}
	}
}

// remarkStep carries out a part of an overlay.
func (w *writer) remarkStep(s remarkStep) {
	done, err := w.writeRemarks(&s)
	s.wrote <- remarkWrote{done, err}
}

func (w *writer) writeRemarks(step *remarkStep) (done int, err error) {
	store := w.l.engine.Load().store
	if store == nil {
		return 0, errNoStorage
	}
	runs := 0
	err = store.Update(context.Background(), func(tx storage.WriteTx) (err error) { //nolint:forbidigo // what has begun runs to its end
		if runs++; runs > 1 {
			w.forget() // what the run before has changed is not there
		}
		done, err = w.fillRemarks(tx, step)
		return err
	})
	if err != nil {
		w.forget()
	}
	if errors.Is(err, storage.ErrUnknown) {
		w.recover(nil) // what is there then is found out by reading it
	}
	return done, storageError(err)
}

// fillRemarks moves as many of the records of a step as fit into a transaction.
func (w *writer) fillRemarks(tx storage.WriteTx, step *remarkStep) (done int, err error) {
	w.forgetLarge()
	var row pb.Head
	if err := readRow(tx, headKey, &row, "head"); err != nil {
		return 0, err
	}
	if row.Epoch != w.l.epoch {
		return 0, fmt.Errorf("%w: another writer has taken over this store", graph.ErrClosed)
	}
	s, err := w.l.snapshot(tx)
	if err != nil {
		return 0, err
	}
	s.writing = true
	o := step.overlay
	changed := map[keys.Node]*counters{}
	writes, size := 0, 0
	for _, n := range step.nodes {
		s.reads, s.bytes = 0, 0
		r, err := s.reclass(o, n)
		if err != nil {
			return 0, err
		}
		more, bytes := r.size()
		large := more > maxRemarkWrites || bytes > maxRemarkBytes
		if done > 0 && (large || writes+more > maxRemarkWrites || size+bytes > maxRemarkBytes) {
			break
		}
		if large && len(r.moves) > maxRemarkPortion {
			// The record is not done before its last portion has been moved, and
			// is asked of its versions until then as all others are.
			return 0, w.portion(tx, r.moves[:maxRemarkPortion], changed)
		}
		if err := w.move(tx, r.moves, changed); err != nil {
			return 0, err
		}
		rows, err := r.shifts.Rows(tx)
		if err != nil {
			return 0, err
		}
		if err := writeAll(tx, append(r.rows, rows...)); err != nil {
			return 0, err
		}
		writes, size = writes+more, size+bytes
		done++
		o.done = n + 1
	}
	for _, n := range keysOf(changed) {
		if err := changed[n].write(tx, n); err != nil {
			return 0, err
		}
	}
	key, overlay := o.row()
	if step.last && done == len(step.nodes) {
		return done, tx.Delete(key)
	}
	return done, setRow(tx, key, overlay)
}

// portion moves some entries of a record that has too many for a transaction.
func (w *writer) portion(tx storage.WriteTx, moves []write, changed map[keys.Node]*counters) error {
	if err := w.move(tx, moves, changed); err != nil {
		return err
	}
	for _, n := range keysOf(changed) {
		if err := changed[n].write(tx, n); err != nil {
			return err
		}
	}
	return nil
}

func writeAll(tx storage.WriteTx, rows []storage.Pair) error {
	for _, row := range rows {
		var err error
		if row.Value == nil {
			err = tx.Delete(row.Key)
		} else {
			err = tx.Set(row.Key, row.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
