package ledger_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hudna/graph"
)

// The plans of shaped questions, as people read them. What a plan says depends
// on the counters of the head and on nothing else.
func TestPlans(t *testing.T) {
	l := shaped(t, 2000)
	r := at(t, l)
	var b strings.Builder
	for _, s := range shapes() {
		list, took := traced(t.Context(), t, r, s.query, s.page)
		fmt.Fprintf(&b, "== %s (%d rows)\n", s.name, len(list.Items))
		render(&b, took.Plan, 0)
	}
	const file = "testdata/plans.txt"
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(got), len(wanted)) {
		if got[i] != wanted[i] {
			t.Fatalf("line %d of %s:\n got %s\nwant %s\n(UPDATE=1 rewrites it.)", i+1, file, got[i], wanted[i])
		}
	}
	if len(got) != len(wanted) {
		t.Errorf("%d lines, want %d (UPDATE=1 rewrites %s)", len(got), len(wanted), file)
	}
}

func render(b *strings.Builder, s *graph.PlanStep, depth int) {
	fmt.Fprintf(b, "%s%s", strings.Repeat("  ", depth), s.Op)
	for _, word := range []string{s.List, s.Part} {
		if word != "" {
			fmt.Fprintf(b, " %s", word)
		}
	}
	if s.Lists > 0 {
		fmt.Fprintf(b, ", lists %d", s.Lists)
	}
	if s.Length > 0 {
		fmt.Fprintf(b, ", length %d", s.Length)
	}
	if s.Exact {
		b.WriteString(", exact")
	}
	b.WriteByte('\n')
	for i := range s.Steps {
		render(b, &s.Steps[i], depth+1)
	}
}
