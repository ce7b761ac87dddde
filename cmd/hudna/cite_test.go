package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const toCite = `{"type":"Commit","message":"Made-up records","time":"2026-01-02T03:04:05Z"}
{"type":"Actor","id":"actor/avaria","kind":"STATE","names":[{"text":"Avaria","lang":"en"}]}
{"type":"Location","id":"location/0195a000-0000-7000-8000-000000000001","marking":"PROTECTED"}
{"type":"Commit","message":"Another","time":"2026-01-03T03:04:05Z"}
{"type":"Actor","id":"actor/borduna","kind":"STATE"}
`

// citing is a directory with made-up records, and what runs commands in it.
func citing(t *testing.T) func(args ...string) (code int, stdout, stderr string) {
	t.Helper()
	p, dir := tested(t), t.TempDir()
	path := filepath.Join(t.TempDir(), "made-up.ndjson")
	if err := os.WriteFile(path, []byte(toCite), 0o600); err != nil {
		t.Fatal(err)
	}
	do := func(args ...string) (int, string, string) {
		t.Helper()
		return says(t, p, append(args, "--data", filepath.Join(dir, "graph"))...)
	}
	if code, _, stderr := do("import", path); code != codeOK {
		t.Fatal(stderr)
	}
	return do
}

// A fielded answer is what one field of a query answers, or why it does not.
type fielded struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// queried asks a query with variables, under some flags.
func queried(t *testing.T, do func(...string) (int, string, string), query string, variables map[string]any, flags ...string) fielded {
	t.Helper()
	given := []byte("{}")
	if variables != nil {
		var err error
		if given, err = json.Marshal(variables); err != nil {
			t.Fatal(err)
		}
	}
	_, stdout, stderr := do(append([]string{"query", "--variables", string(given), query}, flags...)...)
	var a fielded
	if err := json.Unmarshal([]byte(stdout), &a); err != nil {
		t.Fatalf("%v: %s%s", err, stdout, stderr)
	}
	return a
}

const (
	citeQuery = `query($id: ID, $query: String, $variables: String, $name: String, $at: Revision64, $title: String) {
  cite(id: $id, query: $query, variables: $variables, operationName: $name, at: $at, title: $title) { json plain bibtex cslJson }
}`
	resolveQuery = `query($c: String!) { resolve(citation: $c) }`
)

// TestTheAPICitesAsTheCommandDoes: the same bytes, in every style.
func TestTheAPICitesAsTheCommandDoes(t *testing.T) {
	do := citing(t)
	const named = `query Names($n: Int) { actors(first: $n) { nodes { id names { text } } } } query Other { head { number } }`
	for name, c := range map[string]struct {
		args      []string
		variables map[string]any
	}{
		"a record":                        {[]string{"actor/avaria"}, map[string]any{"id": "actor/avaria"}},
		"a record as it was":              {[]string{"actor/avaria", "--revision", "1"}, map[string]any{"id": "actor/avaria", "at": 1}},
		"with a title":                    {[]string{"actor/avaria", "--title", "A  state"}, map[string]any{"id": "actor/avaria", "title": "A  state"}},
		"an answer":                       {[]string{"--query", "{ actors { totalCount } }"}, map[string]any{"query": "{ actors { totalCount } }"}},
		"an answer as it was":             {[]string{"--query", "{ actors { totalCount } }", "--revision", "1"}, map[string]any{"query": "{ actors { totalCount } }", "at": 1}},
		"one of several, with variables":  {[]string{"--query", named, "--operation", "Names", "--variables", `{"n": 1}`}, map[string]any{"query": named, "name": "Names", "variables": ` {"n": 1} `}},
		"an answer that names a revision": {[]string{"--query", "query @asOf(revision: 1) { actors { totalCount } }", "--revision", "1"}, map[string]any{"query": "query @asOf(revision: 1) { actors { totalCount } }", "at": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			a := queried(t, do, citeQuery, c.variables)
			if len(a.Errors) > 0 {
				t.Fatal(a.Errors)
			}
			cited, _ := a.Data["cite"].(map[string]any)
			for style, field := range map[string]string{"json": "json", "plain": "plain", "bibtex": "bibtex", "csl-json": "cslJson"} {
				code, stdout, stderr := do(append([]string{"cite", "--style", style}, c.args...)...)
				if got, _ := cited[field].(string); code != codeOK || strings.TrimSuffix(got, "\n") != strings.TrimSuffix(stdout, "\n") {
					t.Errorf("%s: exit code %d, %s\n%s\nand the API: %s", style, code, stderr, stdout, got)
				}
			}
			citation, _ := cited["json"].(string)
			if r := queried(t, do, resolveQuery, map[string]any{"c": citation}); r.Data["resolve"] != "SAME" {
				t.Errorf("%+v", r)
			}
			edited := strings.Replace(citation, `"clearance": "PUBLIC"`, `"clearance": "RESTRICTED"`, 1)
			if r := queried(t, do, resolveQuery, map[string]any{"c": edited}); len(r.Errors) != 1 || r.Errors[0].Extensions.Code != "BAD_USER_INPUT" ||
				!strings.Contains(r.Errors[0].Message, "has been edited") {
				t.Errorf("edited: %+v", r)
			}
		})
	}
}

// TestWhatTheAPICannotCite, and says so.
func TestWhatTheAPICannotCite(t *testing.T) {
	do := citing(t)
	deep := strings.Repeat("{ actors { nodes { affiliations { organisation ", 6) + "{ id }" + strings.Repeat(" } } } }", 6)
	for name, c := range map[string]struct {
		variables map[string]any
		says      string
	}{
		"nothing":                     {nil, "give either id or query"},
		"both":                        {map[string]any{"id": "actor/avaria", "query": "{ head { number } }"}, "give either id or query"},
		"the variables of a record":   {map[string]any{"id": "actor/avaria", "variables": "{}"}, "go with query"},
		"variables that are a list":   {map[string]any{"query": "{ head { number } }", "variables": "[]"}, "variables: is no JSON object"},
		"a revision beyond":           {map[string]any{"id": "actor/avaria", "at": 3}, "at: is 3; the operation reads revision 2"},
		"the empty graph":             {map[string]any{"id": "actor/avaria", "at": 0}, "revision 0 is the graph before anything was recorded"},
		"a query that is none":        {map[string]any{"query": "{ nothing }"}, "nothing"},
		"a query that cites":          {map[string]any{"query": `{ cite(id: "actor/avaria") { id } }`}, "a query that is cited cites nothing itself"},
		"a query that resolves":       {map[string]any{"query": `{ resolve(citation: "{}") }`}, "a query that is cited cites nothing itself"},
		"a mutation":                  {map[string]any{"query": `mutation { retract(input: {id: "actor/borduna", reason: "x"}) { errors { code } } }`}, "a query that is cited only reads"},
		"a query that is too deep":    {map[string]any{"query": deep}, "deeper than 15"},
		"a query that costs too much": {map[string]any{"query": "{ actors(first: 500) { nodes { statements(first: 500) { nodes { id } } } } }"}, "50000 objects"},
	} {
		t.Run(name, func(t *testing.T) {
			a := queried(t, do, citeQuery, c.variables)
			if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, c.says) {
				t.Errorf("%+v", a)
			}
		})
	}
	if a := queried(t, do, citeQuery, map[string]any{"id": "actor/nobody"}); len(a.Errors) > 0 || a.Data["cite"] != nil {
		t.Errorf("a record that is not there: %+v", a)
	}
	three := `{ a: cite(query: "{ head { number } }") { id } b: cite(query: "{ head { number } }") { id } c: cite(query: "{ head { number } }") { id } }`
	if a := queried(t, do, three, nil); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "TOO_COMPLEX" {
		t.Errorf("three queries at once: %+v", a)
	}
}

// TestWhatIsHiddenIsWithheld: as the command says, and not what it is.
func TestWhatIsHiddenIsWithheld(t *testing.T) {
	do := citing(t)
	const hidden = "location/0195a000-0000-7000-8000-000000000001"
	for _, variables := range []map[string]any{{"id": hidden}, {"query": "{ locations { totalCount } }"}} {
		a := queried(t, do, citeQuery, variables, "--clearance", "PROTECTED")
		cited, _ := a.Data["cite"].(map[string]any)
		for clearance, want := range map[string]string{"PROTECTED": "SAME", "PUBLIC": "WITHHELD"} {
			if r := queried(t, do, resolveQuery, map[string]any{"c": cited["json"]}, "--clearance", clearance); r.Data["resolve"] != want {
				t.Errorf("%v for %s: %+v, want %s", variables, clearance, r, want)
			}
		}
	}
	if a := queried(t, do, citeQuery, map[string]any{"id": hidden}); len(a.Errors) > 0 || a.Data["cite"] != nil {
		t.Errorf("%+v", a)
	}
}
