package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/fiction"
	"hudna/graph"
	"hudna/graph/web"
)

// sampling reads what can be asked about off the statements of a made-up graph.
const sampling = `query Sampling($state: ID!) { statements(
  first: 500, where: {by: {anyOf: [$state], include: [SELF, REPRESENTATIVES, PARTS]}}
) { nodes {
  speakers { actor { id } } relays { actor { id } } addressees { actor { id } } about { role node { id } } positions { topic { id } }
  figures { countedBy { id } } utterance occasion { id } place { id } text coding { coder }
  evidence { document { id publisher { id } } }
} } }`

// variablesOf gives what the shapes of docs/filters.md ask about: of what a state
// says, what comes up most.
func variablesOf(t *testing.T, ask func(query string, variables map[string]string) shapeAnswer, state string) map[string]string {
	t.Helper()
	type ref struct{ ID string }
	var page struct {
		Statements struct {
			Nodes []struct {
				Speakers, Relays, Addressees []struct{ Actor ref }
				About                        []struct {
					Role string
					Node ref
				}
				Positions       []struct{ Topic ref }
				Figures         []struct{ CountedBy ref }
				Utterance       string
				Occasion, Place ref
				Text            string
				Coding          struct{ Coder string }
				Evidence        []struct {
					Document struct {
						ID        string
						Publisher ref
					}
				}
			}
		}
	}
	if err := json.Unmarshal(ask(sampling, map[string]string{"state": state}).Data, &page); err != nil {
		t.Fatal(err)
	}
	seen := map[string]map[string]int{}
	count := func(variable, value string) {
		if seen[variable] == nil {
			seen[variable] = map[string]int{}
		}
		if value != "" {
			seen[variable][value]++
		}
	}
	for _, s := range page.Statements.Nodes {
		for _, x := range s.Speakers {
			count("actor", x.Actor.ID)
		}
		for _, x := range s.Relays {
			count("relay", x.Actor.ID)
		}
		for _, x := range s.Addressees {
			count("other", x.Actor.ID)
		}
		for _, x := range s.About {
			kind, _, _ := strings.Cut(x.Node.ID, "/")
			if kind != "actor" {
				count(kind, x.Node.ID)
			} else if x.Role == "ACCUSED" {
				count("accused", x.Node.ID)
			}
		}
		for _, x := range s.Positions {
			count("topic", x.Topic.ID)
		}
		for _, x := range s.Figures {
			count("counter", x.CountedBy.ID)
		}
		for _, x := range s.Evidence {
			count("document", x.Document.ID)
			count("publisher", x.Document.Publisher.ID)
		}
		count("utterance", s.Utterance)
		count("event", s.Occasion.ID)
		count("location", s.Place.ID)
		count("coder", s.Coding.Coder)
		for i, word := range strings.Fields(s.Text) {
			count("text", word)
			if i == 0 {
				count("phrase", `"`+strings.Join(strings.Fields(s.Text)[:2], " ")+`"`)
			}
		}
	}
	v := map[string]string{"state": state, "from": "2019-02", "to": "2021-11"}
	for variable, values := range seen {
		if len(values) == 0 {
			continue
		}
		v[variable] = slices.MaxFunc(slices.Sorted(maps.Keys(values)), func(a, b string) int { return cmp.Compare(values[a], values[b]) })
	}
	v["denier"] = cmp.Or(v["accused"], v["other"])
	for _, variable := range []string{"actor", "other", "accused", "relay", "denier", "publisher", "counter"} {
		v[variable] = cmp.Or(v[variable], state)
	}
	return v
}

// someStates are the numbers of the state that says most in a made-up graph, of
// one in the middle, and of the one that says least.
func someStates(t *testing.T, ask func(query string, variables map[string]string) shapeAnswer) []int {
	t.Helper()
	var data struct {
		Codebook struct {
			Variables []struct{ Name, Value string }
		}
	}
	a := ask(`query ($id: ID!) { codebook(id: $id) { variables { name value } } }`, map[string]string{"id": string(fiction.Codebook)})
	if err := json.Unmarshal(a.Data, &data); err != nil {
		t.Fatal(err)
	}
	for _, v := range data.Codebook.Variables {
		if v.Name == "states" {
			n, err := strconv.Atoi(v.Value)
			if err != nil {
				t.Fatal(err)
			}
			return slices.Compact([]int{1, (n + 2) / 3, n})
		}
	}
	t.Fatal("the codebook does not say how many states there are")
	return nil
}

type shapeAnswer struct {
	Data       json.RawMessage
	Errors     []struct{ Message string }
	Extensions struct {
		Explain struct {
			Questions []struct {
				Question string
				Plan     *shapePlan
				KeysRead int
			}
			KeysRead, RecordsDecoded int
		}
	}
}

type shapePlan struct {
	Op, List string
	Length   uint64
	Steps    []*shapePlan
}

// shortest is how long the shortest of the lists is that a plan joins, or false
// where it goes through all there is.
func (p *shapePlan) shortest() (n uint64, listed bool) {
	if p == nil {
		return 0, false
	}
	switch p.Op {
	case "list", "union", "hits":
		return p.Length, p.List != "said-date" && p.List != "recorded"
	case "or":
		for _, s := range p.Steps {
			m, ok := s.shortest()
			if !ok {
				return 0, false
			}
			n += m
		}
		return n, true
	}
	for _, s := range p.Steps {
		if m, ok := s.shortest(); ok && (!listed || m < n) {
			n, listed = m, true
		}
	}
	return n, listed
}

// TestShapesOfALargeGraph asks what docs/filters.md asks, of a graph that `hudna
// generate` made: about a state that says much, one in the middle, and one that
// says little. All of it is answered without TOO_COMPLEX, and what the long
// question reads follows from its rows and its shortest list. What it logs is a
// table for docs/bench.
func TestShapesOfALargeGraph(t *testing.T) {
	dir := os.Getenv("HUDNA_SHAPES")
	if dir == "" {
		t.Skip("HUDNA_SHAPES names the directory of a generated graph: make bench-graph")
	}
	p := tested(t)
	g, err := p.open(t.Context(), dir, openFlags{readOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	server, err := p.server(g, graph.MarkingPublic, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(query string, variables map[string]string) (a shapeAnswer) {
		t.Helper()
		body, err := json.Marshal(map[string]any{"query": query, "variables": variables, "extensions": map[string]any{"explain": true}})
		if err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(string(body)))
		request.Header.Set("Content-Type", "application/json")
		var w answer
		server.ServeHTTP(&w, request)
		if err := json.Unmarshal(w.body.Bytes(), &a); err != nil || len(a.Errors) > 0 {
			t.Errorf("%s: %v, %s", query, err, w.body.Bytes())
		}
		return a
	}
	questions := blocks(t, "../../docs/filters.md", "graphql")
	var table strings.Builder
	fmt.Fprintln(&table, "| shape | asked about | rows | keys read | records decoded | shortest list | time |\n|---|---|--:|--:|--:|--:|--:|")
	for _, n := range someStates(t, ask) {
		state := string(fiction.StateID(n))
		v := variablesOf(t, ask, state)
		t.Log(v)
		// The long question names whom it asks about.
		names := strings.NewReplacer(
			"actor/united-states", state, "actor/us-state-department-spokesperson", v["relay"], "actor/russia", v["other"],
			"actor/syrian-armed-forces", v["accused"], "actor/syria", v["accused"], "location/aleppo-governorate", fmt.Sprintf("location/c%02d", n),
			"2016-04~", "2015~", "2016-04-20~", "2024~")
		for i, q := range questions {
			name := fmt.Sprint(i - 1)
			switch i {
			case 0:
				q, name = names.Replace(q), "long"
			case 1:
				q, name = names.Replace(q), "shorter"
			}
			begun := time.Now()
			a := ask(q, v)
			took := time.Since(begun)
			var data struct {
				Statements struct{ Nodes, Edges []json.RawMessage }
			}
			if err := json.Unmarshal(a.Data, &data); err != nil {
				t.Fatal(err)
			}
			x, rows, way := a.Extensions.Explain, len(data.Statements.Nodes)+len(data.Statements.Edges), "all"
			for j, q := range x.Questions {
				if q.Question != "Statements" {
					continue
				}
				if n, listed := q.Plan.shortest(); listed {
					way = fmt.Sprint(n)
					// In a small graph it is what opening the lists takes that counts.
					if most := max(20*(uint64(rows)+n), 2000); i < 2 && uint64(x.Questions[j].KeysRead) > most {
						t.Errorf("%s about %s: %d keys for %d rows and a shortest list of %d", name, state, x.Questions[j].KeysRead, rows, n)
					}
				} else if i < 2 {
					t.Errorf("%s about %s goes through all there is", name, state)
				}
			}
			fmt.Fprintf(&table, "| %s | %s | %d | %d | %d | %s | %.1f ms |\n", name, state, rows, x.KeysRead, x.RecordsDecoded, way, float64(took.Microseconds())/1000)
		}
	}
	if out := os.Getenv("HUDNA_SHAPES_TABLE"); out != "" {
		if err := os.WriteFile(out, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Log("\n" + table.String())
}
