package storagetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"hudna/storage"
)

// The laws of contexts, and of the end.

// grace is how long a law waits for what must not happen. What must happen it
// waits for as long as the subject's patience lasts. No law measures time.
const grace = 20 * time.Millisecond

// soon waits for done and ends the test if it does not come.
func (s *subject) soon(what string, done <-chan struct{}) {
	s.Helper()
	select {
	case <-done:
	case <-time.After(s.patience):
		s.Fatalf("%s: waited in vain", what)
	}
}

func cancelledBefore(s *subject) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancelLate := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancelLate()
	for want, ctx := range map[error]context.Context{context.Canceled: cancelled, context.DeadlineExceeded: late} {
		err := s.View(ctx, func(storage.ReadTx) error { s.Error("view ran its function"); return nil })
		if !errors.Is(err, want) {
			s.Errorf("view: %v, want %v", err, want)
		}
		err = s.Update(ctx, func(storage.WriteTx) error { s.Error("update ran its function"); return nil })
		if !errors.Is(err, want) {
			s.Errorf("update: %v, want %v", err, want)
		}
	}
	s.put("a", "1")
	s.holds("a=1")
}

// cancelledWaiting holds one update open and cancels those that may have to
// wait for it. Where updates do not wait they run, and conflict with nothing.
func cancelledWaiting(s *subject) {
	inside, leave, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		s.put("a", "1")
		var once sync.Once
		s.update(func(tx storage.WriteTx) {
			s.set(tx, "a", "2")
			once.Do(func() { close(inside) })
			<-leave
		})
	}()
	s.soon("the update that others wait for", inside)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			err := s.Update(ctx, func(tx storage.WriteTx) error {
				s.set(tx, "other"+strconv.Itoa(i), "x")
				<-ctx.Done()
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				s.Errorf("the cancelled update returns %v", err)
			}
		})
	}
	time.Sleep(grace)
	cancel()
	waited := make(chan struct{})
	go func() { wg.Wait(); close(waited) }()
	s.soon("the cancelled updates", waited)
	close(leave)
	s.soon("the update that others waited for", left)
	s.holds("a=2")
}

func cancelledInside(s *subject) {
	s.put("a", "1", "b", "2", "c", "3")
	read := func(tx storage.ReadTx, cancel func()) {
		c := tx.Cursor(storage.Range{})
		c.Next()
		scanned := 0
		for p, err := range tx.Scan(storage.Range{}) {
			if scanned++; scanned == 1 {
				cancel()
			} else if !errors.Is(err, context.Canceled) || p.Key != nil {
				s.Errorf("the cancelled scan yields %q, %v", p.Key, err)
			}
		}
		if scanned != 2 {
			s.Errorf("the cancelled scan yields %d times, want a pair and an error", scanned)
		}
		if c.Next() || c.Seek([]byte("a")) || c.Key() != nil || !errors.Is(c.Err(), context.Canceled) {
			s.Errorf("the cancelled cursor stands on %q, %v", c.Key(), c.Err())
		}
		if _, err := tx.Get([]byte("a")); !errors.Is(err, context.Canceled) {
			s.Errorf("cancelled get: %v", err)
		}
		if _, err := tx.GetMany([][]byte{[]byte("a")}); !errors.Is(err, context.Canceled) {
			s.Errorf("cancelled get many: %v", err)
		}
	}
	viewing, cancelView := context.WithCancel(context.Background())
	defer cancelView()
	if err := s.View(viewing, func(tx storage.ReadTx) error { read(tx, cancelView); return nil }); err != nil {
		s.Errorf("a view whose function swallowed the cancellation returns %v", err)
	}
	updating, cancelUpdate := context.WithCancel(context.Background())
	defer cancelUpdate()
	err := s.Update(updating, func(tx storage.WriteTx) error {
		s.set(tx, "a", "changed")
		read(tx, cancelUpdate)
		if err := tx.Set([]byte("d"), []byte("4")); !errors.Is(err, context.Canceled) {
			s.Errorf("cancelled set: %v", err)
		}
		if err := tx.Delete([]byte("b")); !errors.Is(err, context.Canceled) {
			s.Errorf("cancelled delete: %v", err)
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		s.Errorf("the cancelled update returns %v", err)
	}
	s.holds("a=1 b=2 c=3")
}

// ended checks that tx and c, which belong to a transaction that is over,
// refuse whatever is asked of them.
func (s *subject) ended(how string, tx storage.ReadTx, c storage.Cursor) {
	s.Helper()
	if v, err := tx.Get([]byte("a")); !errors.Is(err, storage.ErrClosed) || v != nil {
		s.Errorf("after %s: get = %q, %v", how, v, err)
	}
	if v, err := tx.GetMany([][]byte{[]byte("a")}); !errors.Is(err, storage.ErrClosed) || v != nil {
		s.Errorf("after %s: get many = %q, %v", how, v, err)
	}
	if c.Key() != nil || c.Value() != nil {
		s.Errorf("after %s: the cursor stands on %q", how, c.Key())
	}
	for _, c := range []storage.Cursor{c, tx.Cursor(storage.Range{})} {
		if c.Next() || c.Seek([]byte("a")) || c.Key() != nil || c.Value() != nil || !errors.Is(c.Err(), storage.ErrClosed) {
			s.Errorf("after %s: a cursor moves, to %q, %v", how, c.Key(), c.Err())
		}
		c.Close()
	}
	yielded := 0
	for p, err := range tx.Scan(storage.Range{}) {
		if yielded++; !errors.Is(err, storage.ErrClosed) || p.Key != nil {
			s.Errorf("after %s: a scan yields %q, %v", how, p.Key, err)
		}
	}
	if yielded != 1 {
		s.Errorf("after %s: a scan yields %d times, want one error", how, yielded)
	}
	if tx, ok := tx.(storage.WriteTx); ok {
		if err := tx.Set([]byte("late"), []byte("x")); !errors.Is(err, storage.ErrClosed) {
			s.Errorf("after %s: set: %v", how, err)
		}
		if err := tx.Delete([]byte("a")); !errors.Is(err, storage.ErrClosed) {
			s.Errorf("after %s: delete: %v", how, err)
		}
	}
}

func useAfterEnd(s *subject) {
	s.put("a", "1", "b", "2")
	var view storage.ReadTx
	var update storage.WriteTx
	var c storage.Cursor
	keep := func(tx storage.ReadTx) {
		c = tx.Cursor(storage.Range{})
		c.Next()
	}
	s.view(func(tx storage.ReadTx) { view = tx; keep(tx) })
	s.ended("a view", view, c)
	s.update(func(tx storage.WriteTx) { update = tx; keep(tx); s.set(tx, "a", "1") })
	s.ended("an update", update, c)
	_ = s.Update(context.Background(), func(tx storage.WriteTx) error { update = tx; keep(tx); return errMadeUp })
	s.ended("an error", update, c)
	_ = panics(func() {
		s.update(func(tx storage.WriteTx) { update = tx; keep(tx); panic("made up") })
	})
	s.ended("a panic", update, c)
	s.holds("a=1 b=2")
}

func (s *subject) wantClosed() {
	s.Helper()
	err := s.View(context.Background(), func(storage.ReadTx) error { s.Error("view ran its function"); return nil })
	if !errors.Is(err, storage.ErrClosed) {
		s.Errorf("view: %v, want ErrClosed", err)
	}
	err = s.Update(context.Background(), func(storage.WriteTx) error { s.Error("update ran its function"); return nil })
	if !errors.Is(err, storage.ErrClosed) {
		s.Errorf("update: %v, want ErrClosed", err)
	}
}

func useAfterClose(s *subject) {
	s.put("a", "1")
	for range 2 {
		if err := s.Store.Close(); err != nil {
			s.Errorf("close: %v", err)
		}
		s.wantClosed()
	}
	s.start()
	s.holds("a=1")
}

func closeWaits(s *subject) {
	s.put("a", "1")
	var inside, transactions sync.WaitGroup
	leave, closed := make(chan struct{}), make(chan struct{})
	inside.Add(2)
	transactions.Go(func() {
		s.view(func(tx storage.ReadTx) {
			inside.Done()
			<-leave
			s.wantPairs(tx, "a=1")
		})
	})
	transactions.Go(func() {
		var once sync.Once
		s.update(func(tx storage.WriteTx) {
			s.set(tx, "b", "2")
			once.Do(inside.Done)
			<-leave
			s.wantPairs(tx, "a=1 b=2")
		})
	})
	both := make(chan struct{})
	go func() { inside.Wait(); close(both) }()
	s.soon("a view and an update", both)
	store := s.Store
	go func() {
		defer close(closed)
		if err := store.Close(); err != nil {
			s.Errorf("close: %v", err)
		}
	}()
	select {
	case <-closed:
		s.Error("closed while transactions were under way")
	case <-time.After(grace):
	}
	s.wantClosed()
	close(leave)
	transactions.Wait()
	s.soon("close", closed)
	s.start()
	s.holds("a=1 b=2")
}

func openedOnce(s *subject) {
	second, err := s.open(context.Background())
	if !errors.Is(err, storage.ErrLocked) {
		s.Errorf("opening what is open: %v, want ErrLocked", err)
	}
	if second != nil {
		s.Error("the refused open returns a store")
	}
	s.put("a", "1") // the first is none the worse for it
	s.reopen()
	s.holds("a=1")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Store.Close(); err != nil {
		s.Fatal(err)
	}
	if _, err := s.open(cancelled); !errors.Is(err, context.Canceled) {
		s.Errorf("opening with a done context: %v", err)
	}
	s.start()
	s.holds("a=1")
}

func durability(s *subject) {
	s.reopen() // an empty store has nothing to lose
	s.holds("")
	s.put("a", "1", "b", "2", "c", "3")
	s.reopen()
	s.holds("a=1 b=2 c=3")
	s.update(func(tx storage.WriteTx) {
		s.delete(tx, "a")
		s.set(tx, "b", "changed", "d", "4")
	})
	s.holds("b=changed c=3 d=4")
	_ = s.Update(context.Background(), func(tx storage.WriteTx) error {
		s.set(tx, "e", "5")
		return errMadeUp
	})
	s.reopen()
	s.holds("b=changed c=3 d=4")
	for i := range 5 { // versions from several lives of the store
		s.put("b", strconv.Itoa(i))
		s.reopen()
		s.holds("b=" + strconv.Itoa(i) + " c=3 d=4")
	}
}
