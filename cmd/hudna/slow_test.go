package main

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/web"
)

// TestASlowOperationIsToldWithItsPlan takes every operation for a slow one.
func TestASlowOperationIsToldWithItsPlan(t *testing.T) {
	var log strings.Builder
	p := tested(t)
	p.log = slog.New(slog.NewJSONHandler(&log, nil))
	server, err := p.server(opened(t, sampled(t), openFlags{readOnly: true}), graph.MarkingPublic, web.Options{Slow: time.Nanosecond, Explain: explained})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(query string) (line struct {
		Msg, Document                    string
		Questions, KeysRead, RecordsRead int
		Plans                            []string
	},
	) {
		t.Helper()
		log.Reset()
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := answered(t.Context(), server, body, nil); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(log.String()), &line); err != nil {
			t.Fatalf("%v: %s", err, log.String())
		}
		if line.Msg != "operation was slow" || len(line.Document) != 64 {
			t.Errorf("the line is %s", log.String())
		}
		return line
	}
	line := ask(`{ statements(where: {by: {anyOf: ["actor/john-kerry"]}, text: "الهدنة"}) { nodes { id } } }`)
	if line.Questions != 1 || line.KeysRead == 0 || line.RecordsRead == 0 || len(line.Plans) != 1 || !strings.HasPrefix(line.Plans[0], "Statements, ") || !strings.Contains(line.Plans[0], "said-by by") {
		t.Errorf("it tells %+v", line)
	}
	if strings.Contains(log.String(), "kerry") || strings.Contains(log.String(), "الهدنة") {
		t.Errorf("what was asked stands in the log: %s", log.String())
	}
	if line = ask(`{ head { number } }`); len(line.Plans) > 1 {
		t.Errorf("what reads next to nothing tells %+v", line)
	}
	if line = ask("{" + manyStatements(8) + "}"); line.Questions != 8 || len(line.Plans) != mostPlans {
		t.Errorf("of many questions it tells %d of %d", len(line.Plans), line.Questions)
	}
}

// manyStatements asks for that many lists.
func manyStatements(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" " + string(rune('a'+i)) + `: statements(first: 1) { nodes { id } }`)
	}
	return b.String()
}

func TestAPlanIsToldInOneLine(t *testing.T) {
	deep := &graph.PlanStep{Op: "and", Steps: []graph.PlanStep{{Op: "list", List: "said-by", Part: "by", Lists: 1, Length: 12}, {Op: "record", Part: "text"}}}
	if got := shortPlan(deep); got != "and(list said-by by 12; record text)" {
		t.Error(got)
	}
	if got := shortPlan(nil); got != "looked up" {
		t.Error(got)
	}
	wide := &graph.PlanStep{Op: "or", Steps: make([]graph.PlanStep, 1000)}
	if got := shortPlan(wide); len(got) > mostPlan+3 || !strings.HasSuffix(got, "...") {
		t.Errorf("%d bytes", len(got))
	}
}
