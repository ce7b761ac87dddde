package web

import (
	"math"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

var jsonSeeds = []string{
	`{"a":1,"b":[true,null,-1.5e3,"x\u00e9\n"]}`, ` [ ] `, `{}`, `""`, `0`, `{"a":{"a":1},"b":{"a":2}}`,
	`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[{"a":1},{"a":2}]`, `{"":1,"":2}`, `{"a":"\"","\"":1}`, `{"\\":1,"\\\\":2}`,
	`"\ud83c\udfc3"`, `"\ud83c"`, `"\udfc3\ud83c"`, `"\ud83c\ud83c\udfc3"`, `"\\ud83c"`, `{"\ud83c":1}`, `"\u12"`, `"\`, `"\u`,
	"\"\x00\"", "\xff", "\ufeff1", `1 2`, `{"a"}`, `{"a" "b"}`, `{"a":"b":"c"}`, `["a":1]`, `}`, `]]`, `,`, `:`, `{"a":1,}`, `nul`, `01`,
	strings.Repeat("[", 100) + strings.Repeat("]", 100), strings.Repeat("[", 10_001),
}

// TestOnlyJSONThatReadsOneWayPasses compares with an independent reader of
// I-JSON, which has the same opinion of repeated names and of surrogates.
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
	got := checkJSON(data, math.MaxInt, math.MaxInt)
	if want := jsontext.Value(data).IsValid(); (got == nil) != want {
		t.Errorf("%.200q: got %v, a reader of I-JSON says %t", data, got, want)
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range jsonSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data) })
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
