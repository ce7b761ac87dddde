package main_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// The rules of the house, each with the sentence that it defends.
var rules = map[string]rule{
	"imports point down only":                           importLaw,
	"a top-level folder is on the map":                  folderRule,
	"no init":                                           initRule,
	"no state in a package":                             stateRule,
	"nothing is left undone":                            undoneRule,
	"no path of one machine":                            pathRule,
	"lock files name no address":                        lockRule,
	"every public package has an example":               exampleRule,
	"tools and product agree on versions":               versionRule,
	"docs/ARCHITECTURE.md argues for every dependency":  dependencyRule,
	"docs/ARCHITECTURE.md has every package on its map": mapRule,
}

// folderRule: what is not the domain, its API, storage, a command or a document has no folder at the top.
func folderRule(t *tree) ([]string, error) {
	var broken []string
	for _, folder := range t.folders {
		if !strings.HasPrefix(folder, ".") && !slices.Contains([]string{"cmd", "docs", "graph", "schema", "storage"}, folder) {
			broken = append(broken, folder+"/ is not on the map")
		}
	}
	return broken, nil
}

// initRule: an init that does nothing is needless, and one that does something does it behind its importer's back.
func initRule(t *tree) ([]string, error) {
	var broken []string
	for _, s := range t.sources {
		for _, decl := range s.syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Name.Name == "init" && fn.Recv == nil && !s.generated {
				broken = append(broken, s.path+": has an init")
			}
		}
	}
	return broken, nil
}

// caches are the variables that may be state, since no result depends on them, with what they save.
var caches = map[string]string{
	"graph/date_zone.go: zones": "loading a time zone is most of the cost of a date",
}

// stateRule: a package-level variable that holds a lock, an atomic, a channel or a made map is state that all users of
// the package share. Tables written out, errors, compiled patterns and pools are not: nothing can be told through them.
func stateRule(t *tree) ([]string, error) {
	var broken []string
	for _, s := range t.sources {
		if s.test || s.generated {
			continue
		}
		for _, decl := range s.syntax.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok {
					continue
				}
				name := s.path + ": " + v.Names[0].Name
				if what := stateOf(v); what != "" && caches[name] == "" {
					broken = append(broken, fmt.Sprintf("%s is package state (%s)", name, what))
				}
			}
		}
	}
	return broken, nil
}

// stateOf names what makes a variable state, or "". It does not look into functions, which have their own variables.
func stateOf(v *ast.ValueSpec) string {
	what := ""
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ChanType:
			what = "chan"
		case *ast.CallExpr:
			if fn, ok := n.Fun.(*ast.Ident); ok && (fn.Name == "make" || fn.Name == "new") {
				what = fn.Name
			}
		case *ast.SelectorExpr:
			from, ok := n.X.(*ast.Ident)
			if !ok {
				break
			}
			switch from.Name + "." + n.Sel.Name {
			case "sync.Mutex", "sync.RWMutex", "sync.Once", "sync.Map", "sync.WaitGroup", "sync.Cond":
				what = "sync." + n.Sel.Name
			}
			if from.Name == "atomic" {
				what = "atomic." + n.Sel.Name
			}
		}
		return true
	}
	if v.Type != nil {
		ast.Inspect(v.Type, look)
	}
	for _, value := range v.Values {
		ast.Inspect(value, look)
	}
	return what
}

// The notes that people leave for later. The words are put together here, so that this file keeps its own rule.
var undone = regexp.MustCompile(`(//|#|/\*|<!--)\s*(TO` + `DO|FIX` + `ME)\b|\b(TO` + `DO|FIX` + `ME)(:|\()`)

const notImplemented = "not " + "implemented"

// undoneRule: no note for later, and none of the stubs that gqlgen writes for a field it could not bind.
func undoneRule(t *tree) ([]string, error) {
	var broken []string
	generated := map[string]bool{}
	for _, s := range t.sources {
		generated[s.path] = s.generated
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if ok && lit.Kind == token.STRING && strings.Contains(strings.ToLower(lit.Value), notImplemented) {
				broken = append(broken, s.path+": has a stub: "+lit.Value)
			}
			return true
		})
	}
	for _, f := range t.files {
		if note := undone.Find(f.text); note != nil && !generated[f.path] {
			broken = append(broken, fmt.Sprintf("%s: has a note for later: %s", f.path, note))
		}
	}
	return broken, nil
}

// Where somebody's checkout, home or scratch folder lies is of no use to anybody else.
var machine = regexp.MustCompile(`(^|[^\w.~*-])/(root|home|work|Users|mnt)/\w|\b[A-Z]:\\Users\\`)

// pathRule: no file names a place on one machine.
func pathRule(t *tree) ([]string, error) {
	var broken []string
	for _, f := range t.files {
		for i, line := range strings.Split(string(f.text), "\n") {
			if machine.MatchString(line) {
				broken = append(broken, fmt.Sprintf("%s:%d: names a path of one machine: %s", f.path, i+1, strings.TrimSpace(line)))
			}
		}
	}
	return broken, nil
}

// lockRule: npm's lock files pin by hash; the address of a registry is the installer's business.
func lockRule(t *tree) ([]string, error) {
	var broken []string
	for _, f := range t.files {
		if path.Base(f.path) == "package-lock.json" && strings.Contains(string(f.text), `"resolved":`) {
			broken = append(broken, f.path+": names addresses (npm config: omit-lockfile-registry-resolved)")
		}
	}
	return broken, nil
}

// exampleRule: a package that others import shows how, in code that is compiled.
func exampleRule(t *tree) ([]string, error) {
	public, shown := map[string]bool{}, map[string]bool{}
	for _, s := range t.sources {
		switch {
		case !s.test && !s.generated && s.syntax.Name.Name != "main":
			public[s.pkg()] = true
		case s.test:
			for _, decl := range s.syntax.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Example") {
					shown[s.pkg()] = true
				}
			}
		}
	}
	var broken []string
	for pkg := range public {
		if !shown[pkg] {
			broken = append(broken, pkg+" has no Example")
		}
	}
	slices.Sort(broken)
	return broken, nil
}

// versionRule: the generators of .ci/tools are the versions of the runtimes that their output is linked with.
func versionRule(t *tree) ([]string, error) {
	product, tools := t.require["go.mod"], t.require[".ci/tools/go.mod"]
	if product == nil || tools == nil {
		return nil, fmt.Errorf("go.mod or .ci/tools/go.mod: %w", fs.ErrNotExist)
	}
	versions := func(mod *modfile.File) map[string]string {
		found := map[string]string{}
		for _, r := range mod.Require {
			found[r.Mod.Path] = r.Mod.Version
		}
		return found
	}
	ours, theirs := versions(product), versions(tools)
	var broken []string
	for _, module := range []string{
		"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2",
		"github.com/planetscale/vtprotobuf", "google.golang.org/protobuf",
	} {
		switch {
		case theirs[module] == "":
			broken = append(broken, module+" is not in .ci/tools/go.mod")
		case ours[module] != "" && ours[module] != theirs[module]:
			broken = append(broken, fmt.Sprintf("%s is %s in go.mod and %s in .ci/tools/go.mod", module, ours[module], theirs[module]))
		}
	}
	return broken, nil
}

const architecture = "docs/ARCHITECTURE.md"

// dependencyRule: each direct dependency stands in docs/ARCHITECTURE.md, with a reason on its line.
func dependencyRule(t *tree) ([]string, error) {
	text, err := t.read(architecture)
	if err != nil {
		return nil, err
	}
	mod := t.require["go.mod"]
	if mod == nil {
		return nil, fmt.Errorf("go.mod: %w", fs.ErrNotExist)
	}
	var broken []string
	for _, r := range mod.Require {
		if r.Indirect {
			continue
		}
		reason, mentioned := "", false
		for _, line := range strings.Split(text, "\n") {
			if _, rest, ok := strings.Cut(line, r.Mod.Path); ok {
				reason, mentioned = rest, true
				break
			}
		}
		switch {
		case !mentioned:
			broken = append(broken, architecture+" does not mention "+r.Mod.Path)
		case len(words.FindAllString(reason, -1)) < 3:
			broken = append(broken, architecture+" gives no reason for "+r.Mod.Path)
		}
	}
	return broken, nil
}

var words = regexp.MustCompile(`\pL{2,}`)

// mapRule: the map in docs/ARCHITECTURE.md shows every package; the parts of a package need no line of their own.
func mapRule(t *tree) ([]string, error) {
	text, err := t.read(architecture)
	if err != nil {
		return nil, err
	}
	var broken []string
	for _, s := range t.sources {
		pkg := s.pkg()
		missing := pkg + " is not on the map of " + architecture
		if strings.Count(pkg, "/") < 2 && !strings.Contains(text, pkg+"/") && !slices.Contains(broken, missing) {
			broken = append(broken, missing)
		}
	}
	return broken, nil
}

// read gives a file's text.
func (t *tree) read(name string) (string, error) {
	for _, f := range t.files {
		if f.path == name {
			return string(f.text), nil
		}
	}
	return "", fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}
