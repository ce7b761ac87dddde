package analysis

import (
	"fmt"
	"testing"

	"hudna/graph"
)

// BenchmarkOverlap compares 20,000 figures of one counter, of which each shares
// days with hundreds.
func BenchmarkOverlap(b *testing.B) {
	tally := Tally{Counts: make([]Count, MaxDisputed)}
	for i := range tally.Counts {
		from := int64(i * 7 % 9_973)
		tally.Counts[i] = Count{Statement: &graph.Statement{}, key: figureKey{nth: i, window: graph.Bounds{Earliest: from, Latest: from + 300}}}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := tally.overlap(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSettle says what is in dispute in 10,000 statements: allegations of
// 2,000 utterances and events, every second of them answered.
func BenchmarkSettle(b *testing.B) {
	var statements []*graph.Statement
	for i := range 5_000 {
		event := []string{"breaches=truce", "event=shelling", "event=raid breaches=truce"}[i%3]
		c, err := written(fmt.Sprintf("c%d: by=berun-speaker accuses=avaria-brigade %s utterance=u%d", i, event, i%2_000))
		if err != nil {
			b.Fatal(err)
		}
		a, err := written(fmt.Sprintf("a%d: by=%s %s=c%d", i, []string{"avaria-speaker", "monitor", "berun"}[i%3], []string{"DENIES", "CONFIRMS"}[i%2], i))
		if err != nil {
			b.Fatal(err)
		}
		statements = append(statements, c, a)
	}
	c := caseOf(statements)
	b.ReportAllocs()
	for b.Loop() {
		if d, err := Settle(b.Context(), c); err != nil || len(d.Disputes) == 0 {
			b.Fatal("nothing is in dispute", err)
		}
	}
}
