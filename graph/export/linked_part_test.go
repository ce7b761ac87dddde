package export

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"hudna/graph"
)

const (
	ofSchema = "https://schema.org/"
	ofProv   = "http://www.w3.org/ns/prov#"
)

// parts are the nodes under a name of an expanded node.
func parts(node map[string]any, name string) (all []map[string]any) {
	list, _ := node[name].([]any)
	for _, each := range list {
		if part, ok := each.(map[string]any); ok {
			all = append(all, part)
		}
	}
	return all
}

// told compares what a node says under a name with what the record has; what is
// empty is not to be said.
func told(t *testing.T, where string, node map[string]any, name string, want ...string) {
	t.Helper()
	want = slices.DeleteFunc(want, func(s string) bool { return s == "" || s == ownNodes })
	if got := values(node, name); !slices.Equal(got, want) {
		t.Errorf("%s: %s is %q, want %q", where, name, got, want)
	}
}

func holdsContent(t *testing.T, where string, node map[string]any, c *graph.Content) (levels int) {
	t.Helper()
	found := parts(node, ownTerms+"content")
	if c == nil || len(found) != 1 {
		if c != nil || len(found) > 0 {
			t.Errorf("%s: %d contents, want that there is one: %t", where, len(found), c != nil)
		}
		return 0
	}
	n := found[0]
	told(t, where, n, "@type", ownTerms+"Content")
	told(t, where, n, ownTerms+"mood", string(c.Mood))
	told(t, where, n, ownTerms+"actor", ownNodes+string(c.Actor))
	told(t, where, n, ownTerms+"act", string(c.Act))
	told(t, where, n, ownTerms+"eventKind", string(c.EventKind))
	told(t, where, n, ownTerms+"action", string(c.Action))
	told(t, where, n, ownTerms+"polarity", string(c.Polarity))
	told(t, where, n, ownTerms+"condition", c.Condition)
	told(t, where, n, ownTerms+"words", c.Words)
	told(t, where, n, ownTerms+"object", ownNodes+string(c.Object))
	var toward []string
	for _, id := range c.Toward {
		toward = append(toward, ownNodes+string(id))
	}
	told(t, where, n, ownTerms+"toward", toward...)
	return 1 + holdsContent(t, where+" content", n, c.Content)
}

func holdsFigures(t *testing.T, where string, node map[string]any, figures []graph.Figure) int {
	t.Helper()
	found := parts(node, ownTerms+"figure")
	if len(found) != len(figures) {
		t.Fatalf("%s: %d figures, want %d", where, len(found), len(figures))
	}
	text := func(n *int64) string {
		if n == nil {
			return ""
		}
		return strconv.FormatInt(*n, 10)
	}
	for i, f := range figures {
		n := found[i] // expanding keeps the order
		told(t, where, n, ownTerms+"what", string(f.What))
		told(t, where, n, ownTerms+"of", ownNodes+string(f.Of))
		told(t, where, n, ownTerms+"words", f.Words)
		told(t, where, n, ofSchema+"minValue", text(f.Low))
		told(t, where, n, ofSchema+"value", text(f.Best))
		told(t, where, n, ofSchema+"maxValue", text(f.High))
		told(t, where, n, ofSchema+"unitText", string(f.Unit))
		told(t, where, n, ownTerms+"bound", string(f.Bound))
		told(t, where, n, ofProv+"wasAttributedTo", ownNodes+string(f.CountedBy))
		told(t, where, n, ownTerms+"blamed", ownNodes+string(f.Blamed))
		told(t, where, n, ownTerms+"place", ownNodes+string(f.Place))
		if w := f.Window; w != nil {
			told(t, where, n, ownTerms+"window", cmp.Or(string(w.EDTF), w.Words))
		}
		var includes []string
		for _, what := range f.Includes {
			includes = append(includes, string(what))
		}
		told(t, where, n, ownTerms+"includes", includes...)
		if said := fmt.Sprint(n[ownTerms+"cumulative"]); f.Cumulative != nil && said != fmt.Sprintf("[map[@value:%t]]", *f.Cumulative) {
			t.Errorf("%s: cumulative is %s", where, said)
		}
	}
	return len(figures)
}

// TestLinkedDataHoldsParts sees that what words ask, how their speaker stands to
// propositions, and what was counted are in the nodes of statements and events.
func TestLinkedDataHoldsParts(t *testing.T) {
	levels, positions, figures := 0, 0, 0
	for _, g := range []graph.Graph{world(t), sampled(t), partly(t)} {
		r := at(t, g, graph.MarkingProtected)
		for _, k := range []graph.Kind{graph.KindStatement, graph.KindEvent} {
			text, _ := wrote(t, r, Request{Format: JSONLD, Selection: everything(k)})
			nodes := expanded(t, text)
			for record, err := range r.Scan(t.Context(), k) {
				if err != nil {
					t.Fatal(err)
				}
				node, where := nodes[ownNodes+string(record.Shared().ID)], string(record.Shared().ID)
				switch record := record.(type) {
				case *graph.Event:
					figures += holdsFigures(t, where, node, record.Figures)
				case *graph.Statement:
					levels = max(levels, holdsContent(t, where, node, record.Content))
					figures += holdsFigures(t, where, node, record.Figures)
					stands := parts(node, ownTerms+"position")
					if len(stands) != len(record.Positions) {
						t.Fatalf("%s: %d positions, want %d", where, len(stands), len(record.Positions))
					}
					for i, p := range record.Positions {
						told(t, where, stands[i], ofSchema+"about", ownNodes+string(p.Topic))
						told(t, where, stands[i], ownTerms+"agreement", string(p.Agreement))
						positions++
					}
				}
			}
		}
	}
	if levels < 3 || positions < 2 || figures < 3 {
		t.Errorf("only %d levels of content, %d positions and %d figures were looked at", levels, positions, figures)
	}
}

// partly has a statement and an event with everything that figures, contents and
// positions can have. It is made up, as are the names.
func partly(t *testing.T) graph.Graph {
	t.Helper()
	g := empty(t)
	number := func(n int64) *int64 { return &n }
	yes := true
	actor := func(name string) *graph.Actor {
		return &graph.Actor{Meta: graph.Meta{ID: graph.ID("actor/" + name)}, Kind: graph.ActorGroup, Names: []graph.Name{{Text: name, Lang: "en"}}}
	}
	topic := func(name string) *graph.Topic {
		return &graph.Topic{Meta: graph.Meta{ID: graph.ID("topic/" + name)}, Kind: graph.TopicProposition, Names: []graph.Name{{Text: name, Lang: "en"}}}
	}
	figure := graph.Figure{
		What: graph.FigureBreaches, Of: "actor/avaria", Words: "a dozen or so", Low: number(9), Best: number(12), High: number(9007199254740993), Bound: graph.BoundAbout,
		Unit: graph.UnitBreach, CountedBy: "actor/berun", Blamed: "actor/avaria", Includes: []graph.FigureWhat{graph.FigureArrests, graph.FigureExplosions},
		Window: &graph.Date{EDTF: "2019-04-18/2019-04-20"}, Place: "location/karvela", Cumulative: &yes,
	}
	s := statement("parts", "document/parts")
	s.Speakers = nil
	s.Attribution = graph.AttributionPublisher
	s.Content = &graph.Content{
		Mood: graph.MoodExpected, Actor: "actor/avaria", Act: graph.ActUrge, Polarity: graph.PolarityAffirmed, Condition: "if it holds",
		Content: &graph.Content{
			Mood: graph.MoodRequested, Actor: "actor/berun", Action: graph.ActionComply, Toward: []graph.ID{"actor/avaria"}, Object: "topic/the-road-is-open", Words: "to comply",
			Content: &graph.Content{Mood: graph.MoodFeared, EventKind: graph.EventShelling, Polarity: graph.PolarityNegated},
		},
	}
	s.About = []graph.About{{Node: "actor/avaria", Role: graph.AboutAsked, Level: 0}, {Node: "actor/berun", Role: graph.AboutAsked, Level: 1}, {Node: "actor/avaria", Role: graph.AboutPartner, Level: 1}}
	s.Positions = []graph.Stand{{Topic: "topic/the-road-is-open", Agreement: graph.Agree}, {Topic: "topic/the-truce-holds", Agreement: graph.Disagree}}
	s.Figures = []graph.Figure{figure, {What: graph.FigureDeaths, Best: number(0)}}
	commit(t, g,
		actor("avaria"), actor("berun"), topic("the-road-is-open"), topic("the-truce-holds"), document("parts"),
		&graph.Location{Meta: graph.Meta{ID: "location/karvela"}, Kind: graph.LocationSettlement, Names: []graph.Name{{Text: "Karvela", Lang: "en"}}},
		&graph.Event{Meta: graph.Meta{ID: "event/parts"}, Kind: graph.EventOther, Basis: graph.EventReported, Figures: []graph.Figure{figure}},
		s)
	return g
}
