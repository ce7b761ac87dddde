package schema_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"hudna/schema"
)

func Example() {
	for line := range strings.Lines(schema.SDL()) {
		if strings.HasPrefix(line, "interface AboutNode") {
			fmt.Print(line)
		}
	}
	// Output: interface AboutNode {
}

// TestSDL: the document is all of the files, and a schema.
func TestSDL(t *testing.T) {
	files, err := fs.Glob(schema.FS, "*.graphqls")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	sdl := schema.SDL()
	for _, file := range files {
		text, err := fs.ReadFile(schema.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains("\n\n"+sdl, "\n\n# "+file+"\n\n"+string(text)) {
			t.Errorf("%s is not in the document, apart from the others", file)
		}
	}
	load(t, sdl)
}

// sentence is a description as it has to be: it begins with a capital letter
// or a name in backquotes and ends with a full stop.
var sentence = regexp.MustCompile(`(?s)^[A-Z` + "`" + `].*\.$`)

// TestDescriptions: every type, field, argument and value is documented, in
// sentences.
func TestDescriptions(t *testing.T) {
	s := load(t, schema.SDL())
	checked := 0
	check := func(what, description string) {
		checked++
		if !sentence.MatchString(description) {
			t.Errorf("%s: %q is no description in sentences", what, description)
		}
	}
	arguments := func(of string, list ast.ArgumentDefinitionList) {
		for _, a := range list {
			check(of+"("+a.Name+":)", a.Description)
		}
	}
	for name, def := range s.Types {
		if def.BuiltIn {
			continue
		}
		check(name, def.Description)
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			check(name+"."+f.Name, f.Description)
			arguments(name+"."+f.Name, f.Arguments)
		}
		for _, v := range def.EnumValues {
			check(name+"."+v.Name, v.Description)
		}
	}
	check("@asOf", s.Directives["asOf"].Description)
	arguments("@asOf", s.Directives["asOf"].Arguments)
	if checked < 500 {
		t.Errorf("only %d descriptions were read", checked)
	}
}

// TestConnections: every list of pages is built alike.
func TestConnections(t *testing.T) {
	s := load(t, schema.SDL())
	pages := 0
	for _, def := range s.Types {
		for _, f := range def.Fields {
			if !strings.HasSuffix(f.Type.Name(), "Connection") {
				continue
			}
			pages++
			for name, of := range map[string]string{"first": "Int", "after": "String", "last": "Int", "before": "String"} {
				// Without a default: it is told from one that is given.
				if a := f.Arguments.ForName(name); a == nil || a.Type.String() != of || a.DefaultValue != nil {
					t.Errorf("%s.%s does not take %s: %s", def.Name, f.Name, name, of)
				}
			}
			connection := s.Types[f.Type.Name()]
			node := strings.TrimSuffix(connection.Name, "Connection")
			for field, want := range map[string]string{"edges": "[" + node + "Edge!]!", "nodes": "[" + node + "!]!", "pageInfo": "PageInfo!"} {
				if f := connection.Fields.ForName(field); f == nil || f.Type.String() != want {
					t.Errorf("%s.%s is not %s", connection.Name, field, want)
				}
			}
			edge := s.Types[node+"Edge"]
			if edge.Fields.ForName("node").Type.String() != node+"!" || edge.Fields.ForName("cursor").Type.String() != "String!" {
				t.Errorf("%s is no edge", edge.Name)
			}
		}
	}
	if pages < 20 {
		t.Errorf("only %d lists of pages", pages)
	}
}
