package ndjson

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
)

// A Shape encodes the values of one type that records are made of, as the JSON
// library does: what it has to find out of a type by reflection is found out
// once. The library keeps the state of a general encoder for each of the hundred
// fields of a statement, which takes four times as long; a test compares the two.
type Shape struct {
	write func(b []byte, v reflect.Value) ([]byte, error)
	// spare reports of a value whether a member with "omitempty" is surely left
	// out for it, which needs no encoding then.
	spare func(v reflect.Value) bool
}

// ShapeOf gives the shape of a type that is made of structures, pointers, lists,
// texts, numbers and truths. No other type is in a record, and one would be a
// mistake of whoever added it: so it panics.
func ShapeOf(t reflect.Type) *Shape { return shapes{}.of(t) }

// Append adds the canonical form of a value. It refuses text that is not UTF-8
// and a number that is not finite.
func (s *Shape) Append(b []byte, v reflect.Value) ([]byte, error) { return s.write(b, v) }

// shapes are those that were made, as types refer to themselves.
type shapes map[reflect.Type]*Shape

func (known shapes) of(t reflect.Type) *Shape {
	if s, ok := known[t]; ok {
		return s
	}
	s := &Shape{spare: func(reflect.Value) bool { return false }}
	known[t] = s
	switch t.Kind() {
	case reflect.Struct:
		members := known.members(t, nil)
		s.write = func(b []byte, v reflect.Value) ([]byte, error) {
			begin := len(b)
			b, err := appendMembers(append(b, '{'), begin+1, members, v)
			return append(b, '}'), err
		}
	case reflect.Pointer:
		to := known.of(t.Elem())
		s.spare = reflect.Value.IsNil
		s.write = func(b []byte, v reflect.Value) ([]byte, error) {
			if v.IsNil() {
				return append(b, "null"...), nil
			}
			return to.write(b, v.Elem())
		}
	case reflect.Slice:
		of := known.of(t.Elem())
		s.spare = func(v reflect.Value) bool { return v.Len() == 0 }
		s.write = func(b []byte, v reflect.Value) (_ []byte, err error) {
			b = append(b, '[')
			for i := range v.Len() {
				if i > 0 {
					b = append(b, ',')
				}
				if b, err = of.write(b, v.Index(i)); err != nil {
					return b, err
				}
			}
			return append(b, ']'), nil
		}
	case reflect.String:
		s.spare = func(v reflect.Value) bool { return v.Len() == 0 }
		s.write = func(b []byte, v reflect.Value) ([]byte, error) { return jsontext.AppendQuote(b, v.String()) }
	case reflect.Bool:
		s.write = func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(b, v.Bool()), nil }
	case reflect.Int, reflect.Int64:
		s.write = func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(b, v.Int(), 10), nil }
	case reflect.Float64:
		s.write = func(b []byte, v reflect.Value) ([]byte, error) { return appendNumber(b, v.Float()) }
	default:
		panic(fmt.Sprintf("ndjson: a %s is in no record", t))
	}
	return s
}

// A member of an object is a field of a structure.
type member struct {
	path      []int
	name      string // with its quotation marks and the colon
	omitEmpty bool   // left out where its value is "", {}, [] or null
	omitZero  bool
	shape     *Shape
}

// members are the fields of a structure. Those of an embedded one are among them.
func (known shapes) members(t reflect.Type, within []int) (all []member) {
	for i := range t.NumField() {
		f := t.Field(i)
		path := append(append([]int{}, within...), i)
		if f.Anonymous {
			all = append(all, known.members(f.Type, path)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		m := member{path: path, name: strconv.Quote(name) + ":", shape: known.of(f.Type)}
		switch options {
		case "":
		case "omitempty":
			m.omitEmpty = true
		case "omitzero":
			m.omitZero = true
		default:
			panic(fmt.Sprintf("ndjson: %s.%s is encoded in some way of its own", t, f.Name))
		}
		all = append(all, m)
	}
	return all
}

// appendMembers adds the members of an object whose first one stands at begin.
func appendMembers(b []byte, begin int, members []member, v reflect.Value) (_ []byte, err error) {
	for i := range members {
		m := &members[i]
		f := v.Field(m.path[0])
		for _, at := range m.path[1:] {
			f = f.Field(at)
		}
		if m.omitEmpty && m.shape.spare(f) || m.omitZero && f.IsZero() {
			continue
		}
		before := len(b)
		if before > begin {
			b = append(b, ',')
		}
		b = append(b, m.name...)
		value := len(b)
		if b, err = m.shape.write(b, f); err != nil {
			return b, fmt.Errorf("%s%w", m.name, err)
		}
		if m.omitEmpty && len(b) == value+2 && strings.IndexByte(`{["`, b[value]) >= 0 { // of which all was left out
			b = b[:before]
		}
	}
	return b, nil
}

// appendNumber adds a number as ECMAScript writes it, and so RFC 8785.
func appendNumber(b []byte, n float64) ([]byte, error) {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return b, errors.New("the number is not finite")
	}
	form := byte('f')
	if size := math.Abs(n); size != 0 && (size < 1e-6 || size >= 1e21) {
		form = 'e'
	}
	b = strconv.AppendFloat(b, n, form, -1, 64)
	if end := len(b); form == 'e' && end >= 4 && b[end-4] == 'e' && b[end-3] == '-' && b[end-2] == '0' {
		b[end-2] = b[end-1] // e-07 is e-7
		b = b[:end-1]
	}
	return b, nil
}

// recordLines are how the lines of each kind begin, and what follows.
var recordLines = func() map[graph.Kind]recordLine {
	lines, known := map[graph.Kind]recordLine{}, shapes{}
	for _, k := range graph.Kinds() {
		t := reflect.TypeOf(graph.New(k))
		lines[k] = recordLine{
			of:      t,
			begin:   `{"type":` + strconv.Quote(TypeOf(k)),
			members: known.members(t.Elem(), nil),
		}
	}
	return lines
}()

type recordLine struct {
	of      reflect.Type
	begin   string
	members []member
}

// lineOf tells how the line of a record is written; false for what is no record
// of ours.
func lineOf(r graph.Record) (recordLine, bool) {
	line, ok := recordLines[r.RecordKind()]
	return line, ok && reflect.TypeOf(r) == line.of
}

// append adds the line of a record, without its end.
func (l recordLine) append(b []byte, r graph.Record) ([]byte, error) {
	b, err := appendMembers(append(b, l.begin...), 0, l.members, reflect.ValueOf(r).Elem())
	return append(b, '}'), err
}
