package plan

import (
	"context"
	"reflect"
)

// An Adapter calls the method of a resolver without reflection, which takes a
// microsecond and several allocations for a call. It is for the fields that are
// called the most.
type Adapter struct {
	resolver reflect.Type // the interface
	method   string
	call     func(resolver any) (caller, bool)
}

// Adapt serves a field of an O, without arguments, that leads to an R: by the
// method of the interface V of its resolver, which has the name.
func Adapt[V, O, R any](name string, method func(V, context.Context, *O) (R, error)) Adapter {
	return Adapter{reflect.TypeFor[V](), name, func(resolver any) (caller, bool) {
		of, ok := resolver.(V)
		return func(ctx context.Context, v reflect.Value, _ values) (reflect.Value, error) {
			o, _ := v.Addr().Interface().(*O)
			result, err := method(of, ctx, o)
			return reflect.ValueOf(result), err
		}, ok
	}}
}

// AdaptOne serves a field with one argument, an A.
func AdaptOne[V, O, A, R any](name string, method func(V, context.Context, *O, A) (R, error)) Adapter {
	return Adapter{reflect.TypeFor[V](), name, func(resolver any) (caller, bool) {
		of, ok := resolver.(V)
		return func(ctx context.Context, v reflect.Value, args values) (reflect.Value, error) {
			o, _ := v.Addr().Interface().(*O)
			a, _ := args.plain[0].(A)
			result, err := method(of, ctx, o, a)
			return reflect.ValueOf(result), err
		}, ok
	}}
}
