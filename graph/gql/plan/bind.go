package plan

import (
	"context"
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// A resolver answers fields of one type of the schema.
type resolver struct {
	value   reflect.Value
	methods reflect.Type // the interface; the value has others besides
}

// resolversOf finds the resolvers of all types.
func resolversOf(root any, of reflect.Type) map[string]resolver {
	out := make(map[string]resolver, of.NumMethod())
	v := reflect.ValueOf(root)
	for m := range of.Methods() {
		made := v.MethodByName(m.Name).Call(nil)[0]
		out[strings.ToLower(m.Name)] = resolver{made.Elem(), m.Type.Out(0)}
	}
	return out
}

// A binding is what a field of the schema is in Go: a field of the struct, or a
// call.
type binding struct {
	result reflect.Type
	at     []int // of the field of the struct
	call   caller
}

// bind finds what gqlgen's generated code reads or calls for a field.
func (c *Compiler) bind(def *ast.Definition, of reflect.Type, f *ast.Field) (binding, error) {
	name := f.Name
	if given, ok := c.renamed[def.Name+"."+f.Name]; ok {
		name = given
	}
	here := func(other string) bool { return strings.EqualFold(other, name) }
	if r, ok := c.resolvers[strings.ToLower(def.Name)]; ok {
		for m := range r.methods.Methods() {
			if here(m.Name) {
				return c.bound(r, m.Name, of, len(f.Definition.Arguments))
			}
		}
	}
	if of == nil {
		return binding{}, &uncovered{def.Name + "." + f.Name}
	}
	for m := range reflect.PointerTo(of).Methods() {
		if here(m.Name) {
			return method(m, of, len(f.Definition.Arguments))
		}
	}
	if s, ok := of.FieldByNameFunc(here); ok && s.IsExported() && len(f.Definition.Arguments) == 0 {
		return binding{result: s.Type, at: s.Index}, nil
	}
	return binding{}, &uncovered{def.Name + "." + f.Name}
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
	boolType    = reflect.TypeFor[bool]()
)

// values are the arguments of a call.
type values struct {
	known bool
	list  []reflect.Value
	plain []any // the same, for callers that know their types
}

// A caller calls what a field is bound to, for a struct of the type that has the
// field. The value that it gives is not valid where there is none.
type caller func(ctx context.Context, v reflect.Value, args values) (reflect.Value, error)

// bound is the method of a resolver: it takes a context, a pointer to the struct,
// if there is one, and so many arguments.
func (c *Compiler) bound(r resolver, name string, of reflect.Type, args int) (binding, error) {
	fn := r.value.MethodByName(name)
	t, first := fn.Type(), 1
	if of != nil {
		first = 2
	}
	if t.NumIn() != first+args || t.NumOut() != 2 || t.In(0) != contextType || of != nil && t.In(1) != reflect.PointerTo(of) {
		return binding{}, &uncovered{t.String()}
	}
	b := binding{result: t.Out(0)}
	for _, a := range c.adapters {
		if a.resolver == r.methods && a.method == name {
			if call, ok := a.call(r.value.Interface()); ok {
				b.call = call
				return b, nil
			}
		}
	}
	b.call = func(ctx context.Context, v reflect.Value, args values) (reflect.Value, error) {
		in := append(make([]reflect.Value, 0, 8), reflect.ValueOf(ctx))
		if of != nil {
			in = append(in, v.Addr())
		}
		return answer(fn.Call(append(in, args.list...)))
	}
	return b, nil
}

// method is one of the Go type itself. It may take a context, and may fail or say
// that there is no value.
func method(m reflect.Method, of reflect.Type, args int) (binding, error) {
	t, first := m.Type, 1
	if t.NumIn() > 1 && t.In(1) == contextType {
		first = 2
	}
	if t.NumIn() != first+args || t.NumOut() < 1 || t.NumOut() > 2 || t.NumOut() == 2 && t.Out(1) != errorType && t.Out(1) != boolType {
		return binding{}, &uncovered{of.String() + "." + m.Name}
	}
	return binding{result: t.Out(0), call: func(ctx context.Context, v reflect.Value, args values) (reflect.Value, error) {
		in := append(make([]reflect.Value, 0, 8), v.Addr())
		if first == 2 {
			in = append(in, reflect.ValueOf(ctx))
		}
		return answer(m.Func.Call(append(in, args.list...)))
	}}, nil
}

// answer is what a call answered, no value where it says that there is none.
func answer(out []reflect.Value) (reflect.Value, error) {
	if len(out) == 2 {
		switch second := out[1].Interface().(type) {
		case error:
			return reflect.Value{}, second
		case bool:
			if !second {
				return reflect.Value{}, nil
			}
		}
	}
	return out[0], nil
}
