package gql_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
	"hudna/graph/ndjson"
)

// The kinds of records that can be written, with what they are called in the
// schema.
var writable = map[string]graph.Record{
	"Actor": &graph.Actor{}, "Statement": &graph.Statement{}, "Event": &graph.Event{}, "Location": &graph.Location{},
	"Agreement": &graph.Agreement{}, "Document": &graph.Document{}, "Topic": &graph.Topic{},
}

// TestInputsAreTheRecords: the input of a record has the fields of its NDJSON,
// each of the type that the Go type has, all the way down; and no others. What
// only the graph sets is not among them.
func TestInputsAreTheRecords(t *testing.T) {
	s := serving(t, loaded(t), graph.MarkingPublic).Schema().Schema()
	h := held{t: t, schema: s, done: map[string]bool{}}
	for name, record := range writable {
		h.input(name+"Input", reflect.TypeOf(record).Elem())
	}
	if len(h.done) < 40 {
		t.Errorf("only %d inputs were compared", len(h.done))
	}
}

// held holds the inputs of a schema to Go types.
type held struct {
	t      *testing.T
	schema *ast.Schema
	done   map[string]bool
}

func (h held) input(name string, of reflect.Type) {
	if h.done[name] {
		return
	}
	h.done[name] = true
	def := h.schema.Types[name]
	if def == nil || def.Kind != ast.InputObject {
		h.t.Errorf("%s is no input", name)
		return
	}
	left := map[string]bool{}
	for _, f := range def.Fields {
		left[f.Name] = true
	}
	for _, f := range reflect.VisibleFields(of) {
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || tag == "statusReason" { // set by whoever retracts
			continue
		}
		field := def.Fields.ForName(tag)
		if field == nil {
			h.t.Errorf("%s has no %s", name, tag)
			continue
		}
		delete(left, tag)
		h.field(name+"."+tag, field.Type, f.Type)
		// An id may be made, and an anchor may have no span.
		demanded := options == "" && tag != "id" && of != reflect.TypeFor[graph.Anchor]() && f.Type.Kind() != reflect.Pointer
		if demanded != field.Type.NonNull {
			h.t.Errorf("%s.%s is %s; demanded: %t", name, tag, field.Type, demanded)
		}
	}
	for f := range left {
		h.t.Errorf("%s.%s is no field of %s", name, f, of)
	}
}

func (h held) field(path string, is *ast.Type, of reflect.Type) {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if (of.Kind() == reflect.Slice) != (is.Elem != nil) {
		h.t.Errorf("%s is %s for a %s", path, is, of)
		return
	}
	if is.Elem != nil {
		if !is.Elem.NonNull {
			h.t.Errorf("%s may hold null", path)
		}
		h.field(path, is.Elem, of.Elem())
		return
	}
	want := of.Name()
	switch {
	case of == reflect.TypeFor[graph.Status]():
		want = "WorkStatus"
	case of == reflect.TypeFor[graph.Code]():
		want = "RecordCodeInput"
		h.input(want, of)
	case of.Kind() == reflect.Struct:
		want += "Input"
		h.input(want, of)
	case of.PkgPath() == "":
		want = map[reflect.Kind]string{
			reflect.String: "String", reflect.Int: "Int", reflect.Int64: "Int64", reflect.Float64: "Float", reflect.Bool: "Boolean",
		}[of.Kind()]
	}
	if is.NamedType != want {
		h.t.Errorf("%s is %s, not %s", path, is.NamedType, want)
	}
}

// asInput is a record as it is given to the API: what NDJSON says of it, but for
// its type.
func asInput(tb testing.TB, r graph.Record) map[string]any {
	tb.Helper()
	text, err := ndjson.Encode(ndjson.Line{Record: r})
	if err != nil {
		tb.Fatal(err)
	}
	var fields map[string]any
	decode(tb, text, &fields)
	delete(fields, "type")
	return fields
}

// TestReadBackAndSentAgain: a record that is read back and sent again is the
// same record, whatever it holds.
func TestReadBackAndSentAgain(t *testing.T) {
	sent := map[graph.Kind]int{}
	rapid.Check(t, func(rt *rapid.T) {
		g := graphtest.NewNaive(clock)
		h := graphtest.NewHistory(rapid.Uint64().Draw(rt, "seed"), graphtest.HistoryOptions{Commits: 15})
		for s, ok := h.Next(); ok; s, ok = h.Next() {
			if s.Want != nil {
				continue
			}
			if _, err := g.Commit(t.Context(), s.By, s.Change); err != nil {
				rt.Fatal(err)
			}
		}
		api := writing(t, g, graph.Principal{Name: "made-up admin", Role: graph.RoleAdmin}, graph.MarkingProtected)
		for name := range writable {
			kind := writable[name].RecordKind()
			for r, err := range newest(t, g).Scan(t.Context(), kind, graph.StatusPublished, graph.StatusDraft) {
				if err != nil {
					rt.Fatal(err)
				}
				sent[kind]++
				answer := correct(t, api, r, 0)
				if errs := at(t, answer, "errors"); !reflect.DeepEqual(errs, []any{}) {
					rt.Fatalf("%v: %+v", errs, r)
				}
				again, err := newest(t, g).Record(t.Context(), r.Shared().ID)
				if err != nil || !reflect.DeepEqual(again, r) {
					rt.Fatalf("%v: %+v was sent and is %+v", err, r, again)
				}
			}
		}
	})
	for _, r := range writable {
		if sent[r.RecordKind()] == 0 {
			t.Errorf("no %s was sent", r.RecordKind())
		}
	}
}

// newest reads a graph at its head, for who sees everything.
func newest(tb testing.TB, g graph.Graph) graph.Reader {
	tb.Helper()
	head, err := g.Head(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingProtected})
}

// correct sends a record, and gives the answer of the mutation.
func correct(tb testing.TB, api *gql.API, r graph.Record, expected graph.Revision) map[string]any {
	tb.Helper()
	variables := map[string]any{"r": asInput(tb, r)}
	if expected > 0 {
		variables["at"] = expected
	}
	text, err := json.Marshal(variables)
	if err != nil {
		tb.Fatal(err)
	}
	name := ndjson.TypeOf(r.RecordKind())
	answer := data(tb, api, `mutation($r: `+name+`Input!, $at: Revision64) { done: correct`+name+`(input: {record: $r, expectedRevision: $at}) {
		record { id }
		revision { number }
		errors { path code message conflict { expected { revision { number author } } actual { revision { number author } } } }
	} }`, string(text))
	done, ok := answer["done"].(map[string]any)
	if !ok {
		tb.Fatalf("got %v", answer)
	}
	return done
}
