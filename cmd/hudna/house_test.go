package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestHouse holds the whole module against the rules of the house: who may import whom (imports_test.go), and what may
// not stand in a file (rules_test.go). The rules are functions of a tree, so that TestRules can hand them a bad one.
func TestHouse(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	tree, err := readTree(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	// A tree read from the wrong place would keep every rule.
	if tree.module != "hudna" || len(tree.sources) < 10 {
		t.Fatalf("read module %q with %d Go files", tree.module, len(tree.sources))
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			broken, err := rule(tree)
			if errors.Is(err, fs.ErrNotExist) && os.Getenv("HUDNA_CI") == "" {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range broken {
				t.Error(b)
			}
		})
	}
}

// A rule reads a tree and says, a sentence each, where it is broken. An error that is [fs.ErrNotExist] means that a file
// is not there yet which the rule cannot do without.
type rule func(*tree) ([]string, error)

// A tree is a module as its files show it: nothing is built and no build constraint hides a file.
type tree struct {
	module  string
	folders []string // top level
	sources []source // Go files outside testdata
	files   []file   // all others that are text, and the Go files once more
	require map[string]*modfile.File
}

// A file is a text file and where it lies, from the module's root.
type file struct {
	path string
	text []byte
}

// A source is a parsed Go file.
type source struct {
	file
	syntax    *ast.File
	imports   []string
	test      bool // in a _test.go file
	generated bool
}

// pkg is the import path of the file's folder without the module's name: "graph/text".
func (s source) pkg() string { return path.Dir(s.path) }

// Folders that hold what is installed or built, never committed.
var leftOut = []string{".git", ".ci/bin", ".ci/out", "node_modules", "dist"}

// readTree reads a module from its root.
func readTree(root fs.FS) (*tree, error) {
	t := &tree{require: map[string]*modfile.File{}}
	positions := token.NewFileSet()
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // somebody took it away while we walked
		case err != nil:
			return err
		case entry.IsDir():
			if slices.Contains(leftOut, name) || slices.Contains(leftOut, entry.Name()) {
				return fs.SkipDir
			}
			if name != "." && !strings.Contains(name, "/") {
				t.folders = append(t.folders, name)
			}
			return nil
		case !entry.Type().IsRegular(), name == ".git": // which in a linked work tree is a file
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			return err // a binary has nothing to read
		}
		f := file{path: name, text: text}
		t.files = append(t.files, f)
		switch {
		case path.Base(name) == "go.mod":
			t.require[name], err = modfile.Parse(name, text, nil)
			return err
		case path.Ext(name) != ".go", strings.Contains("/"+name, "/testdata/"), strings.HasPrefix(name, "."):
			return nil
		}
		s, err := parse(positions, f)
		t.sources = append(t.sources, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if mod := t.require["go.mod"]; mod != nil {
		t.module = mod.Module.Mod.Path
	}
	return t, nil
}

func parse(positions *token.FileSet, f file) (source, error) {
	syntax, err := parser.ParseFile(positions, f.path, f.text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	s := source{
		file:      f,
		syntax:    syntax,
		test:      strings.HasSuffix(f.path, "_test.go"),
		generated: ast.IsGenerated(syntax),
	}
	for _, spec := range syntax.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return source{}, fmt.Errorf("%s: import %s: %w", f.path, spec.Path.Value, err)
		}
		s.imports = append(s.imports, name)
	}
	return s, nil
}
