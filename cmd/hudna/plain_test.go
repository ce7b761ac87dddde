package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// plain has the programs that a test runs be built without the race detector,
// with which they take ten times as long. It is for tests that run the same
// commands again and again and look at what is on disk afterwards: the scripts
// run each of these commands with the detector. The program is built by the first
// test that asks for it, and lies beside the one with the detector, which is
// removed in the end.
func plain(t *testing.T) {
	t.Helper()
	if !raced {
		return
	}
	with, err := exec.LookPath("hudna")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(filepath.Dir(with), "plain")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", dir+string(filepath.Separator), ".").CombinedOutput(); err != nil {
			t.Fatalf("building the program: %v\n%s", err, out)
		}
	} else if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}
