package main_test

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sound is a small tree that keeps every rule.
var sound = map[string]string{
	"go.mod": "module hudna\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/dgraph-io/badger/v4 v4.9.6\n\tpgregory.net/rapid v1.3.0 // indirect\n)\n",
	".ci/tools/go.mod": "module hudna/tools\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/99designs/gqlgen v0.17.98\n\tgithub.com/vektah/gqlparser/v2 v2.5.64\n" +
		"\tgithub.com/planetscale/vtprotobuf v0.6.0\n\tgoogle.golang.org/protobuf v1.36.12\n)\n",
	"docs/ARCHITECTURE.md": "graph/ storage/ storage/badgerkv/ cmd/hudna/\n\n- github.com/dgraph-io/badger/v4: an ordered store inside the process\n",

	"graph/graph.go":               "package graph\n\nvar words = map[string]bool{\"a\": true}\n",
	"graph/graph_test.go":          "package graph_test\n\nimport _ \"pgregory.net/rapid\"\n\nfunc Example() {}\n",
	"storage/storage.go":           "package storage\n",
	"storage/storage_test.go":      "package storage_test\n\nimport _ \"hudna/storage/memkv\"\n\nfunc ExamplePrefix() {}\n",
	"storage/badgerkv/badger.go":   "package badgerkv\n\nimport (\n\t_ \"github.com/dgraph-io/badger/v4\"\n\t_ \"hudna/storage\"\n)\n",
	"storage/badgerkv/bad_test.go": "package badgerkv_test\n\nimport _ \"hudna/storage/storagetest\"\n\nfunc ExampleOpen() {}\n",
	"cmd/hudna/main.go":            "package main\n\nimport _ \"hudna/storage/badgerkv\"\n",
	"cmd/hudna/testdata/init.go":   "package testdata\n\nfunc init() {}\n",
}

// importing writes a Go file that imports what is named.
func importing(pkg string, imports ...string) string {
	text := "package " + pkg + "\n"
	for _, name := range imports {
		text += "import _ \"" + name + "\"\n"
	}
	return text
}

// TestRules shows that each rule bites: a sound tree with one file more, or another file, breaks exactly the one rule.
func TestRules(t *testing.T) {
	cases := map[string]struct {
		name, text string // the file that is added or replaced
		rule       string
		want       []string // all that is broken
	}{
		"the domain imports storage": {
			"graph/bad.go", importing("graph", "hudna/storage"), "imports point down only",
			[]string{"graph imports nothing of ours, but imports storage (graph/bad.go)"},
		},
		"the domain imports a module": {
			"graph/bad.go", importing("graph", "github.com/google/uuid"), "imports point down only",
			[]string{"graph needs the standard library alone, but imports github.com/google/uuid (graph/bad.go)"},
		},
		"the contract imports an engine": {
			"storage/bad.go", importing("storage", "hudna/storage/memkv"), "imports point down only",
			[]string{"only cmd names an engine, but storage imports storage/memkv (storage/bad.go)"},
		},
		"a resolver sees keys": {
			"graph/gql/bad_test.go", importing("gql", "hudna/storage/keys"), "imports point down only",
			[]string{"only graph/ledger and graph/search see keys, but graph/gql imports storage/keys (graph/gql/bad_test.go)"},
		},
		"a command sees keys": {
			"cmd/hudna/bad.go", importing("main", "hudna/storage/keys"), "imports point down only",
			[]string{"only graph/ledger and graph/search see keys, but cmd/hudna imports storage/keys (cmd/hudna/bad.go)"},
		},
		"the ledger names an engine": {
			"graph/ledger/bad.go", importing("main", "hudna/storage/badgerkv"), "imports point down only",
			[]string{"only cmd names an engine, but graph/ledger imports storage/badgerkv (graph/ledger/bad.go)"},
		},
		"the ledger imports the API": {
			"graph/ledger/bad.go", importing("main", "hudna/graph/gql"), "imports point down only",
			[]string{"graph/ledger imports graph/gql, which its row does not allow (graph/ledger/bad.go)"},
		},
		"a test of the ledger imports the API": {
			"graph/ledger/bad_test.go", importing("main", "hudna/graph/gql"), "imports point down only",
			[]string{"graph/ledger imports graph/gql, which its row does not allow its tests (graph/ledger/bad_test.go)"},
		},
		"an engine imports the domain": {
			"storage/badgerkv/bad_test.go", importing("badgerkv", "hudna/graph"), "imports point down only",
			[]string{"storage knows nothing of the domain, but storage/badgerkv imports graph (storage/badgerkv/bad_test.go)"},
		},
		"a command imports a suite": {
			"cmd/hudna/bad.go", importing("main", "hudna/graph/graphtest"), "imports point down only",
			[]string{"only tests use a suite, but cmd/hudna imports graph/graphtest (cmd/hudna/bad.go)"},
		},
		"a package nobody knows": {
			"cmd/hudna/util/bad.go", importing("main"), "imports point down only",
			[]string{"cmd/hudna/util is not on the map (cmd/hudna/util/bad.go)"},
		},
		"a module nobody argued for": {
			"cmd/hudna/bad.go", importing("main", "example.org/left-pad"), "imports point down only",
			[]string{"cmd/hudna imports example.org/left-pad, which no row of the modules allows (cmd/hudna/bad.go)"},
		},
		"the engine's module in the ledger": {
			"graph/ledger/bad_test.go", importing("main", "github.com/dgraph-io/badger/v4/y"), "imports point down only",
			[]string{"graph/ledger imports github.com/dgraph-io/badger/v4/y, which is for storage/badgerkv (graph/ledger/bad_test.go)"},
		},
		"a module whose name begins like an allowed one": {
			"storage/badgerkv/bad.go", importing("badgerkv", "github.com/dgraph-io/badger/v42"), "imports point down only",
			[]string{"storage/badgerkv imports github.com/dgraph-io/badger/v42, which no row of the modules allows (storage/badgerkv/bad.go)"},
		},
		"a testing module in the product": {
			"cmd/hudna/bad.go", importing("main", "pgregory.net/rapid"), "imports point down only",
			[]string{"cmd/hudna imports pgregory.net/rapid, which is for tests (cmd/hudna/bad.go)"},
		},
		"a logger in the ledger": {
			"graph/ledger/bad.go", importing("main", "log/slog"), "imports point down only",
			[]string{"graph/ledger imports log/slog, which is not for every package (graph/ledger/bad.go)"},
		},
		"a folder beside the map": {
			"internal/readme.md", "text", "a top-level folder is on the map",
			[]string{"internal/ is not on the map"},
		},
		"an init": {
			"graph/bad.go", "package graph\n\nfunc init() {}\n", "no init",
			[]string{"graph/bad.go: has an init"},
		},
		"a mutex for everybody": {
			"graph/bad.go", "package graph\n\nimport \"sync\"\n\nvar mu sync.Mutex\n", "no state in a package",
			[]string{"graph/bad.go: mu is package state (sync.Mutex)"},
		},
		"a registry": {
			"graph/bad.go", "package graph\n\nvar kinds = make(map[string]int)\n", "no state in a package",
			[]string{"graph/bad.go: kinds is package state (make)"},
		},
		"a counter for everybody": {
			"graph/bad.go", "package graph\n\nimport \"sync/atomic\"\n\nvar n struct{ n atomic.Int64 }\n", "no state in a package",
			[]string{"graph/bad.go: n is package state (atomic.Int64)"},
		},
		"a stub of a resolver": {
			"graph/bad.go", "package graph\n\nfunc f() { panic(\"" + notImplemented + ": Actor\") }\n", "nothing is left undone",
			[]string{"graph/bad.go: has a stub: \"" + notImplemented + ": Actor\""},
		},
		"a note for later": {
			"docs/bad.md", "# TO" + "DO write this\n", "nothing is left undone",
			[]string{"docs/bad.md: has a note for later: # TO" + "DO"},
		},
		"somebody's home": {
			"docs/bad.md", "first\nrun /ho" + "me/nadia/hudna\n", "no path of one machine",
			[]string{"docs/bad.md:2: names a path of one machine: run /ho" + "me/nadia/hudna"},
		},
		"a registry's address": {
			".ci/js/package-lock.json", "{\n\"resolved\": \"https://registry.example.org/x.tgz\"}", "lock files name no address",
			[]string{".ci/js/package-lock.json: names addresses (npm config: omit-lockfile-registry-resolved)"},
		},
		"a package without example": {
			"graph/text/fold.go", "package text\n", "every public package has an example",
			[]string{"graph/text has no Example"},
		},
		"a generator of another version": {
			"go.mod", "module hudna\n\nrequire google.golang.org/protobuf v1.36.11 // indirect\n", "tools and product agree on versions",
			[]string{"google.golang.org/protobuf is v1.36.11 in go.mod and v1.36.12 in .ci/tools/go.mod"},
		},
		"a generator that is missing": {
			".ci/tools/go.mod", "module hudna/tools\n\nrequire (\n\tgithub.com/vektah/gqlparser/v2 v2.5.64\n\tgithub.com/planetscale/vtprotobuf v0.6.0\n\tgoogle.golang.org/protobuf v1.36.12\n)\n", "tools and product agree on versions",
			[]string{"github.com/99designs/gqlgen is not in .ci/tools/go.mod"},
		},
		"a dependency without mention": {
			"go.mod", "module hudna\n\nrequire golang.org/x/text v0.43.0\n", "docs/ARCHITECTURE.md argues for every dependency",
			[]string{"docs/ARCHITECTURE.md does not mention golang.org/x/text"},
		},
		"a dependency without reason": {
			"docs/ARCHITECTURE.md", "graph/ storage/ storage/badgerkv/ cmd/hudna/\n\n- github.com/dgraph-io/badger/v4 v4.9.6\n", "docs/ARCHITECTURE.md argues for every dependency",
			[]string{"docs/ARCHITECTURE.md gives no reason for github.com/dgraph-io/badger/v4"},
		},
		"a package that the map does not show": {
			"docs/ARCHITECTURE.md", "graph/ storage/ cmd/hudna/\n\n- github.com/dgraph-io/badger/v4: an ordered store inside the process\n", "docs/ARCHITECTURE.md has every package on its map",
			[]string{"storage/badgerkv is not on the map of docs/ARCHITECTURE.md"},
		},
	}

	bitten := map[string]bool{}
	for sentence, c := range cases {
		bitten[c.rule] = true
		t.Run(sentence, func(t *testing.T) {
			files := maps.Clone(sound)
			files[c.name] = c.text
			if got := judge(t, files, c.rule); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if got := judge(t, sound, c.rule); len(got) > 0 {
				t.Errorf("without it: %q", got)
			}
		})
	}
	for name := range rules {
		if !bitten[name] {
			t.Errorf("no case shows that the rule %q bites", name)
		}
	}
}

// judge says what a rule finds in a tree of these files.
func judge(t *testing.T, files map[string]string, name string) []string {
	t.Helper()
	root := fstest.MapFS{}
	for path, text := range files {
		root[path] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := readTree(root)
	if err != nil {
		t.Fatal(err)
	}
	broken, err := rules[name](tree)
	if err != nil {
		t.Fatal(err)
	}
	return broken
}

// TestRulesWithoutTheirFile: a rule that cannot do without a file says so, and does not hold for that.
func TestRulesWithoutTheirFile(t *testing.T) {
	tree, err := readTree(fstest.MapFS{"graph/graph.go": {Data: []byte("package graph\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"tools and product agree on versions",
		"docs/ARCHITECTURE.md argues for every dependency",
		"docs/ARCHITECTURE.md has every package on its map",
	} {
		if _, err := rules[name](tree); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want an error that is fs.ErrNotExist", name, err)
		}
	}
}

// TestRowsNameRooms: a name in a table that is no package of the map would allow nothing, unseen.
func TestRowsNameRooms(t *testing.T) {
	known := func(name string) bool {
		dir, below := strings.CutSuffix(name, "/...")
		_, ok := rooms[dir]
		return ok || name == inTests || name == "..." || below && dir == "cmd"
	}
	for pkg, row := range rooms {
		for _, name := range slices.Concat(row.imports, row.tests) {
			if !known(name) {
				t.Errorf("the row of %s names %s, which is not on the map", pkg, name)
			}
		}
	}
	for _, table := range []map[string][]string{modules, restricted} {
		for module, pkgs := range table {
			for _, name := range pkgs {
				if !known(name) {
					t.Errorf("the row of %s names %s, which is not on the map", module, name)
				}
			}
		}
	}
}
