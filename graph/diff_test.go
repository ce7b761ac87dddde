package graph_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// told writes differences one a line.
func told(changes []graph.FieldChange) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s: %s -> %s\n", c.Path, orDash(c.Before), orDash(c.After))
	}
	return b.String()
}

func orDash(text json.RawMessage) string {
	if text == nil {
		return "-"
	}
	return string(text)
}

func aboutOf(nodes ...graph.ID) []graph.About {
	var about []graph.About
	for _, n := range nodes {
		about = append(about, graph.About{Node: n, Role: graph.AboutAccused})
	}
	return about
}

func TestDiff(t *testing.T) {
	sound := func() *graph.Statement {
		return &graph.Statement{
			Meta: graph.Meta{ID: "statement/a", Coding: &graph.Coding{Coder: "one"}}, Text: "words", Lang: "en",
			About: aboutOf("actor/a", "actor/b", "actor/c"), Condition: "if <so>",
		}
	}
	for name, c := range map[string]struct {
		edit func(*graph.Statement)
		want string
	}{
		"nothing":             {func(*graph.Statement) {}, ""},
		"what is the default": {func(s *graph.Statement) { s.Marking, s.About[0].Level = graph.MarkingPublic, 0 }, ""},
		"a field":             {func(s *graph.Statement) { s.Condition = "if & when" }, "condition: \"if <so>\" -> \"if & when\"\n"},
		"a field of a part":   {func(s *graph.Statement) { s.Coding.Coder = "two" }, "coding.coder: \"one\" -> \"two\"\n"},
		"a part that is gone": {func(s *graph.Statement) { s.Coding = nil }, "coding: {\"coder\":\"one\"} -> -\n"},
		"several fields, in their order": {
			func(s *graph.Statement) { s.Lang, s.Text, s.Condition = "ar", "", "" },
			"condition: \"if <so>\" -> -\ntext: \"words\" -> -\nlang: \"en\" -> \"ar\"\n",
		},
		"an entry put in at the front": {
			func(s *graph.Statement) { s.About = aboutOf("event/x", "actor/a", "actor/b", "actor/c") },
			"about[0]: - -> {\"node\":\"event/x\",\"role\":\"ACCUSED\"}\n",
		},
		"an entry taken out of the middle": {
			func(s *graph.Statement) { s.About = aboutOf("actor/a", "actor/c") },
			"about[1]: {\"node\":\"actor/b\",\"role\":\"ACCUSED\"} -> -\n",
		},
		"an entry changed behind one that is put in": {
			func(s *graph.Statement) {
				s.About = aboutOf("event/x", "actor/a", "actor/b", "actor/c")
				s.About[3].Role, s.About[3].Stance = graph.AboutPraised, &graph.Stance{Value: -0.5, Scale: "made up"}
				s.About[0].Role = graph.AboutCause
			},
			"about[0]: - -> {\"node\":\"event/x\",\"role\":\"CAUSE\"}\n" +
				"about[3].role: \"ACCUSED\" -> \"PRAISED\"\nabout[3].stance: - -> {\"value\":-0.5,\"scale\":\"made up\"}\n",
		},
		"an entry in place of another": {
			func(s *graph.Statement) {
				s.Variables = []graph.Variable{{Name: "x", Type: graph.VariableDate, Value: "2016"}}
				s.About = nil
			},
			"variables: - -> [{\"name\":\"x\",\"type\":\"DATE\",\"value\":\"2016\"}]\nabout: " +
				"[{\"node\":\"actor/a\",\"role\":\"ACCUSED\"},{\"node\":\"actor/b\",\"role\":\"ACCUSED\"},{\"node\":\"actor/c\",\"role\":\"ACCUSED\"}] -> -\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := sound(), sound()
			c.edit(after)
			if got := told(graph.Diff(before, after)); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
	t.Run("of and to none", func(t *testing.T) {
		topic := &graph.Topic{Meta: graph.Meta{ID: "topic/a"}}
		want := "id: - -> \"topic/a\"\nmarking: - -> \"PUBLIC\"\nstatus: - -> \"PUBLISHED\"\n"
		if got := told(graph.Diff(nil, topic)); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		var none *graph.Topic
		if got := graph.Diff(topic, none); len(got) != 3 || got[2].After != nil || string(got[2].Before) != `"PUBLISHED"` {
			t.Errorf("%s", told(got))
		}
		if got := graph.Diff(nil, none); got != nil {
			t.Errorf("%s", told(got))
		}
	})
	t.Run("leaves both as they are", func(t *testing.T) {
		before, after := &graph.Topic{Names: []graph.Name{{Text: "x"}}}, &graph.Topic{Broader: "topic/b"}
		graph.Diff(before, after)
		if before.Status != "" || before.Names[0].Kind != "" || after.Marking != "" {
			t.Errorf("%+v %+v", before, after)
		}
	})
}

// Of lists that are too long to be weighed, only what lies between their ends
// is put side by side as it stands.
func TestDiffOfLongLists(t *testing.T) {
	name := func(i int) graph.Name { return graph.Name{Text: fmt.Sprintf("name %d", i)} }
	before, after := &graph.Topic{Names: many(300, name)}, &graph.Topic{Names: many(300, name)}
	after.Names = slices.Insert(after.Names, 0, graph.Name{Text: "first"})
	if got := graph.Diff(before, after); len(got) != 1 || got[0].Path != "names[0]" {
		t.Errorf("put in at the front: %d differences", len(got))
	}
	after.Names[300].Text = "last"
	if got := graph.Diff(before, after); len(got) != 301 || got[299].Path != "names[299].text" {
		t.Errorf("and the last one changed: %d differences", len(got))
	}
}

// TestDiffMakesTheOneOfTheOther: what differs is all that it takes to make the
// later version of the earlier one, and no more is said than that.
func TestDiffMakesTheOneOfTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := anyRecord().Draw(t, "before")
		after := graph.Clone(before)
		if rapid.Bool().Draw(t, "another") {
			fill(t, reflect.ValueOf(after).Elem(), 0)
			after.Shared().ID = before.Shared().ID
		} else {
			edit(t, reflect.ValueOf(after).Elem())
		}
		graph.Normalize(before)
		graph.Normalize(after)
		changes := graph.Diff(before, after)
		if again := graph.Diff(before, after); !reflect.DeepEqual(changes, again) {
			t.Fatalf("asked again:\n%s\n%s", told(changes), told(again))
		}
		if (len(changes) == 0) != graph.Equal(before, after) {
			t.Fatalf("equal: %t\n%s", graph.Equal(before, after), told(changes))
		}
		have, want := plainTree(t, before), plainTree(t, after)
		got := applied(t, have, changes)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s makes\n%v\nwant\n%v", told(changes), got, want)
		}
	})
}

// edit changes some of the lists of a record: entries are put in, taken out and
// changed.
func edit(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			edit(t, v.Field(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			edit(t, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			edit(t, v.Index(i))
		}
		entry := reflect.New(v.Type().Elem()).Elem()
		fill(t, entry, 10)
		switch at := rapid.IntRange(0, v.Len()).Draw(t, "where"); rapid.IntRange(0, 5).Draw(t, "how") {
		case 0:
			v.Set(reflect.AppendSlice(reflect.Append(v.Slice(0, at).Slice3(0, at, at), entry), v.Slice(at, v.Len())))
		case 1:
			if at < v.Len() {
				v.Set(reflect.AppendSlice(v.Slice(0, at).Slice3(0, at, at), v.Slice(at+1, v.Len())))
			}
		case 2:
			if at < v.Len() {
				v.Index(at).Set(entry)
			}
		}
	}
}

// plainTree reads a record as plain JSON.
func plainTree(t *rapid.T, r graph.Record) any {
	tree := map[string]any{}
	for _, c := range graph.Diff(nil, r) {
		tree[c.Path] = plain(t, c.After)
	}
	return tree
}

func plain(t *rapid.T, text json.RawMessage) (v any) {
	if text == nil {
		return nil
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

var step = regexp.MustCompile(`[^.\[\]]+`)

// applied makes the later version by the recipe of [graph.Diff], written for
// plain values and with no knowledge of how differences are found.
func applied(t *rapid.T, tree any, changes []graph.FieldChange) any {
	depth := func(c graph.FieldChange) int { return strings.Count(c.Path, "[") }
	entry := func(c graph.FieldChange) bool { return strings.HasSuffix(c.Path, "]") }
	most := 0
	for _, c := range changes {
		most = max(most, depth(c))
	}
	for level := 1; level <= most; level++ { // from the outermost list to the innermost
		for _, c := range slices.Backward(changes) {
			if depth(c) == level && entry(c) && c.After == nil {
				tree = at(t, tree, step.FindAllString(c.Path, -1), func(any) (any, how) { return nil, takenOut })
			}
		}
		for _, c := range changes {
			if depth(c) == level && entry(c) && c.Before == nil {
				tree = at(t, tree, step.FindAllString(c.Path, -1), func(any) (any, how) { return plain(t, c.After), putIn })
			}
		}
	}
	for _, c := range changes {
		if entry(c) && (c.Before == nil || c.After == nil) {
			continue
		}
		tree = at(t, tree, step.FindAllString(c.Path, -1), func(old any) (any, how) {
			if !reflect.DeepEqual(old, plain(t, c.Before)) {
				t.Fatalf("%s is %v, not %s", c.Path, old, c.Before)
			}
			if c.After == nil {
				return nil, takenOut
			}
			return plain(t, c.After), set
		})
	}
	return tree
}

type how int

const (
	set how = iota
	takenOut
	putIn
)

// at changes what stands at a path.
func at(t *rapid.T, v any, path []string, change func(any) (any, how)) any {
	switch v := v.(type) {
	case map[string]any:
		if len(path) > 1 {
			v[path[0]] = at(t, v[path[0]], path[1:], change)
			return v
		}
		to, how := change(v[path[0]])
		if v[path[0]] = to; how == takenOut {
			delete(v, path[0])
		}
		return v
	case []any:
		n, err := strconv.Atoi(path[0])
		if err != nil || n > len(v) {
			t.Fatalf("%v leads nowhere in %v", path, v)
		}
		if len(path) > 1 {
			v[n] = at(t, v[n], path[1:], change)
			return v
		}
		var old any
		if n < len(v) {
			old = v[n]
		}
		switch to, how := change(old); how {
		case takenOut:
			return slices.Delete(slices.Clone(v), n, n+1)
		case putIn:
			return slices.Insert(slices.Clone(v), n, to)
		default:
			v[n] = to
			return v
		}
	}
	t.Fatalf("%v leads nowhere", path)
	return nil
}

func ExampleDiff() {
	before := &graph.Actor{Meta: graph.Meta{ID: "actor/envoy"}, Names: []graph.Name{{Text: "The Envoy", Lang: "en"}}}
	after := &graph.Actor{Meta: graph.Meta{ID: "actor/envoy"}, Names: []graph.Name{{Text: "المبعوث", Lang: "ar"}, {Text: "The envoy", Lang: "en"}}}
	for _, c := range graph.Diff(before, after) {
		fmt.Println(c.Path, orDash(c.Before), orDash(c.After))
	}
	// Output:
	// names[0] - {"text":"المبعوث","lang":"ar","kind":"PRIMARY"}
	// names[1].text "The Envoy" "The envoy"
}
