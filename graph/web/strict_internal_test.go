package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

var jsonSeeds = []string{
	`{"a":1,"b":[true,null,-1.5e3,"x\u00e9\n"]}`, ` [ ] `, `{}`, `""`, `0`, `{"a":{"a":1},"b":{"a":2}}`,
	`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[{"a":1},{"a":2}]`, `{"":1,"":2}`, `{"a":"\"","\"":1}`, `{"\\":1,"\\\\":2}`,
	`"\ud83c\udfc3"`, `"\ud83c"`, `"\udfc3\ud83c"`, `"\ud83c\ud83c\udfc3"`, `"\\ud83c"`, `{"\ud83c":1}`, `"\u12"`, `"\`, `"\u`,
	"\"\x00\"", "\xff", "\ufeff1", `1 2`, `{"a"}`, `{"a" "b"}`, `{"a":"b":"c"}`, `["a":1]`, `}`, `]]`, `,`, `:`, `{"a":1,}`, `nul`, `01`,
	strings.Repeat("[", 200) + strings.Repeat("]", 200), strings.Repeat("[", 201) + strings.Repeat("]", 201), strings.Repeat("[", 10_001),
}

// TestOnlyJSONThatReadsOneWayPasses compares with a reader written by hand, which
// has the same opinion of repeated names and of surrogates, and of why.
func TestOnlyJSONThatReadsOneWayPasses(t *testing.T) {
	for _, seed := range jsonSeeds {
		agree(t, []byte(seed))
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			`{`, `}`, `[`, `]`, `,`, `:`, `"a"`, `"b"`, `"\u0061"`, `"\ud83c"`, `"\udfc3"`, `1`, `-2.5`, `true`, `null`, ` `, `"`, `\`, "\xe2",
		}), 0, 12).Draw(t, "parts")
		agree(t, []byte(strings.Join(parts, "")))
	})
}

func agree(t interface{ Errorf(string, ...any) }, data []byte) {
	const nesting, values = 200, 1_000
	read, got := readJSON(data, nesting, values)
	want := checkJSON(data, nesting, values)
	if (got == nil) != (want == nil) {
		t.Errorf("%.200q: got %v, by hand %v", data, got, want)
	}
	if got != nil {
		return
	}
	var plain any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&plain); err != nil || !reflect.DeepEqual(read, plain) {
		t.Errorf("%.200q: read %#v, encoding/json %#v, %v", data, read, plain, err)
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range jsonSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data) })
}

// checkJSON reports whether data is one JSON value that every reader reads the
// same way, with at most nesting arrays and objects inside one another and at
// most values values. It returns one of the
// errors of readJSON. It is independent of that: by hand, and in passes of its own.
func checkJSON(data []byte, nesting, values int) error {
	switch {
	case len(data) >= 3 && string(data[:3]) == "\ufeff":
		return errBOM
	case !utf8.Valid(data):
		return errNotUTF8
	}
	// The walk comes before the grammar, so that what is too deep is called
	// that; it holds for any bytes.
	var open []map[string]struct{} // the names of each open object; nil for an array
	for i := 0; i < len(data); {
		switch c := data[i]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			i++
			continue
		case '}', ']':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
			i++
			continue
		case '{', '[':
			if len(open) == nesting {
				return errNested
			}
			var names map[string]struct{}
			if c == '{' {
				names = make(map[string]struct{})
			}
			open = append(open, names)
			i++
		case '"':
			end, escaped, err := scanString(data, i)
			if err != nil {
				return err
			}
			text := data[i:end]
			i = end
			if isName(data[end:]) && len(open) > 0 && open[len(open)-1] != nil {
				if err := claim(open[len(open)-1], text, escaped); err != nil {
					return err
				}
				continue
			}
		default:
			for i++; i < len(data) && !delimits(data[i]); i++ {
			}
		}
		if values--; values < 0 {
			return errValues
		}
	}
	if !json.Valid(data) {
		return errNotJSON
	}
	return nil
}

// scanString returns the end of the string that begins at data[start] and
// whether it has escapes.
func scanString(data []byte, start int) (end int, escaped bool, err error) {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '"':
			return i + 1, escaped, nil
		case '\\':
			escaped = true
			r, ok := escapedRune(data[i:])
			if !ok {
				i++ // the escaped character; the grammar is checked later
				continue
			}
			if utf16.IsSurrogate(r) {
				low, ok := escapedRune(data[i+6:])
				if !ok || utf16.DecodeRune(r, low) == utf8.RuneError {
					return 0, false, errSurrogate
				}
				i += 6
			}
			i += 5
		}
	}
	return 0, false, errNotJSON
}

// escapedRune reads an escape of the form \uXXXX.
func escapedRune(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range data[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// isName reports whether what follows a string makes it a member's name.
func isName(rest []byte) bool {
	for _, c := range rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == ':'
		}
	}
	return false
}

// claim adds the name, a JSON string, to the names of an object.
func claim(names map[string]struct{}, quoted []byte, escaped bool) error {
	name := string(quoted[1 : len(quoted)-1])
	if escaped {
		if err := json.Unmarshal(quoted, &name); err != nil {
			return errNotJSON
		}
	}
	if _, ok := names[name]; ok {
		return errRepeated
	}
	names[name] = struct{}{}
	return nil
}

func delimits(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '"':
		return true
	}
	return false
}

// A draft is a document made at random, in which fragments spread only later
// ones, with the text that it is when they are written out.
type draft struct {
	fragments []string
	rng       *rapid.T
}

// selections makes a selection set and the same without fragments.
func (d *draft) selections(from, depth int, written []string) (short, long string) {
	n := rapid.IntRange(1, 3).Draw(d.rng, "n")
	for range n {
		kind := rapid.IntRange(0, 5).Draw(d.rng, "kind")
		switch {
		case kind == 0 && from < len(written):
			i := rapid.IntRange(from, len(written)-1).Draw(d.rng, "fragment")
			short += " ..." + d.fragments[i]
			long += " ... on T" + written[i]
		case kind == 1 && depth > 0:
			s, l := d.selections(from, depth-1, written)
			short += " ... @include(if:true)" + s
			long += " ... @include(if:true)" + l
		case kind <= 3 && depth > 0:
			name := rapid.SampledFrom([]string{"f", "a:f", "__schema"}).Draw(d.rng, "name")
			s, l := d.selections(from, depth-1, written)
			short += " " + name + s
			long += " " + name + l
		default:
			leaf := rapid.SampledFrom([]string{" g", " b:g", " g @skip(if:$v)"}).Draw(d.rng, "leaf")
			short += leaf
			long += leaf
		}
	}
	return "{" + short + "}", "{" + long + "}"
}

// TestFragmentsMeasureAsIfWrittenOut: no limit can be passed by hiding fields
// in fragments.
func TestFragmentsMeasureAsIfWrittenOut(t *testing.T) {
	measure := func(t *rapid.T, query string) shape {
		doc, err := parser.ParseQuery(&ast.Source{Input: query})
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return newMeasurer(doc).operation(doc.Operations[0])
	}
	rapid.Check(t, func(t *rapid.T) {
		d := &draft{fragments: []string{"A", "B", "C", "D"}, rng: t}
		written := make([]string, len(d.fragments))
		var definitions string
		for i := len(d.fragments) - 1; i >= 0; i-- {
			var s string
			s, written[i] = d.selections(i+1, 2, written)
			definitions += " fragment " + d.fragments[i] + " on T" + s
		}
		short, long := d.selections(0, 3, written)
		if got, want := measure(t, short+definitions), measure(t, long); got != want {
			t.Fatalf("%s%s: %+v\n%s: %+v", short, definitions, got, long, want)
		}
	})
}

// The buffer of a body is that of another one soon.
func TestWhatWasReadIsACopy(t *testing.T) {
	body := []byte(`{"query": "{ head { number } }", "variables": {"id": ["actor/made-up", 12.50]}}`)
	got, err := readJSON(body, 9, 99)
	clear(body)
	want := map[string]any{"query": "{ head { number } }", "variables": map[string]any{"id": []any{"actor/made-up", json.Number("12.50")}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%#v, error %v; want %#v", got, err, want)
	}
}

// A decoder keeps the names of the objects that it has read, by how deep they stood: one
// that read a long text is not kept.
func TestNothingOfALongTextIsKept(t *testing.T) {
	const nesting, values, names = 64, 20_000, 19_000
	var all strings.Builder
	for i := range names {
		fmt.Fprintf(&all, `,"%047d":0`, i)
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for depth := 16; depth > 0; depth-- {
		text := strings.Repeat(`{"a":`, depth) + "{" + all.String()[1:] + "}" + strings.Repeat("}", depth)
		if _, err := readJSON([]byte(text), nesting, values); err != nil {
			t.Fatal(err)
		}
		if _, err := readJSON([]byte(`{"query":"{ head { number } }"}`), nesting, values); err != nil {
			t.Fatal(err)
		}
	}
	if kept := int64(heap()) - int64(before); kept > 8<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
}
