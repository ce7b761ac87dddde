package graphtest

import (
	"reflect"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sameValue reports whether two values are equal, an empty list and none being
// the same.
func sameValue(a, b any) bool {
	return reflect.DeepEqual(a, b) || cmp.Equal(a, b, cmpopts.EquateEmpty())
}

// difference describes in what b differs from a.
func difference(a, b any) string { return cmp.Diff(a, b, cmpopts.EquateEmpty()) }
