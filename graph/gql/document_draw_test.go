package gql_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A drawer draws documents over the whole schema: any fields, arguments,
// variables, fragments and directives, most of which answer something and some
// of which fail.
type drawer struct {
	*rand.Rand
	schema    *ast.Schema
	revisions int

	left      int // fields that may still be drawn
	fragments []string
	variables map[string]any
	declared  []string
	aliases   int
}

// document draws a request.
func (d *drawer) document() *graphql.RawParams {
	d.left, d.fragments, d.variables, d.declared, d.aliases = 5+d.IntN(60), nil, map[string]any{}, nil, 0
	body := d.selection(d.schema.Query, 0)
	head := "query Drawn"
	if len(d.declared) > 0 {
		head += "(" + strings.Join(d.declared, ", ") + ")"
	}
	params := &graphql.RawParams{Variables: d.variables}
	switch d.IntN(8) {
	case 0:
		head += fmt.Sprintf(" @asOf(revision: %d)", d.IntN(d.revisions+1))
	case 1:
		params.Headers = map[string][]string{"Hudna-Revision": {fmt.Sprint(d.IntN(d.revisions + 2))}}
	}
	params.Query = head + " " + body + "\n" + strings.Join(d.fragments, "\n")
	return params
}

// once is true one time in n.
func (d *drawer) once(n int) bool { return d.IntN(n) == 0 }

func one[T any](d *drawer, of ...T) T { return of[d.IntN(len(of))] }

// selection draws what is selected of a type.
func (d *drawer) selection(def *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{ ")
	if depth > 0 && (d.once(6) || len(def.Fields) == 0) {
		b.WriteString("__typename ")
	}
	n := 1 + d.IntN(5)
	wrote := b.Len() > 2
	for i := 0; i < n || !wrote; i++ {
		text := ""
		switch {
		case def.IsAbstractType() && d.IntN(2) == 0:
			text = d.spread(one(d, d.schema.GetPossibleTypes(def)...), depth)
		case depth > 0 && d.once(8):
			text = d.spread(def, depth)
		case len(def.Fields) > 0:
			text = d.field(def, one(d, def.Fields...), depth)
		}
		if text == "" && i > 20 {
			text = "__typename"
		}
		wrote = wrote || text != ""
		b.WriteString(text + " ")
	}
	b.WriteString("}")
	return b.String()
}

// spread draws a fragment on a type, in place or by its name.
func (d *drawer) spread(def *ast.Definition, depth int) string {
	body := d.selection(def, depth+1)
	if d.once(3) {
		name := fmt.Sprintf("F%d", len(d.fragments))
		d.fragments = append(d.fragments, "fragment "+name+" on "+def.Name+" "+body)
		spread := "..." + name + d.directive()
		if d.once(4) {
			spread += " ..." + name
		}
		return spread
	}
	return "... on " + def.Name + d.directive() + " " + body
}

func (d *drawer) field(of *ast.Definition, f *ast.FieldDefinition, depth int) string {
	result := d.schema.Types[f.Type.Name()]
	if strings.HasPrefix(f.Name, "__") || !result.IsLeafType() && (depth > 9 || d.left <= 0) || f.Name == "resolve" || f.Name == "validate" {
		return ""
	}
	d.left--
	text := f.Name
	args := d.arguments(of, f)
	if args != "" || d.once(6) { // with arguments, two of one name could not be merged
		d.aliases++
		text = fmt.Sprintf("a%d: %s", d.aliases, text)
	}
	text += args + d.directive()
	if !result.IsLeafType() {
		text += " " + d.selection(result, depth+1)
	}
	return text
}

func (d *drawer) directive() string {
	if !d.once(12) {
		return ""
	}
	value := one(d, "true", "false")
	if d.once(2) {
		value = d.variable("Boolean!", d.once(2), "")
	}
	return fmt.Sprintf(" @%s(if: %s)", one(d, "skip", "include"), value)
}

// variable declares one.
func (d *drawer) variable(of string, value any, otherwise string) string {
	name := fmt.Sprintf("v%d", len(d.declared))
	declared := "$" + name + ": " + of
	switch {
	case otherwise != "" && d.once(2):
		declared += " = " + otherwise
	default:
		d.variables[name] = value
	}
	d.declared = append(d.declared, declared)
	return "$" + name
}

func (d *drawer) arguments(of *ast.Definition, f *ast.FieldDefinition) string {
	var list []string
	for _, a := range f.Arguments {
		needed := a.Type.NonNull && a.DefaultValue == nil
		switch {
		case needed, a.Name == "id" && of.Name == "Query" && !d.once(20), a.Name == "first" && d.once(2):
		case a.Name == "code" || a.Name == "id" || a.Name == "last" || a.Name == "before" || a.Name == "after":
			if !d.once(60) {
				continue
			}
		case !d.once(4):
			continue
		}
		text, value := d.value(a.Type, a.Name, kindOf(of, f, a.Name), 0)
		if text != "null" && d.once(4) {
			text = d.variable(a.Type.String(), value, text)
		}
		list = append(list, a.Name+": "+text)
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// kindOf is the kind of records that an id is of, as far as its place tells.
func kindOf(of *ast.Definition, f *ast.FieldDefinition, arg string) graph.Kind {
	switch {
	case of.Name == "Query" && arg == "id" && graph.Kind(f.Name).Valid():
		return graph.Kind(f.Name)
	case arg == "agreement", arg == "under":
		return graph.KindAgreement
	case arg == "from" || arg == "to" || strings.HasPrefix(strings.ToLower(arg), "actor"):
		return graph.KindActor
	case arg == "documents":
		return graph.KindDocument
	}
	return ""
}

// value draws a value of a type, as it stands in a document and in JSON.
func (d *drawer) value(t *ast.Type, name string, kind graph.Kind, depth int) (string, any) {
	if !t.NonNull && d.once(40) {
		return "null", nil
	}
	if t.Elem != nil {
		texts, values := []string{}, []any{}
		for range 1 + d.IntN(20)/10 {
			text, v := d.value(t.Elem, name, kind, depth)
			if !slices.Contains(texts, text) {
				texts, values = append(texts, text), append(values, v)
			}
		}
		return "[" + strings.Join(texts, ", ") + "]", values
	}
	def := d.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		v := one(d, def.EnumValues...).Name
		return v, v
	case ast.InputObject:
		return d.input(def, depth)
	}
	switch t.NamedType {
	case "Boolean":
		v := d.once(2)
		return fmt.Sprint(v), v
	case "Int", "Int64":
		v := one(d, 1, 2, 3, 3, 5, 20)
		if d.once(40) {
			v = one(d, 0, -1, 501)
		}
		return fmt.Sprint(v), v
	case "Revision64":
		v := d.IntN(d.revisions + 1)
		return fmt.Sprint(v), v
	case "Float":
		v := one(d, 0.0, 0.5, 1.0)
		return fmt.Sprint(v), v
	case "ID":
		v := string(d.id(kind))
		return fmt.Sprintf("%q", v), v
	}
	words := map[string][]string{
		"lang": {"en", "ar", "de", "ru"}, "text": {"truce", "aid", "breaches", `\"the truce\"`}, "DateTime": {"2021-01-01T00:00:00Z"},
		"EDTF": {"2019", "2019-04", "2019-04-18", "2019-04-17/2019-05-03"}, "query": {"{ actors { nodes { id } } }"},
	}
	of := words[t.NamedType]
	if of == nil {
		of = words[name]
	}
	if of == nil {
		of = []string{"lake", "made-up coder", "1"}
	}
	v := one(d, of...)
	return `"` + v + `"`, strings.ReplaceAll(v, `\"`, `"`)
}

// input draws a few fields of an input.
func (d *drawer) input(def *ast.Definition, depth int) (string, any) {
	texts, values := []string{}, map[string]any{}
	fields := slices.Clone(def.Fields)
	d.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	for i, f := range fields {
		needed := f.Type.NonNull && f.DefaultValue == nil
		if !needed && (i > 1 || d.once(2) || depth > 3) {
			continue
		}
		text, v := d.value(f.Type, f.Name, kindIn(def.Name, f.Name), depth+1)
		texts, values[f.Name] = append(texts, f.Name+": "+text), v
	}
	return "{" + strings.Join(texts, ", ") + "}", values
}

// kindIn is the kind of records that an input names in a field.
func kindIn(input, field string) graph.Kind {
	for _, k := range graph.Kinds() {
		if strings.EqualFold(field, string(k)) || strings.HasPrefix(strings.ToLower(input), string(k)) {
			return k
		}
	}
	if strings.HasPrefix(input, "Place") {
		return graph.KindLocation
	}
	return graph.KindActor
}

// id names a record, now and then one that is hidden or was never there.
func (d *drawer) id(k graph.Kind) graph.ID {
	if d.once(30) {
		return one(d, graphtest.HiddenWitness, graphtest.WitnessID, "actor/never-was", "topic/never-was")
	}
	if list := nameable[k]; len(list) > 0 {
		return one(d, list...)
	}
	return one(d, nameable[one(d, graph.KindActor, graph.KindEvent, graph.KindLocation, graph.KindAgreement, graph.KindDocument, graph.KindStatement)]...)
}
