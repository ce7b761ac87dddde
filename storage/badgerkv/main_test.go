package badgerkv

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"go.uber.org/goleak"

	"hudna/storage"
)

// childDir, in the environment, makes the test binary a writer that is going
// to be killed.
const childDir = "BADGERKV_TEST_CHILD_DIR"

// childBulk, in the environment, has it write by a journal.
const childBulk = "BADGERKV_TEST_CHILD_BULK"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	goleak.VerifyTestMain(m)
}

// small leaves out what takes up space.
var small = Options{Ballast: -1}

func openStore(t *testing.T, dir string, o Options) *store {
	t.Helper()
	s, err := Open(context.Background(), dir, o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() }) // tests that care close it themselves
	opened, ok := s.(*store)
	if !ok {
		t.Fatalf("open returns a %T", s)
	}
	return opened
}

func closeStore(t *testing.T, s *store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

func set(s storage.Store, key, value string) error {
	return s.Update(context.Background(), func(tx storage.WriteTx) error { return tx.Set([]byte(key), []byte(value)) })
}

func mustSet(t *testing.T, s storage.Store, key, value string) {
	t.Helper()
	if err := set(s, key, value); err != nil {
		t.Fatalf("set %s: %v", key, err)
	}
}

// get returns what a fresh view finds under key, "" if nothing.
func get(t *testing.T, s storage.Store, key string) (value string) {
	t.Helper()
	err := s.View(context.Background(), func(tx storage.ReadTx) error {
		values, err := tx.GetMany([][]byte{[]byte(key)})
		if err == nil {
			value = string(values[0])
		}
		return err
	})
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	return value
}

func count(t *testing.T, s storage.Store) (n int) {
	t.Helper()
	err := s.View(context.Background(), func(tx storage.ReadTx) error {
		for _, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// child writes one update after the other, each of three keys that belong
// together, and tells of each that is acknowledged.
func child(dir string) int {
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{Ballast: -1, Bulk: os.Getenv(childBulk) != ""})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("open")
	first := 0
	err = s.View(ctx, func(tx storage.ReadTx) error {
		if b, err := tx.Get([]byte("head")); err == nil {
			first, err = strconv.Atoi(string(b))
			return err
		}
		return nil
	})
	for i := first + 1; err == nil; i++ {
		n := []byte(strconv.Itoa(i))
		err = s.Update(ctx, func(tx storage.WriteTx) error {
			for _, key := range []string{"a/" + string(n), "b/" + string(n), "head"} {
				if err := tx.Set([]byte(key), n); err != nil {
					return err
				}
			}
			return nil
		})
		fmt.Println(i)
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// killed runs a child in dir, kills it after it has acknowledged n updates, and
// returns the last one it did.
func killed(t *testing.T, dir string, n int, env ...string) (acknowledged int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childDir+"="+dir), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "open" {
		t.Errorf("the child begins with %q", lines.Text())
	}
	for range n {
		if !lines.Scan() {
			break
		}
		acknowledged, _ = strconv.Atoi(lines.Text())
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // those it did before it died
		acknowledged, _ = strconv.Atoi(lines.Text())
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child ended by itself: %v", err)
	}
	if acknowledged < n {
		t.Fatalf("the child acknowledged %d updates", acknowledged)
	}
	return acknowledged
}

// copyDir copies the files in dir for which want holds to a new directory.
func copyDir(t *testing.T, dir string, want func(name string) bool) string {
	t.Helper()
	to := t.TempDir()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !want(f.Name()) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		// Most of a log that is not full is not on the disk: it stays so.
		path := filepath.Join(to, f.Name())
		err = os.WriteFile(path, bytes.TrimRight(b, "\x00"), 0o600)
		if err = errors.Join(err, os.Truncate(path, int64(len(b)))); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
