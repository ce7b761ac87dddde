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

// objects estimates how many objects the introspection in an operation answers
// with. Over all types together the means make it exact. The document must be
// valid.
func (c census) objects(op *ast.OperationDefinition) int {
	_, n := c.selections(op.SelectionSet, make(map[*ast.FragmentDefinition][2]float64))
	return int(math.Round(math.Min(n, plenty)))
}

// selections counts the objects below a selection set: if its own type belongs
// to introspection, and if it does not, then those below __schema and __type in
// it. Fragments are counted once each, so the work is linear.
func (c census) selections(set ast.SelectionSet, known map[*ast.FragmentDefinition][2]float64) (inside, outside float64) {
	for _, selection := range set {
		var in, out float64
		switch selection := selection.(type) {
		case *ast.Field:
			if len(selection.SelectionSet) == 0 {
				continue
			}
			in, out = c.selections(selection.SelectionSet, known)
			switch selection.Name {
			case "__schema", "__type":
				in, out = 0, in+1
			case "ofType": // wraps the same type
			default:
				length, list := c.lists[selection.Name]
				if !list {
					length = 1
				}
				in = length * (in + 1)
			}
		case *ast.InlineFragment:
			in, out = c.selections(selection.SelectionSet, known)
		case *ast.FragmentSpread:
			counts, ok := known[selection.Definition]
			if !ok {
				counts[0], counts[1] = c.selections(selection.Definition.SelectionSet, known)
				known[selection.Definition] = counts
			}
			in, out = counts[0], counts[1]
		}
		inside, outside = inside+in, outside+out
	}
	return inside, outside
}
