package graph_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// Every field that holds an id is visited, but for the record's own and those
// of utterances, which are no records: found by the types, so that a field that
// is added later is missed here first.
func TestReferencesMissNone(t *testing.T) {
	for kind, r := range full() {
		var want []string
		var walk func(path string, v reflect.Value)
		walk = func(path string, v reflect.Value) {
			switch v.Kind() {
			case reflect.Struct:
				for i := range v.NumField() {
					f := v.Type().Field(i)
					name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
					if name == "utterance" || path == "" && name == "id" {
						continue
					}
					walk(strings.Trim(path+"."+name, "."), v.Field(i))
				}
			case reflect.Pointer:
				if !v.IsNil() {
					walk(path, v.Elem())
				}
			case reflect.Slice:
				for i := range v.Len() {
					walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
				}
			case reflect.String:
				if v.Type() == reflect.TypeFor[graph.ID]() && v.String() != "" {
					want = append(want, path+" "+v.String())
				}
			}
		}
		walk("", reflect.ValueOf(r).Elem())
		var got []string
		graph.References(r, func(ref graph.Reference) { got = append(got, ref.Path()+" "+string(ref.ID)) })
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %s\nwant %s", kind, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}

// Places are looked for alone and in company, and parts of a record without any of
// them are passed over: what is found is what is found when all are.
func TestReferencesInSomePlaces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	met := make(map[graph.Place]bool)
	for kind, r := range full() {
		for try := range 300 {
			in := graph.Places(random.Uint64()) & graph.AllPlaces & graph.Places(random.Uint64())
			if try < graph.PlaceCount {
				in = graph.PlacesOf(graph.Place(try))
			}
			var got, want []string
			graph.ReferencesIn(r, in, func(ref graph.Reference) { got = append(got, ref.Path()) })
			graph.References(r, func(ref graph.Reference) {
				met[ref.Place] = true
				if in.Has(ref.Place) {
					want = append(want, ref.Path())
				}
			})
			if !slices.Equal(got, want) {
				t.Fatalf("%s, in %x:\ngot  %q\nwant %q", kind, in, got, want)
			}
		}
	}
	if len(met) != graph.PlaceCount {
		t.Errorf("%d of %d places were met", len(met), graph.PlaceCount)
	}
}

// What may stand where, for people to read.
func TestReferencesGolden(t *testing.T) {
	var b strings.Builder
	for _, kind := range graph.Kinds() {
		fmt.Fprintf(&b, "-- %s --\n", kind)
		graph.References(full()[kind], func(ref graph.Reference) {
			fmt.Fprintf(&b, "%s %v\n", ref.Path(), ref.Kinds)
			for _, k := range graph.Kinds() {
				if ref.Allows(k) != slices.Contains(ref.Kinds, k) {
					t.Errorf("%s: allows %s: %t", ref.Path(), k, ref.Allows(k))
				}
			}
		})
	}
	golden(t, "testdata/references.txtar", b.String())
}

func TestReferencesOfLinksDependOnTheirKind(t *testing.T) {
	a := &graph.Agreement{Links: []graph.AgreementLink{{Kind: graph.LinkRenews, Node: "document/x"}, {Kind: graph.LinkEndorsedBy, Node: "document/x"}}}
	var got []string
	graph.References(a, func(ref graph.Reference) { got = append(got, fmt.Sprint(ref.Path(), ref.Kinds)) })
	want := []string{"links[0].node[agreement]", "links[1].node[agreement document event]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestReferencesRepeatAndSkip(t *testing.T) {
	s := &graph.Statement{Speakers: []graph.Speaker{{Actor: "actor/a"}, {}, {Actor: "actor/a"}}, Place: ""}
	var got []string
	graph.References(s, func(ref graph.Reference) { got = append(got, ref.Path()) })
	if want := []string{"speakers[0].actor", "speakers[2].actor"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, r := range []graph.Record{nil, &graph.ImportRun{}, &graph.Codebook{}} {
		graph.References(r, func(ref graph.Reference) { t.Errorf("%T refers to %s", r, ref.ID) })
	}
}

func TestGuards(t *testing.T) {
	for kind, r := range full() {
		var got []string
		graph.Guards(r, func(id graph.ID) { got = append(got, string(id)) })
		var want []string
		switch kind {
		case graph.KindStatement:
			want = []string{
				"document/report", "actor/avaria-spokesman", "actor/spokesman", "actor/avaria",
				"actor/herald", "actor/press-officer", "actor/ministry",
			}
		case graph.KindJudgement:
			want = []string{"actor/avaria-spokesman", "actor/spokesman-of-avaria"}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", kind, got)
		}
	}
	graph.Guards(&graph.Statement{Speakers: make([]graph.Speaker, 1)}, func(id graph.ID) { t.Errorf("an empty id guards: %q", id) })
}

// golden compares a text with a file. UPDATE=1 writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (UPDATE=1 writes it anew):\n%s", file, got)
	}
}

func ExampleReferences() {
	s := &graph.Statement{
		Meta:     graph.Meta{ID: "statement/x"},
		Speakers: []graph.Speaker{{Actor: "actor/avaria-spokesman", OnBehalfOf: "actor/avaria"}},
		About:    []graph.About{{Node: "agreement/eastport"}},
	}
	graph.References(s, func(ref graph.Reference) { fmt.Println(ref.Path(), ref.ID) })
	// Output:
	// speakers[0].actor actor/avaria-spokesman
	// speakers[0].onBehalfOf actor/avaria
	// about[0].node agreement/eastport
}
