package graph_test

import (
	"math"
	"reflect"

	"pgregory.net/rapid"

	"hudna/graph"
)

// anyRecord draws a record of any kind, filled without regard to what is valid,
// but of the right types: every id names one of a few records of some kind.
func anyRecord() *rapid.Generator[graph.Record] {
	return rapid.Custom(func(t *rapid.T) graph.Record {
		r := graph.New(rapid.SampledFrom(graph.Kinds()).Draw(t, "kind"))
		fill(t, reflect.ValueOf(r).Elem(), 0)
		r.Shared().ID = graph.ID(r.RecordKind()) + "/itself"
		return r
	})
}

var (
	anyID   = rapid.SampledFrom([]graph.ID{"", "actor/a", "actor/b", "actor/c", "document/a", "document/b", "location/a", "event/a", "statement/a", "topic/a", "agreement/a"})
	anyText = rapid.SampledFrom([]string{"", "", "x", "نص", "\"\\\n\u2028</script>", "GIVEN"})
	anyInt  = rapid.SampledFrom([]int64{0, 0, 1, -1, 7, math.MaxInt64, math.MinInt64})
	anyReal = rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 0.1, -1, 1e300, 5e-324})
	anyLen  = rapid.SampledFrom([]int{-1, 0, 1, 2, 3})
	anyBool = rapid.Bool()
)

// fill sets every field that it finds. Lists are absent, empty or short, and
// pointers nil, or to what may be zero.
func fill(t *rapid.T, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), depth+1)
		}
		if u := v.FieldByName("Utterance"); u.IsValid() && u.String() != "" {
			u.SetString("utterance/a") // which is no record
		}
	case reflect.Pointer:
		if depth < 12 && anyBool.Draw(t, "given") {
			v.Set(reflect.New(v.Type().Elem()))
			if anyBool.Draw(t, "filled") {
				fill(t, v.Elem(), depth+1)
			}
		}
	case reflect.Slice:
		if n := anyLen.Draw(t, "length"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i), depth+1)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[graph.ID]() {
			v.SetString(string(anyID.Draw(t, "id")))
		} else {
			v.SetString(anyText.Draw(t, "text"))
		}
	case reflect.Int, reflect.Int64:
		v.SetInt(anyInt.Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(anyReal.Draw(t, "real"))
	case reflect.Bool:
		v.SetBool(anyBool.Draw(t, "truth"))
	default:
		t.Fatalf("no value for a %s", v.Type())
	}
}
