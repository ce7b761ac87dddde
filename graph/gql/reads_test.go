package gql_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// counted is a graph that counts what is asked of its readers.
type counted struct {
	graph.Graph
	mu    sync.Mutex
	calls map[string]int
	most  int // records asked for at once
}

func (c *counted) At(v graph.View) graph.Reader { return &countedReader{c.Graph.At(v), c} }

func (c *counted) count(method string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = make(map[string]int)
	}
	c.calls[method]++
	c.most = max(c.most, n)
}

// take gives the counts and begins anew.
func (c *counted) take() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

type countedReader struct {
	graph.Reader
	counted *counted
}

func (r *countedReader) Record(ctx context.Context, id graph.ID) (graph.Record, error) {
	r.counted.count("Record", 1)
	return r.Reader.Record(ctx, id)
}

func (r *countedReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	r.counted.count("Records", len(ids))
	return r.Reader.Records(ctx, ids)
}

func (r *countedReader) Positions(ctx context.Context, q graph.PositionQuery) (graph.Positions, error) {
	r.counted.count("Positions", 0)
	return r.Reader.Positions(ctx, q)
}

func (r *countedReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	r.counted.count("Statements", 0)
	return r.Reader.Statements(ctx, q, p)
}

func (r *countedReader) Count(ctx context.Context, query any) (int, error) {
	r.counted.count("Count", 0)
	return r.Reader.Count(ctx, query)
}

func (r *countedReader) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	r.counted.count("CountStatements", 0)
	return r.Reader.CountStatements(ctx, q)
}

func (r *countedReader) SourcesOf(ctx context.Context, s *graph.Statement) (int, error) {
	r.counted.count("SourcesOf", 0)
	return r.Reader.SourcesOf(ctx, s)
}

// crowd is a graph with n statements, each with a speaker, a post, a relay, an
// addressee, something that it is about and a document of its own.
func crowd(tb testing.TB, n int) graph.Graph {
	tb.Helper()
	g := graphtest.NewNaive(clock)
	enterCrowd(tb, g, n)
	return g
}

func enterCrowd(tb testing.TB, g graph.Graph, n int) {
	tb.Helper()
	for from := 0; from < n; from += 100 {
		var c graph.Change
		for i := from; i < min(n, from+100); i++ {
			actor := func(role string) graph.ID {
				id := graph.ID(fmt.Sprintf("actor/%s-%d", role, i))
				c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Actor{
					Meta: graph.Meta{ID: id}, Names: []graph.Name{{Text: fmt.Sprintf("made-up %s %d", role, i)}},
				}})
				return id
			}
			document := graph.ID(fmt.Sprintf("document/%d", i))
			c.Ops = append(c.Ops,
				graph.Op{Verb: graph.VerbCreate, Record: &graph.Document{Meta: graph.Meta{ID: document}, Publisher: actor("publisher"), Text: "Made-up words."}},
				graph.Op{Verb: graph.VerbCreate, Record: &graph.Statement{
					Meta:         graph.Meta{ID: graph.ID(fmt.Sprintf("statement/%d", i))},
					Speakers:     []graph.Speaker{{Actor: actor("speaker"), Post: actor("post")}},
					Addressees:   []graph.Addressee{{Actor: actor("addressee")}},
					About:        []graph.About{{Node: actor("accused"), Role: graph.AboutAccused}, {Node: actor("partner"), Role: graph.AboutPartner}},
					Transmission: graph.TransmissionDirect,
					Utterance:    graph.ID(fmt.Sprintf("utterance/%d", i/2)),
					Text:         "made-up words", Said: &graph.Date{EDTF: "2019-04-19"},
					Evidence: []graph.Evidence{{Document: document, Start: ptr(0), End: ptr(7)}},
				}},
			)
		}
		commit(tb, g, c)
	}
}

const crowded = `query ($first: Int!) {
  statements(first: $first) {
    nodes {
      id
      speakers { actor { id name } post { name } onBehalfOf { id } }
      relays { actor { name } }
      addressees { actor { name } }
      about { node { ... on Actor { name } } }
      attestedBy { name }
      evidence { document { title publisher { name } } exact prefix suffix }
      occasion { id }
      depth
    }
    edges { node { speakers { actor { name affiliations { organisation { id } } } } } }
    totalCount utterances sources
  }
}`

// TestReadsDoNotGrow: a page of fifty costs as many reads as a page of five:
// one for the page, one for its counts, one for each field that leads to other
// records or, by a plan, one for all that the records so far lead to.
func TestReadsDoNotGrow(t *testing.T) { bothWays(t, testReadsDoNotGrow) }

// bothWays runs a test that counts what is read, with plans and without.
func bothWays(t *testing.T, test func(t *testing.T, noPlans bool)) {
	t.Helper()
	for _, noPlans := range []bool{false, true} {
		t.Run(map[bool]string{false: "planned", true: "executed"}[noPlans], func(t *testing.T) { test(t, noPlans) })
	}
}

func testReadsDoNotGrow(t *testing.T, noPlans bool) {
	t.Helper()
	g := &counted{Graph: crowd(t, 60)}
	api := servingWith(t, g, gql.Options{NoPlans: noPlans})
	var before map[string]int
	for _, first := range []int{5, 50} {
		got := data(t, api, crowded, fmt.Sprintf(`{"first": %d}`, first))
		nodes, _ := at(t, got, "statements", "nodes").([]any)
		if len(nodes) != first {
			t.Fatalf("%d nodes", len(nodes))
		}
		for i := range nodes {
			name, _ := at(t, nodes, i, "speakers", 0, "actor", "name").(string)
			publisher, _ := at(t, nodes, i, "evidence", 0, "document", "publisher", "name").(string)
			exact := at(t, nodes, i, "evidence", 0, "exact")
			if !strings.HasPrefix(name, "made-up speaker ") || publisher != strings.Replace(name, "speaker", "publisher", 1) || exact != "Made-up" {
				t.Fatalf("node %d: %v", i, nodes[i])
			}
		}
		calls := g.take()
		// Speakers, posts, addressees, about, documents, publishers; a plan reads all
		// but the publishers together.
		want := map[string]int{"Statements": 1, "CountStatements": 1, "Records": 6}
		if !noPlans {
			want["Records"] = 2
		}
		if !maps.Equal(calls, want) {
			t.Errorf("a page of %d made the reads %v, not %v", first, calls, want)
		}
		if before != nil && !maps.Equal(calls, before) {
			t.Errorf("the reads grow from %v to %v", before, calls)
		}
		before = calls
	}
	most := 100 // the about entries of fifty statements
	if !noPlans {
		most = 300 // six records of each
	}
	if g.most != most {
		t.Errorf("at most %d records were read at once", g.most)
	}
}

// TestReadsOnlyWhatIsSelected: what nobody asked for is not read.
func TestReadsOnlyWhatIsSelected(t *testing.T) { bothWays(t, testReadsOnlyWhatIsSelected) }

func testReadsOnlyWhatIsSelected(t *testing.T, noPlans bool) {
	t.Helper()
	g := &counted{Graph: crowd(t, 10)}
	api := servingWith(t, g, gql.Options{NoPlans: noPlans})
	for what, c := range map[string]struct {
		query string
		want  map[string]int
	}{
		"fields of the page alone":    {`{ statements { nodes { id text said { edtf } } pageInfo { hasNextPage } } }`, map[string]int{"Statements": 1}},
		"the counts alone":            {`{ statements { totalCount sources } }`, map[string]int{"Statements": 1, "CountStatements": 1}},
		"the counts of nothing":       {`{ statements(where: {acts: []}) { totalCount nodes { id } } }`, map[string]int{"Statements": 1, "Count": 1}},
		"a reference that is skipped": {`{ statements { nodes { speakers { actor @skip(if: true) { id } } } } }`, map[string]int{"Statements": 1}},
		"a field on no node":          {`{ statements { nodes { about { node { ... on Event { id } } } } } }`, map[string]int{"Statements": 1, "Records": 1}},
		"one record twice":            {`{ a: actor(id: "actor/speaker-1") { id } b: actor(id: "actor/speaker-1") { id } }`, map[string]int{"Records": 1}},
		"the sources of each utterance once": {
			`{ statements(first: 10) { nodes { sources } edges { node { sources } } } }`, map[string]int{"Statements": 1, "SourcesOf": 5},
		},
		"a list within a list": {
			`{ statements(first: 10) { nodes { speakers { actor { statements { nodes { speakers { actor { id } } } } } } } } }`,
			map[string]int{"Statements": 11, "Records": 1},
		},
		"records and their histories": {
			`{ statement(id: "statement/1") { history { nodes { record { ... on Statement { speakers { actor { id } } evidence { document { id } } } } } } } }`,
			map[string]int{"Records": 2}, // the statement, and all that its versions refer to
		},
	} {
		t.Run(what, func(t *testing.T) {
			g.take()
			data(t, api, c.query, "")
			if calls := g.take(); !maps.Equal(calls, c.want) {
				t.Errorf("made the reads %v, not %v", calls, c.want)
			}
		})
	}
}

// BenchmarkPage measures a page with what its statements refer to.
func BenchmarkPage(b *testing.B) {
	for _, first := range []int{20, 50, 500} {
		b.Run(fmt.Sprint(first), func(b *testing.B) {
			l, err := ledger.Open(b.Context(), ledger.Options{Open: memkv.New().Open, Clock: clock})
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			enterCrowd(b, l, 500)
			api := servingWith(b, l, gql.Options{})
			variables := fmt.Sprintf(`{"first": %d}`, first)
			for b.Loop() {
				if r := asked(b, api, crowded, variables); len(r.Errors) > 0 {
					b.Fatal(r.Errors)
				}
			}
		})
	}
}
