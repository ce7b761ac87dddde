package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"sort"
	"sync"
	"time"

	"hudna/storage"
)

// A naive is an engine as simple as can be, which keeps every law, except for
// the one flaw it is given.
type naive struct {
	flaw string

	mu     sync.Mutex
	opened bool
	pairs  []storage.Pair // sorted; never changed in place
	older  []storage.Pair // pairs before the last update
}

func (d *naive) has(flaw string) bool { return d.flaw == flaw }

func (d *naive) open(ctx context.Context) (storage.Store, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if d.opened && !d.has("opens twice") {
		return nil, storage.ErrLocked
	}
	if d.has("forgets what was deleted") {
		d.pairs = slices.DeleteFunc(slices.Clone(d.pairs), func(p storage.Pair) bool { return string(p.Key) == "b" })
	}
	d.opened = true
	return &naiveStore{naive: d, turn: make(chan struct{}, 1)}, nil
}

func (d *naive) find(pairs []storage.Pair, key []byte) (int, bool) {
	i := sort.Search(len(pairs), func(i int) bool { return d.compare(pairs[i].Key, key) >= 0 })
	return i, i < len(pairs) && bytes.Equal(pairs[i].Key, key)
}

func (d *naive) compare(a, b []byte) int {
	if d.has("orders shorter keys first") && len(a) != len(b) {
		return len(a) - len(b)
	}
	return bytes.Compare(a, b)
}

func (d *naive) in(pairs []storage.Pair, r storage.Range) []storage.Pair {
	var in []storage.Pair
	for _, p := range pairs {
		switch {
		case d.has("includes the end") && len(r.End) > 0 && bytes.Equal(p.Key, r.End),
			d.has("ends no prefix above 0xff") && len(r.Start) > 0 && r.Start[len(r.Start)-1] == 0xff && bytes.Compare(p.Key, r.Start) >= 0,
			r.Contains(p.Key) && !(d.has("hides 0x00 after a key") && bytes.HasSuffix(p.Key, []byte("a\x00"))):
			in = append(in, p)
		}
	}
	if r.Reverse {
		slices.Reverse(in)
	}
	return in
}

type naiveStore struct {
	*naive
	gate storage.Gate
	turn chan struct{}
}

func (s *naiveStore) Close() error {
	if s.has("closes at once") {
		go s.gate.Close()
	} else if !s.gate.Close() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = false
	if s.has("forgets on close") {
		s.pairs = nil
	}
	return nil
}

func (s *naiveStore) enter(ctx context.Context) error {
	if err := s.gate.Enter(); err != nil && !s.has("answers after close") {
		return err
	}
	if err := ctx.Err(); err != nil && !s.has("ignores a done context") {
		s.gate.Leave()
		return err
	}
	return nil
}

func (s *naiveStore) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	s.mu.Lock()
	tx := &naiveTx{naiveStore: s, ctx: ctx, pairs: s.pairs, began: s.pairs}
	if s.has("shows the last but one update") {
		tx.pairs = s.older
	}
	s.mu.Unlock()
	defer tx.end()
	return fn(tx)
}

func (s *naiveStore) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	switch {
	case s.has("loses updates"):
	case s.has("waits for its turn for ever"):
		s.turn <- struct{}{}
		defer func() { <-s.turn }()
	default:
		select {
		case s.turn <- struct{}{}:
			if !s.has("keeps the turn on exit") {
				defer func() { <-s.turn }()
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	tx := &naiveTx{naiveStore: s, ctx: ctx, update: true}
	tx.begin()
	defer tx.end()
	if s.has("commits on panic") {
		defer tx.commit()
	}
	if s.has("masks a panic") {
		defer func() {
			if r := recover(); r != nil {
				panic(fmt.Sprint("another panic: ", r))
			}
		}()
	}
	err := fn(tx)
	if err != nil && s.has("runs again after any error") {
		tx.begin()
		err = fn(tx)
	}
	switch {
	case err != nil && s.has("commits on error"):
		tx.commit()
		return err
	case err != nil && s.has("wraps the function's error"):
		return fmt.Errorf("naive: %w", err)
	case err != nil:
		return err
	case tx.tally.Err() != nil && !s.has("commits without what it refused"):
		return tx.tally.Err()
	case ctx.Err() != nil && !s.has("commits though cancelled"):
		return ctx.Err()
	}
	if s.has("keeps the turn on exit") {
		<-s.turn
	}
	tx.commit()
	return nil
}

type naiveTx struct {
	*naiveStore
	ctx          context.Context
	began, pairs []storage.Pair
	tally        storage.Tally
	ended        bool
	owned        bool
	cursors      int
	update       bool
}

func (tx *naiveTx) begin() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	tx.pairs, tx.began, tx.owned = tx.naive.pairs, tx.naive.pairs, false
}

func (tx *naiveTx) commit() {
	tx.mu.Lock()
	if tx.has("shows half an update") {
		tx.naive.pairs = slices.Clone(tx.naive.pairs)
		copy(tx.naive.pairs, tx.pairs[:len(tx.pairs)/2])
		tx.mu.Unlock()
		time.Sleep(time.Millisecond)
		tx.mu.Lock()
	}
	defer tx.mu.Unlock()
	tx.older, tx.naive.pairs = tx.naive.pairs, tx.pairs
}

func (tx *naiveTx) end() { tx.ended = !tx.has("lets transactions live on") }

// Snapshot is where the pairs of a view begin, since they are never changed in place.
func (tx *naiveTx) Snapshot() any {
	switch {
	case tx.update && !tx.has("tells an update from others"), len(tx.pairs) == 0:
		return nil
	case tx.has("takes each view for a snapshot"):
		return tx
	case tx.has("takes snapshots of one size for one"):
		return len(tx.pairs)
	}
	return &tx.pairs[0]
}

func (tx *naiveTx) usable() error {
	if tx.ended {
		return storage.ErrClosed
	}
	if tx.has("reads on after cancelling") {
		return nil
	}
	return tx.ctx.Err()
}

func (tx *naiveTx) now() []storage.Pair {
	if tx.has("reads the head") {
		tx.mu.Lock()
		defer tx.mu.Unlock()
		return tx.naive.pairs
	}
	return tx.pairs
}

func (tx *naiveTx) Get(key []byte) ([]byte, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	pairs := tx.now()
	if tx.has("gets none of its own writes") {
		pairs = tx.began
	}
	i, ok := tx.find(pairs, key)
	switch {
	case ok && tx.has("lends what it gets"):
		return pairs[i].Value, nil
	case ok:
		return bytes.Clone(pairs[i].Value), nil
	case tx.has("takes absent for empty"):
		return []byte{}, nil
	}
	return nil, storage.ErrNotFound
}

func (tx *naiveTx) GetMany(keys [][]byte) ([][]byte, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	values := [][]byte{}
	pairs := tx.now()
	if tx.has("gets none of its own writes in bulk") {
		pairs = tx.began
	}
	for _, key := range keys {
		if i, ok := tx.find(pairs, key); ok {
			values = append(values, bytes.Clone(pairs[i].Value))
		} else if !tx.has("leaves out what is absent") {
			values = append(values, nil)
		}
	}
	if tx.has("shares repeated values") && len(values) == 2 {
		values[1] = values[0]
	}
	return values, nil
}

func (tx *naiveTx) Set(key, value []byte) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.tally.Set(key, value); err != nil && !tx.forgives(err, key, value) {
		return err
	}
	if !tx.has("keeps the caller's bytes") {
		key, value = bytes.Clone(key), bytes.Clone(value)
	}
	p := storage.Pair{Key: key, Value: value}
	i, ok := tx.find(tx.own(), key)
	if ok {
		tx.pairs[i] = p
	} else {
		tx.pairs = slices.Insert(tx.pairs, i, p)
	}
	return nil
}

// own makes the pairs the transaction's own before the first write, and anew
// after a cursor was opened on them.
func (tx *naiveTx) own() []storage.Pair {
	if !tx.owned {
		tx.owned, tx.pairs = true, slices.Clone(tx.pairs)
	}
	return tx.pairs
}

// forgives takes what the limits refuse, where that is the flaw.
func (tx *naiveTx) forgives(err error, key, value []byte) bool {
	if (tx.has("takes empty values") && len(value) == 0 && len(key) > 0) ||
		(tx.has("takes longer keys") && len(key) == storage.MaxKey+1) ||
		(tx.has("counts no writes") && err.Error() == "storage: transaction of more than 50000 writes: too large") ||
		(tx.has("counts no bytes") && err.Error() == "storage: transaction of more than 4194304 bytes: too large") {
		tx.tally = storage.Tally{}
		return true
	}
	return false
}

func (tx *naiveTx) Delete(key []byte) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.tally.Delete(key); err != nil && !tx.forgives(err, key, []byte("x")) {
		return err
	}
	if i, ok := tx.find(tx.own(), key); ok {
		tx.pairs = slices.Delete(tx.pairs, i, i+1)
	}
	return nil
}

func (tx *naiveTx) Cursor(r storage.Range) storage.Cursor {
	if !tx.has("keeps the caller's bounds") {
		r.Start, r.End = bytes.Clone(r.Start), bytes.Clone(r.End)
	}
	tx.cursors++
	tx.owned = false
	return &naiveCursor{tx: tx, r: r, pairs: tx.in(tx.now(), r), at: -1, number: tx.cursors}
}

func (tx *naiveTx) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	c := tx.Cursor(r)
	return storage.Pairs(func() storage.Cursor {
		switch {
		case tx.has("scans only once"):
			return c
		case tx.has("scans none of its own writes"):
			return &naiveCursor{tx: tx, r: r, pairs: tx.in(tx.began, r), at: -1}
		}
		return tx.Cursor(r)
	})
}
