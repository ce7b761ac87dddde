package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"hudna/storage"
)

const mib = 1 << 20

// A disk is a made-up one. What a ballast takes up is taken off it.
type disk struct{ left atomic.Int64 }

func newDisk(left int64) *disk {
	d := new(disk)
	d.left.Store(left)
	return d
}

func (d *disk) options() Options {
	return Options{Floor: 1000 * mib, Ballast: -1, free: func(string) (int64, error) { return d.left.Load(), nil }}
}

func TestAFullDiskRefusesWrites(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(1000 * mib)
	s := openStore(t, dir, d.options())
	mustSet(t, s, "a", "1")

	d.left.Store(1000*mib - 1)
	full := "badgerkv: " + dir + " has 999 MiB free and needs 1000: free some: storage full"
	wantError(t, set(s, "a", "2"), storage.ErrFull, full)
	err := s.Update(context.Background(), func(tx storage.WriteTx) error { return tx.Delete([]byte("a")) })
	wantError(t, err, storage.ErrFull, full)
	if got := get(t, s, "a"); got != "1" {
		t.Errorf("a reads %q", got)
	}
	if err := s.Update(context.Background(), func(storage.WriteTx) error { return nil }); err != nil {
		t.Errorf("an update that writes nothing: %v", err)
	}
	d.left.Store(1000 * mib)
	mustSet(t, s, "a", "3")

	d.left.Store(0)
	closeStore(t, s)
	_, err = Open(context.Background(), dir, d.options())
	wantError(t, err, storage.ErrFull, "badgerkv: "+dir+" has 0 MiB free and needs 1001: free some: storage full")
	readOnly := d.options()
	readOnly.ReadOnly = true
	reader := openStore(t, dir, readOnly)
	if got := get(t, reader, "a"); got != "3" {
		t.Errorf("a reader reads %q", got)
	}
	closeStore(t, reader)
	d.left.Store(1001 * mib)
	openStore(t, dir, d.options())
}

func TestTheFloorRisesWithWhatACompactionTakes(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(10000 * mib)
	s := openStore(t, dir, d.options())
	value := make([]byte, storage.MaxValue-16)
	for i := range 64 {
		mustSet(t, s, strconv.Itoa(i), string(value))
	}
	closeStore(t, s) // writes a table of 4 MB to level 0
	d.left.Store(1003 * mib)
	_, err := Open(context.Background(), dir, d.options())
	wantError(t, err, storage.ErrFull, "badgerkv: "+dir+" has 1003 MiB free and needs 1005: free some: storage full")
	d.left.Store(1006 * mib)
	s = openStore(t, dir, d.options())
	mustSet(t, s, "a", "1")
	d.left.Store(1003 * mib)
	wantError(t, set(s, "a", "2"), storage.ErrFull, "badgerkv: "+dir+" has 1003 MiB free and needs 1005: free some: storage full")
}

func TestNoFloor(t *testing.T) {
	d := newDisk(0)
	o := d.options()
	o.Floor = -1
	mustSet(t, openStore(t, t.TempDir(), o), "a", "1")
}

func TestAnUnknownAmountOfSpaceRefusesWrites(t *testing.T) {
	o := small
	broken := false
	o.free = func(string) (int64, error) {
		if broken {
			return 0, errDisk
		}
		return 1 << 40, nil
	}
	s := openStore(t, t.TempDir(), o)
	broken = true
	wantError(t, set(s, "a", "1"), errDisk, "made-up disk error")
	broken = false
	mustSet(t, s, "a", "1")
}

func TestBallast(t *testing.T) {
	dir := t.TempDir()
	ballast := filepath.Join(dir, ballastFile)
	d := newDisk(1010*mib - 1)
	o := d.options()
	o.Ballast = 10 * mib
	size := func() string {
		s, err := os.Stat(ballast)
		if err != nil {
			return "none"
		}
		return fmt.Sprint(s.Size())
	}
	reopen := func(want string) {
		t.Helper()
		closeStore(t, openStore(t, dir, o))
		if size() != want {
			t.Errorf("a ballast of %s bytes, want %s", size(), want)
		}
	}
	reopen("none") // no room above the floor
	d.left.Store(1010 * mib)
	reopen("10485760")
	if used, err := blocks(ballast); err != nil || used < 10*mib {
		t.Errorf("the ballast takes up %d bytes, %v", used, err)
	}
	reopen("10485760")

	d.left.Store(990 * mib)
	full := "badgerkv: " + dir + " has 990 MiB free and needs 1000: free some, or remove " + ballast + " to gain 10 MiB: storage full"
	_, err := Open(context.Background(), dir, o)
	wantError(t, err, storage.ErrFull, full)
	if err := os.Remove(ballast); err != nil { // as the message says
		t.Fatal(err)
	}
	d.left.Add(10 * mib)
	reopen("none") // it would take what it just gave

	d.left.Store(2000 * mib)
	o.Ballast = 3 * mib
	reopen("3145728")
	o.Ballast = 2*mib + 5 // another size makes another ballast
	reopen("2097157")
	o.Ballast = -1
	reopen("2097157") // who wants none does not touch one
	o.Ballast = 0
	reopen("2097157") // nor does who says nothing
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	d.left.Store(1000*mib + DefaultBallast - 1)
	reopen("none")
}

// blocks returns what the file at path takes up on the disk.
func blocks(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return takenUp(f)
}

func TestFill(t *testing.T) {
	for _, size := range []int64{0, 1, mib - 1, mib, mib + 1, 3 * mib} {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := fill(f, size); err != nil {
			t.Error(err)
		}
		if s, err := f.Stat(); err != nil || s.Size() != size {
			t.Errorf("filled with %d bytes, %v, want %d", s.Size(), err, size)
		}
		if used, err := takenUp(f); err != nil || used < size {
			t.Errorf("%d of %d bytes are on the disk, %v", used, size, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFreeSpaceOfThisMachine(t *testing.T) {
	if n, err := free(t.TempDir()); err != nil || n <= 0 {
		t.Errorf("free: %d, %v", n, err)
	}
	if _, err := free(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the free space of nowhere: %v", err)
	}
}

func TestDefaults(t *testing.T) {
	o := Options{}.withDefaults()
	if o.Floor != DefaultFloor || o.Ballast != DefaultBallast || o.Logger == nil || o.free == nil {
		t.Errorf("the defaults are %+v", o)
	}
	if o := (Options{Floor: 1}).withDefaults(); o.Floor != DefaultFloor {
		t.Errorf("too low a floor became %d", o.Floor)
	}
	if o := (Options{Floor: -1, Ballast: -1}).withDefaults(); o.Floor != -1 || o.Ballast != -1 {
		t.Errorf("what was turned off became %+v", o)
	}
	b := Options{ReadOnly: true}.withDefaults().badger("dir")
	if !b.SyncWrites || b.DetectConflicts || !b.ReadOnly || b.MetricsEnabled || b.Dir != "dir" || b.ValueDir != "dir" {
		t.Errorf("the settings of the engine are %+v", b)
	}
}

// takenUp returns the bytes of the blocks that f has on the disk.
func takenUp(f *os.File) (int64, error) {
	if err := f.Sync(); err != nil { // some file systems allocate as late as that
		return 0, err
	}
	var s unix.Stat_t
	err := unix.Fstat(int(f.Fd()), &s)
	return s.Blocks * 512, err
}
