package gql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

// decisionsTold is one mutation of the review, and what is told of it in a line.
func decisionsTold(t *testing.T, api *gql.API, mutation string) string {
	t.Helper()
	field, input, _ := strings.Cut(mutation, " ")
	record := "records { ... on Statement { id status supersededBy { id } assignedTo } }"
	if field == "reject" {
		record = "records: record { id status supersededBy { id } assignedTo statusReason }"
	}
	whole := ask(t, api, fmt.Sprintf(`mutation { done: %s(input: {%s}) {
		%s revision { number author }
		errors { path code message conflict { expected { revision { number } } actual { revision { author } } } }
	} }`, field, input, record), "")
	if whole["errors"] != nil {
		code, message, _ := failure(t, whole)
		if same(t, code, "FORBIDDEN"); whole["data"] != nil {
			t.Errorf("what is refused has data: %v", whole)
		}
		return message
	}
	done, ok := at(t, whole, "data", "done").(map[string]any)
	if !ok {
		t.Fatalf("%v", whole)
	}
	if errs, _ := done["errors"].([]any); len(errs) == 0 {
		delete(done, "errors")
	} else {
		delete(done, "records")
		delete(done, "revision")
	}
	text, err := json.Marshal(done)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), `"`, "")
}

// The review of what the second coder coded at the lake, one decision after the
// other.
func TestDecisions(t *testing.T) {
	by := func(name string, role graph.Role) graph.Principal { return graph.Principal{Name: name, Role: role} }
	reviewer, coder, curator := by("made-up reviewer", graph.RoleReviewer), by("made-up coder", graph.RoleCoder), by("made-up curator", graph.RoleReviewer)
	const draft, second, first = "statement/so-it-was", "statement/council-is-quiet", "statement/council-keeps-quiet"
	steps := []struct {
		by             graph.Principal
		mutation, told string
	}{
		{
			coder, `assign ids: ["` + draft + `"], to: "R. Eviewer"`,
			`{records:[{assignedTo:R. Eviewer,id:statement/so-it-was,status:DRAFT,supersededBy:null}],revision:{author:made-up coder,number:18}}`,
		},
		{
			coder, `publish ids: ["` + draft + `"]`,
			"publish takes a REVIEWER, and made-up coder is a CODER",
		},
		{
			curator, `publish ids: ["statement/somewhere", "` + draft + `"]`,
			`{errors:[{code:FORBIDDEN,conflict:null,message:made-up curator has written the draft; somebody else has to publish it,path:[input,ids,0]}]}`,
		},
		{
			reviewer, `publish ids: ["` + draft + `"], expectedRevision: 17`,
			`{errors:[{code:CONFLICT,conflict:{actual:{revision:{author:made-up coder}},expected:{revision:{number:16}}},message:statement/so-it-was was changed in revision 18 by made-up coder; the change was made against revision 17,path:[input,ids,0]}]}`,
		},
		{
			reviewer, `publish ids: ["` + draft + `", "statement/never-was", "actor/avaria"]`,
			`{errors:[{code:NOT_FOUND,conflict:null,message:there is no such record,path:[input,ids,1]},{code:INVALID,conflict:null,message:actor/avaria is no statement,path:[input,ids,2]}]}`,
		},
		{
			reviewer, `publish ids: "` + draft + `", idempotencyKey: "k"`,
			`{records:[{assignedTo:null,id:statement/so-it-was,status:PUBLISHED,supersededBy:null}],revision:{author:made-up reviewer,number:19}}`,
		},
		{
			reviewer, `publish ids: ["` + draft + `"], idempotencyKey: "k"`,
			`{records:[{assignedTo:null,id:statement/so-it-was,status:PUBLISHED,supersededBy:null}],revision:{author:made-up reviewer,number:19}}`,
		},
		{
			reviewer, `publish ids: ["` + draft + `"]`,
			`{errors:[{code:CONFLICT,conflict:null,message:statement/so-it-was is PUBLISHED, and no DRAFT,path:[input,ids,0]}]}`,
		},
		{reviewer, `publish ids: []`, `{errors:[{code:INVALID,conflict:null,message:is empty,path:[input,ids]}]}`},
		{
			reviewer, `reject id: "statement/somewhere", reason: ""`,
			`{errors:[{code:INVALID,conflict:null,message:is missing,path:[input,reason]}]}`,
		},
		{
			reviewer, `reject id: "statement/somewhere", reason: "it has no span"`,
			`{records:{assignedTo:null,id:statement/somewhere,status:RETRACTED,statusReason:it has no span,supersededBy:null},revision:{author:made-up reviewer,number:20}}`,
		},
		{
			coder, `adjudicate answer: "` + second + `", others: ["` + first + `"]`,
			"adjudicate takes a REVIEWER, and made-up coder is a CODER",
		},
		{
			reviewer, `adjudicate answer: "` + second + `", others: ["` + first + `"], idempotencyKey: "a"`,
			`{records:[{assignedTo:null,id:statement/council-is-quiet,status:PUBLISHED,supersededBy:null},{assignedTo:null,id:statement/council-keeps-quiet,status:PUBLISHED,supersededBy:{id:statement/council-is-quiet}}],revision:{author:made-up reviewer,number:21}}`,
		},
		{
			reviewer, `adjudicate answer: "` + second + `", others: ["` + first + `"], idempotencyKey: "a"`,
			`{records:[{assignedTo:null,id:statement/council-is-quiet,status:PUBLISHED,supersededBy:null},{assignedTo:null,id:statement/council-keeps-quiet,status:PUBLISHED,supersededBy:{id:statement/council-is-quiet}}],revision:{author:made-up reviewer,number:21}}`,
		},
		{
			reviewer, `adjudicate answer: "` + second + `", others: ["` + first + `"]`,
			`{errors:[{code:INVALID,conflict:null,message:changes nothing,path:[input]}]}`,
		},
		{
			reviewer, `adjudicate answer: "` + second + `", others: ["` + string(graphtest.DenialID) + `"]`,
			`{errors:[{code:INVALID,conflict:null,message:` + string(graphtest.DenialID) + ` stands in no document in which statement/council-is-quiet stands,path:[input,others,0]}]}`,
		},
	}
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			for _, s := range steps {
				if got := decisionsTold(t, writing(t, g, s.by, graph.MarkingPublic), s.mutation); got != s.told && (of == "ledger" || !strings.Contains(s.told, "FORBIDDEN")) {
					t.Errorf("%s:\n got %s\nwant %s", s.mutation, got, s.told)
				} else if strings.Contains(got, "FORBIDDEN") != strings.Contains(s.told, "FORBIDDEN") {
					t.Errorf("%s:\n got %s\nwant %s", s.mutation, got, s.told)
				}
			}
			api := serving(t, g, graph.MarkingPublic)
			answers := data(t, api, `{ statements(where: {document: {anyOf: ["document/lake-minutes"]}}) { nodes { id } } }`, "")
			same(t, answers["statements"], map[string]any{"nodes": []any{map[string]any{"id": second}, map[string]any{"id": draft}}})
		})
	}
}

// A hurried graph is changed by somebody else between what a decision reads and
// what it writes.
type hurried struct {
	graph.Graph
	meanwhile func()
}

func (h *hurried) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	if first := h.meanwhile; first != nil {
		h.meanwhile = nil
		first()
	}
	return h.Graph.Commit(ctx, by, c)
}

// What somebody corrects meanwhile is not published unread, and not lost.
func TestWhatChangesMeanwhileIsNotDecided(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			corrected := lakeUnmatched()
			corrected.Text = "It was so"
			h := &hurried{Graph: g}
			h.meanwhile = func() { commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: corrected}}}) }
			api := writing(t, h, graph.Principal{Name: "made-up reviewer", Role: graph.RoleReviewer}, graph.MarkingPublic)
			told := decisionsTold(t, api, `publish ids: ["statement/so-it-was"]`)
			if !strings.Contains(told, "code:CONFLICT") || !strings.Contains(told, "path:[input,ids,0]") {
				t.Error(told)
			}
			now := data(t, api, `{ statement(id: "statement/so-it-was") { status text } }`, "")
			same(t, now["statement"], map[string]any{"status": "DRAFT", "text": "It was so"})
		})
	}
}
