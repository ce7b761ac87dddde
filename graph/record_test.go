package graph_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"hudna/graph"
)

func TestNewMakesEachKind(t *testing.T) {
	types := map[reflect.Type]bool{}
	for _, k := range graph.Kinds() {
		r := graph.New(k)
		if r == nil || r.RecordKind() != k {
			t.Fatalf("%s makes %T", k, r)
		}
		if !reflect.ValueOf(r).Elem().IsZero() {
			t.Errorf("a new %s is not empty", k)
		}
		r.Shared().ID = "actor/x"
		if got := reflect.ValueOf(r).Elem().FieldByName("Meta").FieldByName("ID").String(); got != "actor/x" {
			t.Errorf("the shared fields of a %s are not its own", k)
		}
		types[reflect.TypeOf(r)] = true
	}
	if len(types) != 10 {
		t.Errorf("%d types", len(types))
	}
	for _, k := range []graph.Kind{"", "person", graph.KindUtterance} {
		if r := graph.New(k); r != nil {
			t.Errorf("%q makes %T", k, r)
		}
	}
}

// Names in JSON are the names in Go, in lowerCamelCase.
func TestFieldsAreNamedAlikeInJSON(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(rt reflect.Type) {
		for rt.Kind() == reflect.Pointer || rt.Kind() == reflect.Slice {
			rt = rt.Elem()
		}
		if rt.Kind() != reflect.Struct || seen[rt] {
			return
		}
		seen[rt] = true
		for f := range rt.Fields() {
			walk(f.Type)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				if name != "" {
					t.Errorf("%s.%s is embedded, and named %s in JSON", rt, f.Name, name)
				}
				continue
			}
			if want := lowerCamel(f.Name); name != want {
				t.Errorf("%s.%s is %q in JSON, want %q", rt, f.Name, name, want)
			}
		}
	}
	for _, k := range graph.Kinds() {
		walk(reflect.TypeOf(graph.New(k)))
	}
}

// lowerCamel writes the capitals at the beginning of a name small, but for the
// one that begins a word after an initialism: URL is url, ArchivedURL
// archivedUrl.
func lowerCamel(name string) string {
	for _, initialism := range []string{"URL", "EDTF", "ID"} {
		name = strings.ReplaceAll(name, initialism, initialism[:1]+strings.ToLower(initialism[1:]))
	}
	if name == "SHA256" {
		return "sha256"
	}
	return string(unicode.ToLower(rune(name[0]))) + name[1:]
}

func TestDepth(t *testing.T) {
	relays := make([]graph.Relay, 2)
	for transmission, want := range map[graph.Transmission]string{
		graph.TransmissionDirect:   "0 true",
		graph.TransmissionRelayed:  "2 true",
		graph.TransmissionUnstated: "0 false",
		graph.TransmissionUnclear:  "0 false",
		"":                         "0 false",
	} {
		s := &graph.Statement{Transmission: transmission, Relays: relays}
		if transmission == graph.TransmissionDirect {
			s.Relays = nil
		}
		depth, known := s.Depth()
		if got := fmt.Sprint(depth, known); got != want {
			t.Errorf("%q: %s", transmission, got)
		}
	}
}

func TestSpan(t *testing.T) {
	for name, test := range map[string]struct {
		evidence graph.Evidence
		want     string
	}{
		"the whole document": {graph.Evidence{}, "0 0 false"},
		"from a start on":    {graph.Evidence{Start: ptr(3)}, "0 0 false"},
		"up to an end":       {graph.Evidence{End: ptr(3)}, "0 0 false"},
		"a span":             {graph.Evidence{Start: ptr(0), End: ptr(3)}, "0 3 true"},
	} {
		start, end, ok := test.evidence.Span()
		if got := fmt.Sprint(start, end, ok); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func ExampleStatement_Validate() {
	s := &graph.Statement{
		Meta:         graph.Meta{ID: "statement/demand"},
		Speakers:     []graph.Speaker{{Actor: "actor/avaria-spokesman"}},
		Relays:       []graph.Relay{{Speaker: graph.Speaker{Actor: "actor/herald"}}},
		Transmission: graph.TransmissionDirect,
		About:        []graph.About{{Node: "actor/ruritania", Stance: &graph.Stance{Value: -2, Scale: "seven-point"}}},
		Text:         "Ruritania must stop.",
	}
	fmt.Println(s.Validate())
	// Output:
	// transmission: has to be RELAYED or UNCLEAR: there are relays
	// about[0].stance.value: is -2, not from -1 to 1
	// evidence: is missing: a statement needs the document in which it stands
}
