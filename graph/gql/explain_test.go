package gql_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql"
)

// told is a graph whose readers say how they answered, each question in the same
// way.
type told struct {
	graph.Graph
	steps int // of each plan
}

func (g told) At(v graph.View) graph.Reader { return toldReader{g.Graph.At(v), g.steps} }

type toldReader struct {
	graph.Reader
	steps int
}

func (r toldReader) tell(ctx context.Context, question string) {
	t := graph.TraceOf(ctx)
	if t == nil {
		return
	}
	plan := &graph.PlanStep{Op: "and", Length: 7, Steps: []graph.PlanStep{{Op: "list", Part: "by", List: "said-by", Lists: 1, Length: 7, Exact: true}}}
	for len(plan.Steps) < r.steps-1 {
		plan.Steps = append(plan.Steps, graph.PlanStep{Op: "record", Part: "text"})
	}
	t.Add(graph.Traced{Question: question, Plan: plan, KeysRead: 5, Records: 3, Rows: 2})
}

func (r toldReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	r.tell(ctx, "Statements")
	return r.Reader.Statements(ctx, q, p)
}

func (r toldReader) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (graph.List[*graph.Event], error) {
	r.tell(ctx, "Events")
	return r.Reader.Events(ctx, q, p)
}

func (r toldReader) Count(ctx context.Context, query any) (int, error) {
	r.tell(ctx, "Count")
	return r.Reader.Count(ctx, query)
}

func (r toldReader) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (graph.FacetCount, error) {
	r.tell(ctx, "Facets")
	return r.Reader.Facets(ctx, q, by, first)
}

// explained asks a question with the extension explain.
func explained(t *testing.T, g graph.Graph, query string, explain any) map[string]any {
	t.Helper()
	params := &graphql.RawParams{Query: query, Extensions: map[string]any{"explain": explain}}
	return answerOf(t, answered(t.Context(), serving(t, g, graph.MarkingPublic), params))
}

// TestExplain: each question that an operation puts to the graph is told with
// the field that asked it and what it took.
func TestExplain(t *testing.T) {
	g := told{loaded(t), 2}
	answer := explained(t, g, `{
  said: statements(first: 2) { nodes { id } facets(by: ACT) { distinct } }
  events { totalCount }
  actor(id: "actor/avaria") { statements { nodes { id } } }
}`, true)
	got := at(t, answer, "extensions", "explain")
	questions, _ := at(t, got, "questions").([]any)
	var asked []string
	for i := range questions {
		path, _ := at(t, questions, i, "path").([]any)
		asked = append(asked, fmt.Sprintf("%s at %v", at(t, questions, i, "question"), path))
	}
	slices.Sort(asked) // fields of an operation are resolved beside each other
	same(t, strings.Join(asked, ", "), strings.Join([]string{
		"Count at [events totalCount]", "Events at [events]", "Facets at [said facets]", "Statements at [actor statements]", "Statements at [said]",
	}, ", "))
	var want any
	decode(t, []byte(`{"op": "and", "length": 7, "exact": false, "steps": [
	  {"op": "list", "part": "by", "list": "said-by", "lists": 1, "length": 7, "exact": true}
	]}`), &want)
	for i := range questions {
		same(t, at(t, questions, i, "plan"), want)
		same(t, fmt.Sprintf("%v %v %v", at(t, questions, i, "keysRead"), at(t, questions, i, "recordsDecoded"), at(t, questions, i, "rows")), "5 3 2")
	}
	same(t, fmt.Sprintf("%v %v %v", at(t, got, "keysRead"), at(t, got, "recordsDecoded"), at(t, got, "rows")), "25 15 10")
	same(t, at(t, answer, "extensions", "revision", "number") != nil, true)
}

// TestExplainTellsNumbersToWhoMayKnow: how much was read counts what is hidden, too;
// who does not see it is told the rest.
func TestExplainTellsNumbersToWhoMayKnow(t *testing.T) {
	params := &graphql.RawParams{Query: `{ statements { nodes { id } } }`, Extensions: map[string]any{"explain": true}}
	by := func(clearance graph.Marking) context.Context {
		return graph.WithPrincipal(t.Context(), graph.Principal{Name: "made-up", Role: graph.RoleAdmin, Clearance: clearance})
	}
	for name, c := range map[string]struct {
		ctx  context.Context
		told bool
	}{
		"nobody is named": {t.Context(), true}, "who sees everything": {by(graph.MarkingProtected), true},
		"who sees what is PUBLIC": {by(graph.MarkingPublic), false}, "who sees a part of what is hidden": {by(graph.MarkingRestricted), false},
		"the operator": {gql.WithCounts(by(graph.MarkingPublic)), true},
	} {
		got := at(t, answerOf(t, answered(c.ctx, serving(t, told{loaded(t), 2}, graph.MarkingPublic), params)), "extensions", "explain")
		question, _ := at(t, got, "questions", 0).(map[string]any)
		whole, _ := got.(map[string]any)
		for _, number := range []string{"keysRead", "recordsDecoded"} {
			if _, ok := question[number]; ok != c.told {
				t.Errorf("%s: %s of a question is told: %t", name, number, ok)
			}
			if _, ok := whole[number]; ok != c.told {
				t.Errorf("%s: %s is told: %t", name, number, ok)
			}
		}
		if question["rows"] == nil || question["plan"] == nil {
			t.Errorf("%s: the rest is not told: %v", name, question)
		}
	}
}

// TestExplainsOnlyOnRequest: nobody is told what was not asked for, and what is
// no answer to whether it is asked for is refused.
func TestExplainsOnlyOnRequest(t *testing.T) {
	g := told{loaded(t), 2}
	for what, explain := range map[string]any{"nothing": nil, "no": false} {
		answer := explained(t, g, `{ statements { nodes { id } } }`, explain)
		if answer["errors"] != nil || at(t, answer, "extensions", "explain") != nil {
			t.Errorf("%s: got %v", what, answer)
		}
	}
	for what, explain := range map[string]any{"a word": "true", "a number": 1, "a list": []any{true}} {
		code, message, extensions := failure(t, explained(t, g, `{ statements { nodes { id } } }`, explain))
		if code != "BAD_USER_INPUT" || message != "extensions.explain: is neither true nor false" || extensions["field"] != "extensions.explain" {
			t.Errorf("%s: got %s %q %v", what, code, message, extensions)
		}
	}
}

// TestExplainIsBounded: beyond so many questions, and so many steps of their
// plans, they are counted, and the sums are of all.
func TestExplainIsBounded(t *testing.T) {
	ask := func(n, steps int) any {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " a%d: events { nodes { id } }", i)
		}
		return at(t, explained(t, told{loaded(t), steps}, "{"+b.String()+"}", true), "extensions", "explain")
	}
	for what, c := range map[string]struct {
		n, steps              int
		kept, plans           int
		omitted, withoutPlans any
	}{
		"as many questions":        {200, 2, 200, 200, nil, nil},
		"more questions":           {203, 2, 200, 200, "3", nil},
		"as many steps":            {5, 1000, 5, 5, nil, nil},
		"more steps":               {6, 1000, 6, 5, nil, "1"},
		"a plan beyond all bounds": {1, 5001, 1, 0, nil, "1"},
	} {
		t.Run(what, func(t *testing.T) {
			got := ask(c.n, c.steps)
			questions, _ := at(t, got, "questions").([]any)
			plans := 0
			for i := range questions {
				if at(t, questions, i, "plan") != nil {
					plans++
				}
			}
			shown := func(v any) any {
				if v == nil {
					return nil
				}
				return fmt.Sprint(v)
			}
			same(t, []any{len(questions), plans, shown(at(t, got, "omittedQuestions")), shown(at(t, got, "omittedPlans"))},
				[]any{c.kept, c.plans, c.omitted, c.withoutPlans})
			same(t, fmt.Sprint(at(t, got, "keysRead")), fmt.Sprint(5*c.n))
		})
	}
}

// TestServedExplains: the extension is read from a POST and from a GET, and what
// is told is complete when the answer is written.
func TestServedExplains(t *testing.T) {
	s, _ := served(t, told{loaded(t), 2})
	const body = `{"query": "{ events { nodes { id } totalCount } }", "extensions": {"explain": true}}`
	posting := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(body))
	posting.Header.Set("Content-Type", "application/json")
	getting := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/graphql?"+url.Values{
		"query": {"{ events { nodes { id } totalCount } }"}, "extensions": {`{"explain": true}`},
	}.Encode(), nil)
	for _, r := range []*http.Request{posting, getting} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		var answer map[string]any
		decode(t, w.Body.Bytes(), &answer)
		if questions, _ := at(t, answer, "extensions", "explain", "questions").([]any); len(questions) != 2 {
			t.Errorf("%s: got %s", r.Method, w.Body)
		}
	}
}
