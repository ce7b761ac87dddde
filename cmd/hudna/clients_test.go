package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/web"
	"hudna/schema"
)

// A workshop is a directory in which the clients and tools of .ci/js work: their
// programs, the packages, the schema as a whole and in its files.
type workshop struct{ dir, node string }

// workshopOf skips where the packages were not installed (npm ci in .ci/js), except in
// continuous integration.
func workshopOf(t *testing.T) *workshop {
	t.Helper()
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("other programs are no business of the race detector")
	}
	js, err := filepath.Abs(filepath.Join("..", "..", ".ci", "js"))
	if err != nil {
		t.Fatal(err)
	}
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(js, "node_modules", "relay-compiler"))
	}
	if err != nil {
		needed(t, "clients need node and, once, npm ci in .ci/js: %v", err)
	}
	w := &workshop{dir: t.TempDir(), node: node}
	for _, part := range []string{"clients", "relay", "codegen", "lint", "inspect.mjs", "package.json"} {
		from := filepath.Join(js, part)
		if strings.Contains(part, ".") {
			w.write(t, part, readFile(t, from))
			continue
		}
		if err := os.CopyFS(filepath.Join(w.dir, part), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(js, "node_modules"), filepath.Join(w.dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	w.write(t, "schema.graphql", schema.SDL())
	return w
}

// needed skips a test for want of a tool, except where all tools must be.
func needed(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("HUDNA_CI") == "1" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (w *workshop) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs a program of the workshop, or one of its packages, in a part of it.
func (w *workshop) run(t *testing.T, in string, args ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), w.node, args...) //nolint:gosec // programs of this repository, and of the packages that it pins
	command.Dir = filepath.Join(w.dir, in)
	out, err := command.CombinedOutput()
	return string(out), err
}

func (w *workshop) runs(t *testing.T, in string, args ...string) string {
	t.Helper()
	out, err := w.run(t, in, args...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out
}

// TestClients runs the clients that others build on against one server, and what they
// generate from the schema.
func TestClients(t *testing.T) {
	w := workshopOf(t)
	p := tested(t)
	g, err := p.open(t.Context(), sampled(t), openFlags{})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	by := graph.Principal{Name: "made-up client", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
	server, err := p.writingServer(g, by, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	serving := httptest.NewServer(server)
	defer serving.Close()
	url := serving.URL + "/graphql"
	bin := func(name string) string { return filepath.Join("..", "node_modules", filepath.FromSlash(name)) }

	t.Run("relay", func(t *testing.T) {
		w.write(t, "relay/artifacts/.keep", "")
		w.runs(t, "relay", bin("relay-compiler/cli.js"), "./relay.config.json")
		contains(t, w.runs(t, "relay", "ask.mjs", url), "ok relay: ")
	})
	t.Run("graphql-codegen and TypeScript", func(t *testing.T) {
		w.runs(t, "codegen", "generate.mjs")
		w.runs(t, "codegen", bin("typescript/bin/tsc"))
		contains(t, w.runs(t, "codegen", "built/main.js", url), "ok graphql-codegen: ")
		wrong := strings.Replace(readFile(t, filepath.Join(w.dir, "codegen", "main.ts")), "statements.totalCount", "statements.noSuchCount", 1)
		w.write(t, "codegen/main.ts", wrong)
		if out, err := w.run(t, "codegen", bin("typescript/bin/tsc"), "--noEmit"); err == nil || !strings.Contains(out, "noSuchCount") {
			t.Errorf("what the schema lacks compiles: %v %s", err, out)
		}
	})
	t.Run("genqlient", func(t *testing.T) { asksByGenqlient(t, url) })
	t.Run("urql, graphql-ws and graphql-sse", func(t *testing.T) {
		out := w.runs(t, "clients", "clients.mjs", url)
		for _, client := range []string{"urql", "graphql-ws", "graphql-sse"} {
			contains(t, out, "ok "+client+": ")
		}
	})
}

func contains(t *testing.T, out, want string) {
	t.Helper()
	if !strings.Contains(out, want) {
		t.Errorf("%q is not in\n%s", want, out)
	}
}

// TestTheSchemaIsLinted by graphql-eslint, and so are the questions of README.md.
func TestTheSchemaIsLinted(t *testing.T) {
	w := workshopOf(t)
	if err := os.CopyFS(filepath.Join(w.dir, "lint", "schema"), schema.FS); err != nil {
		t.Fatal(err)
	}
	for i, q := range questions {
		w.write(t, fmt.Sprintf("lint/documents/question-%d.graphql", i+1), q.query+"\n")
	}
	// Beside what has to be clean stands what breaks rules, so that both are seen at once.
	w.write(t, "lint/schema/wrong.graphqls", "type WrongConnection {\n  edges: [Int]\n}\n\nextend type Query {\n  wrong: WrongConnection\n}\n")
	out, err := w.run(t, "lint", filepath.Join("..", "node_modules", "eslint", "bin", "eslint.js"), "--format", "json", ".")
	if err == nil {
		t.Error("what breaks rules is not found")
	}
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line            int
		}
	}
	if err := json.Unmarshal([]byte(out[max(strings.Index(out, "[{"), 0):]), &files); err != nil {
		t.Fatal(err, out)
	}
	broken := map[string]bool{}
	for _, f := range files {
		for _, m := range f.Messages {
			if filepath.Base(f.FilePath) == "wrong.graphqls" {
				broken[m.RuleID] = true
				continue
			}
			t.Errorf("%s:%d: %s (%s)", filepath.Base(f.FilePath), m.Line, m.Message, m.RuleID)
		}
	}
	if !broken["@graphql-eslint/relay-connection-types"] || !broken["@graphql-eslint/require-description"] || len(files) < 40 {
		t.Errorf("of %d files, these rules are found broken: %v", len(files), broken)
	}
}

// lately is how many versions of the released schema back it is compared.
const lately = 10

// TestNothingBreaksSilently: graphql-inspector compares the schema with the one of some
// versions ago, and what breaks a question that is asked today has to be announced.
func TestNothingBreaksSilently(t *testing.T) {
	w := workshopOf(t)
	now := schema.SDL()
	w.write(t, "CHANGELOG.md", readFile(t, filepath.Join("..", "..", "CHANGELOG.md")))
	if before, ok := releasedBefore(t); ok {
		w.write(t, "before.graphql", before)
		t.Log(w.runs(t, "", "inspect.mjs", "before.graphql", "schema.graphql", "CHANGELOG.md"))
	}
	without := strings.Replace(now, "  \"Whether it was written down.\"\n  written: Boolean\n  \"Whether it was mediated.\"\n  mediated: Boolean\n  \"Who was", "  \"Whether it was mediated.\"\n  mediated: Boolean\n  \"Who was", 1)
	if without == now {
		t.Fatal("the field that is to be taken out is not there")
	}
	w.write(t, "without.graphql", without)
	out, err := w.run(t, "", "inspect.mjs", "schema.graphql", "without.graphql", "CHANGELOG.md")
	if err == nil || !strings.Contains(out, "does not name `Agreement.written`") {
		t.Errorf("a field can go in silence: %v\n%s", err, out)
	}
	w.write(t, "CHANGELOG.md", "- `Agreement.written` is gone.\n")
	w.runs(t, "", "inspect.mjs", "schema.graphql", "without.graphql", "CHANGELOG.md")
}

// releasedBefore is the released schema of some versions ago, where there is a history.
func releasedBefore(t *testing.T) (string, bool) {
	t.Helper()
	const file = "schema/testdata/released.graphql"
	git := func(args ...string) (string, error) {
		command := exec.CommandContext(t.Context(), "git", append([]string{"-c", "safe.directory=*", "-C", filepath.Join("..", "..")}, args...)...) //nolint:gosec // what is asked stands above
		out, err := command.Output()
		return strings.TrimSpace(string(out)), err
	}
	versions, err := git("log", "--first-parent", fmt.Sprintf("-%d", lately), "--format=%H", "--", file)
	if err != nil || versions == "" {
		t.Logf("there is no history to compare with: %v", err)
		return "", false
	}
	all := strings.Fields(versions)
	before, err := git("show", all[len(all)-1]+":"+file)
	if err != nil {
		t.Fatal(err)
	}
	return before, true
}
