package plan

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

var (
	instant   = reflect.TypeFor[time.Time]()
	jsonText  = reflect.TypeFor[json.RawMessage]()
	marshaler = reflect.TypeFor[graphql.Marshaler]()
)

// leaf writes a scalar or an enumeration, as package scalar does: by the kind of
// the Go type, whatever its name.
func leaf(def *ast.Definition, of reflect.Type, nonNull bool) (writer, error) {
	switch {
	case of.Implements(marshaler), reflect.PointerTo(of).Implements(marshaler):
		return nil, &uncovered{fmt.Sprintf("%s of type %s, which writes itself,", def.Name, of)}
	case of == instant:
		return func(r *run, v reflect.Value) error {
			t, _ := v.Interface().(time.Time)
			if t.IsZero() {
				return r.null(nonNull)
			}
			r.b = append(t.UTC().AppendFormat(append(r.b, '"'), time.RFC3339Nano), '"')
			return nil
		}, nil
	case of == jsonText:
		return func(r *run, v reflect.Value) error {
			if v.IsNil() {
				return r.null(nonNull)
			}
			r.b = append(r.b, v.Bytes()...)
			return nil
		}, nil
	}
	switch of.Kind() {
	case reflect.String:
		return func(r *run, v reflect.Value) error {
			s := v.String()
			if s == "" {
				return r.null(nonNull)
			}
			r.b = appendString(r.b, s)
			return nil
		}, nil
	case reflect.Int, reflect.Int32, reflect.Int64:
		return func(r *run, v reflect.Value) error {
			r.b = strconv.AppendInt(r.b, v.Int(), 10)
			return nil
		}, nil
	case reflect.Uint64:
		return func(r *run, v reflect.Value) error {
			r.b = strconv.AppendUint(r.b, v.Uint(), 10)
			return nil
		}, nil
	case reflect.Float64:
		return func(r *run, v reflect.Value) error {
			f := v.Float()
			if math.IsNaN(f) || math.IsInf(f, 0) {
				return r.null(nonNull)
			}
			r.b = strconv.AppendFloat(r.b, f, 'g', -1, 64)
			return nil
		}, nil
	case reflect.Bool:
		return func(r *run, v reflect.Value) error {
			r.b = strconv.AppendBool(r.b, v.Bool())
			return nil
		}, nil
	}
	return nil, &uncovered{fmt.Sprintf("%s of type %s", def.Name, of)}
}

// appendString writes a text as gqlgen does, byte for byte.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	b = append(b, '"')
	b = append(b, s...)
	// Most texts are as they were, and of others most of what comes first.
	as := plain(b[len(b)-len(s):])
	b, s = b[:len(b)-len(s)+as], s[as:]
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		case '\n':
			b = append(b, `\n`...)
		case '\\', '"':
			b = append(b, '\\', c)
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	return append(append(b, s[start:]...), '"')
}

// plain is how many bytes there are before one that is written otherwise, or some fewer.
// Eight are looked at together: by which of them a subtraction of 0x20 has to borrow, or of
// one where they are the same as a mark.
func plain(b []byte) (n int) {
	const each, top = 0x0101010101010101, 0x8080808080808080
	for ; len(b) >= 8; b = b[8:] {
		x := binary.LittleEndian.Uint64(b)
		quotes, slashes := x^'"'*each, x^'\\'*each
		if ((x-0x20*each)&^x|(quotes-each)&^quotes|(slashes-each)&^slashes)&top != 0 {
			break
		}
		n += 8
	}
	return n
}
