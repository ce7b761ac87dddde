package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/fiction"
	"hudna/graph/ledger"
)

// merger is the program, but that few revisions wait until their words are merged,
// and that it takes many transactions to merge them.
func merger() {
	os.Exit(run(os.Args[1:], &program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, executable: os.Executable, engine: openEngine,
		ledger: ledger.Options{MergeFrom: 1, MergeStep: 200},
	}))
}

// TestAnImportThatIsKilledGoesOn kills an import in the middle, again and again,
// and runs it once more each time: in the end the graph is the one that an
// import makes that nobody kills, and finds the same by its words. TestSoak…
// does it fifty times.
func TestAnImportThatIsKilledGoesOn(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("many processes, each slow with the race detector: the run without it has them")
	}
	killedImports(t, 600, 3, "hudna")
}

// TestAMergeThatIsKilledGoesOn does so to an import that merges words all the
// time, in turn with one that has larger batches.
func TestAMergeThatIsKilledGoesOn(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("many processes, each slow with the race detector: the run without it has them")
	}
	killedImports(t, 600, 4, "hudna-merger", "hudna")
}

func TestSoakAnImportThatIsKilledGoesOn(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	killedImports(t, 60_000, 50, "hudna")
}

func TestSoakAMergeThatIsKilledGoesOn(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	killedImports(t, 60_000, 50, "hudna-merger", "hudna")
}

// killedImports kills programs that import, one after the other.
func killedImports(t *testing.T, statements, kills int, programs ...string) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	file := filepath.Join(dir, "made.ndjson")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	made, err := fiction.Write(t.Context(), f, fiction.Options{Statements: statements, Seed: 3})
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	whole, parts := filepath.Join(dir, "whole"), filepath.Join(dir, "parts")
	begun := time.Now()
	hudna(t, "import", "--data", whole, file)
	took := time.Since(begun)

	killed := 0
	for i := range kills {
		cmd := exec.CommandContext(t.Context(), programs[i%len(programs)], "import", "--data", parts, file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(took)))/time.Duration(min(kills, 10)), func() { _ = cmd.Process.Kill() })
		var exit *exec.ExitError
		if errors.As(cmd.Wait(), &exit) && !exit.Exited() {
			killed++
		}
		timer.Stop()
	}
	said := hudna(t, "import", "--data", parts, file)
	t.Logf("killed %d times; the last import: %s; seed %d", killed, strings.ReplaceAll(strings.TrimSpace(said), "\n", "; "), seed)
	if killed == 0 {
		t.Fatal("no import was killed before its end")
	}
	if a, b := hudna(t, "export", "--data", whole), hudna(t, "export", "--data", parts); a != b {
		t.Error("the graph is not the one of an import that was not killed")
	}
	if proof := hudna(t, "check", "--data", parts); !strings.HasSuffix(proof, "clean\n") {
		t.Error(proof)
	}
	// Scores tell of each word that is counted once too often.
	for _, w := range made.Words {
		query := fmt.Sprintf(`{ statements(where: {text: %q}, orderBy: RELEVANCE, first: 50) { totalCount edges { score node { id } } } }`, w.Text)
		if a, b := hudna(t, "query", "--data", whole, query), hudna(t, "query", "--data", parts, query); a != b || !strings.Contains(a, "statement/") {
			t.Errorf("%s finds %s, and after the kills %s", w.Text, a, b)
		}
	}
	// And once more it changes nothing.
	if again := hudna(t, "import", "--data", parts, file); !strings.Contains(again, "no new revision") {
		t.Error(again)
	}
}

// hudna runs the program and gives what it prints.
func hudna(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "hudna", args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("hudna %v: %v\n%s%s", args, err, stdout.String(), stderr.String())
	}
	return stdout.String()
}
