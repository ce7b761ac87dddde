package export

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// TestColumnsAreDocumented compares the columns with docs/export.md. UPDATE=1
// writes them there.
func TestColumnsAreDocumented(t *testing.T) {
	const file, begin, end = "../../docs/export.md", "<!-- columns -->\n", "<!-- end of columns -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	got, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the columns", file)
	}
	var want strings.Builder
	for _, k := range graph.Kinds() {
		fmt.Fprintf(&want, "### %s\n\n| column | type | |\n|---|---|---|\n", ndjson.TypeOf(k))
		for _, c := range Columns(k) {
			note := ""
			if c.Derived {
				note = "derived"
			}
			fmt.Fprintf(&want, "| `%s` | %s | %s |\n", c.Name, c.Type, note)
		}
		want.WriteString("\n")
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(before+begin+want.String()+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want.String() {
		t.Errorf("the columns in %s are not those that are written; UPDATE=1 writes them there", file)
	}
}
