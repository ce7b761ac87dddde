package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
)

// TestASyncThatFailsAcknowledgesNothing lets the system answer some syncs of the
// engine's log with an I/O error, under strace, while several goroutines commit.
// The graph opens its store anew, and finds out what became of those who wait; what it
// refuses it has not acknowledged; and
// repeated by its idempotency key each change is there once.
func TestASyncThatFailsAcknowledgesNothing(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		unavailable(t, "strace is not installed")
	}
	dir := t.TempDir()
	data, trace := filepath.Join(dir, "data"), filepath.Join(dir, "trace")
	const committers, each = 8, 30
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-o", trace, "-e", "trace=msync", "-e", "inject=msync:error=EIO:when=12+20",
		"hudna-committer", data, "faulty", fmt.Sprint(committers), fmt.Sprint(each))
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && strings.Contains(string(exit.Stderr), "ptrace"):
		unavailable(t, "this machine does not let processes be traced: %s", exit.Stderr)
	case err != nil:
		t.Fatalf("%v: %s", err, exit.Stderr)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	injected := strings.Count(string(text), "(INJECTED)")
	failed, acked := map[string]bool{}, map[string]graph.Revision{}
	var acks []ack
	for line := range strings.Lines(string(out)) {
		var a ack
		if _, err := fmt.Sscanf(line, "ack %d %s %s", &a.revision, &a.id, &a.name); err == nil {
			if acked[a.name] != 0 {
				t.Errorf("%s was acknowledged twice", a.name)
			}
			acked[a.name] = a.revision
			acks = append(acks, a)
			continue
		}
		name, why, found := strings.Cut(strings.TrimPrefix(line, "failed "), ": ")
		if !found || acked[name] != 0 || !strings.Contains(why, "unknown") && !strings.Contains(why, "was not written") {
			t.Errorf("%q", line)
		}
		failed[name] = true
	}
	if injected == 0 {
		t.Fatal("no sync failed")
	}
	if head := verified(t, data, acks); len(acks) != committers*each || head != graph.Revision(len(acks)) {
		t.Errorf("%d changes acknowledged, head %d: want %d of each", len(acks), head, committers*each)
	}
	t.Logf("%d syncs failed, and %d changes with them; made again, each is there once", injected, len(failed))
}
