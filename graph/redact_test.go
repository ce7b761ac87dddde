package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// What becomes of a reference that is hidden, by where it stands in the JSON
// form of a record. It is written here a second time, as data, so that the
// code and the table check each other.
var redactions = map[string]string{
	"names.from.anchor.document": "words", "names.to.anchor.document": "words",

	"affiliations.organisation": "entry", "affiliations.post": "entry without organisation",
	"affiliations.from.anchor.document": "words", "affiliations.to.anchor.document": "words", "affiliations.seenOn.anchor.document": "words",
	"affiliations.evidence.document": "entry", "affiliations.evidence.quoted.whose": "absent",
	"collects": "entry",

	"within": "absent", "broader": "absent", "a": "absent", "b": "absent",

	"parties.actor": "entry", "parties.from.anchor.document": "words", "parties.to.anchor.document": "words",
	"parties.evidence.document": "entry", "parties.evidence.quoted.whose": "absent",
	"terms.evidence.document": "entry", "terms.evidence.quoted.whose": "absent",
	"documents": "entry", "area": "entry",
	"declared.anchor.document": "words", "inForce.anchor.document": "words", "ended.when.anchor.document": "words",
	"links.node": "entry", "links.evidence.document": "entry", "links.evidence.quoted.whose": "absent",

	"when.anchor.document": "words", "places.location": "entry",
	"participants.actor": "entry", "participants.evidence.document": "entry", "participants.evidence.quoted.whose": "absent",
	"observer": "absent", "claims": "entry", "under": "absent", "links.event": "entry",
	"figures.of": "entry", "figures.countedBy": "entry", "figures.blamed": "entry", "figures.window.anchor.document": "words", "figures.place": "absent",
	"evidence.document": "entry", "evidence.quoted.whose": "absent",

	"publisher": "absent", "published.anchor.document": "words", "retrieved.anchor.document": "words", "copyOf.document": "owner",

	"speakers.actor": "entry", "speakers.post": "absent", "speakers.onBehalfOf": "absent", "speakers.mention.document": "owner",
	"relays.actor": "entry", "relays.post": "absent", "relays.onBehalfOf": "absent", "relays.mention.document": "owner",
	"relays.said.anchor.document": "words", "relays.place": "absent",
	"addressees.actor": "entry", "addressees.post": "absent", "addressees.mention.document": "owner",
	"about.node": "entry", "about.mention.document": "owner",
	"content.actor": "owner", "content.toward": "entry", "content.object": "absent",
	"positions.topic": "entry", "links.statement": "entry",
	"occasion": "absent", "place": "absent", "supersededBy": "absent", "said.anchor.document": "words",
}

// redactJSON applies the table to the JSON form of a record. What it returns is
// nil when the whole of v goes.
func redactJSON(v any, path string, hidden func(graph.ID) bool, seen map[string]bool) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	// A content in a content is a content.
	at := func(name string) string {
		return strings.Replace(strings.TrimPrefix(path+"."+name, "."), "content.content", "content", 1)
	}
	rule := func(name string, value any) string {
		id, isText := value.(string)
		if !isText || id == "" || !hidden(graph.ID(id)) {
			return ""
		}
		seen[at(name)] = redactions[at(name)] != ""
		return redactions[at(name)]
	}
	for name, value := range object {
		switch rule(name, value) {
		case "entry", "owner":
			return nil
		case "entry without organisation":
			if organisation, _ := object["organisation"].(string); organisation == "" {
				return nil
			}
			object[name] = ""
		case "absent":
			object[name] = ""
		case "words":
			object["document"], object["start"], object["end"] = "", 0.0, 0.0
			if words, _ := object["words"].(string); words == "" {
				return nil
			}
		}
		switch value := value.(type) {
		case map[string]any:
			if object[name] = redactJSON(value, at(name), hidden, seen); object[name] == nil {
				delete(object, name)
			}
		case []any:
			var left []any
			for _, element := range value {
				if rule(name, element) == "entry" {
					continue
				}
				if element := redactJSON(element, at(name), hidden, seen); element != nil {
					left = append(left, element)
				}
			}
			object[name] = left
		}
	}
	return object
}

// prune takes out what is empty, as Normalize does and an encoder may.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if value = prune(value); value == nil || value == "" {
				delete(v, name)
			} else if inner, ok := value.(map[string]any); ok && len(inner) == 0 {
				delete(v, name)
			} else {
				v[name] = value
			}
		}
		return v
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = prune(v[i])
		}
		return v
	}
	return v
}

func treeOf(tb testing.TB, r graph.Record) any {
	tb.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		tb.Fatal(err)
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&tree); err != nil {
		tb.Fatal(err)
	}
	return tree
}

func TestRedactEqualsItsTable(t *testing.T) {
	reached := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		r := anyRecord().Draw(rt, "record")
		graph.Normalize(r)
		ids := rapid.SliceOfDistinct(anyID, func(id graph.ID) graph.ID { return id }).Draw(rt, "hidden")
		hidden := func(id graph.ID) bool { return slices.Contains(ids, id) && id != "" }

		before := graph.Clone(r)
		redacted := graph.Redact(r, hidden)
		if !reflect.DeepEqual(r, before) {
			rt.Fatal("the record was changed")
		}
		graph.References(redacted, func(ref graph.Reference) {
			if hidden(ref.ID) {
				rt.Fatalf("%s is left at %s", ref.ID, ref.Path())
			}
		})
		found := false
		graph.References(r, func(ref graph.Reference) { found = found || hidden(ref.ID) })
		if same := redacted == r; same == found {
			rt.Fatalf("hidden in it: %t, and the record itself came back: %t", found, same)
		}

		seen := map[string]bool{}
		want := prune(redactJSON(treeOf(t, r), "", hidden, seen))
		for path, known := range seen {
			if !known {
				rt.Fatalf("the table does not say what becomes of %s", path)
			}
			reached[path] = true
		}
		if got := prune(treeOf(t, redacted)); !reflect.DeepEqual(got, want) {
			g, _ := json.MarshalIndent(got, "", " ")
			w, _ := json.MarshalIndent(want, "", " ")
			rt.Fatalf("hidden %v\ngot  %s\nwant %s", ids, g, w)
		}
	})
	t.Logf("%d of %d rules took part", len(reached), len(redactions))
}

// Each reference of the fullest records is hidden alone: no field that is added
// later goes without a rule.
func TestRedactKnowsEveryReference(t *testing.T) {
	for kind := range full() {
		var ids []graph.ID
		graph.References(full()[kind], func(ref graph.Reference) { ids = append(ids, ref.ID) })
		for _, id := range ids {
			r := full()[kind]
			if id == r.Shared().ID {
				continue // it would be hidden itself
			}
			hidden := func(other graph.ID) bool { return other == id }
			redacted := graph.Redact(r, hidden)
			seen := map[string]bool{}
			want := prune(redactJSON(treeOf(t, r), "", hidden, seen))
			if got := prune(treeOf(t, redacted)); !reflect.DeepEqual(got, want) {
				t.Errorf("%s without %s:\ngot  %v\nwant %v", kind, id, got, want)
			}
			if b, err := json.Marshal(redacted); err != nil || strings.Contains(string(b), `"`+string(id)+`"`) && r.Shared().ID != id {
				t.Errorf("%s without %s: %s %v", kind, id, b, err)
			}
			for path, known := range seen {
				if !known {
					t.Errorf("the table does not say what becomes of %s", path)
				}
			}
			graph.Normalize(r)
			normal := graph.Clone(redacted)
			graph.Normalize(normal)
			if !reflect.DeepEqual(redacted, normal) {
				t.Errorf("%s without %s is not normalized: %+v", kind, id, redacted)
			}
		}
	}
}

func TestRedactByHand(t *testing.T) {
	without := func(s statement, ids ...graph.ID) statement {
		redacted, ok := graph.Redact(s, func(id graph.ID) bool { return slices.Contains(ids, id) }).(statement)
		if !ok {
			t.Fatal("a statement became something else")
		}
		return redacted
	}
	s := fullOf[statement](t)
	if got := without(s, "actor/somebody-else"); got != s {
		t.Error("nothing is hidden, and a copy came back")
	}
	if got := without(s, "actor/ruritania"); got.Content != nil || len(got.Addressees) != 0 || len(got.Figures) != 0 || len(got.About) != 3 {
		t.Errorf("without its main actor: %+v", got)
	}
	if got := without(s, "actor/militia"); got.Content == nil || got.Content.Content != nil || got.Content.Toward != nil || got.Content.Words != "urge the militia" || len(got.About) != 3 {
		t.Errorf("without the actor of the inner content: %+v %+v", got, got.Content)
	}
	if got := without(s, "document/report"); got.Evidence != nil || got.Speakers[0].Mention != nil || got.Said.EDTF != "2016-04-14" || *got.Said.Anchor != (graph.Anchor{Words: "Friday, 15 April 2016"}) {
		t.Errorf("without its document: %+v", got)
	}
	// What says nothing without what was hidden goes as well.
	s.Content = &graph.Content{Mood: graph.MoodFeared, Content: &graph.Content{Object: "agreement/eastport"}}
	s.Said = &graph.Date{EDTF: "2016", Basis: graph.DateDerived, Anchor: &graph.Anchor{Document: "document/report", Start: 1, End: 2}}
	s.Evidence[0].Document, s.Evidence[0].Quoted = "document/other", &graph.Quoted{Whose: "actor/herald"}
	if got := without(s, "agreement/eastport", "document/report", "actor/herald"); got.Content.Content != nil || got.Said.Anchor != nil || got.Relays != nil || got.Evidence[0].Quoted != nil {
		t.Errorf("empty things are left: %+v", got)
	}
	a := fullOf[actor](t)
	a.Affiliations = append(a.Affiliations, graph.Affiliation{Post: "actor/spokesman"})
	got, ok := graph.Redact(a, func(id graph.ID) bool { return id == "actor/spokesman" }).(actor)
	if !ok || len(got.Affiliations) != 1 || got.Affiliations[0].Post != "" || got.Affiliations[0].Organisation != "actor/avaria" {
		t.Errorf("without a post: %+v", got.Affiliations)
	}
	if graph.Redact(nil, nil) != nil {
		t.Error("nothing became something")
	}
}

func ExampleRedact() {
	s := &graph.Statement{
		Meta: graph.Meta{ID: "statement/x"},
		Addressees: []graph.Addressee{
			{Actor: "actor/ruritania"},
			{Actor: "actor/0195d1f0-7a1c-7000-8000-00000000002a", Term: "a witness"},
		},
	}
	hidden := func(id graph.ID) bool { return id == "actor/0195d1f0-7a1c-7000-8000-00000000002a" }
	if s, ok := graph.Redact(s, hidden).(*graph.Statement); ok {
		fmt.Println(s.Addressees)
	}
	// Output: [{actor/ruritania   <nil>}]
}
