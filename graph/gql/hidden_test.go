package gql_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// everything asks for all that can be reached of actors, events, agreements and
// statements of every status and basis, with their histories.
const everything = `
fragment Who on Actor { id name names { text } codes { code } affiliations { organisation { id name } post { id } } collects { ... on Node { id } } }
fragment Said on Statement {
  id text marking
  speakers { actor { ...Who } post { id } onBehalfOf { id } }
  relays { actor { ...Who } }
  addressees { actor { ...Who } term }
  attestedBy { ...Who }
  about { node { ... on Node { id } ... on Statement { text } ... on Named { name } } role level }
  content { actor { ...Who } toward { id } object { ... on Node { id } } content { mood actor { ...Who } act content { act } } }
  links { statement { id text } }
  occasion { id participants { actor { ...Who } role } }
  evidence { document { id title publisher { ...Who } } exact }
  history { nodes { record { id ... on Statement { text speakers { actor { id } } } } } }
}
{
  actors(first: 500) {
    nodes {
      ...Who
      statements(first: 50, where: {status: [DRAFT, PUBLISHED, RETRACTED], basis: [CODED, EXTRACTED, MACHINE_CODED]}) { nodes { id } totalCount utterances sources }
      mentions(first: 50) { nodes { id } totalCount }
      history { nodes { record { ... on Actor { ...Who } } } }
    }
  }
  statements(first: 500, where: {status: [DRAFT, PUBLISHED, RETRACTED], basis: [CODED, EXTRACTED, MACHINE_CODED]}) {
    nodes { ...Said } totalCount utterances sources
  }
  agreement(id: "agreement/karvela-truce") { parties { actor { ...Who } role } statements { totalCount nodes { id } } }
  events: nodes(ids: ["event/call-2019-04-18", "event/school-shelling-2019-04"]) {
    ... on Event { participants { actor { ...Who } role } statements { totalCount nodes { id } } }
  }
  document(id: "document/gazette-2019-04-19") { statements { totalCount nodes { id } } }
}`

// What nobody may find in an answer without the clearance.
var secrets = map[graph.Marking][]string{
	graph.MarkingRestricted: {
		string(graphtest.HiddenMediator), "Discreet mediator", "وسيط", string(graphtest.NotesID),
		"acknowledged a breach in confidence", string(graphtest.HiddenNotes), "Notes of a talk", "AUSPICES",
	},
	graph.MarkingProtected: {
		string(graphtest.HiddenWitness), "Protected witness", "شاهد محمي", string(graphtest.WitnessID), "A protected witness accuses",
	},
}

func TestHidden(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testHidden(t, g) })
	}
}

func testHidden(t *testing.T, g graph.Graph) {
	t.Helper()
	for _, clearance := range graph.Markings() {
		t.Run(string(clearance), func(t *testing.T) {
			api := serving(t, g, clearance)
			for _, as := range []string{"query", "query @asOf(revision: 9)"} {
				text, err := json.Marshal(asked(t, api, strings.Replace(everything, "\n{\n", "\n"+as+" {\n", 1), ""))
				if err != nil {
					t.Fatal(err)
				}
				answer := string(text)
				if strings.Contains(answer, `"errors"`) {
					t.Fatal(answer)
				}
				for marking, list := range secrets {
					for _, secret := range list {
						encoded, err := json.Marshal(secret)
						if err != nil {
							t.Fatal(err)
						}
						found := strings.Contains(answer, strings.Trim(string(encoded), `"`))
						if found != clearance.Covers(marking) {
							t.Errorf("%s: %q is there: %t", as, secret, found)
						}
					}
				}
			}
		})
	}
}

// TestHiddenIsNotThere: what is hidden from the asker answers to the byte like
// what never was, wherever one can ask for it.
// TestHiddenCommits: who changed what one may not see, and why, is not told.
func TestHiddenCommits(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			secret := &graph.Actor{Meta: graph.Meta{ID: "actor/0195f2a0-0000-7000-8000-000000000001", Marking: graph.MarkingProtected}, Kind: graph.ActorUnknown}
			by := graph.Principal{Name: "made-up coder", Role: graph.RoleCoder, Clearance: graph.MarkingProtected}
			r, err := g.Commit(t.Context(), by, graph.Change{Message: "made-up secret", Ops: []graph.Op{{Verb: graph.VerbCreate, Record: secret}}})
			if err != nil {
				t.Fatal(err)
			}
			query := fmt.Sprintf(`{ head { author message } revision { author message } one: revision(number: %d) { author message }
				revisions(first: 1) { nodes { author message } } }`, r)
			for clearance, want := range map[graph.Marking]string{
				graph.MarkingPublic:    `{"author":null,"message":null}`,
				graph.MarkingProtected: `{"author":"made-up coder","message":"made-up secret"}`,
			} {
				var told any
				decode(t, []byte(want), &told)
				d := data(t, serving(t, g, clearance), query, "")
				same(t, at(t, d, "head"), told)
				same(t, at(t, d, "revision"), told)
				same(t, at(t, d, "one"), told)
				same(t, at(t, d, "revisions", "nodes", 0), told)
			}
		})
	}
}

func TestHiddenIsNotThere(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testHiddenIsNotThere(t, g) })
	}
}

func testHiddenIsNotThere(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for what, c := range map[string]struct {
		hidden graph.ID
		never  graph.ID
		query  string // %s is the id
	}{
		"a node":         {graphtest.HiddenWitness, "actor/0195a000-0000-7000-8000-0000000000ff", `{ node(id: %q) { id } }`},
		"among nodes":    {graphtest.WitnessID, "statement/0195a000-0000-7000-8000-0000000000ff", `{ nodes(ids: ["actor/avaria", %q]) { id } }`},
		"an actor":       {graphtest.HiddenMediator, "actor/0195a000-0000-7000-8000-0000000000ff", `{ actor(id: %q) { id name statements { totalCount } } }`},
		"a statement":    {graphtest.NotesID, "statement/never-was-there", `{ statement(id: %q) { id text } }`},
		"a document":     {graphtest.HiddenNotes, "document/0195a000-0000-7000-8000-0000000000ff", `{ document(id: %q) { title statements { totalCount } } }`},
		"a judgement":    {graphtest.HiddenJudgement, "judgement/never-was-there-0000", `{ judgement(id: %q) { verdict } }`},
		"as a speaker":   {graphtest.HiddenWitness, "actor/0195a000-0000-7000-8000-0000000000ff", `{ statements(where: {by: {anyOf: ["actor/avaria", %q]}}) { totalCount } }`},
		"as no speaker":  {graphtest.HiddenWitness, "actor/0195a000-0000-7000-8000-0000000000ff", `{ statements(where: {by: {noneOf: [%q]}}) { totalCount } }`},
		"as an occasion": {"event/0195a000-0000-7000-8000-000000000001", "event/0195a000-0000-7000-8000-0000000000ff", `{ statements(where: {occasion: %q}) { totalCount } }`},
		"as a document":  {graphtest.HiddenNotes, "document/0195a000-0000-7000-8000-0000000000ff", `{ statements(where: {document: {anyOf: [%q]}}) { nodes { id } } }`},
		"as a statement": {graphtest.WitnessID, "statement/0195a000-0000-7000-8000-0000000000ff", `{ statements(where: {about: [{statement: %q}]}) { nodes { id } } }`},
		"as an argument": {"agreement/0195a000-0000-7000-8000-000000000001", "agreement/0195a000-0000-7000-8000-0000000000ff", `{ event(id: "event/lake-clash") { dayOfTruce(agreement: %q) { from } } }`},
	} {
		t.Run(what, func(t *testing.T) {
			ask := func(id graph.ID) string {
				response := asked(t, api, fmt.Sprintf(c.query, id), "")
				text, err := json.Marshal(response)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range response.Errors { // positions count the letters of the id
					e.Locations = nil
				}
				return strings.ReplaceAll(string(text), string(id), "ID")
			}
			if hidden, never := ask(c.hidden), ask(c.never); hidden != never {
				t.Errorf("hidden: %s\nnever:  %s", hidden, never)
			}
		})
	}
	// Somebody with clearance does find them.
	cleared := serving(t, g, graph.MarkingProtected)
	for _, id := range []graph.ID{graphtest.HiddenWitness, graphtest.WitnessID, graphtest.HiddenMediator, graphtest.NotesID, graphtest.HiddenNotes, graphtest.HiddenJudgement} {
		same(t, at(t, data(t, cleared, fmt.Sprintf(`{ node(id: %q) { id } }`, id), ""), "node", "id"), string(id))
	}
}

// TestNotListedUnlessAsked: drafts, withdrawals and what a machine coded are in
// no list that did not ask for them.
func TestNotListedUnlessAsked(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testNotListedUnlessAsked(t, g) })
	}
}

func testNotListedUnlessAsked(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for what, c := range map[string]struct {
		revision int
		where    string
		id       graph.ID
	}{
		"a draft":         {8, `{status: [DRAFT]}`, graphtest.DraftID},
		"a withdrawal":    {13, `{status: [RETRACTED]}`, graphtest.CodedTwiceID},
		"a machine's row": {17, `{basis: [MACHINE_CODED]}`, graphtest.MachineCodedID},
	} {
		t.Run(what, func(t *testing.T) {
			got := data(t, api, fmt.Sprintf(`query @asOf(revision: %d) {
  all: statements(first: 500) { nodes { id } }
  by: actor(id: "actor/saher-noman") { statements { nodes { id } } }
  state: actor(id: "actor/ruritania") { statements { nodes { id } } mentions { nodes { id } } }
  about: actor(id: "actor/avaria") { mentions { nodes { id } } }
  row: document(id: "document/coded-rows-2019") { statements { nodes { id } } }
  readout: document(id: "document/avaria-readout-2019-04-18") { statements { nodes { id } } }
  on: event(id: "event/call-2019-04-18") { statements { nodes { id } } }
  asked: statements(where: %s) { nodes { id } }
}`, c.revision, c.where), "")
			same(t, at(t, got, "asked", "nodes"), []any{map[string]any{"id": string(c.id)}})
			delete(got, "asked")
			// The name of one record may begin that of another.
			if strings.Contains(fmt.Sprint(got), string(c.id)+"]") {
				t.Errorf("%s is listed: %v", c.id, got)
			}
		})
	}
}

// TestVersionsAreCut: a former version does not lead to what is hidden at the
// revision that is read, though it was not hidden when the version was made.
func TestVersionsAreCut(t *testing.T) {
	g := loaded(t)
	// What the source says is said by the witness from now on, and so hidden.
	now := graphtest.Anonymous()
	now.Speakers = []graph.Speaker{{Actor: graphtest.HiddenWitness}}
	shelling := graphtest.SchoolShelling()
	shelling.Claims = []graph.ID{graphtest.AnonymousID, graphtest.OwnVoiceID}
	commit(t, g, graph.Change{Message: "name who spoke", Ops: []graph.Op{
		{Verb: graph.VerbCorrect, Record: now}, {Verb: graph.VerbCorrect, Record: shelling},
	}})
	const question = `{ event(id: "event/school-shelling-2019-04") {
  claims { id }
  history { nodes { revision { number } record { ... on Event { claims { id } participants { actor { id } } } } } }
} }`
	militia := []any{map[string]any{"actor": map[string]any{"id": string(graphtest.ValleyMilitia)}}}
	version := func(number string, claims ...graph.ID) any {
		list := []any{}
		for _, id := range claims {
			list = append(list, map[string]any{"id": string(id)})
		}
		return map[string]any{
			"revision": map[string]any{"number": json.Number(number)},
			"record":   map[string]any{"claims": list, "participants": militia},
		}
	}
	for clearance, want := range map[graph.Marking][]any{
		graph.MarkingPublic:    {version("18", graphtest.OwnVoiceID), version("7")},
		graph.MarkingProtected: {version("18", graphtest.AnonymousID, graphtest.OwnVoiceID), version("7", graphtest.AnonymousID)},
	} {
		got := data(t, serving(t, g, clearance), question, "")
		same(t, at(t, got, "event", "history", "nodes"), want)
	}
}
