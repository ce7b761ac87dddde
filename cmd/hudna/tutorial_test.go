package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A lesson is a block of commands of docs/tutorial.md, with what they print.
type lesson struct {
	commands string
	prints   []string
}

func tutorial(t *testing.T) []lesson {
	t.Helper()
	text, err := os.ReadFile("../../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	var steps []lesson
	for _, m := range regexp.MustCompile("(?s)```(sh|text)\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		if m[1] == "sh" {
			steps = append(steps, lesson{commands: m[2]})
			continue
		}
		last := &steps[len(steps)-1]
		last.prints = append(last.prints, strings.Split(strings.TrimSpace(m[2]), "\n")...)
	}
	return steps
}

// TestTheTutorialCanBeFollowed runs the commands of docs/tutorial.md one after the other,
// in a folder that looks like that of the source: all but the build, by which this test
// came about.
func TestTheTutorialCanBeFollowed(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("processes of others, and what the servers do is raced elsewhere: the run without it has them")
	}
	self, err := exec.LookPath("hudna")
	if err != nil {
		t.Fatal(err)
	}
	sample, err := filepath.Abs("sample")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for from, to := range map[string]string{self: "hudna", sample: "cmd/hudna/sample"} {
		to = filepath.Join(dir, to)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(from, to); err != nil {
			t.Fatal(err)
		}
	}
	steps := tutorial(t)
	if len(steps) != 8 || steps[0].commands != "go build -o hudna ./cmd/hudna\n" {
		t.Fatalf("%d steps, the first is %q", len(steps), steps[0].commands)
	}
	served := false
	for _, s := range steps[1:] {
		if strings.HasPrefix(s.commands, "./hudna serve ") {
			followServer(t, dir, strings.Fields(s.commands))
			served = true
			continue
		}
		child := exec.CommandContext(t.Context(), "sh", "-e", "-c", s.commands)
		child.Dir = dir
		out, err := child.CombinedOutput()
		if err != nil {
			t.Fatalf("%s%v\n%s", s.commands, err, out)
		}
		for _, line := range s.prints {
			if !strings.Contains(string(out), line) {
				t.Errorf("%sdoes not print %s:\n%s", s.commands, line, out)
			}
		}
	}
	if !served {
		t.Error("no step serves")
	}
}

// followServer starts the server of the tutorial, at a free port, and opens its page.
func followServer(t *testing.T, dir string, command []string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), filepath.Join(dir, command[0]), append(command[1:], "--listen", "127.0.0.1:0")...)
	child.Dir, child.WaitDelay = dir, 10*time.Second
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	address := ""
	for address == "" && lines.Scan() {
		_, address, _ = strings.Cut(lines.Text(), "start page  ")
	}
	if address == "" {
		t.Fatal("the server does not say where its page is")
	}
	if res, page := fetched(t, address); res.status != 200 || !strings.Contains(string(page), "All parties should keep to the truce.") {
		t.Errorf("%d\n%s", res.status, page)
	}
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // what it says at its end
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}
