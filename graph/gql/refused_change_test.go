package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// reasons are the codes and paths of the errors that a mutation answers with.
func reasons(tb testing.TB, answer map[string]any) string {
	tb.Helper()
	errs, ok := answer["errors"].([]any)
	if !ok || answer["record"] != nil || answer["records"] != nil || answer["revision"] != nil {
		tb.Fatalf("errors and data: %v", answer)
	}
	var out []string
	for i := range errs {
		path, ok := at(tb, errs, i, "path").([]any)
		if !ok {
			tb.Fatalf("no path in %v", errs[i])
		}
		out = append(out, fmt.Sprint(at(tb, errs, i, "code"))+fmt.Sprint(path))
	}
	return strings.Join(out, " ")
}

// TestRefusedChanges: what a person can put right is data, from both graphs the
// same, and nothing is changed.
func TestRefusedChanges(t *testing.T) {
	many := func(n int) string {
		changes := make([]any, n)
		for i := range changes {
			changes[i] = map[string]any{"create": map[string]any{"topic": map[string]any{"names": []any{map[string]any{"text": "x"}}}}}
		}
		text, err := json.Marshal(map[string]any{"changes": changes})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for what, c := range map[string]struct{ mutation, variables, want string }{
		"no changes":           {`commit(input: {changes: []})`, "", "INVALID[input changes]"},
		"a thousand and one":   {`commit(input: {changes: $changes})`, many(graph.MaxOps + 1), "TOO_LARGE[input changes]"},
		"too long a message":   {`createTopic(input: {record: {}, message: "` + strings.Repeat("x", graph.MaxMessage+1) + `"})`, "", "INVALID[input message]"},
		"too long a key":       {`createTopic(input: {record: {}, idempotencyKey: "` + strings.Repeat("x", graph.MaxIdempotencyKey+1) + `"})`, "", "INVALID[input idempotencyKey]"},
		"a taken id":           {`createTopic(input: {record: {id: "topic/lake-quiet"}})`, "", "CONFLICT[input record id]"},
		"an id of another":     {`createTopic(input: {record: {id: "actor/x"}})`, "", "INVALID[input record id]"},
		"what is no id":        {`retract(input: {id: "no id", reason: "x"})`, "", "INVALID[input id]"},
		"no such record":       {`restore(input: {id: "topic/never-was"})`, "", "NOT_FOUND[input id]"},
		"a hidden record":      {`restore(input: {id: "` + string(graphtest.HiddenWitness) + `"})`, "", "NOT_FOUND[input id]"},
		"not withdrawn":        {`restore(input: {id: "topic/lake-quiet"})`, "", "CONFLICT[input id]"},
		"without its id":       {`correctTopic(input: {record: {kind: ISSUE}})`, "", "INVALID[input record id]"},
		"a part of a number":   {`createEvent(input: {record: {figures: [{what: DEATHS, best: 1.5}]}})`, "", "INVALID[input record figures 0 best]"},
		"above the clearance":  {`createTopic(input: {record: {id: "topic/00000000-0000-7000-8000-0000000000ff", marking: PROTECTED}})`, "", "FORBIDDEN[input]"},
		"an id that tells":     {`createTopic(input: {record: {id: "topic/x", marking: RESTRICTED}})`, "", "INVALID[input record id]"},
		"the same in a commit": {`commit(input: {changes: [{retract: {id: "topic/lake-quiet", reason: "x"}}, {restore: {id: "topic/lake-quiet"}}]})`, "", "INVALID[input changes 1 restore id]"},
		"two verbs": {
			`commit(input: {changes: $changes})`, `{"changes": [{"retract": {"id": "topic/lake-quiet", "reason": "x"}, "create": {"topic": {}}}]}`,
			"INVALID[input changes 0]",
		},
		"two kinds": {
			`commit(input: {changes: $changes})`, `{"changes": [{"create": {"topic": {}, "actor": {}}}]}`, "INVALID[input changes 0 create]",
		},
		"a revision that is none": {
			`commit(input: {changes: [{retract: {id: "topic/lake-quiet", reason: "x", expectedRevision: -1}}]})`, "",
			"INVALID[input changes 0 retract expectedRevision]",
		},
		"a revision to come": {`retract(input: {id: "topic/lake-quiet", reason: "x", expectedRevision: 1000})`, "", "CONFLICT[input expectedRevision]"},
		"a judgement of nothing": {
			`judge(input: {a: "actor/lake-council", b: "", verdict: SAME})`, "", "INVALID[input b]",
		},
	} {
		t.Run(what, func(t *testing.T) {
			for of, g := range graphs(t) {
				api := writing(t, g, coder, graph.MarkingPublic)
				declared, selected := "", " { errors { path code } revision { number } }"
				if strings.Contains(c.mutation, "$changes") {
					declared = "($changes: [ChangeInput!]!)"
				}
				before := newest(t, g).View()
				answer := data(t, api, "mutation"+declared+" { done: "+c.mutation+selected+" }", c.variables)
				done, ok := answer["done"].(map[string]any)
				if !ok {
					t.Fatalf("%s: %v", of, answer)
				}
				if got := reasons(t, done); got != c.want {
					t.Errorf("%s: %s, want %s", of, got, c.want)
				}
				if after := newest(t, g).View(); after != before {
					t.Errorf("%s: went from %v to %v", of, before, after)
				}
			}
		})
	}
}

// TestFailedChanges: what nobody can put right is an error of GraphQL.
func TestFailedChanges(t *testing.T) {
	api := writing(t, loaded(t), coder, graph.MarkingPublic)
	for what, c := range map[string]struct {
		query, header, code string
	}{
		"as of a revision":             {"mutation { createTopic(input: {record: {}}) { errors { code } } }", "3", "BAD_USER_INPUT"},
		"as of a revision, by @asOf":   {"mutation @asOf(revision: 3) { createTopic(input: {record: {}}) { errors { code } } }", "", "GRAPHQL_VALIDATION_FAILED"},
		"an unknown field":             {`mutation { createTopic(input: {record: {nonsense: 1}}) { errors { code } } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		"what only the graph sets":     {`mutation { createTopic(input: {record: {statusReason: "x"}}) { errors { code } } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		"a status only the graph sets": {`mutation { createTopic(input: {record: {status: RETRACTED}}) { errors { code } } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		"two verbs, as written":        {`mutation { commit(input: {changes: [{create: {topic: {}}, restore: {id: "topic/x"}}]}) { errors { code } } }`, "", "GRAPHQL_VALIDATION_FAILED"},
	} {
		t.Run(what, func(t *testing.T) {
			var header []string
			if c.header != "" {
				header = append(header, c.header)
			}
			if code, _, _ := failure(t, ask(t, api, c.query, "", header...)); code != c.code {
				t.Errorf("got %s, want %s", code, c.code)
			}
		})
	}
	for cause, code := range map[error]string{
		graph.ErrFull: "STORAGE_FULL", graph.ErrUnknown: "OUTCOME_UNKNOWN", graph.ErrClosed: "UNAVAILABLE", errors.New("made up"): "INTERNAL",
	} {
		api := writing(t, unwritable{loaded(t), cause}, coder, graph.MarkingPublic)
		for _, query := range []string{`mutation { createTopic(input: {record: {}}) { errors { code } } }`, `{ validate(input: {changes: []}) { errors { code } } }`} {
			if got, _, _ := failure(t, ask(t, api, query, "")); got != code {
				t.Errorf("%v: got %s, want %s", cause, got, code)
			}
		}
	}
}

// TestReadersChangeNothing: where nobody is named who may, nothing is changed,
// nor told of.
func TestReadersChangeNothing(t *testing.T) {
	for what, by := range map[string]graph.Principal{"nobody": {}, "a reader": {Name: "made-up reader", Role: graph.RoleReader}} {
		for of, g := range graphs(t) {
			api := writing(t, g, by, graph.MarkingPublic)
			for _, query := range []string{
				`mutation { done: createTopic(input: {record: {}}) { errors { path code } revision { number } } }`,
				`mutation { ...M } fragment M on Mutation { ... { retract(input: {id: "topic/lake-quiet", reason: "x"}) { errors { path code } } } }`,
			} {
				if code, _, _ := failure(t, ask(t, api, query, "")); code != "FORBIDDEN" {
					t.Errorf("%s, %s: %s is %s", what, of, query, code)
				}
			}
			for _, query := range []string{
				`{ done: validate(input: {changes: [{restore: {id: "topic/lake-quiet"}}]}) { errors { path code } } }`,
			} {
				done, ok := data(t, api, query, "")["done"].(map[string]any)
				if !ok || reasons(t, done) != "FORBIDDEN[input]" {
					t.Errorf("%s, %s: %s answers %v", what, of, query, done)
				}
			}
		}
	}
	if _, err := gql.New(loaded(t), gql.Options{By: graph.Principal{Name: "x", Role: "KING"}}); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a role that is none: %v", err)
	}
}

// TestRepeatedAfterARestart: the same key with the same input answers as the
// first time, with the same made id, whoever has it open and whatever was done
// since.
func TestRepeatedAfterARestart(t *testing.T) {
	store := memkv.New()
	made := 0
	run := func(query string) map[string]any {
		l, err := ledger.Open(t.Context(), ledger.Options{Open: store.Open, Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}()
		api, err := gql.New(l, gql.Options{By: coder, NewID: func(k graph.Kind, _ graph.Marking) (graph.ID, error) {
			made++ // also where it opens again
			return graph.ID(fmt.Sprintf("%s/made-%d", k, made)), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return data(t, api, query, "")
	}
	const create = `mutation { createTopic(input: {idempotencyKey: "k", record: {names: [{text: "Made up"}]}}) {
		record { id names { text } } revision { number time } errors { code }
	} }`
	first := run(create)
	id, ok := at(t, first, "createTopic", "record", "id").(string)
	if !ok {
		t.Fatalf("got %v", first)
	}
	run(`mutation { correctTopic(input: {record: {id: "` + id + `", names: [{text: "Changed"}]}}) { errors { code } } }`)
	same(t, run(create), first)
	fine := run(`{ validate(input: {idempotencyKey: "k", changes: [{create: {topic: {names: [{text: "Made up"}]}}}]}) { errors { code } } }`)
	same(t, at(t, fine, "validate", "errors"), []any{})
	other := run(strings.ReplaceAll(create, "Made up", "Another"))
	same(t, at(t, other, "createTopic", "errors", 0, "code"), "KEY_USED")
	used := run(`{ validate(input: {idempotencyKey: "k", changes: [{create: {topic: {}}}]}) { errors { code path } } }`)
	same(t, at(t, used, "validate", "errors", 0, "code"), "KEY_USED")
}

// unwritable is a graph to which nothing can be written, for a cause.
type unwritable struct {
	graph.Graph
	cause error
}

func (u unwritable) Commit(context.Context, graph.Principal, graph.Change) (graph.Revision, error) {
	return 0, fmt.Errorf("writing: %w", u.cause)
}

func (u unwritable) Validate(context.Context, graph.Principal, graph.Change) error {
	return fmt.Errorf("reading: %w", u.cause)
}

// TestConflictShowsWhatTheAskerMaySee: a version that names somebody who is
// hidden is not shown, as if the record had not been there then; nor is an older
// one in its place.
func TestConflictShowsWhatTheAskerMaySee(t *testing.T) {
	told := func(by graph.ID) *graph.Statement {
		return &graph.Statement{
			Meta: graph.Meta{ID: "statement/told"}, Speakers: []graph.Speaker{{Actor: by}}, Acts: []graph.SpeechAct{{Act: graph.ActAssert}},
			Text: "Made up.", Lang: "en", Wording: graph.WordingParaphrase, Evidence: []graph.Evidence{{Document: minutes}},
		}
	}
	for of, g := range graphs(t) {
		var made []graph.Revision
		for i, by := range []graph.ID{council, graphtest.HiddenWitness, council, council} {
			verb := graph.VerbCorrect
			if i == 0 {
				verb = graph.VerbCreate
			}
			made = append(made, commit(t, g, graph.Change{Ops: []graph.Op{{Verb: verb, Record: told(by)}}}))
		}
		api := writing(t, g, coder, graph.MarkingPublic)
		for expected, want := range map[graph.Revision]string{
			made[0]: fmt.Sprint(made[0]), made[1]: "hidden", made[2]: fmt.Sprint(made[2]), made[0] - 1: "hidden",
		} {
			answer := correct(t, api, told(council), expected)
			conflict := at(t, answer, "errors", 0, "conflict")
			got := "hidden"
			if shown := at(t, conflict, "expected"); shown != nil {
				got = fmt.Sprint(at(t, shown, "revision", "number"))
			}
			if got != want {
				t.Errorf("%s: as of %d the version is %s, want %s", of, expected, got, want)
			}
			same(t, fmt.Sprint(at(t, conflict, "actual", "revision", "number")), fmt.Sprint(made[3]))
		}
	}
}
