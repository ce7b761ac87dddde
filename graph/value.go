package graph

import (
	"math"
	"reflect"
	"strconv"
	"strings"
)

// A value is a part of a record as JSON: its canonical text, and what it is made
// of.
type value struct {
	kind   valueKind
	text   string
	fields []field  // of an object: what each of the kids is
	kids   []*value // members of an object or entries of a list
	size   int      // how many scalars are in it
}

type valueKind byte

const (
	scalar valueKind = iota
	object
	list
)

// A field is a member of an object: its name, and which field of the type it
// is.
type field struct {
	name  string
	order int
}

func (v *value) same(o *value) bool { return v.text == o.text }

// valueOf reads a record as the JSON that stands for it, in its normal form; an
// object without members for none.
func valueOf(r Record) *value {
	if isNil(r) {
		return &value{kind: object, text: "{}"}
	}
	r = Clone(r)
	Normalize(r)
	return readValue(reflect.ValueOf(r).Elem())
}

// readValue reads a value of one of the types that records are made of. It is
// written as package ndjson writes it, which a test there holds it to.
func readValue(v reflect.Value) *value {
	switch v.Kind() {
	case reflect.Struct:
		o := &value{kind: object}
		o.members(v, 0)
		var b strings.Builder
		b.WriteByte('{')
		for i, kid := range o.kids {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(o.fields[i].name) + ":" + kid.text)
			o.size += kid.size
		}
		b.WriteByte('}')
		o.text = b.String()
		return o
	case reflect.Slice:
		l := &value{kind: list}
		texts := make([]string, v.Len())
		for i := range v.Len() {
			kid := readValue(v.Index(i))
			l.kids, texts[i] = append(l.kids, kid), kid.text
			l.size += kid.size
		}
		l.text = "[" + strings.Join(texts, ",") + "]"
		return l
	case reflect.Pointer:
		if !v.IsNil() {
			return readValue(v.Elem())
		}
	case reflect.String:
		return &value{text: quote(v.String()), size: 1}
	case reflect.Bool:
		return &value{text: strconv.FormatBool(v.Bool()), size: 1}
	case reflect.Int, reflect.Int64:
		return &value{text: strconv.FormatInt(v.Int(), 10), size: 1}
	case reflect.Float64:
		return &value{text: numeral(v.Float()), size: 1}
	}
	return &value{text: "null"}
}

// members adds the fields of a struct that are given, after so many others: an
// embedded one is part of it, and one that may be left out is, where it says
// nothing. It counts all fields.
func (v *value) members(of reflect.Value, before int) (n int) {
	for i := range of.NumField() {
		f := of.Type().Field(i)
		if f.Anonymous {
			n += v.members(of.Field(i), before+n)
			continue
		}
		n++
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if options == "omitzero" && of.Field(i).IsZero() {
			continue
		}
		kid := readValue(of.Field(i))
		if options == "omitempty" && (kid.text == "null" || kid.text == `""` || kid.text == "[]" || kid.text == "{}") {
			continue
		}
		v.fields, v.kids = append(v.fields, field{name, before + n}), append(v.kids, kid)
	}
	return n
}

// quote writes a string with no more escapes than JSON needs (RFC 8259, 7), the
// short ones where there are such.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ':
			b.WriteRune(r)
		default:
			if i := strings.IndexRune("\b\f\n\r\t", r); i >= 0 {
				b.WriteString(`\` + "bfnrt"[i:i+1])
				continue
			}
			const digits = "0123456789abcdef"
			b.WriteString(`\u00` + string(digits[r>>4]) + string(digits[r&15]))
		}
	}
	b.WriteByte('"')
	return b.String()
}

// numeral writes a number as ECMAScript does (ECMA-262, Number::toString), which
// is the canonical form of RFC 8785. What is not finite, JSON has no number for.
func numeral(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "null"
	}
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	s := strconv.FormatFloat(f, format, -1, 64)
	if n := len(s); format == 'e' && s[n-2] == '0' && (s[n-3] == '-' || s[n-3] == '+') { // e-09
		s = s[:n-2] + s[n-1:]
	}
	return s
}
