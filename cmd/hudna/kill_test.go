package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hudna/graph"
)

// An ack is a commit that the one who made it was told is on disk.
type ack struct {
	revision graph.Revision
	id       graph.ID
	name     string
}

// TestNothingAcknowledgedIsLostByAKill kills a process in the middle of its
// commits, again and again on one directory, and looks for everything that was
// acknowledged, and for the words of what is there. TestSoak… does it fifty
// times.
func TestNothingAcknowledgedIsLostByAKill(t *testing.T) { killed(t, 3) }

func TestSoakNothingAcknowledgedIsLostByAKill(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	killed(t, 50)
}

func killed(t *testing.T, rounds int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	dir := filepath.Join(t.TempDir(), "data")
	var acks []ack
	for round := range rounds {
		// Also while the graph is still being opened; but the first process surely
		// commits, however slow the machine.
		after := time.Duration(random.Int64N(int64(400 * time.Millisecond)))
		got := killedAfter(t, dir, fmt.Sprintf("r%d", round), after, round == 0)
		acks = append(acks, got...)
		head := verified(t, dir, acks)
		t.Logf("round %d: killed after %v, %d acknowledged, head %d", round+1, after, len(got), head)
	}
	if len(acks) == 0 {
		t.Fatal("nothing was ever acknowledged")
	}
	t.Logf("%d kills, %d acknowledged commits, none missing; seed %d", rounds, len(acks), seed)
}

// killedAfter lets a process commit for a while, counted from its start or from
// its first acknowledged commit, kills it, and returns what it said was
// acknowledged.
func killedAfter(t *testing.T, dir, name string, after time.Duration, committed bool) []ack {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hudna-committer", dir, name, "8", "0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	start := sync.OnceFunc(func() { time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) })
	if !committed {
		start()
	}
	acks := acknowledged(t, out, start)
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the process was not killed: %v", err)
	}
	return acks
}

// acknowledged reads the lines of a committer, and calls first after the first.
func acknowledged(t *testing.T, r io.Reader, first func()) (acks []ack) {
	t.Helper()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var a ack
		if _, err := fmt.Sscanf(lines.Text(), "ack %d %s %s", &a.revision, &a.id, &a.name); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		acks = append(acks, a)
		first()
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return acks
}

// verified opens the graph and finds each acknowledged commit at its revision,
// with what it said, and nothing damaged.
func verified(t *testing.T, dir string, acks []ack) graph.Revision {
	t.Helper()
	g, err := tested(t).open(t.Context(), dir, openFlags{existing: len(acks) > 0})
	if err != nil {
		t.Fatal(err)
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range acks {
		if a.revision > head.Revision {
			t.Fatalf("revision %d was acknowledged, and the head is %d", a.revision, head.Revision)
		}
		r := g.At(graph.View{Revision: a.revision, Clearance: graph.MarkingProtected})
		record, err := r.Record(t.Context(), a.id)
		if err != nil {
			t.Fatalf("acknowledged in revision %d: %v", a.revision, err)
		}
		if place, ok := record.(*graph.Location); !ok || place.Names[0].Text != a.name {
			t.Fatalf("%s as of revision %d is %+v, not named %s", a.id, a.revision, record, a.name)
		}
		if commit, err := r.Commit(t.Context(), a.revision); err != nil || commit.Message != a.name {
			t.Fatalf("revision %d is %+v, %v, not the commit of %s", a.revision, commit, err, a.name)
		}
	}
	// The check proves the postings, with what waits to be merged, against the
	// records; and after the merge that was broken off has been ended, again.
	for _, when := range []string{"check", "check after the merge"} {
		report, err := g.Check(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			t.Errorf("%s: %s", when, f)
		}
		if err := g.Merge(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	return head.Revision
}
