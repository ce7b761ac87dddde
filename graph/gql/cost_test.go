package gql_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/complexity"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"hudna/graph"
)

// limit is what the transport lets an operation cost.
const limit = 50_000

// costOf counts an operation as the transport does, in objects.
func costOf(t *testing.T, query, variables string) int {
	t.Helper()
	es := serving(t, loaded(t), graph.MarkingPublic).Schema()
	doc, errs := gqlparser.LoadQueryWithRules(es.Schema(), query, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	given := map[string]any{}
	if variables != "" {
		d := json.NewDecoder(strings.NewReader(variables))
		d.UseNumber()
		if err := d.Decode(&given); err != nil {
			t.Fatal(err)
		}
	}
	coerced, err := validator.VariableValues(es.Schema(), doc.Operations[0], given)
	if err != nil {
		t.Fatal(err)
	}
	return complexity.Calculate(t.Context(), es, doc.Operations[0], coerced, complexity.WithFixedScalarValue(0))
}

func TestCost(t *testing.T) {
	for what, c := range map[string]struct {
		query, variables string
		want             int
	}{
		"one record":                      {`{ actor(id: "actor/avaria") { id kind } }`, "", 1},
		"what it refers to":               {`{ document(id: "document/lake-minutes") { publisher { id } } }`, "", 2},
		"a list in a record":              {`{ actor(id: "actor/avaria") { names { text } } }`, "", 1 + 2},
		"a list in a list":                {`{ actor(id: "actor/avaria") { affiliations { evidence { document { id } } } } }`, "", 1 + 2*(1+2*(1+1))},
		"a list of words":                 {`{ actor(id: "actor/avaria") { sectors } }`, "", 1},
		"nodes":                           {`{ nodes(ids: ["actor/a", "actor/b", "actor/c"]) { id ... on Actor { names { text } } } }`, "", 3 * (1 + 2)},
		"nodes in a variable":             {`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, `{"ids": ["actor/a", "actor/b"]}`, 2},
		"more nodes than are read":        {`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, `{"ids": ` + many(501, `"actor/a"`) + `}`, 500},
		"a page":                          {`{ statements(first: 7) { nodes { id } } }`, "", 1 + 7},
		"a page of the usual size":        {`{ statements { nodes { id } } }`, "", 1 + 20},
		"a page by a variable":            {`query ($n: Int) { statements(first: $n) { nodes { id } } }`, `{"n": 30}`, 1 + 30},
		"a page of null":                  {`query ($n: Int) { statements(first: $n) { nodes { id } } }`, `{"n": null}`, 1 + 20},
		"a page, twice":                   {`{ statements(first: 7) { nodes { id } edges { node { id } } } }`, "", 1 + 7*(1+2)},
		"a page that is refused":          {`{ statements(first: 2147483647) { nodes { id } } }`, "", 1 + 500},
		"a page that is no page":          {`{ statements(first: -5) { nodes { id } } }`, "", 1 + 500},
		"pages in pages":                  {`{ actors(first: 10) { nodes { statements(first: 10) { nodes { id } } } } }`, "", 1 + 10*(1+1+10)},
		"a page from the end":             {`{ events(last: 7) { nodes { id } } }`, "", 1 + 7},
		"a page from the end, by default": {`{ topics(before: "x") { nodes { id } } }`, "", 1 + 20},
		"a page from both ends":           {`{ documents(first: 3, last: 8) { nodes { id } } }`, "", 1 + 8},
		"a page from the end, refused":    {`{ locations(first: 3, last: -8) { nodes { id } } }`, "", 1 + 500},
		"facets":                          {`{ statements(first: 1) { facets(by: ACT) { distinct } more: facets(by: ABOUT, first: 5) { values { value node { id } } } } }`, "", 1 + (1000 + 20*0) + (1000 + 5*(1+1))},
		"what a page is found by":         {`{ statements(first: 2) { edges { score highlights { text } matchedThrough { asked { id } steps { holder { id } } } } } }`, "", 1 + 2*(1+2*1+2*(1+1+2*(1+1)))},
		"a series":                        {`{ series(period: DAY) { groups { points { statements stances { mean } } } distinct } }`, "", 1000 + 400*(1+2)},
		"a series in groups":              {`{ series(period: YEAR, by: SPEAKER, first: 5, periods: 20) { groups { node { id } points { statements } } } }`, "", 1000 + 5*20*(1+1)},
		"a series of all that it can be":  {`{ series(period: YEAR, by: LANG, first: 500, periods: 10000) { groups { points { statements } } } }`, "", 1000 + 10000},
		"a series that is refused":        {`{ series(period: DAY, periods: -3) { groups { points { statements } } } }`, "", 1000 + 10000},
		"identity":                        {`{ actor(id: "actor/avaria") { identity { canonical { __typename } members { __typename } } } }`, "", 1 + 1 + 1 + 2},
		"a text":                          {`{ document(id: "document/lake-minutes") { text } }`, "", 1 + 1000},
		"sources":                         {`{ statements(first: 2) { nodes { sources } sources } }`, "", 1 + 2*(1+10)},
		"what is spread":                  {`{ actor(id: "actor/avaria") { ...A ...A } } fragment A on Actor { names { text } }`, "", 1 + 2*2},
		"through an interface, the worst": {`{ node(id: "actor/avaria") { ... on Record { history(first: 3) { nodes { verb } } } } }`, "", 1 + 1 + 3},
		"the schema":                      {`{ __schema { types { name } } }`, "", 0},
	} {
		t.Run(what, func(t *testing.T) {
			if got := costOf(t, c.query, c.variables); got != c.want {
				t.Errorf("costs %d, not %d", got, c.want)
			}
		})
	}
}

// TestCostIsBounded: pages in pages in pages are more than may be asked for;
// no number of them turns into a small cost; what a page of the playground asks
// is not.
func TestCostIsBounded(t *testing.T) {
	counted := func(n int) int {
		var facets strings.Builder
		for i := range n {
			fmt.Fprintf(&facets, " f%d: facets(by: SPEAKER) { values { node { id } count } }", i)
		}
		return costOf(t, "{ statements(first: 1) {"+facets.String()+" } }", "")
	}
	if counted(15) > limit || counted(50) <= limit {
		t.Errorf("15 facets cost %d, 50 cost %d", counted(15), counted(50))
	}
	const nested = `{ actors(first: 50) { nodes { statements(first: 50) { nodes { speakers { actor { mentions(first: 50) { nodes { id } } } } } } } } }`
	if got := costOf(t, nested, ""); got <= limit {
		t.Errorf("50 x 50 x 50 costs %d", got)
	}
	deep := "id"
	for range 14 {
		deep = "statements(first: 500) { nodes { speakers { actor { " + deep + " } } } }"
	}
	if got := costOf(t, `{ actor(id: "actor/avaria") { `+deep+` } }`, ""); got != math.MaxInt {
		t.Errorf("the greatest question costs %d", got)
	}
	texts := func(n int) int {
		return costOf(t, fmt.Sprintf(`{ statements(first: %d) { nodes { evidence { document { text } } } } }`, n), "")
	}
	if texts(20) > limit || texts(30) <= limit {
		t.Errorf("20 statements with the texts of their documents cost %d, 30 cost %d", texts(20), texts(30))
	}
	if got := costOf(t, crowded, `{"first": 500}`); got > limit {
		t.Errorf("the largest page with what it refers to costs %d", got)
	}
}

// TestEveryPageIsCounted: no field that answers with a page has the cost of a
// single object.
func TestEveryPageIsCounted(t *testing.T) {
	es := serving(t, loaded(t), graph.MarkingPublic).Schema()
	pages, besides := 0, map[string]int{"Query.undecided": 2000}
	for name, def := range es.Schema().Types {
		for _, f := range def.Fields {
			if def.Kind != ast.Object || !strings.HasSuffix(f.Type.Name(), "Connection") {
				continue
			}
			pages++
			cost, ok := es.Complexity(t.Context(), name, f.Name, 3, map[string]any{"first": int64(100)})
			if !ok || cost != 301+besides[name+"."+f.Name] {
				t.Errorf("%s.%s costs %d", name, f.Name, cost)
			}
		}
	}
	if pages < 15 {
		t.Errorf("only %d pages", pages)
	}
}

// TestCostOfChanges: a change costs what it takes to make it, and as much of the
// answer as it has.
func TestCostOfChanges(t *testing.T) {
	const commit = `mutation($c: [ChangeInput!]!) { commit(input: {changes: $c}) { records { id } } }`
	changes := func(n int) string {
		return `{"c": [` + strings.Repeat(`{"create": {"topic": {}}},`, n-1) + `{"create": {"topic": {}}}]}`
	}
	one := costOf(t, `mutation { createTopic(input: {record: {}}) { record { id } } }`, "")
	two := costOf(t, commit, changes(2))
	most := costOf(t, commit, changes(graph.MaxOps))
	if one < 10 || two < 2*one-5 || most < 400*two || most > limit {
		t.Errorf("one costs %d, two %d, a thousand %d", one, two, most)
	}
	if alone := costOf(t, `mutation { commit(input: {changes: {create: {topic: {}}}}) { records { id } } }`, ""); alone >= two {
		t.Errorf("one in a commit costs %d, and two %d", alone, two)
	}
	if asked := costOf(t, `query($c: [ChangeInput!]!) { validate(input: {changes: $c}) { errors { code } } }`, changes(graph.MaxOps)); asked < most/2 {
		t.Errorf("to ask of a thousand costs %d", asked)
	}
	if wide := costOf(t, strings.Replace(commit, "id", "id codes { system } variables { name } history(first: 50) { nodes { verb } }", 1), changes(graph.MaxOps)); wide <= limit {
		t.Errorf("a thousand histories cost %d", wide)
	}
}
