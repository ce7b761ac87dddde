package gql

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// sources parses the package's own files, without its tests.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]*ast.File)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		if files[path], err = parser.ParseFile(token.NewFileSet(), path, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 15 {
		t.Fatalf("only %d files", len(files))
	}
	return files
}

// placesInSource finds the places that the resolvers name, with the file that
// does.
func placesInSource(t *testing.T) map[place]string {
	t.Helper()
	found := make(map[place]string)
	for path, file := range sources(t) {
		for _, p := range placesFollowed(t, file) {
			found[p] = path
		}
	}
	return found
}

// TestLeads: of every resolver that follows references itself, plans know in which
// place.
func TestLeads(t *testing.T) {
	found := 0
	for path, file := range sources(t) {
		for _, d := range file.Decls {
			method, ok := d.(*ast.FuncDecl)
			if !ok || method.Recv == nil {
				continue
			}
			pointer, ok := method.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			named, ok := pointer.X.(*ast.Ident)
			if !ok {
				continue
			}
			of, ok := strings.CutSuffix(named.Name, "Resolver")
			if !ok {
				continue
			}
			at := strings.ToUpper(of[:1]) + of[1:] + "." + strings.ToLower(method.Name.Name[:1]) + method.Name.Name[1:]
			for _, in := range placesFollowed(t, method) {
				found++
				if p, ok := leads[at]; !ok || place(p.String()) != in {
					t.Errorf("%s: %s follows the references in %q, and plans do not know", path, at, in)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d resolvers follow references", found)
	}
}

// placesFollowed are the places whose references a piece of the source follows.
func placesFollowed(t *testing.T, in ast.Node) (found []place) {
	t.Helper()
	ast.Inspect(in, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		called := call.Fun
		if generic, ok := called.(*ast.IndexExpr); ok {
			called = generic.X
		}
		name := ""
		switch called := called.(type) {
		case *ast.Ident:
			name = called.Name
		case *ast.SelectorExpr:
			name = called.Sel.Name
		}
		switch name {
		case "follow", "followAll", "itself", "part":
			if lit, ok := call.Args[1].(*ast.BasicLit); ok {
				value, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, place(value))
			}
		}
		return true
	})
	return found
}

// TestNothingIsLeftOut: gqlgen leaves a method that panics behind where it
// could not bind a field of the schema to a Go type, and says nothing.
func TestNothingIsLeftOut(t *testing.T) {
	for path, file := range sources(t) {
		for _, stub := range stubs(file) {
			t.Errorf("%s: %s", path, stub)
		}
	}
	// As gqlgen writes it.
	left, err := parser.ParseFile(token.NewFileSet(), "left.go", `package gql
func (r *topicResolver) Broader(ctx context.Context, obj *graph.Topic) (*graph.Topic, error) {
	panic(fmt.Errorf("not `+`implemented: Broader - broader"))
}`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(stubs(left)) != 1 {
		t.Error("a stub is not found")
	}
}

// stubs lists the texts that say so.
func stubs(file *ast.File) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && strings.Contains(lit.Value, "not "+"implemented") {
			out = append(out, lit.Value)
		}
		return true
	})
	return out
}
