package gql_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// found asks lists of records, other than statements, why each is in it: by
// which words, or through whom. The oracle finds them, and does not say.
var found = map[string]string{
	"documents by words": `{ list: documents(where: {text: "minutes", and: [{text: "\"keep quiet\""}], not: {text: "nothing"}}) {
  nodes { id } edges { node { id } highlights { path start end text } }
} }`,
	"documents by who speaks for":  `{ list: documents(where: {publisher: {anyOf: ["actor/avaria"], include: [REPRESENTATIVES]}}) ` + through,
	"events by who speaks for":     `{ list: events(where: {participants: [{actor: {anyOf: ["actor/ruritania"], include: [REPRESENTATIVES]}}]}) ` + through,
	"agreements by who speaks for": `{ list: agreements(where: {parties: [{actor: {anyOf: ["actor/avaria"], include: [REPRESENTATIVES]}}]}) ` + through,
	"actors by a name":             `{ list: actors(where: {name: "council lake", and: [{startsWith: "مجل"}], not: {name: "nobody"}}) ` + lit,
	"locations as they are typed":  `{ list: locations(where: {startsWith: "the l"}) ` + lit,
	"topics as they are typed":     `{ list: topics(where: {and: [{startsWith: "هدو"}, {name: "lake"}]}) ` + lit,
	"agreements by a name":         `{ list: agreements(where: {name: "راحة"}) ` + lit,
	"events by a name":             `{ list: events(where: {name: "lake clash"}) ` + lit,
	"actors by no name":            `{ list: actors(where: {anyOf: ["actor/lake-council"], or: [{name: "lake"}, {startsWith: "lak"}]}) ` + lit,
	"a search": `{ list: search(text: "\"on the lake\" quiet", kinds: [TOPIC, EVENT, STATEMENT]) {
  nodes { ... on Node { id } } totalCount pageInfo { hasNextPage }
  edges { score node { ... on Topic { id } } highlights { path start end text } }
} }`,
	"statements by who speaks for": `{ list: statements(where: {by: {anyOf: ["actor/ruritania"], include: [REPRESENTATIVES]}}) ` + through,
	"actors by a part":             `{ list: actors(where: {affiliated: {anyOf: ["actor/avaria"], include: [PARTS]}}) ` + through,
}

const through = `{ edges { node { id } matchedThrough { path asked { id } matched { id } steps { holder { id } affiliation { kind } } } } } }`

const lit = `{ edges { node { id } highlights { path start end text } } } }`

// TestNamesAreMarked: a list of records shows the words of the names by which
// each is in it: of those that meet all that is asked of one, and none where
// names may or must not meet it.
func TestNamesAreMarked(t *testing.T) {
	for of, g := range graphs(t) {
		api := serving(t, g, graph.MarkingPublic)
		for what, want := range map[string]string{
			"actors by a name":            "actor/lake-council names[0].text[0:4] Lake, names[0].text[5:12] Council, names[1].text[0:4] مجلس",
			"locations as they are typed": "location/lake names[0].text[0:3] The, names[0].text[4:8] Lake",
			"topics as they are typed":    "topic/lake-quiet names[0].text[13:17] lake, names[1].text[0:6] الهدوء",
			"agreements by a name":        "agreement/lake-rest names[1].text[0:4] راحة",
			"events by a name":            "event/lake-clash names[0].text[0:5] Clash, names[0].text[13:17] lake",
			"actors by no name":           "actor/lake-council ",
			"documents by words":          "document/lake-minutes title[0:7] Minutes, text[28:38] keep quiet",
		} {
			t.Run(of+"/"+what, func(t *testing.T) {
				edges, _ := at(t, data(t, api, found[what], ""), "list", "edges").([]any)
				var got []string
				for i := range edges {
					got = append(got, fmt.Sprint(at(t, edges, i, "node", "id"), " ", marks(t, at(t, edges, i, "highlights"))))
				}
				same(t, strings.Join(got, "\n"), want)
			})
		}
	}
}

// marks are highlights as one line.
func marks(t *testing.T, highlights any) string {
	t.Helper()
	list, _ := highlights.([]any)
	var all []string
	for i := range list {
		h := func(field string) any { return at(t, list, i, field) }
		all = append(all, fmt.Sprintf("%v[%v:%v] %v", h("path"), h("start"), h("end"), h("text")))
	}
	return strings.Join(all, ", ")
}

// TestDocumentsByWords: a list of documents shows the words by which each is in
// it.
func TestDocumentsByWords(t *testing.T) {
	got := at(t, data(t, serving(t, graphs(t)["ledger"], graph.MarkingPublic), found["documents by words"], ""), "list")
	var want any
	decode(t, []byte(`{"nodes": [{"id": "document/lake-minutes"}], "edges": [{"node": {"id": "document/lake-minutes"}, "highlights": [
	  {"path": "title", "start": 0, "end": 7, "text": "Minutes"}, {"path": "text", "start": 28, "end": 38, "text": "keep quiet"}
	]}]}`), &want)
	same(t, got, want)
}

// TestFoundThrough: a list of records says through whom each is in it.
func TestFoundThrough(t *testing.T) {
	api := serving(t, graphs(t)["ledger"], graph.MarkingPublic)
	for what, want := range map[string]string{
		"documents by who speaks for": "document/avaria-readout-2019-04-18, publisher: actor/avaria-government for actor/avaria, whose PART_OF it is by actor/avaria-government\n" +
			"document/lake-minutes, publisher: actor/lake-council for actor/avaria, whose CONTROLLED_BY it is by actor/lake-council",
		"events by who speaks for": "event/call-2019-04-18, participants[0].actor: actor/anton-rikard for actor/ruritania, whose HOLDS_POST it is by actor/anton-rikard",
		"statements by who speaks for": "statement/ministers-stress-aid, by: actor/ruritania-foreign-minister for actor/ruritania, whose HOLDS_POST it is by actor/anton-rikard\n" +
			"statement/rikard-to-noman-as-avaria-tells-it, by: actor/ruritania-foreign-minister for actor/ruritania, whose HOLDS_POST it is by actor/anton-rikard\n" +
			"statement/rikard-to-noman-as-the-wire-has-it, by: actor/anton-rikard for actor/ruritania, whose HOLDS_POST it is by actor/anton-rikard\n" +
			"statement/rikard-to-noman-stop-breaches, by: actor/ruritania-foreign-minister for actor/ruritania, whose HOLDS_POST it is by actor/anton-rikard",
		"agreements by who speaks for": "agreement/lake-rest, parties[0].actor: actor/lake-council for actor/avaria, whose CONTROLLED_BY it is by actor/lake-council",
		"actors by a part": "actor/avaria-foreign-minister, affiliated: actor/avaria-government for actor/avaria, whose PART_OF it is by actor/avaria-government\n" +
			"actor/tariq-saman, affiliated: actor/avaria-government for actor/avaria, whose PART_OF it is by actor/avaria-government",
	} {
		t.Run(what, func(t *testing.T) {
			edges, _ := at(t, data(t, api, found[what], ""), "list", "edges").([]any)
			var got []string
			for i := range edges {
				list, _ := at(t, edges, i, "matchedThrough").([]any)
				for j := range list {
					got = append(got, fmt.Sprintf("%v, %v: %v for %v, whose %v it is by %v", at(t, edges, i, "node", "id"), at(t, list, j, "path"),
						at(t, list, j, "matched", "id"), at(t, list, j, "asked", "id"),
						at(t, list, j, "steps", 0, "affiliation", "kind"), at(t, list, j, "steps", 0, "holder", "id")))
				}
			}
			slices.Sort(got)
			same(t, strings.Join(got, "\n"), want)
		})
	}
}
