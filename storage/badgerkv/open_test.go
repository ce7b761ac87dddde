package badgerkv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"hudna/storage"
)

func wantError(t *testing.T, err, is error, text string) {
	t.Helper()
	if !errors.Is(err, is) || (err != nil && err.Error() != text) {
		t.Errorf("got  %v\nwant %s", err, text)
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	held := "badgerkv: another process holds " + dir + ": locked"
	s := openStore(t, dir, small)
	_, err := Open(ctx, dir, small)
	wantError(t, err, storage.ErrLocked, held)
	_, err = Open(ctx, dir, Options{ReadOnly: true})
	wantError(t, err, storage.ErrLocked, held)
	wantError(t, VerifyTables(dir), storage.ErrLocked, held)
	mustSet(t, s, "a", "1")
	closeStore(t, s)

	one, two := openStore(t, dir, Options{ReadOnly: true}), openStore(t, dir, Options{ReadOnly: true})
	if get(t, one, "a") != "1" || get(t, two, "a") != "1" {
		t.Error("two readers do not read the same")
	}
	if err := VerifyTables(dir); err != nil {
		t.Errorf("verifying beside readers: %v", err)
	}
	closeStore(t, one)
	_, err = Open(ctx, dir, small)
	wantError(t, err, storage.ErrLocked, held)
	closeStore(t, two)
	openStore(t, dir, small)
}

func TestLockOfAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	killed(t, dir, 1)
	closeStore(t, openStore(t, dir, small)) // its lock died with it
}

// A process may be killed between making a log and writing to it.
func TestAfterAKillWithEmptyLogs(t *testing.T) {
	dir := t.TempDir()
	killed(t, dir, 3)
	for _, log := range []string{"000099.vlog", "00099.mem"} {
		if err := os.WriteFile(filepath.Join(dir, log), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := openStore(t, dir, small)
	mustSet(t, s, "a", "1")
	closeStore(t, s)
	if s = openStore(t, dir, small); get(t, s, "a") != "1" {
		t.Error("what was written then is not there")
	}
}

func TestReadOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	readOnly := Options{ReadOnly: true}
	_, err := Open(ctx, dir, readOnly)
	wantError(t, err, fs.ErrNotExist, "badgerkv: open "+dir+": no such file or directory")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = Open(ctx, dir, readOnly)
	wantError(t, err, fs.ErrNotExist, "badgerkv: there is no store in "+dir+": file does not exist")

	s := openStore(t, dir, small)
	mustSet(t, s, "a", "1")
	closeStore(t, s)
	before := contents(t, dir)
	s = openStore(t, dir, readOnly)
	if get(t, s, "a") != "1" || count(t, s) != 1 {
		t.Error("the reader does not read what was written")
	}
	ran := false
	err = s.Update(ctx, func(storage.WriteTx) error { ran = true; return nil })
	wantError(t, err, storage.ErrReadOnly, "badgerkv: "+dir+" was opened for reading: read-only")
	closeStore(t, s)
	if ran {
		t.Error("the update ran its function")
	}
	if after := contents(t, dir); after != before {
		t.Errorf("the reader left\n%s\nof\n%s", after, before)
	}

	killed(t, dir, 1)
	_, err = Open(ctx, dir, readOnly)
	wantError(t, err, storage.ErrUnclean,
		"badgerkv: "+dir+" has to be opened for writing once, because the last writer was stopped: not closed cleanly")
	closeStore(t, openStore(t, dir, small))
	if s := openStore(t, dir, readOnly); get(t, s, "a/1") != "1" {
		t.Error("what the stopped writer wrote is not there")
	}
}

// contents lists the files in dir with a hash of what they hold.
func contents(t *testing.T, dir string) (list string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := uint64(14695981039346656037)
		for _, c := range b {
			sum = (sum ^ uint64(c)) * 1099511628211
		}
		list += fmt.Sprintf("%s %d %x\n", f.Name(), len(b), sum)
	}
	return list
}

// asNobody runs fn without the right to write to what root owns.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Getuid() != 0 {
		fn()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // the thread ends with the goroutine
		if err := unix.Setfsuid(65534); err != nil {
			t.Error(err)
			return
		}
		fn()
	}()
	<-done
}

func TestADirectoryThatMayNotBeWrittenTo(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "data")
	s := openStore(t, dir, small)
	mustSet(t, s, "a", "1")
	closeStore(t, s)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.Chmod(file, 0o444); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range []string{dir, parent} {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := os.Chmod(d, 0o700); err != nil {
				t.Error(err)
			}
		})
	}
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		_, err := Open(context.Background(), dir, small)
		wantError(t, err, storage.ErrReadOnly,
			"badgerkv: "+dir+" cannot be written to: open "+dir+"/UNCLEAN.new: permission denied: read-only")
		_, err = Open(context.Background(), filepath.Join(parent, "new"), small)
		wantError(t, err, storage.ErrReadOnly,
			"badgerkv: "+parent+"/new cannot be written to: mkdir "+parent+"/new: permission denied: read-only")
		reader, err := Open(context.Background(), dir, Options{ReadOnly: true})
		if err != nil {
			t.Errorf("opened for reading: %v", err)
			return
		}
		if get(t, reader, "a") != "1" {
			t.Error("the reader does not read what was written")
		}
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	// A writer that was stopped left a mark that may itself be written to.
	mark := filepath.Join(dir, uncleanFile)
	if err := errors.Join(os.Chmod(dir, 0o700), os.WriteFile(mark, nil, 0o600), os.Chmod(mark, 0o666), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		_, err := Open(context.Background(), dir, small)
		wantError(t, err, storage.ErrReadOnly,
			"badgerkv: "+dir+" cannot be written to: open "+dir+"/UNCLEAN.new: permission denied: read-only")
	})
	openStore(t, dir, small) // the refused opens left no lock
}

func TestAFileInThePlaceOfTheDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), file, small)
	wantError(t, err, unix.ENOTDIR, "badgerkv: mkdir "+file+": not a directory")
}

func TestKilledWriters(t *testing.T) { killedWriters(t) }

func TestKilledWritersWithAJournal(t *testing.T) { killedWriters(t, childBulk+"=1") }

func killedWriters(t *testing.T, env ...string) {
	t.Helper()
	dir := t.TempDir()
	last := 0
	for round := range 5 {
		n := killed(t, dir, 20+round*30, env...)
		if n <= last {
			t.Fatalf("after %d updates the child acknowledges number %d", last, n)
		}
		last = n
		if !exists(filepath.Join(dir, uncleanFile)) {
			t.Error("the killed writer left no mark")
		}
		s := openStore(t, dir, small)
		head, err := strconv.Atoi(get(t, s, "head"))
		if err != nil || head < last || head > last+1 { // one may have been written and not told
			t.Fatalf("head %d, %v, after %d was acknowledged", head, err, last)
		}
		last = head
		for i := 1; i <= head; i++ {
			if n := strconv.Itoa(i); get(t, s, "a/"+n) != n || get(t, s, "b/"+n) != n {
				t.Fatalf("update %d of %d is not whole", i, head)
			}
		}
		if n := count(t, s); n != 2*head+1 {
			t.Fatalf("%d pairs after %d updates", n, head)
		}
		closeStore(t, s)
		if exists(filepath.Join(dir, uncleanFile)) {
			t.Error("the closed store is marked unclean")
		}
		if err := VerifyTables(dir); err != nil {
			t.Error(err)
		}
	}
}

// TestWhatAnOpenStoreShowsIsDurable opens the files as a kill would leave them,
// with so much in the log that it takes a while to write out, and looks at them
// as soon as the store is open: everything is in tables, which are synced, and
// nothing in the log, which may not have been.
func TestWhatAnOpenStoreShowsIsDurable(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir, small)
	value := bytes.Repeat([]byte{'x'}, 50_000)
	for n := range 8 {
		err := s.Update(context.Background(), func(tx storage.WriteTx) error {
			for i := range 80 {
				if err := tx.Set(fmt.Appendf(nil, "%d/%d", n, i), value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	stopped := copyDir(t, dir, func(string) bool { return true })
	closeStore(t, s)

	s = openStore(t, stopped, small)
	tables := copyDir(t, stopped, func(name string) bool {
		return strings.HasSuffix(name, ".sst") || name == "MANIFEST" || name == "KEYREGISTRY"
	})
	if n := count(t, s); n != 640 {
		t.Errorf("%d pairs after the stop, want 640", n)
	}
	if n := count(t, openStore(t, tables, small)); n != 640 {
		t.Errorf("%d pairs in the tables, want 640", n)
	}
}

func TestLog(t *testing.T) {
	var b bytes.Buffer
	log := slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	l := logger{log}
	l.Errorf("made up %d\n", 1)
	l.Warningf("made up %d", 2)
	l.Infof("made up %d\n", 3)
	l.Debugf("made up %d", 4)
	want := `level=ERROR msg=badger says="made up 1"
level=WARN msg=badger says="made up 2"
level=DEBUG msg=badger says="made up 3"
`
	if b.String() != want {
		t.Errorf("logged\n%swant\n%s", b.String(), want)
	}

	b.Reset()
	closeStore(t, openStore(t, t.TempDir(), Options{Ballast: -1, Logger: log}))
	if !strings.Contains(b.String(), "level=DEBUG msg=badger says=") || strings.Contains(b.String(), "level=INFO") {
		t.Errorf("of a life without events was logged\n%s", b.String())
	}
	b.Reset()
	quiet := slog.New(slog.NewTextHandler(&b, nil))
	closeStore(t, openStore(t, t.TempDir(), Options{Ballast: -1, Logger: quiet}))
	if b.Len() != 0 {
		t.Errorf("of a life without events was logged\n%s", b.String())
	}
}
