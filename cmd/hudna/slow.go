package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"hudna/graph"
)

// mostPlans bounds the plans in a line of the log, and mostPlan each of them in bytes.
const (
	mostPlans = 5
	mostPlan  = 300
)

// explained has the graph note how it answers the questions of an operation, and tells it
// of one that was slow: how many keys and records were read, and the plans of the
// questions that read most. A plan names the parts of a filter, and never what stands in
// them.
func explained(ctx context.Context) (context.Context, func() []slog.Attr) {
	t := graph.TraceOf(ctx) // of a span, where there is one
	if t == nil {
		t = new(graph.Trace)
		ctx = graph.WithTrace(ctx, t)
	}
	return ctx, func() []slog.Attr {
		questions, left := t.Questions()
		keys, records := 0, 0
		for _, q := range questions {
			keys += q.KeysRead
			records += q.Records
		}
		slices.SortStableFunc(questions, func(a, b graph.Traced) int { return b.KeysRead - a.KeysRead })
		var plans []string
		for _, q := range questions[:min(len(questions), mostPlans)] {
			plans = append(plans, fmt.Sprintf("%s, %d keys: %s", q.Question, q.KeysRead, shortPlan(q.Plan)))
		}
		return []slog.Attr{
			slog.Int("questions", len(questions)+left), slog.Int("keysRead", keys), slog.Int("recordsRead", records), slog.Any("plans", plans),
		}
	}
}

// shortPlan is a plan in one line: "and(list said-by by 120; record text)".
func shortPlan(step *graph.PlanStep) string {
	if step == nil {
		return "looked up"
	}
	var b strings.Builder
	writePlan(&b, step)
	if b.Len() > mostPlan {
		return b.String()[:mostPlan] + "..."
	}
	return b.String()
}

func writePlan(b *strings.Builder, step *graph.PlanStep) {
	if b.Len() > mostPlan {
		return
	}
	b.WriteString(step.Op)
	for _, word := range []string{step.List, step.Part} {
		if word != "" {
			b.WriteString(" " + word)
		}
	}
	if step.List != "" {
		fmt.Fprintf(b, " %d", step.Length)
	}
	for i := range step.Steps {
		b.WriteString(map[bool]string{true: "(", false: "; "}[i == 0])
		writePlan(b, &step.Steps[i])
	}
	if len(step.Steps) > 0 {
		b.WriteString(")")
	}
}
