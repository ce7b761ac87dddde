package gql_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
)

// hiddenPair is a judgement that only some may see.
const hiddenPair = graph.ID("judgement/5e0c5b0e-7a55-4b0e-9d3e-6a0f0b6f3c11")

func unsure(name string, a, b graph.ID, score string, marking graph.Marking) graph.Op {
	id := graph.ID("judgement/" + name)
	if marking != "" {
		id = hiddenPair
	}
	j := &graph.Judgement{Meta: graph.Meta{ID: id, Marking: marking}, A: a, B: b, Verdict: graph.VerdictUnsure, Why: "the names sound alike"}
	if score != "" {
		j.Variables = []graph.Variable{{Name: graph.VariableScore, Type: graph.VariableNumber, Value: score}}
	}
	return graph.Op{Verb: graph.VerbCreate, Record: j}
}

func judged(name string, a, b graph.ID, v graph.Verdict) graph.Op {
	return graph.Op{Verb: graph.VerbCreate, Record: &graph.Judgement{Meta: graph.Meta{ID: graph.ID("judgement/w-" + name)}, A: a, B: b, Verdict: v}}
}

func made(name, of string) graph.Op {
	return graph.Op{Verb: graph.VerbCreate, Record: &graph.Actor{Meta: graph.Meta{ID: graph.ID("actor/" + name)}, Kind: graph.ActorGroup, Names: []graph.Name{{Text: of, Lang: "en"}}}}
}

// waiting adds five made-up groups of which it is not certain who is who.
func waiting(t *testing.T, g graph.Graph) {
	t.Helper()
	commit(t, g, graph.Change{Ops: []graph.Op{
		made("reed-front", "Reed Front"), made("reed-league", "Reed League"), made("marsh-front", "Marsh Front"), made("marsh-men", "Marsh Men"), made("delta-men", "Delta Men"),
		unsure("w-a", "actor/reed-front", "actor/reed-league", "0.75", ""),
		unsure("w-b", "actor/marsh-front", "actor/marsh-men", "0.85", ""),
		unsure("w-c", "actor/marsh-front", "actor/reed-front", "0.75", ""),
		unsure("w-d", "actor/delta-men", "actor/marsh-men", "", ""),
		unsure("", "actor/delta-men", "actor/reed-front", "1", graph.MarkingRestricted),
	}})
}

// names are the ids of the judgements of a page, and its count.
func names(t *testing.T, answer map[string]any) (found string) {
	t.Helper()
	c, ok := answer["undecided"].(map[string]any)
	if !ok {
		t.Fatalf("%v", answer)
	}
	nodes, _ := c["nodes"].([]any)
	for _, n := range nodes {
		node, _ := n.(map[string]any)
		j, _ := node["judgement"].(map[string]any)
		found += strings.NewReplacer("judgement/w-", "", string(hiddenPair), "e", "judgement/council", "x").Replace(fmt.Sprint(j["id"]))
	}
	return fmt.Sprintf("%s of %v", found, c["totalCount"])
}

// The likeliest pair is first, equals are in the order of their ids, and pages
// meet; what is hidden is not there, and is not counted.
func TestUndecided(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			waiting(t, g)
			api := serving(t, g, graph.MarkingPublic)
			listed := func(args string) string {
				return `{ undecided` + args + ` { nodes { judgement { id } } totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`
			}
			if got := names(t, data(t, api, listed(""), "")); got != "bacxd of 5" {
				t.Errorf("%s", got)
			}
			for args, want := range map[string]string{
				`(score: 0.75)`: "bac of 3", `(score: 0.8)`: "b of 1", `(of: "actor/reed-front")`: "ac of 2",
				`(of: "actor/nobody")`: " of 0", `(last: 2)`: "xd of 5",
			} {
				if got := names(t, data(t, api, listed(args), "")); got != want {
					t.Errorf("%s: %s, not %s", args, got, want)
				}
			}
			first := data(t, api, listed("(first: 2)"), "")
			c, _ := first["undecided"].(map[string]any)
			info, _ := c["pageInfo"].(map[string]any)
			if info["hasNextPage"] != true || info["hasPreviousPage"] != false {
				t.Errorf("%v", info)
			}
			// Who decided the pair at which the cursor stands loses no other.
			toldOf(t, writing(t, g, reviewing, graph.MarkingPublic), `ids: ["judgement/w-a"], verdict: DIFFERENT`)
			if got := names(t, data(t, api, listed(fmt.Sprintf("(first: 2, after: %q)", info["endCursor"])), "")); got != "cx of 4" {
				t.Errorf("behind the first page: %s", got)
			}
			if got := names(t, data(t, api, listed(fmt.Sprintf("(last: 2, before: %q)", info["endCursor"])), "")); got != "b of 4" {
				t.Errorf("before its end: %s", got)
			}
			if got := names(t, data(t, serving(t, g, graph.MarkingRestricted), listed(""), "")); got != "ebcxd of 5" {
				t.Errorf("for those who see more: %s", got)
			}
			same(t, data(t, api, `{ undecided(first: 1) { edges { node { score evidence named { ... on Actor { name } } candidate { ... on Actor { id } } judgement { verdict } } } } }`, ""), map[string]any{
				"undecided": map[string]any{"edges": []any{map[string]any{"node": map[string]any{
					"score": json.Number("0.85"), "evidence": "the names sound alike", "named": map[string]any{"name": "Marsh Front"},
					"candidate": map[string]any{"id": "actor/marsh-men"}, "judgement": map[string]any{"verdict": "UNSURE"},
				}}}},
			})
			for args, code := range map[string]string{`(score: 2)`: "BAD_USER_INPUT", `(after: "x")`: "INVALID_CURSOR", `(after: "TmFOIGp1ZGdlbWVudC94")`: "INVALID_CURSOR", `(first: 501)`: "BAD_USER_INPUT"} {
				if got := fmt.Sprint(ask(t, api, listed(args), "")); !strings.Contains(got, "code:"+code) {
					t.Errorf("%s: %s", args, got)
				}
			}
		})
	}
}

var reviewing = graph.Principal{Name: "made-up reviewer", Role: graph.RoleReviewer}

// toldOf is what is told of a decision.
func toldOf(t *testing.T, api *gql.API, input string) string {
	t.Helper()
	return decisionsTold(t, api, "decide "+input)
}

// A decision is the judgement itself, corrected: it is read from then on, as of
// then, and stands where a later file looks for it.
func TestDecide(t *testing.T) {
	steps := []struct{ input, told string }{
		{`ids: [], verdict: SAME`, `{errors:[{code:INVALID,conflict:null,message:is empty,path:[input,ids]}]}`},
		{`ids: ["judgement/w-a"], verdict: UNSURE`, `{errors:[{code:INVALID,conflict:null,message:is UNSURE; a decision is SAME or DIFFERENT,path:[input,verdict]}]}`},
		{`ids: ["actor/reed-front", "judgement/none"], verdict: SAME`, `{errors:[{code:INVALID,conflict:null,message:actor/reed-front is no judgement,path:[input,ids,0]},{code:NOT_FOUND,conflict:null,message:there is no such record,path:[input,ids,1]}]}`},
		{`ids: ["` + string(hiddenPair) + `"], verdict: SAME`, `{errors:[{code:NOT_FOUND,conflict:null,message:there is no such record,path:[input,ids,0]}]}`},
		{`ids: ["judgement/w-a", "judgement/w-c"], verdict: SAME, why: "it is they", idempotencyKey: "k"`, `{records:[{},{}],revision:{author:made-up reviewer,number:19}}`},
		{`ids: ["judgement/w-a", "judgement/w-c"], verdict: SAME, why: "it is they", idempotencyKey: "k"`, `{records:[{},{}],revision:{author:made-up reviewer,number:19}}`},
		{`ids: ["judgement/w-b", "judgement/w-a"], verdict: SAME`, `{errors:[{code:CONFLICT,conflict:null,message:judgement/w-a is decided: SAME; a decision is taken back by revoking it,path:[input,ids,1]}]}`},
		{`ids: ["judgement/w-b"], verdict: SAME, expectedRevision: 1`, `{errors:[{code:CONFLICT,conflict:{actual:{revision:{author:made-up curator}},expected:null},message:judgement/w-b was changed in revision 18 by made-up curator; the change was made against revision 1,path:[input,ids,0]}]}`},
	}
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			waiting(t, g)
			api := writing(t, g, reviewing, graph.MarkingPublic)
			for _, s := range steps {
				if got := strings.ReplaceAll(toldOf(t, api, s.input), `\`, ""); got != s.told {
					t.Errorf("%s:\n got %s\nwant %s", s.input, got, s.told)
				}
			}
			query := `{ actor(id: "actor/marsh-front") { id } judgement(id: "judgement/w-a") { verdict why coding { coder } } }`
			same(t, data(t, serving(t, g, graph.MarkingPublic), query, ""), map[string]any{
				"actor":     map[string]any{"id": "actor/reed-front"},
				"judgement": map[string]any{"verdict": "SAME", "why": "it is they", "coding": nil},
			})
			if got := names(t, data(t, api, `{ undecided { nodes { judgement { id } } totalCount } }`, "")); got != "bxd of 3" {
				t.Errorf("%s wait", got)
			}
			// What is the same by a chain of judgements, or told apart by another one on the two, waits no more.
			commit(t, g, graph.Change{Ops: []graph.Op{
				judged("chain", "actor/marsh-men", "actor/reed-league", graph.VerdictSame), judged("apart", "actor/marsh-men", "actor/delta-men", graph.VerdictDifferent),
			}})
			if got := names(t, data(t, api, `{ undecided { nodes { judgement { id } } totalCount } }`, "")); got != "x of 1" {
				t.Errorf("%s wait", got)
			}
			before := ask(t, serving(t, g, graph.MarkingPublic), query, "", "18")
			if !strings.Contains(fmt.Sprint(before), "verdict:UNSURE") {
				t.Errorf("as of before: %v", before)
			}
		})
	}
}
