package ndjson

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
)

// refused says in our words and paths what the decoder found wrong with a line
// that holds a t.
func refused(line []byte, err error, t reflect.Type) error {
	var missing missingField
	var semantic *json.SemanticError
	if !errors.As(err, &semantic) {
		return malformed(line, err)
	}
	switch path := pathOf(semantic.JSONPointer); {
	case errors.As(err, &missing):
		return &graph.FieldError{Path: joinPath(path, string(missing)), Reason: "is missing"}
	case errors.Is(err, json.ErrUnknownName):
		name := semantic.JSONPointer.LastToken()
		reason := "there is no such field"
		if right := fieldLike(semantic.GoType, t, name); right != "" {
			reason += ": did you mean " + strconv.Quote(right) + "?"
		}
		return &graph.FieldError{Path: joinPath(pathOf(semantic.JSONPointer.Parent()), name), Reason: reason}
	case isSyntactic(err):
		return malformed(line, err)
	case semantic.GoType == reflect.TypeFor[time.Time]() && semantic.JSONKind == jsontext.KindString:
		return &graph.FieldError{Path: path, Reason: "is no time in RFC 3339, such as \"2016-04-15T21:30:00Z\""}
	default:
		is, not := describeKind(semantic.JSONKind), describeType(semantic.GoType)
		if semantic.JSONKind == jsontext.KindNumber && len(semantic.JSONValue) > 0 {
			is = shown(semantic.JSONValue)
			if strings.HasSuffix(not, "number") {
				not += " of 64 bits"
			}
		}
		return &graph.FieldError{Path: path, Reason: "is " + is + ", not " + not}
	}
}

func isSyntactic(err error) bool {
	var syntactic *jsontext.SyntacticError
	return errors.As(err, &syntactic)
}

// malformed says what is wrong with a line that is no JSON.
func malformed(line []byte, err error) error {
	var syntactic *jsontext.SyntacticError
	if !errors.As(err, &syntactic) {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return &graph.FieldError{Reason: "is not JSON: it ends too early"}
		}
		return &graph.FieldError{Reason: "is not JSON: " + err.Error()}
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		path := joinPath(pathOf(syntactic.JSONPointer.Parent()), syntactic.JSONPointer.LastToken())
		return &graph.FieldError{Path: path, Reason: "is repeated"}
	}
	path, at := pathOf(syntactic.JSONPointer), int(syntactic.ByteOffset)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &graph.FieldError{Path: path, Reason: "is not JSON: it ends too early"}
	case at <= len(line) && !utf8.Valid(line[:min(at+utf8.UTFMax, len(line))]) && !utf8.Valid(line):
		return &graph.FieldError{Path: path, Reason: fmt.Sprintf("is not UTF-8 at byte %d", firstInvalid(line)+1)}
	}
	return &graph.FieldError{Path: path, Reason: fmt.Sprintf("is not JSON at byte %d: %v", at+1, syntactic.Err)}
}

// firstInvalid is the offset of the first byte that is not UTF-8.
func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return len(b)
}

func unknownType(name string) error {
	reason := shown([]byte(strconv.Quote(name))) + " is no type of line"
	names := []string{typeCommit, typeRetract, typeRestore, typeMark, typePurge}
	for _, k := range graph.Kinds() {
		names = append(names, TypeOf(k))
	}
	for _, n := range names {
		if plain(n) == plain(name) {
			reason += ": did you mean " + strconv.Quote(n) + "?"
		}
	}
	return &graph.FieldError{Path: "type", Reason: reason}
}

// pathOf writes a JSON pointer in the form of our paths: "about[2].stance". No
// field of ours is named by digits alone, so that these are always an index. What
// is nested deeper than any record is cut.
func pathOf(p jsontext.Pointer) string {
	const most = 16
	path, depth := "", 0
	for token := range p.Tokens() {
		if depth++; depth > most {
			return path + ".…"
		}
		if token != "" && strings.Trim(token, "0123456789") == "" {
			path += "[" + token + "]"
		} else {
			path = joinPath(path, token)
		}
	}
	return path
}

// joinPath appends the name of a field to a path. A name that is none of ours
// may be anything, and is quoted and cut.
func joinPath(path, name string) string {
	const most = 64
	if plain := strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"); plain != "" || name == "" || len(name) > most {
		name = shown([]byte(strconv.Quote(name)))
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// shown cuts what stood in a line, for an error.
func shown(b []byte) string {
	const most = 80
	if len(b) <= most {
		return string(b)
	}
	return strings.ToValidUTF8(string(b[:most]), "") + "…"
}

func describeKind(k jsontext.Kind) string {
	switch k {
	case jsontext.KindNull:
		return "null"
	case jsontext.KindTrue:
		return "true"
	case jsontext.KindFalse:
		return "false"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	case jsontext.KindBeginArray, jsontext.KindEndArray:
		return "a list"
	case jsontext.KindBeginObject, jsontext.KindEndObject:
		return "an object"
	}
	return "something else"
}

// describeType says which JSON belongs where a Go type stands.
func describeType(t reflect.Type) string {
	if t == nil {
		return "what belongs there"
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return describeType(t.Elem())
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint64:
		return "a positive whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

// plain is a name without case, hyphens and underscores.
func plain(name string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))
}

// fieldLike finds the field of a struct that a name misspells in case, hyphens
// or underscores alone.
func fieldLike(t, body reflect.Type, name string) string {
	if t != nil && t.Kind() == reflect.Struct {
		if strings.HasPrefix(t.Name(), "envelope[") {
			t = body
		}
		for _, f := range reflect.VisibleFields(t) {
			field, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if field != "" && plain(field) == plain(name) {
				return field
			}
		}
	}
	return ""
}
