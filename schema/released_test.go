package schema_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"hudna/schema"
)

const released = "testdata/released.graphql"

// TestReleased compares the schema with the one that was released last. What
// would break a question that somebody asks today is named, and has to be announced
// in CHANGELOG.md before it can be released; an addition only has to be released too:
// UPDATE=1 writes the file.
func TestReleased(t *testing.T) {
	now := plain(load(t, schema.SDL()))
	if os.Getenv("UPDATE") != "" {
		if silent := unannounced(t, now); len(silent) > 0 {
			t.Fatalf("these break questions that are asked today, and CHANGELOG.md names none of them in backquotes: %q", silent)
		}
		if err := os.WriteFile(released, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(released)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken(load(t, string(before)), load(t, schema.SDL())) {
		t.Errorf("breaks questions that are asked today: %s", b)
	}
	if string(before) != now {
		t.Errorf("the schema is not the one in %s: run UPDATE=1 go test ./schema and read the difference", released)
	}
}

// unannounced names what the schema breaks without a word in CHANGELOG.md.
func unannounced(t *testing.T, now string) (silent []string) {
	t.Helper()
	before, err := os.ReadFile(released)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken(load(t, string(before)), load(t, now)) {
		if !strings.Contains(string(changes), "`"+path(b)+"`") {
			silent = append(silent, b)
		}
	}
	return silent
}

// path is that of what is broken, as graphql-inspector writes it: Query.actor.id.
func path(broken string) string {
	name, _, _ := strings.Cut(broken, " ")
	return strings.ReplaceAll(strings.TrimSuffix(name, ":)"), "(", ".")
}

// TestUnannounced: what breaks questions is named until the changelog names it.
func TestUnannounced(t *testing.T) {
	now := plain(load(t, schema.SDL()))
	if silent := unannounced(t, now); len(silent) > 0 {
		t.Errorf("%q", silent)
	}
	less := strings.Replace(now, "  actor(id: ID code:", "  actor(ids: ID code:", 1)
	if silent := unannounced(t, less); !slices.Equal(silent, []string{"Query.actor(id:) is gone"}) {
		t.Errorf("%q", silent)
	}
	if got := path("Query.actor(id:) is gone"); got != "Query.actor.id" {
		t.Error(got)
	}
}

// TestBroken shows that each way to break a question is found, and that
// additions are none.
func TestBroken(t *testing.T) {
	const before = `
type Query { actor(id: ID): Actor, actors(where: Filter, first: Int = 20): [Actor!]! }
interface Node { id: ID! }
type Actor implements Node { id: ID! name: String kind: Kind! }
union Any = Actor | Other
type Other { id: ID! }
type Lone { id: ID! }
enum Kind { PERSON STATE }
input Filter { name: String, kinds: [Kind!] }
directive @asOf(revision: Int) on QUERY
`
	for what, edit := range map[string]struct {
		from, to string
		want     []string
	}{
		"nothing is edited":             {"", "", nil},
		"a field is added":              {"kind: Kind!", "kind: Kind! more: Int", nil},
		"an optional argument is added": {"actor(id: ID)", "actor(id: ID, code: String)", nil},
		"an input field is added":       {"name: String, kinds", "name: String, more: Int, kinds", nil},
		"a value is added":              {"PERSON STATE", "PERSON STATE GROUP", nil},
		"a result is no longer null":    {"actor(id: ID): Actor,", "actor(id: ID): Actor!,", nil},
		"an argument may be null":       {"actor(id: ID)", "actor(id: ID = null)", nil},
		"a field is gone":               {"name: String kind", "kind", []string{"Actor.name is gone"}},
		"a type is gone":                {"type Lone { id: ID! }", "", []string{"Lone is gone"}},
		"a result may be null":          {"[Actor!]!", "[Actor!]", []string{"Query.actors was [Actor!]! and is [Actor!]"}},
		"a result is of another type":   {"name: String kind", "name: Int kind", []string{"Actor.name was String and is Int"}},
		"an argument is gone":           {"actor(id: ID)", "actor", []string{"Query.actor(id:) is gone"}},
		"an argument is demanded":       {"actor(id: ID)", "actor(id: ID!)", []string{"Query.actor(id:) was ID and is ID!"}},
		"a new argument is demanded":    {"actor(id: ID)", "actor(id: ID, code: String!)", []string{"Query.actor(code:) is demanded"}},
		"a default is another":          {"first: Int = 20", "first: Int = 10", []string{"Query.actors(first:) was 20 unless given and is 10"}},
		"an input field is gone":        {"name: String, kinds", "kinds", []string{"Filter.name is gone"}},
		"an input field is demanded":    {"name: String, kinds", "name: String!, kinds", []string{"Filter.name was String and is String!"}},
		"a new input field is demanded": {"name: String, kinds", "more: Int!, name: String, kinds", []string{"Filter.more is demanded"}},
		"a value is gone":               {"PERSON STATE", "PERSON", []string{"Kind.STATE is gone"}},
		"a member is gone":              {"Actor | Other", "Actor", []string{"Any is no longer a Other"}},
		"an interface is gone":          {"type Actor implements Node", "type Actor", []string{"Actor is no longer a Node"}},
		"a directive is gone":           {"directive @asOf(revision: Int) on QUERY", "", []string{"@asOf is gone"}},
		"a directive's argument is gone": {
			"(revision: Int) on", "(time: Int) on", []string{"@asOf(revision:) is gone"},
		},
	} {
		t.Run(what, func(t *testing.T) {
			after := strings.Replace(before, edit.from, edit.to, 1)
			if after == before && edit.from != edit.to {
				t.Fatalf("%q is not in the schema", edit.from)
			}
			got := broken(load(t, before), load(t, after))
			if !slices.Equal(got, edit.want) {
				t.Errorf("got %q, want %q", got, edit.want)
			}
		})
	}
}

func load(t *testing.T, sdl string) *ast.Schema {
	t.Helper()
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain writes a schema without its descriptions, in the order of names.
func plain(s *ast.Schema) string {
	var b bytes.Buffer
	formatter.NewFormatter(&b, formatter.WithoutDescription(), formatter.WithIndent("  ")).FormatSchema(s)
	return b.String()
}

// broken names what questions to the one schema may rely on and the other does
// not keep.
func broken(before, after *ast.Schema) []string {
	var out []string
	report := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for name, was := range before.Types {
		if was.BuiltIn {
			continue
		}
		is := after.Types[name]
		if is == nil || is.Kind != was.Kind {
			report("%s is gone", name)
			continue
		}
		for _, f := range was.Fields {
			compareField(report, was, f, is.Fields.ForName(f.Name))
		}
		for _, f := range is.Fields {
			if was.Kind == ast.InputObject && was.Fields.ForName(f.Name) == nil && f.Type.NonNull && f.DefaultValue == nil {
				report("%s.%s is demanded", name, f.Name)
			}
		}
		for _, v := range was.EnumValues {
			if is.EnumValues.ForName(v.Name) == nil {
				report("%s.%s is gone", name, v.Name)
			}
		}
		for _, list := range []struct{ was, is []string }{{was.Types, is.Types}, {was.Interfaces, is.Interfaces}} {
			for _, other := range list.was {
				if !slices.Contains(list.is, other) {
					report("%s is no longer a %s", name, other)
				}
			}
		}
	}
	for name, was := range before.Directives {
		is := after.Directives[name]
		if is == nil {
			report("@%s is gone", name)
			continue
		}
		compareArguments(report, "@"+name, was.Arguments, is.Arguments)
	}
	slices.Sort(out)
	return out
}

func compareField(report func(string, ...any), on *ast.Definition, was, is *ast.FieldDefinition) {
	name := on.Name + "." + was.Name
	switch {
	case is == nil:
		report("%s is gone", name)
		return
	case on.Kind == ast.InputObject && !accepts(is.Type, was.Type), on.Kind != ast.InputObject && !accepts(was.Type, is.Type):
		report("%s was %s and is %s", name, was.Type, is.Type)
	}
	compareArguments(report, name, was.Arguments, is.Arguments)
}

func compareArguments(report func(string, ...any), of string, before, after ast.ArgumentDefinitionList) {
	for _, was := range before {
		is := after.ForName(was.Name)
		name := fmt.Sprintf("%s(%s:)", of, was.Name)
		switch {
		case is == nil:
			report("%s is gone", name)
		case !accepts(is.Type, was.Type):
			report("%s was %s and is %s", name, was.Type, is.Type)
		case was.DefaultValue != nil && was.DefaultValue.String() != is.DefaultValue.String():
			report("%s was %s unless given and is %s", name, was.DefaultValue, is.DefaultValue)
		}
	}
	for _, is := range after {
		if before.ForName(is.Name) == nil && is.Type.NonNull && is.DefaultValue == nil {
			report("%s(%s:) is demanded", of, is.Name)
		}
	}
}

// accepts reports whether a value of one type can stand where another is
// wanted: the same type, or the same without null.
func accepts(wanted, given *ast.Type) bool {
	switch {
	case wanted.NonNull && !given.NonNull, (wanted.Elem == nil) != (given.Elem == nil):
		return false
	case wanted.Elem != nil:
		return accepts(wanted.Elem, given.Elem)
	}
	return wanted.NamedType == given.NamedType
}
