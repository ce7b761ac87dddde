package ndjson_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/txtar"

	"hudna/graph"
	"hudna/graph/ndjson"
)

const goldenFile = "testdata/lines.txtar"

// lines reads the golden file: the canonical line of each type.
func lines(tb testing.TB) map[string][]byte {
	tb.Helper()
	archive, err := txtar.ParseFile(goldenFile)
	if err != nil {
		tb.Fatal(err)
	}
	m := map[string][]byte{}
	for _, f := range archive.Files {
		v := jsontext.Value(f.Data)
		if err := v.Compact(); err != nil {
			tb.Fatalf("%s: %v", f.Name, err)
		}
		m[f.Name] = v
	}
	return m
}

// The golden file is canonical: reading a line and writing it gives the same
// bytes. UPDATE=1 lays it out anew.
func TestGoldenLines(t *testing.T) {
	archive, err := txtar.ParseFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i := range archive.Files {
		f := &archive.Files[i]
		names = append(names, f.Name)
		line, err := ndjson.Decode(lines(t)[f.Name])
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if line.Record != nil {
			if err := line.Record.Validate(); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			if got := ndjson.TypeOf(line.Record.RecordKind()); got != f.Name {
				t.Errorf("%s holds a %s", f.Name, got)
			}
		}
		b, err := ndjson.Encode(line)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		v := jsontext.Value(b)
		if err := v.Indent(jsontext.WithIndent(" ")); err != nil {
			t.Fatal(err)
		}
		if got := string(v) + "\n"; got != string(f.Data) {
			if os.Getenv("UPDATE") != "1" {
				t.Errorf("%s is not canonical (UPDATE=1 lays it out anew):\n%s", f.Name, got)
			}
			f.Data = []byte(got)
		}
	}
	want := []string{"Commit"}
	for _, k := range graph.Kinds() {
		want = append(want, ndjson.TypeOf(k))
	}
	if want = append(want, "Retract", "Restore", "Mark"); !slices.Equal(names, want) {
		t.Errorf("the file holds %q", names)
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(goldenFile, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The golden file leaves no field out: a field that is added later has to be
// shown there.
func TestGoldenLinesShowEveryField(t *testing.T) {
	shown := map[reflect.Type]map[string]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if shown[v.Type()] == nil {
				shown[v.Type()] = map[string]bool{}
			}
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				// A number that is 0 may be one that was given as 0.
				nonzero := !v.Field(i).IsZero() || v.Field(i).CanInt() || v.Field(i).CanFloat()
				shown[v.Type()][name] = shown[v.Type()][name] || nonzero
				walk(v.Field(i))
			}
		}
	}
	for name, b := range lines(t) {
		line, err := ndjson.Decode(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if line.Record != nil {
			walk(reflect.ValueOf(line.Record))
		}
	}
	for rt, fields := range shown {
		for f := range rt.Fields() {
			if f.IsExported() && !fields[f.Name] {
				t.Errorf("%s.%s is nowhere in %s", rt, f.Name, goldenFile)
			}
		}
	}
}

func TestEncodeIsOneLineInUTF8(t *testing.T) {
	a := &graph.Actor{Meta: graph.Meta{ID: "actor/x"}, Names: []graph.Name{{Text: "<b>&'\"\\\n\t\u0001\u2028ناطق\u200d🕊</b>"}}}
	b, err := ndjson.Encode(ndjson.Line{Record: a})
	want := `{"type":"Actor","id":"actor/x","names":[{"text":"<b>&'\"\\\n\t\u0001` + "\u2028ناطق\u200d🕊" + `</b>"}]}`
	if err != nil || string(b) != want || bytes.ContainsAny(b, "\n\r") {
		t.Errorf("got  %s %v\nwant %s", b, err, want)
	}
}

func TestTypeOf(t *testing.T) {
	for _, k := range []graph.Kind{"", "person", graph.KindUtterance} {
		if got := ndjson.TypeOf(k); got != "" {
			t.Errorf("%q is %s", k, got)
		}
	}
	for _, k := range graph.Kinds() {
		if got, want := "*graph."+ndjson.TypeOf(k), reflect.TypeOf(graph.New(k)).String(); got != want {
			t.Errorf("%s is %s, want %s", k, got, want)
		}
	}
}

func TestOps(t *testing.T) {
	retract := ndjson.Retract{ID: "actor/x", Reason: "twice", Expected: 4}
	if got, want := retract.Op(), (graph.Op{Verb: graph.VerbRetract, ID: "actor/x", Reason: "twice", Expected: 4}); got != want {
		t.Errorf("%+v", got)
	}
	restore := ndjson.Restore{ID: "actor/x", Reason: "once", Expected: 5}
	if got, want := restore.Op(), (graph.Op{Verb: graph.VerbRestore, ID: "actor/x", Reason: "once", Expected: 5}); got != want {
		t.Errorf("%+v", got)
	}
	mark := ndjson.Mark{ID: "actor/x", Marking: graph.MarkingProtected, Reason: "why", NewID: "actor/y", Expected: 6}
	if got, want := mark.Op(), (graph.Op{Verb: graph.VerbMark, ID: "actor/x", Marking: graph.MarkingProtected, Reason: "why", NewID: "actor/y", Expected: 6}); got != want {
		t.Errorf("%+v", got)
	}
	had := ndjson.Mark{ID: "actor/y", Marking: graph.MarkingProtected, Former: "a hash"}
	if got, want := had.Op(), (graph.Op{Verb: graph.VerbMark, ID: "actor/y", Marking: graph.MarkingProtected, NewID: "actor/y", Former: "a hash"}); got != want {
		t.Errorf("%+v", got)
	}
}

// repeat is s as often as it takes to have n bytes.
func repeat(s string, n int) string { return strings.Repeat(s, n/len(s)+1)[:n] }
