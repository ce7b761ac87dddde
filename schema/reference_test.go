package schema_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"hudna/schema"
)

const reference = "../docs/schema.md"

// TestReference holds docs/schema.md against the schema from which it is made.
// UPDATE=1 writes it.
func TestReference(t *testing.T) {
	page := written(load(t, schema.SDL()))
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(reference, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != page {
		t.Errorf("%s is not made of the schema: run UPDATE=1 go test ./schema -run TestReference", reference)
	}
}

// TestReferenceSaysEverything: each type, field, argument and value is on the page with
// its description.
func TestReferenceSaysEverything(t *testing.T) {
	page := written(load(t, `"""
What can be asked.
"""
type Query {
  "One | of them."
  actor("The id." id: ID! = "a"): [Actor!] @deprecated(reason: "It is old.")
}
interface Node { id: ID! }
"Somebody."
type Actor implements Node { "Its id." id: ID! }
"How."
enum Kind { "A person." PERSON }
union Any = Actor
input Filter @oneOf { "Whom." kind: Kind }
"A moment."
scalar DateTime @specifiedBy(url: "https://example.org/time")
directive @mark("Why." why: String) on QUERY
`))
	for _, want := range []string{
		"## Query\n\nWhat can be asked.", "| `actor` | [[Actor](#actor)!] | One \\| of them. **Deprecated**: It is old. |", "| ↳ `id` | ID! = `\"a\"` | The id. |",
		"## Actor\n\nSomebody.\n\nAn object; it is a [Node](#node), and one of [Any](#any).", "| `PERSON` | A person. |", "One of: [Actor](#actor).", "of which exactly one is given",
		"<https://example.org/time>", "## @mark", "| `why` | String | Why. |",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// written is the page about a schema.
func written(s *ast.Schema) string {
	var b strings.Builder
	b.WriteString(`# Schema

Every type of the API, made of the schema itself; ` + "`hudna schema`" + ` prints that. The questions begin at [Query](#query), changes at
[Mutation](#mutation). A type that ends in ` + "`!`" + ` is never null. [Asking](api.md) explains by examples.

`)
	var names []string
	for name, d := range s.Types {
		if !d.BuiltIn && !strings.HasPrefix(name, "__") {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		first := []string{"Query", "Mutation", "Subscription"}
		if i, j := rank(first, a), rank(first, b); i != j {
			return i - j
		}
		return strings.Compare(a, b)
	})
	groups := map[string][]string{}
	order := []string{"Objects", "Interfaces and unions", "Inputs", "Values", "Scalars"}
	for _, name := range names {
		group := kinds[s.Types[name].Kind]
		groups[group] = append(groups[group], linked(s, name))
	}
	for _, group := range order {
		if len(groups[group]) > 0 {
			fmt.Fprintf(&b, "**%s**: %s\n\n", group, strings.Join(groups[group], " · "))
		}
	}
	for _, name := range names {
		writeType(&b, s, s.Types[name])
	}
	for _, name := range directives(s) {
		d := s.Directives[name]
		fmt.Fprintf(&b, "## @%s\n\n%s\n", name, paragraph(d.Description))
		if len(d.Arguments) > 0 {
			b.WriteString("\n| argument | type | |\n|---|---|---|\n")
			for _, a := range d.Arguments {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", a.Name, typed(s, a.Type, a.DefaultValue), cell(a.Description, a.Directives))
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

var kinds = map[ast.DefinitionKind]string{
	ast.Object: "Objects", ast.Interface: "Interfaces and unions", ast.Union: "Interfaces and unions",
	ast.InputObject: "Inputs", ast.Enum: "Values", ast.Scalar: "Scalars",
}

func rank(first []string, name string) int {
	if i := slices.Index(first, name); i >= 0 {
		return i
	}
	return len(first)
}

// directives are those that the schema makes itself.
func directives(s *ast.Schema) []string {
	var names []string
	for name, d := range s.Directives {
		if d.Position == nil || d.Position.Src == nil || !d.Position.Src.BuiltIn {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func writeType(b *strings.Builder, s *ast.Schema, d *ast.Definition) {
	fmt.Fprintf(b, "## %s\n\n", d.Name)
	if d.Description != "" {
		fmt.Fprintf(b, "%s\n\n", paragraph(d.Description))
	}
	switch d.Kind {
	case ast.Object, ast.Interface:
		var is, of []string
		for _, name := range d.Interfaces {
			is = append(is, linked(s, name))
		}
		for _, other := range s.Types {
			if other.Kind == ast.Union && slices.Contains(other.Types, d.Name) {
				of = append(of, linked(s, other.Name))
			}
		}
		slices.Sort(of)
		says := map[ast.DefinitionKind]string{ast.Object: "An object", ast.Interface: "An interface"}[d.Kind]
		if len(is) > 0 {
			says += "; it is a " + strings.Join(is, ", a ")
		}
		if len(of) > 0 {
			says += ", and one of " + strings.Join(of, " and of ")
		}
		fmt.Fprintf(b, "%s.\n\n| field | type | |\n|---|---|---|\n", says)
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, typed(s, f.Type, nil), cell(f.Description, f.Directives))
			for _, a := range f.Arguments {
				fmt.Fprintf(b, "| ↳ `%s` | %s | %s |\n", a.Name, typed(s, a.Type, a.DefaultValue), cell(a.Description, a.Directives))
			}
		}
	case ast.InputObject:
		says := "An input"
		if d.Directives.ForName("oneOf") != nil {
			says += ", of which exactly one is given"
		}
		fmt.Fprintf(b, "%s.\n\n| part | type | |\n|---|---|---|\n", says)
		for _, f := range d.Fields {
			fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, typed(s, f.Type, f.DefaultValue), cell(f.Description, f.Directives))
		}
	case ast.Enum:
		b.WriteString("| value | |\n|---|---|\n")
		for _, v := range d.EnumValues {
			fmt.Fprintf(b, "| `%s` | %s |\n", v.Name, cell(v.Description, v.Directives))
		}
	case ast.Union:
		var of []string
		for _, name := range d.Types {
			of = append(of, linked(s, name))
		}
		fmt.Fprintf(b, "One of: %s.\n", strings.Join(of, ", "))
	case ast.Scalar:
		b.WriteString("A scalar")
		if by := d.Directives.ForName("specifiedBy"); by != nil {
			fmt.Fprintf(b, ", as specified at <%s>", by.Arguments.ForName("url").Value.Raw)
		}
		b.WriteString(".\n")
	}
	b.WriteString("\n")
}

// linked is the name of a type, leading to where it stands on the page.
func linked(s *ast.Schema, name string) string {
	if d := s.Types[name]; d == nil || d.BuiltIn {
		return name
	}
	return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
}

// typed is a type with its default.
func typed(s *ast.Schema, t *ast.Type, otherwise *ast.Value) string {
	var text string
	if t.Elem != nil {
		text = "[" + typed(s, t.Elem, nil) + "]"
	} else {
		text = linked(s, t.NamedType)
	}
	if t.NonNull {
		text += "!"
	}
	if otherwise != nil {
		text += " = `" + otherwise.String() + "`"
	}
	return text
}

// cell is a description in a table.
func cell(text string, on ast.DirectiveList) string {
	text = strings.Join(strings.Fields(text), " ")
	if d := on.ForName("deprecated"); d != nil {
		text += " **Deprecated**: " + d.Arguments.ForName("reason").Value.Raw
	}
	return strings.ReplaceAll(text, "|", `\|`)
}

// paragraph is a description with its paragraphs kept and its lines joined.
func paragraph(text string) string {
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		out = append(out, strings.Join(strings.Fields(p), " "))
	}
	return strings.Join(out, "\n\n")
}
