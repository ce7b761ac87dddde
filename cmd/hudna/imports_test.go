package main_test

import (
	"fmt"
	"slices"
	"strings"
)

// A room is a package of the map in docs/ARCHITECTURE.md: what of ours it may import, and what its tests may import
// besides. Every test may also import its own package, the storage contract with its engines and suite, and, outside
// storage, the domain with its fixtures.
type room struct {
	imports, tests []string
}

// The map. Arrows point down only. A package that is not here fails: give it a row, here and in docs/ARCHITECTURE.md.
var rooms = map[string]room{
	"schema": {},

	"graph":                  {},
	"graph/graphtest":        {imports: []string{"graph"}, tests: []string{"graph/text"}}, // to compare with what an oracle owes nothing to
	"graph/text":             {},
	"graph/search":           {imports: []string{"graph", "graph/text", "storage", "storage/keys"}},
	"graph/ndjson":           {imports: []string{"graph"}},
	"graph/ledger":           {imports: []string{"graph", "graph/ledger/pb", "graph/projection", "graph/search", "graph/text", "storage", "storage/keys"}},
	"graph/ledger/pb":        {},
	"graph/projection":       {imports: []string{"graph"}, tests: []string{"graph/ledger"}},
	"graph/analysis":         {imports: []string{"graph", "graph/analysis/network", "graph/projection", "graph/text"}, tests: []string{"graph/ledger"}},
	"graph/analysis/network": {imports: []string{"graph"}},
	"graph/ingest":           {imports: []string{"graph", "graph/ingest/source", "graph/ingest/table", "graph/ndjson", "graph/text"}, tests: []string{"graph/export", "graph/ingest/mapped", "graph/ledger"}},
	"graph/export":           {imports: []string{"graph", "graph/analysis", "graph/analysis/network", "graph/ndjson"}, tests: []string{"cmd/hudna/sample", "graph/ingest", "graph/ledger"}},

	"graph/ingest/source":    {},
	"graph/ingest/table":     {},
	"graph/ingest/cameo":     {imports: []string{"graph"}},
	"graph/ingest/acled":     {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table"}},
	"graph/ingest/dna":       {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table"}},
	"graph/ingest/gazetteer": {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table", "graph/text"}},
	"graph/ingest/gdelt":     {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table", "graph/ingest/cameo"}},
	"graph/ingest/mapped":    {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table", "graph/ndjson"}},
	"graph/ingest/own":       {imports: []string{"graph", "graph/export", "graph/ingest/source", "graph/ingest/table", "graph/ndjson"}, tests: []string{"graph/ingest", "graph/ledger"}},
	"graph/ingest/pax":       {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table"}},
	"graph/ingest/plover":    {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table"}},
	"graph/ingest/polecat":   {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table", "graph/ingest/plover"}},
	"graph/ingest/prio":      {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table"}},
	"graph/ingest/ucdp":      {imports: []string{"graph", "graph/ingest", "graph/ingest/source", "graph/ingest/table"}},
	"graph/ingest/resolve":   {imports: []string{"graph", "graph/ingest", "graph/text"}, tests: []string{"graph/ingest/formats", "graph/ingest/mapped", "graph/ingest/source", "graph/ledger"}},
	"graph/ingest/formats": {imports: []string{
		"graph/ingest", "graph/ingest/acled", "graph/ingest/dna", "graph/ingest/gazetteer", "graph/ingest/gdelt", "graph/ingest/mapped", "graph/ingest/pax", "graph/ingest/plover",
		"graph/ingest/polecat", "graph/ingest/prio", "graph/ingest/source", "graph/ingest/ucdp",
	}},

	"graph/gql": {
		imports: []string{"graph", "graph/analysis", "graph/analysis/network", "graph/export", "graph/gql/exec", "graph/gql/model", "graph/gql/plan", "graph/gql/scalar", "graph/ndjson", "schema"},
		tests:   []string{"cmd/hudna/sample", "graph/ledger", "graph/web"},
	},
	"graph/gql/exec":   {imports: []string{"graph", "graph/analysis", "graph/analysis/network", "graph/export", "graph/gql/model", "graph/gql/scalar"}},
	"graph/gql/model":  {imports: []string{"graph", "graph/analysis", "graph/analysis/network", "graph/gql/scalar"}},
	"graph/gql/plan":   {},
	"graph/gql/scalar": {imports: []string{"graph"}},

	"graph/plot":   {},
	"graph/access": {imports: []string{"graph"}},
	"graph/audit":  {imports: []string{"graph"}},

	"graph/web":            {imports: []string{"graph/web/playground"}},
	"graph/web/issuer":     {},
	"graph/web/manifest":   {},
	"graph/web/handbook":   {tests: []string{"docs"}},
	"graph/web/playground": {},
	"graph/web/start":      {imports: []string{"graph/web"}},

	"docs": {},

	"storage":             {},
	"storage/keys":        {},
	"storage/badgerkv":    {imports: []string{"storage"}},
	"storage/memkv":       {imports: []string{"storage"}},
	"storage/backup":      {imports: []string{"storage"}},
	"storage/storagetest": {imports: []string{"storage"}},

	"cmd/hudna":         {imports: []string{"..."}},
	"cmd/hudna/bench":   {imports: []string{"cmd/hudna/fiction", "cmd/hudna/peer", "graph"}, tests: []string{"graph/gql", "graph/ledger"}},
	"cmd/hudna/fiction": {imports: []string{"graph", "graph/ndjson", "graph/text"}, tests: []string{"graph/ingest", "graph/ledger"}},
	"cmd/hudna/peer":    {imports: []string{"graph", "graph/text"}, tests: []string{"cmd/hudna/fiction", "graph/ingest"}},
	"cmd/hudna/sample":  {tests: []string{"graph/analysis", "graph/ledger", "graph/ndjson"}},
	"cmd/hudna-teeth":   {},
}

// Packages with a role of their own in the laws below.
var (
	engines = []string{"storage/badgerkv", "storage/memkv", "storage/tikvkv"}
	suites  = []string{"storage/storagetest", "graph/graphtest"}
)

// The one file that is no test and asks the oracle: `hudna bench` compares answers before it measures.
const oracleFile = "cmd/hudna/benchcheck.go"

// Modules from outside and the packages that may import them; their tests too. "dir/..." is dir and all below it. What
// each is for stands in docs/ARCHITECTURE.md. The packages that only the standard library may enter are in importLaw.
var modules = map[string][]string{
	"github.com/99designs/gqlgen":               {"graph/gql/...", "graph/web/..."},
	"github.com/KimMachineGun/automemlimit":     {"cmd/hudna"},
	"github.com/alecthomas/kong":                {"cmd/hudna"},
	"github.com/alecthomas/mango-kong":          {"cmd/hudna"},
	"github.com/jotaen/kong-completion":         {"cmd/hudna"},
	"github.com/knadh/koanf/parsers/yaml":       {"cmd/hudna"},
	"github.com/knadh/koanf/providers/confmap":  {"cmd/hudna"},
	"github.com/knadh/koanf/providers/rawbytes": {"cmd/hudna"},
	"github.com/knadh/koanf/v2":                 {"cmd/hudna"},
	"github.com/muesli/roff":                    {"cmd/hudna"},
	"github.com/blevesearch/snowballstem":       {"graph/graphtest", "graph/text"},
	"github.com/cespare/xxhash/v2":              {"graph/ledger"},
	"github.com/coder/websocket":                {"graph/web", "graph/gql", "cmd/hudna"}, // in the latter two by tests that subscribe
	"github.com/coreos/go-oidc/v3":              {"graph/web/issuer"},
	"github.com/go-jose/go-jose/v4":             {"graph/web/issuer", inTests},
	"github.com/dgraph-io/badger/v4":            {"storage/badgerkv"},
	"github.com/go-json-experiment/json":        {"graph/ndjson", "graph/export", "graph/ingest/own", "graph/gql/...", "graph/web/..."},
	"github.com/google/uuid":                    {"graph/ledger", "graph/ingest", "cmd/hudna"},
	"github.com/hashicorp/golang-lru/v2":        {"graph/audit", "graph/ledger", "graph/projection", "graph/search", "graph/gql/...", "graph/web/..."},
	"github.com/prometheus/client_golang":       {"cmd/hudna", "graph/web"},
	"github.com/klauspost/compress":             {"graph/ingest/source", "graph/ledger", "graph/web/..."},
	"github.com/parquet-go/parquet-go":          {"graph/export", "graph/ingest/own"},
	"github.com/paulmach/orb":                   {"graph/export"},
	"github.com/planetscale/vtprotobuf":         {"graph/ledger/..."},
	"github.com/schollz/progressbar/v3":         {"cmd/hudna"},
	"github.com/tidwall/btree":                  {"storage/memkv", "storage/badgerkv"},
	"github.com/vektah/gqlparser/v2":            {"schema", "graph/gql/...", "graph/web/..."},
	"golang.org/x/sync":                         {"graph/ledger", "graph/gql", "graph/web/...", "storage/badgerkv", "cmd/hudna"},
	"golang.org/x/sys":                          {"storage/badgerkv", "cmd/hudna"},
	"golang.org/x/time":                         {"graph/audit", "graph/web"},
	"golang.org/x/term":                         {"cmd/hudna"},
	"go.yaml.in/yaml/v3":                        {"graph/ingest/mapped"},
	"golang.org/x/text":                         {"graph/ingest/source", "graph/text", "graph/gql", "graph/web/start", "cmd/hudna"},
	"github.com/yuin/goldmark":                  {"graph/web/..."},
	"go.opentelemetry.io/otel":                  {"graph/web", "cmd/hudna"},
	"gonum.org/v1/gonum":                        {"graph/analysis/network", "graph/plot"},
	"github.com/ajstarks/svgo":                  {"graph/plot"},
	"modernc.org/sqlite":                        {"graph/ingest/dna"},
	"google.golang.org/protobuf":                {"graph/ledger/...", "storage/badgerkv"},
	"github.com/fraugster/parquet-go":           {inTests},
	"github.com/piprate/json-gold":              {inTests},
	"github.com/chromedp/cdproto":               {inTests},
	"github.com/chromedp/chromedp":              {inTests},
	"github.com/google/go-cmp":                  {inTests},
	"github.com/rogpeppe/go-internal":           {inTests},
	"go.uber.org/goleak":                        {inTests},
	"golang.org/x/mod":                          {inTests},
	"pgregory.net/rapid":                        {inTests},
	"github.com/anishathalye/porcupine":         {inTests},
}

// Packages of the standard library that not every package may use. The rest of the code returns errors, is handed what
// it reads and writes, and keeps to what the compiler can check.
var restricted = map[string][]string{
	"log":      {},
	"log/slog": {"graph/web/...", "storage/badgerkv", "cmd/..."},
	"net/http": {"graph/web/...", "cmd/hudna"},
	"os/exec":  {"storage/badgerkv", "cmd/..."},
	"testing":  suites,
	"unsafe":   {},
}

// inTests stands for the test files of every package, and for the suites.
const inTests = "tests"

// importLaw says which imports are forbidden, and which packages are not on the map.
func importLaw(t *tree) ([]string, error) {
	var broken []string
	reported := map[string]bool{}
	for _, s := range t.sources {
		for _, reason := range s.forbidden(t.module) {
			if !reported[reason] {
				reported[reason] = true
				broken = append(broken, reason+" ("+s.path+")")
			}
		}
	}
	slices.Sort(broken)
	return broken, nil
}

// forbidden gives a reason for each import of s that breaks the law, and for a package that has no row.
func (s source) forbidden(module string) []string {
	pkg := s.pkg()
	row, listed := rooms[pkg]
	if !listed {
		return []string{pkg + " is not on the map"}
	}
	var reasons []string
	for _, imported := range s.imports {
		var reason string
		if ours, ok := strings.CutPrefix(imported, module+"/"); ok {
			reason = s.forbiddenOurs(pkg, row, ours)
		} else {
			reason = s.forbiddenOther(pkg, imported)
		}
		if reason != "" {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

func (s source) forbiddenOurs(pkg string, row room, imported string) string {
	// The three sentences, first and apart from the rows, so that no row can allow what they forbid.
	switch {
	case pkg == "graph" && !s.test:
		return fmt.Sprintf("graph imports nothing of ours, but imports %s", imported)
	case imported == "storage/keys" && !slices.Contains([]string{"graph/ledger", "graph/search", "storage/keys"}, pkg):
		return fmt.Sprintf("only graph/ledger and graph/search see keys, but %s imports storage/keys", pkg)
	case slices.Contains(engines, imported) && !s.test && !strings.HasPrefix(pkg, "cmd/"):
		return fmt.Sprintf("only cmd names an engine, but %s imports %s", pkg, imported)
	case slices.Contains(suites, imported) && !s.test && s.path != oracleFile:
		return fmt.Sprintf("only tests use a suite, but %s imports %s", pkg, imported)
	case strings.HasPrefix(pkg, "storage") && !strings.HasPrefix(imported, "storage"):
		return fmt.Sprintf("storage knows nothing of the domain, but %s imports %s", pkg, imported)
	}
	allowed := row.imports
	if s.test {
		allowed = slices.Concat(allowed, row.tests, engines, suites, []string{pkg, "storage", "graph"})
	}
	if slices.Contains(allowed, imported) || slices.Contains(allowed, "...") {
		return ""
	}
	kind := "its row does not allow"
	if s.test {
		kind = "its row does not allow its tests"
	}
	return fmt.Sprintf("%s imports %s, which %s", pkg, imported, kind)
}

func (s source) forbiddenOther(pkg, imported string) string {
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		if allowed, ok := restricted[imported]; ok && !s.test && !s.generated && !matches(allowed, pkg) {
			return fmt.Sprintf("%s imports %s, which is not for every package", pkg, imported)
		}
		return ""
	}
	if slices.Contains([]string{"graph", "storage", "storage/keys"}, pkg) && !s.test {
		return fmt.Sprintf("%s needs the standard library alone, but imports %s", pkg, imported)
	}
	for module, allowed := range modules {
		if imported != module && !strings.HasPrefix(imported, module+"/") {
			continue
		}
		if matches(allowed, pkg) || slices.Contains(allowed, inTests) && (s.test || slices.Contains(suites, pkg)) {
			return ""
		}
		return fmt.Sprintf("%s imports %s, which is for %s", pkg, imported, strings.Join(allowed, ", "))
	}
	return fmt.Sprintf("%s imports %s, which no row of the modules allows", pkg, imported)
}

// matches reports whether a package is one of the patterns, where "dir/..." is dir and all below it.
func matches(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		dir, below := strings.CutSuffix(pattern, "/...")
		return pkg == dir || below && strings.HasPrefix(pkg, dir+"/")
	})
}
