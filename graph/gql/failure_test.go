package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"hudna/graph"
)

// failing is a graph whose readers fail at what is named.
type failing struct {
	graph.Graph
	method string
	err    error
}

func (f failing) At(v graph.View) graph.Reader { return failingReader{f.Graph.At(v), f} }

type failingReader struct {
	graph.Reader
	failing
}

func (r failingReader) fails(method string) error {
	if method == r.method {
		return r.err
	}
	return nil
}

func (r failingReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	if err := r.fails("Records"); err != nil {
		return nil, err
	}
	return r.Reader.Records(ctx, ids)
}

func (r failingReader) ByCode(ctx context.Context, k graph.Kind, c graph.Code) (graph.Record, error) {
	if err := r.fails("ByCode"); err != nil {
		return nil, err
	}
	return r.Reader.ByCode(ctx, k, c)
}

func (r failingReader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	if err := r.fails("Actors"); err != nil {
		return graph.List[*graph.Actor]{}, err
	}
	return r.Reader.Actors(ctx, q, p)
}

func (r failingReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	if err := r.fails("Statements"); err != nil {
		return graph.List[*graph.Statement]{}, err
	}
	return r.Reader.Statements(ctx, q, p)
}

func (r failingReader) Locations(ctx context.Context, q graph.LocationSet, p graph.Page) (graph.List[*graph.Location], error) {
	if err := r.fails("Locations"); err != nil {
		return graph.List[*graph.Location]{}, err
	}
	return r.Reader.Locations(ctx, q, p)
}

func (r failingReader) Agreements(ctx context.Context, q graph.AgreementSet, p graph.Page) (graph.List[*graph.Agreement], error) {
	if err := r.fails("Agreements"); err != nil {
		return graph.List[*graph.Agreement]{}, err
	}
	return r.Reader.Agreements(ctx, q, p)
}

func (r failingReader) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	if err := r.fails("Documents"); err != nil {
		return graph.List[*graph.Document]{}, err
	}
	return r.Reader.Documents(ctx, q, p)
}

func (r failingReader) Topics(ctx context.Context, q graph.TopicSet, p graph.Page) (graph.List[*graph.Topic], error) {
	if err := r.fails("Topics"); err != nil {
		return graph.List[*graph.Topic]{}, err
	}
	return r.Reader.Topics(ctx, q, p)
}

func (r failingReader) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (graph.List[*graph.Event], error) {
	if err := r.fails("Events"); err != nil {
		return graph.List[*graph.Event]{}, err
	}
	return r.Reader.Events(ctx, q, p)
}

func (r failingReader) Count(ctx context.Context, query any) (int, error) {
	if err := r.fails("Count"); err != nil {
		return 0, err
	}
	return r.Reader.Count(ctx, query)
}

func (r failingReader) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (graph.FacetCount, error) {
	if err := r.fails("Facets"); err != nil {
		return graph.FacetCount{}, err
	}
	return r.Reader.Facets(ctx, q, by, first)
}

func (r failingReader) Canonical(ctx context.Context, ids []graph.ID) ([]graph.ID, error) {
	if err := r.fails("Canonical"); err != nil {
		return nil, err
	}
	return r.Reader.Canonical(ctx, ids)
}

func (r failingReader) Identity(ctx context.Context, id graph.ID) (graph.Identity, error) {
	if err := r.fails("Identity"); err != nil {
		return graph.Identity{}, err
	}
	return r.Reader.Identity(ctx, id)
}

func (r failingReader) Similar(ctx context.Context, id graph.ID, first int) (graph.Candidates, error) {
	if err := r.fails("Similar"); err != nil {
		return graph.Candidates{}, err
	}
	return r.Reader.Similar(ctx, id, first)
}

func (r failingReader) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	if err := r.fails("CountStatements"); err != nil {
		return graph.StatementCount{}, err
	}
	return r.Reader.CountStatements(ctx, q)
}

func (r failingReader) SourcesOf(ctx context.Context, s *graph.Statement) (int, error) {
	if err := r.fails("SourcesOf"); err != nil {
		return 0, err
	}
	return r.Reader.SourcesOf(ctx, s)
}

func (r failingReader) Commit(ctx context.Context, n graph.Revision) (graph.Commit, error) {
	if err := r.fails("Commit"); err != nil {
		return graph.Commit{}, err
	}
	return r.Reader.Commit(ctx, n)
}

func (r failingReader) Commits(ctx context.Context, q graph.CommitQuery, p graph.Page) (graph.List[graph.Commit], error) {
	if err := r.fails("Commits"); err != nil {
		return graph.List[graph.Commit]{}, err
	}
	return r.Reader.Commits(ctx, q, p)
}

func (r failingReader) History(ctx context.Context, id graph.ID, p graph.Page) (graph.List[graph.Version], error) {
	if err := r.fails("History"); err != nil {
		return graph.List[graph.Version]{}, err
	}
	return r.Reader.History(ctx, id, p)
}

// questions has a question for each method of a reader.
var questions = map[string]string{
	"Records":         `{ actor(id: "actor/avaria") { id } }`,
	"ByCode":          `{ actor(code: {system: "made-up-states", code: "AVA"}) { id } }`,
	"Actors":          `{ actors { nodes { id } } }`,
	"Statements":      `{ statements { nodes { id } } }`,
	"Locations":       `{ locations { nodes { id } } }`,
	"Agreements":      `{ agreements { nodes { id } } }`,
	"Documents":       `{ documents { nodes { id } } }`,
	"Topics":          `{ topics { nodes { id } } }`,
	"Events":          `{ events { nodes { id } } }`,
	"Count":           `{ locations { totalCount } }`,
	"Facets":          `{ statements { facets(by: ACT) { distinct } } }`,
	"Canonical":       `{ actor(id: "actor/avaria") { id } }`,
	"Identity":        `{ actor(id: "actor/avaria") { identity { canonical { __typename } } } }`,
	"Similar":         `{ similar(id: "actor/avaria") { more } }`,
	"CountStatements": `{ statements { utterances } }`,
	"SourcesOf":       `{ statement(id: "statement/council-keeps-quiet") { sources } }`,
	"Commit":          `{ revision(number: 3) { number } }`,
	"Commits":         `{ revisions { nodes { number } } }`,
	"History":         `{ actor(id: "actor/avaria") { history { nodes { verb } } } }`,
}

// Where the program keeps its things is nobody's business. It is made up.
const secretPath = "/srv/made-up/hudna/000007.sst"

// failures has an error for each thing that can go wrong in a graph, and what
// is said of it.
var failures = map[string]struct {
	err           error
	code, message string
	extensions    map[string]any
}{
	"invalid": {graph.ErrInvalid, "BAD_USER_INPUT", "the request is not valid", nil},
	"an invalid field": {
		&graph.FieldError{Path: "said.from", Reason: "is empty"}, "BAD_USER_INPUT", "said.from: is empty", map[string]any{"field": "said.from"},
	},
	"two invalid fields": {
		errors.Join(&graph.FieldError{Path: "a", Reason: "is odd"}, fmt.Errorf("b: %w", &graph.FieldError{Reason: "is even"})),
		"BAD_USER_INPUT", "a: is odd; is even",
		map[string]any{"field": "a"},
	},
	"not found":  {graph.ErrNotFound, "NOT_FOUND", "there is no such record", nil},
	"a conflict": {graph.ErrConflict, "CONFLICT", "the change does not fit the newest revision", nil},
	"a correction": {
		&graph.RecordConflict{ID: "actor/avaria", Expected: 2, Actual: 3, Author: "made-up coder"}, "CONFLICT",
		"actor/avaria was changed in revision 3 by made-up coder; the change was made against revision 2", nil,
	},
	"a reference": {
		&graph.StillReferred{ID: "actor/avaria", By: []graph.ID{"actor/valley-militia"}}, "CONFLICT",
		"actor/avaria is still referred to by actor/valley-militia", nil,
	},
	"two codes": {
		&graph.AmbiguousCode{Code: graph.Code{System: "x", Code: "y"}, IDs: []graph.ID{"actor/a", "actor/b"}}, "CONFLICT",
		"code x:y is carried by more than one record: actor/a, actor/b",
		map[string]any{"ids": []any{"actor/a", "actor/b"}},
	},
	"more codes": {
		&graph.AmbiguousCode{Code: graph.Code{System: "x", Code: "y"}, IDs: []graph.ID{"actor/a", "actor/b"}, More: true}, "CONFLICT",
		"code x:y is carried by more than one record: actor/a, actor/b and others",
		map[string]any{"ids": []any{"actor/a", "actor/b"}, "more": true},
	},
	"forbidden":      {graph.ErrForbidden, "FORBIDDEN", "this is not allowed", nil},
	"too large":      {graph.ErrTooLarge, "TOO_LARGE", "a limit of size is exceeded", nil},
	"too complex":    {graph.ErrTooComplex, "TOO_COMPLEX", "the answer would cost more than is allowed: ask for less, or more narrowly", nil},
	"too many keys":  {fmt.Errorf("%w: as many keys were read as may be", graph.ErrTooComplex), "TOO_COMPLEX", "as many keys were read as may be", nil},
	"a cursor":       {graph.ErrInvalidCursor, "INVALID_CURSOR", "the cursor is broken, or of another list", nil},
	"corrupt":        {graph.ErrCorrupt, "CORRUPT", "stored data is damaged or missing", nil},
	"a broken entry": {&graph.CorruptError{What: "head", Err: errors.New(secretPath)}, "CORRUPT", "stored data is damaged or missing", nil},
	"a broken record": {
		&graph.CorruptError{ID: "actor/avaria", What: "record", Err: graph.ErrInvalid}, "CORRUPT", "stored data is damaged or missing",
		map[string]any{"id": "actor/avaria"},
	},
	"full":           {graph.ErrFull, "STORAGE_FULL", "the storage is full; reading goes on", nil},
	"unknown":        {graph.ErrUnknown, "OUTCOME_UNKNOWN", "whether the change was written could not be found out; it can be repeated with the same key", nil},
	"closed":         {graph.ErrClosed, "UNAVAILABLE", "the graph has been closed", nil},
	"late":           {context.DeadlineExceeded, "TIMEOUT", "the operation took too long", nil},
	"cut off":        {context.Canceled, "OVERLOADED", "the operation was cut off", nil},
	"anything else":  {errors.New("open " + secretPath + ": input/output error"), "INTERNAL", "internal error", nil},
	"a file's error": {&os.PathError{Op: "open", Path: secretPath, Err: os.ErrPermission}, "INTERNAL", "internal error", nil},
}

// inFilters is what is said of a problem of a query that was read from a
// filter.
var inFilters = map[string]struct{ message, field string }{
	"an invalid field":   {"where.said.from: is empty", "where.said.from"},
	"two invalid fields": {"where.a: is odd; where: is even", "where.a"},
}

// filtered reports whether a method is asked with a filter.
func filtered(method string) bool {
	switch method {
	case "Actors", "Statements", "Locations", "Agreements", "Documents", "Topics", "Events":
		return true
	}
	return false
}

// TestFailures: each failure of each method of a reader is said with its code,
// and nothing internal goes with it.
func TestFailures(t *testing.T) {
	g := loaded(t)
	for method, question := range questions {
		for what, f := range failures {
			if (method == "ByCode" || method == "Similar") && what == "not found" {
				continue // that is no failure
			}
			t.Run(method+"/"+what, func(t *testing.T) {
				cause := fmt.Errorf("reading %s: %w", secretPath, f.err)
				api := serving(t, failing{g, method, cause}, graph.MarkingPublic)
				response := asked(t, api, question, "")
				answer := answerOf(t, response)
				code, message, extensions := failure(t, answer)
				want := f
				if where, ok := inFilters[what]; ok && filtered(method) {
					want.message, want.extensions = where.message, map[string]any{"field": where.field}
				}
				if code != want.code || message != want.message {
					t.Errorf("got  %s %q\nwant %s %q", code, message, want.code, want.message)
				}
				delete(extensions, "code")
				if len(extensions) > 0 || want.extensions != nil {
					same(t, extensions, want.extensions)
				}
				if !errors.Is(response.Errors[0], f.err) {
					t.Error("the cause is lost, and cannot be logged")
				}
				text, err := json.Marshal(response)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(text), "srv") {
					t.Errorf("a path leaks: %s", text)
				}
			})
		}
	}
}

// TestFailureStaysInItsPlace: what could be read is answered beside what could
// not.
func TestFailureStaysInItsPlace(t *testing.T) {
	g := loaded(t)
	for what, c := range map[string]struct {
		method, query string
		want          string // the data, as JSON
	}{
		"a count of a page": {
			"CountStatements", `{ statements(first: 1) { nodes { id } totalCount utterances } }`,
			`{"statements": {"nodes": [{"id": "statement/council-keeps-quiet"}], "totalCount": null, "utterances": null}}`,
		},
		"a list among others": {
			"Actors", `{ actors { nodes { id } } revision { number } }`, `{"actors": null, "revision": {"number": 17}}`,
		},
		"a list of a record": {
			"Statements", `{ actor(id: "actor/avaria") { kind statements { nodes { id } } } }`, `{"actor": {"kind": "STATE", "statements": null}}`,
		},
		"the sources of a statement": {
			"SourcesOf", `{ statement(id: "statement/council-keeps-quiet") { sources depth } }`, `{"statement": {"sources": null, "depth": 1}}`,
		},
		"the history of a record": {
			"History", `{ topic(id: "topic/lake-quiet") { kind history { nodes { verb } } } }`, `{"topic": {"kind": "PROPOSITION", "history": null}}`,
		},
	} {
		t.Run(what, func(t *testing.T) {
			answer := ask(t, serving(t, failing{g, c.method, graph.ErrTooComplex}, graph.MarkingPublic), c.query, "")
			var want any
			decode(t, []byte(c.want), &want)
			same(t, answer["data"], want)
			errs, _ := answer["errors"].([]any)
			if len(errs) == 0 {
				t.Error("no error says why")
			}
			for i := range errs {
				same(t, at(t, errs, i, "extensions", "code"), "TOO_COMPLEX")
			}
		})
	}
}
