package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// write is the writer: the one goroutine that commits.
func (l *Ledger) write() {
	defer close(l.done)
	w := &writer{
		l: l, states: map[keys.Node]*state{}, counters: map[keys.Node]*counters{},
		texts: newCache[versionKey, *graph.HeldText](cachedTexts),
	}
	var left []*request // taken from the queue, but beyond the last group
	pause := minPause
	for {
		if len(left) == 0 {
			var again <-chan time.Time // is nil, and never comes, while there is an engine
			if l.engine.Load().lost == nil {
				pause = minPause
			} else {
				again = time.After(pause)
			}
			select {
			case <-l.closing:
				return
			case r := <-l.queue:
				left = append(left, r)
			case s := <-l.merging.steps:
				_ = w.mergeStep(s) // who merges is told
				continue
			case s := <-l.remarks.steps:
				w.remarkStep(s)
				continue
			case e := <-l.refused:
				if l.engine.Load() == e {
					w.recover(nil)
				}
				continue
			case <-again:
				_ = w.reopen(1) // those who ask are told
				pause = min(2*pause, maxPause)
				continue
			}
		}
		for len(left) < l.opts.MaxGroup {
			select {
			case r := <-l.queue:
				left = append(left, r)
				continue
			default:
			}
			break
		}
		w.l.merging.busy.Store(len(left) >= busyGroup)
		left = w.group(left)
		w.afterGroup()
		select {
		case <-l.closing:
			for _, r := range left {
				r.answer <- answer{err: graph.ErrClosed}
			}
			return
		default:
		}
	}
}

// A writer holds what the writing goroutine knows between groups.
type writer struct {
	l *Ledger
	// states is what the writer knows of the newest versions of records. It is
	// thrown away when a group fails, and when it has grown large. So are the
	// counters that it has written last, of which each group changes some.
	states   map[keys.Node]*state
	counters map[keys.Node]*counters
	// texts are the documents' that were quoted last. They are thrown away with
	// the states: the number of a revision that came to nothing is given again.
	texts *lru.Cache[versionKey, *graph.HeldText]
	// full refuses changes while too much is pending that cannot be merged.
	full error
}

const maxStates = 1 << 16

// group commits as many of the requests as fit into one transaction, from the
// first on, answers them, and returns the rest.
func (w *writer) group(requests []*request) (left []*request) {
	take := requests[:0:0]
	for _, r := range requests {
		if r.state.CompareAndSwap(waiting, taken) || r.state.Load() == taken {
			take = append(take, r)
		}
	}
	if len(take) == 0 {
		return nil
	}
	done, next, err := w.commit(take)
	switch {
	case err == nil:
		w.acknowledge(next)
		for _, r := range take[:done] {
			r.answer <- r.result
		}
		return take[done:]
	case errors.Is(err, storage.ErrUnknown):
		w.recover(take)
		return nil
	case errors.Is(err, errNoStorage):
		for _, r := range take {
			r.answer <- answer{err: err}
		}
		return nil
	case len(take) > 1:
		// It is certain that nothing was written: one by one, the change that
		// is at fault does not take the others with it.
		for _, r := range take {
			for rest := []*request{r}; len(rest) > 0; {
				rest = w.group(rest)
			}
		}
		return nil
	default:
		take[0].answer <- answer{err: storageError(err)}
		return nil
	}
}

// commit runs one transaction with as many of the requests as fit, and says how
// many those are and what the head is then.
func (w *writer) commit(requests []*request) (done int, next *head, err error) {
	if w.l.engine.Load().lost != nil {
		if err := w.reopen(maxReopens); err != nil {
			return 0, nil, errNoStorage
		}
	}
	if w.full != nil {
		return 0, nil, w.full
	}
	runs := 0
	err = w.l.engine.Load().store.Update(context.Background(), func(tx storage.WriteTx) (err error) { //nolint:forbidigo // what has begun runs to its end
		if runs++; runs > 1 {
			w.forget() // what the run before has changed is not there
		}
		done, next, err = w.fill(tx, requests)
		return err
	})
	if err != nil {
		w.forget()
	}
	return done, next, err
}

func (w *writer) forget() {
	clear(w.states)
	clear(w.counters)
	w.texts.Purge()
}

// countersOf gives the counters of a node as the last change has left them. A
// fresh node has none to be read.
func (w *writer) countersOf(tx storage.ReadTx, n keys.Node, fresh bool) (c *counters, err error) {
	if c := w.counters[n]; c != nil {
		return c, nil
	}
	if fresh {
		c = new(counters)
	} else if c, err = readCounters(tx, n); err != nil {
		return nil, err
	}
	w.counters[n] = c
	return c, nil
}

// fill applies the requests to a transaction until it is full.
func (w *writer) fill(tx storage.WriteTx, requests []*request) (done int, next *head, err error) {
	l := w.l
	w.forgetLarge()
	snap, err := l.snapshot(tx)
	if err != nil {
		return 0, nil, err
	}
	snap.writing = true
	var row pb.Head
	if err := readRow(tx, headKey, &row, "head"); err != nil {
		return 0, nil, err
	}
	before := l.head.Load()
	if row.Epoch != l.epoch {
		return 0, nil, fmt.Errorf("%w: another writer has taken over this store", graph.ErrClosed)
	}
	if graph.Revision(row.Revision) != before.commit.Revision {
		return 0, nil, &graph.CorruptError{What: "head", Err: fmt.Errorf("it is revision %d, not %d", row.Revision, before.commit.Revision)}
	}
	h := *before
	g := &group{w: w, tx: tx, snap: snap, head: &h, counters: map[keys.Node]*counters{}}
	for _, r := range requests {
		// What follows a change of a marking may not be read with what was known
		// before it: such a change has a transaction to itself.
		if h.policy != before.policy || done > 0 && r.marks() {
			break
		}
		fits, err := g.apply(r)
		if err != nil {
			return 0, nil, err
		}
		if !fits {
			if done > 0 {
				break
			}
			r.result = answer{err: errTooLarge}
		}
		done++
	}
	if h.commit.Revision == before.commit.Revision {
		return done, before, nil // all refused, or known before
	}
	if err := g.finish(); err != nil {
		return 0, nil, err
	}
	return done, &h, nil
}

var errTooLarge = fmt.Errorf("%w: the change needs more than one transaction holds; split it", graph.ErrTooLarge)

func (w *writer) forgetLarge() {
	if len(w.states) > maxStates || len(w.counters) > maxStates {
		w.forget()
	}
}

// acknowledge makes a revision the head: it is on disk.
func (w *writer) acknowledge(next *head) {
	l := w.l
	if next.commit.Revision == l.head.Load().commit.Revision {
		return
	}
	if next.policy != l.known.Load().policy {
		w.forget()
		l.known.Store(newKnowledge(next.policy, cachedNodes, cachedShort, cachedVersions))
		defer l.wakeRemarks()
	}
	l.become(next)
	if l.opts.Witness != nil {
		l.witness(next.commit.Revision)
	}
}

// recover settles requests whose outcome the engine does not know. It opens the
// engine again, which forces a synced write, and looks each change up by its
// key: what is found now is on disk, what is not was never written.
func (w *writer) recover(requests []*request) {
	err := w.reopen(maxReopens)
	for _, r := range requests {
		if err != nil {
			r.answer <- answer{err: fmt.Errorf("%w: the storage failed and could not be opened again: %w", graph.ErrUnknown, err)}
			continue
		}
		revision, found, err := w.settle(r)
		switch {
		case err != nil:
			if !errors.Is(err, graph.ErrConflict) {
				err = fmt.Errorf("%w: %w", graph.ErrUnknown, err)
			}
			r.answer <- answer{err: err}
		case found:
			r.answer <- answer{revision: revision}
		default:
			r.answer <- answer{err: errNotWritten}
		}
	}
}

// errNoStorage answers a change that came after the engine was given up.
var errNoStorage = fmt.Errorf("%w: the storage failed earlier and cannot be opened again; the change was not written", graph.ErrClosed)

// errNotWritten answers a change whose commit failed, when it is certain that
// it is not in the store.
var errNotWritten = errors.New("the storage failed; the change was not written and may be sent again")

// settle looks a change up in the engine that has been opened. The writer asks
// it only once: nobody else would open another one while it waits.
func (w *writer) settle(r *request) (graph.Revision, bool, error) {
	var row pb.Idempotency
	found := false
	err := w.l.engine.Load().store.View(context.Background(), func(tx storage.ReadTx) (err error) { //nolint:forbidigo // what has begun runs to its end
		found, err = readIdempotency(tx, r.key, &row)
		return err
	})
	if err != nil || !found {
		return 0, false, storageError(err)
	}
	if !bytes.Equal(row.Change, r.content) {
		return 0, false, &graph.KeyUsed{Revision: graph.Revision(row.Revision)}
	}
	return graph.Revision(row.Revision), true, nil
}

const (
	maxReopens = 5
	// An engine that could not be opened again is tried again when nobody
	// writes, first after minPause, and in the end every maxPause: to open one
	// that was not closed cleanly may take reading all of it.
	minPause = time.Second
	maxPause = time.Minute
)

// reopen gives the engine up and opens it anew, with a few tries: what made it
// fail may pass. Those who read wait meanwhile.
func (w *writer) reopen(tries int) (err error) {
	l := w.l
	w.forget()
	store := l.engine.Load().store
	l.replace(&engine{})
	if store != nil {
		_ = store.Close() // it has failed; what it says now changes nothing
	}
	for try, wait := 0, 10*time.Millisecond; try < tries; try, wait = try+1, 4*wait {
		if try > 0 {
			select {
			case <-l.closing:
				l.replace(&engine{lost: graph.ErrClosed})
				return graph.ErrClosed
			case <-time.After(wait):
			}
		}
		if store, err = l.openStore(context.Background()); err == nil { //nolint:forbidigo // what has begun runs to its end
			l.replace(&engine{store: store})
			l.wakeRemarks() // what was being carried out has broken off
			return nil
		}
	}
	l.replace(&engine{lost: fmt.Errorf("%w: the storage failed and could not be opened again: %w", graph.ErrClosed, err)})
	return err
}

func readIdempotency(tx storage.ReadTx, key keys.Hash, row *pb.Idempotency) (found bool, err error) {
	k := keys.AppendIdempotency(nil, key)
	value, err := tx.Get(k)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, storageError(err)
	}
	if err := openRow(k, value, row); err != nil {
		return false, &graph.CorruptError{What: "idempotency row", Err: err}
	}
	return true, nil
}
