package gql_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

const revisionRead = ` { revision { number } head { number } statement(id: "statement/noman-asks-for-list") { status } }`

func TestAsOf(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testAsOf(t, g) })
	}
}

func testAsOf(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for what, c := range map[string]struct {
		operation, variables string
		header               []string
		number               string // of the revision that is read
		status               any    // of the draft that is published in revision 12
	}{
		"nothing":                   {"query", "", nil, "17", "PUBLISHED"},
		"no name at all":            {"", "", nil, "17", "PUBLISHED"},
		"a revision":                {"query @asOf(revision: 8)", "", nil, "8", "DRAFT"},
		"the newest":                {"query @asOf(revision: 17)", "", nil, "17", "PUBLISHED"},
		"the empty graph":           {"query @asOf(revision: 0)", "", nil, "0", nil},
		"a variable":                {"query ($r: Revision64) @asOf(revision: $r)", `{"r": 7}`, nil, "7", nil},
		"a variable with a default": {"query ($r: Revision64 = 11) @asOf(revision: $r)", ``, nil, "11", "DRAFT"},
		"a variable beside one that is absent": {
			"query ($r: Revision64, $t: DateTime) @asOf(revision: $r, time: $t)", `{"r": 12}`, nil, "12", "PUBLISHED",
		},
		"a revision beside null":     {"query @asOf(revision: 8, time: null)", "", nil, "8", "DRAFT"},
		"the instant of a commit":    {`query @asOf(time: "2020-05-08T09:30:00Z")`, "", nil, "8", "DRAFT"},
		"just before a commit":       {`query @asOf(time: "2020-05-08T12:29:59.999999999+03:00")`, "", nil, "7", nil},
		"before the first commit":    {`query @asOf(time: "2020-05-01T09:29:59Z")`, "", nil, "0", nil},
		"after the last commit":      {`query @asOf(time: "2031-01-01T00:00:00Z")`, "", nil, "17", "PUBLISHED"},
		"an instant in a variable":   {"query ($t: DateTime!) @asOf(time: $t)", `{"t": "2020-05-12T10:00:00Z"}`, nil, "12", "PUBLISHED"},
		"a header":                   {"query", "", []string{"8"}, "8", "DRAFT"},
		"a header for the empty one": {"query", "", []string{"0"}, "0", nil},
		"a header that says the same": {
			`query @asOf(time: "2020-05-08T10:00:00Z")`, "", []string{"8"}, "8", "DRAFT",
		},
	} {
		t.Run(what, func(t *testing.T) {
			answer := ask(t, api, c.operation+revisionRead, c.variables, c.header...)
			if answer["errors"] != nil {
				t.Fatal(answer["errors"])
			}
			if c.number == "0" {
				same(t, at(t, answer, "data", "revision"), nil)
				same(t, at(t, answer, "extensions", "revision", "time"), nil)
			} else {
				same(t, fmt.Sprint(at(t, answer, "data", "revision", "number")), c.number)
				same(t, at(t, answer, "extensions", "revision", "time"), fmt.Sprintf("2020-05-%02sT09:30:00Z", c.number))
			}
			same(t, fmt.Sprint(at(t, answer, "extensions", "revision", "number")), c.number)
			same(t, fmt.Sprint(at(t, answer, "data", "head", "number")), "17")
			if c.status == nil {
				same(t, at(t, answer, "data", "statement"), nil)
			} else {
				same(t, at(t, answer, "data", "statement", "status"), c.status)
			}
		})
	}
}

func TestAsOfRefuses(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	for what, c := range map[string]struct {
		operation, variables string
		header               []string
		message              string
	}{
		"neither":                      {"query @asOf", "", nil, "@asOf: give either revision or time, exactly one of the two"},
		"both":                         {`query @asOf(revision: 8, time: "2020-05-08T10:00:00Z")`, "", nil, "@asOf: give either revision or time, exactly one of the two"},
		"a variable that is absent":    {"query ($r: Revision64) @asOf(revision: $r)", "", nil, "@asOf: give either revision or time, exactly one of the two"},
		"null":                         {"query @asOf(revision: null)", "", nil, "@asOf: give either revision or time, exactly one of the two"},
		"beyond the newest":            {"query @asOf(revision: 18)", "", nil, "@asOf.revision: is 18; the newest revision is 17"},
		"far beyond the newest":        {"query @asOf(revision: 9223372036854775807)", "", nil, "@asOf.revision: is 9223372036854775807; the newest revision is 17"},
		"more than there are numbers":  {"query @asOf(revision: 9223372036854775808)", "", nil, "@asOf.revision: cannot be read"},
		"a negative revision":          {"query @asOf(revision: -1)", "", nil, "@asOf.revision: is no revision: it is negative"},
		"a text for a revision":        {`query @asOf(revision: "abc")`, "", nil, "@asOf.revision: must be a whole number, and is a string"},
		"a fraction for a revision":    {`query ($r: Revision64) @asOf(revision: $r)`, `{"r": 8.5}`, nil, "@asOf.revision: is no whole number of 64 bits"},
		"a list for a revision":        {`query @asOf(revision: [8])`, "", nil, "@asOf.revision: must be a whole number, and is a list"},
		"a date for an instant":        {`query @asOf(time: "2020-05-08")`, "", nil, `@asOf.time: "2020-05-08" is no instant in RFC 3339, such as 2016-04-15T18:30:00Z`},
		"a number for an instant":      {`query @asOf(time: 2020)`, "", nil, "@asOf.time: must be an instant, which is a string, and is another kind of number"},
		"a header beyond the newest":   {"query", "", []string{"18"}, "Hudna-Revision: is 18; the newest revision is 17"},
		"a header that is no number":   {"query", "", []string{"8th"}, "Hudna-Revision: is no number of a revision"},
		"an empty header":              {"query", "", []string{""}, "Hudna-Revision: is no number of a revision"},
		"a signed header":              {"query", "", []string{"+8"}, "Hudna-Revision: is no number of a revision"},
		"a header too long to be one":  {"query", "", []string{"00000000000000000008"}, "Hudna-Revision: is no number of a revision"},
		"two headers":                  {"query", "", []string{"8", "8"}, "Hudna-Revision: is given more than once"},
		"a header that says otherwise": {"query @asOf(revision: 9)", "", []string{"8"}, "@asOf names revision 9 and Hudna-Revision revision 8"},
		"a header that names another than a time": {
			`query @asOf(time: "2020-05-08T10:00:00Z")`, "", []string{"9"}, "@asOf names revision 8 and Hudna-Revision revision 9",
		},
	} {
		t.Run(what, func(t *testing.T) {
			answer := ask(t, api, c.operation+revisionRead, c.variables, c.header...)
			code, message, _ := failure(t, answer)
			if code != "BAD_USER_INPUT" || message != c.message {
				t.Errorf("got  %s %q\nwant %q", code, message, c.message)
			}
			if answer["data"] != nil || answer["extensions"] != nil {
				t.Errorf("something ran: %v", answer)
			}
		})
	}
}

// TestAsOfIsForQueries: the directive stands on queries and nowhere else, once.
func TestAsOfIsForQueries(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	for what, query := range map[string]string{
		"on a field": `{ head @asOf(revision: 1) { number } }`,
		"twice":      `query @asOf(revision: 1) @asOf(revision: 1) { head { number } }`,
	} {
		t.Run(what, func(t *testing.T) {
			if code, _, _ := failure(t, ask(t, api, query, "")); code != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("got %s", code)
			}
		})
	}
}

// TestOldAnswersStay: what is answered as of a revision is answered so for
// good, whatever was recorded since.
func TestOldAnswersStay(t *testing.T) {
	g := graphtest.NewNaive(func() time.Time { return time.Date(2021, time.January, 1, 0, 0, 0, 0, time.UTC) })
	api := serving(t, g, graph.MarkingPublic)
	const question = `{
  revision { number time author message }
  revisions { nodes { number message } totalCount }
  actors { nodes { id name affiliations { organisation { id } } } }
  statements(first: 500) {
    nodes { id status text sources attestedBy { id } about { node { ... on Node { id } } } said { anchor { words } } evidence { exact } }
    totalCount utterances sources
  }
}`
	then := make(map[int]map[string]any)
	for i, c := range graphtest.World() {
		commit(t, g, c)
		then[i+1] = ask(t, api, question, "")
	}
	for number, answer := range then {
		again := ask(t, api, fmt.Sprintf("query @asOf(revision: %d) %s", number, question), "")
		same(t, again, answer)
	}
	// The correction of revision 11 is not in what was answered before it.
	if a, b := fmt.Sprint(then[10]), fmt.Sprint(then[11]); a == b {
		t.Error("the answers before and after a correction are the same")
	}
}

// TestPrepareFails: where the graph cannot say what its newest revision is,
// nothing runs.
func TestPrepareFails(t *testing.T) {
	api := serving(t, broken{Graph: loaded(t), err: graph.ErrClosed}, graph.MarkingPublic)
	answer := ask(t, api, revisionRead, "")
	if code, message, _ := failure(t, answer); code != "UNAVAILABLE" || message != "the graph has been closed" || answer["data"] != nil {
		t.Errorf("got %v", answer)
	}
}

// broken is a graph that fails.
type broken struct {
	graph.Graph
	err error
}

func (b broken) Head(context.Context) (graph.Commit, error) { return graph.Commit{}, b.err }

// TestUnprepared: the schema runs nothing whose context was not prepared.
func TestUnprepared(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	ctx := graphql.WithResponseContext(t.Context(), gql.Present, graphql.DefaultRecover)
	response := api.Schema().Exec(ctx)(ctx)
	if response.Data != nil || len(response.Errors) != 1 || response.Errors[0].Message != "internal error" {
		t.Errorf("got %s %v", response.Data, response.Errors)
	}
}

func TestNew(t *testing.T) {
	_, err := gql.New(loaded(t), gql.Options{Clearance: "SECRET"})
	if !errors.Is(err, graph.ErrInvalid) || err.Error() != "gql: clearance: is no marking" {
		t.Errorf("got %v", err)
	}
}
