package gql_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A twin builds a filter as JSON and, side by side, the question that it has to
// become.
type twin struct {
	*rapid.T
	json  map[string]any
	query graph.StatementQuery
}

func pick[V any](t *twin, what string, values ...V) V {
	return rapid.SampledFrom(values).Draw(t.T, what)
}

// some draws a part of a filter three times out of ten.
func (t *twin) some(what string, draw func()) {
	if rapid.IntRange(0, 9).Draw(t.T, what) < 3 {
		draw()
	}
}

func (t *twin) actors(what string) (map[string]any, *graph.ActorSet) {
	set, object := &graph.ActorSet{}, map[string]any{}
	for _, list := range []struct {
		name string
		ids  *[]graph.ID
	}{{"anyOf", &set.AnyOf}, {"allOf", &set.AllOf}, {"noneOf", &set.NoneOf}} {
		if !rapid.Bool().Draw(t.T, what+"."+list.name) {
			continue
		}
		*list.ids = rapid.SliceOfN(rapid.SampledFrom([]graph.ID{
			graphtest.RuritaniaMinister, graphtest.AvariaMinister, graphtest.RuritaniaMinisterPost, graphtest.RuritaniaSpokeswoman,
			graphtest.Avaria, graphtest.ValleyMilitia, graphtest.Monitor, council,
		}), 1, 2).Draw(t.T, list.name)
		object[list.name] = *list.ids
	}
	return object, set
}

func (t *twin) about() (map[string]any, graph.AboutSet) {
	object, set := map[string]any{}, graph.AboutSet{}
	t.some("roles", func() {
		set.Roles = []graph.AboutRole{pick(t, "role", graph.AboutRoles()...), graph.AboutAsked}
		object["roles"] = set.Roles
	})
	t.some("actor", func() { object["actor"], set.Actor = t.actors("about") })
	t.some("agreement", func() { set.Agreement = graphtest.Truce; object["agreement"] = set.Agreement })
	t.some("event", func() {
		set.Event = &graph.EventSet{AnyOf: []graph.ID{graphtest.Shelling}}
		object["event"] = set.Event
	})
	t.some("location", func() {
		set.Location = &graph.PlaceSet{AnyOf: []graph.ID{graphtest.KarvelaCity}}
		object["location"] = set.Location
	})
	t.some("topic", func() { set.Topic = graphtest.Aid; object["topic"] = set.Topic })
	t.some("statement", func() { set.Statement = graphtest.RelayChainReadoutID; object["statement"] = set.Statement })
	t.some("stance", func() {
		least := pick(t, "least", -1.0, 0, 0.25)
		set.Stance = &graph.FloatRange{Min: &least}
		object["stance"] = map[string]any{"min": least}
	})
	return object, set
}

func (t *twin) draw() {
	q := &t.query
	t.some("by", func() { t.json["by"], q.By = t.actors("by") })
	t.some("to", func() { t.json["to"], q.To = t.actors("to") })
	t.some("via", func() { t.json["via"], q.Via = t.actors("via") })
	t.some("about", func() {
		var list []any
		for range rapid.IntRange(1, 2).Draw(t.T, "abouts") {
			object, set := t.about()
			list = append(list, object)
			q.About = append(q.About, set)
		}
		t.json["about"] = list
	})
	t.some("acts", func() {
		a := graph.ActSet{Act: pick(t, "act", graph.ActUrge, graph.ActAccuse, graph.ActDeny, graph.ActAssert), Main: rapid.Bool().Draw(t.T, "main")}
		object := map[string]any{"act": a.Act, "main": a.Main}
		t.some("force", func() { a.Force = pick(t, "force", graph.Forces()...); object["force"] = a.Force })
		q.Acts, t.json["acts"] = []graph.ActSet{a}, []any{object}
	})
	t.some("said", func() {
		r := &graph.DateRange{Undated: rapid.Bool().Draw(t.T, "undated"), Certainty: pick(t, "certainty", graph.DatePossibly, graph.DateCertainly)}
		object := map[string]any{"undated": r.Undated, "certainty": r.Certainty}
		t.some("from", func() {
			r.From = pick(t, "from", graph.EDTF("2019-04-18"), "2019-04-19T10:00:00Z")
			object["from"] = r.From
		})
		t.some("to", func() { r.To = pick(t, "to", graph.EDTF("2019-04-30"), "2019"); object["to"] = r.To })
		q.Said, t.json["said"] = r, object
	})
	t.some("depth", func() {
		least, most := rapid.IntRange(0, 1).Draw(t.T, "least"), rapid.IntRange(1, 2).Draw(t.T, "most")
		q.Depth, t.json["depth"] = &graph.IntRange{Min: &least, Max: &most}, map[string]any{"min": least, "max": most}
	})
	t.some("document", func() {
		q.Document = &graph.DocumentSet{AnyOf: []graph.ID{pick(t, "document", graphtest.Report, graphtest.Readout, minutes)}}
		t.json["document"] = map[string]any{"anyOf": q.Document.AnyOf}
	})
	t.some("utterance", func() { q.Utterance = graphtest.CallUtterance; t.json["utterance"] = q.Utterance })
	t.some("occasion", func() { q.Occasion = graphtest.Call; t.json["occasion"] = q.Occasion })
	t.some("status", func() {
		q.Statuses = []graph.Status{pick(t, "status", graph.Statuses()...), graph.StatusPublished}
		t.json["status"] = q.Statuses
	})
	t.some("basis", func() { q.Bases = []graph.Basis{pick(t, "basis", graph.Bases()...)}; t.json["basis"] = q.Bases })
	q.Order = pick(t, "order", graph.StatementOrders()...)
}

// TestFilters: a filter asks the graph what it says, part by part and all parts
// together.
func TestFilters(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testFilters(t, g) })
	}
}

func testFilters(t *testing.T, g graph.Graph) {
	t.Helper()
	found := 0
	rapid.Check(t, func(rt *rapid.T) {
		tw := &twin{T: rt, json: map[string]any{}}
		tw.draw()
		clearance := rapid.SampledFrom(graph.Markings()).Draw(rt, "clearance")
		reader := g.At(graph.View{Revision: lakeCorrected, Clearance: clearance})
		list, err := reader.Statements(t.Context(), tw.query, graph.Page{First: graph.MaxPage})
		if err != nil && !errors.Is(err, graph.ErrInvalid) {
			rt.Fatal(err)
		}
		variables, err2 := json.Marshal(map[string]any{"where": tw.json, "order": tw.query.Order})
		if err2 != nil {
			rt.Fatal(err2)
		}
		answer := ask(t, serving(t, g, clearance), `query ($where: StatementFilter, $order: StatementOrder) {
  statements(where: $where, orderBy: $order, first: 500) { nodes { id } totalCount }
}`, string(variables))
		if err != nil {
			if code, _, _ := failure(t, answer); code != "BAD_USER_INPUT" {
				rt.Fatalf("%s: got %s, want %v", variables, code, err)
			}
			return
		}
		want := []any{}
		for _, item := range list.Items {
			want = append(want, map[string]any{"id": string(item.Value.ID)})
		}
		found += len(want)
		if got := fmt.Sprint(at(t, answer, "data", "statements", "nodes")); got != fmt.Sprint(want) {
			rt.Fatalf("%s:\ngot  %s\nwant %s", variables, got, want)
		}
		if got := fmt.Sprint(at(t, answer, "data", "statements", "totalCount")); got != fmt.Sprint(len(want)) {
			rt.Fatalf("%s: counted %s of %d", variables, got, len(want))
		}
	})
	if found == 0 {
		t.Error("no filter found anything")
	}
}
