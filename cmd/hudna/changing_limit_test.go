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
