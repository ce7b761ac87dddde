package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
)

// topics are lines of so many topics.
func topics(n int) string {
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, "{\"type\":\"Topic\",\"id\":\"topic/t-%d\"}\n", i)
	}
	return lines.String()
}

// TestRecordTakesAsMuchAsACommit: and says so of what has one line more.
func TestRecordTakesAsMuchAsACommit(t *testing.T) {
	p, dir := tested(t), filepath.Join(t.TempDir(), "data")
	if code, _, stderr := says(t, p, "import", "--data", dir, place(t, "karvela")); code != codeOK {
		t.Fatal(stderr)
	}
	code, stdout, stderr := says(t, p, "record", "--data", dir, topics(graph.MaxOps+1))
	if code != codeRefused || stdout != "the change: changes: has 1001 entries; at most 1000 are allowed\n" {
		t.Errorf("one more: exit code %d, %s%s", code, stdout, stderr)
	}
	code, stdout, stderr = says(t, p, "record", "--data", dir, topics(graph.MaxOps))
	if code != codeOK || strings.Count(stdout, "recorded topic/t-") != graph.MaxOps || !strings.HasSuffix(stdout, "revision 2\n") {
		t.Errorf("as many: exit code %d, %.200s%s", code, stdout, stderr)
	}
}

// TestWhatIsExportedCanBeRecorded: every field of the records of the sample can
// be brought in through the API, and is the same afterwards.
func TestWhatIsExportedCanBeRecorded(t *testing.T) {
	p, dir := tested(t), filepath.Join(t.TempDir(), "data")
	if code, _, stderr := says(t, p, "import", "--data", dir, place(t, "karvela")); code != codeOK {
		t.Fatal(stderr)
	}
	exported := func(dir string) (lines []string) {
		code, stdout, stderr := says(t, p, "export", "--data", dir)
		if code != codeOK {
			t.Fatal(stderr)
		}
		for line := range strings.Lines(stdout) {
			switch { // what was withdrawn, what is recorded with a scheme, and what was there
			case strings.Contains(line, `"status":"RETRACTED"`), strings.Contains(line, `{"type":"Codebook"`), strings.Contains(line, `"id":"location/karvela"`):
			default:
				lines = append(lines, line)
			}
		}
		return lines
	}
	want := exported(sampled(t))
	if len(want) < 50 {
		t.Fatalf("the sample has only %d records", len(want))
	}
	code, stdout, stderr := says(t, p, "record", "--data", dir, strings.Join(want, ""))
	if code != codeOK {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	if got := exported(dir); strings.Join(got, "") != strings.Join(want, "") {
		t.Errorf("recorded as\n%s\nand exported as\n%s", strings.Join(want, ""), strings.Join(got, ""))
	}
}
