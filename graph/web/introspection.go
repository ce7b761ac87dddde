package web

import (
	"math"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// A census knows how many objects the lists of introspection have in a schema,
// so that introspection can be charged for what it answers: gqlgen's count of
// complexity leaves it out, and types of fields of types multiply.
type census struct {
	lists map[string]float64 // mean length of each list field; of "types", its length
}

func newCensus(schema *ast.Schema) census {
	var fields, args, inputs, values, interfaces, possible, owners float64
	for _, def := range schema.Types {
		switch def.Kind {
		case ast.Object, ast.Interface:
			owners++
			for _, f := range def.Fields {
				if strings.HasPrefix(f.Name, "__") {
					continue // introspection does not list itself
				}
				fields++
				args += float64(len(f.Arguments))
			}
			interfaces += float64(len(def.Interfaces))
		case ast.InputObject:
			inputs += float64(len(def.Fields))
		case ast.Enum:
			values += float64(len(def.EnumValues))
		}
		if def.Kind == ast.Interface || def.Kind == ast.Union {
			possible += float64(len(schema.GetPossibleTypes(def)))
		}
	}
	types := math.Max(float64(len(schema.Types)), 1)
	return census{lists: map[string]float64{
		"types":         types,
		"directives":    float64(len(schema.Directives)),
		"fields":        fields / types,
		"args":          args / math.Max(fields, 1),
		"inputFields":   inputs / types,
		"enumValues":    values / types,
		"interfaces":    interfaces / types,
		"possibleTypes": possible / types,
	}}
}

// objects estimates how many objects and fields the introspection in an operation
// answers with. Over all types together the means make it exact. The document must be
// valid.
func (c census) objects(op *ast.OperationDefinition) int {
	n := c.selections(op.SelectionSet, make(map[*ast.FragmentDefinition]counted)).outside
	return int(math.Round(math.Min(n, plenty)))
}

// counted is what there is below a selection set.
type counted struct {
	inside  float64 // if its own type belongs to introspection
	outside float64 // if it does not: what is below __schema and __type
	leaves  float64 // of the inside, the fields of its own that have none
}

// selections counts what is below a selection set. Fragments are counted once each, so
// the work is linear.
func (c census) selections(set ast.SelectionSet, known map[*ast.FragmentDefinition]counted) counted {
	var all counted
	for _, selection := range set {
		var one counted
		switch selection := selection.(type) {
		case *ast.Field:
			one = c.field(selection, known)
		case *ast.InlineFragment:
			one = c.selections(selection.SelectionSet, known)
		case *ast.FragmentSpread:
			var ok bool
			if one, ok = known[selection.Definition]; !ok {
				one = c.selections(selection.Definition.SelectionSet, known)
				known[selection.Definition] = one
			}
		}
		all = counted{all.inside + one.inside, all.outside + one.outside, all.leaves + one.leaves}
	}
	return all
}

func (c census) field(f *ast.Field, known map[*ast.FragmentDefinition]counted) counted {
	if len(f.SelectionSet) == 0 {
		return counted{inside: 1, leaves: 1}
	}
	below := c.selections(f.SelectionSet, known)
	switch f.Name {
	case "__schema", "__type":
		return counted{outside: below.inside + 1}
	case "ofType": // wraps the same type; nearly all of the nine levels that tools ask for are null
		return counted{inside: below.inside - below.leaves, outside: below.outside}
	}
	length, list := c.lists[f.Name]
	if !list {
		length = 1
	}
	return counted{inside: length * (below.inside + 1), outside: below.outside}
}
