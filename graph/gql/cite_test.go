package gql_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
)

// A metering graph notes the meters with which lists of actors were asked for.
type metering struct {
	graph.Graph
	mu     sync.Mutex
	meters map[*graph.Meter]int
}

func (m *metering) At(v graph.View) graph.Reader { return meteringReader{m.Graph.At(v), m} }

type meteringReader struct {
	graph.Reader
	of *metering
}

func (r meteringReader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	r.of.mu.Lock()
	r.of.meters[graph.MeterOf(ctx)]++
	r.of.mu.Unlock()
	return r.Reader.Actors(ctx, q, p)
}

// What a cited query reads counts as read by the operation that cites it.
func TestACitedQuerySharesTheBudget(t *testing.T) {
	g := &metering{Graph: loaded(t), meters: map[*graph.Meter]int{}}
	api := servingWith(t, g, gql.Options{Ask: answersOf(t, g)})
	data(t, api, `{ actors { nodes { id } } cite(query: "{ actors { nodes { id } } }") { id } }`, "")
	if len(g.meters) != 1 || g.meters[nil] != 0 {
		t.Errorf("%v", g.meters)
	}
	data(t, api, `{ actors { nodes { id } } }`, "")
	if len(g.meters) != 2 {
		t.Errorf("of another operation: %v", g.meters)
	}
}

// Without somebody who answers queries, records can be cited.
func TestOnlyRecordsAreCitedWhereNobodyAnswers(t *testing.T) {
	api, err := gql.New(loaded(t), gql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	data(t, api, `{ cite(id: "actor/avaria") { id } }`, "")
	code, _, _ := failure(t, ask(t, api, `{ cite(query: "{ head { number } }") { id } }`, ""))
	if code != "FORBIDDEN" {
		t.Error(code)
	}
}

// A citation of a query costs as much as one may; what is no citation is
// refused, and costs next to nothing.
func TestCostOfCitations(t *testing.T) {
	record := costOf(t, `{ cite(id: "actor/avaria") { json } }`, "")
	query := costOf(t, `{ cite(query: "{ head { number } }") { json } }`, "")
	none := costOf(t, `{ resolve(citation: "{}") }`, "")
	if record > 20 || none > 20 || query < 20_000 || 2*query > 50_000 || 3*query <= 50_000 {
		t.Errorf("a record costs %d, a query %d, what is none %d", record, query, none)
	}
	cited := at(t, data(t, serving(t, loaded(t), graph.MarkingPublic), `{ cite(query: "{ head { number } }") { json } }`, ""), "cite", "json")
	text, _ := cited.(string)
	escaped := strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(text)
	if got := costOf(t, `{ resolve(citation: "`+strings.ReplaceAll(escaped, `\\"`, `\\\"`)+`") }`, ""); got < 20_000 {
		t.Errorf("to resolve it costs %d", got)
	}
	if similar := costOf(t, `{ similar(id: "actor/avaria", first: 3) { found { record { __typename } evidence { kind } } } }`, ""); similar != 1000+3*(1+1+2*1) {
		t.Errorf("candidates cost %d", similar)
	}
}
