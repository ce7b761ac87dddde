package gql_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"hudna/graph"
)

// A readBack counts what is read of a graph.
type readBack struct {
	graph.Graph
	records, commits atomic.Int64
}

type backReader struct {
	graph.Reader
	of *readBack
}

func (g *readBack) At(v graph.View) graph.Reader { return backReader{g.Graph.At(v), g} }

func (r backReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	r.of.records.Add(1)
	return r.Reader.Records(ctx, ids)
}

func (r backReader) Commit(ctx context.Context, n graph.Revision) (graph.Commit, error) {
	r.of.commits.Add(1)
	return r.Reader.Commit(ctx, n)
}

// TestABareAnswerReadsNothingBack makes changes of which the answer tells what they
// made and no more, and others that ask for something of it, or whose key may have
// been used before.
func TestABareAnswerReadsNothingBack(t *testing.T) {
	g := &readBack{Graph: graphs(t)["ledger"]}
	api := writing(t, g, coder, graph.MarkingPublic)
	for name, test := range map[string]struct {
		input, selection string
		reads            bool
	}{
		"an id":             {"", "record { id }", false},
		"by an alias":       {"", "made: record { is: id __typename } errors { code }", false},
		"in fragments":      {"", "... on LocationPayload { record { ...only } } } } fragment only on Location { id ... { id", false},
		"nothing of it":     {"", "errors { code }", false},
		"a field of it":     {"", "record { id kind }", true},
		"one in a fragment": {"", "record { id ...more } } } fragment more on Location { status ... { id", true},
		"the revision":      {"", "record { id } revision { number }", true},
		"with a key":        {`, idempotencyKey: "made-up key"`, "record { id }", true},
	} {
		t.Run(name, func(t *testing.T) {
			g.records.Store(0)
			g.commits.Store(0)
			answer := ask(t, api, fmt.Sprintf(`mutation { createLocation(input: {record: {kind: SETTLEMENT, names: [{text: "Made-up mill"}]}%s}) { %s } }`, test.input, test.selection), "")
			if answer["errors"] != nil {
				t.Fatal(answer["errors"])
			}
			if read := g.records.Load()+g.commits.Load() > 0; read != test.reads {
				t.Errorf("%d times records and %d times commits were read: %v", g.records.Load(), g.commits.Load(), answer)
			}
			payload, ok := answer["data"].(map[string]any)["createLocation"].(map[string]any)
			if !ok {
				t.Fatal(answer)
			}
			if record, ok := payload["record"].(map[string]any); ok && record["id"] == "" {
				t.Errorf("no id: %v", answer)
			}
		})
	}
}
