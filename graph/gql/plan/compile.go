package plan

import (
	"fmt"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// A compilation is one plan in the making.
type compilation struct {
	*Compiler
	op   *graphql.OperationContext
	plan *Plan
	met  map[string]bool // the fields that the plan has
}

// A writer writes the value of one field or of one entry of a list.
type writer func(r *run, v reflect.Value) error

// An object writes what is selected of the values of one type.
type object struct{ fields []field }

// A field writes one field of a struct.
type field struct {
	key   string // the name in the answer as it stands there: "name":
	write writer // is given the struct, and nothing at the root
}

// What parts of a plan take, as an estimate in bytes.
const (
	sizeOfField = 400
	sizeOfCall  = 200
	mostSize    = 1 << 20
)

// write writes an object from a struct.
func (o *object) write(r *run, v reflect.Value) error {
	sep := byte('{')
	if len(o.fields) == 0 {
		r.b = append(r.b, '{')
	}
	for i := range o.fields {
		r.b = append(r.b, sep)
		sep = ','
		r.b = append(r.b, o.fields[i].key...)
		if err := o.fields[i].write(r, v); err != nil {
			return err
		}
	}
	r.b = append(r.b, '}')
	return nil
}

// object compiles a selection of a type whose values are structs of a Go type,
// nil for the root.
func (c *compilation) object(def *ast.Definition, of reflect.Type, set ast.SelectionSet) (*object, error) {
	satisfies := []string{def.Name}
	for _, i := range c.schema.GetImplements(def) {
		satisfies = append(satisfies, i.Name)
	}
	o, taken := &object{}, make(map[string]bool)
	for _, f := range graphql.CollectFields(c.op, set, satisfies) {
		// Of fields that it could not merge, as they were selected of two
		// interfaces, the executor writes the first.
		if taken[f.Alias] {
			if len(f.Selections) > 0 {
				return nil, &uncovered{def.Name + "." + f.Name + " of two interfaces"}
			}
			continue
		}
		taken[f.Alias] = true
		if at := def.Name + "." + f.Name; !c.met[at] {
			c.met[at] = true
			c.plan.fields = append(c.plan.fields, at)
		}
		write, err := c.field(def, of, f)
		if err != nil {
			return nil, err
		}
		o.fields = append(o.fields, field{key: string(appendString(nil, f.Alias)) + ":", write: write})
		// A selection of an interface is compiled for each of its types, and in
		// these again.
		if c.plan.size += sizeOfField; c.plan.size > mostSize {
			return nil, &uncovered{"a selection of so many fields"}
		}
	}
	return o, nil
}

func (c *compilation) field(def *ast.Definition, of reflect.Type, f graphql.CollectedField) (writer, error) {
	if f.Name == "__typename" {
		name := appendString(nil, def.Name)
		return func(r *run, _ reflect.Value) error {
			r.b = append(r.b, name...)
			return nil
		}, nil
	}
	b, err := c.bind(def, of, f.Field)
	if err != nil {
		return nil, err
	}
	write, err := c.value(f.Definition.Type, b.result, f.Selections)
	if err != nil {
		return nil, err
	}
	if b.call == nil {
		if at := b.at; len(at) == 1 {
			i := at[0]
			return func(r *run, v reflect.Value) error { return write(r, v.Field(i)) }, nil
		}
		return func(r *run, v reflect.Value) error { return write(r, v.FieldByIndex(b.at)) }, nil
	}
	fetch, nonNull := b.call, f.Definition.Type.NonNull
	if len(f.Definition.Arguments) == 0 {
		return func(r *run, v reflect.Value) error {
			result, err := fetch(r.ctx, v, values{})
			if err != nil {
				return err
			}
			if !result.IsValid() {
				return r.null(nonNull)
			}
			return write(r, result)
		}, nil
	}
	n := len(c.plan.calls)
	c.plan.calls = append(c.plan.calls, call{def.Name, f, c.arguments, constant(f.Arguments)})
	c.plan.size += sizeOfCall
	composite := len(f.Selections) > 0
	return func(r *run, v reflect.Value) error {
		args, err := r.arguments(n)
		if err != nil {
			return err
		}
		ctx := r.ctx
		if composite { // a list looks at what is selected of it
			ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: def.Name, Field: f})
		}
		result, err := fetch(ctx, v, args)
		if err != nil {
			return err
		}
		if !result.IsValid() {
			return r.null(nonNull)
		}
		return write(r, result)
	}, nil
}

// value compiles how a value of a Go type is written as one of the schema.
func (c *compilation) value(t *ast.Type, of reflect.Type, set ast.SelectionSet) (writer, error) {
	if t.Elem != nil {
		return c.list(t, of, set)
	}
	def := c.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Object:
		return c.one(t, def, of, set)
	case ast.Interface, ast.Union:
		return c.any(t, def, of, set)
	}
	if of.Kind() == reflect.Pointer {
		write, err := leaf(def, of.Elem(), t.NonNull)
		if err != nil {
			return nil, err
		}
		return func(r *run, v reflect.Value) error {
			if v.IsNil() {
				return r.null(t.NonNull)
			}
			return write(r, v.Elem())
		}, nil
	}
	return leaf(def, of, t.NonNull)
}

func (c *compilation) list(t *ast.Type, of reflect.Type, set ast.SelectionSet) (writer, error) {
	if of.Kind() != reflect.Slice {
		return nil, &uncovered{fmt.Sprintf("a list of type %s", of)}
	}
	write, err := c.value(t.Elem, of.Elem(), set)
	if err != nil {
		return nil, err
	}
	return func(r *run, v reflect.Value) error {
		if !t.NonNull && v.IsNil() {
			return r.null(false)
		}
		r.b = append(r.b, '[')
		for i := range v.Len() {
			if i > 0 {
				r.b = append(r.b, ',')
			}
			if err := write(r, v.Index(i)); err != nil {
				return err
			}
		}
		r.b = append(r.b, ']')
		return nil
	}, nil
}

// one writes an object from a struct or from a pointer to one.
func (c *compilation) one(t *ast.Type, def *ast.Definition, of reflect.Type, set ast.SelectionSet) (writer, error) {
	pointer := of.Kind() == reflect.Pointer
	if pointer {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return nil, &uncovered{fmt.Sprintf("an object of type %s", of)}
	}
	o, err := c.object(def, of, set)
	if err != nil {
		return nil, err
	}
	if pointer {
		return func(r *run, v reflect.Value) error {
			if v.IsNil() {
				return r.null(t.NonNull)
			}
			return o.write(r, v.Elem())
		}, nil
	}
	return func(r *run, v reflect.Value) error {
		if !v.CanAddr() { // its methods and resolvers want a pointer
			held := reflect.New(of).Elem()
			held.Set(v)
			v = held
		}
		return o.write(r, v)
	}, nil
}

// any writes an object of one of several types.
func (c *compilation) any(t *ast.Type, def *ast.Definition, of reflect.Type, set ast.SelectionSet) (writer, error) {
	if of.Kind() != reflect.Interface {
		return nil, &uncovered{fmt.Sprintf("%s of type %s", def.Name, of)}
	}
	types := make(map[reflect.Type]*object)
	for record, name := range c.records {
		for _, possible := range c.schema.GetPossibleTypes(def) {
			if possible.Name != name {
				continue
			}
			o, err := c.object(possible, record.Elem(), set)
			if err != nil {
				return nil, err
			}
			types[record] = o
		}
	}
	return func(r *run, v reflect.Value) error {
		if v.IsNil() {
			return r.null(t.NonNull)
		}
		if v.Kind() == reflect.Interface {
			v = v.Elem()
			if v.IsNil() {
				return r.null(t.NonNull)
			}
		}
		o := types[v.Type()]
		if o == nil {
			return &uncovered{v.Type().String()}
		}
		return o.write(r, v.Elem())
	}, nil
}
