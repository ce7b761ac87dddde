package storagetest

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/storage"
)

// A model is a store as simple as can be: its pairs, sorted. It is not changed
// but copied, so each snapshot can keep its own.
type model []entry

type entry struct{ key, value string }

func (m model) find(key string) (int, bool) {
	i := sort.Search(len(m), func(i int) bool { return m[i].key >= key })
	return i, i < len(m) && m[i].key == key
}

func (m model) get(key string) (string, bool) {
	if i, ok := m.find(key); ok {
		return m[i].value, true
	}
	return "", false
}

func (m model) set(key, value string) model {
	m = slices.Clone(m)
	i, ok := m.find(key)
	if ok {
		m[i].value = value
		return m
	}
	return slices.Insert(m, i, entry{key, value})
}

func (m model) delete(key string) model {
	i, ok := m.find(key)
	if !ok {
		return m
	}
	return slices.Delete(slices.Clone(m), i, i+1)
}

// in returns the pairs in r in the order of r.
func (m model) in(r storage.Range) model {
	var in model
	for _, e := range m {
		if e.key >= string(r.Start) && (len(r.End) == 0 || e.key < string(r.End)) {
			in = append(in, e)
		}
	}
	if r.Reverse {
		slices.Reverse(in)
	}
	return in
}

// A modelCursor is a cursor of a store with the one of the model beside it.
type modelCursor struct {
	storage.Cursor
	pairs   model
	at      int // index into pairs; -1 is before the first
	reverse bool
}

func (c *modelCursor) next() { c.at = min(c.at+1, len(c.pairs)) }

func (c *modelCursor) seek(key string) {
	c.at = sort.Search(len(c.pairs), func(i int) bool {
		if c.reverse {
			return c.pairs[i].key <= key
		}
		return c.pairs[i].key >= key
	})
}

// A snapshot is a transaction, what it should see, and its open cursors.
type snapshot struct {
	storage.ReadTx
	model   model
	cursors []*modelCursor
	release func() error
}

// A history drives a store and a model side by side and compares them at every
// step: reads of the head, of updates under way, and of snapshots held open
// over any number of later commits.
type history struct {
	open  Open
	store storage.Store
	head  model
	held  []*snapshot
}

func equalsModel(tb testing.TB, e Engine) {
	tb.Helper()
	rapid.Check(tb, func(t *rapid.T) {
		h := &history{open: e(tb)}
		h.start(t)
		defer func() {
			h.releaseAll(t)
			if err := h.store.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}()
		t.Repeat(map[string]func(*rapid.T){
			"update":   h.update,
			"change":   h.change,
			"view":     h.view,
			"hold":     h.hold,
			"ask held": h.askHeld,
			"release":  h.release,
			"reopen":   h.reopen,
		})
	})
}

func (h *history) start(t *rapid.T) {
	store, err := h.open(context.Background())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	h.store = store
}

func (h *history) reopen(t *rapid.T) {
	h.releaseAll(t)
	if err := h.store.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	h.start(t)
	h.view(t)
}

var (
	outcomes = []string{"commit", "commit", "commit", "commit", "error", "panic", "cancel", "refusal"}
	moves    = []string{"next", "next", "next", "seek"}
)

// update makes one transaction of writes and reads, with any outcome.
func (h *history) update(t *rapid.T) {
	outcome := rapid.SampledFrom(outcomes).Draw(t, "outcome")
	steps := rapid.IntRange(1, 12).Draw(t, "steps")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	own := &snapshot{}
	var err error
	thrown := panics(func() {
		err = h.store.Update(ctx, func(tx storage.WriteTx) error {
			own = &snapshot{ReadTx: tx, model: h.head}
			for range steps {
				if rapid.Bool().Draw(t, "write") {
					own.write(t, tx)
				} else {
					own.read(t)
				}
			}
			switch outcome {
			case "error":
				return errMadeUp
			case "panic":
				panic(errMadeUp)
			case "cancel":
				cancel()
			case "refusal":
				_ = tx.Set(nil, nil)
			}
			return nil
		})
	})
	if thrown != nil && (outcome != "panic" || !same(thrown, errMadeUp)) {
		panic(thrown) // how rapid ends a test
	}
	want := map[string]error{"commit": nil, "error": errMadeUp, "panic": nil, "cancel": context.Canceled, "refusal": storage.ErrInvalid}[outcome]
	if !errors.Is(err, want) || (thrown == nil) == (outcome == "panic") {
		t.Fatalf("update with the outcome %s: %v, panic %v", outcome, err, thrown)
	}
	if outcome == "commit" {
		h.head = own.model
	}
}

// change commits many writes at once, so that stores grow and keys get many
// versions.
func (h *history) change(t *rapid.T) {
	s := &snapshot{}
	err := h.store.Update(context.Background(), func(tx storage.WriteTx) error {
		s = &snapshot{ReadTx: tx, model: h.head}
		for range rapid.IntRange(1, 40).Draw(t, "writes") {
			s.write(t, tx)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("update: %v", err)
	}
	h.head = s.model
}

func (h *history) view(t *rapid.T) {
	err := h.store.View(context.Background(), func(tx storage.ReadTx) error {
		s := &snapshot{ReadTx: tx, model: h.head}
		s.scan(t, storage.Range{})
		s.scan(t, storage.Range{Reverse: true})
		for range 3 {
			s.read(t)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("view: %v", err)
	}
}

// hold opens a view and keeps it open. Its function waits in a goroutine of its
// own while the transaction is used in this one.
func (h *history) hold(t *rapid.T) {
	if len(h.held) == 4 {
		h.release(t)
	}
	ready, leave, left := make(chan storage.ReadTx), make(chan struct{}), make(chan error, 1)
	go func() {
		left <- h.store.View(context.Background(), func(tx storage.ReadTx) error {
			ready <- tx
			<-leave
			return nil
		})
	}()
	select {
	case tx := <-ready:
		release := func() error { close(leave); return <-left }
		h.held = append(h.held, &snapshot{ReadTx: tx, model: h.head, release: release})
	case err := <-left:
		t.Fatalf("view: %v", err)
	}
}

func (h *history) askHeld(t *rapid.T) {
	if len(h.held) == 0 {
		t.Skip("nothing is held")
	}
	s := rapid.SampledFrom(h.held).Draw(t, "held")
	for range rapid.IntRange(1, 6).Draw(t, "reads") {
		s.read(t)
	}
}

func (h *history) release(t *rapid.T) {
	if len(h.held) == 0 {
		t.Skip("nothing is held")
	}
	i := rapid.IntRange(0, len(h.held)-1).Draw(t, "released")
	s := h.held[i]
	h.held = slices.Delete(h.held, i, i+1)
	s.scan(t, storage.Range{})
	if err := s.release(); err != nil {
		t.Fatalf("view: %v", err)
	}
}

func (h *history) releaseAll(t *rapid.T) {
	for _, s := range h.held {
		if err := s.release(); err != nil {
			t.Errorf("view: %v", err)
		}
	}
	h.held = nil
}

// drawKey draws from few keys, so that histories meet the same ones again.
func drawKey(t *rapid.T, shortest int) []byte {
	return rapid.SliceOfN(rapid.SampledFrom([]byte{0, 'a', 'b', 0xff}), shortest, 3).Draw(t, "key")
}

func drawRange(t *rapid.T) storage.Range {
	r := storage.Range{Start: drawKey(t, 0), End: drawKey(t, 0)}
	if rapid.Bool().Draw(t, "prefix") {
		r = storage.Prefix(r.Start)
	}
	r.Reverse = rapid.Bool().Draw(t, "reverse")
	return r
}

func (s *snapshot) write(t *rapid.T, tx storage.WriteTx) {
	key := drawKey(t, 1)
	if rapid.IntRange(0, 2).Draw(t, "delete") == 0 {
		if err := tx.Delete(key); err != nil {
			t.Fatalf("delete %q: %v", key, err)
		}
		s.model = s.model.delete(string(key))
		return
	}
	value := strings.Repeat(rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "value"), rapid.SampledFrom([]int{1, 2, 7, 3000}).Draw(t, "size"))
	if err := tx.Set(key, []byte(value)); err != nil {
		t.Fatalf("set %q: %v", key, err)
	}
	s.model = s.model.set(string(key), value)
}

func (s *snapshot) read(t *rapid.T) {
	switch rapid.SampledFrom([]string{"get", "get many", "scan", "open cursor", "move cursor", "move cursor"}).Draw(t, "read") {
	case "get":
		key := drawKey(t, 0)
		got, err := s.Get(key)
		want, ok := s.model.get(string(key))
		if string(got) != want || (err == nil) != ok || (!ok && !errors.Is(err, storage.ErrNotFound)) {
			t.Fatalf("get %q = %.20q, %v, want %.20q", key, got, err, want)
		}
	case "get many":
		keys := make([][]byte, rapid.IntRange(0, 5).Draw(t, "keys"))
		for i := range keys {
			keys[i] = drawKey(t, 0)
		}
		got, err := s.GetMany(keys)
		if err != nil || len(got) != len(keys) {
			t.Fatalf("get many of %q: %d values, %v", keys, len(got), err)
		}
		for i, key := range keys {
			if want, ok := s.model.get(string(key)); string(got[i]) != want || (got[i] != nil) != ok {
				t.Fatalf("get many: %q = %.20q, want %.20q", key, got[i], want)
			}
		}
	case "scan":
		s.scan(t, drawRange(t))
	case "open cursor":
		if len(s.cursors) == 3 {
			s.cursors[0].Close()
			s.cursors = s.cursors[1:]
		}
		r := drawRange(t)
		s.cursors = append(s.cursors, &modelCursor{Cursor: s.Cursor(r), pairs: s.model.in(r), at: -1, reverse: r.Reverse})
	case "move cursor":
		if len(s.cursors) > 0 {
			s.move(t, rapid.SampledFrom(s.cursors).Draw(t, "cursor"))
		}
	}
}

func (s *snapshot) scan(t *rapid.T, r storage.Range) {
	want := s.model.in(r)
	stop := rapid.IntRange(0, 2*len(want)).Draw(t, "stop")
	n := 0
	for p, err := range s.Scan(r) {
		if err != nil {
			t.Fatalf("scan: %v", err)
		}
		if n == len(want) {
			t.Fatalf("scan [%q, %q) reversed %v goes on to %q after all %d pairs", r.Start, r.End, r.Reverse, p.Key, n)
		}
		if string(p.Key) != want[n].key || string(p.Value) != want[n].value {
			t.Fatalf("scan [%q, %q) reversed %v: pair %d is %q=%.20q, want %q=%.20q",
				r.Start, r.End, r.Reverse, n, p.Key, p.Value, want[n].key, want[n].value)
		}
		n++
		if n == stop {
			return
		}
	}
	if n != len(want) {
		t.Fatalf("scan [%q, %q) reversed %v ends after %d of %d pairs", r.Start, r.End, r.Reverse, n, len(want))
	}
}

func (s *snapshot) move(t *rapid.T, c *modelCursor) {
	for range rapid.IntRange(1, 4).Draw(t, "moves") {
		var ok bool
		if rapid.SampledFrom(moves).Draw(t, "move") == "next" {
			ok = c.Next()
			c.next()
		} else {
			key := drawKey(t, 0)
			ok = c.Seek(key)
			c.seek(string(key))
		}
		var want entry
		if c.at < len(c.pairs) {
			want = c.pairs[c.at]
		}
		if ok != (want.key != "") || string(c.Key()) != want.key || string(c.Value()) != want.value || c.Err() != nil {
			t.Fatalf("the cursor stands on %q=%.20q, %v, %v, want %q=%.20q", c.Key(), c.Value(), ok, c.Err(), want.key, want.value)
		}
	}
}
