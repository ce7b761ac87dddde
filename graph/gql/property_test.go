package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// A drawnList is a list with a filter that was drawn, asked of the graph and of
// the API.
type drawnList struct {
	where object
	order string
	query any // as the graph takes it
	page  func(*testing.T, graph.Reader, graph.Page) (drawnPage, error)
	count func(*testing.T, graph.Reader) (int, error)
}

type drawnPage struct {
	ids     []string
	cursors []string
	more    bool
}

func drawn[Q any, T graph.Record](where object, order string, q Q, from func(graph.Reader, context.Context, Q, graph.Page) (graph.List[T], error)) drawnList {
	return drawnList{
		where: where, order: order, query: q,
		page: func(t *testing.T, r graph.Reader, p graph.Page) (drawnPage, error) {
			t.Helper()
			list, err := from(r, t.Context(), q, p)
			out := drawnPage{more: list.More}
			for _, item := range list.Items {
				out.ids = append(out.ids, string(item.Value.Shared().ID))
				out.cursors = append(out.cursors, item.Cursor)
			}
			return out, err
		},
		count: func(t *testing.T, r graph.Reader) (int, error) {
			t.Helper()
			if q, ok := any(q).(graph.StatementQuery); ok {
				n, err := r.CountStatements(t.Context(), q)
				return n.Statements, err
			}
			return r.Count(t.Context(), q)
		},
	}
}

// drawing draws a list of each kind, by the field of the API.
var drawing = map[string]func(*twin) drawnList{
	"statements: StatementFilter, StatementOrder": func(t *twin) drawnList {
		o, s := t.statements()
		order := pick(t, "order", graph.SaidAscending, graph.SaidDescending, graph.RecordedAscending, graph.RecordedDescending)
		if rapid.IntRange(0, 9).Draw(t.T, "by relevance") == 0 || s.Text != "" && rapid.Bool().Draw(t.T, "by relevance") {
			order = graph.ByRelevance
		}
		return drawn(o, string(order), graph.StatementQuery{StatementSet: s, Order: order}, graph.Reader.Statements)
	},
	"events: EventFilter, EventOrder": func(t *twin) drawnList {
		o, s := t.events()
		order := pick(t, "order", graph.WhenAscending, graph.WhenDescending)
		return drawn(o, string(order), graph.EventQuery{EventSet: s, Order: order}, graph.Reader.Events)
	},
	"documents: DocumentFilter": func(t *twin) drawnList {
		o, s := t.documents()
		return drawn(o, "", s, graph.Reader.Documents)
	},
	"agreements: AgreementFilter": func(t *twin) drawnList {
		o, s := t.agreements()
		return drawn(o, "", s, graph.Reader.Agreements)
	},
	"actors: ActorFilter": func(t *twin) drawnList {
		o, s := t.actorQuery()
		return drawn(o, "", s, graph.Reader.Actors)
	},
	"locations: LocationFilter": func(t *twin) drawnList {
		o, s := t.locations()
		return drawn(o, "", s, graph.Reader.Locations)
	},
	"topics: TopicFilter": func(t *twin) drawnList {
		o, s := t.topics()
		return drawn(o, "", s, graph.Reader.Topics)
	},
}

// document asks for a list: its head is its field, and what it takes.
func document(head string) string {
	field, types, _ := strings.Cut(head, ": ")
	filter, order, ordered := strings.Cut(types, ", ")
	query := "query ($where: " + filter + ", $first: Int, $after: String, $last: Int, $before: String"
	arguments := "where: $where, first: $first, after: $after, last: $last, before: $before"
	if ordered {
		query += ", $order: " + order
		arguments += ", orderBy: $order"
	}
	return query + ") { list: " + field + "(" + arguments + ") { nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage } } }"
}

// TestFilters: a filter asks the graph what it says, part by part and all parts
// together, of every list and from both of its ends.
func TestFilters(t *testing.T) {
	for of, g := range graphs(t) {
		for head, draw := range drawing {
			t.Run(of+"/"+head, func(t *testing.T) { testFilters(t, g, head, draw) })
		}
	}
}

func testFilters(t *testing.T, g graph.Graph, head string, draw func(*twin) drawnList) {
	t.Helper()
	answered, empty, refused := 0, 0, 0
	took := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		l := draw(&twin{T: rt, took: took})
		clearance := rapid.SampledFrom(graph.Markings()).Draw(rt, "clearance")
		reader := g.At(graph.View{Revision: lakeCorrected, Clearance: clearance})
		page := rapid.SampledFrom([]graph.Page{{First: graph.MaxPage}, {First: 2}, {Last: 3}, {Last: graph.MaxPage}}).Draw(rt, "page")
		want, err := l.page(t, reader, page)
		if err == nil && len(want.ids) > 1 && rapid.Bool().Draw(rt, "on") { // from the middle of the page
			if page.Last > 0 {
				page.Before = want.cursors[1]
			} else {
				page.After = want.cursors[0]
			}
			want, err = l.page(t, reader, page)
		}
		variables := variablesOf(rt, l, page)
		answer := ask(t, serving(t, g, clearance), document(head), variables)
		if err != nil {
			refused++
			code, message, _ := failure(t, answer)
			if wanted := codeFor(rt, err); code != wanted {
				rt.Fatalf("%s: got %s %q, want %s for %v", variables, code, message, wanted, err)
			}
			return
		}
		if answer["errors"] != nil {
			rt.Fatalf("%s: %v", variables, answer["errors"])
		}
		if len(want.ids) == 0 {
			empty++
		} else {
			answered++
		}
		total, err := l.count(t, reader)
		if err != nil {
			rt.Fatal(err)
		}
		nodes, edges := []any{}, []any{}
		for i, id := range want.ids {
			nodes, edges = append(nodes, map[string]any{"id": id}), append(edges, map[string]any{"cursor": want.cursors[i]})
		}
		info := map[string]any{"hasNextPage": want.more, "hasPreviousPage": page.After != ""}
		if page.Last > 0 {
			info = map[string]any{"hasNextPage": page.Before != "", "hasPreviousPage": want.more}
		}
		wanted := map[string]any{"nodes": nodes, "edges": edges, "pageInfo": info, "totalCount": json.Number(fmt.Sprint(total))}
		if got := at(t, answer, "data", "list"); !reflect.DeepEqual(got, any(wanted)) {
			rt.Fatalf("%s:\ngot  %v\nwant %v", variables, got, wanted)
		}
	})
	t.Logf("%d answered, %d empty, %d refused; %v", answered, empty, refused, took)
	if answered == 0 || empty == 0 {
		t.Error("the filters found nothing, or something each time")
	}
}

func variablesOf(t *rapid.T, l drawnList, p graph.Page) string {
	variables := object{"where": l.where}
	if l.order != "" {
		variables["order"] = l.order
	}
	for name, n := range map[string]int{"first": p.First, "last": p.Last} {
		if n > 0 {
			variables[name] = n
		}
	}
	for name, cursor := range map[string]string{"after": p.After, "before": p.Before} {
		if cursor != "" {
			variables[name] = cursor
		}
	}
	text, err := json.Marshal(variables)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func codeFor(t *rapid.T, err error) string {
	switch {
	case errors.Is(err, graph.ErrInvalid):
		return "BAD_USER_INPUT"
	case errors.Is(err, graph.ErrTooComplex):
		return "TOO_COMPLEX"
	}
	t.Fatal(err)
	return ""
}
