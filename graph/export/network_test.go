package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// readNetwork has NetworkX print the nodes and the edges of a file.
const readNetwork = `
import json, sys, networkx
read = networkx.read_gexf if sys.argv[1].endswith(".gexf") else lambda f: networkx.read_graphml(f, force_multigraph=True)
g = networkx.MultiDiGraph(read(sys.argv[1]))
def plain(d):
    return {k: str(v) for k, v in d.items()}
json.dump({
    "nodes": [dict(plain(d), id=n) for n, d in g.nodes(data=True)],
    "edges": [dict(plain(d), source=u, target=v) for u, v, d in g.edges(data=True)],
}, sys.stdout)
`

type networkx struct{ Nodes, Edges []map[string]string }

func byNetworkX(t *testing.T, format Format, text string) (n networkx) {
	t.Helper()
	python := tool(t, "python3", "-c", "import networkx")
	file := filepath.Join(t.TempDir(), "network."+string(format))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd := exec.CommandContext(t.Context(), python, "-c", readNetwork, file)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s of\n%s", err, said.String(), text)
	}
	if err := json.Unmarshal(out, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// told is how a test writes an edge down.
func (n networkx) told() (edges []string) {
	for _, e := range n.Edges {
		line := fmt.Sprintf("%s %s %s %s %s", e["statement"], e["kind"], e["source"], e["target"], e["role"])
		edges = append(edges, strings.TrimSpace(line+" "+e["start"]+" "+e["end"]))
	}
	slices.Sort(edges)
	return edges
}

// TestNetworkX opens the network of the sample and of the world, and sees that
// it has the edges that the statements have, by a rule of its own.
func TestNetworkX(t *testing.T) {
	for name, g := range map[string]graph.Graph{"sample": sampled(t), "world": world(t), "empty": empty(t)} {
		r := at(t, g, graph.MarkingProtected)
		want := expectedEdges(t, r)
		for _, format := range []Format{GraphML, GEXF} {
			t.Run(name+"."+string(format), func(t *testing.T) {
				text, p := wrote(t, r, Request{Format: format, Selection: Selection{Kind: graph.KindStatement}})
				n := byNetworkX(t, format, text)
				if got := n.told(); !slices.Equal(got, want) {
					t.Errorf("edges are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
				if len(n.Nodes) != p.Nodes || len(n.Edges) != p.Edges || name != "empty" && p.Edges == 0 {
					t.Errorf("%d nodes and %d edges, the provenance says %d and %d", len(n.Nodes), len(n.Edges), p.Nodes, p.Edges)
				}
				for _, node := range n.Nodes {
					record, err := r.Record(t.Context(), graph.ID(node["id"]))
					if err != nil {
						t.Error(err)
						continue
					}
					if label := labelOf(record); label.name != "" && node["label"] != label.name || node["kind"] != label.kind {
						t.Errorf("%v, want %+v", node, label)
					}
				}
			})
		}
	}
}

// expectedEdges works the edges of a graph out from its statements.
func expectedEdges(t *testing.T, r graph.Reader) (edges []string) {
	t.Helper()
	one := func(id graph.ID) graph.ID {
		who, err := r.Canonical(t.Context(), []graph.ID{id})
		if err != nil {
			t.Fatal(err)
		}
		return who[0]
	}
	for _, id := range listIDs(t, r, graph.StatementQuery{}, graph.Reader.Statements) {
		record, err := r.Record(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		s, ok := record.(*graph.Statement)
		if !ok {
			t.Fatal(id)
		}
		from, to := days(s.Said)
		add := func(kind string, a, b graph.ID, role string) {
			line := fmt.Sprintf("%s %s %s %s %s", id, kind, one(a), one(b), role)
			edges = append(edges, strings.TrimSpace(line+" "+from+" "+to))
		}
		chain := []graph.ID{}
		for _, relay := range s.Relays {
			chain = append(chain, relay.Actor)
		}
		for i := 1; i < len(chain); i++ {
			add("THROUGH", chain[i], chain[i-1], "")
		}
		for _, who := range s.Speakers {
			for _, a := range s.About {
				if strings.HasPrefix(string(a.Node), "actor/") {
					add("ABOUT", who.Actor, a.Node, string(a.Role))
				}
			}
			for _, a := range s.Addressees {
				add("TO", who.Actor, a.Actor, "")
			}
			if len(chain) > 0 {
				add("THROUGH", who.Actor, chain[len(chain)-1], "")
			}
		}
	}
	slices.Sort(edges)
	return edges
}

// TestWordsArePassedOnOutwards has two relays: the outermost comes first in the
// statement, and last on the way.
func TestWordsArePassedOnOutwards(t *testing.T) {
	relay := func(id graph.ID) graph.Relay { return graph.Relay{Speaker: graph.Speaker{Actor: id}} }
	s := &graph.Statement{
		Meta:     graph.Meta{ID: "statement/told-twice"},
		Speakers: []graph.Speaker{{Actor: "actor/minister"}, {Actor: "actor/envoy"}},
		Relays:   []graph.Relay{relay("actor/agency"), relay("actor/spokesman")},
		About:    []graph.About{{Node: "agreement/truce"}},
	}
	var got []string
	for _, e := range edgesOf(s) {
		got = append(got, fmt.Sprintf("%s %s %s %s", e.id, e.kind, e.from, e.to))
	}
	if want := []string{
		"statement/told-twice-1 THROUGH actor/minister actor/spokesman",
		"statement/told-twice-2 THROUGH actor/envoy actor/spokesman",
		"statement/told-twice-3 THROUGH actor/spokesman actor/agency",
	}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNetworkIsBounded(t *testing.T) {
	r := at(t, sampled(t), graph.MarkingPublic)
	n := newNetwork(r, Request{Format: GEXF, Selection: Selection{Kind: graph.KindStatement}})
	ids, err := n.actors(t.Context())
	if err != nil || len(ids) == 0 {
		t.Fatal(ids, err)
	}
	n.maxIDs = len(ids)
	if _, err := n.actors(t.Context()); err != nil {
		t.Error(err)
	}
	n.maxIDs--
	if _, err := n.actors(t.Context()); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("%v for one actor too many", err)
	}
}
