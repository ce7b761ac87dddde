package gql_test

import (
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
		"an operation without a name among others": {`query A { head { number } } query B { head { number } }`, input, "operation  not found", ""},

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
		"a name that is too long":        {`{ actors(where: {name: "` + strings.Repeat("x", 1025) + `"}) { nodes { id } } }`, input, "where.name: is longer than 1024 bytes", "where.name"},
		"somebody deep inside who is not there": {
			filtered(`or: [{}, {not: {about: [{event: {participants: [{actor: {noneOf: ["actor/never-was"]}}]}}]}}]`), input,
			"where.or[1].not.about[0].event.participants[0].actor.noneOf[0]: there is no actor/never-was",
			"where.or[1].not.about[0].event.participants[0].actor.noneOf[0]",
		},
		"somebody who is hidden": {
			filtered(`linked: {by: {anyOf: ["` + string(graphtest.HiddenWitness) + `"]}}`), input,
			"where.linked.by.anyOf[0]: there is no " + string(graphtest.HiddenWitness), "where.linked.by.anyOf[0]",
		},
		"an event's agreement that is a topic": {
			`{ events(where: {and: [{under: "topic/lake-quiet"}]}) { totalCount } }`, input,
			"where.and[0].under: topic/lake-quiet is no id of kind agreement", "where.and[0].under",
		},
		"a place that is not there":        {`{ locations(where: {within: {anyOf: ["location/never-was"]}}) { totalCount } }`, input, "where.within.anyOf[0]: there is no location/never-was", "where.within.anyOf[0]"},
		"a topic above that is not there":  {`{ topics(where: {not: {broader: "topic/never-was"}}) { totalCount } }`, input, "where.not.broader: there is no topic/never-was", "where.not.broader"},
		"a party that is not there":        {`{ agreements(where: {parties: [{actor: {anyOf: ["actor/never-was"]}}]}) { totalCount } }`, input, "where.parties[0].actor.anyOf[0]: there is no actor/never-was", "where.parties[0].actor.anyOf[0]"},
		"a publisher that is not there":    {`{ documents(where: {publisher: {anyOf: ["actor/never-was"]}}) { totalCount } }`, input, "where.publisher.anyOf[0]: there is no actor/never-was", "where.publisher.anyOf[0]"},
		"an organisation that is no actor": {`{ actors(where: {affiliated: {anyOf: ["topic/lake-quiet"]}}) { totalCount } }`, input, "where.affiliated.anyOf[0]: topic/lake-quiet is no id of kind actor", "where.affiliated.anyOf[0]"},
		"on behalf of somebody one is about": {
			filtered(`about: [{actor: {anyOf: ["actor/avaria"], include: [ON_BEHALF]}}]`), input,
			"where.about[0].actor.include: ON_BEHALF is for speakers and relays", "where.about[0].actor.include",
		},
		"relevance to nothing":            {`{ statements(orderBy: RELEVANCE) { totalCount } }`, input, "orderBy: is RELEVANCE, which is for a query with a text", "orderBy"},
		"relevance to one of two":         {`{ statements(orderBy: RELEVANCE, where: {or: [{text: "quiet"}, {depth: {}}]}) { totalCount } }`, input, "orderBy: is RELEVANCE, which is for a query with a text", "orderBy"},
		"a text that is too long":         {filtered(`text: "` + strings.Repeat("x", 1025) + `"`), input, "where.text: is longer than 1024 bytes", "where.text"},
		"a beginning that is too long":    {`{ actors(where: {startsWith: "` + strings.Repeat("x", 1025) + `"}) { nodes { id } } }`, input, "where.startsWith: is longer than 1024 bytes", "where.startsWith"},
		"a page from both ends":           {`{ statements(first: 2, last: 2) { totalCount } }`, input, "last: and before ask for a page from the end; they go with neither first nor after", "last"},
		"a page from the end, after":      {`{ actors(last: 2, after: "x") { totalCount } }`, input, "last: and before ask for a page from the end; they go with neither first nor after", "last"},
		"a page from the start, before":   {`{ events(first: 2, before: "x") { totalCount } }`, input, "last: and before ask for a page from the end; they go with neither first nor after", "last"},
		"an empty page from the end":      {`{ documents(last: 0) { totalCount } }`, input, "last: is 0; a page has 1 to 500 items", "last"},
		"a page from the end, too long":   {`{ revisions(last: 501) { totalCount } }`, input, "last: is 501; a page has 1 to 500 items", "last"},
		"a broken cursor to go back from": {`{ statements(before: "x") { nodes { id } } }`, cursor, "the cursor is broken, or of another list", ""},
		"a cursor back, longer than any":  {`{ topics(before: "` + strings.Repeat("x", 4097) + `") { nodes { id } } }`, cursor, "the cursor is broken, or of another list", ""},
		"too many values of a facet":      {`{ statements { facets(by: ACT, first: 501) { distinct } } }`, input, "first: is 501; a page has 1 to 500 items", "first"},
		"sets too deep in sets":           {filtered(strings.Repeat("not: {", 9) + `depth: {}` + strings.Repeat("}", 9)), "TOO_COMPLEX", "the filter has sets within sets, 9 deep; it may have 8", ""},
		"more parts than a filter has":    {filtered(`acts: [` + strings.Repeat(`{act: URGE} `, 64) + `], depth: {}`), "TOO_COMPLEX", "the filter has 65 terms, more than 64", ""},
		"more choices than parts":         {filtered(`or: [` + strings.Repeat(`{} `, 65) + `]`), "TOO_COMPLEX", "where.or has 65 entries, more than 64", ""},
		"a trace from no statement":       {`{ trace(from: "actor/avaria") { read } }`, input, "from: actor/avaria is no id of kind statement", "from"},
		"a trace from nowhere":            {`{ trace(from: "statement/never-was") { read } }`, input, "from: there is no statement statement/never-was", "from"},
		"a trace to itself":               {`{ trace(from: "statement/council-keeps-quiet", to: "statement/council-keeps-quiet") { read } }`, input, "to: is the statement that the trails begin at: leave it out to see where the claim came from", "to"},
		"a trace without end":             {`{ trace(from: "statement/council-keeps-quiet", maxSteps: 9) { read } }`, input, "maxSteps: is 9; a trail has 1 to 8 steps", "maxSteps"},
		"more trails than there may be":   {`{ trace(from: "statement/council-keeps-quiet", first: 51) { read } }`, input, "first: is 51; one asks for 1 to 50 trails", "first"},
		"disputes after none":             {`{ agreement(id: "agreement/karvela-truce") { disputes { found(after: "x") { key } } } }`, input, "after: is the key of no dispute of the agreement", "after"},
		"disputes of nobody":              {`{ agreement(id: "agreement/karvela-truce") { disputes { found(accused: ["actor/never-was"]) { key } } } }`, input, "accused[0]: there is no actor/never-was", "accused[0]"},
		"disputes of no actor":            {`{ agreement(id: "agreement/karvela-truce") { disputes { found(accused: ["event/lake-clash"]) { key } } } }`, input, "accused[0]: event/lake-clash is no id of kind actor", "accused[0]"},
		"fewer rows than none":            {`{ agreement(id: "agreement/karvela-truce") { disputes { days(skip: -1) { day } } } }`, input, "skip: is -1; one passes over 0 or more", "skip"},
		"the ledger of a month":           {`{ agreement(id: "agreement/karvela-truce") { disputes { days(from: "2019-04") { day } } } }`, input, `from: "2019-04" is no day such as 2016-04-11`, "from"},
		"a ledger between no days":        {`{ agreement(id: "agreement/karvela-truce") { disputes { days(from: "1", to: "lake") { day } } } }`, input, `from: "1" is no day such as 2016-04-11`, "from"},
		"a day of what is no truce":       {`{ event(id: "event/lake-clash") { dayOfTruce(agreement: "topic/lake-quiet") { from } } }`, input, "agreement: topic/lake-quiet is no id of kind agreement", "agreement"},
		"a day of no truce there is":      {`{ statement(id: "statement/council-keeps-quiet") { dayOfTruce(agreement: "agreement/never-was") { from } } }`, input, "agreement: agreement/never-was is not there", "agreement"},
		"a revision that is negative":     {`{ revision(number: -1) { number } }`, input, "is no revision: it is negative", ""},
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
