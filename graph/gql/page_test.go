package gql_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
)

// The lists that there are, each as a field that takes first and after.
var lists = map[string]struct{ before, field, node string }{
	"statements":            {"", "statements", "id"},
	"statements, backwards": {"", "statements(orderBy: SAID_ASC, %s)", "id"},
	"statements, filtered":  {"", "statements(where: {depth: {min: 1}}, %s)", "id"},
	"of an actor":           {`actor(id: "actor/anton-rikard")`, "statements", "id"},
	"about an actor":        {`actor(id: "actor/avaria")`, "mentions", "id"},
	"in a document":         {`document(id: "document/gazette-2019-04-19")`, "statements", "id"},
	"about an agreement":    {`agreement(id: "agreement/karvela-truce")`, "statements", "id"},
	"of an event":           {`event(id: "event/call-2019-04-18")`, "statements", "id"},
	"actors":                {"", "actors", "id"},
	"actors, filtered":      {"", "actors(where: {kinds: [PERSON, ORGANISATION]}, %s)", "id"},
	"locations":             {"", "locations", "id"},
	"agreements":            {"", "agreements", "id"},
	"documents":             {"", "documents", "id"},
	"documents, filtered":   {"", "documents(where: {lang: [\"en\"]}, %s)", "id"},
	"topics":                {"", "topics", "id"},
	"events":                {"", "events", "id"},
	"events, backwards":     {"", "events(orderBy: WHEN_ASC, %s)", "id"},
	"statements, recorded":  {"", "statements(orderBy: RECORDED_ASC, %s)", "id"},
	"the last recorded":     {"", "statements(orderBy: RECORDED_DESC, %s)", "id"},
	"the most relevant":     {"", "statements(orderBy: RELEVANCE, where: {text: \"the\"}, %s)", "id"},
	"revisions":             {"", "revisions", "number"},
	"history":               {`statement(id: "statement/noman-asks-for-list")`, "history", "verb"},
}

// page asks for a page of a list.
func page(name string, first int, after string) string {
	return pageOf(name, fmt.Sprintf("first: %d", first)+cursor("after", after))
}

// pageBefore asks for a page of a list from its end.
func pageBefore(name string, last int, before string) string {
	return pageOf(name, fmt.Sprintf("last: %d", last)+cursor("before", before))
}

// cursor is an argument, where there is one.
func cursor(name, value string) string {
	if value == "" {
		return ""
	}
	return ", " + name + ": " + strconv.Quote(value)
}

func pageOf(name, arguments string) string {
	l := lists[name]
	field := l.field + "(" + arguments + ")"
	if slices.Contains([]byte(l.field), '%') {
		field = fmt.Sprintf(l.field, arguments)
	}
	q := "list: " + field + " { nodes { " + l.node + " } edges { cursor node { " + l.node + " } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
	if l.before == "" {
		return "{ " + q + " }"
	}
	return "{ on: " + l.before + " { " + q + " } }"
}

func listIn(t *testing.T, name string, data any) any {
	t.Helper()
	if lists[name].before == "" {
		return at(t, data, "list")
	}
	return at(t, data, "on", "list")
}

// TestPages: the pages of a list, of any size, put together are the list.
func TestPages(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testPages(t, g) })
	}
}

func testPages(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for name := range lists {
		t.Run(name, func(t *testing.T) {
			whole := listIn(t, name, data(t, api, page(name, graph.MaxPage, ""), ""))
			all, _ := at(t, whole, "nodes").([]any)
			if len(all) < 2 {
				t.Fatalf("only %d items", len(all))
			}
			for size := 1; size <= len(all); size++ {
				var got []any
				cursor := ""
				for {
					p := listIn(t, name, data(t, api, page(name, size, cursor), ""))
					nodes, _ := at(t, p, "nodes").([]any)
					got = append(got, nodes...)
					check(t, p, cursor, size)
					if at(t, p, "pageInfo", "hasNextPage") != true {
						break
					}
					cursor = fmt.Sprint(at(t, p, "pageInfo", "endCursor"))
				}
				same(t, got, all)
				same(t, pagedBack(t, api, name, size), all)
			}
		})
	}
}

// pagedBack takes a list from its end, in pages of a size.
func pagedBack(t *testing.T, api *gql.API, name string, size int) []any {
	t.Helper()
	var got []any
	cursor := ""
	for {
		p := listIn(t, name, data(t, api, pageBefore(name, size, cursor), ""))
		nodes, _ := at(t, p, "nodes").([]any)
		got = append(slices.Clone(nodes), got...)
		same(t, at(t, p, "pageInfo", "hasNextPage"), cursor != "")
		if at(t, p, "pageInfo", "hasPreviousPage") != true {
			return got
		}
		if len(nodes) != size {
			t.Fatalf("%d of %d items on a page that is not the first", len(nodes), size)
		}
		cursor = fmt.Sprint(at(t, p, "pageInfo", "startCursor"))
	}
}

// check holds one page to what a page promises.
func check(t *testing.T, page any, after string, size int) {
	t.Helper()
	nodes, _ := at(t, page, "nodes").([]any)
	edges, _ := at(t, page, "edges").([]any)
	if len(nodes) != len(edges) || len(nodes) > size {
		t.Fatalf("%d nodes and %d edges on a page of %d", len(nodes), len(edges), size)
	}
	for i := range nodes {
		same(t, at(t, edges, i, "node"), nodes[i])
	}
	same(t, at(t, page, "pageInfo", "hasPreviousPage"), after != "")
	if len(edges) > 0 {
		same(t, at(t, page, "pageInfo", "startCursor"), at(t, edges, 0, "cursor"))
		same(t, at(t, page, "pageInfo", "endCursor"), at(t, edges, len(edges)-1, "cursor"))
	}
	if at(t, page, "pageInfo", "hasNextPage") == true && len(nodes) != size {
		t.Errorf("%d of %d items on a page that is not the last", len(nodes), size)
	}
}

// TestEmptyPage: a page without items has no cursors.
func TestEmptyPage(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	got := data(t, api, `{ statements(where: {acts: []}) { nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "")
	same(t, at(t, got, "statements"), map[string]any{
		"nodes": []any{}, "edges": []any{},
		"pageInfo": map[string]any{"hasNextPage": false, "hasPreviousPage": false, "startCursor": nil, "endCursor": nil},
	})
}

// TestForeignCursors: a cursor of one list is refused by every other.
func TestForeignCursors(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testForeignCursors(t, g) })
	}
}

func testForeignCursors(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for name := range lists {
		first := listIn(t, name, data(t, api, page(name, 1, ""), ""))
		cursor := fmt.Sprint(at(t, first, "pageInfo", "endCursor"))
		for other := range lists {
			answer := ask(t, api, page(other, 1, cursor), "")
			if other == name {
				if answer["errors"] != nil {
					t.Errorf("%s: %v", name, answer["errors"])
				}
				continue
			}
			code, message, _ := failure(t, answer)
			if code != "INVALID_CURSOR" || message != "the cursor is broken, or of another list" {
				t.Errorf("%s takes a cursor of %s: %s %q", other, name, code, message)
			}
		}
	}
}

// TestCursorsStay: a cursor goes on where it stood at every revision.
func TestCursorsStay(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	first := data(t, api, page("statements", 3, ""), "")
	cursor := fmt.Sprint(at(t, first, "list", "pageInfo", "endCursor"))
	// The third is the denial. Of what comes after it, these were there.
	then := data(t, api, `query @asOf(revision: 6) `+page("statements", 500, cursor), "")
	if got, want := named(t, at(t, then, "list", "nodes")), "hope, own voice, relay chain, readout, joint, count, copy, unnamed"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestCursorsComeHoweverTheyAreSelected: what is left out where nobody looks at it is
// there where somebody does.
func TestCursorsComeHoweverTheyAreSelected(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	whole := data(t, api, `{ statements(first: 3) { pageInfo { startCursor endCursor } edges { cursor } } }`, "")
	first, last := at(t, whole, "statements", "edges", 0, "cursor"), at(t, whole, "statements", "edges", 2, "cursor")
	same(t, at(t, whole, "statements", "pageInfo"), map[string]any{"startCursor": first, "endCursor": last})
	for query, want := range map[string]any{
		`{ x: statements(first: 3) { p: pageInfo { c: startCursor } } }`:                                                                                  first,
		`{ x: statements(first: 3) { p: pageInfo { c: endCursor } nodes { id } } }`:                                                                       last,
		`{ x: statements(first: 3) { ...a } } fragment a on StatementConnection { p: pageInfo { ... { ...b } } } fragment b on PageInfo { c: endCursor }`: last,
		`query ($no: Boolean = false) { x: statements(first: 3) { p: pageInfo @skip(if: $no) { c: startCursor @include(if: true) } } }`:                   first,
	} {
		same(t, at(t, data(t, api, query, ""), "x", "p", "c"), want)
	}
}
