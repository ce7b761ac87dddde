package gql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// served is an API behind the transport, as the program puts them together, and
// what it logs.
func served(tb testing.TB, g graph.Graph) (*web.Server, *bytes.Buffer) {
	tb.Helper()
	api := serving(tb, g, graph.MarkingPublic)
	log := new(bytes.Buffer)
	s, err := web.New(web.Options{
		Schema:  api.Schema(),
		Present: gql.Present,
		Prepare: func(ctx context.Context, _ *http.Request, op *graphql.OperationContext) (context.Context, map[string]any, error) {
			return api.Prepare(ctx, op)
		},
		Log:   slog.New(slog.NewTextHandler(log, nil)),
		NewID: func() string { return "incident-1" },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s, log
}

// post asks one question over HTTP.
func post(tb testing.TB, s http.Handler, query, variables string, header ...string) map[string]any {
	tb.Helper()
	body := map[string]any{"query": query}
	if variables != "" {
		body["variables"] = json.RawMessage(variables)
	}
	text, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "http://localhost/graphql", bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	for _, h := range header {
		r.Header.Add("Hudna-Revision", h)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var answer map[string]any
	decode(tb, w.Body.Bytes(), &answer)
	return answer
}

func TestServedRevision(t *testing.T) {
	s, _ := served(t, loaded(t))
	for what, c := range map[string]struct {
		query  string
		header []string
		want   any
	}{
		"the newest":      {"{ head { number } }", nil, "17"},
		"by a header":     {"{ head { number } }", []string{"8"}, "8"},
		"by a directive":  {"query @asOf(revision: 9) { head { number } }", nil, "9"},
		"the empty graph": {"query @asOf(revision: 0) { head { number } }", nil, "0"},
	} {
		t.Run(what, func(t *testing.T) {
			answer := post(t, s, c.query, "", c.header...)
			same(t, fmt.Sprint(at(t, answer, "extensions", "revision", "number")), c.want)
		})
	}
	answer := post(t, s, "query @asOf(revision: 9) { head { number } }", "", "8")
	if code, _, _ := failure(t, answer); code != "BAD_USER_INPUT" || answer["data"] != nil {
		t.Errorf("got %v", answer)
	}
}

// TestServedFailure: a fault of ours is an incident with its cause in the log,
// once, and nothing of it in the answer; the server goes on.
func TestServedFailure(t *testing.T) {
	cause := errors.New("open " + secretPath + ": input/output error")
	s, log := served(t, failing{loaded(t), "Records", cause})
	answer := post(t, s, `{ statements(first: 3) { nodes { id speakers { actor { id } } } } head { number } }`, "")
	errs, _ := answer["errors"].([]any)
	if len(errs) == 0 {
		t.Fatalf("got %v", answer)
	}
	for i := range errs {
		same(t, at(t, errs, i, "extensions", "code"), "INTERNAL")
		same(t, at(t, errs, i, "extensions", "incident"), "incident-1")
	}
	if text := fmt.Sprint(answer); strings.Contains(text, "srv") || strings.Contains(text, "input/output") {
		t.Errorf("the cause leaks: %s", text)
	}
	if n := strings.Count(log.String(), secretPath); n != 1 {
		t.Errorf("the cause is logged %d times: %s", n, log)
	}
	// What could be read is there.
	same(t, fmt.Sprint(at(t, answer, "data", "head", "number")), "17")
	same(t, at(t, answer, "data", "statements", "nodes", 0, "speakers", 0, "actor"), nil)
	if answer := post(t, s, `{ head { number } }`, ""); answer["errors"] != nil {
		t.Errorf("the server does not go on: %v", answer)
	}
}

// TestServedRefuses: what is malformed, too deep, too wide or too large gets
// its code before anything is read, and the server goes on.
func TestServedRefuses(t *testing.T) {
	g := &counted{Graph: loaded(t)}
	s, _ := served(t, g)
	aliases := func(n int) string {
		var b strings.Builder
		b.WriteString("{")
		for i := range n {
			fmt.Fprintf(&b, " a%d: head { number }", i)
		}
		return b.String() + " }"
	}
	nested := "id"
	for range 8 {
		nested = "within { " + nested + " }"
	}
	for what, c := range map[string]struct{ query, variables, code string }{
		"malformed":               {`{ head { number`, "", "GRAPHQL_PARSE_FAILED"},
		"empty":                   {``, "", "BAD_REQUEST"},
		"unknown":                 {`{ heads { number } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		"unknown in a filter":     {`{ statements(where: {speaker: "x"}) { totalCount } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		"too many aliases":        {aliases(101), "", "TOO_COMPLEX"},
		"far too many aliases":    {aliases(20_000), "", "TOO_COMPLEX"},
		"too deep":                {`{ location(id: "location/lake") { ` + strings.Replace(nested, "id", nested, 1) + ` } }`, "", "TOO_COMPLEX"},
		"too many tokens":         {`{ head {` + strings.Repeat(" number", 2000) + ` } }`, "", "TOO_COMPLEX"},
		"pages in pages in pages": {`{ actors(first: 50) { nodes { statements(first: 50) { nodes { speakers { actor { mentions(first: 50) { nodes { id } } } } } } } } }`, "", "TOO_COMPLEX"},
		"by fragments": {
			`{ actors(first: 50) { nodes { ...A } } } fragment A on Actor { statements(first: 50) { nodes { ...S } } } fragment S on Statement { speakers { actor { mentions(first: 50) { nodes { id } } } } }`,
			"", "TOO_COMPLEX",
		},
		"too large a document":  {`{ node(id: "` + strings.Repeat("x", 1<<20) + `") { id } }`, "", "TOO_LARGE"},
		"a long list of ids":    {`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, `{"ids": ` + many(19_000, `"actor/avaria"`) + `}`, "TOO_LARGE"},
		"too many values":       {`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, `{"ids": ` + many(100_000, `"a"`) + `}`, "TOO_LARGE"},
		"a page that is none":   {`{ statements(first: 0) { totalCount } }`, "", "BAD_USER_INPUT"},
		"a page of two billion": {`{ statements(first: 2147483647) { totalCount } }`, "", "BAD_USER_INPUT"},
		"a variable of no type": {`query ($n: Int) { statements(first: $n) { totalCount } }`, `{"n": "many"}`, "BAD_USER_INPUT"},
		"a foreign cursor":      {`{ statements(after: "b3RoZXI") { nodes { id } } }`, "", "INVALID_CURSOR"},
		"an id with a path":     {`{ node(id: "actor/../../etc/passwd") { id } }`, "", "BAD_USER_INPUT"},
		"a revision beyond":     {`query @asOf(revision: 99) { head { number } }`, "", "BAD_USER_INPUT"},
		"no such operation":     {`subscription { head { number } }`, "", "GRAPHQL_VALIDATION_FAILED"},
	} {
		t.Run(what, func(t *testing.T) {
			g.take()
			code, message, _ := failure(t, post(t, s, c.query, c.variables))
			if code != c.code {
				t.Errorf("got %s %q, want %s", code, message, c.code)
			}
			if len(message) > 300 {
				t.Errorf("the message has %d bytes", len(message))
			}
			if calls := g.take(); calls["Records"] > 0 || calls["CountStatements"] > 0 {
				t.Errorf("read %v", calls)
			}
			if answer := post(t, s, `{ head { number } }`, ""); answer["errors"] != nil {
				t.Errorf("the server does not go on: %v", answer)
			}
		})
	}
}

// TestDocumented: every question in docs/api.md is one that can be asked.
func TestDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	questions := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(questions) < 3 {
		t.Fatalf("only %d questions", len(questions))
	}
	s, _ := served(t, loaded(t))
	for _, q := range questions {
		if strings.HasPrefix(q[1], "subscription") {
			subscribed(t, servingWith(t, loaded(t), gql.Options{}), graph.MarkingPublic, q[1])
			continue
		}
		answer := post(t, s, q[1], "")
		if strings.HasPrefix(q[1], "mutation") {
			// It is valid, and refused for nothing but who asks.
			code, _, _ := failure(t, answer)
			same(t, code, "FORBIDDEN")
		} else if answer["errors"] != nil {
			t.Errorf("%s: %v", q[1], answer["errors"])
		}
	}
	// The first one finds what it is about.
	nodes := at(t, post(t, s, questions[0][1], ""), "data", "statements", "nodes")
	if got := len(nodes.([]any)); got != 1 { //nolint:errcheck // or it panics
		t.Errorf("the first question finds %d statements", got)
	}
	same(t, at(t, nodes, 0, "attestedBy", 0, "name"), "ميرا دولان")
}
