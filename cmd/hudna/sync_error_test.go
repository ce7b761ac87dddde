package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hudna/graph"
)

// TestASyncThatFailsAcknowledgesNothing lets the system answer some syncs of the
// engine's log with an I/O error, under strace, and looks in the trace for an
// acknowledgement without a sync that succeeded.
func TestASyncThatFailsAcknowledgesNothing(t *testing.T) {
	const commits = 60
	data, out, trace := failingSyncs(t, "trace=mmap,munmap,msync,fsync,fdatasync,write", 1, commits)
	read, err := readTrace(trace)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range read.unsynced {
		t.Errorf("acknowledged without a sync before: %s", a)
	}
	if read.acks != commits {
		t.Errorf("the trace shows %d acknowledgements, want %d", read.acks, commits)
	}
	eachOnce(t, data, out, commits)
}

// Of several that wait together when a sync fails, the graph finds out what
// became of each when it has opened its store anew; what it refuses it has not
// acknowledged. Repeated by its idempotency key, each change is there once.
func TestWhatWaitsForASyncThatFailsIsMadeOnce(t *testing.T) {
	const committers, each = 8, 30
	data, out, _ := failingSyncs(t, "trace=msync", committers, each)
	eachOnce(t, data, out, committers*each)
}

// failingSyncs runs commits under strace, which lets syncs fail.
func failingSyncs(t *testing.T, traced string, committers, each int) (data, out, trace string) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		unavailable(t, "strace is not installed")
	}
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "trace")
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-y", "-s", "200", "-o", file, "-e", traced, "-e", "inject=msync:error=EIO:when=12+20",
		"hudna-committer", data, "faulty", strconv.Itoa(committers), strconv.Itoa(each))
	said, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && strings.Contains(string(exit.Stderr), "ptrace"):
		unavailable(t, "this machine does not let processes be traced: %s", exit.Stderr)
	case err != nil:
		t.Fatalf("%v: %s", err, exit.Stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := strings.Count(string(text), "(INJECTED)")
	if n == 0 {
		t.Fatal("no sync failed")
	}
	t.Logf("%d syncs failed", n)
	return data, string(said), string(text)
}

// eachOnce reads what the committer has said, and finds each change in the graph
// once.
func eachOnce(t *testing.T, data, out string, changes int) {
	t.Helper()
	failed, acked := map[string]bool{}, map[string]bool{}
	var acks []ack
	for line := range strings.Lines(out) {
		var a ack
		if _, err := fmt.Sscanf(line, "ack %d %s %s", &a.revision, &a.id, &a.name); err == nil {
			if acked[a.name] {
				t.Errorf("%s was acknowledged twice", a.name)
			}
			acked[a.name] = true
			acks = append(acks, a)
			continue
		}
		if strings.HasPrefix(line, "not closed: ") {
			continue // of the sync at the end
		}
		name, why, found := strings.Cut(strings.TrimPrefix(line, "failed "), ": ")
		if !found || acked[name] || !strings.Contains(why, "unknown") && !strings.Contains(why, "was not written") {
			t.Errorf("%q", line)
		}
		failed[name] = true
	}
	if head := verified(t, data, acks); len(acks) != changes || head != graph.Revision(changes) {
		t.Errorf("%d changes acknowledged, head %d: want %d of each", len(acks), head, changes)
	}
	t.Logf("%d changes were refused, and made again", len(failed))
}
