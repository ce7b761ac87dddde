package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

// TestRefused: each mistake of the asker, with what is said of it.
func TestRefused(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testRefused(t, g) })
	}
}

func testRefused(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	const (
		input  = "BAD_USER_INPUT"
		cursor = "INVALID_CURSOR"
	)
	filtered := func(where string) string { return "{ statements(where: {" + where + "}) { totalCount nodes { id } } }" }
	for what, c := range map[string]struct{ query, code, message, field string }{
		"what is no GraphQL":                       {`{ head { number }`, "GRAPHQL_PARSE_FAILED", "Expected Name, found <EOF>", ""},
		"a field that there is not":                {`{ head { numbers } }`, "GRAPHQL_VALIDATION_FAILED", `Cannot query field "numbers" on type "Revision". Did you mean "number"?`, ""},
		"an operation without a name among others": {`query A { head { number } } query B { head { number } }`, input, "the document has several operations: operationName must say which", ""},

		"neither id nor code":            {`{ actor { id } }`, input, "give either id or code, exactly one of the two", ""},
		"id and code":                    {`{ actor(id: "actor/avaria", code: {system: "x", code: "y"}) { id } }`, input, "give either id or code, exactly one of the two", ""},
		"an id that is null":             {`{ event(id: null) { id } }`, input, "give either id or code, exactly one of the two", ""},
		"an id of another kind":          {`{ actor(id: "event/lake-clash") { id } }`, input, "id: event/lake-clash is no id of kind actor", "id"},
		"an id that is none":             {`{ node(id: "avaria") { id } }`, input, `"avaria" is no id: it does not begin with a kind such as actor/`, ""},
		"a code of two records":          {`{ actor(code: {system: "made-up-registry", code: "M-2"}) { id } }`, "CONFLICT", "code made-up-registry:M-2 is carried by more than one record: actor/karvela-gazette, actor/ostovia-wire", ""},
		"a code that is too long":        {`{ actor(code: {system: "x", code: "` + strings.Repeat("y", 1025) + `"}) { id } }`, input, "code: is longer than 1024 bytes", "code"},
		"an empty page":                  {`{ statements(first: 0) { totalCount } }`, input, "first: is 0; a page has 1 to 500 items", "first"},
		"a negative page":                {`{ actors(first: -1) { nodes { id } } }`, input, "first: is -1; a page has 1 to 500 items", "first"},
		"a page that is too long":        {`{ revisions(first: 501) { totalCount } }`, input, "first: is 501; a page has 1 to 500 items", "first"},
		"a page that is far too long":    {`{ actor(id: "actor/avaria") { history(first: 2147483647) { nodes { verb } } } }`, input, "first: is 2147483647; a page has 1 to 500 items", "first"},
		"a page beyond numbers":          {`{ statements(first: 2147483648) { totalCount } }`, input, "is no whole number of 32 bits", ""},
		"a broken cursor":                {`{ statements(after: "x") { nodes { id } } }`, cursor, "the cursor is broken, or of another list", ""},
		"a cursor longer than any":       {`{ actors(after: "` + strings.Repeat("x", 4097) + `") { nodes { id } } }`, cursor, "the cursor is broken, or of another list", ""},
		"a cursor of a list of nothing":  {`{ statements(where: {acts: []}, after: "x") { nodes { id } } }`, cursor, "the cursor is broken, or of another list", ""},
		"a cursor of nobody's list":      {`{ actors(where: {kinds: []}, after: "x") { nodes { id } } }`, cursor, "the cursor is broken, or of another list", ""},
		"somebody who is not there":      {filtered(`by: {anyOf: ["actor/avaria", "actor/never-was"]}`), input, "where.by.anyOf[1]: there is no actor/never-was", "where.by.anyOf[1]"},
		"nobody's document":              {filtered(`document: {anyOf: ["document/never-was"]}`), input, "where.document.anyOf[0]: there is no document/never-was", "where.document.anyOf[0]"},
		"an agreement that is not there": {filtered(`about: [{}, {agreement: "agreement/never-was"}]`), input, "where.about[1].agreement: there is no agreement/never-was", "where.about[1].agreement"},
		"a speaker who is an event":      {filtered(`by: {noneOf: ["event/lake-clash"]}`), input, "where.by.noneOf[0]: event/lake-clash is no id of kind actor", "where.by.noneOf[0]"},
		"a document among the occasions": {filtered(`occasion: "document/lake-minutes"`), input, "where.occasion: document/lake-minutes is no id of kind event", "where.occasion"},
		"an utterance that is a record":  {filtered(`utterance: "statement/council-keeps-quiet"`), input, "where.utterance: statement/council-keeps-quiet is no id of kind utterance", "where.utterance"},
		"the location of a topic":        {filtered(`about: [{topic: "location/lake"}]`), input, "where.about[0].topic: location/lake is no id of kind topic", "where.about[0].topic"},
		"a date that no calendar has":    {filtered(`said: {from: "2019-02-30"}`), input, `"2019-02-30" is no date: February 2019 has 28 days`, ""},
		"a time that ends before it begins": {
			filtered(`said: {from: "2019-04-19", to: "2019-04-18"}`), input, `where.said.to: "2019-04-18" ends before "2019-04-19" starts`, "where.said.to",
		},
		"a depth from more to less":   {filtered(`depth: {min: 2, max: 1}`), input, "where.depth: has a min greater than its max", "where.depth"},
		"a stance from more to less":  {filtered(`about: [{stance: {min: 0.5, max: 0.25}}]`), input, "where.about[0].stance: has a min greater than its max", "where.about[0].stance"},
		"a name that is too long":     {`{ actors(where: {name: "` + strings.Repeat("x", 1025) + `"}) { nodes { id } } }`, input, "where.name: is longer than 1024 bytes", "where.name"},
		"documents in a document":     {`{ document(id: "document/lake-minutes") { statements(where: {document: {anyOf: ["document/lake-minutes"]}}) { totalCount } } }`, input, "where.document: cannot be given here: the document is the one whose statements are listed", "where.document"},
		"a day of what is no truce":   {`{ event(id: "event/lake-clash") { dayOfTruce(agreement: "topic/lake-quiet") { from } } }`, input, "agreement: topic/lake-quiet is no id of kind agreement", "agreement"},
		"a day of no truce there is":  {`{ statement(id: "statement/council-keeps-quiet") { dayOfTruce(agreement: "agreement/never-was") { from } } }`, input, "agreement: agreement/never-was is not there", "agreement"},
		"a revision that is negative": {`{ revision(number: -1) { number } }`, input, "is no revision: it is negative", ""},
	} {
		t.Run(what, func(t *testing.T) {
			code, message, extensions := failure(t, ask(t, api, c.query, ""))
			if code != c.code || message != c.message {
				t.Errorf("got  %s %q\nwant %s %q", code, message, c.code, c.message)
			}
			if field, _ := extensions["field"].(string); field != c.field {
				t.Errorf("got field %q, want %q", field, c.field)
			}
		})
	}
	_, _, extensions := failure(t, ask(t, api, `{ actor(code: {system: "made-up-registry", code: "M-2"}) { id } }`, ""))
	same(t, extensions["ids"], []any{"actor/karvela-gazette", "actor/ostovia-wire"})
}

// TestRefusedVariables: a variable that does not fit is the asker's mistake
// too, wherever it is found out.
func TestRefusedVariables(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	for what, c := range map[string]struct{ query, variables string }{
		"a text for a number":    {`query ($n: Int) { statements(first: $n) { totalCount } }`, `{"n": "20"}`},
		"an exponent":            {`query ($n: Int) { statements(first: $n) { totalCount } }`, `{"n": 1e400}`},
		"a fraction":             {`query ($n: Int) { statements(first: $n) { totalCount } }`, `{"n": 1.5}`},
		"a value that is none":   {`query ($s: [Status!]) { statements(where: {status: $s}) { totalCount } }`, `{"s": ["GONE"]}`},
		"a field that is none":   {`query ($w: StatementFilter) { statements(where: $w) { totalCount } }`, `{"w": {"speaker": "x"}}`},
		"null for what is asked": {`query ($id: ID!) { node(id: $id) { id } }`, `{"id": null}`},
		"a number for an id":     {`query ($id: ID!) { node(id: $id) { id } }`, `{"id": 17}`},
		"an id with a NUL":       {`query ($id: ID!) { node(id: $id) { id } }`, `{"id": "actor/a\u0000b"}`},
		"a date that is none":    {`query ($d: EDTF) { statements(where: {said: {from: $d}}) { totalCount } }`, `{"d": "yesterday"}`},
		"an act without an act":  {`query ($a: [ActMatch!]) { statements(where: {acts: $a}) { totalCount } }`, `{"a": [{"main": true}]}`},
	} {
		t.Run(what, func(t *testing.T) {
			if code, message, _ := failure(t, ask(t, api, c.query, c.variables)); code != "BAD_USER_INPUT" {
				t.Errorf("got %s %q", code, message)
			}
		})
	}
}

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

func (r failingReader) Commits(ctx context.Context, p graph.Page) (graph.List[graph.Commit], error) {
	if err := r.fails("Commits"); err != nil {
		return graph.List[graph.Commit]{}, err
	}
	return r.Reader.Commits(ctx, p)
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
	"CountStatements": `{ statements { totalCount } }`,
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
	"forbidden":      {graph.ErrForbidden, "FORBIDDEN", "this is not allowed", nil},
	"too large":      {graph.ErrTooLarge, "TOO_LARGE", "a limit of size is exceeded", nil},
	"too complex":    {graph.ErrTooComplex, "TOO_COMPLEX", "the answer would cost more than is allowed: ask for less, or more narrowly", nil},
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

// TestFailures: each failure of each method of a reader is said with its code,
// and nothing internal goes with it.
func TestFailures(t *testing.T) {
	g := loaded(t)
	for method, question := range questions {
		for what, f := range failures {
			if method == "ByCode" && what == "not found" {
				continue // that is no failure
			}
			t.Run(method+"/"+what, func(t *testing.T) {
				cause := fmt.Errorf("reading %s: %w", secretPath, f.err)
				api := serving(t, failing{g, method, cause}, graph.MarkingPublic)
				response := asked(t, api, question, "")
				answer := answerOf(t, response)
				code, message, extensions := failure(t, answer)
				if code != f.code || message != f.message {
					t.Errorf("got  %s %q\nwant %s %q", code, message, f.code, f.message)
				}
				delete(extensions, "code")
				if len(extensions) > 0 || f.extensions != nil {
					same(t, extensions, f.extensions)
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

// TestMissing: a record to which a reference leads and that is not there, is of
// another kind, or comes in another number than was asked for, is a failure and
// never null by itself.
func TestMissing(t *testing.T) {
	g := loaded(t)
	const question = `{ statement(id: "statement/gazette-truce-holds") { evidence { document { id } } attestedBy { id } } }`
	for what, c := range map[string]struct {
		records func([]graph.ID, []graph.Record) []graph.Record
		code    string
	}{
		"missing": {func(ids []graph.ID, list []graph.Record) []graph.Record {
			if ids[0].Kind() == graph.KindDocument {
				return make([]graph.Record, len(list))
			}
			return list
		}, "CORRUPT"},
		"of another kind": {func(ids []graph.ID, list []graph.Record) []graph.Record {
			if ids[0].Kind() == graph.KindDocument {
				return []graph.Record{&graph.Topic{Meta: graph.Meta{ID: ids[0]}}}
			}
			return list
		}, "CORRUPT"},
		"too few": {func(ids []graph.ID, list []graph.Record) []graph.Record {
			if ids[0].Kind() == graph.KindDocument {
				return nil
			}
			return list
		}, "INTERNAL"},
	} {
		t.Run(what, func(t *testing.T) {
			answer := ask(t, serving(t, bent{g, c.records}, graph.MarkingPublic), question, "")
			errs, _ := answer["errors"].([]any)
			if len(errs) != 2 {
				t.Fatalf("got %v", answer)
			}
			for i := range errs {
				same(t, at(t, errs, i, "extensions", "code"), c.code)
				if c.code == "CORRUPT" {
					same(t, at(t, errs, i, "extensions", "id"), string(graphtest.Report))
				}
			}
			// attestedBy cannot be null, and takes the statement with it.
			same(t, at(t, answer, "data", "statement"), nil)
		})
	}
}

// bent is a graph whose readers give other records than there are.
type bent struct {
	graph.Graph
	records func([]graph.ID, []graph.Record) []graph.Record
}

func (b bent) At(v graph.View) graph.Reader { return bentReader{b.Graph.At(v), b} }

type bentReader struct {
	graph.Reader
	bent
}

func (r bentReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	list, err := r.Reader.Records(ctx, ids)
	return r.records(ids, list), err
}

// TestMisquote: words at a span that are not those whose hash was recorded, or
// that are not there at all, are a failure and never shown.
func TestMisquote(t *testing.T) {
	g := loaded(t)
	for what, text := range map[string]string{
		"other words":    strings.Replace(minutesText, "quiet", "noisy", 1),
		"too few words":  "The council said: “We",
		"no text at all": "",
	} {
		t.Run(what, func(t *testing.T) {
			changed := bent{g, func(_ []graph.ID, list []graph.Record) []graph.Record {
				for i, r := range list {
					if d, ok := r.(*graph.Document); ok && d.ID == minutes {
						other := *d
						other.Text = text
						list[i] = &other
					}
				}
				return list
			}}
			answer := ask(t, serving(t, changed, graph.MarkingPublic), `{ statement(id: "statement/council-keeps-quiet") { text evidence { exact } } }`, "")
			for i := range 3 {
				if got := at(t, answer, "data", "statement", "evidence", i, "exact"); got != nil && got != "said" {
					t.Errorf("shows %q", got)
				}
			}
			if text == "" {
				same(t, answer["errors"], nil)
				return
			}
			code, message, extensions := failure(t, answer)
			if code != "CORRUPT" || message != "stored data is damaged or missing" || extensions["id"] != string(minutes) {
				t.Errorf("got %s %q %v", code, message, extensions)
			}
		})
	}
}

// TestPresent: an error that has a code already keeps it, and its text.
func TestPresent(t *testing.T) {
	if gql.Present(t.Context(), nil) != nil {
		t.Error("shows nothing as something")
	}
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{})
	first := gql.Present(ctx, graph.ErrClosed)
	if again := gql.Present(ctx, fmt.Errorf("again: %w", first)); again != first {
		t.Errorf("got %v", again)
	}
}

// TestCodes: the list is closed: what this package gives and what the transport
// gives is in it, and all of it is explained in docs/api.md.
func TestCodes(t *testing.T) {
	codes := make([]string, 0, len(gql.Codes()))
	for _, c := range gql.Codes() {
		if slices.Contains(codes, string(c)) {
			t.Errorf("%s is listed twice", c)
		}
		codes = append(codes, string(c))
	}
	for _, file := range []string{"code.go", "../web/code.go"} {
		named := constants(t, file)
		if len(named) < 5 {
			t.Errorf("%s has only %d codes", file, len(named))
		}
		for _, c := range named {
			if !slices.Contains(codes, c) {
				t.Errorf("%s of %s is not in the list", c, file)
			}
		}
		if file == "code.go" && len(named) != len(codes) {
			t.Errorf("%d codes are named and %d are listed", len(named), len(codes))
		}
	}
	for _, f := range failures {
		if !slices.Contains(codes, f.code) {
			t.Errorf("%s is not in the list", f.code)
		}
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range codes {
		if !strings.Contains(string(text), "| `"+c+"` |") {
			t.Errorf("%s is not explained in docs/api.md", c)
		}
	}
}

// constants are the values of the constants in a file that begin with Code.
func constants(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			value, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, value)
		}
		return true
	})
	return out
}
