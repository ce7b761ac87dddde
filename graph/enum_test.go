package graph_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hudna/graph"
)

// An enum is a type of strings that knows its values.
type enum struct {
	name   string
	values []string
	clone  func() string // changes what the accessor returned, and asks it again
	valid  func(string) bool
}

func enumOf[E interface {
	~string
	Valid() bool
}](values func() []E,
) enum {
	e := enum{name: strings.TrimPrefix(fmt.Sprintf("%T", *new(E)), "graph.")}
	for _, v := range values() {
		e.values = append(e.values, string(v))
	}
	e.clone = func() string {
		values()[0] = "changed"
		return string(values()[0])
	}
	e.valid = func(s string) bool { return E(s).Valid() }
	return e
}

func enums() []enum {
	return []enum{
		enumOf(graph.Markings), enumOf(graph.Roles), enumOf(graph.Statuses), enumOf(graph.VariableTypes), enumOf(graph.NameKinds),
		enumOf(graph.ActorKinds), enumOf(graph.Sectors), enumOf(graph.AffiliationKinds), enumOf(graph.LocationKinds),
		enumOf(graph.AgreementKinds), enumOf(graph.AgreementForms), enumOf(graph.PartyRoles), enumOf(graph.HowsEnds),
		enumOf(graph.Enforcements), enumOf(graph.Purposes), enumOf(graph.AgreementLinkKinds), enumOf(graph.EventKinds),
		enumOf(graph.PlacePrecisions), enumOf(graph.ParticipantRoles), enumOf(graph.Certainties), enumOf(graph.EventBases),
		enumOf(graph.Observations), enumOf(graph.EventLinkKinds), enumOf(graph.DocumentKinds), enumOf(graph.HowCopies),
		enumOf(graph.CodingStatuses), enumOf(graph.TopicKinds), enumOf(graph.Verdicts), enumOf(graph.Attributions),
		enumOf(graph.Transmissions), enumOf(graph.AboutRoles), enumOf(graph.Acts), enumOf(graph.Forces), enumOf(graph.Polarities),
		enumOf(graph.Moods), enumOf(graph.Actions), enumOf(graph.Concurrings), enumOf(graph.LinkKinds), enumOf(graph.LinkOfs),
		enumOf(graph.Wordings), enumOf(graph.Channels), enumOf(graph.Bases), enumOf(graph.EvidenceParts), enumOf(graph.QuotedKinds),
		enumOf(graph.HowEdits), enumOf(graph.FigureWhats), enumOf(graph.FigureBounds), enumOf(graph.FigureUnits), enumOf(graph.Verbs), enumOf(graph.Moves),
		enumOf(graph.StatementOrders), enumOf(graph.EventOrders), enumOf(graph.ActorScopes), enumOf(graph.Facets), enumOf(graph.Kinds),
		enumOf(graph.Inexacts),
	}
}

func TestEnumValues(t *testing.T) {
	for _, e := range enums() {
		seen := map[string]bool{}
		for _, v := range e.values {
			if v == "" || seen[v] {
				t.Errorf("%s: %q is empty or repeated", e.name, v)
			}
			seen[v] = true
			if !e.valid(v) {
				t.Errorf("%s: %s is not valid", e.name, v)
			}
			if e.name != "Kind" && v != strings.ToUpper(v) {
				t.Errorf("%s: %s is not in capitals", e.name, v)
			}
		}
		for _, v := range []string{"", "changed", strings.ToLower(e.values[0]) + "x", e.values[0] + " "} {
			if e.valid(v) {
				t.Errorf("%s: %q is valid", e.name, v)
			}
		}
		if got := e.clone(); got != e.values[0] {
			t.Errorf("%s: a caller can change the values: %s", e.name, got)
		}
	}
}

// Every constant of such a type is one of its values: read from the sources.
func TestEnumsListEveryConstant(t *testing.T) {
	// These are no enumerations with numbers of their own, or have more
	// constants than values.
	other := []string{"DateBasis", "DateCertainty", "ID", "LikenessKind", "PathLink", "Period", "PositionOn"}
	byName := map[string]enum{}
	for _, e := range enums() {
		byName[e.name] = e
	}
	found := map[string][]string{"Kind": nil}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range syntax.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || len(v.Values) != 1 {
					continue
				}
				of, typed := v.Type.(*ast.Ident)
				if !typed {
					continue
				}
				text, ok := v.Values[0].(*ast.BasicLit)
				if !ok || text.Kind != token.STRING || v.Names[0].Name == "KindUtterance" {
					continue
				}
				value, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[of.Name] = append(found[of.Name], value)
			}
		}
	}
	for name, values := range found {
		e, known := byName[name]
		if !known {
			if !slices.Contains(other, name) {
				t.Errorf("%s has constants and is not among the enumerations tested", name)
			}
			continue
		}
		listed := slices.Clone(e.values)
		slices.Sort(listed)
		slices.Sort(values)
		if !slices.Equal(listed, values) {
			t.Errorf("%s: the constants are %q and the values %q", name, values, listed)
		}
	}
	for _, e := range enums() {
		if len(found[e.name]) == 0 {
			t.Errorf("%s has no constants", e.name)
		}
	}
}

// The numbers of the values are stored: none may move. New ones come last.
func TestEnumsGolden(t *testing.T) {
	var b strings.Builder
	for _, e := range enums() {
		fmt.Fprintf(&b, "-- %s --\n", e.name)
		for i, v := range e.values {
			fmt.Fprintf(&b, "%d %s\n", i+1, v)
		}
	}
	golden(t, "testdata/enums.txtar", b.String())
}

func ExampleAct_Valid() {
	fmt.Println(graph.ActDeny.Valid(), graph.Act("LIE").Valid())
	// Output: true false
}
