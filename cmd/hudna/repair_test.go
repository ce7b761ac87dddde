package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hudna/storage"
	"hudna/storage/badgerkv"
)

// stopped makes a graph whose last writer looks as if it had been killed.
func stopped(t *testing.T) string {
	t.Helper()
	p, dir := tested(t), t.TempDir()
	if code, _, stderr := says(t, p, "import", "--data", dir, place(t, "karvela")); code != codeOK {
		t.Fatal(stderr)
	}
	if err := os.WriteFile(filepath.Join(dir, storeName, "UNCLEAN"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestSeveralReadAtOnceAfterAStop asks four times at once: one repairs the graph,
// the others wait for it, and all are answered.
func TestSeveralReadAtOnceAfterAStop(t *testing.T) {
	dir := stopped(t)
	var all sync.WaitGroup
	said := make([]string, 4)
	for i := range said {
		all.Go(func() {
			out, err := exec.CommandContext(t.Context(), "hudna", "query", "--data", dir, "{head {number}}").CombinedOutput()
			said[i] = fmt.Sprintf("%s %v", out, err)
		})
	}
	all.Wait()
	repaired := 0
	for _, s := range said {
		repaired += strings.Count(s, "opened for writing once")
		if !strings.Contains(s, `"number":1`) || !strings.HasSuffix(s, " <nil>") {
			t.Error(s)
		}
	}
	if repaired != 1 {
		t.Errorf("%d repaired it: %q", repaired, said)
	}
}

// TestAWriterThatClosesMeanwhileIsNotRepaired has the mark of an open store go while
// its tables are looked at, as it goes when a writer ends.
func TestAWriterThatClosesMeanwhileIsNotRepaired(t *testing.T) {
	dir, p := stopped(t), tested(t)
	executable, ended := p.executable, 0
	p.executable = func() (string, error) {
		ended++
		if err := os.Remove(filepath.Join(dir, storeName, "UNCLEAN")); err != nil {
			return "", err
		}
		return executable()
	}
	code, stdout, stderr := says(t, p, "query", "{head {number}}", "--data", dir)
	if code != codeOK || !strings.Contains(stdout, `"number":1`) || stderr != "" || ended != 1 {
		t.Errorf("exit code %d, %q, %q, after %d looks at its tables", code, stdout, stderr, ended)
	}
}

// TestTheWaitForARepairEnds holds the directory for ever.
func TestTheWaitForARepairEnds(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		done, err := soleRepairer(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := soleRepairer(t.Context(), dir); !errors.Is(err, storage.ErrLocked) || time.Since(began) != repairLimit {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := soleRepairer(ctx, dir); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("interrupted: %v", err)
		}
		time.AfterFunc(3*time.Second, func() {
			if err := done(); err != nil {
				t.Error(err)
			}
		})
		again, err := soleRepairer(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := again(); err != nil {
			t.Error(err)
		}
	})
}

// TestARepairWhereNothingCanBeWritten: such a graph cannot be read either.
func TestARepairWhereNothingCanBeWritten(t *testing.T) {
	dir, p := stopped(t), tested(t)
	p.engine = func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
		if !o.readOnly {
			return nil, fmt.Errorf("badgerkv: %s cannot be written to: %w", dir, storage.ErrReadOnly)
		}
		return badgerkv.Open(ctx, dir, badgerkv.Options{ReadOnly: true})
	}
	want := "hudna: " + dir + " was not closed cleanly, and has to be opened once where it can be written to\n"
	for _, args := range [][]string{{"query", "{head {number}}"}, {"export"}, {"check"}, {"import", place(t, "school")}} {
		code, stdout, stderr := says(t, p, append(args, "--data", dir)...)
		if code != codeNotOpened || stdout != "" || stderr != want {
			t.Errorf("%s: exit code %d, %q, %q; want %q", args[0], code, stdout, stderr, want)
		}
	}
	// Where nothing was left open, reading is enough.
	if err := os.Remove(filepath.Join(dir, storeName, "UNCLEAN")); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := says(t, p, "query", "{head {number}}", "--data", dir); code != codeOK {
		t.Error(stderr)
	}
	if _, _, stderr := says(t, p, "import", place(t, "school"), "--data", dir); stderr != "hudna: "+dir+" cannot be written to; export, query and check need only read it\n" {
		t.Error(stderr)
	}
}
