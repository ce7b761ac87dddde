package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAProtectionThatIsKilledHolds protects an actor and kills the process,
// again and again until all of it has been carried out: from the commit on,
// nothing of what the actor said is shown, and nothing is ever damaged. TestSoak…
// does it twenty times, with a hundred thousand statements.
func TestAProtectionThatIsKilledHolds(t *testing.T) { killedProtections(t, 3000, 3) }

func TestSoakAProtectionThatIsKilledHolds(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	killedProtections(t, 100_000, 20)
}

func killedProtections(t *testing.T, statements, kills int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "made.ndjson")
	writeSpoken(t, file, statements)
	hudna(t, "import", "--data", data, file)

	killed := func(after time.Duration, args ...string) bool {
		cmd := exec.CommandContext(t.Context(), "hudna", append(args, "--data", data)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
		var exit *exec.ExitError
		return errors.As(cmd.Wait(), &exit) && !exit.Exited()
	}
	// The first is killed soon after its commit, which takes longer to be come to
	// on some machines than on others.
	n := 0
	for after := 100 * time.Millisecond; strings.Contains(hudna(t, "export", "--data", data), "actor/maro-ilinn"); after += 50 * time.Millisecond {
		if killed(after, "mark", "actor/maro-ilinn", "PROTECTED") {
			n++
		}
		protected(t, data)
	}
	for range kills {
		if killed(time.Duration(random.Int64N(int64(600*time.Millisecond))), "settle") {
			n++
		}
		protected(t, data)
		shown(t, data)
	}
	said := hudna(t, "settle", "--data", data)
	t.Logf("killed %d times; the last time %s; seed %d", n, strings.TrimSpace(said), seed)
	if n == 0 {
		t.Fatal("nothing was killed before its end")
	}
	shown(t, data)
	if proof := hudna(t, "check", "--data", data); !strings.HasSuffix(proof, "clean\n") || strings.Contains(proof, "still") {
		t.Error(proof)
	}
}

// writeSpoken writes statements of an invented speaker, and one of another.
func writeSpoken(t *testing.T, file string, statements int) {
	t.Helper()
	var b strings.Builder
	b.WriteString(`{"type":"Actor","id":"actor/maro-ilinn","kind":"PERSON","names":[{"text":"Maro Ilinn","lang":"en"}]}` + "\n" +
		`{"type":"Actor","id":"actor/ilan-dorro","kind":"PERSON","names":[{"text":"Ilan Dorro","lang":"en"}]}` + "\n" +
		`{"type":"Document","id":"document/report","kind":"REPORT","title":"An invented report","lang":"en"}` + "\n")
	statement := func(id, actor, words string) {
		fmt.Fprintf(&b, `{"type":"Statement","id":"statement/%s","speakers":[{"actor":"actor/%s"}],"attribution":"NAMED","transmission":"UNSTATED",`+
			`"acts":[{"act":"ASSERT"}],"text":%q,"lang":"en","wording":"PARAPHRASE","evidence":[{"document":"document/report"}]}`+"\n", id, actor, words)
	}
	for i := range statements {
		statement(fmt.Sprintf("s%d", i), "maro-ilinn", fmt.Sprintf("An unheard-of sentence about a truce, number %d.", i))
	}
	statement("open", "ilan-dorro", "An open sentence about a truce.")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// protected finds nothing damaged, however little has been carried out.
func protected(t *testing.T, data string) {
	t.Helper()
	if proof := hudna(t, "check", "--data", data); !strings.HasSuffix(proof, "clean\n") {
		t.Error(proof)
	}
}

// shown finds but one statement, whichever way it is asked.
func shown(t *testing.T, data string) {
	t.Helper()
	all := hudna(t, "export", "--data", data)
	for _, word := range []string{"maro", "Maro", "unheard", "statement/s1"} {
		if strings.Contains(all, word) {
			t.Errorf("%s is shown", word)
		}
	}
	for query, want := range map[string]string{
		`{statements {totalCount}}`: `"totalCount":1}`,
		`{statements(where: {text: "truce"}, orderBy: RELEVANCE, first: 5) {totalCount}}`:      `"totalCount":1}`,
		`{statements(where: {text: "unheard"}, first: 5) {totalCount}}`:                        `"totalCount":0}`,
		`{statements(where: {document: {anyOf: ["document/report"]}}, first: 5) {totalCount}}`: `"totalCount":1}`,
	} {
		if got := hudna(t, "query", "--data", data, query); !strings.Contains(got, want) {
			t.Errorf("%s gives %s", query, got)
		}
	}
	// As of the first revision there are none at all, or the open one.
	if got := hudna(t, "query", "--data", data, "--revision", "1", `{statements {nodes {text}}}`); strings.Contains(got, "unheard") {
		t.Errorf("as of the first revision: %s", got)
	}
}
