package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/table"

	"hudna/storage"
)

// A spy is Badger's logger before the guard's. It does things right after the
// guard was told of keys, and right before it is told of an end.
type spy struct {
	badger.Logger
	mu           sync.Mutex
	added, ended func(worker int) // nil for nothing
}

func (s *spy) set(added, ended func(worker int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.added, s.ended = added, ended
}

func (s *spy) Debugf(format string, args ...any) {
	s.mu.Lock()
	added, ended := s.added, s.ended
	s.mu.Unlock()
	worker := -1
	if len(args) > 0 {
		worker, _ = args[0].(int)
	}
	if format == saysDone && ended != nil {
		ended(worker)
	}
	s.Logger.Debugf(format, args...)
	if format == saysAdded && added != nil {
		added(worker)
	}
}

func (s *spy) Warningf(format string, args ...any) {
	s.mu.Lock()
	ended := s.ended
	s.mu.Unlock()
	if format == saysFailed && ended != nil {
		worker, _ := args[0].(int)
		ended(worker)
	}
	s.Logger.Warningf(format, args...)
}

// spied gives options for a store of small tables, with s.
func spied(s *spy) Options {
	return Options{Ballast: -1, tune: func(b *badger.Options) {
		b.MemTableSize, b.ValueThreshold = 1<<20, 100<<10
		b.BaseTableSize, b.BaseLevelSize = 200<<10, 1<<20
		b.NumLevelZeroTables, b.NumLevelZeroTablesStall = 2, 5
		if s != nil {
			s.Logger = b.Logger
			b.Logger = s
		}
	}}
}

// closing gives options for a store that compacts when it is closed, and not before.
func closing(o Options) Options {
	tune := o.tune
	o.Bulk, o.tune = true, func(b *badger.Options) {
		tune(b)
		b.NumLevelZeroTables, b.NumLevelZeroTablesStall = bulkTables, 2*bulkTables
	}
	return o
}

// wall puts files where the next n tables are going to be made, so that they
// cannot be, and says how to take it away.
func wall(t *testing.T, dir string, n uint64) (lift func()) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		t.Error(err)
	}
	last := uint64(0)
	for _, f := range files {
		id, _ := table.ParseFileID(filepath.Base(f))
		last = max(last, id)
	}
	var bricks []string
	for id := last + 1; id <= last+n; id++ {
		brick := table.NewFilename(id, dir)
		if f, err := os.OpenFile(brick, os.O_CREATE|os.O_EXCL, 0o600); err == nil {
			bricks = append(bricks, brick)
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	return func() {
		for _, brick := range bricks {
			if err := os.Remove(brick); err != nil {
				t.Error(err)
			}
		}
	}
}

// A past is what was acknowledged. No value means that the key was deleted.
type past struct {
	random *rand.Rand
	pairs  map[string]string
	n      int
}

func newPast() *past { return &past{random: rand.New(rand.NewPCG(3, 4)), pairs: map[string]string{}} }

// grow makes an update of some new keys, changes some former ones and deletes some.
func (p *past) grow(s storage.Store) error {
	next := map[string]string{}
	for range 20 {
		p.n++
		value := make([]byte, 3000)
		for i := range value {
			value[i] = byte('a' + p.random.IntN(26))
		}
		next[fmt.Sprintf("%04d/%d", p.random.IntN(10_000), p.n)] = string(value)
	}
	for key := range p.pairs {
		if len(next) >= 30 {
			break
		}
		if next[key] = ""; len(next)%2 == 0 {
			next[key] = strconv.Itoa(p.n)
		}
	}
	err := s.Update(context.Background(), func(tx storage.WriteTx) error {
		for key, value := range next {
			var err error
			if value == "" {
				err = tx.Delete([]byte(key))
			} else {
				err = tx.Set([]byte(key), []byte(value))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	for key, value := range next {
		if err == nil {
			p.pairs[key] = value
		} else {
			delete(p.pairs, key) // it may be the one or the other
		}
	}
	return err
}

// check compares what there is with what was acknowledged.
func (p *past) check(t *testing.T, s storage.Store) {
	t.Helper()
	missing, wrong, back := 0, 0, 0
	err := s.View(context.Background(), func(tx storage.ReadTx) error {
		for key, want := range p.pairs {
			switch value, err := tx.Get([]byte(key)); {
			case errors.Is(err, storage.ErrNotFound):
				if want != "" {
					missing++
				}
			case err != nil:
				return err
			case want == "":
				back++
			case string(value) != want:
				wrong++
			}
		}
		return nil
	})
	if err != nil || missing+wrong+back > 0 {
		t.Errorf("of %d keys %d are missing, %d have another value, and %d are back that were deleted: %v", len(p.pairs), missing, wrong, back, err)
	}
}

// checkIn opens the store in dir and checks it twice, the second time after
// everything in it was compacted and it was opened again.
func (p *past) checkIn(t *testing.T, dir string) {
	t.Helper()
	s := openStore(t, dir, spied(nil))
	p.check(t, s)
	if err := s.db.Flatten(1); err != nil {
		t.Error(err)
	}
	p.check(t, s)
	closeStore(t, s)
	onlyListed(t, dir)
	s = openStore(t, dir, small)
	p.check(t, s)
	closeStore(t, s)
}

// onlyListed checks that there are no tables but those on the list, and nothing
// of a compaction.
func onlyListed(t *testing.T, dir string) {
	t.Helper()
	if text := unlisted(t, dir); text != "" {
		t.Error(text)
	}
}

func unlisted(t *testing.T, dir string) string {
	t.Helper()
	d := directory{path: dir}
	m, _, err := d.replay()
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	tables := 0
	for _, f := range files {
		switch {
		case strings.HasSuffix(f.Name(), ".sst"):
			tables++
		case strings.Contains(f.Name(), ".sst"), strings.HasPrefix(f.Name(), compactionFile):
			return f.Name() + " is left"
		}
	}
	if tables != len(m.Tables) {
		return fmt.Sprintf("there are %d tables, and %d are listed", tables, len(m.Tables))
	}
	return ""
}

// during does something while the next compaction writes its tables, and undoes
// it before the guard is told of its end.
func (s *spy) during(do, undo func()) {
	var mu sync.Mutex
	begun, over, by := false, false, 0
	s.set(
		func(worker int) {
			mu.Lock()
			defer mu.Unlock()
			if !begun {
				begun, by = true, worker
				do()
			}
		},
		func(worker int) {
			mu.Lock()
			defer mu.Unlock()
			if begun && !over && worker == by {
				over = true
				undo()
			}
		},
	)
}

// walled has the first n tables of the next compaction fail.
func (s *spy) walled(t *testing.T, dir string, n uint64) {
	t.Helper()
	var down func()
	s.during(func() { down = wall(t, dir, n) }, func() { down() })
}

// idle waits until the engine has flushed and compacted what there is to.
func idle(t *testing.T, s *store) {
	t.Helper()
	for last, same := "", 0; same < 5; time.Sleep(60 * time.Millisecond) {
		now := fmt.Sprint(len(s.db.Tables()), " ", fileNames(t, s.dir.path))
		if same++; now != last {
			last, same = now, 0
		}
	}
}

func fileNames(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

// flatten writes and compacts everything, with nothing else at work, until a
// compaction has begun that arm is called before.
func (p *past) flatten(t *testing.T, s *store, sp *spy, arm func(), begun func() bool) {
	t.Helper()
	for range 10 {
		for range 20 {
			if err := p.grow(s); err != nil {
				t.Fatal(err)
			}
		}
		idle(t, s)
		arm()
		_ = s.db.Flatten(1) // whether it fails is not what is asked
		if begun() {
			return
		}
		sp.set(nil, nil)
	}
	t.Fatal("there was nothing to compact")
}

// untilLost writes until the store is refused.
func (p *past) untilLost(t *testing.T, s storage.Store) {
	t.Helper()
	var err error
	for range 300 {
		if err = p.grow(s); err != nil {
			break
		}
	}
	if !errors.Is(err, storage.ErrUnknown) || !strings.Contains(err.Error(), "a compaction in ") {
		t.Fatalf("after a compaction that lost tables: %v", err)
	}
	if err := s.View(context.Background(), func(storage.ReadTx) error { return nil }); !errors.Is(err, storage.ErrUnknown) {
		t.Errorf("a view of what is left: %v", err)
	}
}

// lost makes a store of which a compaction in the background has lost its first n
// tables, closes it, and says what was acknowledged.
func lost(t *testing.T, n uint64) (dir string, p *past) {
	t.Helper()
	dir, p = t.TempDir(), newPast()
	var sp spy
	s := openStore(t, dir, spied(&sp))
	for range 80 {
		if err := p.grow(s); err != nil {
			t.Fatal(err)
		}
	}
	sp.walled(t, dir, n)
	p.untilLost(t, s)
	closeStore(t, s)
	return dir, p
}

// TestWhatACompactionLosesIsKept has a compaction in the background lose one of
// its tables, or several.
func TestWhatACompactionLosesIsKept(t *testing.T) {
	for _, n := range []uint64{1, 3} {
		t.Run(strconv.FormatUint(n, 10), func(t *testing.T) {
			dir, p := lost(t, n)
			if _, err := Open(context.Background(), dir, Options{ReadOnly: true}); !errors.Is(err, storage.ErrUnclean) {
				t.Errorf("opened for reading: %v", err)
			}
			if err := VerifyTables(dir); err != nil {
				t.Errorf("verifying: %v", err)
			}
			p.checkIn(t, dir)
		})
	}
}

// TestCompactionsGoOnAfterALoss lets the engine work on, as it may until it is closed.
func TestCompactionsGoOnAfterALoss(t *testing.T) {
	dir, p := t.TempDir(), newPast()
	var sp spy
	s := openStore(t, dir, spied(&sp))
	sp.walled(t, dir, 1)
	p.untilLost(t, s)
	for range 2 {
		if err := s.db.Flatten(1); err != nil {
			t.Error(err)
		}
		err := s.db.Update(func(txn *badger.Txn) error { return txn.Set([]byte("zzz"), []byte("later")) })
		if err != nil {
			t.Error(err)
		}
	}
	closeStore(t, s)
	p.pairs["zzz"] = "later"
	p.checkIn(t, dir)
}

// TestWhatACompactionLosesWhileTheEngineCloses has the one lose tables that comes
// last, when there are no iterators any more that hold what was just flushed.
func TestWhatACompactionLosesWhileTheEngineCloses(t *testing.T) {
	for _, n := range []uint64{0, 1, 9} {
		t.Run(strconv.FormatUint(n, 10), func(t *testing.T) {
			dir, p := t.TempDir(), newPast()
			var sp spy
			s := openStore(t, dir, closing(spied(&sp)))
			for range 100 {
				if err := p.grow(s); err != nil {
					t.Fatal(err)
				}
			}
			sp.walled(t, dir, n)
			closeStore(t, s)
			if n == 0 {
				onlyListed(t, dir)
			} else if _, err := Open(context.Background(), dir, Options{ReadOnly: true}); !errors.Is(err, storage.ErrUnclean) {
				t.Errorf("opened for reading: %v", err)
			} else if copies, err := filepath.Glob(filepath.Join(dir, "*"+copySuffix)); err != nil || len(copies) == 0 {
				t.Errorf("there are no copies of what was flushed last: %v", err)
			}
			if err := VerifyTables(dir); err != nil {
				t.Errorf("verifying: %v", err)
			}
			p.checkIn(t, dir)
		})
	}
}

// TestAStopAroundACompaction copies the files at every point of a compaction, as a
// kill would leave them: with the engine open, and while it closes.
func TestAStopAroundACompaction(t *testing.T) {
	for _, atClose := range []bool{false, true} {
		for _, n := range []uint64{0, 1} {
			t.Run(fmt.Sprintf("closing %t, %d lost", atClose, n), func(t *testing.T) {
				dir, p := t.TempDir(), newPast()
				var sp spy
				options := spied(&sp)
				if atClose {
					options = closing(options)
				}
				s := openStore(t, dir, options)
				for range 60 {
					if err := p.grow(s); err != nil {
						t.Fatal(err)
					}
				}
				var stops []string
				var down func()
				stop := func() { stops = append(stops, copyDir(t, dir, func(string) bool { return true })) }
				arm := func() {
					sp.during(
						func() { stop(); down = wall(t, dir, n) }, // there is an inventory, and nothing else yet
						func() { down(); stop() },                 // all is done, but the guard does not know
					)
				}
				if atClose {
					arm()
				} else {
					p.flatten(t, s, &sp, arm, func() bool { return len(stops) > 0 })
				}
				closeStore(t, s)
				if len(stops) != 2 {
					t.Fatalf("looked at %d times", len(stops))
				}
				for _, stop := range append(stops, dir) {
					p.checkIn(t, stop)
				}
			})
		}
	}
}

// TestAStopBesideALongView has a view keep the log of a memtable that was flushed.
// What is in it must not come above what was flushed later: a compaction that does
// not take both might drop a deletion, and leave what was deleted.
func TestAStopBesideALongView(t *testing.T) {
	dir, p := t.TempDir(), newPast()
	options := spied(nil)
	tune := options.tune
	options.tune = func(b *badger.Options) {
		tune(b)
		b.NumLevelZeroTables, b.NumLevelZeroTablesStall = 50, 60 // no compactions
	}
	s := openStore(t, dir, options)
	mustSet(t, s, "old", "value")
	stopped := ""
	err := s.View(context.Background(), func(tx storage.ReadTx) error {
		c := tx.Cursor(storage.Range{})
		defer c.Close()
		for range 60 {
			if err := p.grow(s); err != nil {
				return err
			}
		}
		idle(t, s)
		stopped = copyDir(t, dir, func(string) bool { return true })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	s = openStore(t, stopped, options)
	tables := s.db.Tables()
	for i, table := range tables {
		if i > 0 && table.MaxVersion <= tables[i-1].MaxVersion {
			t.Errorf("table %d ends with version %d, and %d after it with %d", tables[i-1].ID, tables[i-1].MaxVersion, table.ID, table.MaxVersion)
		}
	}
	if len(tables) < 3 {
		t.Errorf("%d tables", len(tables))
	}
	closeStore(t, s)
	p.checkIn(t, stopped)
}

// TestTheWayBackIsStopped stops the open that goes back after each of its steps.
func TestTheWayBackIsStopped(t *testing.T) {
	dir, p := lost(t, 2)
	for steps := range 3 {
		dir := copyDir(t, dir, func(string) bool { return true })
		d, err := lockDirectory(dir, false)
		if err != nil {
			t.Fatal(err)
		}
		m, end, err := d.replay()
		if err != nil {
			t.Fatal(err)
		}
		v, err := d.inventory()
		if err != nil {
			t.Fatal(err)
		}
		changes, err := v.recall(d, m.Tables)
		if err != nil || len(changes) == 0 {
			t.Fatalf("nothing to do: %v", err)
		}
		if steps > 0 {
			err = errors.Join(err, d.restoreCopies())
		}
		if steps > 1 {
			err = errors.Join(err, d.amend(changes, end))
		}
		if err = errors.Join(err, d.unlock()); err != nil {
			t.Fatal(err)
		}
		p.checkIn(t, dir)
	}
}

// TestAWayBackThatIsDamaged takes away or damages what the store has to go back to.
func TestAWayBackThatIsDamaged(t *testing.T) {
	original, _ := lost(t, 2)
	v, err := (&directory{path: original}).inventory()
	if err != nil || v == nil {
		t.Fatalf("no inventory: %v", err)
	}
	m, _, err := (&directory{path: original}).replay()
	if err != nil {
		t.Fatal(err)
	}
	gone := slices.IndexFunc(v.Tables, func(t listed) bool { _, there := m.Tables[t.ID]; return !there })
	if gone < 0 {
		t.Fatal("nothing is missing on the list")
	}
	name := filepath.Base(table.NewFilename(v.Tables[gone].ID, original))
	for what, test := range map[string]struct {
		change func(t *testing.T, dir string)
		text   string
	}{
		"a table is gone":   {func(t *testing.T, dir string) { t.Helper(); remove(t, filepath.Join(dir, name)) }, name + ": no such file"},
		"a byte of a table": {func(t *testing.T, dir string) { t.Helper(); damage(t, filepath.Join(dir, name), flip(10)) }, name + ": block 0 does not match its checksum"},
		"a byte of the inventory": {func(t *testing.T, dir string) {
			t.Helper()
			damage(t, filepath.Join(dir, compactionFile), flip(20))
		}, compactionFile + ": it is not as it was written"},
		"an empty inventory": {func(t *testing.T, dir string) {
			t.Helper()
			damage(t, filepath.Join(dir, compactionFile), func([]byte) []byte { return nil })
		}, compactionFile + ": it is not as it was written"},
	} {
		t.Run(what, func(t *testing.T) {
			dir := copyDir(t, original, func(string) bool { return true })
			test.change(t, dir)
			before := contents(t, dir)
			_, open := Open(context.Background(), dir, small)
			for what, err := range map[string]error{"verify": VerifyTables(dir), "open": open} {
				if !errors.Is(err, storage.ErrCorrupt) || !strings.Contains(err.Error(), test.text) {
					t.Errorf("%s: %v, want %q", what, err, test.text)
				}
			}
			if after := contents(t, dir); after != before {
				t.Error("the refused open changed the files")
			}
		})
	}
}

// TestACompactionThatFails moves the directory away while tables are made.
func TestACompactionThatFails(t *testing.T) {
	dir, p := filepath.Join(t.TempDir(), "data"), newPast()
	var sp spy
	s := openStore(t, dir, spied(&sp))
	for range 60 {
		if err := p.grow(s); err != nil {
			t.Fatal(err)
		}
	}
	p.flatten(t, s, &sp, func() {
		sp.during(
			func() { _ = os.Rename(dir, dir+".away") }, // where it fails the test does
			func() { _ = os.Rename(dir+".away", dir) },
		)
	}, s.holed.Load)
	if err := p.grow(s); !errors.Is(err, storage.ErrUnknown) || !strings.Contains(err.Error(), "it failed") {
		t.Errorf("after a compaction that failed: %v", err)
	}
	closeStore(t, s)
	p.checkIn(t, dir)
}

// TestCompactionsLetGo writes and reads beside compactions, and looks at what is left.
func TestCompactionsLetGo(t *testing.T) {
	dir, p := t.TempDir(), newPast()
	var sp spy
	var ends atomic.Int32
	s := openStore(t, dir, spied(&sp))
	sp.set(nil, func(int) { ends.Add(1) })
	ctx, cancel := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				err := s.View(ctx, func(tx storage.ReadTx) error {
					for _, err := range tx.Scan(storage.Range{}) {
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil && ctx.Err() == nil {
					t.Errorf("a view: %v", err)
				}
			}
		})
	}
	for i := 0; i < 1000 && (i < 100 || ends.Load() < 6); i++ {
		if err := p.grow(s); err != nil {
			t.Error(err)
			break
		}
	}
	cancel()
	readers.Wait()
	p.check(t, s)
	if n := ends.Load(); n < 6 {
		t.Errorf("%d compactions", n)
	}
	for try := 0; unlisted(t, dir) != "" && try < 100; try++ {
		time.Sleep(100 * time.Millisecond) // one may be under way
	}
	onlyListed(t, dir)
	closeStore(t, s)
	p.checkIn(t, dir)
}

// A heard is written to by a log.
type heard func(line string)

func (h heard) Write(line []byte) (int, error) {
	h(string(line))
	return len(line), nil
}

// TestACompactionWaitsForItsInventory has the disk refuse that until it is said.
func TestACompactionWaitsForItsInventory(t *testing.T) {
	dir, p := t.TempDir(), newPast()
	refused := filepath.Join(dir, compactionFile+".new")
	options := spied(nil)
	said := make(chan struct{})
	options.Logger = slog.New(slog.NewTextHandler(heard(func(line string) {
		if strings.Contains(line, "a compaction has to wait") && exists(refused) {
			if exists(filepath.Join(dir, compactionFile)) {
				t.Error("there is an inventory")
			}
			remove(t, refused)
			close(said)
		}
	}), nil))
	s := openStore(t, dir, options)
	if err := os.Mkdir(refused, 0o700); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if err := p.grow(s); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-said:
	case <-time.After(20 * time.Second):
		t.Fatal("no compaction waits")
	}
	closeStore(t, s)
	p.checkIn(t, dir)
}

// TestALossIsToldToThoseUnderWay loses tables while others read and write.
func TestALossIsToldToThoseUnderWay(t *testing.T) {
	for what, run := range map[string]func(s *store, fn func()) error{
		"a view": func(s *store, fn func()) error {
			return s.View(context.Background(), func(storage.ReadTx) error { fn(); return nil })
		},
		"a view that finds nothing": func(s *store, fn func()) error {
			return s.View(context.Background(), func(storage.ReadTx) error { fn(); return storage.ErrNotFound })
		},
		"an update": func(s *store, fn func()) error {
			return s.Update(context.Background(), func(tx storage.WriteTx) error { fn(); return tx.Set([]byte("a"), []byte("2")) })
		},
		"a commit": func(s *store, fn func()) error {
			s.commit = func(txn *badger.Txn) error { fn(); return txn.Commit() }
			return set(s, "a", "3")
		},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			s := openStore(t, dir, small)
			mustSet(t, s, "a", "1")
			err := run(s, func() { s.lose(fmt.Errorf("made up: %w", storage.ErrUnknown)) })
			if !errors.Is(err, storage.ErrUnknown) || !strings.Contains(err.Error(), "made up") {
				t.Errorf("got %v", err)
			}
			closeStore(t, s)
			want := "1"
			if what == "a commit" {
				want = "3"
			}
			if got := get(t, openStore(t, dir, small), "a"); got != want {
				t.Errorf("a is %q, want %q", got, want)
			}
		})
	}
}

// TestAnEngineThatCannotBeOpenedCompactsNothing ends the process rather.
func TestAnEngineThatCannotBeOpenedCompactsNothing(t *testing.T) {
	s := &store{options: small.withDefaults()}
	g := newGuard(s)
	listener{logger{s.options.Logger}, g}.Errorf(saysNoOpen, errDisk)
	defer func() {
		if p := recover(); p == nil {
			t.Error("the compaction goes on")
		}
	}()
	g.added(0, 1)
}
