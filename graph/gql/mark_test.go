package gql_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

// markedBy marks a record, and gives the payload.
func markedBy(t *testing.T, api *gql.API, input string) any {
	t.Helper()
	return at(t, data(t, api, `mutation { mark(input: {`+input+`}) {
  record { id ... on Actor { marking name history { nodes { verb record { ... on Actor { marking } } } } } }
  revision { number message } errors { path code message } clientMutationId
} }`, ""), "mark")
}

// Once an actor is protected, nobody without the clearance finds what there was of
// it: as of no revision, by no way of asking, in no count.
func TestMarkHides(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			by := graph.Principal{Name: "made-up reviewer", Role: graph.RoleReviewer}
			api := writing(t, g, by, graph.MarkingProtected)
			input := fmt.Sprintf(`id: %q, marking: PROTECTED, reason: "in danger", message: "protect", clientMutationId: "m", idempotencyKey: "k"`, graphtest.RuritaniaSpokeswoman)
			payload := markedBy(t, api, input)
			id, ok := at(t, payload, "record", "id").(string)
			if !ok || !graph.ID(id).Opaque() || at(t, payload, "record", "marking") != "PROTECTED" || at(t, payload, "clientMutationId") != "m" {
				t.Fatalf("%v", payload)
			}
			if verb := at(t, payload, "record", "history", "nodes", 0, "verb"); verb != "MARK" {
				t.Errorf("the last version is a %s", verb)
			}
			same(t, markedBy(t, api, input), payload)
			head := at(t, payload, "revision", "number")
			for _, clearance := range []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted} {
				public := serving(t, g, clearance)
				for _, as := range []string{"query", "query @asOf(revision: 9)"} {
					text, err := json.Marshal(asked(t, public, strings.Replace(everything, "\n{\n", "\n"+as+" {\n", 1), ""))
					if err != nil {
						t.Fatal(err)
					}
					for _, secret := range []string{string(graphtest.RuritaniaSpokeswoman), id, "Dolan", "دولان", "Ruritania hopes that", string(graphtest.RelayChainID)} {
						if strings.Contains(string(text), secret) {
							t.Errorf("%s, %s: %s is told", clearance, as, secret)
						}
					}
				}
				answer, err := json.Marshal(ask(t, public, fmt.Sprintf(`{
  node(id: %q) { id } old: node(id: %q) { id } said: node(id: %q) { id }
  statements(where: {by: {anyOf: [%q]}}) { totalCount }
}`, id, graphtest.RuritaniaSpokeswoman, graphtest.NestedHopeID, id), ""))
				if err != nil || strings.Contains(string(answer), `"id"`) || strings.Contains(string(answer), `"totalCount":1`) {
					t.Errorf("%s: %s, %v", clearance, answer, err)
				}
				for _, query := range []string{
					`{ search(text: "Dolan") { totalCount } statements(where: {text: "militia comply"}) { totalCount } }`,
					`query @asOf(revision: 9) { search(text: "Dolan") { totalCount } statements(where: {text: "militia comply"}) { totalCount } }`,
				} {
					for field, list := range data(t, public, query, "") {
						if n := at(t, list, "totalCount"); fmt.Sprint(n) != "0" {
							t.Errorf("%s: %s finds %v", clearance, field, n)
						}
					}
				}
				told := data(t, public, fmt.Sprintf(`{ revision(number: %v) { author message }
  difference: differences(from: 9, first: 500) { nodes { id } }
  revisions(first: 500, where: {author: "made-up reviewer"}) { nodes { number } } }`, head), "")
				text, err := json.Marshal(told)
				if err != nil || strings.Contains(string(text), "protect") || strings.Contains(string(text), id) || strings.Contains(string(text), "made-up") ||
					strings.Contains(string(text), string(graphtest.NestedHopeID)) {
					t.Errorf("%s: %s, %v", clearance, text, err)
				}
			}
		})
	}
}

func TestMarkIsRefused(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			as := func(role graph.Role, clearance graph.Marking) *gql.API {
				return writing(t, g, graph.Principal{Name: "made-up coder", Role: role}, clearance)
			}
			for name, c := range map[string]struct {
				api         *gql.API
				input, want string
			}{
				"as it is":            {as(graph.RoleAdmin, graph.MarkingProtected), fmt.Sprintf("id: %q, marking: PUBLIC", graphtest.Wire), "CONFLICT"},
				"above the clearance": {as(graph.RoleAdmin, graph.MarkingRestricted), fmt.Sprintf("id: %q, marking: PROTECTED", graphtest.Wire), "FORBIDDEN"},
				"lowered by a coder":  {as(graph.RoleCoder, graph.MarkingProtected), fmt.Sprintf("id: %q, marking: PUBLIC", graphtest.HiddenWitness), "FORBIDDEN"},
				"what is hidden":      {as(graph.RoleAdmin, graph.MarkingPublic), fmt.Sprintf("id: %q, marking: PUBLIC", graphtest.HiddenWitness), "NOT_FOUND"},
				"what is not there":   {as(graph.RoleAdmin, graph.MarkingPublic), `id: "actor/nobody", marking: PROTECTED`, "NOT_FOUND"},
				"a stale revision":    {as(graph.RoleAdmin, graph.MarkingProtected), fmt.Sprintf("id: %q, marking: PROTECTED, expectedRevision: 1000", graphtest.Wire), "CONFLICT"},
			} {
				payload := markedBy(t, c.api, c.input)
				if code := at(t, payload, "errors", 0, "code"); code != c.want || at(t, payload, "record") != nil || at(t, payload, "revision") != nil {
					t.Errorf("%s: %v", name, payload)
				}
			}
		})
	}
}
