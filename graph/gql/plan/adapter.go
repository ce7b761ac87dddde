package plan

import (
	"context"
	"reflect"
)

// An Adapter makes callers of the methods of resolvers that are called the most,
// without reflection, which takes several allocations for a call. It is found by
// the type of the method, so that one serves all fields of the same types.
type Adapter struct {
	of   reflect.Type
	call func(fn any) caller
}

// Adapt serves fields of an O, without arguments, that lead to an R.
func Adapt[O, R any]() Adapter {
	return Adapter{reflect.TypeFor[func(context.Context, *O) (R, error)](), func(fn any) caller {
		call, _ := fn.(func(context.Context, *O) (R, error))
		return func(ctx context.Context, v reflect.Value, _ values) (reflect.Value, error) {
			o, _ := v.Addr().Interface().(*O)
			result, err := call(ctx, o)
			return reflect.ValueOf(result), err
		}
	}}
}

// AdaptOne serves fields with one argument, an A.
func AdaptOne[O, A, R any]() Adapter {
	return Adapter{reflect.TypeFor[func(context.Context, *O, A) (R, error)](), func(fn any) caller {
		call, _ := fn.(func(context.Context, *O, A) (R, error))
		return func(ctx context.Context, v reflect.Value, args values) (reflect.Value, error) {
			o, _ := v.Addr().Interface().(*O)
			a, _ := args.plain[0].(A)
			result, err := call(ctx, o, a)
			return reflect.ValueOf(result), err
		}
	}}
}
