package plan

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// arguments reads the arguments of fields with gqlgen's generated code, so that
// defaults, lists of one and faults are the same. That code is not exported, but
// it also serves the functions by which the complexity of a field is reckoned:
// they are given the arguments, read. So there is such a function for every field
// here, which reckons nothing and notes what it is given.
type arguments struct {
	schema graphql.ExecutableSchema

	mu    sync.Mutex
	noted []reflect.Value
}

// newArguments sets the functions in root, a pointer to gqlgen's ComplexityRoot.
func newArguments(root any, schema func() graphql.ExecutableSchema) *arguments {
	a := &arguments{}
	for _, of := range reflect.ValueOf(root).Elem().Fields() {
		for _, f := range of.Fields() {
			f.Set(reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
				a.noted = in[1:] // the first is the complexity of what is selected below
				return []reflect.Value{reflect.ValueOf(0)}
			}))
		}
	}
	a.schema = schema()
	return a
}

// read reads the arguments of a field.
func (a *arguments) read(ctx context.Context, of string, f graphql.CollectedField, variables map[string]any) (values, error) {
	raw := f.ArgumentMap(variables)
	a.mu.Lock()
	_, ok := a.schema.Complexity(ctx, of, f.Name, 0, raw)
	noted := a.noted
	a.mu.Unlock()
	if !ok {
		return values{}, &uncovered{"an argument of " + f.Name}
	}
	v := values{known: true, list: noted, plain: make([]any, len(noted))}
	for i := range noted {
		v.plain[i] = noted[i].Interface()
	}
	return v, nil
}

// constant gives room for arguments that are the same in every run, nil where they
// name a variable.
func constant(list ast.ArgumentList) *atomic.Pointer[values] {
	for _, a := range list {
		if varies(a.Value) {
			return nil
		}
	}
	return new(atomic.Pointer[values])
}

func varies(v *ast.Value) bool {
	if v.Kind == ast.Variable {
		return true
	}
	for _, child := range v.Children {
		if varies(child.Value) {
			return true
		}
	}
	return false
}

// arguments are those of a call.
func (r *run) arguments(n int) (values, error) {
	if !r.args[n].known {
		c := &r.plan.calls[n]
		if c.constant != nil {
			if v := c.constant.Load(); v != nil {
				return *v, nil
			}
		}
		v, err := c.arguments.read(r.ctx, c.of, c.field, r.op.Variables)
		if err != nil {
			return v, err
		}
		if r.args[n] = v; c.constant != nil {
			c.constant.Store(&v)
		}
	}
	return r.args[n], nil
}
