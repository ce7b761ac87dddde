package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// commands are all commands that people are told of, by their paths: "review
// publish".
func commands(t *testing.T) map[string]*kong.Node {
	t.Helper()
	parser, err := kong.New(&commandLine{}, kong.Name("hudna"), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*kong.Node{}
	for _, leaf := range parser.Model.Leaves(true) {
		var path []string
		for n := leaf; n != nil && n.Type == kong.CommandNode; n = n.Parent {
			path = append(path, n.Name)
		}
		slices.Reverse(path)
		all[strings.Join(path, " ")] = leaf
	}
	if len(all) < 20 {
		t.Fatalf("there are only %d commands", len(all))
	}
	return all
}

// scripts are the lines of all scripts that run a command to its end.
func scripts(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, folder := range []string{"testdata/script", "testdata/script/anywhere"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "exec hudna ") && !strings.Contains(line, "--help") {
					lines = append(lines, strings.TrimSpace(line))
				}
			}
		}
	}
	return lines
}

// TestEveryCommandHasAScript: the scripts are the manual, and none is left out.
func TestEveryCommandHasAScript(t *testing.T) {
	lines := scripts(t)
	for path := range commands(t) {
		runs := regexp.MustCompile(`^exec hudna ` + regexp.QuoteMeta(path) + `( |$)`)
		if !slices.ContainsFunc(lines, runs.MatchString) {
			t.Errorf("no script runs hudna %s", path)
		}
	}
}

// TestEveryCommandIsDocumented: docs/commands.md has a row for each command, and
// names every flag.
func TestEveryCommandIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for path, node := range commands(t) {
		if !regexp.MustCompile("(?m)^\\|.*`" + regexp.QuoteMeta(path) + "[ `]").MatchString(page) {
			t.Errorf("docs/commands.md has no row for %s", path)
		}
		if path == "bench" {
			continue // its flags are for whoever reads docs/bench/README.md
		}
		for _, flag := range node.Flags {
			if !flag.Hidden && flag.Name != "help" && !strings.Contains(page, "--"+flag.Name) {
				t.Errorf("docs/commands.md does not name --%s of %s", flag.Name, path)
			}
		}
	}
}

// TestEveryCommandSpeaksToMachines: what a command prints can be had as JSON, as
// far as it is not JSON as it is, or for a program of its own.
func TestEveryCommandSpeaksToMachines(t *testing.T) {
	otherwise := map[string]string{
		"serve": "its log is, with --log-format json", "export": "NDJSON as it is", "changes": "NDJSON as it is", "generate": "NDJSON as it is",
		"query": "JSON as it is", "cite": "JSON as it is", "positions": "CSV as it is", "network": "in the format of a program of its own", "plot": "SVG as it is", "schema": "GraphQL as it is", "man": "for man", "completion": "for a shell",
	}
	for path, node := range commands(t) {
		has := slices.ContainsFunc(node.Flags, func(f *kong.Flag) bool { return f.Name == "json" })
		if _, excepted := otherwise[path]; has == excepted {
			t.Errorf("%s: --json: %v, and needs none: %v", path, has, excepted)
		}
	}
}

// TestEveryCommandTeachesByExamples: its help ends with some that begin with its
// name.
func TestEveryCommandTeachesByExamples(t *testing.T) {
	none := []string{"version", "completion"}
	for path, node := range commands(t) {
		if !slices.Contains(none, path) && !strings.Contains(node.Detail, "\n    hudna "+strings.TrimSuffix(path, " list")) {
			t.Errorf("the help of %s has no example", path)
		}
	}
}
