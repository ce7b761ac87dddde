package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"hudna/storage"
)

// The laws of snapshots, and of updates beside each other.

func visibility(s *subject) {
	for i := range 100 {
		want := strconv.Itoa(i)
		s.put("a", want)
		s.holds("a=" + want)
		s.update(func(tx storage.WriteTx) { s.wantPairs(tx, "a="+want) })
	}
}

func snapshots(s *subject) {
	s.put("a", "1", "b", "2", "c", "3")
	s.view(func(tx storage.ReadTx) {
		c, back := tx.Cursor(storage.Range{}), tx.Cursor(storage.Range{Reverse: true})
		defer c.Close()
		defer back.Close()
		c.Next()
		back.Next()
		for i := range 20 {
			s.update(func(tx storage.WriteTx) {
				s.set(tx, "a", "changed"+strconv.Itoa(i), "aa", "new", "d", "new"+strconv.Itoa(i))
				s.delete(tx, "b")
			})
			s.wantPairs(tx, "a=1 b=2 c=3")
			s.wantAbsent(tx, "aa", "d")
			s.put("b", "changed"+strconv.Itoa(i))
		}
		walked := string(c.Key()) + "=" + string(c.Value()) + " " + string(back.Key()) + "=" + string(back.Value())
		for c.Next() && back.Next() {
			walked += fmt.Sprintf(" %s=%s %s=%s", c.Key(), c.Value(), back.Key(), back.Value())
		}
		if want := "a=1 c=3 b=2 b=2 c=3 a=1"; walked != want {
			s.Errorf("the cursors opened before the updates walked %q, want %q", walked, want)
		}
		s.holds("a=changed19 aa=new b=changed19 c=3 d=new19")
		s.wantPairs(tx, "a=1 b=2 c=3")
	})
}

// identified holds the identity of a snapshot, where an engine has one, against
// what it reads.
func identified(s *subject) {
	identity := func(tx storage.ReadTx) any {
		if known, ok := tx.(storage.Identified); ok {
			return known.Snapshot()
		}
		return nil
	}
	seen := map[any]string{}
	look := func(want string) {
		s.view(func(tx storage.ReadTx) {
			s.wantPairs(tx, want)
			of := identity(tx)
			if of == nil {
				return
			}
			if before, ok := seen[of]; ok && before != want {
				s.Errorf("one snapshot read %q, and reads %q", before, want)
			}
			seen[of] = want
			s.view(func(other storage.ReadTx) {
				if identity(other) != of {
					s.Errorf("two views of what nobody has changed are not the same")
				}
			})
		})
	}
	s.put("a", "1")
	for i := range 10 {
		want := "a=" + strconv.Itoa(i)
		s.update(func(tx storage.WriteTx) {
			s.set(tx, "a", strconv.Itoa(i))
			if of := identity(tx); of != nil {
				s.Errorf("an update has the identity %v", of)
			}
		})
		look(want)
		look(want)
	}
}

// atomicity moves amounts between accounts while readers add them up.
func atomicity(s *subject) {
	const accounts, total = 8, 800
	s.update(func(tx storage.WriteTx) {
		for i := range accounts {
			s.set(tx, "account"+strconv.Itoa(i), strconv.Itoa(total/accounts))
		}
	})
	amount := func(tx storage.ReadTx, i int) int {
		b, err := tx.Get([]byte("account" + strconv.Itoa(i)))
		n, bad := strconv.Atoi(string(b))
		if err != nil || bad != nil {
			s.Errorf("account %d holds %q: %v", i, b, err)
		}
		return n
	}
	done := make(chan struct{})
	var readers, writers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				err := s.View(context.Background(), func(tx storage.ReadTx) error {
					byGet, byScan := 0, 0
					for i := range accounts {
						byGet += amount(tx, i)
					}
					for p, err := range tx.Scan(storage.Prefix([]byte("account"))) {
						n, bad := strconv.Atoi(string(p.Value))
						if err != nil || bad != nil {
							return fmt.Errorf("%q: %w", p, errors.Join(err, bad))
						}
						byScan += n
					}
					if byGet != total || byScan != total {
						s.Errorf("the accounts add up to %d by get and %d by scan, want %d", byGet, byScan, total)
					}
					return nil
				})
				if err != nil {
					s.Error(err)
					return
				}
			}
		})
	}
	for w := range 3 {
		writers.Go(func() {
			for i := range 60 {
				from, to := (w+i)%accounts, (w+3*i+1)%accounts
				if from == to {
					continue
				}
				err := s.Update(context.Background(), func(tx storage.WriteTx) error {
					a, b := amount(tx, from), amount(tx, to)
					s.set(tx, "account"+strconv.Itoa(from), strconv.Itoa(a-1), "account"+strconv.Itoa(to), strconv.Itoa(b+1))
					if i%5 == 0 {
						return errMadeUp
					}
					return nil
				})
				if err != nil && !same(err, errMadeUp) && !errors.Is(err, storage.ErrConflict) {
					s.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

func lostUpdates(s *subject) {
	const writers, each = 8, 20
	s.put("counter", "0")
	var wg sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range writers {
		wg.Go(func() {
			for i := range each {
				err := s.Update(context.Background(), func(tx storage.WriteTx) error {
					b, err := tx.Get([]byte("counter"))
					if err != nil {
						return err
					}
					n, err := strconv.Atoi(string(b))
					if err != nil {
						return err
					}
					if i == 0 {
						time.Sleep(time.Millisecond) // so that others read the same, if they can
					}
					return tx.Set([]byte("counter"), []byte(strconv.Itoa(n+1)))
				})
				if errors.Is(err, storage.ErrConflict) {
					mu.Lock()
					refused++
					mu.Unlock()
				} else if err != nil {
					s.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s.holds("counter=" + strconv.Itoa(writers*each-refused))
	if refused == writers*each {
		s.Error("every single update was refused")
	}
}

// retries cannot make an engine meet a conflict. It checks what must hold
// whether or not it does: each run starts from a fresh snapshot without what
// the runs before it wrote, there are never too many, and the last one counts.
func retries(s *subject) {
	s.put("a", "0")
	var wg sync.WaitGroup
	var mu sync.Mutex
	succeeded := 0
	for range 4 {
		wg.Go(func() {
			for range 10 {
				runs := 0
				err := s.Update(context.Background(), func(tx storage.WriteTx) error {
					runs++
					s.wantAbsent(tx, "scratch")
					n := 0
					for p, err := range tx.Scan(storage.Range{}) {
						if err != nil {
							return err
						}
						n, _ = strconv.Atoi(string(p.Value))
					}
					s.set(tx, "scratch", "x", "a", strconv.Itoa(n+1))
					s.delete(tx, "scratch")
					return nil
				})
				if runs < 1 || runs > storage.MaxRuns {
					s.Errorf("the function ran %d times", runs)
				}
				mu.Lock()
				if err == nil {
					succeeded++
				} else if !errors.Is(err, storage.ErrConflict) || runs != storage.MaxRuns {
					s.Errorf("after %d runs: %v", runs, err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	s.holds("a=" + strconv.Itoa(succeeded))
	runs := 0
	if err := s.Update(context.Background(), func(storage.WriteTx) error { runs++; return errMadeUp }); !same(err, errMadeUp) || runs != 1 {
		s.Errorf("an error of the function itself came after %d runs as %v", runs, err)
	}
}
